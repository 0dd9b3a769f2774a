//! What a core module declares: its imports, memories, exports and start function.
//!
//! The only reader of these sections. `module` gives it the sections of a module in memory, `inspect` those of a module in
//! a file, of which nothing else is read.

use super::sections::id;
use wasmparser::{
    BinaryReader, BinaryReaderError, Export, ExportSectionReader, ExternalKind,
    FunctionSectionReader, Import, ImportSectionReader, MemorySectionReader, MemoryType, TypeRef,
};

/// The declarations in the sections that were read.
#[derive(Default)]
pub struct Declarations<'a> {
    /// The imports, in order.
    pub imports: Vec<Import<'a>>,
    /// How many functions the module defines.
    pub functions: u32,
    /// The memories that it defines.
    pub memories: Vec<MemoryType>,
    /// The exports, in order.
    pub exports: Vec<Export<'a>>,
    /// The function that is called when the module is instantiated.
    pub start: Option<u32>,
}

impl<'a> Declarations<'a> {
    /// Whether a section has declarations. The contents of other sections are not needed.
    pub fn are_in(section: u8) -> bool {
        matches!(
            section,
            id::IMPORT | id::FUNCTION | id::MEMORY | id::EXPORT | id::START
        )
    }

    /// Reads a section.
    pub fn section(
        &mut self,
        section: u8,
        mut contents: BinaryReader<'a>,
    ) -> Result<(), BinaryReaderError> {
        match section {
            id::IMPORT => {
                for import in ImportSectionReader::new(contents)?.into_imports() {
                    self.imports.push(import?);
                }
            }
            id::FUNCTION => self.functions = FunctionSectionReader::new(contents)?.count(),
            id::MEMORY => {
                for memory in MemorySectionReader::new(contents)? {
                    self.memories.push(memory?);
                }
            }
            id::EXPORT => {
                for export in ExportSectionReader::new(contents)? {
                    self.exports.push(export?);
                }
            }
            id::START => self.start = Some(contents.read_var_u32()?),
            _ => {}
        }
        Ok(())
    }
}

/// Whether a function is imported.
pub fn imports_function(import: &Import<'_>) -> bool {
    matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_))
}

/// Whether a function is exported.
pub fn exports_function(export: &Export<'_>) -> bool {
    matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::component::sections::sections;

    #[test]
    fn every_section_that_declares_something_is_read() {
        let module = wat::parse_str(
            r#"(module
                (import "a" "f" (func $f))
                (import "a" "m" (memory 1))
                (memory 2)
                (func $g (export "g"))
                (start $f))"#,
        )
        .unwrap();
        let mut declarations = Declarations::default();
        for section in sections(&module).unwrap() {
            let contents = &module[section.contents.clone()];
            let mut read = Declarations::default();
            let reader = BinaryReader::new(contents, section.contents.start as u64);
            read.section(section.id, reader.clone()).unwrap();
            let empty = read.imports.is_empty() && read.exports.is_empty();
            let empty = empty && read.memories.is_empty() && read.functions == 0;
            let empty = empty && read.start.is_none();
            assert_eq!(empty, !Declarations::are_in(section.id), "{}", section.id);
            declarations.section(section.id, reader).unwrap();
        }
        let imports = declarations.imports.iter().map(imports_function);
        assert_eq!(imports.collect::<Vec<_>>(), [true, false]);
        assert_eq!(declarations.functions, 1);
        assert_eq!(declarations.memories[0].initial, 2);
        assert!(exports_function(&declarations.exports[0]));
        assert_eq!(declarations.start, Some(0));
    }
}
