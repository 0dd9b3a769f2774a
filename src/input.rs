//! The one door for input: from the bytes that a user gave to a core module or a component in the binary format.
//!
//! Every reader of modules and components calls this first, so that an empty file, a native executable or WIT is described in
//! the same words everywhere.

mod found;
mod item;
pub(crate) mod place;

use crate::component::sections::{MODULE_HEADER, headers};
use crate::error::{Error, Expected, Place};
use anyhow::{Context, bail};
use std::borrow::Cow;
use wasmparser::Parser;
use wast::Wat;
use wast::parser::{self, ParseBuffer};

pub use found::describe;
pub(crate) use found::{is_binary, is_text_format};

/// Takes a core module in the binary format as it is, and parses one in the text format.
///
/// # Errors
///
/// Everything else is refused by what it looks like: [`Error::NotWasm`], [`Error::Text`] or [`Error::AlreadyComponent`].
pub fn core_module(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    let wasm = binary(bytes, Expected::CoreModule)?;
    if Parser::is_component(&wasm) {
        return Err(Error::AlreadyComponent);
    }
    Ok(wasm)
}

/// Takes a component in the binary format as it is, and parses one in the text format.
///
/// # Errors
///
/// Everything else is refused by what it looks like: [`Error::NotWasm`], [`Error::Text`] or [`Error::NotComponent`].
pub fn component(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    let wasm = binary(bytes, Expected::Component)?;
    if !Parser::is_component(&wasm) {
        return Err(Error::NotComponent);
    }
    Ok(wasm)
}

/// Takes a core module or a component in the binary format as it is, and parses the text format.
///
/// # Errors
///
/// Everything else is refused by what it looks like: [`Error::NotWasm`] or [`Error::Text`].
pub fn either(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    binary(bytes, Expected::Either)
}

/// Refuses a core module or component, called `what` in the message, whose outermost sections do not fit in it.
///
/// Some readers allocate as much as a section's header promises before they check that it is there.
pub(crate) fn refuse_cut_short(wasm: &[u8], what: &str) -> anyhow::Result<()> {
    Parser::new(0)
        .parse(wasm, true)
        .with_context(|| format!("the {what} has a malformed header"))?;
    match headers(wasm, MODULE_HEADER.len()) {
        Ok(_) => Ok(()),
        Err(error) => bail!("the {what} is {error}"),
    }
}

fn binary(bytes: &[u8], expected: Expected) -> Result<Cow<'_, [u8]>, Error> {
    if is_binary(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text_format(text) => parse(text).map(Cow::Owned),
        _ => Err(Error::NotWasm {
            expected,
            found: describe(bytes),
        }),
    }
}

/// Parses the text format.
fn parse(text: &str) -> Result<Vec<u8>, Error> {
    let mistake = |error: wast::Error| {
        let start = error.span().offset();
        Error::Text {
            message: error.message(),
            place: Place::new(text, start, place::end_of_word(text, start)),
        }
    };
    let buffer = ParseBuffer::new(text).map_err(mistake)?;
    let mut wat = parser::parse::<Wat<'_>>(&buffer).map_err(mistake)?;
    wat.encode().map_err(mistake)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Found;

    #[test]
    fn text_and_binary_are_taken() {
        assert_eq!(
            core_module(b"(module)").unwrap().as_ref(),
            b"\0asm\x01\0\0\0"
        );
        assert_eq!(
            core_module(b" ;; note\n(module)").unwrap().as_ref(),
            b"\0asm\x01\0\0\0"
        );
        assert!(matches!(
            core_module(b"\0asm\x01\0\0\0").unwrap(),
            Cow::Borrowed(_)
        ));
        assert!(component(b"(component)").is_ok());
        assert!(either(b"(component)").is_ok() && either(b"(module)").is_ok());
    }

    #[test]
    fn the_wrong_kind_is_refused() {
        assert!(matches!(
            core_module(b"(component)"),
            Err(Error::AlreadyComponent)
        ));
        assert!(matches!(component(b"(module)"), Err(Error::NotComponent)));
    }

    #[test]
    fn a_mistake_in_text_has_a_place() {
        let error = core_module(b"(module\n  (func (param i33)))").unwrap_err();
        let Error::Text { place, .. } = &error else {
            panic!("{error:?}")
        };
        assert_eq!((place.line, place.column), (2, 16));
        let message = error.in_file("bad.wat").to_string();
        assert!(message.contains("--> bad.wat:2:16"), "{message}");
    }

    #[test]
    fn everything_else_is_refused_by_what_it_is() {
        for read in [core_module, component, either] {
            for bytes in [b"".as_slice(), b"hello", b"\xff\x00", b"\x1f\x8b\x08"] {
                match read(bytes) {
                    Err(Error::NotWasm { found, .. }) => assert_eq!(found, describe(bytes)),
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(describe(b""), Found::Nothing);
    }
}
