//! An outline of the main module: what wit-component needs to see of it, and nothing else.
//!
//! wit-component looks at a main module's types, imports, exports and custom sections, but copies all of it several
//! times on the way into the component. So it is given this instead, and the module's own sections take the outline's
//! place afterwards (`finish::put_back`), copied once.
//!
//! ```wat
//! (module                                       (module
//!   (import "a" "b" (func $f))                    (import "a" "b" (func $f))
//!   (memory (export "memory") 1)                  (memory (export "memory") 1)
//!   (table 1 funcref)                             (table 1 funcref)
//!   (elem (i32.const 0) $g)
//!   (func $g (export "g") call $f)          =>    (func $g (export "g") unreachable)
//!   (data (i32.const 0) "…")
//!   (@custom "component-type" "…")                (@custom "component-type" "…")
//!   (@custom ".debug_info" "…"))                  )
//! ```
//!
//! For the built-in adapter, two things change in the module itself:
//!
//! - A memory that it imports gets defined and exported, because the adapter must exist before anything that uses the
//!   memory is lowered. Only one memory is imported, so the defined one keeps index 0.
//! - A start function gets exported as `_initialize` instead, for wit-component to call as soon as the adapter can be
//!   called; while the module is instantiated, each of its imports traps. This makes no difference, because
//!   nothing else can call the module in between. A module that has an `_initialize` already exports its start function under
//!   another name, and `splice::shims` has it called before `_initialize`.

use crate::component::module::{Module, WORLD, is_memory_import, is_world};
use crate::component::sections::{MODULE_HEADER, Section, id, push_section};
use crate::encode::strip::Strip;
use crate::variant::PREVIEW1;
use anyhow::{Result, bail};
use std::borrow::Cow;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CustomSection, Encode, ExportKind, ExportSection, ImportSection, MemorySection, Section as _,
};
use wasmparser::{
    BinaryReader, ExportSectionReader, ImportSectionReader, MemorySectionReader, TypeRef,
};

/// Where a section of the finished main module comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The given module's section with this index, unchanged.
    Original(usize),
    /// The section with this number, as wit-component left it in the outline.
    Encoded(u8),
    /// The custom section with this name, as wit-component left it in the outline.
    EncodedCustom(&'static str),
}

/// An outline, and how to get from it back to the whole module.
pub struct Outline {
    /// The outline, a valid core module.
    pub bytes: Vec<u8>,
    /// The sections of the whole module, in order.
    pub parts: Vec<Part>,
    /// Whether every section of the whole module is one of the given module's.
    pub verbatim: bool,
    /// The export that must be called before `_initialize`: the start function of a module that has both.
    pub start: Option<String>,
}

/// The names under which wit-component knows what an outline adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamingConvention {
    /// The historical ones; it knows the standard's as well.
    Historical,
    /// Those of the component model's standard only.
    Standard,
}

/// The exports that are called when a module is instantiated.
pub const INITIALIZE: [&str; 2] = ["_initialize", "cm32p2_initialize"];

impl NamingConvention {
    fn memory(self) -> &'static str {
        match self {
            NamingConvention::Historical => "memory",
            NamingConvention::Standard => "cm32p2_memory",
        }
    }

    fn initialize(self) -> &'static str {
        match self {
            NamingConvention::Historical => INITIALIZE[0],
            NamingConvention::Standard => INITIALIZE[1],
        }
    }

    /// Whether a module has a function already that is called when it is instantiated.
    fn has_initialize(self, module: &Module<'_>) -> bool {
        [self, NamingConvention::Standard]
            .iter()
            .any(|names| module.export(names.initialize()).is_some())
    }
}

