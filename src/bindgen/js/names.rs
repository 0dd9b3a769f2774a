//! Names in the generated code: those that are reserved, and those of parameters.

use crate::bindgen::names::{Names, camel_case};
use crate::bindgen::plan::call::{Call, Param, ValueKind};
use crate::bindgen::plan::types::Types;

/// Globals that the generated code uses, and names that it has for variables of its own.
#[rustfmt::skip]
pub const TAKEN: &[&str] = &[
    "Array", "ArrayBuffer", "BigInt", "BigInt64Array", "BigUint64Array", "DataView", "Error",
    "FinalizationRegistry", "Float32Array", "Float64Array", "Infinity", "Int16Array", "Int32Array", "Int8Array",
    "JSON", "Map", "Math", "Number", "Object", "Promise", "RangeError", "Set", "String", "Symbol", "TextDecoder",
    "TextEncoder", "TypeError", "URL", "Uint16Array", "Uint32Array", "Uint8Array", "WeakMap", "WebAssembly",
    "atob", "console", "fetch", "setTimeout", "getCoreModule", "imports", "instantiateCore", "instantiate",
    "state", "error", "scope", "call", "entry", "value", "path", "where", "place", "pointer", "length",
    "view", "result", "target", "area", "failed", "words", "item", "key", "map", "end", "scopes", "list",
    "registry", "modules", "process", "globalThis", "constructor",
];

/// The same, where there are tasks.
#[rustfmt::skip]
pub const TAKEN_WITH_TASKS: &[&str] = &[
    "AbortController", "MessageChannel", "ReadableStream", "failed", "host", "lower", "options",
    "setImmediate", "task",
];

/// Names for the parameters of a lifted function.
pub fn parameter_names(locals: &mut Names, call: &Call) -> Vec<String> {
    let params = call.params.iter();
    params
        .map(|param| locals.take(&camel_case(&param.name)))
        .collect()
}

/// Names for the core values that a parameter is made of; `lowered` says that the parameter itself has its name already.
pub fn core_names(locals: &mut Names, types: &Types, param: &Param, lowered: bool) -> Vec<String> {
    let name = camel_case(&param.name);
    let count = types[param.value.ty].flat.as_ref().map_or(0, Vec::len);
    let names = match (&param.value.kind, count) {
        (ValueKind::Span(..), _) => vec![format!("{name}Pointer"), format!("{name}Length")],
        (ValueKind::Handle(_), _) if lowered => vec![format!("{name}Handle")],
        (_, 1) if lowered => vec![format!("{name}Core")],
        (_, 1) => vec![name],
        (_, count) => (0..count).map(|i| format!("{name}{i}")).collect(),
    };
    names.iter().map(|name| locals.take(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{TAKEN, TAKEN_WITH_TASKS};
    use crate::bindgen::js::runtime;

    /// Globals in lower case; those in upper case are recognised by their case.
    const GLOBALS: &[&str] = &[
        "atob",
        "btoa",
        "console",
        "fetch",
        "globalThis",
        "process",
        "queueMicrotask",
        "setImmediate",
        "setTimeout",
        "structuredClone",
    ];

    #[test]
    fn globals_of_the_runtime_are_taken() {
        let words = runtime::words();
        assert!(words.contains("WebAssembly") && words.contains("Uint8Array"));
        let pieces: Vec<_> = runtime::names(true, true).collect();
        for word in &words {
            let is_global =
                word.starts_with(char::is_uppercase) || GLOBALS.contains(&word.as_str());
            // `TypedArray` and `Class` are parameters, and templates of messages mention UTF.
            let is_known = ["TypedArray", "Class", "UTF"].contains(&word.as_str());
            if is_global && !is_known && !pieces.contains(&word.as_str()) {
                let mut taken = TAKEN.iter().chain(TAKEN_WITH_TASKS);
                assert!(taken.any(|taken| taken == word), "`{word}` is not reserved");
            }
        }
    }

    #[test]
    fn typed_arrays_are_taken() {
        use crate::bindgen::plan::call::Number::*;
        use crate::bindgen::script::numbers::array;
        for number in [U8, S8, U16, S16, U32, S32, U64, S64, F32, F64] {
            assert!(TAKEN.contains(&array(number)), "{number:?}");
        }
    }
}
