//! Puts the built-in adapter, on a memory of its own, between a module and WASI 0.2.

mod capability;
pub mod facade;
mod found;
pub mod front;
pub mod graft;
mod inline;
mod insert;
mod numbering;
mod own;
mod plan;
pub mod rewire;
mod shims;
pub mod specialise;
mod trampoline;

/// The adapter's own memory, as it is exported and imported. By this name the adapter is known.
const PRIVATE_MEMORY: &str = "private-memory";
/// The adapter's allocator for what the host hands it.
const REALLOC: &str = "cabi_import_realloc";
/// The adapter's export that is told before and after a call during which it must not call out.
const FORBID_LEAVE: &str = "forbid-leave";
/// Stands before the interface in the module name of an import that is lowered on the guest's memory.
pub const ON_GUEST_MEMORY: &str = "on-guest-memory:";
/// The table of functions that stand-ins call, by the name that wit-component gives to its own.
const TABLE: &str = "$imports";
