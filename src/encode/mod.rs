//! Drives wit-component: an outline of the main module and the adapters in, a component around the outline out.

pub mod label;
pub mod metadata;
pub mod outline;
mod worlds;

use crate::component::module::{Module, is_memory_import};
use crate::error::{Error, UnknownImport};
use crate::guard::guard;
use anyhow::Context;
use outline::Outline;
use std::collections::{HashMap, HashSet};
use wit_component::{ComponentEncoder, LibraryInfo};
pub use worlds::refuse_circles;

/// An adapter, as wit-component takes it.
pub struct Adapter<'a> {
    /// The import module that it satisfies.
    pub name: &'a str,
    /// A core module with a world of its own.
    pub wasm: &'a [u8],
    /// Whether it is the built-in one, which has a memory of its own and is reduced to what is needed already.
    pub built_in: bool,
}

/// What wit-component lets its callers choose.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Instance imports and the names that they get instead.
    pub import_names: HashMap<String, String>,
    /// Whether users' adapters get memory by `memory.grow` instead of the main module's realloc.
    pub realloc_via_memory_grow: bool,
    /// Whether imports of semver-compatible versions become one; wit-component decides if nothing is said.
    pub merge_imports_based_on_semver: Option<bool>,
    /// Whether names have canonical versions.
    pub emit_canonical_names: bool,
    /// Whether the names of core imports and exports must be those of the standard.
    pub reject_legacy_names: bool,
    /// Whether wit-component's own modules have names; unless there is a built-in adapter if nothing is said.
    pub debug_names: Option<bool>,
    /// Whether the shim module calls typed references instead of a table's entries.
    pub return_call_ref: bool,
}

/// Wraps the outline of `module` in a component.
pub fn encode(
    module: &Module<'_>,
    outline: &Outline,
    adapters: &[Adapter<'_>],
    options: &Options,
) -> Result<Vec<u8>, Error> {
    guard("encoding the component", || run(outline, adapters, options)).map_err(|error| {
        match unknown_imports(module, outline, adapters) {
            modules if modules.is_empty() => Error::from_any(error),
            modules => Error::UnknownImports { modules },
        }
    })
}

fn run(outline: &Outline, adapters: &[Adapter<'_>], options: &Options) -> anyhow::Result<Vec<u8>> {
    let modules = adapters.iter().map(|adapter| adapter.wasm);
    refuse_circles(modules.chain([outline.bytes.as_slice()]))?;
    let mut encoder = ComponentEncoder::default();
    encoder
        .module(&outline.bytes)
        .context("failed to read the module's world")?;
    configure(&mut encoder, adapters, options)?;
    encoder.encode()
}

/// Passes the options and the adapters on to wit-component.
pub fn configure(
    encoder: &mut ComponentEncoder,
    adapters: &[Adapter<'_>],
    options: &Options,
) -> anyhow::Result<()> {
    let built_in = adapters.iter().any(|adapter| adapter.built_in);
    encoder
        .import_name_map(options.import_names.clone())
        .realloc_via_memory_grow(options.realloc_via_memory_grow)
        .emit_canonical_names(options.emit_canonical_names)
        .reject_legacy_names(options.reject_legacy_names)
        .debug_names(options.debug_names.unwrap_or(!built_in))
        .shim_return_call_ref(options.return_call_ref);
    if let Some(merge) = options.merge_imports_based_on_semver {
        encoder.merge_imports_based_on_semver(merge);
    }
    for adapter in adapters {
        if adapter.built_in {
            let arguments = LibraryInfo {
                arguments: Vec::new(),
            };
            encoder.library(adapter.name, adapter.wasm, arguments)
        } else {
            encoder.adapter(adapter.name, adapter.wasm)
        }
        .with_context(|| format!("failed to read the adapter for `{}`", adapter.name))?;
    }
    Ok(())
}

/// The import modules that are neither an adapter's, nor in the world, nor of the canonical ABI's own names.
///
/// Asked only after wit-component has refused the module, so that nothing is refused which it would take.
fn unknown_imports(
    module: &Module<'_>,
    outline: &Outline,
    adapters: &[Adapter<'_>],
) -> Vec<UnknownImport> {
    let Ok((_, world)) = wit_component::metadata::decode(&outline.bytes) else {
        return Vec::new();
    };
    let provided: HashSet<String> = world.resolve.worlds[world.world]
        .imports
        .keys()
        .map(|key| unversioned(&world.resolve.name_world_key(key)).to_string())
        .chain(adapters.iter().map(|adapter| adapter.name.to_string()))
        .collect();
    let mut unknown: Vec<UnknownImport> = Vec::new();
    for import in &module.imports {
        let canonical = ["$root", "[export]", "cm32p2"]
            .iter()
            .any(|prefix| import.module.starts_with(prefix));
        if canonical || provided.contains(unversioned(import.module)) || is_memory_import(import) {
            continue;
        }
        match unknown
            .iter_mut()
            .find(|known| known.module == import.module)
        {
            Some(known) => known.names.push(import.name.to_string()),
            None => unknown.push(UnknownImport {
                module: import.module.to_string(),
                names: vec![import.name.to_string()],
            }),
        }
    }
    unknown
}

fn unversioned(name: &str) -> &str {
    name.split_once('@').map_or(name, |(name, _)| name)
}
