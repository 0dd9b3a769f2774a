//! From the bytes that a user gave to a core module, or a component, in the binary format.

use crate::error::Error;
use anyhow::Context;
use std::borrow::Cow;
use wasmparser::{BinaryReader, Parser};

/// Takes the binary format as it is and parses the text format; refuses everything else.
pub fn core_module(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    let wasm = binary(bytes)?;
    if Parser::is_component(&wasm) {
        return Err(Error::AlreadyComponent);
    }
    Ok(wasm)
}

/// The same for a component.
pub fn component(bytes: &[u8]) -> anyhow::Result<Cow<'_, [u8]>> {
    let wasm = match binary(bytes) {
        Err(Error::NotWasm { found }) => anyhow::bail!(
            "expected a component, in the binary format or as WAT text, but found {found}"
        ),
        Err(Error::Text { message }) => {
            anyhow::bail!("failed to parse the component's text: {message}")
        }
        other => other?,
    };
    if !Parser::is_component(&wasm) {
        anyhow::bail!(
            "expected a component but found a core module: wrap it with `componentize new`"
        );
    }
    Ok(wasm)
}

/// Refuses a core module or component, called `what` in the message, whose outermost sections do not fit in it.
///
/// Some readers make room for all that a section's header promises before they look whether it is there.
pub fn refuse_cut_short(wasm: &[u8], what: &str) -> anyhow::Result<()> {
    let mut at = Parser::new(0)
        .parse(wasm, true)
        .map(|_| 8)
        .with_context(|| format!("the {what} has a malformed header"))?;
    while at < wasm.len() {
        let id = wasm[at];
        let mut reader = BinaryReader::new(&wasm[at + 1..], at as u64 + 1);
        let size = reader.read_var_u32().with_context(|| {
            format!("the {what} is malformed at byte {at:#x}: section {id} has no size")
        })?;
        let end = reader.original_position() + u64::from(size);
        anyhow::ensure!(
            end <= wasm.len() as u64,
            "the {what} is malformed at byte {at:#x}: section {id} says that it ends at byte {end:#x}, \
             but the {what} ends at byte {:#x}",
            wasm.len()
        );
        at = end as usize;
    }
    Ok(())
}

/// Takes the binary format as it is and parses the text format.
pub fn binary(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    if bytes.starts_with(b"\0asm") {
        return Ok(Cow::Borrowed(bytes));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if is_text_format(text) => {
            wat::parse_str(text)
                .map(Cow::Owned)
                .map_err(|error| Error::Text {
                    // The parser names a place as it would in a file.
                    message: error.to_string().replace("<anon>:", "line "),
                })
        }
        _ => Err(Error::NotWasm {
            found: describe(bytes),
        }),
    }
}

/// Every text module starts with a parenthesis or a comment.
fn is_text_format(text: &str) -> bool {
    text.trim_start().starts_with(['(', ';'])
}

/// What a file that is no WebAssembly looks like.
fn describe(bytes: &[u8]) -> String {
    let known: [(&[u8], &str); 8] = [
        (b"\x1f\x8b", "a gzip archive: unpack it first"),
        (b"PK\x03\x04", "a zip archive: unpack it first"),
        (
            b"!<arch>\n",
            "a static library: link it to a core module first",
        ),
        (b"BC\xc0\xde", "LLVM bitcode: compile and link it first"),
        (
            b"\x7fELF",
            "a native executable (ELF): build it for wasm32-wasip1",
        ),
        (
            b"MZ",
            "a native executable (Windows): build it for wasm32-wasip1",
        ),
        (
            b"\xcf\xfa\xed\xfe",
            "a native executable (macOS): build it for wasm32-wasip1",
        ),
        (b"#!", "a script"),
    ];
    if bytes.is_empty() {
        return "nothing: the input is empty".to_string();
    }
    if let Some((_, what)) = known.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return (*what).to_string();
    }
    if std::str::from_utf8(bytes).is_ok() {
        return "text that is no WAT".to_string();
    }
    let first: Vec<String> = bytes
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("data that starts with the bytes `{}`", first.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }

    #[test]
    fn everything_else_is_refused_by_what_it_is() {
        assert!(matches!(
            core_module(b"(component)"),
            Err(Error::AlreadyComponent)
        ));
        assert!(matches!(core_module(b"(modul)"), Err(Error::Text { .. })));
        let found = |bytes: &[u8]| match core_module(bytes) {
            Err(Error::NotWasm { found }) => found,
            other => panic!("{other:?}"),
        };
        assert_eq!(found(b""), "nothing: the input is empty");
        assert_eq!(found(b"hello"), "text that is no WAT");
        assert_eq!(
            found(b"\xff\x00"),
            "data that starts with the bytes `ff 00`"
        );
        assert_eq!(found(b"\x1f\x8b\x08"), "a gzip archive: unpack it first");
    }
}
