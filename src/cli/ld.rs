//! `componentize ld`: the linker of a compiler, which makes a component.
//!
//! Its arguments are wasm-ld's and follow none of the rules of the other commands, so they are taken before those are
//! parsed. The command's own entry is there for `help` and completions.

use super::console::Console;
use super::{staged, warnings};
use anyhow::Result;
use clap::Args;
use componentize::linker::{LinkStep, is_linker_argument, is_linker_name};
use std::ffi::OsString;

/// Link with wasm-ld and wrap the result: a linker for rustc, clang and other compilers
///
/// Takes its own long flags and passes every other argument on to wasm-ld, whose messages and status stay as they are.
/// It also starts when the program's name ends in `wasm-component-ld`, and when its first argument is what rustc and
/// clang pass to a linker (`-flavor`, `-m`, `@FILE`). `componentize ld --help` lists the flags.
#[derive(Args)]
#[command(
    disable_help_flag = true,
    after_help = "\
Examples:
  Rust, in .cargo/config.toml:
    [target.wasm32-wasip1]
    linker = \"componentize\"
  C:
    clang --target=wasm32-wasip1 -fuse-ld=/usr/bin/componentize app.c -o app.wasm
  Flags for builds that cannot pass any:
    COMPONENTIZE_LD_FLAGS='--strip=debug --summary=app.txt' cargo build"
)]
pub struct Ld {
    /// Arguments of wasm-ld, and flags of ours
    #[arg(
        value_name = "ARGUMENTS",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    arguments: Vec<OsString>,
}

impl Ld {
    /// Links; the status to end with.
    pub fn run(self, console: &Console) -> Result<u8> {
        link(self.arguments, console)
    }
}

/// The arguments for the linker, if this process was started as one.
pub fn arguments() -> Option<Vec<OsString>> {
    let mut all = std::env::args_os();
    let program = all.next().unwrap_or_default();
    let mut rest: Vec<OsString> = all.collect();
    if is_linker_name(&program) {
        return Some(rest);
    }
    let first = rest.first()?;
    if is_linker_argument(first) {
        return Some(rest);
    }
    (first == "ld").then(|| {
        rest.remove(0);
        rest
    })
}

/// Links with these arguments; the status to end with.
pub fn link(arguments: Vec<OsString>, console: &Console) -> Result<u8> {
    staged::watch_signals();
    let linked = LinkStep::new(arguments).run()?;
    console.warn(warnings::with_cures(linked.warnings()))?;
    Ok(linked.status())
}
