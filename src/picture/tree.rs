//! The bytes of a file as a tree: file, core module, section, crate, function. A part's size is the sum of its parts.

use crate::weights::{Function, WeighedModule, Weights};
use serde_derive::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A part of the file, and what it is made of.
#[derive(Serialize)]
pub struct Part {
    name: String,
    size: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
}

/// How many functions of a module are parts of their own; all smaller ones of a crate are one part.
const LISTED: usize = 1500;

/// The parts of a file.
pub fn tree(name: &str, weights: &Weights<'_>) -> Part {
    let mut parts: Vec<Part> = weights.modules.iter().map(module).collect();
    if weights.component > 0 {
        parts.push(leaf("outside of core modules", weights.component));
    }
    whole(name, parts)
}

fn module(module: &WeighedModule<'_>) -> Part {
    const HEADER: u64 = 8;
    let mut parts: Vec<Part> = module
        .sections
        .iter()
        .map(|section| match section.name.as_str() {
            "code" => code(section.size, &module.functions),
            name => leaf(name, section.size),
        })
        .collect();
    parts.push(leaf("header", HEADER));
    whole(&module.label(), parts)
}

/// The code section: by crate or namespace where names have any.
fn code(size: u64, functions: &[Function<'_>]) -> Part {
    let smallest = smallest_listed(functions);
    let mut groups: BTreeMap<&str, Vec<Part>> = BTreeMap::new();
    let mut smaller: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
    for (index, function) in functions.iter().enumerate() {
        let name = function.name.as_deref();
        let group = name.map_or("", namespace);
        if function.size < smallest {
            let entry = smaller.entry(group).or_default();
            *entry = (entry.0 + 1, entry.1 + function.size);
            continue;
        }
        let name = name.map_or_else(|| format!("#{index}"), str::to_string);
        groups
            .entry(group)
            .or_default()
            .push(leaf(&name, function.size));
    }
    for (group, (count, size)) in smaller {
        let name = format!("{count} smaller functions");
        groups.entry(group).or_default().push(leaf(&name, size));
    }
    let mut parts = groups.remove("").unwrap_or_default();
    for (name, functions) in groups {
        parts.push(whole(name, functions));
    }
    let in_functions: u64 = functions.iter().map(|function| function.size).sum();
    parts.push(leaf("header", size - in_functions));
    whole("code", parts)
}

/// The size from which on a function is a part of its own.
fn smallest_listed(functions: &[Function<'_>]) -> u64 {
    let mut sizes: Vec<Reverse<u64>> = functions.iter().map(|it| Reverse(it.size)).collect();
    sizes.sort_unstable();
    sizes.get(LISTED).map_or(0, |size| size.0 + 1)
}

/// The crate or namespace of a function: what is before the first `::`, and nothing for a name without one. A linker writes
/// what a C++ template returns in front of its name.
fn namespace(name: &str) -> &str {
    let in_rust = name.trim_start_matches(['<', '&', '*']);
    let path = match name.split_once("::") {
        Some((start, _)) if !start.contains(['<', '(']) => {
            &name[start.rfind(' ').map_or(0, |space| space + 1)..]
        }
        _ => in_rust,
    };
    match path.split_once("::") {
        Some((first, _)) if first.chars().all(|it| it.is_alphanumeric() || it == '_') => first,
        _ => "",
    }
}

fn leaf(name: &str, size: u64) -> Part {
    let name = name.to_string();
    let parts = Vec::new();
    Part { name, size, parts }
}

/// A part that is made of others, the largest first.
fn whole(name: &str, mut parts: Vec<Part>) -> Part {
    parts.sort_by_key(|part| Reverse(part.size));
    Part {
        name: name.to_string(),
        size: parts.iter().map(|part| part.size).sum(),
        parts,
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, namespace, tree};
    use crate::weights::Weights;

    fn adds_up(part: &Part) {
        if !part.parts.is_empty() {
            let sum: u64 = part.parts.iter().map(|part| part.size).sum();
            assert_eq!(part.size, sum, "{}", part.name);
            part.parts.iter().for_each(adds_up);
        }
    }

    #[test]
    fn every_byte_is_shown_once() {
        let many = "(func nop)".repeat(3000);
        let text = format!("(component (core module (func $a::b nop nop) {many}) (core module))");
        let component = wat::parse_str(text).unwrap();
        let tree = tree("c", &Weights::of(&component).unwrap());
        assert_eq!(tree.size, component.len() as u64);
        adds_up(&tree);
    }

    #[test]
    fn namespaces() {
        for (name, expected) in [
            ("core::fmt::write", "core"),
            (
                "<alloc::string::String as core::fmt::Display>::fmt",
                "alloc",
            ),
            ("<&T as core::fmt::Debug>::fmt", ""),
            ("unsigned int shop::max<unsigned int>(std::pair)", "shop"),
            ("non-virtual thunk to shop::cart::add(int)", "shop"),
            ("max(std::pair)", ""),
            ("main", ""),
            ("#7", ""),
        ] {
            assert_eq!(namespace(name), expected, "{name}");
        }
    }
}
