//! Decides how a component must be rewired so that the built-in adapter works on its own memory.
//!
//! wit-component knows one memory. It lowers what the adapter imports on the main module's memory, after the adapter
//! was instantiated, and hands it to the adapter by way of its shim module: an export `"3"` of the shim stands for
//! entry `"3"` of the bag that the fixup instance gets as `actual`. Following instances from the adapter through these
//! to the lowered functions finds what must change; names are used only where they are the format's own (exports and
//! arguments), never those for debugging.
//!
//! Three things change:
//!
//! - `memory` in the options of functions that are lowered for the adapter becomes the adapter's own memory;
//! - functions that the adapter wants lowered on the main module's memory as well are so lowered, and put in its
//!   table `late-lowered`;
//! - where asked, the main module's realloc and post-return functions are called by trampolines which tell the adapter
//!   that it must not call out meanwhile.
//!
//! A shape that is not the expected one is an error that stops the run: a component that is wired wrongly would run,
//! and corrupt memory.

use super::specialise::LateLowering;
use crate::component::module::Module;
use crate::component::wiring::{CoreFunction, CoreInstance, Wiring};
use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::{CanonicalOption, ExternalKind, FuncType};

/// The adapter's export of its own memory.
pub const PRIVATE_MEMORY: &str = "private-memory";
/// The adapter's export of the table of functions lowered on the main module's memory.
pub const LATE_TABLE: &str = "late-lowered";
/// The adapter's export that is told before and after a call during which it must not call out.
pub const FORBID_LEAVE: &str = "forbid-leave";
/// The adapter's allocator for what the host hands it.
pub const REALLOC: &str = "cabi_import_realloc";

/// What rewiring has to do.
pub struct Plan {
    /// The adapter's core instance.
    pub adapter: u32,
    /// The first section that comes after the adapter was instantiated.
    pub after_adapter: usize,
    /// Where the functions are lowered whose memory must be the adapter's.
    pub private: BTreeSet<(usize, usize)>,
    /// The functions for the table, in order.
    pub late: Vec<Late>,
    /// Whether the adapter has an allocator to lower them with.
    pub late_realloc: bool,
    /// The main module's memory, in the component's index space.
    pub main_memory: Option<u32>,
    /// The functions to be called by trampolines, in order of their first use.
    pub trampolines: Vec<Trampoline>,
}

/// A component function to be lowered on the main module's memory.
pub struct Late {
    /// The component instance that exports it.
    pub instance: u32,
    /// The export's name.
    pub name: String,
    /// Its type, lowered.
    pub ty: FuncType,
}

/// A core function to be called by a trampoline.
pub struct Trampoline {
    /// The function that was called directly.
    pub function: u32,
    /// The first section that names it in canonical options.
    pub section: usize,
    /// Its type.
    pub ty: FuncType,
}

/// What is to be found out about, besides the component itself.
pub struct Wanted<'a> {
    /// The functions to be lowered on the main module's memory.
    pub late: &'a [LateLowering],
    /// Whether to make trampolines.
    pub tracks_leaving: bool,
}

/// Makes the plan for a component in which the built-in adapter is one of the core modules.
pub fn plan(component: &[u8], wiring: &Wiring<'_>, wanted: &Wanted<'_>) -> Result<Plan> {
    let found = Found::find(component, wiring)?;
    let mut plan = Plan {
        adapter: found.adapter,
        after_adapter: wiring.instance_sections[found.adapter as usize] + 1,
        private: BTreeSet::new(),
        late: Vec::new(),
        late_realloc: found.adapter_reallocs,
        main_memory: None,
        trampolines: Vec::new(),
    };
    if let Some(fixups) = found.fixups {
        ensure!(
            wiring.instance_sections[fixups as usize] >= plan.after_adapter,
            "the adapter is not instantiated before the fixups"
        );
    }
    found.re_point(&mut plan)?;
    ensure!(
        wanted.late.is_empty() || plan.main_memory.is_some(),
        "the adapter wants functions lowered on a memory that it does not import"
    );
    for wanted in wanted.late {
        plan.late.push(found.late(wanted)?);
    }
    if wanted.tracks_leaving {
        plan.trampolines = found.trampolines();
        let late_enough = |trampoline: &Trampoline| trampoline.section >= plan.after_adapter;
        ensure!(
            plan.trampolines.iter().all(late_enough),
            "a realloc or post-return is used before the adapter exists"
        );
    }
    Ok(plan)
}

