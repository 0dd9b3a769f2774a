//! `componentize ld` from outside, with a stand-in for wasm-ld: what it takes, passes on, prints and leaves behind.
//!
//! `tests/linker` has the same with compilers.
#![cfg(unix)]

mod init;
mod place;
mod refused;
mod replayed;
mod started;
mod wrapped;
