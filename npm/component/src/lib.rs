//! `componentize` as a component: the interface `tools` for programs, and `wasi:cli/run` for the command line.
//!
//! Both are in one component because most of the bytes serve both. The module is a reactor for WASI preview1, which the
//! native `componentize` wraps like any other.

mod options;
mod refusal;
mod tools;

/// The command line, compiled out of the files of the command.
#[path = "../../../src/cli/mod.rs"]
mod cli;

#[allow(missing_docs)]
mod bindings {
    wit_bindgen::generate!({ world: "componentize", path: "wit" });
    use super::Everywhere;
    export!(Everywhere);
}

struct Everywhere;

impl bindings::exports::wasi::cli::run::Guest for Everywhere {
    fn run() -> Result<(), ()> {
        // Preview1 has no current directory, and a host that knows one passes it on like a shell. Without it, names are
        // relative to the directories that the host opened.
        if let Some(directory) = std::env::var_os("PWD") {
            let _ = std::env::set_current_dir(directory);
        }
        match cli::run() {
            0 => Ok(()),
            status => std::process::exit(status.into()),
        }
    }
}
