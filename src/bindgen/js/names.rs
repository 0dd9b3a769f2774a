//! Names in the generated code: those that are reserved, and how names and strings are written.

/// Words that cannot be names in a module.
pub const KEYWORDS: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Globals that the generated code uses, and names that it has for variables of its own.
pub const TAKEN: &[&str] = &[
    "Array",
    "ArrayBuffer",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "DataView",
    "Error",
    "FinalizationRegistry",
    "Float32Array",
    "Float64Array",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "JSON",
    "Map",
    "Math",
    "Number",
    "Object",
    "Promise",
    "RangeError",
    "Set",
    "String",
    "Symbol",
    "TextDecoder",
    "TextEncoder",
    "TypeError",
    "URL",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "WeakMap",
    "WebAssembly",
    "atob",
    "console",
    "fetch",
    "setTimeout",
    "getCoreModule",
    "imports",
    "instantiateCore",
    "instantiate",
    "state",
    "error",
    "scope",
    "call",
    "entry",
    "value",
    "path",
    "where",
    "place",
    "pointer",
    "length",
    "view",
    "result",
    "target",
    "area",
    "failed",
    "words",
    "item",
    "key",
    "map",
    "end",
    "scopes",
    "list",
    "registry",
    "modules",
    "process",
    "globalThis",
    "constructor",
];

/// The same, where there are tasks.
pub const TAKEN_WITH_TASKS: &[&str] = &[
    "AbortController",
    "MessageChannel",
    "ReadableStream",
    "failed",
    "host",
    "lower",
    "options",
    "setImmediate",
    "task",
];

/// Whether a string needs no quotes as the name of a member.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The name of a member where an object is written or taken apart: `name` or `'a-name'`.
pub fn key(name: &str) -> String {
    if is_identifier(name) {
        name.to_string()
    } else {
        quoted(name)
    }
}

/// How a member is reached: `.name` or `['a-name']`.
pub fn member(name: &str) -> String {
    if is_identifier(name) {
        format!(".{name}")
    } else {
        format!("[{}]", quoted(name))
    }
}

/// A string as a JavaScript literal.
pub fn quoted(text: &str) -> String {
    let mut literal = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => literal.push_str("\\'"),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' | '\u{7f}' => {
                literal.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => literal.push(c),
        }
    }
    literal.push('\'');
    literal
}

#[cfg(test)]
mod tests {
    use super::{TAKEN, TAKEN_WITH_TASKS};
    use crate::bindgen::js::runtime::Runtime;

    /// Globals in lower case; those in upper case are recognised by that.
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
        let words = Runtime::words();
        assert!(words.contains("WebAssembly") && words.contains("Uint8Array"));
        let pieces: Vec<_> = Runtime::names(true, true).collect();
        for word in &words {
            let is_global =
                word.starts_with(char::is_uppercase) || GLOBALS.contains(&word.as_str());
            // `TypedArray` and `Class` are parameters, and templates of messages speak of UTF.
            let is_known = ["TypedArray", "Class", "UTF"].contains(&word.as_str());
            if is_global && !is_known && !pieces.contains(&word.as_str()) {
                let mut taken = TAKEN.iter().chain(TAKEN_WITH_TASKS);
                assert!(taken.any(|taken| taken == word), "`{word}` is not reserved");
            }
        }
    }

    #[test]
    fn typed_arrays_are_taken() {
        use crate::bindgen::js::value::numbers::array;
        use crate::bindgen::plan::call::Number::*;
        for number in [U8, S8, U16, S16, U32, S32, U64, S64, F32, F64] {
            assert!(TAKEN.contains(&array(number)), "{number:?}");
        }
    }
}
