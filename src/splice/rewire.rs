//! Applies a [`Plan`]: writes the component anew, with the adapter's front and the adapter in their places.
//!
//! ```wat
//!                                                 (core module $front …)
//!                                                 (core instance $front (instantiate $front))
//! (core instance $shim (instantiate $shim))
//! (alias core export $shim "0" (core func $0))
//! (core instance $bag (export "fd_write" (func $0)))
//! (core instance $main (instantiate $main         (core instance $main (instantiate $main
//!   (with "wasi_snapshot_preview1" …$bag)))         (with "wasi_snapshot_preview1" …$front)))
//!                                             =>  (alias export $types "[method]descriptor.stat" (func $stat))
//!                                                 (core func $stat (canon lower (func $stat) (memory $private)))
//! (core instance $adapter (instantiate …))        (core instance $adapter (instantiate …))
//! (alias export $types "…stat" (func $stat))
//! (core func (canon lower (func $stat)
//!   (memory $main) …))
//! (core instance $fixups (instantiate …))
//!                                                 (core instance $t (instantiate $trampoline …))
//!                                                 (alias core export $t "f" (core func $post))
//! (func (canon lift (core func $g)                (func (canon lift (core func $g)
//!   (memory $main) (post-return $p)))               (memory $main) (post-return $post)))
//! ```
//!
//! The shim and the fixups stay where the main module imports WASI 0.2 itself, for what it imports.

use super::found::Placed;
use super::front::{Front, Style, front};
use super::insert::Fronted;
use super::numbering::Numbering;
use super::own::{Own, own};
use super::plan::{Plan, plan};
use super::shims::{fixups, shim};
use super::specialise::Specialised;
use crate::component::wiring::{Wiring, for_each_section};
use crate::component::writer::{Writer, sections_of};
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

/// What is to be done besides giving the adapter its memory.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// Whether calls of the guest's realloc and post-return are announced to the adapter.
    pub tracks_leaving: bool,
    /// The export of the main module that is called before its `_initialize`.
    pub start: Option<&'w str>,
    /// How the modules are made that come in.
    pub style: Style,
}

/// Rewires a component in which the facade of the built-in adapter is one of the core modules.
///
/// The names that wit-component gives to its definitions are kept where names for debugging are asked for; in a small
/// component they would be a quarter of it.
pub fn rewire(component: &[u8], specialised: &Specialised, wanted: Wanted<'_>) -> Result<Vec<u8>> {
    let wiring = Wiring::read(component)?;
    let plan = plan(component, &wiring, wanted.tracks_leaving)
        .context("internal error: the component cannot be rewired")?;
    let mut rewiring = Rewiring::new(component, &wiring, &plan, specialised, wanted)
        .context("internal error: failed to split the adapter")?;
    for_each_section(component, |payload| {
        rewiring.payload(payload)?;
        rewiring.section += 1;
        Ok(())
    })
    .context("internal error: failed to rewire the component")?;
    Ok(rewiring.writer.finish())
}

/// A component on its way from the old to the new.
pub struct Rewiring<'p, 'a> {
    component: &'p [u8],
    pub plan: &'p Plan<'a>,
    debug_names: bool,
    pub front: Front,
    pub own: Own,
    /// The shim and the fixups as they go into the component, unless they are left out.
    shim: Option<Vec<u8>>,
    fixups: Option<Vec<u8>>,
    /// The section that is being read.
    pub section: usize,
    pub numbering: Numbering,
    pub writer: Writer,
    /// What the front is and has, once it is there.
    pub fronted: Option<Fronted>,
    /// The adapter's instance, once it is there.
    pub adapter: Option<u32>,
}

impl<'p, 'a> Rewiring<'p, 'a> {
    fn new(
        component: &'p [u8],
        wiring: &Wiring<'a>,
        plan: &'p Plan<'a>,
        specialised: &Specialised,
        wanted: Wanted<'_>,
    ) -> Result<Self> {
        let Wanted { style, start, .. } = wanted;
        let (dead, debug_names) = (&plan.dead, style.debug_names);
        let bytes = |placed: Option<Placed>| {
            let range = wiring.modules[placed?.module as usize].clone()?;
            Some(&component[range])
        };
        let shim = match bytes(plan.found.shim) {
            Some(module) => shim(module, dead, debug_names)?,
            None => None,
        };
        let fixups = match bytes(plan.found.fixups) {
            Some(module) => fixups(module, dead, start, debug_names)?,
            None => None,
        };
        ensure!(
            start.is_none() || fixups.is_some(),
            "nothing calls the start function"
        );
        Ok(Rewiring {
            component,
            plan,
            debug_names: style.debug_names,
            front: front(&specialised.wasm, &plan.stand_ins, style)?,
            own: own(specialised, &plan.stand_ins, &plan.exports, style)?,
            shim,
            fixups,
            section: 0,
            numbering: Numbering::default(),
            writer: Writer::new(),
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
                self.writer.contents(id, &self.component[range])
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
                self.trampolines()?;
                for function in section {
                    self.canonical(function?)?;
                }
                Ok(())
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::ComponentName(names) if self.debug_names => {
                    self.writer.section(&self.numbering.names(names)?)
                }
                KnownCustom::ComponentName(_) => Ok(()),
                _ => {
                    let section = self.numbering.section(Payload::CustomSection(section))?;
                    self.writer.sections(&sections_of(section)?)
                }
            },
            other => {
                let section = self.numbering.section(other)?;
                self.writer.sections(&sections_of(section)?)
            }
        }
    }

