//! `componentize` as a component: the command line in Node and in Wasmtime writes what the native one writes, the npm
//! package does what it promises, and the component makes itself again.
//!
//! `npm/build.js` builds the package first, out of the sources as they are: some minutes where nothing is built.

#[allow(dead_code)]
#[path = "../bindgen_js/harness.rs"]
mod harness;

#[allow(dead_code)]
#[path = "../bindgen_python/harness.rs"]
mod python;

mod api;
mod interface;
mod itself;
mod package;
mod plugin;
mod runs;
mod same;
#[path = "../support/wasi_state.rs"]
mod wasi_state;
mod wasmtime_host;
