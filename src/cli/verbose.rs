//! Saying what was done.

use super::io;
use clap::{ArgAction, Args};

/// The argument that asks for it.
#[derive(Args)]
pub struct VerboseArg {
    /// Say what was done, on standard error
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
}

impl VerboseArg {
    /// Says it, if that was asked for.
    pub fn say(&self, text: impl FnOnce() -> String) {
        if self.verbose > 0 {
            io::note(&text());
        }
    }
}
