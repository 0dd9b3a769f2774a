//! The library's errors, by what a program would do about them.

use crate::bindings::exports::componentize::tools::tools::{Difference, DifferenceKind, Refusal};
use componentize::Error;

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        let text = text(&error);
        match error {
            Error::NotWasm { .. }
            | Error::Text { .. }
            | Error::AlreadyComponent
            | Error::NotComponent
            | Error::Relocatable
            | Error::Malformed { .. }
            | Error::Memory64
            | Error::SharedMemory => Refusal::Input(text),
            Error::UnknownImports { .. }
            | Error::WasiUnstable { .. }
            | Error::UnknownFunction { .. }
            | Error::WrongSignature { .. } => Refusal::Imports(text),
            Error::NoAdapter { .. }
            | Error::TwoAdapters { .. }
            | Error::BadAdapter { .. }
            | Error::IncompleteAdapter { .. }
            | Error::NoMemory { .. }
            | Error::MemoryNotExported { .. }
            | Error::OwnRun { .. }
            | Error::OwnType { .. }
            | Error::NoStart
            | Error::WrongStart { .. } => Refusal::Adapter(text),
            Error::Wit { .. }
            | Error::NoWit
            | Error::NotWit { .. }
            | Error::NoWitFile { .. }
            | Error::SeveralWorlds { .. }
            | Error::WorldType { .. }
            | Error::NoSuchWorld { .. } => Refusal::Wit(text),
            Error::WorldMismatch { .. } => Refusal::Mismatch(text),
            Error::NotDynamic { .. }
            | Error::DuplicateLibrary { .. }
            | Error::MissingLibraries { .. }
            | Error::MissingSymbols { .. } => Refusal::Libraries(text),
            Error::Misfit(misfit) => {
                Refusal::Misfit(misfit.differences.into_iter().map(difference).collect())
            }
            _ => Refusal::Other(text),
        }
    }
}

/// The message and those of its causes.
fn text(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

fn difference(difference: componentize::Difference) -> Difference {
    let kind = match difference.kind {
        componentize::DifferenceKind::Missing => DifferenceKind::Missing,
        componentize::DifferenceKind::Extra => DifferenceKind::Extra,
        _ => DifferenceKind::Different,
    };
    Difference {
        kind,
        text: difference.text,
    }
}

/// A value that does not parse as what it should be.
pub fn not_an_option(error: impl std::fmt::Display) -> Refusal {
    Refusal::Other(error.to_string())
}
