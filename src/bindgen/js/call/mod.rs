//! Calls: functions that hosts call, and functions that core modules call.

mod builtins;
mod error_context;
pub mod exported;
mod guest_call;
pub mod imported;
mod results;
mod subtask;
mod suspended;
mod task;
pub mod trampolines;
