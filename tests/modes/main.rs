//! The built-in adapter in every mode: guests of unusual shapes, and every option that changes the wiring.

#[path = "../support/mod.rs"]
mod support;

mod adapters;
mod hello;
mod memories;
mod options;
mod reactor;
mod start;
