//! Host bindings from a component: `plan` decides, a backend prints.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use componentize::bindgen::{js, plan::Plan};
//! let component = wat::parse_str("(component)")?;
//! let files = js::generate(&Plan::new(&component)?, &js::Options::new("app"));
//! assert!(files.iter().any(|(name, _)| name == "app.js"));
//! # Ok(())
//! # }
//! ```

pub mod js;
mod minify;
pub mod names;
mod pieces;
pub mod plan;
pub mod python;
pub mod rust;
mod script;
mod source;
mod typescript;

/// Generated files by their paths, relative to the directory they belong in.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<(String, Vec<u8>)>,
}

impl Files {
    /// Adds a file.
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.push((path.to_string(), bytes));
    }

    /// All files, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}
