//! What an input looks like, by its first bytes.

use crate::error::Found;

/// Formats that are known by their first bytes.
const MAGIC: [(&[u8], Found); 12] = [
    (b"\x1f\x8b", Found::Archive("gzip")),
    (b"PK\x03\x04", Found::Archive("zip")),
    (b"\x28\xb5\x2f\xfd", Found::Archive("zstd")),
    (b"\xfd7zXZ\0", Found::Archive("xz")),
    (b"BZh", Found::Archive("bzip2")),
    (b"!<arch>\n", Found::StaticLibrary),
    (b"!<thin>\n", Found::StaticLibrary),
    (b"BC\xc0\xde", Found::Bitcode),
    (b"MZ", Found::NativeExecutable("Windows")),
    (b"\xcf\xfa\xed\xfe", Found::NativeExecutable("macOS")),
    (b"\xca\xfe\xba\xbe", Found::NativeExecutable("macOS")),
    (b"#!/", Found::Script),
];

/// Whether bytes are in the binary format.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0asm")
}

/// Every text module starts with a parenthesis or a comment.
pub(crate) fn is_text_format(text: &str) -> bool {
    text.trim_start().starts_with(['(', ';'])
}

/// Describes bytes that are neither a WebAssembly binary nor WAT text, by how they start.
pub fn describe(bytes: &[u8]) -> Found {
    if bytes.is_empty() {
        return Found::Nothing;
    }
    if bytes.starts_with(b"\x7fELF") {
        return elf(bytes);
    }
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return found.clone();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => describe_text(text),
        Err(_) => Found::Bytes(bytes.iter().take(4).copied().collect()),
    }
}

/// An ELF file has its type in the bytes 16 and 17, of which one is 0; 1 is an object file.
fn elf(bytes: &[u8]) -> Found {
    match bytes.get(16..18) {
        Some([1, 0] | [0, 1]) => Found::NativeObject("ELF"),
        _ => Found::NativeExecutable("ELF"),
    }
}

/// Text is recognised by its first lines that are not comments.
fn describe_text(text: &str) -> Found {
    let lines = text.lines().map(str::trim);
    let written = lines.filter(|line| {
        !line.is_empty()
            && !["//", "/*", "*"]
                .iter()
                .any(|start| line.starts_with(start))
    });
    let code = || written.clone().take(50);
    let package = code().find_map(bare_package);
    let found = code()
        .filter(|line| bare_package(line).is_none())
        .find_map(describe_line);
    match (package, found) {
        (None, found) => found.unwrap_or(Found::Text),
        (Some(_), Some(Found::Wit)) => Found::Wit,
        (Some(name), None) if name.ends_with(';') => Found::Wit,
        (Some(_), _) => Found::Source("Go"),
    }
}

/// The name of a package that has no namespace: Go's, or WIT's where the namespace was forgotten.
fn bare_package(line: &str) -> Option<&str> {
    let written = line.split("//").next()?;
    let name = written.strip_prefix("package ")?.trim();
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ';');
    (!name.is_empty() && name.chars().all(is_letter)).then_some(name)
}

fn describe_line(line: &str) -> Option<Found> {
    let mut words = line.split(|c: char| c.is_whitespace() || c == '{');
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| line.starts_with(prefix));
    if first == "package" && second.contains(':')
        || matches!(first, "world" | "interface") && line.contains('{') && !line.contains('(')
    {
        return Some(Found::Wit);
    }
    if starts(&[
        "#include",
        "#define",
        "#pragma",
        "#ifndef",
        "extern \"C\"",
        "int main(",
    ]) {
        return Some(Found::Source("C or C++"));
    }
    if starts(&[
        "fn main(",
        "pub fn ",
        "use std::",
        "#![",
        "#[no_mangle]",
        "#[unsafe(",
    ]) {
        return Some(Found::Source("Rust"));
    }
    if starts(&["export function ", "export const ", "import {", "const "]) {
        return Some(Found::Source("JavaScript or TypeScript"));
    }
    if line.starts_with("const std = @import(") || line.starts_with("pub export fn") {
        return Some(Found::Source("Zig"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_formats_are_called_by_their_names() {
        let found = |bytes: &[u8]| describe(bytes).to_string();
        assert_eq!(found(b""), "nothing: the input is empty");
        assert_eq!(found(b"hello"), "text that is not WAT");
        assert_eq!(
            found(b"\xff\x00"),
            "data that starts with the bytes `ff 00`"
        );
        assert_eq!(found(b"\x1f\x8b\x08"), "a gzip archive: unpack it first");
        let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
        assert!(matches!(describe(&elf), Found::NativeExecutable("ELF")));
        elf.extend([1, 0]);
        assert!(matches!(describe(&elf), Found::NativeObject("ELF")));
    }

    #[test]
    fn text_is_called_by_its_language() {
        for (text, found) in [
            ("// docs\npackage a:b;\nworld w { }", Found::Wit),
            ("interface i {\n}", Found::Wit),
            ("/* hello */\n#include <stdio.h>", Found::Source("C or C++")),
            ("package main\n", Found::Source("Go")),
            ("package main // a program\n", Found::Source("Go")),
            (
                "package main\n\nconst x = 1\nfunc main() {}",
                Found::Source("Go"),
            ),
            ("package", Found::Text),
            ("package hello;", Found::Wit),
            ("package hello\n\nworld w {\n}", Found::Wit),
            ("#![no_std]\n", Found::Source("Rust")),
            ("fn main() {}", Found::Source("Rust")),
            (
                "export function add(a: i32): i32 {",
                Found::Source("JavaScript or TypeScript"),
            ),
            ("{ \"a\": 1 }", Found::Text),
        ] {
            assert_eq!(describe(text.as_bytes()), found, "{text}");
        }
    }
}
