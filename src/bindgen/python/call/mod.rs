//! Calls in both directions.

pub mod exported;
pub mod imported;
pub mod results;
pub mod trampolines;
