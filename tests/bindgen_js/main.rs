//! The JavaScript bindings, run in Node and compared with Wasmtime on the same components.
#![cfg(feature = "bindgen")]

mod behaviour;
mod composed;
mod declarations;
mod echo;
mod harness;
mod random;
mod value;
mod values;
