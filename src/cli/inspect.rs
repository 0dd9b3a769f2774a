//! `componentize inspect`: describes a component or core module.

use super::console::Console;
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
#[command(after_help = "Example:\n  componentize inspect app.wasm")]
pub struct Inspect {
    #[command(flatten)]
    input: InputArg,

    #[command(flatten)]
    output: OutputArg,

    /// Write JSON
    #[arg(short, long, help_heading = IN_AND_OUT)]
    json: bool,
}

impl Inspect {
    /// Reads headers, writes the report.
    pub fn run(self, console: &Console) -> Result<()> {
        let source = self.input.open()?;
        let report = inspect::inspect_from(source)
            .with_context(|| format!("failed to inspect {}", self.input.name()))?;
        if self.json {
            self.output.write_text(&(report.to_json() + "\n"))
        } else {
            let text = report.to_text();
            match console.colors_text(self.output.is_file()) {
                true => self.output.write_text(&with_bold_headings(&text)),
                false => self.output.write_text(&text),
            }
        }
    }
}

/// Headings are the lines that are not indented.
fn with_bold_headings(text: &str) -> String {
    let lines = text.lines().map(|line| match line.starts_with(' ') {
        _ if line.is_empty() => "\n".to_string(),
        true => format!("{line}\n"),
        false => format!("\x1b[1m{line}\x1b[0m\n"),
    });
    lines.collect()
}
