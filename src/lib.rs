//! Turns core WebAssembly modules into components.

#![deny(missing_docs)]
