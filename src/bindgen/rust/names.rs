//! Names in Rust's cases, which are neither keywords nor names that generated code uses itself, and the order in which
//! rustfmt puts them.

use crate::bindgen::names::{Names, pascal_case};
use std::cmp::Ordering;

/// Rust's keywords, which are names with `r#` before them.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

/// Keywords that are not names even with `r#`.
const NEVER_NAMES: &[&str] = &["self", "super", "crate"];

/// Types, traits and derives that generated files name: a component's own type must not shadow them.
const TYPES: &[&str] = &[
    "AsContextMut",
    "Box",
    "Clone",
    "Component",
    "ComponentExportIndex",
    "ComponentNamedList",
    "ComponentType",
    "Copy",
    "D",
    "Debug",
    "Default",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "Functions",
    "Future",
    "H",
    "HasData",
    "Hash",
    "HashMap",
    "Host",
    "Id",
    "Instance",
    "InstancePre",
    "Into",
    "Iterator",
    "Lift",
    "Linker",
    "LinkerInstance",
    "Lower",
    "None",
    "Ok",
    "Option",
    "P",
    "PartialEq",
    "R",
    "Resource",
    "ResourceAny",
    "ResourceType",
    "Result",
    "Self",
    "Send",
    "Some",
    "State",
    "String",
    "Sync",
    "T",
    "TypedFunc",
    "Vec",
];

/// Modules and crates that generated files name.
const MODULES: &[&str] = &[
    "alloc",
    "bindings",
    "core",
    "functions",
    // The file of the module itself.
    "mod",
    "std",
    "types",
    "wasmtime",
    "wasmtime_wasi",
];

/// `user-name` as `user_name`.
pub fn snake_case(name: &str) -> String {
    name.replace('-', "_").to_lowercase()
}

/// A free name of a function, field, parameter or module.
pub fn take_snake(names: &mut Names, wanted: &str) -> String {
    let snake = snake_case(wanted);
    if NEVER_NAMES.contains(&snake.as_str()) {
        return names.take(&format!("{snake}_"));
    }
    let taken = names.take(&snake);
    match KEYWORDS.contains(&taken.as_str()) {
        true => format!("r#{taken}"),
        false => taken,
    }
}

/// A free name of a case of an enum.
pub fn take_pascal(names: &mut Names, wanted: &str) -> String {
    match pascal_case(wanted).as_str() {
        "Self" => names.take("Self_"),
        pascal => names.take(pascal),
    }
}

/// Names that types cannot have.
pub fn for_types() -> Names {
    Names::reserving(TYPES)
}

/// Names that functions of a trait or struct cannot have: those of methods that every type has, which Rust would find
/// first, and `more`.
pub fn for_functions(more: &[&str]) -> Names {
    let mut names = Names::reserving(&["into", "try_into"]);
    more.iter().for_each(|name| names.reserve(name));
    names
}

/// Names that modules cannot have.
pub fn for_modules() -> Names {
    Names::reserving(MODULES)
}

/// The name of a function of an interface: `[method]pen.write` is `pen_write`, `[constructor]pen` is `pen_new`.
pub fn function_name(name: &str) -> String {
    match name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some(("constructor", resource)) => format!("{resource}-new"),
        Some((_, member)) => member.replace('.', "-"),
        None => name.to_string(),
    }
}

/// The name without the `r#` of a raw identifier.
pub fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// How rustfmt orders names between braces: by ASCII, except that numbers are ordered by their values. It compares
/// chunk by chunk; a chunk is all digits or has no digits.
pub fn compare(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (bare(one), bare(other));
    while !one.is_empty() && !other.is_empty() {
        let (a, b) = (chunk(one), chunk(other));
        let ordering = match (a.parse::<u128>(), b.parse::<u128>()) {
            // With equal values, the one with more zeros before it comes first.
            (Ok(m), Ok(n)) => m.cmp(&n).then(b.len().cmp(&a.len())),
            _ => a.cmp(b),
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
        (one, other) = (&one[a.len()..], &other[b.len()..]);
    }
    one.len().cmp(&other.len())
}

fn chunk(text: &str) -> &str {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != digits);
    &text[..end.unwrap_or(text.len())]
}

/// The name of the struct of exports.
pub fn app_name(name: &str) -> String {
    let name = name.strip_suffix(".component").unwrap_or(name);
    let words: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let name = pascal_case(&words);
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() && for_types().is_free(&name) => name,
        _ => format!("App{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_become_raw_and_what_cannot_be_raw_gets_an_underscore() {
        let mut names = Names::default();
        assert_eq!(take_snake(&mut names, "type"), "r#type");
        assert_eq!(take_snake(&mut names, "TYPE"), "type2");
        assert_eq!(take_snake(&mut names, "self"), "self_");
        assert_eq!(take_pascal(&mut names, "self"), "Self_");
        assert_eq!(take_snake(&mut names, "read-URL"), "read_url");
    }

    #[test]
    fn functions_of_resources_begin_with_the_resource() {
        for (wit, rust) in [
            ("[constructor]pen", "pen-new"),
            ("[method]pen.write-all", "pen-write-all"),
            ("[static]pen.make", "pen-make"),
            ("get", "get"),
        ] {
            assert_eq!(function_name(wit), rust);
        }
    }

    #[test]
    fn names_are_in_the_order_of_rustfmt() {
        let mut names = vec!["Foo10", "B1", "FooBar", "Foo2", "Bfoo", "A", "Foo", "r#Gen"];
        names.sort_by(|one, other| compare(one, other));
        assert_eq!(
            names,
            ["A", "B1", "Bfoo", "Foo", "Foo2", "Foo10", "FooBar", "r#Gen"]
        );
    }
}
