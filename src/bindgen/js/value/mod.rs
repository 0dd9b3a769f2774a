//! Values: trees of [`plan::call`](crate::bindgen::plan::call), lifted from their places and lowered to them.

mod ends;
mod flags;
mod lift;
mod lower;
pub mod numbers;
pub mod places;
mod routines;
pub mod shapes;
