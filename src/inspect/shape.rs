//! What a core module is by its own imports and exports.

use super::module::InspectedModule;
use crate::preview1::names::{PRIVATE_MEMORY, REALLOC, TABLE};

/// Whether a module is wit-component's shim: a table, and functions with numbers for names that call through it.
pub fn is_shim(module: &InspectedModule) -> bool {
    let has = |name: &str| module.exports.iter().any(|export| export == name);
    has(TABLE) && module.imports.is_empty()
}

/// The functions that a module stands in for, in order, if it is the front of the built-in adapter: a module without
/// imports that has the adapter's memory and its allocator.
pub fn stand_ins(module: &InspectedModule) -> Option<Vec<String>> {
    let has_memory = module.exports.iter().any(|export| export == PRIVATE_MEMORY);
    if !module.imports.is_empty() || !has_memory {
        return None;
    }
    let functions = module.exported_functions.iter().map(|(name, _)| name);
    let stand_ins = functions.filter(|name| *name != REALLOC);
    Some(stand_ins.cloned().collect())
}

/// Whether a module is the built-in adapter.
pub fn is_built_in(module: &InspectedModule) -> bool {
    module
        .imports
        .iter()
        .any(|import| import.name == PRIVATE_MEMORY)
}
