//! One core module, without its function bodies and data.

use super::metadata;
use super::report::{CoreImport, CoreModule, Identity, Memory, Role, Section};
use super::source::Source;
use crate::component::sections::{Header, id};
use anyhow::{Result, bail};
use std::io::{Read, Seek};
use std::ops::Range;
use wasmparser::{
    BinaryReader, ExportSectionReader, ExternalKind, FunctionSectionReader, ImportSectionReader,
    Imports, MemorySectionReader, MemoryType, TypeRef,
};

/// What was read of a core module.
#[derive(Default)]
pub struct Module {
    pub size: u64,
    pub functions: u32,
    pub memories: Vec<Memory>,
    /// Module, name, and whether it is a function.
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

/// The sections of a core module, by number.
const NAMES: [&str; 14] = [
    "custom",
    "type",
    "import",
    "function",
    "table",
    "memory",
    "global",
    "export",
    "start",
    "element",
    "code",
    "data",
    "data-count",
    "tag",
];

/// Reads the core module in a range.
pub fn read<R: Read + Seek>(source: &mut Source<R>, range: Range<u64>) -> Result<Module> {
    if source.is_component(&range)? {
        bail!("expected a core module but found a component");
    }
    let mut module = Module {
        size: range.end - range.start,
        ..Module::default()
    };
    for section in source.sections(range)? {
        module.section(source, &section)?;
    }
    Ok(module)
}

impl Module {
    fn section<R: Read + Seek>(&mut self, source: &mut Source<R>, section: &Header) -> Result<()> {
        let Some(name) = NAMES.get(usize::from(section.id)) else {
            bail!(
                "malformed at byte {:#x}: there is no section {}",
                section.contents.start,
                section.id
            );
        };
        let size = section.contents.end - section.contents.start;
        let custom = section.id == id::CUSTOM;
        let name = if custom {
            metadata::name(source, section)?
        } else {
            (*name).to_string()
        };
        self.sections.push(Section { name, custom, size });
        match section.id {
            id::CUSTOM => return metadata::custom(source, section, &mut self.metadata),
            id::ELEMENT => self.elements = Some(section.contents.clone()),
            id::CODE => self.code = Some(section.contents.clone()),
            id::IMPORT | id::FUNCTION | id::MEMORY | id::EXPORT => {
                let bytes = source.bytes(&section.contents)?;
                self.items(
                    section.id,
                    BinaryReader::new(&bytes, section.contents.start),
                )?;
            }
            _ => {}
        }
        Ok(())
    }

    fn items(&mut self, section: u8, reader: BinaryReader<'_>) -> Result<()> {
        match section {
            id::IMPORT => self.import_section(reader)?,
            id::FUNCTION => self.functions = FunctionSectionReader::new(reader)?.count(),
            id::MEMORY => {
                for memory in MemorySectionReader::new(reader)? {
                    self.memories.push(described(&memory?, false));
                }
            }
            _ => {
                for export in ExportSectionReader::new(reader)? {
                    let export = export?;
                    self.exports.push(export.name.to_string());
                    if matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact) {
                        self.exported_functions
                            .push((export.name.to_string(), export.index));
                    }
                }
            }
        }
        Ok(())
    }

    fn import_section(&mut self, reader: BinaryReader<'_>) -> Result<()> {
        for imports in ImportSectionReader::new(reader)? {
            match imports? {
                Imports::Single(_, import) => self.import(import.module, import.name, &import.ty),
                Imports::Compact1 { module, items } => {
                    for item in items {
                        let item = item?;
                        self.import(module, item.name, &item.ty);
                    }
                }
                Imports::Compact2 { module, ty, names } => {
                    for name in names {
                        self.import(module, name?, &ty);
                    }
                }
            }
        }
        Ok(())
    }

    fn import(&mut self, module: &str, name: &str, ty: &TypeRef) {
        if let TypeRef::Memory(memory) = ty {
            self.memories.push(described(memory, true));
        }
        self.imports.push(Import {
            module: module.to_string(),
            name: name.to_string(),
            is_function: matches!(ty, TypeRef::Func(_) | TypeRef::FuncExact(_)),
        });
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
