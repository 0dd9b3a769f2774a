//! Turns core WebAssembly modules into components.
//!
//! [`Componentizer`] takes a core module, in the binary format or as WAT text, and returns a component; `componentize new`
//! only reads, calls it and writes. A module that was built for WASI preview1 gets the built-in adapter:
//!
//! ```
//! # fn main() -> Result<(), componentize::Error> {
//! let module = br#"(module
//!     (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
//!     (memory (export "memory") 1)
//!     (func (export "_start")))"#;
//! let component = componentize::Componentizer::new(module).builtin_adapter().encode()?;
//! assert!(component.starts_with(b"\0asm"));
//! # Ok(())
//! # }
//! ```
//!
//! A module that cannot be wrapped is refused by a variant of [`Error`] whose message says what, where, and the cure:
//!
//! ```
//! use componentize::{Componentizer, Error};
//!
//! let module = br#"(module (import "env" "setjmp" (func)))"#;
//! match Componentizer::new(module).encode() {
//!     Err(Error::UnknownImports { modules }) => assert_eq!(modules[0].names, ["setjmp"]),
//!     other => panic!("{other:?}"),
//! }
//! ```
//!
//! The other commands are here too: [`embed`] puts a world into a module, [`Linker`] makes one component of dynamic
//! libraries, [`wit`] reads and writes WIT, [`targets`] compares a component with a world, [`inspect`](mod@inspect)
//! reports what is in one, [`diff`] compares two, [`picture`] draws one, [`linker`] is the linker of a compiler, and
//! [`implements`] reads names that say which interface they implement. Two more need features of their names: `bindgen`
//! generates host bindings, and `oci` makes an OCI artifact.
//!
//! A build script needs neither of the default features: with `default-features = false` this is 38 crates, all included.
//! `cli` is for the command, and brings clap and `oci`; `bindgen` brings a part of Wasmtime.
//!
//! `bindgen::plan` is for those who write a backend of their own. It follows what Wasmtime finds in a component, so it may
//! change with each release; the rest of the library changes with the rules of semantic versions.

#![deny(missing_docs)]

/// The lines of Rust that README shows.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod adapter;
mod component;
mod componentize;
pub mod diff;
mod draft;
mod embed;
mod encode;
mod encoded;
mod error;
mod explain;
mod finish;
mod guard;
pub mod implements;
pub mod input;
pub mod inspect;
pub mod linker;
mod near;
#[cfg(feature = "oci")]
pub mod oci;
pub mod picture;
mod preview1;
mod requirements;
mod signature;
mod specialise;
mod splice;
mod targets;
mod validate;
mod variant;
mod warning;
mod weights;
pub mod wit;

pub use adapter::{UsedAdapter, builtin_adapter, specialised_adapter};
pub use componentize::Componentizer;
pub use componentize::link::Linker;
pub use embed::{
    DummyNames, EmbedOptions, Encoding, UnknownEncoding, dummy_module, embed, embedded_world,
};
pub use encode::strip::{Strip, UnknownStrip};
pub use encoded::Encoded;
pub use error::{
    Difference, DifferenceKind, Error, Expected, Failure, Found, ImportCause, Misfit, Near,
    NearKind, Place, UnknownImport, Wanted, WorldProblem,
};
pub use finish::metadata::Metadata;
pub use targets::{TargetsOptions, targets};
pub use variant::{UnknownVariant, UnknownWasiVersion, Variant, WasiVersion};
pub use warning::Warning;

#[cfg(feature = "bindgen")]
pub mod bindgen;
