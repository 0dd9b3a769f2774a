//! The Python bindings, run in Python and compared with Wasmtime on the same components.

mod behaviour;
mod command;
mod composed;
#[path = "../support/values.rs"]
mod crossing;
#[path = "../support/echo.rs"]
mod echo;
#[path = "../support/edges.rs"]
mod edges;
mod example;
mod harness;
mod interrupt;
mod mutated;
mod names;
mod options;
#[path = "../support/composed.rs"]
mod pairs;
mod python;
#[path = "../support/random.rs"]
mod random;
mod stage;
#[path = "../support/traps.rs"]
mod traps;
mod types;
#[path = "../support/value.rs"]
mod value;
mod values;
mod versions;
