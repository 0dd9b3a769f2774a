//! Names of Python that members and parameters hide.
//!
//! In the body of a class that has a method `int`, an annotation `int` means that method; in a function with a parameter
//! `isinstance`, a call of `isinstance` calls the argument. Files of such packages import these names as `_int` and
//! `_isinstance`, which no name in WIT becomes.

use super::names::snake_case;
use crate::bindgen::plan::surface::function_kind;
use crate::bindgen::plan::types::TypeKind;
use crate::bindgen::plan::{Item, Plan};
use std::collections::HashSet;

/// Built-in names that the files use, and that labels can become.
const USED: &[&str] = &[
    "bool",
    "bytearray",
    "bytes",
    "classmethod",
    "dict",
    "float",
    "int",
    "isinstance",
    "list",
    "memoryview",
    "object",
    "overload",
    "property",
    "staticmethod",
    "str",
    "tuple",
    "type",
];

/// Those that a label of the component hides.
pub fn hidden(plan: &Plan) -> Vec<&'static str> {
    let mut names = HashSet::new();
    collect(&plan.imports, &mut names);
    collect(&plan.exports, &mut names);
    for ty in plan.types.iter() {
        if let TypeKind::Record(fields) = &ty.kind {
            names.extend(fields.iter().map(|field| snake_case(&field.name)));
        }
    }
    let used = USED.iter().copied();
    used.filter(|name| names.contains(*name)).collect()
}

fn collect(items: &[Item], names: &mut HashSet<String>) {
    for item in items {
        names.insert(snake_case(function_kind(&item.name).1));
        if let Some(function) = item.function() {
            let params = function.ty.params.iter();
            names.extend(params.map(|(name, _)| snake_case(name)));
        }
        collect(item.items(), names);
    }
}
