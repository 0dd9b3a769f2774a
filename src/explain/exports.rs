//! What a module exports, compared with what its world exports.

use super::wanted::{Item, World};
use crate::component::module::Module;
use crate::error::{Wanted, WorldProblem};
use crate::near::{self, Alike};
use crate::preview1::show;
use std::collections::HashSet;
use wasmparser::ExternalKind;
use wit_parser::abi::AbiVariant;

/// Exports that are for the module's runtime or for the canonical ABI.
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

/// What the world exports and the module does not export, or exports with another type.
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
        .filter(|name| {
            !name.contains("#[dtor]") && !name.starts_with("cm32p2_") && !used.contains(*name)
        })
        .collect();
    let some = free.iter().take(near::SEARCHED);
    let some: Vec<String> = some.map(|name| (*name).to_string()).collect();
    let mut all = Vec::new();
    for item in missing {
        let wanted = item.wanted(world);
        let alike = (all.len() < near::SEARCHED).then(|| near::export(&wanted.name, &free));
        let near = match alike.flatten() {
            Some(Alike::Version(found)) => {
                add_version(&mut all, &wanted, found);
                continue;
            }
            Some(Alike::Name(near)) => Some(near),
            None => None,
        };
        all.push(WorldProblem::MissingExport {
            near,
            exports: some.clone(),
            wanted,
        });
    }
    all.extend(problems);
    all
}

/// Adds a function that is there in another version of its interface; those of one interface are one problem.
fn add_version(problems: &mut Vec<WorldProblem>, missing: &Wanted, found: String) {
    let name = missing.name.rsplit('#').next().unwrap_or(&missing.name);
    let known = problems.iter_mut().find_map(|problem| match problem {
        WorldProblem::OtherVersion { module, names, .. } if *module == found => Some(names),
        _ => None,
    });
    match known {
        Some(names) => names.push(name.to_string()),
        None => problems.push(WorldProblem::OtherVersion {
            imported: false,
            module: found,
            names: vec![name.to_string()],
            wanted: missing.interface.clone().unwrap_or_default(),
        }),
    }
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
