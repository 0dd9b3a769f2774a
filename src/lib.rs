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
mod embed;
mod encode;
mod encoded;
mod error;
mod guard;
pub mod implements;
mod input;
pub mod inspect;
mod preview1;
mod splice;
mod targets;
mod validate;
pub mod wit;

pub use adapter::{UnknownWasiVersion, Variant, WasiVersion, builtin_adapter, specialised_adapter};
pub use componentize::Componentizer;
pub use componentize::link::Linker;
pub use embed::{DummyNames, EmbedOptions, Encoding, dummy_module, embed, embedded_world};
pub use encode::metadata::Metadata;
pub use encode::outline::Strip;
pub use encoded::Encoded;
pub use error::{Error, UnknownImport};
pub use targets::{Misfit, targets};

#[cfg(feature = "bindgen")]
pub mod bindgen;
