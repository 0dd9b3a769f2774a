//! Finds for each function of the old module the same one in the new module.
//!
//! 1. By name. Several functions of one name (copies of a generic function) are taken together: equal bodies first, then in
//!    order.
//! 2. By body, those that have no name or whose name the other module lacks.
//! 3. By body without the numbers of what it refers to: see [`bodies`](super::bodies).
//!
//! What is left was added or removed.

use super::bodies::without_numbers;
use super::report::{Change, FunctionDiff, Sizes};
use crate::weights::Function;
use std::collections::HashMap;
use std::hash::Hash;

/// Adds the functions whose size differs between two modules; one that is missing has no functions.
pub fn compare(
    label: &str,
    old: &[Function<'_>],
    new: &[Function<'_>],
    diffs: &mut Vec<FunctionDiff>,
) {
    let mut unpaired = Unpaired {
        old: (0..old.len()).collect(),
        new: (0..new.len()).collect(),
    };
    let mut changed = unpaired.pair_by_name(old, new);
    unpaired.pair(|index| Some(old[index].body), |index| Some(new[index].body));
    let plain = |function: &Function<'_>| without_numbers(function.body, function.at);
    unpaired.pair(|index| plain(&old[index]), |index| plain(&new[index]));

    let mut add = |change, one: Option<usize>, other: Option<usize>| {
        let one = one.map(|index| (index, &old[index]));
        let other = other.map(|index| (index, &new[index]));
        let name = other
            .or(one)
            .map(|(index, function)| shown(index, function));
        diffs.push(FunctionDiff {
            module: label.to_string(),
            name: name.unwrap_or_default(),
            size: Sizes {
                old: one.map(|(_, function)| function.size),
                new: other.map(|(_, function)| function.size),
            },
            change,
        });
    };
    changed.retain(|(one, other)| old[*one].size != new[*other].size);
    for (one, other) in changed {
        add(Change::Changed, Some(one), Some(other));
    }
    for index in unpaired.old {
        add(Change::Removed, Some(index), None);
    }
    for index in unpaired.new {
        add(Change::Added, None, Some(index));
    }
}

/// The functions that were not paired yet, in order.
struct Unpaired {
    old: Vec<usize>,
    new: Vec<usize>,
}

impl Unpaired {
    /// Takes out the functions that have a name in both modules, as pairs.
    fn pair_by_name(&mut self, old: &[Function<'_>], new: &[Function<'_>]) -> Vec<(usize, usize)> {
        let mut named: HashMap<&str, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (index, function) in old.iter().enumerate() {
            if let Some(name) = &function.name {
                named.entry(name).or_default().0.push(index);
            }
        }
        for (index, function) in new.iter().enumerate() {
            if let Some(name) = &function.name {
                named.entry(name).or_default().1.push(index);
            }
        }
        let mut pairs = Vec::new();
        for (old_ones, new_ones) in named.into_values() {
            let mut group = Unpaired {
                old: old_ones,
                new: new_ones,
            };
            pairs.extend(group.pair(|index| Some(old[index].body), |index| Some(new[index].body)));
            pairs.extend(group.old.into_iter().zip(group.new));
        }
        let olds: Vec<usize> = pairs.iter().map(|pair| pair.0).collect();
        let news: Vec<usize> = pairs.iter().map(|pair| pair.1).collect();
        take_out(&mut self.old, olds);
        take_out(&mut self.new, news);
        pairs.sort_unstable();
        pairs
    }

    /// Takes out the functions with equal keys, as pairs in order. A function without a key stays.
    fn pair<K: Hash + Eq>(
        &mut self,
        old_key: impl Fn(usize) -> Option<K>,
        new_key: impl Fn(usize) -> Option<K>,
    ) -> Vec<(usize, usize)> {
        if self.old.is_empty() || self.new.is_empty() {
            return Vec::new();
        }
        let mut by_key: HashMap<K, Vec<usize>> = HashMap::new();
        for &index in self.old.iter().rev() {
            if let Some(key) = old_key(index) {
                by_key.entry(key).or_default().push(index);
            }
        }
        let mut pairs = Vec::new();
        self.new.retain(|&index| {
            let same = new_key(index).and_then(|key| by_key.get_mut(&key)?.pop());
            pairs.extend(same.map(|old| (old, index)));
            same.is_none()
        });
        take_out(&mut self.old, pairs.iter().map(|pair| pair.0).collect());
        pairs
    }
}

/// Removes `taken` from `list`, which is in ascending order.
fn take_out(list: &mut Vec<usize>, mut taken: Vec<usize>) {
    taken.sort_unstable();
    list.retain(|index| taken.binary_search(index).is_err());
}

fn shown(index: usize, function: &Function<'_>) -> String {
    match &function.name {
        Some(name) => name.clone(),
        None => format!("#{index}"),
    }
}