/// Makes the outline of a module. If the built-in adapter is used, `adapted` is the convention for the names of what the
/// outline adds for it.
pub fn outline(
    module: &Module<'_>,
    adapted: Option<NamingConvention>,
    strip: Option<Strip>,
) -> Result<Outline> {
    let names = adapted.unwrap_or(NamingConvention::Historical);
    let adapted = adapted.is_some();
    let has_initialize = names.has_initialize(module);
    // Without imports there is nothing to wait for, and no fixups in which a call could be put.
    let imports = module.imports.iter();
    let calls = imports.filter(|import| import.module == PREVIEW1).count() > 0;
    let start = module
        .start
        .filter(|_| adapted && (calls || !has_initialize));
    let start_export = match has_initialize {
        true => unused_name(module),
        false => names.initialize().to_string(),
    };
    let memory_import = adapted && module.imported_memory().is_some();
    let export_memory = memory_import && module.exported_memory().is_none();
    if memory_import && memories_imported(module) > 1 {
        bail!(
            "the module imports more than one memory, but only `env` `memory` can be given to it"
        );
    }
    let mut builder = OutlineBuilder {
        module,
        names,
        strip,
        memory_import,
        export_memory,
        start: start.map(|function| (function, start_export.clone())),
        memory_done: !memory_import,
        export_done: !export_memory && start.is_none(),
        outline: Outline {
            bytes: MODULE_HEADER.to_vec(),
            parts: Vec::new(),
            verbatim: !memory_import && start.is_none() && !module.has_world(),
            start: start
                .is_some_and(|_| has_initialize)
                .then_some(start_export),
        },
    };
    for (index, section) in module.sections.iter().enumerate() {
        builder.section(index, section)?;
    }
    builder.insert_before(u8::MAX)?;
    for world in &module.worlds {
        let data = Cow::Borrowed(*world);
        CustomSection {
            name: WORLD.into(),
            data,
        }
        .append_to(&mut builder.outline.bytes);
    }
    Ok(builder.outline)
}

/// A name for the start function under which the module exports nothing.
fn unused_name(module: &Module<'_>) -> String {
    let mut name = "start".to_string();
    while module.export(&name).is_some() {
        name.push('\'');
    }
    name
}

fn memories_imported(module: &Module<'_>) -> usize {
    module
        .imports
        .iter()
        .filter(|import| matches!(import.ty, TypeRef::Memory(_)))
        .count()
}

struct OutlineBuilder<'m, 'a> {
    module: &'m Module<'a>,
    names: NamingConvention,
    strip: Option<Strip>,
    memory_import: bool,
    export_memory: bool,
    /// The start function, and the name under which it is exported instead.
    start: Option<(u32, String)>,
    memory_done: bool,
    export_done: bool,
    outline: Outline,
}

impl OutlineBuilder<'_, '_> {
    fn section(&mut self, index: usize, section: &Section<'_>) -> Result<()> {
        let contents = &self.module.bytes[section.contents.clone()];
        if section.id != id::CUSTOM {
            self.insert_before(section.id)?;
        }
        match section.id {
            id::CUSTOM => self.custom(index, section, contents),
            id::IMPORT if self.memory_import => {
                self.encoded(id::IMPORT, &self.imports_without_memory(contents)?)
            }
            id::IMPORT => self.encoded(id::IMPORT, contents),
            id::MEMORY if self.memory_import => {
                let section = self.memories(Some(contents))?;
                self.encoded(id::MEMORY, &section);
                self.memory_done = true;
            }
            id::EXPORT if !self.export_done => {
                let section = self.exports(Some(contents))?;
                self.encoded(id::EXPORT, &section);
                self.export_done = true;
            }
            id::START if self.start.is_some() => {}
            id::CODE => {
                self.outline.parts.push(Part::Original(index));
                push_section(
                    id::CODE,
                    &empty_bodies(self.module.functions),
                    &mut self.outline.bytes,
                );
            }
            id::START | id::ELEMENT | id::DATA_COUNT | id::DATA => {
                self.outline.parts.push(Part::Original(index))
            }
            _ => {
                self.outline.parts.push(Part::Original(index));
                push_section(section.id, contents, &mut self.outline.bytes);
            }
        }
        Ok(())
    }

