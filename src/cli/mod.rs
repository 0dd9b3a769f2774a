//! The subcommands, one file each, and the one place that prints an error.
//!
//! Nothing here knows WebAssembly: a command parses its arguments, reads its inputs through [`io`], calls the
//! library, and writes through [`io`].

mod adapter;
#[cfg(feature = "bindgen")]
mod bindgen;
#[cfg(feature = "bindgen")]
mod bindgen_js;
mod bindgen_python;
#[cfg(feature = "bindgen")]
mod bindgen_rust;
mod color;
mod completions;
mod console;
mod cures;
mod dwarf;
mod embed;
mod encoder;
mod foreign;
mod init;
mod inspect;
mod inspect_diff;
mod io;
mod ld;
mod link;
pub mod maps;
mod metadata;
mod new;
mod oci;
mod panics;
mod staged;
mod targets;
mod toolexec;
mod values;
mod warnings;
mod wit;
mod world;

use anyhow::Result;
#[cfg(not(target_family = "wasm"))]
use anyhow::{Context, anyhow};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use console::Console;
use std::ffi::OsString;

/// Turn core WebAssembly modules into components, and use them.
#[derive(Parser)]
#[command(name = "componentize", version, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    console: Console,
}

#[derive(Subcommand)]
enum Command {
    New(new::New),
    #[cfg(feature = "bindgen")]
    Bindgen(bindgen::Bindgen),
    Inspect(inspect::Inspect),
    Wit(wit::WitCommand),
    Embed(embed::Embed),
    Targets(targets::Targets),
    Link(link::Link),
    Ld(ld::Ld),
    Toolexec(toolexec::Toolexec),
    Init(init::Init),
    Oci(oci::Oci),
    Adapter(adapter::AdapterCommand),
    Completions(completions::Completions),
}

impl Command {
    /// Runs the command; the status to end with.
    fn run(self, console: &Console) -> Result<u8> {
        let done = match self {
            Command::Ld(ld) => return ld.run(console),
            Command::Toolexec(toolexec) => return toolexec.run(console),
            Command::New(new) => new.run(console),
            #[cfg(feature = "bindgen")]
            Command::Bindgen(bindgen) => bindgen.run(console),
            Command::Inspect(inspect) => inspect.run(console),
            Command::Wit(wit) => wit.run(console),
            Command::Embed(embed) => embed.run(console),
            Command::Targets(targets) => targets.run(console),
            Command::Link(link) => link.run(console),
            Command::Init(init) => init.run(),
            Command::Oci(oci) => oci.run(console),
            Command::Adapter(adapter) => adapter.run(console),
            Command::Completions(completions) => completions.run(commands()),
        };
        done.map(|()| 0)
    }
}

/// Runs the command line; the status to end with: 0 for success, 1 for a refused input, 2 (from clap) for wrong usage.
pub fn run() -> u8 {
    panics::keep();
    match on_a_large_stack(dispatch) {
        Ok(status) => status,
        Err(failure) => {
            Console::default().report(&failure);
            1
        }
    }
}

/// Types and worlds nest, and reading them descends with them: room for as deep as the limits of the formats allow.
#[cfg(not(target_family = "wasm"))]
fn on_a_large_stack(dispatch: fn() -> u8) -> Result<u8> {
    const STACK: usize = 256 << 20;
    let thread = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(dispatch);
    let thread = thread.context("failed to start a thread")?;
    thread
        .join()
        .map_err(|_| anyhow!(panics::report(&panics::last())))
}

/// WebAssembly has no threads here, and the linker decides how large the stack is.
#[cfg(target_family = "wasm")]
fn on_a_large_stack(dispatch: fn() -> u8) -> Result<u8> {
    Ok(dispatch())
}

/// Runs as a linker, as a tool of Go or as a command, whichever this process was started as.
fn dispatch() -> u8 {
    let mut console = Console::default();
    let outcome = match (ld::arguments(), toolexec::arguments()) {
        (Some(arguments), _) => ld::link(arguments, &console),
        (None, Some(tool)) => toolexec::run(tool, &console),
        (None, None) => {
            let arguments = foreign::arguments(std::env::args_os());
            let parsed = parse(arguments).unwrap_or_else(|error| error.exit());
            console = parsed.console;
            parsed.command.run(&console)
        }
    };
    match outcome {
        Ok(status) => status,
        Err(error) if io::is_broken_pipe(&error) => 0,
        Err(error) => {
            console.report(&error);
            1
        }
    }
}

/// The whole command line.
fn commands() -> clap::Command {
    completions::offering_names(Cli::command())
}

fn parse(arguments: Vec<OsString>) -> Result<Cli, clap::Error> {
    let mut command = commands().color(console::color_choice(&arguments));
    Cli::from_arg_matches(
        &command
            .try_get_matches_from_mut(arguments)
            .map_err(foreign::explain)?,
    )
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn the_arguments_are_consistent() {
        commands().debug_assert();
    }
}
