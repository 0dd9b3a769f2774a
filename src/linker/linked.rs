//! How a link ended.

use crate::encoded::Encoded;
use crate::warning::Warning;

/// How a link, or a call of a tool of Go, ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linked {
    status: u8,
    warnings: Vec<Warning>,
}

impl Linked {
    /// The status of a program that wrote the output, or failed.
    pub(super) fn with_status(status: u8) -> Linked {
        Linked {
            status,
            warnings: Vec::new(),
        }
    }

    /// A component was written.
    pub(super) fn wrapped(component: &Encoded<'_>) -> Linked {
        Linked {
            status: 0,
            warnings: component.warnings().to_vec(),
        }
    }

    /// The status to end the process with. If it is not 0, it is that of a program which has printed why.
    pub fn status(&self) -> u8 {
        self.status
    }

    /// What was left out of the component or ignored, and may not have been meant.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}
