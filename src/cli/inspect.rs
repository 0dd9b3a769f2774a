//! `componentize inspect`: describes a component or core module.

use super::console::Console;
use super::inspect_diff::DiffArgs;
use super::io::{self, IN_AND_OUT, InputArg, OutputArg};
use anyhow::{Context, Result};
use clap::Args;
use componentize::{inspect, picture};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

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
  The same and more in pictures:
    componentize inspect app.wasm --html app.html
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

    /// Write a page with pictures of it to this file: its bytes, its wiring, and why it imports what it imports
    ///
    /// The page is one file, for any browser, and refers to no other.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "diff"], help_heading = IN_AND_OUT)]
    html: Option<PathBuf>,

    /// Write its wiring as a Mermaid flowchart, which pages of repositories show
    #[arg(long, conflicts_with_all = ["json", "html", "diff"], help_heading = IN_AND_OUT)]
    mermaid: bool,

    /// Write its wiring as a graph for Graphviz
    #[arg(long, conflicts_with_all = ["json", "html", "diff", "mermaid"], help_heading = IN_AND_OUT)]
    dot: bool,

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
        if let Some(page) = &self.html {
            return self.write_page(page);
        }
        let source = self.input.open()?;
        let report = inspect::inspect_from(source)
            .with_context(|| format!("failed to inspect {}", self.input.name()))?;
        match self {
            _ if self.json => self.output.write_text(&(report.to_json() + "\n")),
            _ if self.mermaid => self.output.write_text(&picture::mermaid(&report)),
            _ if self.dot => self.output.write_text(&picture::dot(&report)),
            _ => self.output.write_report(&report.to_text(), console),
        }
    }

    fn write_page(&self, page: &Path) -> Result<()> {
        let wasm = self.input.read()?;
        let title = self.input.path().file_name().map(OsStr::to_string_lossy);
        let html = picture::html(&wasm, &title.unwrap_or_default())
            .map_err(|error| error.in_file(&self.input.file()))
            .with_context(|| format!("failed to inspect {}", self.input.name()))?;
        io::write_file(page, html.as_bytes())
    }
}
