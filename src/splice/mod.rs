//! Puts the built-in adapter, on a memory of its own, between a module and WASI 0.2.

mod adapter_outline;
mod capability;
mod edit;
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

/// The adapter's own memory, as it is exported and imported. By this name the adapter is known.
const PRIVATE_MEMORY: &str = "private-memory";
/// The adapter's allocator for what the host hands it.
const REALLOC: &str = "cabi_import_realloc";
/// The adapter's export that is told before and after a call during which it must not call out.
const FORBID_LEAVE: &str = "forbid-leave";
/// Stands before the interface in the module name of an import that is lowered on the guest's memory.
const ON_GUEST_MEMORY: &str = "on-guest-memory:";
/// The table of functions that stand-ins call, by the name that wit-component gives to its own.
const TABLE: &str = "$imports";
/// The name of the custom section of a world.
const WORLD: &str = "component-type";

/// An import's interface, and whether it is to be lowered on the guest's memory.
fn on_guest_memory(module: &str) -> (&str, bool) {
    match module.strip_prefix(ON_GUEST_MEMORY) {
        Some(interface) => (interface, true),
        None => (module, false),
    }
}
