//! `componentize inspect --diff`: compares two components or core modules.

use super::console::Console;
use super::io::{self, InputArg, OutputArg};
use anyhow::{Context, Result, bail};
use clap::Args;
use componentize::Error;
use componentize::diff::{self, Diff};
use componentize::input;
use std::path::{Path, PathBuf};

/// What to compare with, and what fails.
#[derive(Args)]
#[command(next_help_heading = "Comparing")]
pub struct DiffArgs {
    /// Print what differs from this older file, instead of a description
    ///
    /// Sizes by core module, section and function, and the imports and exports that were added or removed.
    #[arg(long, value_name = "OLD")]
    diff: Option<PathBuf>,

    /// Print the differences as Markdown, for a pull request's comment
    #[arg(long, requires = "diff", conflicts_with = "json")]
    markdown: bool,

    /// Fail if the file grew by more than this many bytes
    #[arg(long, value_name = "BYTES", requires = "diff")]
    fail_if_grows: Option<u64>,

    /// Fail if there is an import that the older file does not have in a compatible version
    #[arg(long, requires = "diff")]
    fail_on_new_import: bool,
}

impl DiffArgs {
    /// The older file, if there is one to compare with.
    pub fn old(&self) -> Option<&Path> {
        self.diff.as_deref()
    }

    /// Compares, writes, and fails if a limit is exceeded.
    pub fn run(
        &self,
        old: &Path,
        new: &InputArg,
        output: &OutputArg,
        json: bool,
        console: &Console,
    ) -> Result<()> {
        let old_file = old.display().to_string();
        let old = wasm(io::read(old)?, &old_file, &format!("`{old_file}`"))?;
        let new = wasm(new.read()?, &new.file(), &new.name())?;
        let diff = diff::diff(&old, &new).context("failed to compare the files")?;
        match (json, self.markdown) {
            (true, _) => output.write_text(&(diff.to_json() + "\n"))?,
            (_, true) => output.write_text(&diff.to_markdown())?,
            _ => output.write_report(&diff.to_text(), console)?,
        }
        self.check(&diff)
    }

    fn check(&self, diff: &Diff) -> Result<()> {
        let grown = diff.growth();
        if let Some(most) = self.fail_if_grows
            && grown > i64::try_from(most).unwrap_or(i64::MAX)
        {
            bail!("it grew by {grown} bytes, and may grow by {most}");
        }
        let added = &diff.imports.added;
        if self.fail_on_new_import && !added.is_empty() {
            let names: Vec<String> = added.iter().map(|name| format!("`{name}`")).collect();
            let what = if names.len() == 1 {
                "a new import"
            } else {
                "new imports"
            };
            bail!("it has {what}: {}", names.join(", "));
        }
        Ok(())
    }
}

/// The file in the binary format.
fn wasm(bytes: Vec<u8>, file: &str, name: &str) -> Result<Vec<u8>> {
    let wasm = input::either(&bytes)
        .map_err(|error: Error| error.in_file(file))
        .with_context(|| format!("failed to read {name}"))?;
    Ok(wasm.into_owned())
}
