//! What a core module is by its own imports and exports.

use super::module::InspectedModule;
use crate::preview1;
use crate::preview1::names::{FRONT, PRIVATE_MEMORY, REALLOC, TABLE};

/// What the first stand-in calls where there are typed references instead of a table.
const FIRST_REFERENCE: &str = "g0";

/// Whether a module is wit-component's shim: a table, and functions with numbers for names that call through it.
pub fn is_shim(module: &InspectedModule) -> bool {
    let has = |name: &str| module.exports.iter().any(|export| export == name);
    has(TABLE) && module.imports.is_empty()
}

/// The functions that a module stands in for, in order, if it is the front of the built-in adapter: a module without
/// imports that has the adapter's memory and allocator, or, for an adapter that uses neither, functions of preview1 and
/// the table or the references that they call.
pub fn stand_ins(module: &InspectedModule) -> Option<Vec<String>> {
    let functions = || module.exported_functions.iter().map(|(name, _)| name);
    let exports = |name: &str| module.exports.iter().any(|export| export == name);
    let stands_in = || {
        let mut functions = functions();
        (exports(TABLE) || exports(FIRST_REFERENCE))
            && functions.any(|name| preview1::signature(name).is_some())
    };
    if !module.imports.is_empty() || !(exports(PRIVATE_MEMORY) || stands_in()) {
        return None;
    }
    let stand_ins = functions().filter(|name| *name != REALLOC);
    Some(stand_ins.cloned().collect())
}

/// Whether a module is the built-in adapter: it fills the table or the references of the front, or uses its memory.
pub fn is_built_in(module: &InspectedModule) -> bool {
    let of_front = [PRIVATE_MEMORY, TABLE, FIRST_REFERENCE];
    let mut imports = module.imports.iter();
    imports.any(|import| import.module == FRONT && of_front.contains(&import.name.as_str()))
}
