//! Warnings about a component that was made.

use crate::error::list::list;
use std::fmt;

/// Something that was left out or ignored, and may not have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The module exports functions that no world names, so the component does not export them.
    DroppedExports {
        /// The functions, without those that runtimes and the canonical ABI need for themselves.
        names: Vec<String>,
        /// Whether the module has a world at all.
        has_world: bool,
    },

    /// No library has a world, so the component exports none of their functions.
    NoWorld,

    /// The module exports `_start`, but the component is not a command, so nothing calls it.
    StartNotCalled,

    /// An import was to get another name, but the component does not import it.
    UnusedImportName {
        /// The import.
        name: String,
    },

    /// A version of WASI was chosen, but the built-in adapter, which it is for, was not.
    UnusedWasiVersion,

    /// Adapters were to get their memory by `memory.grow`, but there is no adapter of the caller's.
    UnusedReallocViaMemoryGrow,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Warning::DroppedExports { names, has_world } => {
                let them = if names.len() == 1 { "it" } else { "them" };
                let exported = list(names);
                write!(f, "the module exports {exported}, but ")?;
                match has_world {
                    true => write!(f, "its world does not name {them}")?,
                    false => write!(f, "it has no world")?,
                }
                write!(f, ", so the component does not export {them}")
            }
            Warning::NoWorld => f.write_str(
                "no library has a world, so the component does not export their functions",
            ),
            Warning::StartNotCalled => f.write_str(
                "the module exports `_start`, but the component is not a command, so nothing calls it",
            ),
            Warning::UnusedImportName { name } => write!(
                f,
                "the component does not import `{name}`, so nothing was renamed"
            ),
            Warning::UnusedWasiVersion => f.write_str(
                "the WASI version has no effect: it is for the built-in adapter, which is not used",
            ),
            Warning::UnusedReallocViaMemoryGrow => f.write_str(
                "the choice of `memory.grow` has no effect: it is for adapters that are files, and there is none",
            ),
        }
    }
}
