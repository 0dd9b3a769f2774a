//! `go build -toolexec`: the Go toolchain's way to run its tools through another program.
//!
//! `go` runs each tool (`compile`, `asm`, `link`, …) by way of the program that `-toolexec` names. Only `link` matters
//! here: its output is wrapped in place. `go` caches what it has built. To know whether that is out of date, it asks
//! each tool for its version, so our version and flags are part of the linker's answer.

use super::arguments::FLAGS_VARIABLE;
use super::environment::Environment;
use super::flags;
use super::linked::Linked;
use super::options::Options;
use super::outputs;
use super::wasm_ld::code;
use super::workspace::Workspace;
use super::wrap::{self, Adapters};
use crate::error::Error;
use crate::inspect;
use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// One call of a tool of Go.
pub struct GoTool {
    tool: OsString,
    arguments: Vec<OsString>,
    environment: Environment,
}

impl GoTool {
    /// Takes the tool and its arguments; `None` without a tool.
    pub fn new(arguments: impl IntoIterator<Item = OsString>) -> Option<GoTool> {
        let mut arguments = arguments.into_iter();
        Some(GoTool {
            tool: arguments.next()?,
            arguments: arguments.collect(),
            environment: Environment::of_process(),
        })
    }

    /// Runs the tool, and wraps what it linked for WASI.
    ///
    /// # Errors
    ///
    /// A tool that cannot be run, or a module that cannot be wrapped.
    pub fn run(&self) -> Result<Linked, Error> {
        self.tool().map_err(Error::from_any)
    }

    fn tool(&self) -> Result<Linked> {
        let links = Path::new(&self.tool).file_stem() == Some(OsStr::new("link"));
        if links && self.arguments.iter().any(|word| word == "-V=full") {
            return self.version().map(Linked::with_status);
        }
        let status = self.command().status().with_context(|| self.failed())?;
        match self.output().filter(|_| links && status.success()) {
            Some(output) => self.wrap(output),
            None => Ok(Linked::with_status(code(status))),
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.tool);
        command.args(&self.arguments);
        command
    }

    fn failed(&self) -> String {
        format!("failed to run `{}`", self.tool.display())
    }

    /// The linker's version with ours in it.
    fn version(&self) -> Result<u8> {
        let answer = self
            .command()
            .stderr(std::process::Stdio::inherit())
            .output();
        let answer = answer.with_context(|| self.failed())?;
        let flags = self.environment.text(FLAGS_VARIABLE).unwrap_or_default();
        let line = versioned(&String::from_utf8_lossy(&answer.stdout), &flags);
        let written = std::io::stdout().write_all(line.as_bytes());
        written.context("failed to write standard output")?;
        Ok(code(answer.status))
    }

    /// The file that the linker writes.
    fn output(&self) -> Option<&OsStr> {
        let at = self.arguments.iter().position(|word| word == "-o")?;
        self.arguments.get(at + 1).map(OsString::as_os_str)
    }

    /// Wraps a module for WASI in place. A program for another system, which `go` may build for itself, stays as it is.
    fn wrap(&self, output: &OsStr) -> Result<Linked> {
        let failed = || format!("failed to wrap `{}`", output.display());
        let core = fs::read(output).with_context(failed)?;
        if !is_for_wasi(&core) {
            return Ok(Linked::default());
        }
        let mut options = Options::default();
        if let Some(flags) = self.environment.get(FLAGS_VARIABLE) {
            flags::from_variable(FLAGS_VARIABLE, flags, &mut options)?;
        }
        if options.wasm_opt.is_some() {
            bail!(
                "`--wasm-opt` cannot be used with Go, which writes into the module after it is linked"
            );
        }
        let adapters = Adapters::read(&options)?;
        let component =
            wrap::wrap(&core, &adapters, &options, &self.environment).with_context(failed)?;
        let workspace = Workspace::for_output(output)?;
        outputs::write(&component, &core, output, &workspace, &options)?;
        Ok(Linked::wrapped(&component))
    }
}

/// Whether a file is a core module that imports preview1; `GOOS=js` modules do not.
fn is_for_wasi(core: &[u8]) -> bool {
    let report = core.starts_with(b"\0asm").then(|| inspect::inspect(core));
    let Some(Ok(report)) = report else {
        return false;
    };
    let mut imports = report.modules.iter().flat_map(|module| &module.imports);
    report.kind == "module" && imports.any(|import| import.module == crate::variant::PREVIEW1)
}

/// The answer of `link -V=full`, changed so that Go's cache distinguishes our versions and flags.
///
/// For a released Go the whole line counts; for one from source only `buildID=…`, the last word.
fn versioned(answer: &str, flags: &str) -> String {
    let ours = format!("componentize-{}", env!("CARGO_PKG_VERSION"));
    let flags: Vec<&str> = flags.split_whitespace().collect();
    let ours = [&[ours.as_str()], flags.as_slice()].concat().join("+");
    let line = answer.trim_end();
    match line.rsplit(' ').next() {
        Some(last) if last.starts_with("buildID=") => format!("{line}+{ours}\n"),
        _ => format!("{line} {ours}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_has_ours_and_the_flags_in_it() {
        let ours = concat!("componentize-", env!("CARGO_PKG_VERSION"));
        assert_eq!(
            versioned("link version go1.27.3\n", ""),
            format!("link version go1.27.3 {ours}\n")
        );
        assert_eq!(
            versioned("link version go1.27.3\n", "--strip  --wasi-version=0.2.6"),
            format!("link version go1.27.3 {ours}+--strip+--wasi-version=0.2.6\n")
        );
        assert_eq!(
            versioned("link version devel go1.28-abc buildID=a/b/c/d\n", ""),
            format!("link version devel go1.28-abc buildID=a/b/c/d+{ours}\n")
        );
    }

    #[test]
    fn only_modules_for_wasi_are_wrapped() {
        let wasm = |text: &str| wat::parse_str(text).unwrap();
        assert!(is_for_wasi(&wasm(
            r#"(module (import "wasi_snapshot_preview1" "fd_write" (func)))"#
        )));
        assert!(!is_for_wasi(&wasm(
            r#"(module (import "gojs" "f" (func)))"#
        )));
        assert!(!is_for_wasi(&wasm("(component)")));
        assert!(!is_for_wasi(b"\x7fELF"));
    }
}
