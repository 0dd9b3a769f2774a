//! Drives wit-component: an outline of the main module and the adapters in, a component around the outline out.

pub mod fits;
pub mod outline;
pub mod strip;
pub mod worlds;

use crate::guard::guard;
use anyhow::Context;
use outline::Outline;
use std::collections::HashMap;
use wit_component::{ComponentEncoder, LibraryInfo};
pub use worlds::{embedded_worlds, refuse_circles};

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
    /// Whether imports of semver-compatible versions become one; by default wit-component decides.
    pub merge_imports_based_on_semver: Option<bool>,
    /// Whether names have canonical versions.
    pub emit_canonical_names: bool,
    /// Whether the names of core imports and exports must be those of the standard.
    pub reject_legacy_names: bool,
    /// Whether wit-component's own modules have names; by default they do, unless the built-in adapter is used.
    pub debug_names: Option<bool>,
    /// Whether the shim module calls typed references instead of a table's entries.
    pub return_call_ref: bool,
}

/// Wraps an outline in a component.
pub fn encode(
    outline: &Outline,
    adapters: &[Adapter<'_>],
    options: &Options,
) -> anyhow::Result<Vec<u8>> {
    guard("encoding the component", || run(outline, adapters, options))
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
