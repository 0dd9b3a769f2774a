//! A read-only view of what is being wrapped and of what came out: parsed once, borrowed from, never changed.

pub mod calls;
mod canonical;
pub mod declarations;
pub mod module;
pub mod outermost;
pub mod sections;
pub mod wiring;
pub mod writer;
