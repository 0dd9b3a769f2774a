//! Values: trees of [`plan::call`](crate::bindgen::plan::call), lifted from their places and lowered to them.

mod ends;
pub mod flags;
pub mod lift;
pub mod load;
pub mod lower;
pub mod numbers;
mod store;
pub mod target;
