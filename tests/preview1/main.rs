//! WASI preview1, function by function: each called natively and in a component, compared after every call.

#[path = "../support/mod.rs"]
mod support;

mod clocks;
mod descriptors;
mod directories;
mod environment;
mod links;
mod open;
mod overlaps;
mod paths;
mod pointers;
mod poll;
mod process;
mod stat;
mod stdio;
mod transfer;
