//! Short names for what the file declares, the shortest for those that are used most.

use super::roles::{Role, Roles};
use super::tokens::Token;
use crate::bindgen::script::literals::KEYWORDS;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Words that mean something in some places, and are names in others.
const CONTEXTUAL: &[&str] = &["as", "async", "from", "get", "of", "set"];

const FIRST: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$";
const OTHERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$0123456789";

/// A short name for each name that may have one.
pub fn short_names<'s>(
    tokens: &[Token<'s>],
    found: &Roles<'s>,
    visible: &BTreeSet<&str>,
) -> BTreeMap<&'s str, String> {
    let fixed = CONTEXTUAL.iter().chain(KEYWORDS);
    let fixed = fixed.chain(&found.exported).chain(visible);
    let fixed: BTreeSet<&str> = fixed.copied().collect();
    let declared: BTreeSet<&str> = found.declared.iter().copied().collect();
    // How often a name is used, and where first.
    let mut uses: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (i, (token, role)) in tokens.iter().zip(&found.roles).enumerate() {
        if *role != Role::Fixed {
            uses.entry(token.text).or_insert((0, i)).0 += 1;
        }
    }
    let may_change = |name: &str| declared.contains(name) && !fixed.contains(name);
    let taken: BTreeSet<&str> = uses
        .keys()
        .copied()
        .filter(|name| !may_change(name))
        .collect();
    let mut wanted: Vec<_> = uses
        .into_iter()
        .filter(|(name, _)| may_change(name))
        .collect();
    wanted.sort_by_key(|(_, (count, first))| (Reverse(*count), *first));
    let names = (0..).map(nth);
    let free =
        names.filter(|name| !fixed.contains(name.as_str()) && !taken.contains(name.as_str()));
    wanted.into_iter().map(|(name, _)| name).zip(free).collect()
}

/// The names in order of their length.
fn nth(number: usize) -> String {
    let mut name = String::from(char::from(FIRST[number % FIRST.len()]));
    let mut rest = number / FIRST.len();
    while rest > 0 {
        rest -= 1;
        name.push(char::from(OTHERS[rest % OTHERS.len()]));
        rest /= OTHERS.len();
    }
    name
}
