//! Applies a [`Plan`]: rewrites the component's wiring and copies everything else.
//!
//! ```wat
//! (core instance $adapter (instantiate …))      (core instance $adapter (instantiate …))
//!                                               (alias core export $adapter "private-memory" (core memory $private))
//!                                               (alias export $types "[method]descriptor.write" (func $write))
//!                                               (core func $late (canon lower (func $write) (memory $main) …))
//!                                         =>    (alias core export $adapter "late-lowered" (core table $table))
//!                                               (core instance (instantiate $fill-table …))
//! (core func (canon lower (func $f)             (core func (canon lower (func $f)
//!   (memory $main) …))                            (memory $private) …))
//!                                               (core instance $t (instantiate $trampoline …))
//!                                               (alias core export $t "f" (core func $post))
//! (func (canon lift (core func $g)              (func (canon lift (core func $g)
//!   (memory $main) (post-return $p)))             (memory $main) (post-return $post)))
//! ```
//!
//! What is inserted shifts the indices of what follows, in each index space by as much as was inserted there. The
//! other way, appending at the end, is not open: everything must exist before it is used.

use super::plan::{
    FORBID_LEAVE, LATE_TABLE, PRIVATE_MEMORY, Plan, REALLOC, Trampoline, Wanted, plan,
};
use super::trampoline;
use crate::component::wiring::{Spaces, Wiring};
use anyhow::{Context, Result, anyhow};
use std::collections::HashMap;
use wasm_encoder::reencode::{self, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{
    Alias, CanonicalFunctionSection, CanonicalOption, Component, ComponentAliasSection,
    ComponentExportKind, ComponentSectionId, ExportKind, InstanceSection, ModuleArg, RawSection,
};
use wasmparser::{Parser, Payload, WasmFeatures};

/// Rewires a component in which the built-in adapter is one of the core modules.
///
/// The names that wit-component gives to its definitions are kept where `debug_names` asks for names; in a small
/// component they would be a quarter of it.
pub fn rewire(component: &[u8], wanted: &Wanted<'_>, debug_names: bool) -> Result<Vec<u8>> {
    let wiring = Wiring::read(component)?;
    let plan = plan(component, &wiring, wanted)
        .context("internal error: the component cannot be rewired")?;
    let mut rewiring = Rewiring {
        wiring: &wiring,
        plan: &plan,
        debug_names,
        section: 0,
        item: 0,
        shifts: Vec::new(),
        private_memory: None,
        on_private: false,
        replaced: HashMap::new(),
    };
    let mut parser = Parser::new(0);
    parser.set_features(WasmFeatures::all());
    let mut output = Component::new();
    rewiring
        .parse_component(&mut output, parser, component)
        .map_err(|error| anyhow!("internal error: failed to rewire the component: {error}"))?;
    Ok(output.finish())
}

/// From this point of an index space on, indices are this much greater.
struct Shift {
    from: Spaces,
    by: Spaces,
}

struct Rewiring<'p> {
    wiring: &'p Wiring<'p>,
    plan: &'p Plan,
    debug_names: bool,
    /// The section that is being read, and the item within it.
    section: usize,
    item: usize,
    shifts: Vec<Shift>,
    /// The adapter's memory, in the new numbering.
    private_memory: Option<u32>,
    /// Whether the options that are being read are to name that memory.
    on_private: bool,
    /// Functions (old) whose place in options a trampoline (new) takes.
    replaced: HashMap<u32, u32>,
}

