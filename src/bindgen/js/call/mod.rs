//! Calls: functions that hosts call, and functions that core modules call.

pub mod exported;
pub mod imported;
mod results;
pub mod trampolines;
