//! Gives the built-in adapter the names of the component model's standard, for components that must not have others.
//!
//! ```wat
//! (import "wasi:cli/stdout@0.2.12" "get-stdout" …)         (import "cm32p2|wasi:cli/stdout@0.2" "get-stdout" …)
//! (import "wasi:io/error@0.2.12" "[resource-drop]error" …) (import "cm32p2|wasi:io/error@0.2" "error_drop" …)
//! (export "wasi:cli/run@0.2.12#run" …)                 =>  (export "cm32p2|wasi:cli/run@0.2|run" …)
//! ```
//!
//! Its imports from the main module, and its exports outside of interfaces, have names of their own and keep them.

use crate::draft::Draft;
use crate::preview1::names::ON_GUEST_MEMORY;
use crate::preview1::on_guest_memory;

/// Renames what the adapter imports and exports.
pub fn standard_names(adapter: &mut Draft) {
    for item in &mut adapter.imports {
        (item.module, item.name) = import(&item.module, &item.name);
    }
    for item in &mut adapter.exports {
        item.name = export(&item.name);
    }
}

fn import(module: &str, name: &str) -> (String, String) {
    let (interface, on_guest_memory) = on_guest_memory(module);
    let Some(interface) = canonical(interface) else {
        return (module.to_string(), name.to_string());
    };
    let prefix = match on_guest_memory {
        true => ON_GUEST_MEMORY,
        false => "",
    };
    let name = match name.strip_prefix("[resource-drop]") {
        Some(resource) => format!("{resource}_drop"),
        None => name.to_string(),
    };
    (format!("{prefix}cm32p2|{interface}"), name)
}

fn export(name: &str) -> String {
    let standard = name
        .split_once('#')
        .and_then(|(interface, function)| Some((canonical(interface)?, function)));
    match standard {
        Some((interface, function)) => format!("cm32p2|{interface}|{function}"),
        None => name.to_string(),
    }
}

/// A versioned interface with the part of its version that tells compatible ones from others; the adapter knows versions
/// of WASI 0.2 only.
fn canonical(interface: &str) -> Option<&str> {
    let (canonical, _) = interface.rsplit_once('.')?;
    interface.contains("@0.2.").then_some(canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_interfaces_change_and_others_stay() {
        let pair = |module: &str, name: &str| (module.to_string(), name.to_string());
        assert_eq!(
            import("wasi:io/error@0.2.12", "[resource-drop]error"),
            pair("cm32p2|wasi:io/error@0.2", "error_drop")
        );
        assert_eq!(
            import("wasi:io/poll@0.2.0", "[method]pollable.block"),
            pair("cm32p2|wasi:io/poll@0.2", "[method]pollable.block")
        );
        assert_eq!(
            import("on-guest-memory:wasi:io/poll@0.2.0", "f"),
            pair("on-guest-memory:cm32p2|wasi:io/poll@0.2", "f")
        );
        assert_eq!(import("env", "memory"), pair("env", "memory"));
        assert_eq!(
            export("wasi:cli/run@0.2.3#run"),
            "cm32p2|wasi:cli/run@0.2|run"
        );
        assert_eq!(export("fd_write"), "fd_write");
    }
}
