//! What to do about the library's warnings, in the words of the command line.

use componentize::Warning;

/// The warnings, each with its cure.
pub fn with_cures(warnings: &[Warning]) -> impl Iterator<Item = String> {
    warnings.iter().map(|warning| match cure(warning) {
        Some(cure) => format!("{warning}: {cure}"),
        None => warning.to_string(),
    })
}

fn cure(warning: &Warning) -> Option<&'static str> {
    match warning {
        Warning::DroppedExports {
            has_world: false, ..
        } => Some("name a world with `--wit`, or embed one with `componentize embed`"),
        Warning::DroppedExports { .. } => Some("add them to the world, or ignore this with `-q`"),
        Warning::NoWorld => Some("embed one in a library with `componentize embed`"),
        Warning::StartNotCalled => Some("`--adapt wasi_snapshot_preview1=command` makes a command"),
        Warning::UnusedImportName { .. } => {
            Some("`componentize inspect` lists the imports of a component")
        }
        Warning::UnusedWasiVersion => {
            Some("leave out `--wasi-version`, or add `--adapt wasi_snapshot_preview1`")
        }
        Warning::UnusedReallocViaMemoryGrow => Some("leave out `--realloc-via-memory-grow`"),
        _ => None,
    }
}
