//! The Python bindings, run in Python and compared with Wasmtime on the same components.
#![cfg(feature = "bindgen")]

mod behaviour;
#[path = "../support/values.rs"]
mod crossing;
#[path = "../support/echo.rs"]
mod echo;
#[path = "../support/edges.rs"]
mod edges;
mod harness;
mod python;
#[path = "../support/random.rs"]
mod random;
mod types;
#[path = "../support/value.rs"]
mod value;
mod values;
