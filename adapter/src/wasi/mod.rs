//! The functions of WASI 0.2 that this adapter calls: the imports, and one safe function for each.
//!
//! Names, types and layouts are those of the WIT in `wit/`, lowered by the canonical ABI. A result that does not
//! fit a core value is written to [`ret`]. Every function that calls the host checks [`crate::leave::leave`]
//! first.

pub mod cli;
pub mod clocks;
pub mod filesystem;
pub mod lists;
pub mod poll;
pub mod random;
pub mod ret;
pub mod streams;