impl Rewiring<'_> {
    fn shifted(&self, index: u32, space: impl Fn(&Spaces) -> u32) -> u32 {
        let passed = self
            .shifts
            .iter()
            .filter(|shift| space(&shift.from) <= index);
        index + passed.map(|shift| space(&shift.by)).sum::<u32>()
    }

    /// Starts an insertion before the section that is being read.
    fn insertion<'c>(&self, output: &'c mut Component) -> Insertion<'c> {
        let from = self.wiring.before[self.section];
        let mut next = from;
        for shift in &self.shifts {
            next.add(&shift.by);
        }
        Insertion {
            output,
            from,
            start: next,
            next,
        }
    }

    fn insert(&mut self, output: &mut Component) -> Result<()> {
        if self.section == self.plan.after_adapter {
            let mut insertion = self.insertion(output);
            if !self.plan.private.is_empty() {
                let memory =
                    insertion.alias_core(self.plan.adapter, PRIVATE_MEMORY, ExportKind::Memory);
                self.private_memory = Some(memory);
            }
            if let Some(main_memory) = self.plan.main_memory.filter(|_| !self.plan.late.is_empty())
            {
                self.late(&mut insertion, main_memory)?;
            }
            self.shifts.push(insertion.finish());
        }
        let trampolines: Vec<&Trampoline> = self
            .plan
            .trampolines
            .iter()
            .filter(|trampoline| trampoline.section == self.section)
            .collect();
        if !trampolines.is_empty() {
            let mut insertion = self.insertion(output);
            self.trampolines(&mut insertion, &trampolines)?;
            self.shifts.push(insertion.finish());
        }
        Ok(())
    }

    /// Lowers the late functions on the main module's memory and puts them in the adapter's table.
    fn late(&self, insertion: &mut Insertion<'_>, main_memory: u32) -> Result<()> {
        let adapter = self.plan.adapter;
        let mut options = vec![CanonicalOption::UTF8, CanonicalOption::Memory(main_memory)];
        if self.plan.late_realloc {
            let realloc = insertion.alias_core(adapter, REALLOC, ExportKind::Func);
            options.push(CanonicalOption::Realloc(realloc));
        }
        let functions: Vec<u32> = self
            .plan
            .late
            .iter()
            .map(|late| insertion.alias_function(late.instance, &late.name))
            .collect();
        let functions = insertion.lower(&functions, &options);
        let table = insertion.alias_core(adapter, LATE_TABLE, ExportKind::Table);
        let types: Vec<_> = self.plan.late.iter().map(|late| &late.ty).collect();
        let module = insertion.module(&trampoline::fill_table(&types)?);
        let mut bag = vec![(trampoline::TABLE.to_string(), ExportKind::Table, table)];
        for (slot, function) in functions.iter().enumerate() {
            bag.push((slot.to_string(), ExportKind::Func, *function));
        }
        insertion.instantiate(module, &bag);
        Ok(())
    }

    /// Makes trampolines for functions that the section to come names in its options.
    fn trampolines(
        &mut self,
        insertion: &mut Insertion<'_>,
        trampolines: &[&Trampoline],
    ) -> Result<()> {
        let types: Vec<_> = trampolines
            .iter()
            .map(|trampoline| &trampoline.ty)
            .collect();
        let module = insertion.module(&trampoline::forbidding(&types)?);
        let forbid = insertion.alias_core(self.plan.adapter, FORBID_LEAVE, ExportKind::Func);
        let mut bag = vec![(trampoline::FORBID.to_string(), ExportKind::Func, forbid)];
        for (slot, trampoline) in trampolines.iter().enumerate() {
            let function = self.shifted(trampoline.function, |spaces| spaces.functions);
            bag.push((slot.to_string(), ExportKind::Func, function));
        }
        let instance = insertion.instantiate(module, &bag);
        for (slot, trampoline) in trampolines.iter().enumerate() {
            let function = insertion.alias_core(instance, &slot.to_string(), ExportKind::Func);
            self.replaced.insert(trampoline.function, function);
        }
        Ok(())
    }
}

type ReencodeResult<T> = Result<T, reencode::Error<anyhow::Error>>;

impl Reencode for Rewiring<'_> {
    type Error = anyhow::Error;

    fn function_index(&mut self, function: u32) -> ReencodeResult<u32> {
        Ok(self.shifted(function, |spaces| spaces.functions))
    }

    fn memory_index(&mut self, memory: u32) -> ReencodeResult<u32> {
        Ok(self.shifted(memory, |spaces| spaces.memories))
    }

    fn table_index(&mut self, table: u32) -> ReencodeResult<u32> {
        Ok(self.shifted(table, |spaces| spaces.tables))
    }
}

