//! What is written after a wrap: the component, and the files that flags ask for.

use super::options::Options;
use super::workspace::{Workspace, write_file};
use super::wrap::world;
use crate::encoded::Encoded;
use crate::inspect;
use crate::targets::{TargetsOptions, targets};
use crate::wit::{Features, TextOptions, Wit};
use anyhow::{Context, Result};
use std::ffi::OsStr;
use std::path::Path;

/// Checks the component against the world of `--targets`, then writes everything, the component last.
pub fn write(
    component: &Encoded<'_>,
    core: &[u8],
    output: &OsStr,
    workspace: &Workspace,
    options: &Options,
) -> Result<()> {
    if let Some(source) = &options.targets {
        targets(
            component.skeleton(),
            &world(source)?,
            &TargetsOptions::default().semver_compatible(options.semver_compatible),
        )
        .with_context(|| format!("`{}` was refused", output.display()))?;
    }
    if let Some(path) = &options.emit_wit {
        let wit = Wit::parse("component", component.skeleton(), &Features::default())?;
        write_file(path, wit.to_text(&TextOptions::default())?.as_bytes())?;
    }
    if let Some(path) = &options.summary {
        write_file(path, summary(component, path)?.as_bytes())?;
    }
    if let Some(path) = &options.core_output {
        write_file(path, core)?;
    }
    workspace.finish(|mut to| component.write_to(&mut to))
}

/// The text of `--summary`.
fn summary(component: &Encoded<'_>, file: &Path) -> Result<String> {
    let report = inspect::inspect(&component.to_vec())?;
    Ok(match file.extension() {
        Some(ending) if ending == "json" => report.to_json() + "\n",
        _ => report.to_text(),
    })
}
