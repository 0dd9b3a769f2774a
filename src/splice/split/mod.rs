//! Splits a specialised adapter in two: the front, which is instantiated before the main module, and the rest, which is
//! instantiated after it.

pub mod front;
pub mod rest;

use crate::specialise::specialised::Specialised;
use anyhow::Result;
use front::{Front, Style, front};
use rest::{Rest, rest};
use std::collections::BTreeSet;

/// Splits a specialised adapter. `stand_ins` are those of its functions that others call before it is there, `exports` those
/// that they call afterwards.
pub fn split(
    adapter: Specialised,
    stand_ins: &[&str],
    exports: &BTreeSet<&str>,
    style: Style,
) -> Result<(Front, Rest)> {
    let front = front(adapter.module.clone(), stand_ins, style)?;
    Ok((front, rest(adapter, stand_ins, exports, style)?))
}