impl ReencodeComponent for Rewiring<'_> {
    fn module_index(&mut self, module: u32) -> u32 {
        self.shifted(module, |spaces| spaces.modules)
    }

    fn instance_index(&mut self, instance: u32) -> u32 {
        self.shifted(instance, |spaces| spaces.instances)
    }

    fn component_func_index(&mut self, function: u32) -> u32 {
        self.shifted(function, |spaces| spaces.component_functions)
    }

    fn parse_component_payload(
        &mut self,
        output: &mut Component,
        payload: Payload<'_>,
        whole: &[u8],
    ) -> ReencodeResult<()> {
        if let Payload::Version { .. } | Payload::End(_) = payload {
            return Ok(());
        }
        self.insert(output).map_err(reencode::Error::UserError)?;
        self.item = 0;
        component_utils::parse_component_payload(self, output, payload, whole)?;
        self.section += 1;
        Ok(())
    }

    // What is nested has index spaces of its own.
    fn parse_component_submodule(
        &mut self,
        output: &mut Component,
        _: Parser,
        module: &[u8],
    ) -> ReencodeResult<()> {
        let id = ComponentSectionId::CoreModule.into();
        output.section(&RawSection { id, data: module });
        Ok(())
    }

    fn parse_component_subcomponent(
        &mut self,
        output: &mut Component,
        _: Parser,
        component: &[u8],
        _: &[u8],
    ) -> ReencodeResult<()> {
        let id = ComponentSectionId::Component.into();
        output.section(&RawSection {
            id,
            data: component,
        });
        Ok(())
    }

    fn parse_component_custom_section(
        &mut self,
        output: &mut Component,
        section: wasmparser::CustomSectionReader<'_>,
    ) -> ReencodeResult<()> {
        if section.name() == "component-name" && !self.debug_names {
            return Ok(());
        }
        component_utils::parse_component_custom_section(self, output, section)
    }

    fn parse_component_canonical(
        &mut self,
        section: &mut CanonicalFunctionSection,
        function: wasmparser::CanonicalFunction,
    ) -> ReencodeResult<()> {
        self.on_private = self.plan.private.contains(&(self.section, self.item));
        self.item += 1;
        component_utils::parse_component_canonical(self, section, function)?;
        self.on_private = false;
        Ok(())
    }

    fn canonical_option(
        &mut self,
        option: wasmparser::CanonicalOption,
    ) -> ReencodeResult<CanonicalOption> {
        match option {
            wasmparser::CanonicalOption::Memory(_) if self.on_private => self
                .private_memory
                .map(CanonicalOption::Memory)
                .ok_or_else(|| {
                    reencode::Error::UserError(anyhow!(
                        "a function is lowered before the adapter exists"
                    ))
                }),
            wasmparser::CanonicalOption::Realloc(function)
                if self.replaced.contains_key(&function) =>
            {
                Ok(CanonicalOption::Realloc(self.replaced[&function]))
            }
            wasmparser::CanonicalOption::PostReturn(function)
                if self.replaced.contains_key(&function) =>
            {
                Ok(CanonicalOption::PostReturn(self.replaced[&function]))
            }
            _ => component_utils::canonical_option(self, option),
        }
    }
}

/// Definitions that are written before some section, and counted.
struct Insertion<'c> {
    output: &'c mut Component,
    from: Spaces,
    start: Spaces,
    next: Spaces,
}

impl Insertion<'_> {
    fn finish(self) -> Shift {
        Shift {
            from: self.from,
            by: self.next.minus(&self.start),
        }
    }

    fn alias_core(&mut self, instance: u32, name: &str, kind: ExportKind) -> u32 {
        let mut section = ComponentAliasSection::new();
        section.alias(Alias::CoreInstanceExport {
            instance,
            kind,
            name,
        });
        self.output.section(&section);
        match kind {
            ExportKind::Memory => take(&mut self.next.memories),
            ExportKind::Table => take(&mut self.next.tables),
            _ => take(&mut self.next.functions),
        }
    }

    fn alias_function(&mut self, instance: u32, name: &str) -> u32 {
        let kind = ComponentExportKind::Func;
        let mut section = ComponentAliasSection::new();
        section.alias(Alias::InstanceExport {
            instance,
            kind,
            name,
        });
        self.output.section(&section);
        take(&mut self.next.component_functions)
    }

    fn lower(&mut self, functions: &[u32], options: &[CanonicalOption]) -> Vec<u32> {
        let mut section = CanonicalFunctionSection::new();
        for function in functions {
            section.lower(*function, options.iter().copied());
        }
        self.output.section(&section);
        functions
            .iter()
            .map(|_| take(&mut self.next.functions))
            .collect()
    }

    fn module(&mut self, module: &wasm_encoder::Module) -> u32 {
        self.output.section(&wasm_encoder::ModuleSection(module));
        take(&mut self.next.modules)
    }

    /// Instantiates a module whose imports all are of the module named by nothing.
    fn instantiate(&mut self, module: u32, bag: &[(String, ExportKind, u32)]) -> u32 {
        let mut section = InstanceSection::new();
        section.export_items(
            bag.iter()
                .map(|(name, kind, index)| (name.as_str(), *kind, *index)),
        );
        let bag = take(&mut self.next.instances);
        section.instantiate(module, [("", ModuleArg::Instance(bag))]);
        self.output.section(&section);
        take(&mut self.next.instances)
    }
}

fn take(next: &mut u32) -> u32 {
    *next += 1;
    *next - 1
}
