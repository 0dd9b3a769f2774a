//! Failures that no variant of the error stands for.

use std::fmt;

/// A failure that no variant of [`Error`](crate::Error) stands for.
///
/// The message says what was being done, and the errors that [`source`](std::error::Error::source) leads to say why;
/// `{:#}` prints them all in one line.
pub struct Failure(pub(super) anyhow::Error);

impl Failure {
    /// The failure, to explain it.
    pub(crate) fn into_inner(self) -> anyhow::Error {
        self.0
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
