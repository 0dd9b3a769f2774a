//! Applies a [`Plan`]: takes wit-component's wiring apart, and puts the adapter in on a memory of its own.
//!
//! The problem: wit-component knows one memory. It lowers everything that an adapter imports on the main module's memory,
//! after both are instantiated, and connects the two through a table that it fills at the end. So an adapter could not keep
//! anything in a memory of its own, each of its calls of the host would go through a table, and what the host returns would
//! be allocated by the guest.
//!
//! ```wat
//!                                                 (core module $front …)
//!                                                 (core instance $front (instantiate $front))
//! (core instance $shim (instantiate $shim))
//! (alias core export $shim "0" (core func $0))
//! (core instance $functions (export "fd_write" (func $0)))
//! (core instance $main (instantiate $main         (core instance $main (instantiate $main
//!   (with "wasi_snapshot_preview1" …$functions)))         (with "wasi_snapshot_preview1" …$front)))
//!                                             =>  (alias export $types "[method]descriptor.stat" (func $stat))
//!                                                 (core func $stat (canon lower (func $stat) (memory $private)))
//! (core instance $adapter (instantiate …))        (core instance $adapter (instantiate …))
//! (alias export $types "…stat" (func $stat))
//! (core func (canon lower (func $stat)
//!   (memory $main) …))
//! (core instance $fixups (instantiate …))
//!                                                 (core instance $t (instantiate $forbid …))
//!                                                 (alias core export $t "f" (core func $post))
//! (func (canon lift (core func $g)                (func (canon lift (core func $g)
//!   (memory $main) (post-return $p)))               (memory $main) (post-return $post)))
//! ```
//!
//! The shim and the fixups stay where the main module imports WASI 0.2 itself, for what it imports.
//!
//! Two other ways were not taken:
//!
//! - Feeding wit-component differently. It has no option that names a memory. The adapter as a library keeps its memory, but
//!   its imports are lowered on the main module's all the same; a component of its own, composed with the main module's,
//!   cannot see the guest's memory at all.
//! - Encoding components ourselves. Worlds, types, resources and the checks of them are most of wit-component, and change with
//!   each release. Of its output only core instances, aliases and lowered functions are touched here, and the rest is copied;
//!   a change of the shape that is looked for is an error, see [`plan`](super::plan).

use super::insert::{Fronted, insert_forbidding, insert_front, insert_rest};
use super::instances::Placed;
use super::output::Output;
use super::plan::{CalledBack, Plan, plan};
use super::shims::{fixups, shim};
use super::split::front::{Front, Style};
use super::split::rest::Rest;
use super::split::split;
use crate::component::{outermost::for_each_section, wiring::Wiring, writer::sections_of};
use crate::specialise::specialised::Specialised;
use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{ReencodeComponent, component_utils};
use wasm_encoder::{
    CanonicalFunctionSection, ComponentAliasSection, ComponentSectionId, ExportKind,
    InstanceSection,
};
use wasmparser::{
    CanonicalFunction, ComponentAlias, ComponentExternalKind, ComponentOuterAliasKind,
    ExternalKind, Instance, KnownCustom, Payload,
};

/// What else is done to the component.
#[derive(Debug, Clone, Copy)]
pub struct RewireOptions<'s> {
    /// The export of the main module that is called before its `_initialize`.
    pub start: Option<&'s str>,
    /// How the modules that are put in are made.
    pub style: Style,
}

/// Rewires a component in which the outline of the built-in adapter is one of the core modules.
///
/// The names that wit-component gives to its definitions are kept where names for debugging are asked for; in a small
/// component they would be a quarter of it.
pub fn rewire(
    component: &[u8],
    adapter: Specialised,
    options: RewireOptions<'_>,
) -> Result<Vec<u8>> {
    let wiring = Wiring::read(component)?;
    let plan = plan(component, &wiring, adapter.tracks_leaving)
        .context("internal error: the component cannot be rewired")?;
    let mut rewiring = Rewiring::new(component, &wiring, &plan, adapter, options)
        .context("internal error: failed to split the adapter")?;
    for_each_section(component, |payload| {
        rewiring.payload(payload)?;
        rewiring.section += 1;
        Ok(())
    })
    .context("internal error: failed to rewire the component")?;
    Ok(rewiring.output.writer.finish())
}

/// The old component, the plan for it, and what is written of the new one.
struct Rewiring<'p, 'a> {
    component: &'p [u8],
    plan: &'p Plan<'a>,
    debug_names: bool,
    front: Front,
    rest: Rest,
    /// The shim and the fixups as they go into the component, unless they are left out.
    shim: Option<Vec<u8>>,
    fixups: Option<Vec<u8>>,
    /// The section that is being read.
    section: usize,
    output: Output,
    /// The front, which comes before the first instance.
    fronted: Option<Fronted>,
    /// The adapter's instance, as soon as it is there.
    adapter: Option<u32>,
}

