//! The JavaScript bindings, run in Node and compared with Wasmtime on the same components.
#![cfg(feature = "bindgen")]

mod asynchronous;
mod behaviour;
mod browser;
mod bundlers;
mod calls;
mod composed;
mod conversations;
mod declarations;
mod echo;
mod edges;
#[path = "../support/guests.rs"]
mod guests;
mod harness;
mod imports;
mod javascript;
mod jco_hosts;
mod names;
mod options;
mod random;
mod refused;
mod runtimes;
mod sizes;
mod talk;
mod types_from_wit;
mod value;
mod values;
mod wasi;
#[path = "../support/wit.rs"]
mod wit;
mod worlds;
