//! What the tests and benches share: running one guest on several hosts and comparing what it did.
//!
//! A guest runs as a core module on wasmtime's own preview1 host, which is the oracle; as a component made by
//! this crate, in Wasmtime and in Python; and as a component made with the published adapter. The world around it is the same
//! each time.

// Each test binary and bench uses its own part of this.
#![allow(dead_code)]

pub mod arguments;
pub mod calls;
pub mod command;
pub mod guests;
pub mod hosts;
pub mod pair;
pub mod preview1;
#[cfg(feature = "bindgen")]
pub mod python;
pub mod script;
pub mod script_guest;
pub mod world;
