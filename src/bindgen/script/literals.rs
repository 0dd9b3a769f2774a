//! How names and strings are written.

use crate::bindgen::names;

/// Words that cannot be names in a module.
#[rustfmt::skip]
pub const KEYWORDS: &[&str] = &[
    "arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default",
    "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if",
    "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private",
    "protected", "public", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof",
    "undefined", "var", "void", "while", "with", "yield",
];

/// Whether a string needs no quotes as the name of a member.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The name of a member in an object literal or a destructuring pattern: `name` or `'a-name'`.
pub fn key(name: &str) -> String {
    if is_identifier(name) {
        name.to_string()
    } else {
        quoted(name)
    }
}

/// The access to a member: `.name` or `['a-name']`.
pub fn member(name: &str) -> String {
    if is_identifier(name) {
        format!(".{name}")
    } else {
        format!("[{}]", quoted(name))
    }
}

/// A string as a literal.
pub fn quoted(text: &str) -> String {
    names::quoted(text, |c| match c {
        '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' | '\u{7f}' => {
            Some(format!("\\u{{{:x}}}", u32::from(c)))
        }
        _ => None,
    })
}

/// Names, each with its name in the code if that is different.
pub fn renamed(named: &[(String, String)], joint: &str) -> Vec<String> {
    let renamed = named.iter().map(|(name, local)| match key(name) {
        key if key == *local => key,
        key => format!("{key}{joint}{local}"),
    });
    renamed.collect()
}
