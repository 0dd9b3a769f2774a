//! How other errors become [`Error`], and what is added to one on its way to the user.

use super::words::cut_short;
use super::{Error, Failure};
use crate::guard::Panicked;
use wasmparser::BinaryReaderError;

impl Error {
    pub(crate) fn malformed(offset: usize, message: &str) -> Error {
        Error::Malformed {
            offset: offset as u64,
            message: cut_short(message),
            function: None,
            name: None,
            place: None,
        }
    }

    /// A mistake that wasmparser found in what the user gave.
    pub(crate) fn read(error: &BinaryReaderError) -> Error {
        Error::malformed(error.offset() as usize, error.message())
    }

    /// Names the file that the input was read from, for messages about a place in its text.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Error {
        let place = match &mut self {
            Error::Text { place, .. } => Some(place),
            Error::Malformed { place, .. } => place.as_deref_mut(),
            _ => None,
        };
        if let Some(place) = place {
            place.file = Some(file.to_string());
        }
        self
    }

    /// The error that a caller can match, if one was raised, and otherwise a failure with its causes.
    pub(crate) fn from_any(error: anyhow::Error) -> Error {
        // With a context around it, a downcast would drop what was being done.
        let outermost = error.chain().next();
        if let Some(panicked) = error.downcast_ref::<Panicked>() {
            return panicked.clone().into();
        }
        if !outermost.is_some_and(|outermost| outermost.is::<Error>()) {
            return Error::Other(Failure(error));
        }
        error
            .downcast()
            .unwrap_or_else(|error| Error::Other(Failure(error)))
    }
}

impl From<Panicked> for Error {
    fn from(panicked: Panicked) -> Error {
        Error::Internal {
            doing: panicked.doing,
            message: panicked.message,
        }
    }
}
