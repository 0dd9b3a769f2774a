//! What differs, whose fields are the keys of the JSON form.

use serde_derive::Serialize;
use std::cmp::Reverse;

/// What differs between an old and a new file.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Diff {
    /// The version of this form; it grows when a field changes its meaning or is removed.
    pub schema: u32,
    /// The sizes of the files. They are the sums of `component` and all `modules`.
    pub size: Sizes,
    /// The bytes outside of core modules.
    pub component: Sizes,
    /// The core modules, in the order of the old file; those that only the new file has come last.
    pub modules: Vec<ModuleDiff>,
    /// The functions whose size differs, those that differ most first.
    pub functions: Vec<FunctionDiff>,
    /// Which imports were added or removed, or changed their version.
    pub imports: NamesDiff,
    /// The same of the exports.
    pub exports: NamesDiff,
}

/// Sizes in bytes, where something is in both files or only in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Sizes {
    /// In the old file.
    pub old: Option<u64>,
    /// In the new file.
    pub new: Option<u64>,
}

/// A core module.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ModuleDiff {
    /// What it is there for, such as `main module` or `component 0: adapter`.
    pub name: String,
    /// Its sizes: the sums of its sections, and 8 bytes of its own.
    pub size: Sizes,
    /// Its sections.
    pub sections: Vec<SectionDiff>,
}

/// A section of a core module; custom sections of one name are one.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct SectionDiff {
    /// `type`, `code` and so on; a custom section's own name.
    pub name: String,
    /// Its sizes with its header.
    pub size: Sizes,
}

/// A function whose size differs.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct FunctionDiff {
    /// The name of its module in `modules`.
    pub module: String,
    /// Its name, without the hash that Rust adds; a function without one is called by its index, as `#7`.
    pub name: String,
    /// The sizes of its body, each with the number that says the size.
    pub size: Sizes,
    /// What happened to it.
    pub change: Change,
}

/// What happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// Only the new file has it.
    Added,
    /// Only the old file has it.
    Removed,
    /// Both have it, and it differs.
    Changed,
}

/// Imports or exports that differ.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct NamesDiff {
    /// Names that only the new file has, in its order.
    pub added: Vec<String>,
    /// Names that only the old file has, in its order.
    pub removed: Vec<String>,
    /// Interfaces that are there in both, in compatible versions.
    pub changed: Vec<NameChange>,
}

/// An interface whose version changed to a compatible one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct NameChange {
    /// The name in the old file.
    pub old: String,
    /// The name in the new file.
    pub new: String,
}

impl Diff {
    /// By how many bytes the file grew; less than zero if it shrank.
    pub fn growth(&self) -> i64 {
        self.size.growth()
    }

    /// The diff as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("the diff holds texts and numbers only")
    }

    /// Puts what differs most first.
    pub(super) fn sort(&mut self) {
        self.functions
            .sort_by_key(|it| Reverse(it.size.growth().unsigned_abs()));
    }
}

impl Sizes {
    pub(super) fn of(old: u64, new: u64) -> Sizes {
        Sizes {
            old: Some(old),
            new: Some(new),
        }
    }

    /// By how many bytes it grew; what is not there has none.
    pub fn growth(&self) -> i64 {
        let size = |size: Option<u64>| i64::try_from(size.unwrap_or(0)).unwrap_or(i64::MAX);
        size(self.new) - size(self.old)
    }
}

impl NamesDiff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}
