//! What a component or core module is: its imports and exports, the core modules in it, who made them, and which
//! import of the guest needs each capability.
//!
//! Only section headers and small sections are read. Function bodies and data are skipped, except those of an adapter, which
//! is small; so the time does not depend on a guest's size.
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
mod identity;
mod module;
mod providers;
mod report;
mod roles;
mod shape;
mod source;
mod summary;
pub(crate) mod text;

pub use report::{
    AdapterModule, Asked, Capability, CoreImport, CoreModule, Extern, Identity, Memory, Producer,
    Report, Role, Section,
};

use crate::component::sections::{Header, component_id};
use crate::component::wiring::Wiring;
use crate::error::Error;
use crate::implements::{NamedItem, Names};
use crate::input;
use anyhow::{Context, Result, bail};
use providers::Providers;
use source::Source;
use std::io::{Cursor, Read, Seek};
use std::ops::Range;
use wasmparser::{BinaryReader, ComponentExportSectionReader, ComponentImportSectionReader};

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

/// Composition nests components in each other, a few levels deep and not hundreds.
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
    let mut modules = Vec::new();
    let mut wired = Vec::new();
    for header in source.sections(range)? {
        let mut contents = Vec::new();
        match header.id {
            component_id::CORE_MODULE => {
                let module = module::read(source, header.contents.clone())
                    .with_context(|| format!("failed to read core module {}", modules.len()))?;
                modules.push(module);
            }
            component_id::COMPONENT => {
                let nested = nested(source, &header, depth)?;
                report.components.push(nested);
            }
            component_id::CUSTOM => identity::custom(source, &header, &mut report.metadata)?,
            component_id::CORE_INSTANCE
            | component_id::INSTANCE
            | component_id::ALIAS
            | component_id::CANONICAL
            | component_id::IMPORT
            | component_id::EXPORT => {
                contents = source.bytes(&header.contents)?;
                let reader = BinaryReader::new(&contents, header.contents.start);
                names_in(header.id, reader, &mut names)?;
            }
            _ => {}
        }
        wired.push((header, contents));
    }
    report.imports = names.imports.iter().map(described).collect();
    report.exports = names.exports.iter().map(described).collect();
    let mut wiring = Wiring::default();
    for (header, contents) in &wired {
        wiring.section(header, contents)?;
    }
    let providers = Providers::new(wiring, &modules);
    core_modules(source, &mut report, &modules, &providers)?;
    Ok(report)
}

fn nested<R: Read + Seek>(source: &mut Source<R>, header: &Header, depth: u32) -> Result<Report> {
    if !source.is_component(&header.contents)? {
        bail!(
            "malformed at byte {:#x}: a core module stands for a component",
            header.contents.start
        );
    }
    inspect_component(source, header.contents.clone(), depth + 1)
}

/// Describes what the core modules are for, once all are known.
fn core_modules<R: Read + Seek>(
    source: &mut Source<R>,
    report: &mut Report,
    modules: &[module::InspectedModule],
    providers: &Providers<'_>,
) -> Result<()> {
    let roles = roles::roles(modules, providers);
    report.capabilities = capabilities::capabilities(source, modules, providers, &roles)?;
    report.adapters = roles::adapters(modules, providers, &roles);
    for (index, (module, role)) in modules.iter().zip(&roles).enumerate() {
        report.modules.push(module.report(index, *role));
    }
    Ok(())
}

fn names_in(section: u8, reader: BinaryReader<'_>, names: &mut Names) -> Result<()> {
    match section {
        component_id::IMPORT => names.import_section(ComponentImportSectionReader::new(reader)?)?,
        component_id::EXPORT => names.export_section(ComponentExportSectionReader::new(reader)?)?,
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
