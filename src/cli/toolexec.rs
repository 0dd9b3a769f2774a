//! `componentize toolexec`: runs the tools of Go for it, and wraps what they link.

use super::console::Console;
use super::{staged, warnings};
use anyhow::{Result, bail};
use clap::Args;
use componentize::linker::GoTool;
use std::ffi::OsString;
use std::path::Path;

/// Run a tool of the Go toolchain, and wrap what it links: for `go build -toolexec`
///
/// `go build`, `go run` and `go test` then make components for `GOOS=wasip1`. Flags of `componentize ld` are taken from
/// COMPONENTIZE_LD_FLAGS.
#[derive(Args)]
#[command(after_help = "Example:\n  \
                  GOOS=wasip1 GOARCH=wasm go build -toolexec='componentize toolexec' -o app.wasm")]
pub struct Toolexec {
    /// The tool, and its arguments
    #[arg(
        value_name = "TOOL",
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true
    )]
    tool: Vec<OsString>,
}

impl Toolexec {
    /// Runs the tool; the status to end with.
    pub fn run(self, console: &Console) -> Result<u8> {
        run(self.tool, console)
    }
}

/// The tool and its arguments, if this process was started for one.
pub fn arguments() -> Option<Vec<OsString>> {
    let mut all = std::env::args_os();
    let program = all.next().unwrap_or_default();
    let mut rest: Vec<OsString> = all.collect();
    if Path::new(&program).file_stem()? == "componentize-toolexec" {
        return Some(rest);
    }
    // Options of this command stand before the tool, which is a path.
    let tool = rest.get(1)?.as_encoded_bytes();
    (rest[0] == "toolexec" && !tool.starts_with(b"-")).then(|| {
        rest.remove(0);
        rest
    })
}

/// Runs a tool with its arguments; the status to end with.
pub fn run(tool: Vec<OsString>, console: &Console) -> Result<u8> {
    let Some(tool) = GoTool::new(tool) else {
        bail!("no tool was named: use it as `go build -toolexec='componentize toolexec'`");
    };
    staged::watch_signals();
    let linked = tool.run()?;
    console.warn(warnings::with_cures(linked.warnings()))?;
    Ok(linked.status())
}
