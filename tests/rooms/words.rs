//! The words that several rooms use for types mean one thing each.

use crate::sources::{code, modules};
use std::collections::BTreeMap;

/// The words, and where their one type is. Host bindings have words of their own.
const WORDS: [(&str, &str); 7] = [
    ("Adapter", "encode"),
    ("Found", "error::input"),
    ("Metadata", "finish::metadata"),
    ("Module", "component::module"),
    ("Names", "implements::read"),
    ("Specialised", "specialise::specialised"),
    ("Wiring", "component::wiring"),
];

/// The type that a line defines.
fn defined(line: &str) -> Option<&str> {
    let words = line.trim_start().trim_start_matches("pub(crate) ");
    let words = words.trim_start_matches("pub(super) ");
    let words = words.trim_start_matches("pub ");
    let kinds = ["struct ", "enum ", "trait ", "type "];
    let rest = kinds.iter().find_map(|kind| words.strip_prefix(kind))?;
    rest.split(|letter: char| !letter.is_alphanumeric()).next()
}

#[test]
fn a_word_for_types_means_one_thing() {
    let modules = modules();
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let codes: Vec<(&String, String)> = modules
        .iter()
        .filter(|(module, _)| !module.starts_with("bindgen"))
        .map(|(module, text)| (module, code(text)))
        .collect();
    for (module, code) in &codes {
        for name in code.lines().filter_map(defined) {
            places.entry(name).or_default().push(module);
        }
    }
    for (word, place) in WORDS {
        assert_eq!(places[word], [place], "`{word}`");
    }
}
