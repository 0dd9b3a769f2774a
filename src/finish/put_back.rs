//! Puts the main module back, where its outline stands in the component.
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
//! outline as it was encoded; everything else is the module's, byte for byte, and stays where it is until the component
//! is written.

use crate::component::module::Module;
use crate::component::sections::{self, MODULE_HEADER, Section, id};
use crate::encode::outline::{Outline, Part};
use anyhow::{Context, Result, bail};
use std::ops::Range;
use wasm_encoder::Encode;

/// A run of bytes of the finished component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A range of the given module.
    Module(Range<usize>),
    /// Bytes made here or by wit-component.
    Made(Vec<u8>),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Piece::Module(range) => range.len(),
            Piece::Made(bytes) => bytes.len(),
        }
    }
}

/// Replaces the core module whose contents are at `place` in the component.
pub fn put_back(
    component: &[u8],
    place: Range<usize>,
    module: &Module<'_>,
    outline: &Outline,
) -> Result<Vec<Piece>> {
    let module = pieces(&component[place.clone()], module, outline)
        .context("failed to put the main module in place")?;
    let size = module.iter().map(Piece::len).sum();
    let header = size_header(place.len())?;
    let Some(before) = component[..place.start].strip_suffix(header.as_slice()) else {
        bail!("internal error: the main module's section does not start with its size");
    };

    let mut pieces = vec![Piece::Made([before, &size_header(size)?].concat())];
    pieces.extend(module);
    pieces.push(Piece::Made(component[place.end..].to_vec()));
    Ok(pieces)
}

fn size_header(size: usize) -> Result<Vec<u8>> {
    let size = u32::try_from(size).context("no component can hold a module of 4 GiB or more")?;
    let mut header = Vec::new();
    size.encode(&mut header);
    Ok(header)
}

fn pieces(encoded: &[u8], module: &Module<'_>, outline: &Outline) -> Result<Vec<Piece>> {
    if outline.verbatim && encoded == outline.bytes {
        return Ok(vec![Piece::Module(0..module.bytes.len())]);
    }
    let mut unused = UnusedSections(sections::sections(encoded)?);
    let made = |range: Range<usize>| Piece::Made(encoded[range].to_vec());
    let mut pieces = vec![Piece::Made(MODULE_HEADER.to_vec())];
    for part in &outline.parts {
        let (id, contents) = match part {
            Part::Original(index) => {
                let section = &module.sections[*index];
                (section.id, Piece::Module(section.contents.clone()))
            }
            Part::Encoded(id) => (*id, made(unused.take(*id, None)?)),
            Part::EncodedCustom(name) => (id::CUSTOM, made(unused.take(id::CUSTOM, Some(name))?)),
        };
        push(&mut pieces, id, contents)?;
    }
    // A module without producers gets them at its end.
    if let Ok(contents) = unused.take(id::CUSTOM, Some("producers")) {
        push(&mut pieces, id::CUSTOM, made(contents))?;
    }
    Ok(pieces)
}

fn push(pieces: &mut Vec<Piece>, id: u8, contents: Piece) -> Result<()> {
    let header = [&[id], size_header(contents.len())?.as_slice()].concat();
    pieces.push(Piece::Made(header));
    pieces.push(contents);
    Ok(())
}

/// The sections of the encoded outline that were not used yet.
struct UnusedSections<'a>(Vec<Section<'a>>);

impl UnusedSections<'_> {
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
