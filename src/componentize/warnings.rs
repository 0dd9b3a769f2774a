//! The warnings about what has no effect on the component: exports and options.

use super::options::EncoderOptions;
use crate::component::module::Module;
use crate::component::wiring::{CoreFunction, CoreInstance, Wiring};
use crate::warning::Warning;
use anyhow::Result;
use std::collections::HashSet;
use wasmparser::ExternalKind;

/// The exports of the main module, which is the first one, that the component uses.
fn used<'a>(wiring: &Wiring<'a>) -> HashSet<&'a str> {
    let is_main = |instance: u32| {
        matches!(
            wiring.instances.get(instance as usize),
            Some(CoreInstance::Instantiated { module: 0, .. })
        )
    };
    wiring
        .functions
        .iter()
        .filter_map(|function| match function {
            CoreFunction::Export { instance, name } if is_main(*instance) => Some(*name),
            _ => None,
        })
        .collect()
}

/// The warnings about a wrapped module.
pub fn of_module(
    module: &Module<'_>,
    component: &[u8],
    options: &EncoderOptions<'_>,
) -> Result<Vec<Warning>> {
    let wiring = Wiring::read(component)?;
    let used = used(&wiring);
    let mut warnings = Vec::new();
    let dropped: Vec<String> = module
        .exports
        .iter()
        .filter(|export| matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact))
        .filter(|export| !used.contains(export.name) && !is_for_runtimes(export.name))
        .map(|export| export.name.to_string())
        .collect();
    if !dropped.is_empty() {
        warnings.push(Warning::DroppedExports {
            names: dropped,
            has_world: module.has_world(),
        });
    }
    // A program with a `run` of its own calls `_start` there.
    let is_run = |name: &str| name.starts_with("wasi:cli/run@");
    if module.export("_start").is_some()
        && !used.contains("_start")
        && !used.iter().any(|name| is_run(name))
    {
        warnings.push(Warning::StartNotCalled);
    }
    of_options(&wiring.imports, options, &mut warnings);
    Ok(warnings)
}

/// The warnings about linked libraries; `useful` is whether the component exports something.
pub fn of_libraries(
    useful: bool,
    component: &[u8],
    options: &EncoderOptions<'_>,
) -> Result<Vec<Warning>> {
    let wiring = Wiring::read(component)?;
    let mut warnings = Vec::new();
    if !useful {
        warnings.push(Warning::NoWorld);
    }
    of_options(&wiring.imports, options, &mut warnings);
    Ok(warnings)
}

fn of_options(imports: &[String], options: &EncoderOptions<'_>, warnings: &mut Vec<Warning>) {
    let renamed = &options.wit_component.import_names;
    let mut unused: Vec<&String> = renamed
        .iter()
        .filter(|(_, new)| !imports.contains(*new))
        .map(|(old, _)| old)
        .collect();
    unused.sort();
    warnings.extend(
        unused
            .into_iter()
            .map(|name| Warning::UnusedImportName { name: name.clone() }),
    );
    if options.wasi_version.is_some() && !options.builtin {
        warnings.push(Warning::UnusedWasiVersion);
    }
    if options.wit_component.realloc_via_memory_grow && options.adapters.is_empty() {
        warnings.push(Warning::UnusedReallocViaMemoryGrow);
    }
}

/// Whether a function is there for the canonical ABI, a linker or a language's runtime, and was never meant for a world.
fn is_for_runtimes(name: &str) -> bool {
    let prefixes = ["_", "cabi_", "cm32p2", "canonical_abi_", "asyncify_"];
    let allocators = [
        "malloc",
        "calloc",
        "realloc",
        "free",
        "aligned_alloc",
        "posix_memalign",
    ];
    prefixes.iter().any(|prefix| name.starts_with(prefix))
        || allocators.contains(&name)
        || matches!(name, "main" | "wasi_thread_start")
}
