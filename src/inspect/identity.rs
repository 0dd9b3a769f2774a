//! What custom sections say about the component or module that they are in.

use super::report::{Identity, Producer};
use super::source::Source;
use crate::component::sections::Header;
use anyhow::Result;
use std::io::{Read, Seek};
use wasmparser::{
    BinaryReader, ComponentName, ComponentNameSectionReader, Name, NameSectionReader,
    ProducersSectionReader,
};

/// Longer sections are not read as a whole: no text for people is that long, but a name section's map of functions is.
const LONGEST: u64 = 1 << 16;

/// The name of a custom section.
pub fn name<R: Read + Seek>(source: &mut Source<R>, section: &Header) -> Result<String> {
    let start = section.contents.start;
    let end = section.contents.end.min(start + 256);
    let bytes = source.bytes(&(start..end))?;
    let mut reader = BinaryReader::new(&bytes, start);
    Ok(reader.read_string().unwrap_or("(no name)").to_string())
}

/// Takes in a custom section. A broken one is ignored: it makes no difference to a host that runs the module.
pub fn custom<R: Read + Seek>(
    source: &mut Source<R>,
    section: &Header,
    metadata: &mut Identity,
) -> Result<()> {
    let name = name(source, section)?;
    let length = section.contents.end - section.contents.start;
    if name == ".dep-v0" {
        metadata.dependency_list = Some(length - (name.len() as u64 + 1));
        return Ok(());
    }
    let is_name_section = matches!(name.as_str(), "name" | "component-name");
    if length > LONGEST && !is_name_section {
        return Ok(());
    }
    let end = section.contents.start + length.min(LONGEST);
    let bytes = source.bytes(&(section.contents.start..end))?;
    let mut reader = BinaryReader::new(&bytes, section.contents.start);
    if reader.read_string().is_err() {
        return Ok(());
    }
    match name.as_str() {
        "name" => metadata.name = metadata.name.take().or(module_name(reader)),
        "component-name" => metadata.name = metadata.name.take().or(component_name(reader)),
        "producers" => metadata
            .producers
            .extend(producers(reader).unwrap_or_default()),
        "version" => metadata.version = text(reader),
        "description" => metadata.description = text(reader),
        "authors" => metadata.authors = text(reader),
        "licenses" => metadata.licenses = text(reader),
        "source" => metadata.source = text(reader),
        "homepage" => metadata.homepage = text(reader),
        "revision" => metadata.revision = text(reader),
        _ => {}
    }
    Ok(())
}

fn text(reader: BinaryReader<'_>) -> Option<String> {
    let mut reader = reader;
    let rest = reader.bytes_remaining();
    let bytes = reader.read_bytes(rest).ok()?;
    String::from_utf8(bytes.to_vec()).ok()
}

fn module_name(reader: BinaryReader<'_>) -> Option<String> {
    // The module's own name comes first; the rest may have been cut off.
    match NameSectionReader::new(reader).next()?.ok()? {
        Name::Module { name, .. } => Some(name.to_string()),
        _ => None,
    }
}

fn component_name(reader: BinaryReader<'_>) -> Option<String> {
    match ComponentNameSectionReader::new(reader).next()?.ok()? {
        ComponentName::Component { name, .. } => Some(name.to_string()),
        _ => None,
    }
}

fn producers(reader: BinaryReader<'_>) -> Result<Vec<Producer>> {
    let mut producers = Vec::new();
    for field in ProducersSectionReader::new(reader)? {
        let field = field?;
        for value in field.values {
            let value = value?;
            producers.push(Producer {
                field: field.name.to_string(),
                name: value.name.to_string(),
                version: value.version.to_string(),
            });
        }
    }
    Ok(producers)
}
