//! From a place in the binary format to the text that the user wrote.
//!
//! A module that is given as text is checked in the binary format, so a mistake is found at a byte that the user has not
//! seen. Then the text is parsed again, and the instruction of that byte is looked up: the n-th instruction of a body is the
//! same in both formats.

use super::found::is_binary;
use super::item;
use crate::component::module::Module;
use crate::error::{Error, Place};
use wasmparser::{ExternalKind, KnownCustom, Name, Parser, Payload};
use wast::Wat;
use wast::core::{self, FuncKind, ModuleField, ModuleKind};
use wast::parser::{self, ParseBuffer};
use wast::token::Span;

/// Adds the name of the function that has the mistake, and the place in the text if `input` is text.
pub(crate) fn locate(input: &[u8], wasm: &[u8], mut error: Error) -> Error {
    let Error::Malformed {
        offset,
        function,
        name,
        place,
        ..
    } = &mut error
    else {
        return error;
    };
    *name = function.and_then(|index| function_name(wasm, index));
    if !is_binary(input)
        && let Ok(text) = std::str::from_utf8(input)
    {
        *place = in_text(text, wasm, *offset).map(Box::new);
    }
    error
}

/// What the section `name` calls a function, or the name that it is exported under.
fn function_name(wasm: &[u8], index: u32) -> Option<String> {
    own_name(wasm, index).or_else(|| {
        let module = Module::parse(wasm).ok()?;
        let mut exports = module.exports.iter();
        let export = exports.find(|export| {
            matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact)
                && export.index == index
        })?;
        Some(export.name.to_string())
    })
}

fn own_name(wasm: &[u8], index: u32) -> Option<String> {
    for payload in Parser::new(0).parse_all(wasm) {
        let Ok(Payload::CustomSection(section)) = payload else {
            continue;
        };
        let KnownCustom::Name(names) = section.as_known() else {
            continue;
        };
        for name in names.into_iter().flatten() {
            if let Name::Function(functions) = name {
                let mut functions = functions.into_iter().flatten();
                return functions
                    .find(|naming| naming.index == index)
                    .map(|naming| naming.name.to_string());
            }
        }
    }
    None
}

/// Which body a byte is in, and at or after which of its instructions.
fn instruction_at(wasm: &[u8], offset: u64) -> Option<(usize, usize)> {
    let mut body = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CodeSectionEntry(code) = payload.ok()? else {
            continue;
        };
        if !code.range().contains(&offset) {
            body += 1;
            continue;
        }
        let mut reader = code.get_operators_reader().ok()?;
        let mut instruction = 0;
        while !reader.eof() {
            reader.read().ok()?;
            if reader.original_position() > offset {
                break;
            }
            instruction += 1;
        }
        return Some((body, instruction));
    }
    None
}

/// The place in the text of the instruction or item that a byte belongs to.
fn in_text(text: &str, wasm: &[u8], offset: u64) -> Option<Place> {
    let mut buffer = ParseBuffer::new(text).ok()?;
    buffer.track_instr_spans(true);
    let Ok(Wat::Module(mut module)) = parser::parse::<Wat<'_>>(&buffer) else {
        return None;
    };
    let span = match instruction_at(wasm, offset) {
        Some((body, instruction)) => span_in_body(&module, body, instruction),
        None => item::span(wasm, offset, &mut module),
    };
    let start = span?.offset();
    Some(Place::new(text, start, end_of_word(text, start)))
}

/// Where an instruction of a body is in a text.
fn span_in_body(module: &core::Module<'_>, body: usize, instruction: usize) -> Option<Span> {
    let ModuleKind::Text(fields) = &module.kind else {
        return None;
    };
    let bodies = fields.iter().filter_map(|field| match field {
        ModuleField::Func(function) => match &function.kind {
            FuncKind::Inline { expression, .. } => Some((function.span, expression)),
            FuncKind::Import(..) => None,
        },
        _ => None,
    });
    let (span, expression) = bodies.into_iter().nth(body)?;
    let spans = expression.instr_spans.as_deref().unwrap_or_default();
    // The last `end` of a body is not written; a mistake there is one of the function.
    Some(spans.get(instruction).copied().unwrap_or(span))
}

/// Where the word ends that starts at a byte.
pub(super) fn end_of_word(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let word = rest.find(|c: char| c.is_whitespace() || "();\"".contains(c));
    start + word.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use crate::{Componentizer, Error};

    fn place(text: &str) -> (String, usize, usize) {
        match Componentizer::new(text.as_bytes()).encode() {
            Err(Error::Malformed {
                name,
                place: Some(place),
                ..
            }) => (name.unwrap_or_default(), place.line, place.column),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_mistake_in_a_body_is_found_in_the_text() {
        let text =
            "(module\n  (func $good)\n  (func $bad (result i32)\n    i32.const 1\n    f32.neg))";
        assert_eq!(place(text), ("bad".to_string(), 5, 5));
        let folded =
            "(module (func $f (result i32)\n  (i32.add (i32.const 1)\n    (f32.const 2))))";
        assert_eq!(place(folded), ("f".to_string(), 2, 4));
        let missing = "(module\n (func $f (result i32)))";
        assert_eq!(place(missing), ("f".to_string(), 2, 3));
        let nested = "(module (func $f (param i32)\n (if (local.get 0)\n (then (drop (i32.const 1)))\n (else (i64.const 1)\n i32.eqz drop))))";
        assert_eq!(place(nested), ("f".to_string(), 5, 2));
    }

    #[test]
    fn a_mistake_outside_of_bodies_is_found_in_the_text() {
        let twice =
            "(module\n  (func (export \"f\"))\n  (memory 1)\n  (func)\n  (export \"f\" (func 1)))";
        assert_eq!(place(twice), (String::new(), 5, 4));
        let global = "(module\n  (global i32 (i32.const 1))\n  (global i32 (i64.const 1)))";
        assert_eq!(place(global), (String::new(), 3, 4));
        let memory = "(module\n (memory 2 1))";
        assert_eq!(place(memory), (String::new(), 2, 3));
    }

    #[test]
    fn a_binary_has_function_names_and_bytes() {
        let wasm = wat::parse_str("(module (func $f (result i32)))").unwrap();
        let message = Componentizer::new(&wasm).encode().unwrap_err().to_string();
        assert!(message.contains("at byte 0x"), "{message}");
        assert!(
            message.contains("in the body of function 0, `f`"),
            "{message}"
        );
    }
}
