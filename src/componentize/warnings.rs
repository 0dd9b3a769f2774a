//! What of the input and the options does not show in the component.

use super::options::EncoderOptions;
use crate::component::module::Module;
use crate::component::wiring::for_each_section;
use crate::warning::Warning;
use anyhow::Result;
use std::collections::HashSet;
use wasmparser::{ComponentAlias, ExternalKind, Instance, Payload};

/// The names by which a component is tied to its main module and to its host.
#[derive(Default)]
struct Names<'a> {
    imports: HashSet<String>,
    main_instances: HashSet<u32>,
    instances: u32,
    /// The exports of the main module that are used.
    used: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn read(component: &'a [u8]) -> Result<Self> {
        let mut names = Names::default();
        for_each_section(component, |payload| {
            match payload {
                Payload::ComponentImportSection(section) => {
                    for import in section {
                        names.imports.insert(import?.name.full_name().into_owned());
                    }
                }
                Payload::InstanceSection(section) => {
                    for instance in section {
                        // The main module is the first.
                        if let Instance::Instantiate {
                            module_index: 0, ..
                        } = instance?
                        {
                            names.main_instances.insert(names.instances);
                        }
                        names.instances += 1;
                    }
                }
                Payload::ComponentAliasSection(section) => {
                    for alias in section {
                        if let ComponentAlias::CoreInstanceExport {
                            instance_index,
                            name,
                            ..
                        } = alias?
                            && names.main_instances.contains(&instance_index)
                        {
                            names.used.insert(name);
                        }
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(names)
    }
}

/// The warnings about a wrapped module.
pub fn of_module(
    module: &Module<'_>,
    component: &[u8],
    options: &EncoderOptions<'_>,
) -> Result<Vec<Warning>> {
    let names = Names::read(component)?;
    let mut warnings = Vec::new();
    let dropped: Vec<String> = module
        .exports
        .iter()
        .filter(|export| matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact))
        .filter(|export| !names.used.contains(export.name) && !is_for_runtimes(export.name))
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
        && !names.used.contains("_start")
        && !names.used.iter().any(|name| is_run(name))
    {
        warnings.push(Warning::StartNotCalled);
    }
    of_options(&names, options, &mut warnings);
    Ok(warnings)
}

/// The warnings about linked libraries; `useful` is whether the component exports something.
pub fn of_libraries(
    useful: bool,
    component: &[u8],
    options: &EncoderOptions<'_>,
) -> Result<Vec<Warning>> {
    let names = Names::read(component)?;
    let mut warnings = Vec::new();
    if !useful {
        warnings.push(Warning::NoWorld);
    }
    of_options(&names, options, &mut warnings);
    Ok(warnings)
}

fn of_options(names: &Names<'_>, options: &EncoderOptions<'_>, warnings: &mut Vec<Warning>) {
    let renamed = &options.wit_component.import_names;
    let mut unused: Vec<&String> = renamed
        .iter()
        .filter(|(_, new)| !names.imports.contains(*new))
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
