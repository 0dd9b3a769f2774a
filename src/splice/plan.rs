//! Decides how a component must be rewired so that the built-in adapter works on its own memory.
//!
//! wit-component knows one memory. It lowers what the adapter imports on the main module's memory, after the adapter
//! was instantiated, and hands it to the adapter by way of its shim module: an export `"3"` of the shim stands for
//! entry `"3"` of the instance that the fixups get as `actual`. Following instances from the adapter through these
//! to the lowered functions finds what must change; names are used only where they are the format's own (exports and
//! arguments), never those for debugging.
//!
//! Three things change:
//!
//! - What the adapter imports is lowered again, on the private memory or the main module's, before the adapter is
//!   instantiated.
//! - Functions of the adapter that the main module got from the shim come from the adapter's front.
//! - Where asked, the guest's realloc and post-return are called by functions that announce to the adapter that may-leave is false.
//!
//! What is unused then is left out. A shape that is not the expected one is an error that stops the run: a component
//! that is wired wrongly would run, and corrupt memory.

use super::instances::{Instances, arguments, reexports_of};
use super::{FORBID_LEAVE, REALLOC};
use crate::component::wiring::{ComponentFunction, CoreFunction, CoreInstance, Modules, Wiring};
use anyhow::{Context, Result, bail, ensure};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use wasmparser::{CanonicalOption, ExternalKind, FuncType};

/// What rewiring has to do. All numbers are the old ones.
pub struct Plan<'a> {
    /// The instances that matter.
    pub instances: Instances<'a>,
    /// What satisfies the adapter's imports, by module and name.
    pub sources: BTreeMap<(&'a str, &'a str), Source<'a>>,
    /// The functions of the adapter that come from its front, in order.
    pub stand_ins: Vec<&'a str>,
    /// Core functions that become exports of the front.
    pub from_front: BTreeMap<u32, &'a str>,
    /// Core instances that the front replaces as a whole.
    pub front_whole: BTreeSet<u32>,
    /// Exports of the adapter that are used otherwise.
    pub exports: BTreeSet<&'a str>,
    /// The names of the shim's exports that nothing needs any more.
    pub dead: HashSet<&'a str>,
    /// Core functions that nothing needs any more.
    pub gone: BTreeSet<u32>,
    /// Component functions that nothing needs any more.
    pub gone_component_functions: BTreeSet<u32>,
    /// The guest's realloc and post-return functions, in order of their first use.
    pub called_back: Vec<CalledBack>,
}

/// What satisfies an import of the adapter.
pub enum Source<'a> {
    /// The main module's memory.
    Memory(u32),
    /// A core function that is there already.
    Function(u32),
    /// A function that is to be lowered.
    Lowered(Lowered<'a>),
}

/// An export of a component instance that is lowered.
pub struct Lowered<'a> {
    /// The component instance.
    pub instance: u32,
    /// The export's name.
    pub name: &'a str,
    /// The canonical options that wit-component gave it.
    pub options: Vec<CanonicalOption>,
}

/// A core function that the host calls back while may-leave is false.
pub struct CalledBack {
    /// The function that was called directly.
    pub function: u32,
    /// The first section that names it in canonical options.
    pub section: usize,
    /// Its type.
    pub ty: FuncType,
}

/// Makes the plan for a component in which the built-in adapter is one of the core modules.
pub fn plan<'a>(
    component: &'a [u8],
    wiring: &Wiring<'a>,
    tracks_leaving: bool,
) -> Result<Plan<'a>> {
    let mut modules = Modules::of(component);
    let found = Instances::find(wiring, &mut modules)?;
    let uses = Uses::of(wiring, &found)?;
    let mut plan = Plan {
        sources: sources(wiring, &found)?,
        stand_ins: Vec::new(),
        from_front: BTreeMap::new(),
        front_whole: BTreeSet::new(),
        exports: BTreeSet::new(),
        dead: HashSet::new(),
        gone: BTreeSet::new(),
        gone_component_functions: BTreeSet::new(),
        called_back: Vec::new(),
        instances: found,
    };
    plan.stand_ins(wiring, &uses)?;
    plan.leave_out(wiring, &uses)?;
    if tracks_leaving {
        plan.called_back = called_back(wiring, &mut modules, &plan.instances)?;
    }
    plan.exports(wiring);
    Ok(plan)
}