impl<'p, 'a> Rewiring<'p, 'a> {
    fn new(
        component: &'p [u8],
        wiring: &Wiring<'a>,
        plan: &'p Plan<'a>,
        adapter: Specialised,
        options: RewireOptions<'_>,
    ) -> Result<Self> {
        let RewireOptions { style, start } = options;
        let (dead, debug_names) = (&plan.dead, style.debug_names);
        let bytes = |placed: Option<Placed>| {
            let range = wiring.modules[placed?.module as usize].clone()?;
            Some(&component[range.start as usize..range.end as usize])
        };
        let shim = match bytes(plan.instances.shim) {
            Some(module) => shim(module, dead, debug_names)?,
            None => None,
        };
        let fixups = match bytes(plan.instances.fixups) {
            Some(module) => fixups(module, dead, start, debug_names)?,
            None => None,
        };
        ensure!(
            start.is_none() || fixups.is_some(),
            "nothing calls the start function"
        );
        let (front, rest) = split(adapter, &plan.stand_ins, &plan.exports, style)?;
        Ok(Rewiring {
            component,
            plan,
            debug_names: style.debug_names,
            front,
            rest,
            shim,
            fixups,
            section: 0,
            output: Output::new(),
            fronted: None,
            adapter: None,
        })
    }

    fn payload(&mut self, payload: Payload<'_>) -> Result<()> {
        match payload {
            Payload::ModuleSection {
                unchecked_range, ..
            } => {
                let range = unchecked_range.start as usize..unchecked_range.end as usize;
                self.module(&self.component[range])
            }
            // What is nested has index spaces of its own.
            Payload::ComponentSection {
                unchecked_range, ..
            } => {
                let range = unchecked_range.start as usize..unchecked_range.end as usize;
                let id = ComponentSectionId::Component.into();
                self.output.writer.contents(id, &self.component[range])
            }
            Payload::InstanceSection(section) => {
                for instance in section {
                    self.instance(instance?)?;
                }
                Ok(())
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    self.alias(alias?)?;
                }
                Ok(())
            }
            Payload::ComponentCanonicalSection(section) => {
                self.forbid_leave()?;
                for function in section {
                    self.canonical(function?)?;
                }
                Ok(())
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::ComponentName(names) if self.debug_names => self
                    .output
                    .writer
                    .section(&self.output.numbering.names(names)?),
                KnownCustom::ComponentName(_) => Ok(()),
                _ => self.renumbered(Payload::CustomSection(section)),
            },
            other => self.renumbered(other),
        }
    }

    /// Copies a section whose definitions stay, with new numbers.
    fn renumbered(&mut self, section: Payload<'_>) -> Result<()> {
        let section = self.output.numbering.section(section)?;
        self.output.writer.sections(&sections_of(section)?)
    }

    fn module(&mut self, module: &'p [u8]) -> Result<()> {
        let index = self.output.numbering.modules.position();
        let instances = &self.plan.instances;
        let is = |placed: Option<Placed>| placed.is_some_and(|placed| placed.module == index);
        let module = if instances.adapter.module == index {
            Some(self.rest.wasm.as_slice())
        } else if is(instances.shim) {
            self.shim.as_deref()
        } else if is(instances.fixups) {
            self.fixups.as_deref()
        } else {
            Some(module)
        };
        let Some(module) = module else {
            self.output.numbering.modules.leave_out();
            return Ok(());
        };
        self.output.numbering.modules.keep();
        let id = ComponentSectionId::CoreModule.into();
        self.output.writer.contents(id, module)
    }

    /// Whether a core instance (old) is one that is left out.
    fn is_gone(&self, instance: u32) -> bool {
        let instances = &self.plan.instances;
        let is = |placed: Option<Placed>| placed.is_some_and(|placed| placed.instance == instance);
        instances.adapter_arguments.contains(&instance)
            || (is(instances.shim) && self.shim.is_none())
            || (is(instances.fixups) && self.fixups.is_none())
            || (instances.actual == Some(instance) && self.fixups.is_none())
    }

    fn instance(&mut self, instance: Instance<'_>) -> Result<()> {
        let front = match self.fronted {
            Some(front) => front,
            None => *self
                .fronted
                .insert(insert_front(&mut self.output, &self.front)?),
        };
        let index = self.output.numbering.instances.position();
        if self.plan.front_whole.contains(&index) {
            self.output.numbering.instances.replace(front.instance);
            return Ok(());
        }
        if self.is_gone(index) {
            self.output.numbering.instances.leave_out();
            return Ok(());
        }
        if index == self.plan.instances.adapter.instance {
            let adapter = insert_rest(&mut self.output, self.plan, &self.rest, front)?;
            self.adapter = Some(adapter);
            self.output.numbering.instances.replace(adapter);
            return Ok(());
        }
        let instance = match instance {
            Instance::Instantiate { module_index, args } => Instance::Instantiate {
                module_index,
                args: args
                    .iter()
                    .filter(|arg| !self.is_gone(arg.index))
                    .cloned()
                    .collect(),
            },
            Instance::FromExports(exports) if self.plan.instances.actual == Some(index) => {
                let dead = &self.plan.dead;
                let live = exports.iter().filter(|export| !dead.contains(export.name));
                Instance::FromExports(live.cloned().collect())
            }
            reexports => reexports,
        };
        let section = self.output.numbering.encode(|numbering, component| {
            let mut section = InstanceSection::new();
            numbering.parse_instance(&mut section, instance)?;
            component.section(&section);
            Ok(())
        })?;
        self.output.writer.sections(&sections_of(section)?)?;
        self.output.numbering.instances.keep();
        Ok(())
    }

    fn alias(&mut self, alias: ComponentAlias<'_>) -> Result<()> {
        match alias {
            ComponentAlias::CoreInstanceExport {
                kind: ExternalKind::Func | ExternalKind::FuncExact,
                instance_index,
                name,
            } => return self.alias_function(instance_index, name),
            ComponentAlias::InstanceExport {
                kind: ComponentExternalKind::Func,
                ..
            } => {
                let functions = &mut self.output.numbering.component_functions;
                if self
                    .plan
                    .gone_component_functions
                    .contains(&functions.position())
                {
                    functions.leave_out();
                    return Ok(());
                }
                functions.keep();
            }
            ComponentAlias::CoreInstanceExport { kind, .. } => match kind {
                ExternalKind::Memory => self.output.numbering.memories.keep(),
                ExternalKind::Table => self.output.numbering.tables.keep(),
                _ => {}
            },
            ComponentAlias::InstanceExport {
                kind: ComponentExternalKind::Module,
                ..
            }
            | ComponentAlias::Outer {
                kind: ComponentOuterAliasKind::CoreModule,
                ..
            } => self.output.numbering.modules.keep(),
            ComponentAlias::InstanceExport { .. } | ComponentAlias::Outer { .. } => {}
        }
        let section = self.output.numbering.encode(|numbering, component| {
            let mut section = ComponentAliasSection::new();
            section.alias(numbering.component_alias(alias)?);
            component.section(&section);
            Ok(())
        })?;
        self.output.writer.sections(&sections_of(section)?)
    }

    fn alias_function(&mut self, instance: u32, name: &str) -> Result<()> {
        let index = self.output.numbering.functions.position();
        if self.plan.gone.contains(&index) {
            self.output.numbering.functions.leave_out();
            return Ok(());
        }
        let function = if let Some(name) = self.plan.from_front.get(&index) {
            let front = self.fronted.context("no instance is there yet")?;
            self.output
                .alias_core(front.instance, name, ExportKind::Func)?
        } else {
            let new = self.output.numbering.instances.get(instance);
            let new = new.with_context(|| format!("core instance {instance} was left out"))?;
            let own = match instance == self.plan.instances.adapter.instance {
                true => self.rest.exports.get(name).cloned(),
                false => None,
            };
            self.output
                .alias_core(new, own.as_deref().unwrap_or(name), ExportKind::Func)?
        };
        self.output.numbering.functions.replace(function);
        Ok(())
    }

    /// Puts in the functions that the next section names in its options instead of the guest's.
    fn forbid_leave(&mut self) -> Result<()> {
        let called_back: Vec<&CalledBack> = self
            .plan
            .called_back
            .iter()
            .filter(|function| function.section == self.section)
            .collect();
        if called_back.is_empty() {
            return Ok(());
        }
        let adapter = self
            .adapter
            .context("a realloc or post-return is used before the adapter exists")?;
        insert_forbidding(&mut self.output, &called_back, &self.rest, adapter)
    }

    fn canonical(&mut self, function: CanonicalFunction) -> Result<()> {
        let lifts = matches!(function, CanonicalFunction::Lift { .. });
        if !lifts
            && self
                .plan
                .gone
                .contains(&self.output.numbering.functions.position())
        {
            self.output.numbering.functions.leave_out();
            return Ok(());
        }
        let section = self.output.numbering.encode(|numbering, component| {
            let mut section = CanonicalFunctionSection::new();
            component_utils::parse_component_canonical(numbering, &mut section, function)?;
            component.section(&section);
            Ok(())
        })?;
        self.output.writer.sections(&sections_of(section)?)?;
        match lifts {
            true => self.output.numbering.component_functions.keep(),
            false => self.output.numbering.functions.keep(),
        }
        Ok(())
    }
}
