//! How JavaScript writes names, and the names of functions in messages.

use crate::bindgen::names::{camel_case, interface_name, pascal_case};
use crate::bindgen::plan::surface::{Casing, FunctionKind};

/// `await` takes an object with a function `then` for a promise, and calls that function. A class already has a
/// `constructor` and a `prototype`.
pub const CASING: Casing = Casing {
    function: camel_case,
    class: pascal_case,
    reserved: &["then"],
    reserved_methods: &["constructor"],
    reserved_statics: &["prototype"],
};

/// The name of a function in messages, from its name in JavaScript.
pub fn display(kind: FunctionKind, name: &str, scope: Option<&str>) -> String {
    let scope = scope
        .map(|scope| format!("{}.", camel_case(interface_name(scope))))
        .unwrap_or_default();
    match kind {
        FunctionKind::Free => format!("{scope}{name}"),
        FunctionKind::Constructor(resource) => format!("new {scope}{}", pascal_case(resource)),
        FunctionKind::Method(resource) | FunctionKind::Static(resource) => {
            format!("{scope}{}.{name}", pascal_case(resource))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_call_functions_as_a_program_does() {
        let interface = Some("wasi:io/streams@0.2.0");
        let kind = FunctionKind::Method("output-stream");
        assert_eq!(
            display(kind, "blockingFlush", interface),
            "streams.OutputStream.blockingFlush"
        );
        let kind = FunctionKind::Constructor("a-b");
        assert_eq!(display(kind, "", None), "new AB");
        assert_eq!(display(FunctionKind::Free, "doIt", None), "doIt");
    }
}
