//! A core module in a file, without its function bodies and data.

use super::identity;
use super::report::{CoreImport, CoreModule, Identity, Memory, Role, Section};
use super::source::Source;
use crate::component::declarations::{Declarations, exports_function, imports_function};
use crate::component::sections::{Header, id, name_of};
use anyhow::{Result, bail};
use std::io::{Read, Seek};
use std::ops::Range;
use wasmparser::{BinaryReader, MemoryType, TypeRef};

/// What was read of a core module.
#[derive(Default)]
pub struct InspectedModule {
    pub size: u64,
    pub functions: u32,
    pub memories: Vec<Memory>,
    pub imports: Vec<Import>,
    /// The functions exported, by name.
    pub exported_functions: Vec<(String, u32)>,
    pub exports: Vec<String>,
    pub sections: Vec<Section>,
    pub metadata: Identity,
    /// Where the code and element sections are.
    pub code: Option<Range<u64>>,
    pub elements: Option<Range<u64>>,
}

/// An import of a core module.
pub struct Import {
    pub module: String,
    pub name: String,
    pub is_function: bool,
}

/// Reads the core module in a range.
pub fn read<R: Read + Seek>(source: &mut Source<R>, range: Range<u64>) -> Result<InspectedModule> {
    if source.is_component(&range)? {
        bail!("expected a core module but found a component");
    }
    let mut module = InspectedModule {
        size: range.end - range.start,
        ..InspectedModule::default()
    };
    for section in source.sections(range)? {
        module.section(source, &section)?;
    }
    Ok(module)
}

impl InspectedModule {
    fn section<R: Read + Seek>(&mut self, source: &mut Source<R>, section: &Header) -> Result<()> {
        let Some(name) = name_of(section.id) else {
            bail!(
                "malformed at byte {:#x}: there is no section {}",
                section.contents.start,
                section.id
            );
        };
        let size = section.contents.end - section.contents.start;
        let custom = section.id == id::CUSTOM;
        let name = if custom {
            identity::name(source, section)?
        } else {
            name.to_string()
        };
        self.sections.push(Section { name, custom, size });
        match section.id {
            id::CUSTOM => return identity::custom(source, section, &mut self.metadata),
            id::ELEMENT => self.elements = Some(section.contents.clone()),
            id::CODE => self.code = Some(section.contents.clone()),
            number if Declarations::are_in(number) => {
                let bytes = source.bytes(&section.contents)?;
                let mut declarations = Declarations::default();
                declarations.section(number, BinaryReader::new(&bytes, section.contents.start))?;
                self.declare(&declarations);
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds the declarations of a section.
    fn declare(&mut self, declarations: &Declarations<'_>) {
        for import in &declarations.imports {
            if let TypeRef::Memory(memory) = &import.ty {
                self.memories.push(described(memory, true));
            }
            self.imports.push(Import {
                module: import.module.to_string(),
                name: import.name.to_string(),
                is_function: imports_function(import),
            });
        }
        self.functions += declarations.functions;
        let memories = declarations.memories.iter();
        self.memories
            .extend(memories.map(|memory| described(memory, false)));
        for export in &declarations.exports {
            self.exports.push(export.name.to_string());
            if exports_function(export) {
                self.exported_functions
                    .push((export.name.to_string(), export.index));
            }
        }
    }

    /// The functions that it imports, in order.
    pub fn imported_functions(&self) -> impl Iterator<Item = &Import> {
        self.imports.iter().filter(|import| import.is_function)
    }

    /// Whether it has a custom section of this name.
    pub fn has_custom_section(&self, name: &str) -> bool {
        self.sections
            .iter()
            .any(|section| section.custom && section.name == name)
    }

    /// The module as it is reported.
    pub fn report(&self, index: usize, role: Role) -> CoreModule {
        let mut imports: Vec<CoreImport> = Vec::new();
        for import in &self.imports {
            match imports
                .iter_mut()
                .find(|known| known.module == import.module)
            {
                Some(known) => known.names.push(import.name.clone()),
                None => imports.push(CoreImport {
                    module: import.module.clone(),
                    names: vec![import.name.clone()],
                }),
            }
        }
        CoreModule {
            index,
            role,
            size: self.size,
            functions: self.functions,
            memories: self.memories.clone(),
            imports,
            exports: self.exports.clone(),
            sections: self.sections.clone(),
            metadata: self.metadata.clone(),
        }
    }
}

fn described(memory: &MemoryType, imported: bool) -> Memory {
    Memory {
        imported,
        minimum: memory.initial,
        maximum: memory.maximum,
        page_size: 1 << memory.page_size_log2.unwrap_or(16).min(63),
        memory64: memory.memory64,
        shared: memory.shared,
    }
}