/// The uses of core functions, except by the adapter and by what wit-component made for it.
struct Uses {
    /// Functions that instances re-export, and these instances.
    reexported: BTreeMap<u32, BTreeSet<u32>>,
    /// Functions that are lifted, or called back.
    others: BTreeSet<u32>,
    /// Lowered functions that only the adapter has.
    adapters: BTreeSet<u32>,
}

impl Uses {
    fn of(wiring: &Wiring<'_>, found: &Instances<'_>) -> Result<Uses> {
        let mut uses = Uses {
            reexported: BTreeMap::new(),
            others: wiring.lifted.iter().copied().collect(),
            adapters: BTreeSet::new(),
        };
        for (index, instance) in (0..).zip(&wiring.instances) {
            let CoreInstance::Reexports(exports) = instance else {
                continue;
            };
            if found.adapter_arguments.contains(&index) || Some(index) == found.actual {
                continue;
            }
            for (_, kind, function) in exports {
                if *kind == ExternalKind::Func {
                    uses.reexported.entry(*function).or_default().insert(index);
                }
            }
        }
        let mut shared = BTreeSet::new();
        for function in uses.reexported.keys() {
            shared.insert(found.through_shim(wiring, *function)?);
        }
        for argument in &found.adapter_arguments {
            for (_, kind, function) in reexports_of(wiring, *argument)? {
                if *kind != ExternalKind::Func {
                    continue;
                }
                let real = found.through_shim(wiring, *function)?;
                let lowered = &wiring.functions[real as usize];
                if matches!(lowered, CoreFunction::Lowered { .. }) && !shared.contains(&real) {
                    uses.adapters.insert(real);
                }
            }
        }
        for call_back in &wiring.call_backs {
            if !call_back.by.is_some_and(|by| uses.adapters.contains(&by)) {
                uses.others.insert(call_back.function);
            }
        }
        Ok(uses)
    }

    fn is_used(&self, function: u32) -> bool {
        self.others.contains(&function) || self.reexported.contains_key(&function)
    }
}

/// What satisfies each import of the adapter.
fn sources<'a>(
    wiring: &Wiring<'a>,
    found: &Instances<'a>,
) -> Result<BTreeMap<(&'a str, &'a str), Source<'a>>> {
    let mut sources = BTreeMap::new();
    for (module, argument) in arguments(wiring, found.adapter.instance) {
        for (name, kind, index) in reexports_of(wiring, *argument)? {
            let source = match kind {
                ExternalKind::Memory => Source::Memory(*index),
                ExternalKind::Func => function_source(wiring, found.through_shim(wiring, *index)?)
                    .with_context(|| format!("in the adapter's import `{name}`"))?,
                _ => {
                    bail!("the adapter imports `{name}`, which is neither a function nor a memory")
                }
            };
            sources.insert((*module, *name), source);
        }
    }
    Ok(sources)
}

fn function_source<'a>(wiring: &Wiring<'a>, function: u32) -> Result<Source<'a>> {
    let CoreFunction::Lowered {
        function: lowered,
        options,
    } = &wiring.functions[function as usize]
    else {
        return Ok(Source::Function(function));
    };
    let origin = &wiring.component_functions[*lowered as usize];
    let ComponentFunction::Export { instance, name } = *origin else {
        bail!("it is not a function of an instance");
    };
    Ok(Source::Lowered(Lowered {
        instance,
        name,
        options: options.clone(),
    }))
}

