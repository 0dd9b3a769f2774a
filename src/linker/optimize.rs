//! `--wasm-opt`: Binaryen's optimizer on the core module, between linking and wrapping.
//!
//! It cannot read components, so this is the only place in a build where it can run.

use super::environment::Environment;
use super::wasm_ld::code;
use super::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::io;
use std::process::Command;

/// The variable that names a wasm-opt.
const VARIABLE: &str = "COMPONENTIZE_WASM_OPT";

/// The features that LLVM uses by default. A stripped module has no section that lists them, and wasm-opt then refuses it.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Optimizes the core module in place; the status of a wasm-opt that failed, which has said why.
pub fn optimize(
    workspace: &Workspace,
    arguments: &[OsString],
    environment: &Environment,
) -> Result<Option<u8>> {
    let program = environment.get(VARIABLE).unwrap_or(OsStr::new("wasm-opt"));
    let core = workspace.core();
    let status = Command::new(program)
        .args(FEATURES)
        .args(arguments)
        .arg(core)
        .arg("-o")
        .arg(core)
        .status();
    match status {
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "`--wasm-opt` needs Binaryen's wasm-opt, but there is no program `{}`: install Binaryen, or name its \
             wasm-opt by the variable `{VARIABLE}`",
            program.display()
        ),
        status => {
            let status =
                status.with_context(|| format!("failed to run `{}`", program.display()))?;
            Ok((!status.success()).then(|| code(status)))
        }
    }
}
