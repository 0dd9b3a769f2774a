//! Writes the sections of a component.
//!
//! Adjacent definitions of one kind become one section: a section for each would cost three bytes more.

use super::sections::{component_id, headers};
use anyhow::{Context, Result, bail};
use wasm_encoder::{Component, ComponentSection, Encode};
use wasmparser::BinaryReader;

/// The sections that are a list of definitions.
const LISTS: [u8; 8] = [
    component_id::CORE_TYPE,
    component_id::CORE_INSTANCE,
    component_id::INSTANCE,
    component_id::ALIAS,
    component_id::TYPE,
    component_id::CANONICAL,
    component_id::IMPORT,
    component_id::EXPORT,
];

/// A component that is being written.
pub struct Writer {
    bytes: Vec<u8>,
    list: Option<List>,
}

/// The section at the end, as long as more of its kind may follow.
struct List {
    id: u8,
    count: u32,
    definitions: Vec<u8>,
}

impl Writer {
    /// Starts with an empty component.
    pub fn new() -> Self {
        Writer {
            bytes: Component::HEADER.to_vec(),
            list: None,
        }
    }

    /// Adds a section.
    pub fn section(&mut self, section: &impl ComponentSection) -> Result<()> {
        let mut bytes = Vec::new();
        section.append_to_component(&mut bytes);
        self.sections(&bytes)
    }

    /// Adds sections that are encoded already.
    pub fn sections(&mut self, bytes: &[u8]) -> Result<()> {
        for header in headers(bytes, 0)? {
            self.contents(header.id, header.of(bytes))?;
        }
        Ok(())
    }

    /// Adds a section by its number and contents.
    pub fn contents(&mut self, id: u8, contents: &[u8]) -> Result<()> {
        if !LISTS.contains(&id) {
            self.end_list();
            self.bytes.push(id);
            contents.encode(&mut self.bytes);
            return Ok(());
        }
        let mut reader = BinaryReader::new(contents, 0);
        let count = reader.read_var_u32()?;
        let definitions = reader.read_bytes(reader.bytes_remaining())?;
        match &mut self.list {
            Some(list) if list.id == id => {
                let Some(sum) = list.count.checked_add(count) else {
                    bail!("more than 4 billion definitions");
                };
                list.count = sum;
                list.definitions.extend_from_slice(definitions);
            }
            _ => {
                self.end_list();
                self.list = Some(List {
                    id,
                    count,
                    definitions: definitions.to_vec(),
                });
            }
        }
        Ok(())
    }

    fn end_list(&mut self) {
        let Some(list) = self.list.take() else {
            return;
        };
        let mut contents = Vec::new();
        list.count.encode(&mut contents);
        contents.extend_from_slice(&list.definitions);
        self.bytes.push(list.id);
        contents.encode(&mut self.bytes);
    }

    /// The component.
    pub fn finish(mut self) -> Vec<u8> {
        self.end_list();
        self.bytes
    }
}

/// The definitions of a component's sections that were encoded on their own.
pub fn sections_of(component: Component) -> Result<Vec<u8>> {
    let bytes = component.finish();
    let sections = bytes
        .strip_prefix(Component::HEADER.as_slice())
        .context("a component starts with its header")?;
    Ok(sections.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{Alias, ComponentAliasSection, ExportKind, ModuleSection};

    fn alias(name: &str) -> ComponentAliasSection {
        let mut section = ComponentAliasSection::new();
        section.alias(Alias::CoreInstanceExport {
            instance: 0,
            kind: ExportKind::Func,
            name,
        });
        section
    }

    #[test]
    fn neighbours_of_one_kind_are_one_section() {
        let mut writer = Writer::new();
        writer.section(&alias("a")).unwrap();
        writer.section(&alias("b")).unwrap();
        let module = wasm_encoder::Module::new();
        writer.section(&ModuleSection(&module)).unwrap();
        writer.section(&alias("c")).unwrap();
        let component = writer.finish();
        let mut counts = Vec::new();
        crate::component::outermost::for_each_section(&component, |payload| {
            if let wasmparser::Payload::ComponentAliasSection(section) = payload {
                counts.push(section.count());
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(counts, [2, 1]);
    }
}