    /// wit-component reads and removes worlds, and merges what they say about producers into the module's own section;
    /// doing so, it writes the names again.
    fn custom(&mut self, index: usize, section: &Section<'_>, contents: &[u8]) {
        let name = section.custom.unwrap_or_default();
        if !is_world(section) && self.strip.is_some_and(|strip| strip.takes(name)) {
            self.outline.verbatim = false;
            return;
        }
        let merged = match section.custom {
            Some("producers") => Some("producers"),
            Some("name") if self.module.has_world() => Some("name"),
            _ => None,
        };
        if is_world(section) || merged.is_some() {
            push_section(id::CUSTOM, contents, &mut self.outline.bytes);
        }
        match merged {
            Some(name) => self.outline.parts.push(Part::EncodedCustom(name)),
            None if is_world(section) => {}
            None => self.outline.parts.push(Part::Original(index)),
        }
    }

    fn encoded(&mut self, id: u8, contents: &[u8]) {
        self.outline.parts.push(Part::Encoded(id));
        push_section(id, contents, &mut self.outline.bytes);
    }

    /// Adds the memory and the export sections that the module lacks, when their place in the order has come.
    fn insert_before(&mut self, id: u8) -> Result<()> {
        if !self.memory_done && order(id) > order(id::MEMORY) {
            let section = self.memories(None)?;
            self.encoded(id::MEMORY, &section);
            self.memory_done = true;
        }
        if !self.export_done && order(id) > order(id::EXPORT) {
            let section = self.exports(None)?;
            self.encoded(id::EXPORT, &section);
            self.export_done = true;
        }
        Ok(())
    }

    fn imports_without_memory(&self, contents: &[u8]) -> Result<Vec<u8>> {
        let mut section = ImportSection::new();
        let reader = ImportSectionReader::new(BinaryReader::new(contents, 0))?;
        for import in reader.into_imports() {
            let import = import?;
            if !is_memory_import(&import) {
                RoundtripReencoder.parse_import(&mut section, import)?;
            }
        }
        Ok(contents_of(&section))
    }

    /// The imported memory comes first, as it did in the index space.
    fn memories(&self, contents: Option<&[u8]>) -> Result<Vec<u8>> {
        let mut section = MemorySection::new();
        if let Some(ty) = self.module.imported_memory() {
            section.memory(RoundtripReencoder.memory_type(ty)?);
        }
        if let Some(contents) = contents {
            for ty in MemorySectionReader::new(BinaryReader::new(contents, 0))? {
                section.memory(RoundtripReencoder.memory_type(ty?)?);
            }
        }
        Ok(contents_of(&section))
    }

    fn exports(&self, contents: Option<&[u8]>) -> Result<Vec<u8>> {
        let mut section = ExportSection::new();
        if let Some(contents) = contents {
            for export in ExportSectionReader::new(BinaryReader::new(contents, 0))? {
                RoundtripReencoder.parse_export(&mut section, export?)?;
            }
        }
        if self.export_memory {
            section.export(self.names.memory(), ExportKind::Memory, 0);
        }
        if let Some((start, name)) = &self.start {
            section.export(name, ExportKind::Func, *start);
        }
        Ok(contents_of(&section))
    }
}

/// Where a section stands among the others. Most stand in the order of their numbers.
fn order(section: u8) -> u8 {
    match section {
        id::TAG => 2 * id::MEMORY + 1,
        id::DATA_COUNT => 2 * id::CODE - 1,
        section => section.saturating_mul(2),
    }
}

/// A section's contents without its size, which `wasm_encoder` puts in front.
fn contents_of(section: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    section.encode(&mut bytes);
    let size = bytes.iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    bytes.split_off(size)
}

/// A code section whose functions all are `unreachable`.
fn empty_bodies(count: u32) -> Vec<u8> {
    const BODY: [u8; 4] = [3, 0, 0, 0x0b];
    let mut contents = Vec::with_capacity(5 + BODY.len() * count as usize);
    count.encode(&mut contents);
    for _ in 0..count {
        contents.extend_from_slice(&BODY);
    }
    contents
}
