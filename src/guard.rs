//! The one boundary at which a panic of another library becomes an error.
//!
//! Inputs are validated before wit-parser and wit-component see them. Still, both have assertions that an unusual input can
//! reach. The error says that the input is not wrong, and a program that uses this library continues.

use anyhow::Result;
use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

/// A panic that was caught. No explanation may take its place, so that it is reported.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "internal error while {doing}: {message}; the input is unusual rather than wrong, please report it"
)]
pub(crate) struct Panicked {
    /// What was being done.
    pub doing: String,
    /// The panic's message.
    pub message: String,
}

/// Runs `f` and turns a panic into an error; `doing` describes what `f` does.
///
/// Nothing that `f` was changing when it panicked may be used afterwards.
pub(crate) fn guard<T>(doing: &str, f: impl FnOnce() -> Result<T>) -> Result<T> {
    panic::catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|payload| {
        Err(Panicked {
            doing: doing.to_string(),
            message: message(payload.as_ref()).to_string(),
        }
        .into())
    })
}

fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    #[test]
    fn a_panic_is_an_error() {
        let values: [u32; 0] = [];
        let index = values.len();
        let error = guard("counting", || Ok(values[index])).unwrap_err();
        assert!(error.downcast_ref::<Panicked>().is_some());
        let error = error.to_string();
        assert!(
            error.starts_with("internal error while counting: index out of bounds"),
            "{error}"
        );
    }

    #[test]
    fn results_pass_through() {
        assert_eq!(guard("counting", || Ok(1)).unwrap(), 1);
        assert_eq!(
            guard("counting", || Err::<(), _>(anyhow!("no")))
                .unwrap_err()
                .to_string(),
            "no"
        );
    }
}
