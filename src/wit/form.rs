//! The forms in which WIT is written, and a package as a file.

use std::path::PathBuf;

/// How WIT is written as text.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct TextOptions {
    /// Whether doc comments are written.
    pub docs: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        TextOptions { docs: true }
    }
}

impl TextOptions {
    /// Whether doc comments are written; true by default.
    pub fn docs(mut self, docs: bool) -> Self {
        self.docs = docs;
        self
    }
}

/// How WIT is written in the binary format.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct BinaryOptions {
    /// Whether versions are written as `wasi:cli/exit@0.2`, with the rest next to it.
    pub canonical_names: bool,
    /// Whether the result is validated.
    pub validate: bool,
}

impl Default for BinaryOptions {
    fn default() -> Self {
        BinaryOptions {
            canonical_names: false,
            validate: true,
        }
    }
}

impl BinaryOptions {
    /// Whether versions are written as `wasi:cli/exit@0.2`, with the rest next to it; false by default.
    pub fn canonical_names(mut self, canonical_names: bool) -> Self {
        self.canonical_names = canonical_names;
        self
    }

    /// Whether the result is validated; true by default.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }
}

/// One package as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PackageFile {
    /// Where it belongs, relative to the directory of the package that was asked for.
    pub path: PathBuf,
    /// The text.
    pub text: String,
}
