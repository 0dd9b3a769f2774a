//! Embedding a world in a core module, and modules that only have a world's shape.
//!
//! The world is appended as a custom section `component-type`; everything else stays as it is, byte for byte.

use crate::component::module::WORLD;
use crate::error::Error;
use crate::guard::guard;
use crate::input;
use crate::wit::World;
use anyhow::Result;
use std::fmt;
use std::str::FromStr;
use wasm_encoder::{CustomSection, Encode, Section};
use wit_component::{StringEncoding, metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi};

/// How a world is embedded.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct EmbedOptions {
    /// How the module's functions encode strings.
    pub encoding: Encoding,
    /// Whether versions are written as `wasi:cli/exit@0.2` with the rest next to it.
    pub canonical_names: bool,
}

impl EmbedOptions {
    /// How the module's functions encode strings; as UTF-8 by default.
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Whether versions are written as `wasi:cli/exit@0.2` with the rest next to it; false by default.
    pub fn canonical_names(mut self, canonical_names: bool) -> Self {
        self.canonical_names = canonical_names;
        self
    }
}

/// How strings are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-16.
    Utf16,
    /// Latin-1 where it suffices, else UTF-16.
    CompactUtf16,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::CompactUtf16];
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Utf8 => "utf8",
            Encoding::Utf16 => "utf16",
            Encoding::CompactUtf16 => "compact-utf16",
        })
    }
}

/// The text does not name an encoding of strings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected `utf8`, `utf16` or `compact-utf16` but found `{0}`")]
pub struct UnknownEncoding(String);

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(text: &str) -> Result<Self, UnknownEncoding> {
        Encoding::ALL
            .into_iter()
            .find(|encoding| encoding.to_string() == text)
            .ok_or_else(|| UnknownEncoding(text.to_string()))
    }
}

/// How a dummy module names its imports and exports, and which canonical options follow from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DummyNames {
    /// The names of the component model's standard for 32-bit memories.
    Standard32,
    /// The historical names.
    Legacy,
    /// The historical names, all functions asynchronous, with callbacks.
    LegacyAsyncCallback,
    /// The historical names, all functions asynchronous, each on a stack of its own.
    LegacyAsyncStackful,
}

/// Embeds a world in a core module, in the binary format or as WAT text.
///
/// ```
/// use componentize::wit::{Features, Wit};
///
/// # fn main() -> Result<(), componentize::Error> {
/// let wit = Wit::parse("app.wit", b"package a:b; world app { export run: func(); }", &Features::default())?;
/// let module = b"(module (func (export \"run\")))";
/// let module = componentize::embed(module, &mut wit.into_world(None)?, &Default::default())?;
/// let component = componentize::Componentizer::new(&module).encode()?;
/// # assert!(component.starts_with(b"\0asm"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// What is not a core module is refused, and so is one that is cut short.
pub fn embed(module: &[u8], world: &mut World, options: &EmbedOptions) -> Result<Vec<u8>, Error> {
    let mut wasm = input::core_module(module)?.into_owned();
    // Appended to a section that is cut, the new one would become part of it.
    input::refuse_cut_short(&wasm, "core module").map_err(Error::from_any)?;
    let section = embedded_world(world, options)?;
    let section = CustomSection {
        name: WORLD.into(),
        data: section.into(),
    };
    wasm.push(section.id());
    section.encode(&mut wasm);
    Ok(wasm)
}

/// The contents of the custom section that [`embed`] appends.
///
/// # Errors
///
/// A world whose imports cannot be merged by their versions, where that is asked for, is refused.
pub fn embedded_world(world: &mut World, options: &EmbedOptions) -> Result<Vec<u8>, Error> {
    if options.canonical_names {
        world.merge_imports_based_on_semver()?;
    }
    guard("encoding the world", || {
        metadata::encode(
            world.resolve(),
            world.id(),
            string_encoding(options.encoding),
            None,
            options.canonical_names,
        )
    })
    .map_err(Error::from_any)
}

/// A core module that imports and exports what the world says, and traps.
///
/// # Errors
///
/// A world that wit-component cannot make a module for is refused.
pub fn dummy_module(world: &World, names: DummyNames) -> Result<Vec<u8>, Error> {
    let mangling = match names {
        DummyNames::Standard32 => ManglingAndAbi::Standard32,
        DummyNames::Legacy => ManglingAndAbi::Legacy(LiftLowerAbi::Sync),
        DummyNames::LegacyAsyncCallback => ManglingAndAbi::Legacy(LiftLowerAbi::AsyncCallback),
        DummyNames::LegacyAsyncStackful => ManglingAndAbi::Legacy(LiftLowerAbi::AsyncStackful),
    };
    guard("making a dummy module", || {
        Ok(wit_component::dummy_module(
            world.resolve(),
            world.id(),
            mangling,
        ))
    })
    .map_err(Error::from_any)
}

fn string_encoding(encoding: Encoding) -> StringEncoding {
    match encoding {
        Encoding::Utf8 => StringEncoding::UTF8,
        Encoding::Utf16 => StringEncoding::UTF16,
        Encoding::CompactUtf16 => StringEncoding::CompactUTF16,
    }
}