    fn module(&mut self, module: &'p [u8]) -> Result<()> {
        let index = self.numbering.modules.position();
        let found = &self.plan.found;
        let is = |placed: Option<Placed>| placed.is_some_and(|placed| placed.module == index);
        let module = if found.adapter.module == index {
            Some(self.own.wasm.as_slice())
        } else if is(found.shim) {
            self.shim.as_deref()
        } else if is(found.fixups) {
            self.fixups.as_deref()
        } else {
            Some(module)
        };
        let Some(module) = module else {
            self.numbering.modules.leave_out();
            return Ok(());
        };
        self.numbering.modules.keep();
        let id = ComponentSectionId::CoreModule.into();
        self.writer.contents(id, module)
    }

    /// Whether a core instance (old) is one that is left out.
    fn is_gone(&self, instance: u32) -> bool {
        let found = &self.plan.found;
        let is = |placed: Option<Placed>| placed.is_some_and(|placed| placed.instance == instance);
        found.bags.contains(&instance)
            || (is(found.shim) && self.shim.is_none())
            || (is(found.fixups) && self.fixups.is_none())
            || (found.actual == Some(instance) && self.fixups.is_none())
    }

    fn instance(&mut self, instance: Instance<'_>) -> Result<()> {
        let front = match self.fronted {
            Some(front) => front,
            None => self.insert_front()?,
        };
        let index = self.numbering.instances.position();
        if self.plan.front_whole.contains(&index) {
            self.numbering.instances.replace(front.instance);
            return Ok(());
        }
        if self.is_gone(index) {
            self.numbering.instances.leave_out();
            return Ok(());
        }
        if index == self.plan.found.adapter.instance {
            return self.insert_adapter(front);
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
            Instance::FromExports(exports) if self.plan.found.actual == Some(index) => {
                let dead = &self.plan.dead;
                let live = exports.iter().filter(|export| !dead.contains(export.name));
                Instance::FromExports(live.cloned().collect())
            }
            bag => bag,
        };
        let section = self.numbering.encode(|numbering, component| {
            let mut section = InstanceSection::new();
            numbering.parse_instance(&mut section, instance)?;
            component.section(&section);
            Ok(())
        })?;
        self.writer.sections(&sections_of(section)?)?;
        self.numbering.instances.keep();
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
                let functions = &mut self.numbering.component_functions;
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
                ExternalKind::Memory => self.numbering.memories.keep(),
                ExternalKind::Table => self.numbering.tables.keep(),
                _ => {}
            },
            ComponentAlias::InstanceExport {
                kind: ComponentExternalKind::Module,
                ..
            }
            | ComponentAlias::Outer {
                kind: ComponentOuterAliasKind::CoreModule,
                ..
            } => self.numbering.modules.keep(),
            ComponentAlias::InstanceExport { .. } | ComponentAlias::Outer { .. } => {}
        }
        let section = self.numbering.encode(|numbering, component| {
            let mut section = ComponentAliasSection::new();
            section.alias(numbering.component_alias(alias)?);
            component.section(&section);
            Ok(())
        })?;
        self.writer.sections(&sections_of(section)?)
    }

    fn alias_function(&mut self, instance: u32, name: &str) -> Result<()> {
        let index = self.numbering.functions.position();
        if self.plan.gone.contains(&index) {
            self.numbering.functions.leave_out();
            return Ok(());
        }
        let function = if let Some(name) = self.plan.from_front.get(&index) {
            let front = self.fronted.context("no instance is there yet")?;
            self.alias_core(front.instance, name, ExportKind::Func)?
        } else {
            let new = self.numbering.instances.get(instance);
            let new = new.with_context(|| format!("core instance {instance} was left out"))?;
            let own = match instance == self.plan.found.adapter.instance {
                true => self.own.exports.get(name).cloned(),
                false => None,
            };
            self.alias_core(new, own.as_deref().unwrap_or(name), ExportKind::Func)?
        };
        self.numbering.functions.replace(function);
        Ok(())
    }

    fn canonical(&mut self, function: CanonicalFunction) -> Result<()> {
        let lifts = matches!(function, CanonicalFunction::Lift { .. });
        if !lifts
            && self
                .plan
                .gone
                .contains(&self.numbering.functions.position())
        {
            self.numbering.functions.leave_out();
            return Ok(());
        }
        let section = self.numbering.encode(|numbering, component| {
            let mut section = CanonicalFunctionSection::new();
            component_utils::parse_component_canonical(numbering, &mut section, function)?;
            component.section(&section);
            Ok(())
        })?;
        self.writer.sections(&sections_of(section)?)?;
        match lifts {
            true => self.numbering.component_functions.keep(),
            false => self.numbering.functions.keep(),
        }
        Ok(())
    }
}
