//! Running `componentize new`, for the tests that look at it from outside.

use std::path::Path;
use std::process::{Command, Output};

/// The command with these arguments, to be run in a directory.
pub fn new(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_componentize"));
    command.arg("new").args(arguments).current_dir(directory);
    command
}

/// What a run printed to standard error.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
