//! What a component or core module is: its imports and exports, the core modules in it, who made them, and which
//! capability is there because of which import of the guest.
//!
//! Only section headers and small sections are read; function bodies and data are stepped over (those of an adapter
//! excepted, which is small), so the time does not depend on a guest's size.
//!
//! ```
//! let component = componentize::Componentizer::new(b"(module)").encode()?;
//! let report = componentize::inspect::inspect(&component)?;
//! assert_eq!(report.modules.len(), 1);
//! println!("{}", report.to_json());
//! # Ok::<(), componentize::Error>(())
//! ```

mod calls;
mod capabilities;
mod metadata;
mod module;
mod report;
mod roles;
mod source;
mod summary;
mod text;
mod wiring;

pub use report::{
    Adapter, Asked, Capability, CoreImport, CoreModule, Extern, Memory, Metadata, Producer, Report,
    Role, Section,
};

use crate::error::Error;
use crate::implements::{NamedItem, Names};
use crate::input;
use anyhow::{Context, Result, bail};
use source::{Raw, Source};
use std::io::{Cursor, Read, Seek};
use std::ops::Range;
use wasmparser::{BinaryReader, ComponentExportSectionReader, ComponentImportSectionReader};
use wiring::Wiring;

/// Section numbers of the component format.
mod id {
    pub const CUSTOM: u8 = 0;
    pub const CORE_MODULE: u8 = 1;
    pub const CORE_INSTANCE: u8 = 2;
    pub const COMPONENT: u8 = 4;
    pub const INSTANCE: u8 = 5;
    pub const ALIAS: u8 = 6;
    pub const CANONICAL: u8 = 8;
    pub const IMPORT: u8 = 10;
    pub const EXPORT: u8 = 11;
}

/// Inspects a component or a core module, in the binary format or as WAT text.
///
/// # Errors
///
/// Those of [`inspect_from`], and what is not WebAssembly at all.
pub fn inspect(wasm: &[u8]) -> Result<Report, Error> {
    inspect_from(Cursor::new(input::either(wasm)?))
}

/// Inspects a component or a core module in the binary format, of which only what is needed is read.
///
/// # Errors
///
/// What is neither, is cut short, or has imports or exports whose names break the rules is refused. Function bodies and
/// types are not looked at: a component that passes here may still be invalid.
pub fn inspect_from(from: impl Read + Seek) -> Result<Report, Error> {
    report(from).map_err(Error::from_any)
}

fn report(from: impl Read + Seek) -> Result<Report> {
    let mut source = Source::new(from)?;
    let whole = source.whole();
    if source.is_component(&whole)? {
        return inspect_component(&mut source, whole, 0);
    }
    let module = module::read(&mut source, whole.clone())?;
    let mut report = Report::new("module", whole.end);
    report.metadata = module.metadata.clone();
    report.modules.push(module.report(0, Role::Main));
    Ok(report)
}

/// Components nest one inside the other when they are composed, which is done a few times and not hundreds.
const DEEPEST: u32 = 100;

fn inspect_component<R: Read + Seek>(
    source: &mut Source<R>,
    range: Range<u64>,
    depth: u32,
) -> Result<Report> {
    if depth > DEEPEST {
        bail!(
            "components nest deeper than {DEEPEST} levels at byte {:#x}",
            range.start
        );
    }
    let mut report = Report::new("component", range.end - range.start);
    let mut names = Names::default();
    let mut wiring = Wiring::default();
    let mut modules = Vec::new();
    for section in source.sections(range)? {
        match section.id {
            id::CORE_MODULE => {
                let module = module::read(source, section.contents.clone())
                    .with_context(|| format!("failed to read core module {}", modules.len()))?;
                wiring.module(modules.len());
                // What is generated comes after the main module, which may have any shape.
                if !modules.is_empty() {
                    if roles::is_shim(&module) {
                        wiring.shim(modules.len());
                    }
                    if let Some(stand_ins) = roles::stand_ins(&module) {
                        wiring.front(modules.len(), stand_ins);
                    }
                }
                modules.push(module);
            }
            id::COMPONENT => {
                if !source.is_component(&section.contents)? {
                    bail!(
                        "malformed at byte {:#x}: a core module stands for a component",
                        section.contents.start
                    );
                }
                report
                    .components
                    .push(inspect_component(source, section.contents, depth + 1)?);
            }
            id::CUSTOM => metadata::custom(source, &section, &mut report.metadata)?,
            id::CORE_INSTANCE
            | id::INSTANCE
            | id::ALIAS
            | id::CANONICAL
            | id::IMPORT
            | id::EXPORT => {
                let bytes = source.bytes(&section.contents)?;
                let start = section.contents.start;
                wiring.section(section.id, BinaryReader::new(&bytes, start))?;
                names_in(section.id, BinaryReader::new(&bytes, start), &mut names)?;
            }
            _ => {}
        }
    }
    report.imports = names.imports.iter().map(described).collect();
    report.exports = names.exports.iter().map(described).collect();
    core_modules(source, &mut report, &modules, &wiring)?;
    Ok(report)
}

/// Says what the core modules are there for, once all are known.
fn core_modules<R: Read + Seek>(
    source: &mut Source<R>,
    report: &mut Report,
    modules: &[module::Module],
    wiring: &Wiring,
) -> Result<()> {
    let roles = roles::roles(modules, wiring);
    report.capabilities = capabilities::capabilities(source, modules, wiring, &roles)?;
    report.adapters = roles::adapters(modules, wiring, &roles);
    for (index, (module, role)) in modules.iter().zip(&roles).enumerate() {
        report.modules.push(module.report(index, *role));
    }
    Ok(())
}

fn names_in(section: u8, reader: BinaryReader<'_>, names: &mut Names) -> Result<()> {
    match section {
        id::IMPORT => names.import_section(ComponentImportSectionReader::new(reader)?)?,
        id::EXPORT => names.export_section(ComponentExportSectionReader::new(reader)?)?,
        _ => {}
    }
    Ok(())
}

fn described(item: &NamedItem) -> Extern {
    let interface = item.name.as_ref().and_then(|name| name.implements());
    Extern {
        name: item.text.clone(),
        kind: item.kind.as_str(),
        label: item.label().map(|label| label.as_str().to_string()),
        interface: interface.map(|interface| interface.unversioned().to_string()),
        version: interface
            .and_then(|interface| interface.version())
            .map(str::to_string),
    }
}

/// Refuses a section whose number no format has.
fn unknown_section(section: &Raw) -> Result<()> {
    bail!(
        "malformed at byte {:#x}: there is no section {}",
        section.contents.start,
        section.id
    )
}
