//! The JavaScript bindings, run in Node and compared with Wasmtime on the same components.
#![cfg(feature = "bindgen")]

mod asynchronous;
mod behaviour;
mod browser;
mod bundlers;
mod calls;
mod composed;
mod conversations;
#[path = "../support/values.rs"]
mod crossing;
mod declarations;
#[path = "../support/echo.rs"]
mod echo;
#[path = "../support/edges.rs"]
mod edges;
#[path = "../support/guests.rs"]
mod guests;
mod harness;
mod imports;
mod javascript;
mod jco_hosts;
mod minified;
mod names;
mod options;
#[path = "../support/composed.rs"]
mod pairs;
mod python_guest;
#[path = "../support/random.rs"]
mod random;
mod refused;
mod runtimes;
mod sizes;
mod small;
mod suite;
mod suspension;
mod talk;
#[path = "../support/traps.rs"]
mod traps;
mod types_from_wit;
#[path = "../support/value.rs"]
mod value;
mod values;
mod wasi;
#[path = "../support/wit.rs"]
mod wit;
mod worlds;
