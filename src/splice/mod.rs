//! Puts the built-in adapter, on a memory of its own, between a module and WASI 0.2.

mod adapter_outline;
mod capability;
pub mod edit;
mod forbid_leave;
mod inline_calls;
mod insert;
mod instances;
mod numbering;
mod output;
mod plan;
pub mod request;
pub mod rewire;
mod shims;
pub mod specialise;
pub mod specialised;
pub mod split;
pub mod standard_names;

use crate::preview1::names::{FORBID_LEAVE, ON_GUEST_MEMORY, PRIVATE_MEMORY, REALLOC, TABLE};

/// An import's interface, and whether it is to be lowered on the guest's memory.
fn on_guest_memory(module: &str) -> (&str, bool) {
    match module.strip_prefix(ON_GUEST_MEMORY) {
        Some(interface) => (interface, true),
        None => (module, false),
    }
}
