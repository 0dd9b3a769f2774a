//! Puts the specialised adapter, on a memory of its own, between a module and WASI 0.2.

mod forbid_leave;
mod insert;
mod instances;
mod numbering;
mod output;
mod plan;
pub mod rewire;
mod shims;
pub mod split;

use crate::preview1::names::{FORBID_LEAVE, PRIVATE_MEMORY, REALLOC, TABLE};
