//! Values: lifted from memory and core values, and lowered to them.

mod contains;
mod flags;
mod flat_lift;
pub mod flat_lower;
pub mod lift;
mod lower;
pub mod numbers;
