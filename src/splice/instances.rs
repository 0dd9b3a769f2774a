//! Finds the instances that matter in what wit-component made: main module, adapter, shim and fixups.

use super::PRIVATE_MEMORY;
use super::shims::{ACTUAL, SHIM};
use crate::component::wiring::{CoreFunction, CoreInstance, Modules, Wiring};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::ExternalKind;

/// A core module and its one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The core module.
    pub module: u32,
    /// The core instance.
    pub instance: u32,
}

/// The instances that matter, by what they are to each other.
pub struct Instances<'a> {
    /// The adapter.
    pub adapter: Placed,
    /// The instances that satisfy its imports; they re-export what others export.
    pub adapter_arguments: BTreeSet<u32>,
    /// wit-component's shim.
    pub shim: Option<Placed>,
    /// wit-component's fixups, which fill the shim's table.
    pub fixups: Option<Placed>,
    /// The instance that re-exports the functions for the table.
    pub actual: Option<u32>,
    /// The function that each export of the shim stands for.
    pub stands_for: BTreeMap<&'a str, u32>,
}

impl<'a> Instances<'a> {
    pub fn find(wiring: &Wiring<'a>, modules: &mut Modules<'a>) -> Result<Self> {
        let adapter = adapter_module(wiring, modules)?;
        let adapter = Placed {
            module: adapter,
            instance: instance_of(wiring, adapter)?,
        };
        let mut found = Instances {
            adapter,
            adapter_arguments: BTreeSet::new(),
            shim: None,
            fixups: None,
            actual: None,
            stands_for: BTreeMap::new(),
        };
        for (_, argument) in arguments(wiring, adapter.instance) {
            reexports_of(wiring, *argument)?;
            found.adapter_arguments.insert(*argument);
        }
        for (index, instance) in (0..).zip(&wiring.instances) {
            let CoreInstance::Instantiated { module, arguments } = instance else {
                continue;
            };
            let argument = |name| arguments.iter().find(|argument| argument.0 == name);
            let Some((_, actual)) = argument(ACTUAL) else {
                continue;
            };
            found.fixups = Some(Placed {
                module: *module,
                instance: index,
            });
            found.actual = Some(*actual);
            let functions = reexports_of(wiring, *actual)?.iter();
            found.stands_for = functions
                .map(|(name, _, function)| (*name, *function))
                .collect();
            if let Some((_, shim)) = argument(SHIM) {
                found.shim = Some(Placed {
                    module: module_of(wiring, *shim)?,
                    instance: *shim,
                });
            }
        }
        Ok(found)
    }

    /// The export of the shim that a core function is.
    pub fn of_shim(&self, wiring: &Wiring<'a>, function: u32) -> Option<&'a str> {
        match &wiring.functions[function as usize] {
            CoreFunction::Export { instance, name }
                if Some(*instance) == self.shim.map(|shim| shim.instance) =>
            {
                Some(name)
            }
            _ => None,
        }
    }

    /// The function that a core function stands for, if it is one of the shim's.
    pub fn through_shim(&self, wiring: &Wiring<'a>, function: u32) -> Result<u32> {
        match self.of_shim(wiring, function) {
            Some(name) => self.stands_for.get(name).copied().with_context(|| {
                format!("the shim's export `{name}` is not filled in by the fixups")
            }),
            None => Ok(function),
        }
    }

    /// The export of the adapter that a core function is, by itself or by way of the shim.
    pub fn of_adapter(&self, wiring: &Wiring<'a>, function: u32) -> Result<Option<&'a str>> {
        let real = self.through_shim(wiring, function)?;
        Ok(match &wiring.functions[real as usize] {
            CoreFunction::Export { instance, name } if *instance == self.adapter.instance => {
                Some(name)
            }
            _ => None,
        })
    }

    /// Whether what an instance exports may run the guest's code: the main module's exports, by themselves or by way of
    /// the fixups, those of a library, and those of another adapter, which may call the guest's realloc.
    pub fn runs_guest(&self, instance: u32) -> bool {
        let shim = self.shim.map(|shim| shim.instance);
        instance != self.adapter.instance && Some(instance) != shim
    }
}

/// The exports of an instance that was put together from others.
pub fn reexports_of<'w, 'a>(
    wiring: &'w Wiring<'a>,
    instance: u32,
) -> Result<&'w [(&'a str, ExternalKind, u32)]> {
    match &wiring.instances[instance as usize] {
        CoreInstance::Reexports(exports) => Ok(exports),
        CoreInstance::Instantiated { .. } => {
            bail!("core instance {instance} is not an instance that re-exports others")
        }
    }
}

fn module_of(wiring: &Wiring<'_>, instance: u32) -> Result<u32> {
    match &wiring.instances[instance as usize] {
        CoreInstance::Instantiated { module, .. } => Ok(*module),
        CoreInstance::Reexports(_) => {
            bail!("core instance {instance} re-exports others, expected one of a module")
        }
    }
}

/// The arguments that an instance was made with.
pub fn arguments<'w, 'a>(wiring: &'w Wiring<'a>, instance: u32) -> &'w [(&'a str, u32)] {
    match &wiring.instances[instance as usize] {
        CoreInstance::Instantiated { arguments, .. } => arguments,
        CoreInstance::Reexports(_) => &[],
    }
}

/// The core module that exports the private memory. The main module, which comes first, may have such an export, too.
fn adapter_module<'a>(wiring: &Wiring<'a>, modules: &mut Modules<'a>) -> Result<u32> {
    let mut found = Vec::new();
    for index in 1..wiring.modules.len() as u32 {
        let Some(module) = modules.read(wiring, index)? else {
            continue;
        };
        let exports = module.export(PRIVATE_MEMORY);
        if exports.is_some_and(|export| export.kind == ExternalKind::Memory) {
            found.push(index);
        }
    }
    match found[..] {
        [adapter] => Ok(adapter),
        _ => bail!(
            "expected one core module with a private memory but found {}",
            found.len()
        ),
    }
}

/// The one instance of a core module.
fn instance_of(wiring: &Wiring<'_>, wanted: u32) -> Result<u32> {
    let mut instances = wiring.instances.iter().enumerate().filter(|(_, instance)| {
        matches!(instance, CoreInstance::Instantiated { module, .. } if *module == wanted)
    });
    match (instances.next(), instances.next()) {
        (Some((index, _)), None) => Ok(index as u32),
        (None, _) => bail!("core module {wanted} is not instantiated"),
        (Some(_), Some(_)) => bail!("core module {wanted} is instantiated twice"),
    }
}
