//! Which imports or exports were added or removed, or changed their version.

use super::report::{NameChange, NamesDiff};
use crate::implements::InterfaceName;
use crate::inspect::Extern;

/// Compares the names of two files: equal names first, then compatible versions of an interface among the rest.
pub fn compare(old: &[Extern], new: &[Extern]) -> NamesDiff {
    let mut added: Vec<&Extern> = without(new, old);
    let mut diff = NamesDiff::default();
    for item in without(old, new) {
        match added.iter().position(|it| is_compatible(item, it)) {
            Some(index) => diff.changed.push(NameChange {
                old: shown(item),
                new: shown(added.remove(index)),
            }),
            None => diff.removed.push(shown(item)),
        }
    }
    diff.added = added.into_iter().map(shown).collect();
    diff
}

/// Those of `items` that `others` do not have.
fn without<'e>(items: &'e [Extern], others: &[Extern]) -> Vec<&'e Extern> {
    let same = |one: &Extern, other: &Extern| {
        one.name == other.name && one.interface == other.interface && one.version == other.version
    };
    items
        .iter()
        .filter(|item| !others.iter().any(|other| same(item, other)))
        .collect()
}

/// Whether both are one interface in versions of which one can stand for the other, under one label if they have any.
fn is_compatible(old: &Extern, new: &Extern) -> bool {
    let (Some(one), Some(other)) = (interface(old), interface(new)) else {
        return false;
    };
    old.label == new.label && one.is_compatible(&other)
}

fn interface(item: &Extern) -> Option<InterfaceName> {
    full(item)?.parse().ok()
}

/// The interface that an item is or implements, with its version.
fn full(item: &Extern) -> Option<String> {
    let interface = item.interface.as_ref()?;
    let version = item.version.as_ref();
    Some(version.map_or_else(|| interface.clone(), |it| format!("{interface}@{it}")))
}

/// The name for a reader; a label also says what it implements.
fn shown(item: &Extern) -> String {
    match (&item.label, full(item)) {
        (Some(label), Some(interface)) => format!("{label} (implements {interface})"),
        _ => item.name.clone(),
    }
}