impl<'a> Plan<'a> {
    /// Finds the functions of the adapter that others get from the shim.
    fn stand_ins(&mut self, wiring: &Wiring<'a>, uses: &Uses) -> Result<()> {
        for function in (0..wiring.functions.len() as u32).filter(|index| uses.is_used(*index)) {
            if self.instances.of_shim(wiring, function).is_none() {
                continue;
            }
            let Some(name) = self.instances.of_adapter(wiring, function)? else {
                continue;
            };
            ensure!(
                name != REALLOC,
                "something else than the adapter's imports uses its `{REALLOC}`"
            );
            self.from_front.insert(function, name);
            if !self.stand_ins.contains(&name) {
                self.stand_ins.push(name);
            }
        }
        for (index, instance) in (0..).zip(&wiring.instances) {
            let CoreInstance::Reexports(exports) = instance else {
                continue;
            };
            let is_front = |(name, kind, function): &(&str, ExternalKind, u32)| {
                *kind == ExternalKind::Func && self.from_front.get(function) == Some(name)
            };
            if !exports.is_empty() && exports.iter().all(is_front) {
                self.front_whole.insert(index);
            }
        }
        Ok(())
    }

    /// Finds what is no longer needed.
    fn leave_out(&mut self, wiring: &Wiring<'a>, uses: &Uses) -> Result<()> {
        self.gone.extend(&uses.adapters);
        let mut live = BTreeSet::new();
        for function in 0..wiring.functions.len() as u32 {
            let whole = uses.reexported.get(&function).is_some_and(|instances| {
                instances.is_subset(&self.front_whole) && !uses.others.contains(&function)
            });
            let front = self.from_front.contains_key(&function);
            let of_shim = self.instances.of_shim(wiring, function);
            let of_adapter = self.instances.of_adapter(wiring, function)?;
            // Types use functions as well, as destructors, but none that are the adapter's.
            let lowered = uses
                .adapters
                .contains(&self.instances.through_shim(wiring, function)?);
            let unused = !uses.is_used(function) && (lowered || of_adapter.is_some());
            if unused || (front && whole) {
                self.gone.insert(function);
            } else if let (Some(name), false) = (of_shim, front) {
                live.insert(name);
            }
        }
        let names = self.instances.stands_for.keys();
        self.dead = names
            .filter(|name| !live.contains(*name))
            .copied()
            .collect();
        // An initializer of a table slot that is called stays, though only the fixups have it.
        for name in &live {
            self.gone.remove(&self.instances.stands_for[name]);
        }
        self.component_functions(wiring);
        Ok(())
    }

    /// The component functions that were lowered for the adapter only.
    fn component_functions(&mut self, wiring: &Wiring<'a>) {
        let mut kept = BTreeSet::new();
        for (index, function) in (0..).zip(&wiring.functions) {
            let CoreFunction::Lowered { function, .. } = function else {
                continue;
            };
            if self.gone.contains(&index) {
                self.gone_component_functions.insert(*function);
            } else {
                kept.insert(*function);
            }
        }
        self.gone_component_functions.retain(|function| {
            let origin = &wiring.component_functions[*function as usize];
            !kept.contains(function) && matches!(origin, ComponentFunction::Export { .. })
        });
    }

    /// Finds the exports of the adapter that are used directly.
    fn exports(&mut self, wiring: &Wiring<'a>) {
        for (index, function) in (0..).zip(&wiring.functions) {
            if let CoreFunction::Export { instance, name } = function
                && *instance == self.instances.adapter.instance
                && !self.gone.contains(&index)
            {
                self.exports.insert(name);
            }
        }
        if !self.called_back.is_empty() {
            self.exports.insert(FORBID_LEAVE);
        }
    }
}

/// Every realloc and post-return of the guest.
fn called_back<'a>(
    wiring: &Wiring<'a>,
    modules: &mut Modules<'a>,
    instances: &Instances<'a>,
) -> Result<Vec<CalledBack>> {
    let mut functions: Vec<CalledBack> = Vec::new();
    for call_back in &wiring.call_backs {
        let Ok(real) = instances.through_shim(wiring, call_back.function) else {
            continue;
        };
        let CoreFunction::Export { instance, .. } = &wiring.functions[real as usize] else {
            continue;
        };
        let known = functions
            .iter()
            .any(|known| known.function == call_back.function);
        if known || !instances.runs_guest(*instance) {
            continue;
        }
        functions.push(CalledBack {
            function: call_back.function,
            section: call_back.section,
            ty: modules.function_type(wiring, real)?,
        });
    }
    Ok(functions)
}
