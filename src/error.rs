//! The refusals that a caller of the library can tell apart.

/// Why a module was not turned into a component.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is a component already.
    #[error("expected a core module but found a component: it is wrapped already, use it as it is")]
    AlreadyComponent,

    /// Any other failure; the message says what was being done.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}
