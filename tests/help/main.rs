//! The command line as its `--help` describes it: every command has an example that works, every option a page, and what
//! is wrong is answered.

mod completions;
mod examples;
mod options;
mod outputs;
mod usage;

use std::path::Path;
use std::process::{Command, Output};

const COMPONENTIZE: &str = env!("CARGO_BIN_EXE_componentize");

/// Runs the command in a directory.
fn run(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(COMPONENTIZE)
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

/// What a run that succeeded has printed.
fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The commands, as the help of the whole lists them; those that only gather others by the others' names.
fn commands(directory: &Path, of: &[&str]) -> Vec<String> {
    let help = stdout(&run(directory, &[of, &["--help"]].concat()));
    let Some((_, list)) = help.split_once("Commands:\n") else {
        return vec![of.join(" ")];
    };
    let (list, _) = list.split_once("\n\n").unwrap();
    let names = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .map(|line| line.split_whitespace().next().unwrap())
        .filter(|name| *name != "help")
        .flat_map(|name| commands(directory, &[of, &[name]].concat()))
        .collect()
}

/// The long options that a page of `--help` lists.
fn options(help: &str) -> Vec<String> {
    let lines = help.lines().map(str::trim_start);
    lines
        .filter(|line| line.starts_with('-'))
        .flat_map(|line| line.split([' ', ',', '[', '=', '.']))
        .filter(|word| word.starts_with("--") && !matches!(*word, "--help"))
        .map(str::to_string)
        .collect()
}
