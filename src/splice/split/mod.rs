//! Splits a specialised adapter in two: the front, which is instantiated before the main module, and the rest, which is
//! instantiated after it.

pub mod front;
pub mod rest;
