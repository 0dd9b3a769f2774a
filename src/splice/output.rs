//! The component that is being written, and the new number of everything that is in it.

use super::numbering::Numbering;
use crate::component::writer::Writer;
use anyhow::Result;
use wasm_encoder::{
    Alias, ComponentAliasSection, ComponentSectionId, ExportKind, InstanceSection, ModuleArg,
};

/// A component on its way from the old to the new. What is put in gets its number here.
pub struct Output {
    pub writer: Writer,
    pub numbering: Numbering,
}

impl Output {
    /// Starts with an empty component.
    pub fn new() -> Self {
        Output {
            writer: Writer::new(),
            numbering: Numbering::default(),
        }
    }

    /// Puts in a core module.
    pub fn module(&mut self, wasm: &[u8]) -> Result<u32> {
        self.writer
            .contents(ComponentSectionId::CoreModule.into(), wasm)?;
        Ok(self.numbering.modules.insert())
    }

    /// Puts in an alias of a core instance's export.
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

    /// Puts in a core instance that exports these definitions.
    pub fn instance_of_exports(&mut self, exports: &[(&str, ExportKind, u32)]) -> Result<u32> {
        let mut section = InstanceSection::new();
        section.export_items(exports.iter().copied());
        self.writer.section(&section)?;
        Ok(self.numbering.instances.insert())
    }

    /// Puts in an instance of a core module.
    pub fn instantiate(&mut self, module: u32, arguments: &[(&str, u32)]) -> Result<u32> {
        let mut section = InstanceSection::new();
        let arguments = arguments
            .iter()
            .map(|(name, instance)| (*name, ModuleArg::Instance(*instance)));
        section.instantiate(module, arguments);
        self.writer.section(&section)?;
        Ok(self.numbering.instances.insert())
    }
}
