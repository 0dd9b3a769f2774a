//! `componentize inspect`: describes a component or core module.

use super::console::Console;
use super::inspect_diff::DiffArgs;
use super::io::{IN_AND_OUT, InputArg, OutputArg};
use anyhow::{Context, Result};
use clap::Args;
use componentize::inspect;

/// Describe a component or a core module
///
/// Prints the imports and exports; the imported functions that can be called, each with the guest's imports that need it;
/// and the core modules with their roles, their sizes and the tools that made them. Only headers are read, so the time does
/// not depend on the size.
#[derive(Args)]
#[command(after_help = "\
Examples:
  What a component is:
    componentize inspect app.wasm
  What a change cost, where a build fails if it is more than 1000 bytes:
    componentize inspect --diff app.wasm app.wasm --fail-if-grows 1000")]
pub struct Inspect {
    #[command(flatten)]
    input: InputArg,

    #[command(flatten)]
    output: OutputArg,

    /// Write JSON
    #[arg(short, long, help_heading = IN_AND_OUT)]
    json: bool,

    #[command(flatten)]
    diff: DiffArgs,
}

impl Inspect {
    /// Reads headers, writes the report.
    pub fn run(self, console: &Console) -> Result<()> {
        if let Some(old) = self.diff.old() {
            return self
                .diff
                .run(old, &self.input, &self.output, self.json, console);
        }
        let source = self.input.open()?;
        let report = inspect::inspect_from(source)
            .with_context(|| format!("failed to inspect {}", self.input.name()))?;
        if self.json {
            self.output.write_text(&(report.to_json() + "\n"))
        } else {
            self.output.write_report(&report.to_text(), console)
        }
    }
}
