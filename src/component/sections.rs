//! The sections of a core module or a component, found by their headers, without looking into them.

use anyhow::{Context, Result, bail, ensure};
use std::ops::Range;
use wasmparser::{BinaryReader, Parser};

/// The first eight bytes of a core module.
pub const MODULE_HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";

/// The numbers of a core module's sections that are looked for, from the binary format.
pub mod id {
    /// Custom sections.
    pub const CUSTOM: u8 = 0;
    /// The import section.
    pub const IMPORT: u8 = 2;
    /// The function section.
    pub const FUNCTION: u8 = 3;
    /// The memory section.
    pub const MEMORY: u8 = 5;
    /// The export section.
    pub const EXPORT: u8 = 7;
    /// The start section.
    pub const START: u8 = 8;
    /// The element section.
    pub const ELEMENT: u8 = 9;
    /// The code section.
    pub const CODE: u8 = 10;
    /// The data section.
    pub const DATA: u8 = 11;
    /// The data count section, which stands between the element and the code section.
    pub const DATA_COUNT: u8 = 12;
    /// The tag section, which stands between the memory and the global section.
    pub const TAG: u8 = 13;
}

/// What the sections of a core module are called, by their numbers.
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

/// What a section of a core module is called.
pub fn name_of(section: u8) -> Option<&'static str> {
    NAMES.get(usize::from(section)).copied()
}

/// The numbers of a component's sections that are looked for, from the binary format.
pub mod component_id {
    /// Custom sections.
    pub const CUSTOM: u8 = 0;
    /// A core module.
    pub const CORE_MODULE: u8 = 1;
    /// Core instances.
    pub const CORE_INSTANCE: u8 = 2;
    /// Core types.
    pub const CORE_TYPE: u8 = 3;
    /// A component.
    pub const COMPONENT: u8 = 4;
    /// Instances.
    pub const INSTANCE: u8 = 5;
    /// Aliases.
    pub const ALIAS: u8 = 6;
    /// Types.
    pub const TYPE: u8 = 7;
    /// Definitions of the canonical ABI.
    pub const CANONICAL: u8 = 8;
    /// Imports.
    pub const IMPORT: u8 = 10;
    /// Exports.
    pub const EXPORT: u8 = 11;
}

/// The header of a section, of a core module or of a component.
#[derive(Debug, Clone)]
pub struct Header {
    /// Its number in the binary format.
    pub id: u8,
    /// Where its contents are, after the number and the size.
    pub contents: Range<u64>,
}

impl Header {
    /// The most bytes that a header has.
    pub const LONGEST: u64 = 6;

    /// Reads the header that `bytes` starts with. It is at byte `at` of a file, and the module or component that has the
    /// section ends at byte `end`.
    pub fn read(bytes: &[u8], at: u64, end: u64) -> Result<Header> {
        let mut reader = BinaryReader::new(bytes, at);
        let id = reader.read_u8()?;
        let size = reader
            .read_var_u32()
            .with_context(|| format!("malformed at byte {at:#x}: section {id} has no size"))?;
        let start = reader.original_position();
        let contents = start..start + u64::from(size);
        ensure!(
            contents.end <= end,
            "malformed at byte {at:#x}: section {id} ends at byte {:#x} by its size, but the bytes end at {end:#x}",
            contents.end
        );
        Ok(Header { id, contents })
    }

    /// The contents in the bytes that the section was found in.
    pub fn of<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        &bytes[self.contents.start as usize..self.contents.end as usize]
    }
}

/// The headers of all sections from byte `start` to the end.
pub fn headers(bytes: &[u8], start: usize) -> Result<Vec<Header>> {
    let mut headers = Vec::new();
    let mut at = start;
    while at < bytes.len() {
        let header = Header::read(&bytes[at..], at as u64, bytes.len() as u64)?;
        at = header.contents.end as usize;
        headers.push(header);
    }
    Ok(headers)
}

/// One section of a core module.
#[derive(Debug, Clone)]
pub struct Section<'a> {
    /// Its number in the binary format.
    pub id: u8,
    /// The name, for a custom section.
    pub custom: Option<&'a str>,
    /// Where its contents are, after the number and the size.
    pub contents: Range<usize>,
}

/// Lists the sections of a core module.
pub fn sections(module: &[u8]) -> Result<Vec<Section<'_>>> {
    if Parser::is_component(module) || !Parser::is_core_wasm(module) {
        bail!("expected a core module");
    }
    let section = |header: Header| {
        let contents = BinaryReader::new(header.of(module), header.contents.start);
        let custom = match header.id {
            id::CUSTOM => Some(contents.clone().read_string()?),
            _ => None,
        };
        Ok(Section {
            id: header.id,
            custom,
            contents: header.contents.start as usize..header.contents.end as usize,
        })
    };
    headers(module, MODULE_HEADER.len())?
        .into_iter()
        .map(section)
        .collect()
}

/// Writes a section as wit-component does: its number, its size in the shortest form, its contents.
pub fn push_section(id: u8, contents: &[u8], out: &mut Vec<u8>) {
    use wasm_encoder::Encode;
    out.push(id);
    contents.len().encode(out);
    out.extend_from_slice(contents);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_sections_with_their_contents() {
        let mut module = MODULE_HEADER.to_vec();
        push_section(1, &[0], &mut module);
        push_section(0, b"\x04namerest", &mut module);
        let found = sections(&module).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].id, found[0].custom), (1, None));
        assert_eq!((found[1].id, found[1].custom), (0, Some("name")));
        assert_eq!(&module[found[1].contents.clone()], b"\x04namerest");
    }

    #[test]
    fn refuses_what_is_cut_short() {
        let mut module = MODULE_HEADER.to_vec();
        push_section(1, &[0, 0], &mut module);
        assert!(sections(&module[..module.len() - 1]).is_err());
        assert!(sections(b"\0asm\x0d\0\x01\0").is_err());
        assert!(sections(b"").is_err());
    }
}
