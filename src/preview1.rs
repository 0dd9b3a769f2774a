//! The functions of `wasi_snapshot_preview1` and their types in core WebAssembly.
//!
//! From the witx description of preview1, lowered as its tool conventions say: every function except `proc_exit`
//! returns its errno, and writes its other results through pointers.

#[path = "../preview1/names.rs"]
pub mod names;

use crate::near::distance;
use names::{FUNCTIONS, ON_GUEST_MEMORY};
use wasmparser::{FuncType, ValType};

/// The type of a preview1 function, or `None` if there is none of this name.
pub fn signature(name: &str) -> Option<FuncType> {
    let (_, params, results) = FUNCTIONS.iter().find(|function| function.0 == name)?;
    let types = |letters: &'static str| {
        letters.chars().map(|letter| match letter {
            'I' => ValType::I64,
            _ => ValType::I32,
        })
    };
    Some(FuncType::new(types(params), types(results)))
}

/// The interface of an import of the adapter, by the import's module name, and whether the import is lowered on the guest's
/// memory.
pub fn on_guest_memory(module: &str) -> (&str, bool) {
    match module.strip_prefix(ON_GUEST_MEMORY) {
        Some(interface) => (interface, true),
        None => (module, false),
    }
}

/// The preview1 function whose name is nearest to `name`, if one is near.
pub fn similar(name: &str) -> Option<&'static str> {
    FUNCTIONS
        .iter()
        .map(|function| (distance(name, function.0), function.0))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, name)| name)
}

/// How messages write a function's type.
pub fn show(ty: &FuncType) -> String {
    let list = |types: &[ValType]| {
        let types: Vec<String> = types.iter().map(ToString::to_string).collect();
        types.join(", ")
    };
    match ty.results() {
        [one] => format!("({}) -> {one}", list(ty.params())),
        results => format!("({}) -> ({})", list(ty.params()), list(results)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_those_of_preview1() {
        assert_eq!(
            show(&signature("fd_seek").unwrap()),
            "(i32, i64, i32, i32) -> i32"
        );
        assert_eq!(show(&signature("proc_exit").unwrap()), "(i32) -> ()");
        assert_eq!(show(&signature("sched_yield").unwrap()), "() -> i32");
        assert!(signature("fd_wrote").is_none());
    }

    #[test]
    fn a_misspelt_name_finds_its_like() {
        assert_eq!(similar("fd_wrote"), Some("fd_write"));
        assert_eq!(similar("fd_opendir"), None);
        assert_eq!(similar("completely_else"), None);
    }

    #[test]
    fn names_are_sorted_and_distinct() {
        assert!(FUNCTIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
