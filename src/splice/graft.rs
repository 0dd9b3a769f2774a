//! Puts the main module where its outline stands in the component.
//!
//! ```wat
//! (component                                    (component
//!   (core module (;outline;)                      (core module
//!     … (func unreachable))              =>         … (func (;the module's own code;)) (data …) (@custom …))
//!   … )                                           … )
//! ```
//!
//! wit-component does three things to a main module: it renames imports that occur twice, takes out the sections that
//! describe worlds, and merges what those say about producers into the module's own. All three are read off the
//! outline as it was encoded; everything else is the module's, byte for byte. Each byte is copied once, into a buffer
//! of the final size.

use crate::component::module::Module;
use crate::component::sections::{self, MODULE_HEADER, Section, id};
use crate::encode::outline::{Outline, Part};
use anyhow::{Context, Result, bail};
use std::ops::Range;
use wasm_encoder::Encode;

/// A component with the main module in it, and where that came from.
pub struct Grafted {
    /// The component.
    pub bytes: Vec<u8>,
    /// The ranges of `bytes` that were copied from the module, in order, each with its start in the module.
    pub copied: Vec<(Range<usize>, usize)>,
}

impl Grafted {
    /// The offset in the module of what is at `offset` in the component, if it came from there.
    pub fn module_offset(&self, offset: usize) -> Option<usize> {
        let after = self
            .copied
            .partition_point(|(range, _)| range.start <= offset);
        let (range, start) = self.copied.get(after.checked_sub(1)?)?;
        // The end belongs to it, because that is where something that is cut short is reported.
        (offset <= range.end).then(|| start + offset - range.start)
    }
}

/// Replaces the core module whose contents are at `place` in the component.
pub fn graft(
    component: &[u8],
    place: Range<usize>,
    module: &Module<'_>,
    outline: &Outline,
) -> Result<Grafted> {
    let pieces = pieces(&component[place.clone()], module, outline)
        .context("failed to put the main module in place")?;
    let size: usize = pieces.iter().map(|piece| piece.bytes().len()).sum();
    let header = size_header(place.end - place.start);
    let Some(before) = component[..place.start].strip_suffix(header.as_slice()) else {
        bail!("internal error: the main module's section does not start with its size");
    };

    let header = size_header(size);
    let mut bytes =
        Vec::with_capacity(before.len() + header.len() + size + component.len() - place.end);
    bytes.extend_from_slice(before);
    bytes.extend_from_slice(&header);
    let mut copied = Vec::new();
    for piece in pieces {
        if let Piece::Copied(_, start) = piece {
            copied.push((bytes.len()..bytes.len() + piece.bytes().len(), start));
        }
        bytes.extend_from_slice(piece.bytes());
    }
    bytes.extend_from_slice(&component[place.end..]);
    Ok(Grafted { bytes, copied })
}

fn size_header(size: usize) -> Vec<u8> {
    let mut header = Vec::new();
    size.encode(&mut header);
    header
}

/// A run of bytes of the finished main module.
enum Piece<'a> {
    /// From the given module, at this offset.
    Copied(&'a [u8], usize),
    /// From the outline as it was encoded.
    Encoded(&'a [u8]),
    /// A section's number and size.
    Made(Vec<u8>),
}

impl Piece<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Piece::Copied(bytes, _) | Piece::Encoded(bytes) => bytes,
            Piece::Made(bytes) => bytes,
        }
    }
}

fn pieces<'a>(encoded: &'a [u8], module: &Module<'a>, outline: &Outline) -> Result<Vec<Piece<'a>>> {
    if outline.verbatim && encoded == outline.bytes {
        return Ok(vec![Piece::Copied(module.bytes, 0)]);
    }
    let mut left = Left(sections::sections(encoded)?);
    let mut pieces = vec![Piece::Made(MODULE_HEADER.to_vec())];
    for part in &outline.parts {
        let (id, contents) = match part {
            Part::Original(index) => {
                let section = &module.sections[*index];
                let contents = &module.bytes[section.contents.clone()];
                (section.id, Piece::Copied(contents, section.contents.start))
            }
            Part::Encoded(id) => (*id, Piece::Encoded(&encoded[left.take(*id, None)?])),
            Part::EncodedCustom(name) => (
                id::CUSTOM,
                Piece::Encoded(&encoded[left.take(id::CUSTOM, Some(name))?]),
            ),
        };
        push(&mut pieces, id, contents);
    }
    // A module without producers gets them at its end.
    if let Ok(contents) = left.take(id::CUSTOM, Some("producers")) {
        push(&mut pieces, id::CUSTOM, Piece::Encoded(&encoded[contents]));
    }
    Ok(pieces)
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, id: u8, contents: Piece<'a>) {
    let mut header = vec![id];
    contents.bytes().len().encode(&mut header);
    pieces.push(Piece::Made(header));
    pieces.push(contents);
}

/// The sections of the encoded outline that were not used yet.
struct Left<'a>(Vec<Section<'a>>);

impl Left<'_> {
    fn take(&mut self, id: u8, custom: Option<&str>) -> Result<Range<usize>> {
        let found = self
            .0
            .iter()
            .position(|section| section.id == id && section.custom == custom);
        match found {
            Some(index) => Ok(self.0.remove(index).contents),
            None => {
                bail!("internal error: the encoded outline has no section {id} {custom:?} left")
            }
        }
    }
}
