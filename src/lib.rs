//! Turns core WebAssembly modules into components.
//!
//! [`Componentizer`] takes a core module, in the binary format or as WAT text, and gives a component; the command
//! line only reads, calls it and writes.
//!
//! ```
//! # fn main() -> Result<(), componentize::Error> {
//! let component = componentize::Componentizer::new(b"(module)").encode()?;
//! assert!(component.starts_with(b"\0asm"));
//! # Ok(())
//! # }
//! ```

#![deny(missing_docs)]

mod adapter;
mod choose;
mod component;
mod componentize;
mod encode;
mod error;
pub mod implements;
mod input;
mod preview1;
#[allow(dead_code)]
mod splice;
mod validate;

pub use adapter::{UnknownWasiVersion, Variant, WasiVersion};
pub use componentize::Componentizer;
pub use error::{Error, UnknownImport};
