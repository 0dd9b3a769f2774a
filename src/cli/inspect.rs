//! `componentize inspect`: describes a component or core module.

use super::console::Console;
use super::io::{InputArg, OutputArg};
use anyhow::{Context, Result};
use clap::Args;
use componentize::inspect;

/// Tell what a component or core module is
///
/// Imports and exports, the functions that can be called and which import of the guest asked for each, the core modules
/// with their roles and sizes, and who made them. Only headers are read, so a large component takes no longer.
#[derive(Args)]
#[command(after_help = "Example:\n  componentize inspect app.wasm")]
pub struct Inspect {
    #[command(flatten)]
    input: InputArg,

    #[command(flatten)]
    output: OutputArg,

    /// Write JSON
    #[arg(short, long)]
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
