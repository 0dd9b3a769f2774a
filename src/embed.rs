//! Embedding a world in a core module, and modules that only have a world's shape.
//!
//! The world is appended as a custom section `component-type`; everything else stays as it is, byte for byte.

use crate::guard::guard;
use crate::input;
use crate::wit::World;
use anyhow::Result;
use wasm_encoder::{CustomSection, Encode, Section};
use wit_component::{StringEncoding, metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi};

/// How a world is embedded.
#[derive(Debug, Clone, Copy, Default)]
pub struct EmbedOptions {
    /// How the module's functions encode strings.
    pub encoding: Encoding,
    /// Whether versions are written as `wasi:cli/exit@0.2` with the rest beside it.
    pub canonical_names: bool,
}

/// How strings are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-16.
    Utf16,
    /// Latin-1 where it suffices, else UTF-16.
    CompactUtf16,
}

/// How a dummy module names its imports and exports, and which canonical options follow from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
/// # fn main() -> anyhow::Result<()> {
/// let wit = Wit::parse("app.wit", b"package a:b; world app { export run: func(); }", &Features::default())?;
/// let module = b"(module (func (export \"run\")))";
/// let module = componentize::embed(module, &mut wit.into_world(None)?, &Default::default())?;
/// let component = componentize::Componentizer::new(&module).encode()?;
/// # assert!(component.starts_with(b"\0asm"));
/// # Ok(())
/// # }
/// ```
pub fn embed(module: &[u8], world: &mut World, options: &EmbedOptions) -> Result<Vec<u8>> {
    let mut wasm = input::core_module(module)?.into_owned();
    // Appended to a section that is cut, the new one would become part of it.
    input::refuse_cut_short(&wasm, "core module")?;
    let section = embedded_world(world, options)?;
    let section = CustomSection {
        name: "component-type".into(),
        data: section.into(),
    };
    wasm.push(section.id());
    section.encode(&mut wasm);
    Ok(wasm)
}

/// The contents of the custom section that [`embed`] appends.
pub fn embedded_world(world: &mut World, options: &EmbedOptions) -> Result<Vec<u8>> {
    if options.canonical_names {
        world.merge_imports_based_on_semver()?;
    }
    guard("encoding the world", || {
        metadata::encode(
            world.resolve(),
            world.id(),
            options.encoding.into(),
            None,
            options.canonical_names,
        )
    })
}

/// A core module that imports and exports what the world says, and traps.
pub fn dummy_module(world: &World, names: DummyNames) -> Result<Vec<u8>> {
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
}

impl From<Encoding> for StringEncoding {
    fn from(encoding: Encoding) -> StringEncoding {
        match encoding {
            Encoding::Utf8 => StringEncoding::UTF8,
            Encoding::Utf16 => StringEncoding::UTF16,
            Encoding::CompactUtf16 => StringEncoding::CompactUTF16,
        }
    }
}
