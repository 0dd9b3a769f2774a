//! The runtime that generated code needs, one `.js` file for each function or class, of which only those in use are
//! written. A file's first line may name others it needs.

use std::collections::BTreeSet;

/// A piece of the runtime: the name it defines, and its text.
struct Piece {
    name: &'static str,
    text: &'static str,
}

macro_rules! pieces {
    ($($name:literal: $file:literal),* $(,)?) => {
        /// In the order in which they are written; `const`s and classes stand before what runs them.
        const PIECES: &[Piece] = &[$(Piece { name: $name, text: include_str!(concat!("runtime/", $file)) }),*];
    };
}

pieces! {
    "trap": "trap.js",
    "badValue": "bad_value.js",
    "badTag": "bad_tag.js",
    "inside": "inside.js",
    "enter": "enter.js",
    "leave": "leave.js",
    "finish": "finish.js",
    "giveBack": "give_back.js",
    "abandon": "abandon.js",
    "SharedInstance": "shared_instance.js",
    "Memory": "memory.js",
    "checkRange": "check_range.js",
    "toBool": "to_bool.js",
    "toU8": "to_u8.js",
    "toS8": "to_s8.js",
    "toU16": "to_u16.js",
    "toS16": "to_s16.js",
    "toU32": "to_u32.js",
    "toS32": "to_s32.js",
    "toU64": "to_u64.js",
    "toS64": "to_s64.js",
    "toFloat": "to_float.js",
    "toObject": "to_object.js",
    "toFlag": "to_flag.js",
    "isSome": "is_some.js",
    "invalidCase": "invalid_case.js",
    "isSecondCase": "is_second_case.js",
    "liftChar": "lift_char.js",
    "lowerChar": "lower_char.js",
    "liftEnum": "lift_enum.js",
    "lowerEnum": "lower_enum.js",
    "liftUtf8": "lift_utf8.js",
    "lowerUtf8": "lower_utf8.js",
    "liftUtf16": "lift_utf16.js",
    "lowerUtf16": "lower_utf16.js",
    "latin1Text": "latin1_text.js",
    "liftCompactUtf16": "lift_compact.js",
    "lowerCompactUtf16": "lower_compact.js",
    "listLength": "list_length.js",
    "liftTypedArray": "lift_typed.js",
    "lowerTypedArray": "lower_typed.js",
    "storeSome": "store_some.js",
    "storePair": "store_pair.js",
    "storeItems": "store_items.js",
    "liftList": "lift_list.js",
    "lowerList": "lower_list.js",
    "liftMap": "lift_map.js",
    "loadUtf8": "load_utf8.js",
    "loadUtf16": "load_utf16.js",
    "loadCompactUtf16": "load_compact.js",
    "loadTypedArray": "load_typed.js",
    "loadList": "load_list.js",
    "lowerMap": "lower_map.js",
    "bits": "bits.js",
    "f32FromBits": "f32_from_bits.js",
    "f32ToBits": "f32_to_bits.js",
    "f64FromBits": "f64_from_bits.js",
    "f64ToBits": "f64_to_bits.js",
    "ComponentError": "component_error.js",
    "errorPayload": "error_payload.js",
    "Handles": "handles.js",
    "endScope": "end_scope.js",
    "lend": "lend.js",
    "noResource": "no_resource.js",
    "hostResource": "host_resource.js",
    "dispose": "dispose.js",
    "transferOwn": "transfer_own.js",
    "transferBorrow": "transfer_borrow.js",
    "latin1Units": "latin1_units.js",
    "writeUtf8": "write_utf8.js",
    "transcodeCopyUtf8": "transcode_copy_utf8.js",
    "transcodeCopyUtf16": "transcode_copy_utf16.js",
    "transcodeCopyLatin1": "transcode_copy_latin1.js",
    "transcodeLatin1ToUtf16": "transcode_latin1_to_utf16.js",
    "transcodeLatin1ToUtf8": "transcode_latin1_to_utf8.js",
    "transcodeUtf16ToCompactProbablyUtf16": "transcode_utf16_to_compact_probably_utf16.js",
    "transcodeUtf16ToCompactUtf16": "transcode_utf16_to_compact_utf16.js",
    "transcodeUtf16ToLatin1": "transcode_utf16_to_latin1.js",
    "transcodeUtf16ToUtf8": "transcode_utf16_to_utf8.js",
    "transcodeUtf8ToCompactUtf16": "transcode_utf8_to_compact_utf16.js",
    "transcodeUtf8ToLatin1": "transcode_utf8_to_latin1.js",
    "transcodeUtf8ToUtf16": "transcode_utf8_to_utf16.js",
    "findImport": "find_import.js",
    "compile": "compile.js",
    "decodeBase64": "decode_base64.js",
}

/// The pieces that one generated file needs.
#[derive(Debug, Default)]
pub struct Runtime {
    used: BTreeSet<usize>,
}

impl Runtime {
    /// Asks for a piece and all it needs; returns its name for use in the code.
    pub fn need(&mut self, name: &'static str) -> &'static str {
        let position = PIECES.iter().position(|piece| piece.name == name);
        let position =
            position.unwrap_or_else(|| panic!("no piece of the runtime is called `{name}`"));
        if self.used.insert(position) {
            for needed in needs(PIECES[position].text) {
                self.need(needed);
            }
        }
        name
    }

    /// The text of all pieces asked for.
    pub fn text(&self) -> String {
        let texts = self.used.iter().map(|i| PIECES[*i].text);
        let texts = texts.map(|text| match text.split_once('\n') {
            Some((first, rest)) if first.starts_with(NEEDS) => rest.trim_end(),
            _ => text.trim_end(),
        });
        texts.collect::<Vec<_>>().join("\n\n")
    }

    /// Names that generated code must not use for anything else.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PIECES.iter().map(|piece| piece.name)
    }
}

const NEEDS: &str = "// needs: ";

fn needs(text: &'static str) -> impl Iterator<Item = &'static str> {
    let first = text.lines().next().unwrap_or_default();
    first
        .strip_prefix(NEEDS)
        .unwrap_or_default()
        .split_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_defines_its_name_and_needs_pieces_that_exist() {
        for piece in PIECES {
            let defines = ["function ", "class ", "const "].iter().any(|keyword| {
                piece.text.lines().any(|line| {
                    let line = line.strip_prefix("async ").unwrap_or(line);
                    let rest = line
                        .strip_prefix(keyword)
                        .and_then(|rest| rest.strip_prefix(piece.name));
                    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
                })
            });
            assert!(defines, "the file of `{}` does not define it", piece.name);
            Runtime::default().need(piece.name);
        }
    }
}
