//! What each core module of a component is there for, found by structure: names are for debugging and may be missing.

use super::module::{Import, Module};
use super::report::{Adapter, Role};
use super::wiring::{Target, Wiring};
use crate::preview1::names::{PRIVATE_MEMORY, REALLOC, TABLE};

/// The role of each core module.
pub fn roles(modules: &[Module], wiring: &Wiring) -> Vec<Role> {
    let mut roles: Vec<Option<Role>> = modules
        .iter()
        .enumerate()
        .map(|(index, module)| obvious(index, module))
        .collect();
    let main = roles.iter().position(Option::is_none);
    if let Some(main) = main {
        roles[main] = Some(Role::Main);
    }
    let guests: Vec<usize> = (0..modules.len())
        .filter(|&index| matches!(roles[index], Some(Role::Main | Role::Library)))
        .collect();
    for guest in guests {
        for (_, _, provider) in provided(modules, wiring, guest) {
            if roles[provider].is_none() {
                roles[provider] = Some(Role::Adapter);
            }
        }
    }
    roles
        .into_iter()
        .map(|role| role.unwrap_or(Role::Internal))
        .collect()
}

/// Roles that a module's own shape shows. What is generated comes after the main module, which may have any shape.
fn obvious(index: usize, module: &Module) -> Option<Role> {
    let generated = index > 0;
    if generated && (is_shim(module) || stand_ins(module).is_some()) {
        return Some(Role::Shim);
    }
    let fills_table = |import: &Import| import.name == TABLE;
    if generated && module.imports.iter().any(fills_table) && !is_built_in(module) {
        return Some(Role::Fixups);
    }
    // Neither a guest nor an adapter is without exports, but what only fills a table is.
    if module.exports.is_empty() && module.code.is_none() && !module.imports.is_empty() {
        return Some(Role::Internal);
    }
    module
        .has_custom_section("dylink.0")
        .then_some(Role::Library)
}

/// Whether a module is wit-component's shim: a table, and functions with numbers for names that call through it.
pub fn is_shim(module: &Module) -> bool {
    let has = |name: &str| module.exports.iter().any(|export| export == name);
    has(TABLE) && module.imports.is_empty()
}

/// The functions that a module stands in for, in order, if it is the front of the built-in adapter: a module without
/// imports that has the adapter's memory and its allocator.
pub fn stand_ins(module: &Module) -> Option<Vec<String>> {
    let has_memory = module.exports.iter().any(|export| export == PRIVATE_MEMORY);
    if !module.imports.is_empty() || !has_memory {
        return None;
    }
    let functions = module.exported_functions.iter().map(|(name, _)| name);
    let stand_ins = functions.filter(|name| *name != REALLOC);
    Some(stand_ins.cloned().collect())
}

/// The functions that other core modules provide to a guest: the import module, the name, and the provider.
pub fn provided(modules: &[Module], wiring: &Wiring, guest: usize) -> Vec<(String, String, usize)> {
    let Some(arguments) = wiring.instance_of(guest) else {
        return Vec::new();
    };
    let mut provided = Vec::new();
    for import in modules[guest].imported_functions() {
        let target = wiring.target(arguments, &import.module, &import.name);
        if let Target::Export(instance, _) | Target::InTable(instance, _) = target
            && let Some(provider) = wiring.module_of(instance)
        {
            provided.push((import.module.clone(), import.name.clone(), provider));
        }
    }
    provided
}

/// The adapters, with what the guests import from each.
pub fn adapters(modules: &[Module], wiring: &Wiring, roles: &[Role]) -> Vec<Adapter> {
    let mut adapters: Vec<Adapter> = Vec::new();
    for guest in 0..modules.len() {
        if !matches!(roles[guest], Role::Main | Role::Library) {
            continue;
        }
        for (name, function, provider) in provided(modules, wiring, guest) {
            if roles[provider] != Role::Adapter {
                continue;
            }
            let known = adapters
                .iter_mut()
                .find(|adapter| adapter.module == provider && adapter.name == name);
            match known {
                Some(adapter) if adapter.functions.contains(&function) => {}
                Some(adapter) => adapter.functions.push(function),
                None => adapters.push(Adapter {
                    module: provider,
                    built_in: is_built_in(&modules[provider]),
                    made_by: made_by(&modules[provider]),
                    name,
                    functions: vec![function],
                }),
            }
        }
    }
    adapters
}

fn is_built_in(module: &Module) -> bool {
    module
        .imports
        .iter()
        .any(|import| import.name == PRIVATE_MEMORY)
}

fn made_by(module: &Module) -> String {
    if is_built_in(module) {
        return "componentize".to_string();
    }
    let producers = &module.metadata.producers;
    let parts: Vec<String> = producers
        .iter()
        .map(|producer| {
            format!("{} {}", producer.name, producer.version)
                .trim()
                .to_string()
        })
        .collect();
    if parts.is_empty() {
        "unknown".to_string()
    } else {
        parts.join(", ")
    }
}