/// The instances that matter, by what they are to each other.
struct Found<'w, 'a> {
    wiring: &'w Wiring<'a>,
    main: u32,
    adapter: u32,
    adapter_reallocs: bool,
    shim: Option<u32>,
    fixups: Option<u32>,
    /// What each export of the shim stands for.
    actual: BTreeMap<&'a str, u32>,
}

impl<'w, 'a> Found<'w, 'a> {
    fn find(component: &[u8], wiring: &'w Wiring<'a>) -> Result<Self> {
        let (adapter, adapter_reallocs) = adapter_module(component, wiring)?;
        let mut found = Found {
            wiring,
            main: instance_of(wiring, 0)?,
            adapter: instance_of(wiring, adapter)?,
            adapter_reallocs,
            shim: None,
            fixups: None,
            actual: BTreeMap::new(),
        };
        for (index, instance) in wiring.instances.iter().enumerate() {
            let CoreInstance::Instantiated { arguments, .. } = instance else {
                continue;
            };
            let argument = |name| arguments.iter().find(|argument| argument.0 == name);
            if let Some((_, bag)) = argument("actual") {
                found.fixups = Some(index as u32);
                found.shim = argument("shim").map(|(_, shim)| *shim);
                found.actual = found
                    .bag(*bag)?
                    .iter()
                    .map(|(name, _, function)| (*name, *function))
                    .collect();
            }
        }
        Ok(found)
    }

