//! What each core module of a component is there for, found by structure: names are for debugging and may be missing.

use super::module::{Import, InspectedModule};
use super::providers::{Providers, Target};
use super::report::{AdapterModule, Role};
use super::shape::{is_built_in, is_shim, stand_ins};
use crate::preview1::names::TABLE;

/// The role of each core module.
pub fn roles(modules: &[InspectedModule], providers: &Providers<'_>) -> Vec<Role> {
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
        for (_, _, provider) in provided(modules, providers, guest) {
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
fn obvious(index: usize, module: &InspectedModule) -> Option<Role> {
    let generated = index > 0;
    if generated && (is_shim(module) || stand_ins(module).is_some()) {
        return Some(Role::Shim);
    }
    let fills_table = |import: &Import| import.name == TABLE;
    if generated && module.imports.iter().any(fills_table) && !is_built_in(module) {
        return Some(Role::Fixups);
    }
    // A guest or an adapter has exports. A module that only fills a table has none.
    if module.exports.is_empty() && module.code.is_none() && !module.imports.is_empty() {
        return Some(Role::Internal);
    }
    module
        .has_custom_section("dylink.0")
        .then_some(Role::Library)
}

/// The functions that other core modules provide to a guest: the import module, the name, and the provider.
pub fn provided(
    modules: &[InspectedModule],
    providers: &Providers<'_>,
    guest: usize,
) -> Vec<(String, String, usize)> {
    let Some(arguments) = providers.instance_of(guest) else {
        return Vec::new();
    };
    let mut provided = Vec::new();
    for import in modules[guest].imported_functions() {
        let target = providers.target(arguments, &import.module, &import.name);
        if let Target::Export(instance, _) | Target::InTable(instance, _) = target
            && let Some(provider) = providers.module_of(instance)
        {
            provided.push((import.module.clone(), import.name.clone(), provider));
        }
    }
    provided
}

/// The adapters, with what the guests import from each.
pub fn adapters(
    modules: &[InspectedModule],
    providers: &Providers<'_>,
    roles: &[Role],
) -> Vec<AdapterModule> {
    let mut adapters: Vec<AdapterModule> = Vec::new();
    for guest in 0..modules.len() {
        if !matches!(roles[guest], Role::Main | Role::Library) {
            continue;
        }
        for (name, function, provider) in provided(modules, providers, guest) {
            if roles[provider] != Role::Adapter {
                continue;
            }
            let known = adapters
                .iter_mut()
                .find(|adapter| adapter.module == provider && adapter.name == name);
            match known {
                Some(adapter) if adapter.functions.contains(&function) => {}
                Some(adapter) => adapter.functions.push(function),
                None => adapters.push(AdapterModule {
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

fn made_by(module: &InspectedModule) -> String {
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
