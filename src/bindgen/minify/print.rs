//! Tokens to text, with only the white space that the language needs.

use super::roles::{Role, Roles};
use super::tokens::{Kind, Token, closing, is_word};
use std::collections::BTreeMap;

/// Prints them.
pub fn print(tokens: &[Token], found: &Roles, names: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    let left_out = left_out(tokens);
    let mut before = None;
    for (i, (token, role)) in tokens.iter().zip(&found.roles).enumerate() {
        if left_out[i] {
            continue;
        }
        let old = token.text;
        let text = match (role, names.get(old)) {
            (Role::Fixed, _) | (_, None) => old.to_string(),
            (Role::Name, Some(new)) => new.clone(),
            (Role::Shorthand, Some(new)) => format!("{old}:{new}"),
            (Role::Imported, Some(new)) => format!("{old} as {new}"),
            (Role::Exported, Some(new)) => format!("{new} as {old}"),
        };
        if before.is_some_and(|before| needs_space(before, &text)) {
            out.push(' ');
        }
        out.push_str(&text);
        before = Some(token);
    }
    out.push('\n');
    out
}

/// Whether a token and the text after it would be read as something else without a space.
fn needs_space(before: &Token, text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    match before.kind {
        Kind::Word if first == '.' => before.text.starts_with(|c: char| c.is_ascii_digit()),
        Kind::Word => is_word(first),
        // What follows a regular expression would be its flags.
        Kind::Literal => before.text.starts_with('/') && is_word(first),
        Kind::Sign => before.text.ends_with(first) && matches!(first, '+' | '-' | '/'),
        Kind::Template => false,
    }
}

/// Which tokens can go: a semicolon before `}`, unless it is a statement by itself, and a comma after the last item.
fn left_out(tokens: &[Token]) -> Vec<bool> {
    let mut after_header = vec![false; tokens.len() + 1];
    for (i, end) in closing(tokens).into_iter().enumerate() {
        let is_header = i > 0
            && ["if", "for", "while"]
                .iter()
                .any(|word| tokens[i - 1].is(word));
        if tokens[i].opens() && is_header {
            after_header[end] = true;
        }
    }
    let can_go = |i: usize| {
        let (before, Some(next)) = (i.checked_sub(1).map(|i| tokens[i]), tokens.get(i + 1)) else {
            return false;
        };
        let needed = before.is_none_or(|token| {
            [";", "{", ",", "[", "else", "do"]
                .iter()
                .any(|text| token.is(text))
        });
        match tokens[i] {
            token if token.kind != Kind::Sign || needed => false,
            token if token.is(";") => next.is("}") && !after_header[i - 1],
            token if token.is(",") => ["}", ")", "]"].iter().any(|text| next.is(text)),
            _ => false,
        }
    };
    (0..tokens.len()).map(can_go).collect()
}