    fn bag(&self, instance: u32) -> Result<&'w [(&'a str, ExternalKind, u32)]> {
        match &self.wiring.instances[instance as usize] {
            CoreInstance::Bag(exports) => Ok(exports),
            CoreInstance::Instantiated { .. } => {
                bail!("core instance {instance} is no bag of exports")
            }
        }
    }

    fn arguments(&self, instance: u32) -> &'w [(&'a str, u32)] {
        match &self.wiring.instances[instance as usize] {
            CoreInstance::Instantiated { arguments, .. } => arguments,
            CoreInstance::Bag(_) => &[],
        }
    }

    /// The function that a core function stands for, if it is one of the shim's.
    fn settle(&self, function: u32) -> Result<u32> {
        match &self.wiring.functions[function as usize] {
            CoreFunction::Export { instance, name } if Some(*instance) == self.shim => {
                self.actual.get(name).copied().with_context(|| {
                    format!("the shim's export `{name}` is not filled in by the fixups")
                })
            }
            _ => Ok(function),
        }
    }

    /// Re-points the memory of everything that is lowered for the adapter, and finds the main module's memory.
    fn re_point(&self, plan: &mut Plan) -> Result<()> {
        for (_, argument) in self.arguments(self.adapter) {
            // An instance that is passed whole is another module's, and no lowered function.
            let Ok(bag) = self.bag(*argument) else {
                continue;
            };
            for (name, kind, index) in bag {
                match kind {
                    ExternalKind::Memory => plan.main_memory = Some(*index),
                    ExternalKind::Func => {
                        let function = self.settle(*index)?;
                        if let Some(at) = self
                            .lowered_on_memory(function)
                            .with_context(|| format!("in the adapter's import `{name}`"))?
                        {
                            plan.private.insert(at);
                        }
                    }
                    _ => bail!(
                        "the adapter imports `{name}`, which is neither a function nor a memory"
                    ),
                }
            }
        }
        self.refuse_sharing(&plan.private)
    }

    /// Where a function is lowered, if it uses a memory; its realloc must be the adapter's then.
    fn lowered_on_memory(&self, function: u32) -> Result<Option<(usize, usize)>> {
        let CoreFunction::Lowered { options, at, .. } = &self.wiring.functions[function as usize]
        else {
            return Ok(None);
        };
        let mut on_memory = false;
        for option in options {
            match option {
                CanonicalOption::Memory(_) => on_memory = true,
                CanonicalOption::Realloc(realloc) => ensure!(
                    self.is_export(self.settle(*realloc)?, self.adapter, REALLOC),
                    "its realloc is not the adapter's `{REALLOC}`"
                ),
                CanonicalOption::UTF8
                | CanonicalOption::UTF16
                | CanonicalOption::CompactUTF16
                | CanonicalOption::PostReturn(_)
                | CanonicalOption::Async
                | CanonicalOption::Callback(_)
                | CanonicalOption::CoreType(_)
                | CanonicalOption::Gc => {}
            }
        }
        Ok(on_memory.then_some(*at))
    }

    fn is_export(&self, function: u32, of: u32, called: &str) -> bool {
        matches!(
            &self.wiring.functions[function as usize],
            CoreFunction::Export { instance, name } if (*instance, *name) == (of, called)
        )
    }

    /// Nothing that is lowered for the adapter may be used by the main module as well.
    fn refuse_sharing(&self, private: &BTreeSet<(usize, usize)>) -> Result<()> {
        for (_, argument) in self.arguments(self.main) {
            let Ok(bag) = self.bag(*argument) else {
                continue;
            };
            for (name, kind, index) in bag {
                if *kind != ExternalKind::Func {
                    continue;
                }
                if let CoreFunction::Lowered { at, .. } =
                    &self.wiring.functions[self.settle(*index)? as usize]
                {
                    ensure!(
                        !private.contains(at),
                        "the main module and the adapter share the import `{name}`"
                    );
                }
            }
        }
        Ok(())
    }

    /// Finds the component function behind an import of the adapter.
    fn late(&self, wanted: &LateLowering) -> Result<Late> {
        let what = || format!("of the late import `{}` `{}`", wanted.module, wanted.name);
        let (_, bag) = self
            .arguments(self.adapter)
            .iter()
            .find(|(name, _)| *name == wanted.module)
            .with_context(|| format!("no module {}", what()))?;
        let (_, _, index) = self
            .bag(*bag)?
            .iter()
            .find(|(name, _, _)| *name == wanted.name)
            .with_context(|| format!("no function {}", what()))?;
        let function = self.settle(*index)?;
        let CoreFunction::Lowered {
            function: lowered, ..
        } = &self.wiring.functions[function as usize]
        else {
            bail!("no lowered function {}", what());
        };
        let (instance, name) = self.wiring.component_functions[*lowered as usize]
            .with_context(|| format!("no instance {}", what()))?;
        Ok(Late {
            instance,
            name: name.to_string(),
            ty: self.wiring.function_type(function).clone(),
        })
    }

    /// Whether what an instance exports is the guest's: the main module's, by itself or by way of the fixups, or that of
    /// a library, which is instantiated after the adapter.
    fn is_guest(&self, instance: u32) -> bool {
        let sections = &self.wiring.instance_sections;
        let library = sections[instance as usize] > sections[self.adapter as usize];
        instance == self.main || Some(instance) == self.fixups || library
    }

    /// Every realloc and post-return of the guest.
    fn trampolines(&self) -> Vec<Trampoline> {
        let mut trampolines: Vec<Trampoline> = Vec::new();
        for call_back in &self.wiring.call_backs {
            let Ok(settled) = self.settle(call_back.function) else {
                continue;
            };
            let CoreFunction::Export { instance, .. } = &self.wiring.functions[settled as usize]
            else {
                continue;
            };
            let known = trampolines
                .iter()
                .any(|known| known.function == call_back.function);
            if known || !self.is_guest(*instance) {
                continue;
            }
            trampolines.push(Trampoline {
                function: call_back.function,
                section: call_back.section,
                ty: self.wiring.function_type(settled).clone(),
            });
        }
        trampolines
    }
}

/// The core module that exports the private memory, and whether it has an allocator. The main module, which comes
/// first, may call an export so too.
pub(super) fn adapter_module(component: &[u8], wiring: &Wiring<'_>) -> Result<(u32, bool)> {
    let mut found = Vec::new();
    for (index, range) in wiring.modules.iter().enumerate().skip(1) {
        let module = Module::parse(&component[range.clone()])?;
        let exports = module.export(PRIVATE_MEMORY);
        if exports.is_some_and(|export| export.kind == ExternalKind::Memory) {
            found.push((index as u32, module.export(REALLOC).is_some()));
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
pub(super) fn instance_of(wiring: &Wiring<'_>, wanted: u32) -> Result<u32> {
    let mut instances = wiring.instances.iter().enumerate().filter(|(_, instance)| {
        matches!(instance, CoreInstance::Instantiated { module, .. } if *module == wanted)
    });
    match (instances.next(), instances.next()) {
        (Some((index, _)), None) => Ok(index as u32),
        (None, _) => bail!("core module {wanted} is not instantiated"),
        (Some(_), Some(_)) => bail!("core module {wanted} is instantiated twice"),
    }
}
