//! What a module exports, compared with what its world exports.

use super::near;
use super::wanted::{Item, World};
use crate::component::module::Module;
use crate::error::WorldProblem;
use crate::preview1::show;
use std::collections::HashSet;
use wasmparser::ExternalKind;
use wit_parser::abi::AbiVariant;

/// Exports that core modules have for themselves and for the canonical ABI.
const OWN: [&str; 10] = [
    "memory",
    "_start",
    "_initialize",
    "__indirect_function_table",
    "__stack_pointer",
    "cabi_realloc",
    "cabi_import_realloc",
    "cabi_export_realloc",
    "canonical_abi_realloc",
    "cabi_realloc_adapter",
];

/// What the world exports and the module does not, or not alike.
pub fn problems(module: &Module<'_>, world: &World<'_>) -> Vec<WorldProblem> {
    let items = world.exports();
    let mut used = HashSet::new();
    let mut missing = Vec::new();
    let mut problems = Vec::new();
    for item in items {
        let names = item.export_names(world);
        let has = |(name, _): &&(String, AbiVariant)| module.export(name).is_some();
        let Some((name, abi)) = names.iter().find(has) else {
            missing.push(item);
            continue;
        };
        used.insert(name.clone());
        problems.extend(mistyped(module, world, &item, name, *abi));
    }
    let free: Vec<&str> = module
        .exports
        .iter()
        .filter(|export| matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact))
        .map(|export| export.name)
        .filter(|name| !OWN.contains(name) && !name.starts_with("cabi_post_"))
        .filter(|name| !name.starts_with("cm32p2_") && !used.contains(*name))
        .collect();
    let missing = missing.iter().map(|item| {
        let wanted = item.wanted(world);
        WorldProblem::MissingExport {
            near: near::export(&wanted.name, &free),
            exports: free.iter().map(|name| (*name).to_string()).collect(),
            wanted,
        }
    });
    missing.chain(problems).collect()
}

/// An export that is not a function of the right type, or lacks its callback.
fn mistyped(
    module: &Module<'_>,
    world: &World<'_>,
    item: &Item<'_>,
    name: &str,
    abi: AbiVariant,
) -> Option<WorldProblem> {
    let expected = item.core_type(world, abi);
    let found = match module.exported_function(name) {
        Some(found) if *found == expected => {
            let callback = format!("[callback]{name}");
            let lacks = abi == AbiVariant::GuestExportAsync && module.export(&callback).is_none();
            return lacks.then(|| WorldProblem::NoCallback {
                name: name.to_string(),
            });
        }
        Some(found) => format!("`{}`", show(found)),
        None => "something that is not a function".to_string(),
    };
    let mut wanted = item.wanted(world);
    wanted.name = name.to_string();
    wanted.signature = show(&expected);
    Some(WorldProblem::WrongType { wanted, found })
}
