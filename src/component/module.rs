//! A core module in memory: its sections, imports, exports and memories.
//!
//! Everything is checked except the function bodies. Those are only counted and measured: they are most of a module, and
//! only the last step, validation, reads them.

use super::declarations::{Declarations, exports_function};
use super::sections::{self, Section};
use crate::error::Error;
use wasmparser::types::{EntityType, Types};
use wasmparser::{
    BinaryReader, BinaryReaderError, Chunk, Encoding, Export, ExternalKind, FuncType, Import,
    MemoryType, Parser, Payload, TypeRef, Validator, WasmFeatures,
};

/// The name of a custom section that describes a world, or what its name starts with.
pub const WORLD: &str = "component-type";

/// A core module that was read, without its function bodies.
pub struct Module<'a> {
    /// The whole module.
    pub bytes: &'a [u8],
    /// Its sections, in order.
    pub sections: Vec<Section<'a>>,
    /// Its imports, in order.
    pub imports: Vec<Import<'a>>,
    /// Its exports, in order.
    pub exports: Vec<Export<'a>>,
    /// How many functions it defines.
    pub functions: u32,
    /// The function that is called when it is instantiated.
    pub start: Option<u32>,
    /// Worlds that it implements and that are not in its custom sections, encoded as they would be there.
    pub worlds: Vec<&'a [u8]>,
    types: Types,
}

impl<'a> Module<'a> {
    /// Reads a core module in the binary format.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let types = check(bytes)?;
        let sections = sections::sections(bytes).map_err(Error::from_any)?;
        let mut declarations = Declarations::default();
        for section in &sections {
            let contents = &bytes[section.contents.clone()];
            let contents = BinaryReader::new(contents, section.contents.start as u64);
            declarations
                .section(section.id, contents)
                .map_err(malformed)?;
        }
        Ok(Module {
            bytes,
            sections,
            imports: declarations.imports,
            exports: declarations.exports,
            functions: declarations.functions,
            start: declarations.start,
            worlds: Vec::new(),
            types,
        })
    }

    /// The memory that a component and its adapters use: the exported one, else the one that is imported. It may have
    /// any index, and the module may have others, of any kind, which nothing outside of it sees.
    pub fn memory(&self) -> Option<MemoryType> {
        self.exported_memory().or_else(|| self.imported_memory())
    }

    /// The memory that the module exports under one of the names that the canonical ABI knows.
    pub fn exported_memory(&self) -> Option<MemoryType> {
        let is_memory = |export: &&Export<'_>| {
            export.kind == ExternalKind::Memory && matches!(export.name, "memory" | "cm32p2_memory")
        };
        let export = self.exports.iter().find(is_memory)?;
        Some(self.types.as_ref().memory_at(export.index))
    }

    /// The memory that the module imports as `env` `memory`, as modules that share their memory do.
    pub fn imported_memory(&self) -> Option<MemoryType> {
        self.imports.iter().find_map(|import| match import.ty {
            TypeRef::Memory(ty) if is_memory_import(import) => Some(ty),
            _ => None,
        })
    }

    /// Whether the module has a memory at all.
    pub fn has_memory(&self) -> bool {
        self.types.as_ref().memory_count() > 0
    }

    /// The export of this name.
    pub fn export(&self, name: &str) -> Option<&Export<'a>> {
        self.exports.iter().find(|export| export.name == name)
    }

    /// The type of an exported function, if there is one of this name.
    pub fn exported_function(&self, name: &str) -> Option<&FuncType> {
        let export = self
            .export(name)
            .filter(|export| exports_function(export))?;
        let types = self.types.as_ref();
        Some(self.types[types.core_function_at(export.index)].unwrap_func())
    }

    /// Whether another module can import this function under its parameters and results alone: not if its type is open to
    /// subtypes, has a supertype, or is defined together with others, for then it is another type.
    pub fn has_plain_type(&self, function: u32) -> bool {
        let types = self.types.as_ref();
        let id = types.core_function_at(function);
        let ty = &types[id];
        let together = types.rec_group_elements(types.rec_group_id_of(id)).len();
        ty.is_final && ty.supertype_idxs.is_empty() && together == 1
    }

    /// The type of an imported function, or `None` if something else is imported.
    pub fn imported_function(&self, import: &Import<'a>) -> Option<&FuncType> {
        match self.types.as_ref().entity_type_from_import(import)? {
            EntityType::Func(id) | EntityType::FuncExact(id) => Some(self.types[id].unwrap_func()),
            EntityType::Table(_)
            | EntityType::Memory(_)
            | EntityType::Global(_)
            | EntityType::Tag(_) => None,
        }
    }

    /// Whether the module says what world it implements.
    pub fn has_world(&self) -> bool {
        !self.worlds.is_empty() || self.sections.iter().any(is_world)
    }
}

/// Whether an import is the memory that [`Module::imported_memory`] means.
pub fn is_memory_import(import: &Import<'_>) -> bool {
    (import.module, import.name) == ("env", "memory") && matches!(import.ty, TypeRef::Memory(_))
}

/// Whether a section describes a world, for wit-component to read and remove.
pub fn is_world(section: &Section<'_>) -> bool {
    section.custom.is_some_and(|name| name.starts_with(WORLD))
}

/// Checks a module except its function bodies.
fn check(bytes: &[u8]) -> Result<Types, Error> {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    let mut parser = Parser::new(0);
    parser.set_features(WasmFeatures::all());
    let mut rest = bytes;
    loop {
        let payload = match parser.parse(rest, true).map_err(malformed)? {
            Chunk::Parsed { consumed, payload } => {
                rest = &rest[consumed..];
                payload
            }
            Chunk::NeedMoreData(_) => {
                unreachable!("the parser was told that this is the end of the data")
            }
        };
        match &payload {
            Payload::Version {
                encoding: Encoding::Module,
                ..
            } => {}
            Payload::CodeSectionStart { count, size, .. } => {
                let start = bytes.len() - rest.len();
                let (code, after) = rest.split_at_checked(*size as usize).unwrap_or((rest, &[]));
                measure_bodies(code, start, *size, *count)?;
                parser.skip_section();
                rest = after;
            }
            Payload::End(offset) => return validator.end(*offset).map_err(malformed),
            _ => {}
        }
        validator.payload(&payload).map_err(malformed)?;
    }
}

fn malformed(error: BinaryReaderError) -> Error {
    Error::read(&error)
}

/// Checks that `count` bodies fill a code section, without looking into them.
fn measure_bodies(code: &[u8], start: usize, size: u32, count: u32) -> Result<(), Error> {
    let mut reader = BinaryReader::new(code, start as u64);
    for _ in 0..count {
        let size = reader.read_var_u32().map_err(malformed)?;
        reader.read_bytes(size as usize).map_err(malformed)?;
    }
    if code.len() < size as usize {
        return Err(Error::malformed(start + code.len(), "unexpected end"));
    }
    if !reader.eof() {
        return Err(Error::malformed(
            start + reader.current_position(),
            "trailing bytes at end of the code section",
        ));
    }
    Ok(())
}
