//! The sections of a core module, found without looking into them.

use anyhow::{Context, Result, bail};
use std::ops::Range;
use wasmparser::{BinaryReader, Parser};

/// The first eight bytes of a core module.
pub const MODULE_HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";

/// The numbers of the sections that passes look for, from the binary format.
pub mod id {
    /// Custom sections.
    pub const CUSTOM: u8 = 0;
    /// The import section.
    pub const IMPORT: u8 = 2;
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
    let mut reader = BinaryReader::new(module, 0);
    reader.read_bytes(MODULE_HEADER.len())?;
    let mut sections = Vec::new();
    while !reader.eof() {
        let id = reader.read_u8()?;
        let size = reader.read_var_u32()?;
        let start = position(&reader);
        let contents = reader.read_bytes(size as usize).context("in a section")?;
        let custom = match id {
            id::CUSTOM => Some(BinaryReader::new(contents, start as u64).read_string()?),
            _ => None,
        };
        sections.push(Section {
            id,
            custom,
            contents: start..position(&reader),
        });
    }
    Ok(sections)
}

/// Offsets are those of a buffer in memory, so they fit.
fn position(reader: &BinaryReader<'_>) -> usize {
    reader.original_position() as usize
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
