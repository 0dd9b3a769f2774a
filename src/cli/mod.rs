//! The subcommands, one file each, and the one place that prints an error.
//!
//! Nothing here knows WebAssembly: a command parses its arguments, reads its inputs through [`io`], calls the
//! library, and writes through [`io`].

mod adapter;
#[cfg(feature = "bindgen")]
mod bindgen;
mod color;
mod completions;
mod dwarf;
mod embed;
mod encoder;
mod init;
mod inspect;
mod io;
mod ld;
mod link;
mod metadata;
mod new;
mod targets;
mod toolexec;
mod verbose;
mod wit;
mod world;

use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;
use std::thread::JoinHandle;

/// Turn core WebAssembly modules into components, and use them.
#[derive(Parser)]
#[command(name = "componentize", version, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[cfg(feature = "bindgen")]
    Bindgen(bindgen::Bindgen),
    New(new::New),
    Embed(embed::Embed),
    Wit(wit::WitCommand),
    Targets(targets::Targets),
    Link(link::Link),
    Ld(ld::Ld),
    Toolexec(toolexec::Toolexec),
    Init(init::Init),
    Inspect(inspect::Inspect),
    Adapter(adapter::AdapterCommand),
    Completions(completions::Completions),
}

impl Command {
    /// Runs the command; the status to end with.
    fn run(self) -> anyhow::Result<u8> {
        let done = match self {
            Command::Ld(ld) => return ld.run(),
            Command::Toolexec(toolexec) => return toolexec.run(),
            #[cfg(feature = "bindgen")]
            Command::Bindgen(bindgen) => bindgen.run(),
            Command::New(new) => new.run(),
            Command::Embed(embed) => embed.run(),
            Command::Wit(wit) => wit.run(),
            Command::Targets(targets) => targets.run(),
            Command::Link(link) => link.run(),
            Command::Init(init) => init.run(),
            Command::Inspect(inspect) => inspect.run(),
            Command::Adapter(adapter) => adapter.run(),
            Command::Completions(completions) => completions.run(Cli::command()),
        };
        done.map(|()| 0)
    }
}

/// Types and worlds nest, and reading them descends with them: room for as deep as the limits of the formats allow.
const STACK: usize = 256 << 20;

/// Runs as what this process was started: a linker, a tool of Go, or a command.
fn run() -> anyhow::Result<u8> {
    match (ld::arguments(), toolexec::arguments()) {
        (Some(arguments), _) => ld::link(arguments),
        (None, Some(tool)) => toolexec::run(tool),
        (None, None) => Cli::parse().command.run(),
    }
}

/// Runs the command line: status 0 for success, 1 for a refused input, 2 (from clap) for wrong usage.
pub fn main() -> ExitCode {
    // The library makes errors of panics in its dependencies, and those errors are what is printed.
    std::panic::set_hook(Box::new(|_| {}));
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run);
    let outcome = match thread.map(JoinHandle::join) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(anyhow::anyhow!(
            "internal error: please report it, with the input and the arguments"
        )),
        Err(error) => Err(anyhow::Error::new(error).context("failed to start a thread")),
    };
    match outcome {
        Ok(status) => ExitCode::from(status),
        Err(error) if io::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

/// Prints the chain of causes, one on a line, to standard error.
fn report(error: &anyhow::Error) {
    use std::io::Write;
    let mut stderr = std::io::stderr().lock();
    // A closed standard error leaves nowhere to report to; the exit status still tells.
    let _ = writeln!(stderr, "error: {error}");
    for cause in error.chain().skip(1) {
        let _ = writeln!(stderr, "  caused by: {cause}");
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
