//! What is put into the component anew: the front, the adapter with what it imports, trampolines.

use super::own::FRONT;
use super::plan::{Lowered, Source, Trampoline};
use super::rewire::Rewiring;
use super::{FORBID_LEAVE, PRIVATE_MEMORY, REALLOC, facade, trampoline};
use anyhow::{Context, Result, bail};
use wasm_encoder::{
    Alias, CanonicalFunctionSection, CanonicalOption, ComponentAliasSection, ComponentExportKind,
    ComponentSectionId, ExportKind, InstanceSection, ModuleArg, ModuleSection,
};

/// The front in the new component.
#[derive(Clone, Copy)]
pub struct Fronted {
    /// Its instance.
    pub instance: u32,
    memory: u32,
    realloc: Option<u32>,
}

impl Rewiring<'_, '_> {
    /// Puts in the front, before the first instance.
    pub fn insert_front(&mut self) -> Result<Fronted> {
        let id = ComponentSectionId::CoreModule.into();
        self.writer.contents(id, &self.front.wasm)?;
        let module = self.numbering.modules.insert();
        let instance = self.instantiate(module, &[])?;
        let memory = self.alias_core(instance, PRIVATE_MEMORY, ExportKind::Memory)?;
        let realloc = match self.front.reallocs {
            true => Some(self.alias_core(instance, REALLOC, ExportKind::Func)?),
            false => None,
        };
        let front = Fronted {
            instance,
            memory,
            realloc,
        };
        self.fronted = Some(front);
        Ok(front)
    }

    /// Lowers what the adapter imports, and puts in its instance.
    pub fn insert_adapter(&mut self, front: Fronted) -> Result<()> {
        let imports = std::mem::take(&mut self.own.imports);
        let mut aliases = ComponentAliasSection::new();
        let mut lowerings = CanonicalFunctionSection::new();
        let mut bag = Vec::new();
        for import in &imports {
            let (interface, on_guest_memory) = facade::on_guest_memory(&import.module);
            let key = (interface, import.original.as_str());
            let source = self.plan.sources.get(&key);
            let source = source.with_context(|| format!("nothing satisfies {key:?}"))?;
            let (kind, index) = match source {
                Source::Memory(_) => (ExportKind::Memory, self.main_memory()?),
                Source::Function(function) => {
                    (ExportKind::Func, self.numbering.function(*function)?)
                }
                Source::Lowered(lowered) => {
                    aliases.alias(Alias::InstanceExport {
                        instance: lowered.instance,
                        kind: ComponentExportKind::Func,
                        name: lowered.name,
                    });
                    let on = match on_guest_memory {
                        true => self.main_memory()?,
                        false => front.memory,
                    };
                    let function = self.numbering.component_functions.insert();
                    let options = options(lowered, on, front.realloc)?;
                    lowerings.lower(function, options);
                    (ExportKind::Func, self.numbering.functions.insert())
                }
            };
            bag.push((import.name.as_str(), kind, index));
        }
        if !aliases.is_empty() {
            self.writer.section(&aliases)?;
            self.writer.section(&lowerings)?;
        }
        let bag = self.bag(&bag)?;
        let module = self.plan.found.adapter.module;
        let module = self.numbering.modules.get(module);
        let module = module.context("the adapter's module comes after its instance")?;
        let adapter = self.instantiate(module, &[("", bag), (FRONT, front.instance)])?;
        self.adapter = Some(adapter);
        self.numbering.instances.replace(adapter);
        Ok(())
    }

    /// The main module's memory, in the new numbering.
    fn main_memory(&self) -> Result<u32> {
        let mut sources = self.plan.sources.values();
        let memory = sources.find_map(|source| match source {
            Source::Memory(memory) => self.numbering.memories.get(*memory),
            _ => None,
        });
        memory.context("the adapter does not get the main module's memory")
    }

    /// Puts in trampolines for functions that the section to come names in its options.
    pub fn trampolines(&mut self) -> Result<()> {
        let trampolines: Vec<&Trampoline> = self
            .plan
            .trampolines
            .iter()
            .filter(|trampoline| trampoline.section == self.section)
            .collect();
        if trampolines.is_empty() {
            return Ok(());
        }
        let adapter = self
            .adapter
            .context("a realloc or post-return is used before the adapter exists")?;
        let types: Vec<_> = trampolines
            .iter()
            .map(|trampoline| &trampoline.ty)
            .collect();
        self.writer
            .section(&ModuleSection(&trampoline::forbidding(&types)?))?;
        let module = self.numbering.modules.insert();
        let forbid = self.own.exports[FORBID_LEAVE].clone();
        let forbid = self.alias_core(adapter, &forbid, ExportKind::Func)?;
        let slots: Vec<String> = (0..trampolines.len())
            .map(|slot| slot.to_string())
            .collect();
        let mut bag = vec![(trampoline::FORBID, ExportKind::Func, forbid)];
        for (slot, trampoline) in slots.iter().zip(&trampolines) {
            let function = self.numbering.function(trampoline.function)?;
            bag.push((slot, ExportKind::Func, function));
        }
        let bag = self.bag(&bag)?;
        let instance = self.instantiate(module, &[("", bag)])?;
        for (slot, trampoline) in slots.iter().zip(&trampolines) {
            let function = self.alias_core(instance, slot, ExportKind::Func)?;
            self.numbering
                .call_backs
                .insert(trampoline.function, function);
        }
        Ok(())
    }

    pub fn alias_core(&mut self, instance: u32, name: &str, kind: ExportKind) -> Result<u32> {
        let mut section = ComponentAliasSection::new();
        section.alias(Alias::CoreInstanceExport {
            instance,
            kind,
            name,
        });
        self.writer.section(&section)?;
        Ok(match kind {
            ExportKind::Memory => self.numbering.memories.insert(),
            _ => self.numbering.functions.insert(),
        })
    }

    fn bag(&mut self, exports: &[(&str, ExportKind, u32)]) -> Result<u32> {
        let mut section = InstanceSection::new();
        section.export_items(exports.iter().copied());
        self.writer.section(&section)?;
        Ok(self.numbering.instances.insert())
    }

    fn instantiate(&mut self, module: u32, arguments: &[(&str, u32)]) -> Result<u32> {
        let mut section = InstanceSection::new();
        let arguments = arguments
            .iter()
            .map(|(name, instance)| (*name, ModuleArg::Instance(*instance)));
        section.instantiate(module, arguments);
        self.writer.section(&section)?;
        Ok(self.numbering.instances.insert())
    }
}

/// The canonical options of a function that is lowered on a memory, if it uses one. Text is UTF-8 if nothing is said.
fn options(
    lowered: &Lowered<'_>,
    memory: u32,
    realloc: Option<u32>,
) -> Result<Vec<CanonicalOption>> {
    let mut options = Vec::new();
    for option in &lowered.options {
        match option {
            wasmparser::CanonicalOption::Memory(_) => options.push(CanonicalOption::Memory(memory)),
            wasmparser::CanonicalOption::Realloc(_) => {
                let realloc = realloc.context("the adapter has no allocator")?;
                options.push(CanonicalOption::Realloc(realloc));
            }
            wasmparser::CanonicalOption::UTF8 => {}
            other => bail!("`{}` is lowered with {other:?}", lowered.name),
        }
    }
    Ok(options)
}
