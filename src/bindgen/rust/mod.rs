//! A Rust host for Wasmtime: types, traits for what a component imports, a struct of what it exports, and linkers.
//!
//! Wasmtime lifts and lowers values itself, so nothing here looks at core functions: the bindings are types that
//! Wasmtime's derives describe, closures that it registers, and typed functions that it finds. They name only
//! Wasmtime's public API.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use componentize::bindgen::{plan::Plan, rust};
//! let component = wat::parse_str("(component)")?;
//! let files = rust::generate(&Plan::new(&component)?, &rust::Options::new("app"))?;
//! assert!(files.iter().any(|(name, _)| name == "mod.rs"));
//! # Ok(())
//! # }
//! ```

mod doc;
mod exports;
mod file;
mod files;
mod imports;
mod interface;
mod invocation;
mod labels;
mod layout;
mod model;
mod names;
mod options;
mod package;
mod root;
mod text;
mod types;
mod wasi;

pub use files::generate;
pub use invocation::invocation;
pub use options::Options;
pub use package::{Crate, package};
