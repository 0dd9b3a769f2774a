//! `componentize init`: writes the smallest configuration with which a toolchain's own build command makes components.
//!
//! What a user has written stays: an existing line is kept, and an existing file that is not ours is refused.

mod cargo;
mod package_json;

use super::console;
use super::io::{self, IN_AND_OUT};
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Write the configuration with which a toolchain's own build makes components
///
/// Existing lines and files are kept, and a second run changes nothing. In the directory, it writes
/// `.cargo/config.toml` for cargo, `componentize.cmake`, `componentize.ini` for Meson, `componentize.zig`,
/// `componentize.env` for Go, and a script in `package.json` for AssemblyScript.
#[derive(Args)]
#[command(after_help = "Examples:\n  componentize init cargo\n  componentize init cmake --print")]
pub struct Init {
    /// The toolchain
    #[arg(value_name = "TOOLCHAIN")]
    toolchain: Toolchain,

    /// The project's directory
    #[arg(value_name = "DIRECTORY", default_value = ".")]
    directory: PathBuf,

    /// Write nothing; fail if the configuration is missing
    #[arg(long, conflicts_with = "print", help_heading = IN_AND_OUT)]
    check: bool,

    /// Write nothing; print the file as it would be
    #[arg(long, help_heading = IN_AND_OUT)]
    print: bool,

    /// With cargo, cmake and meson: the target to build for
    #[arg(
        long,
        value_name = "TARGET",
        default_value = "wasm32-wasip1",
        help_heading = "Configuration"
    )]
    target: Target,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Toolchain {
    Cargo,
    Cmake,
    Meson,
    Zig,
    Go,
    #[value(name = "assemblyscript")]
    AssemblyScript,
}

/// The targets whose linker can be this program.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    #[value(name = "wasm32-wasip1")]
    Preview1,
    #[value(name = "wasm32-wasip2")]
    Preview2,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Target::Preview1 => "wasm32-wasip1",
            Target::Preview2 => "wasm32-wasip2",
        }
    }
}

impl Init {
    /// Reads what is there, adds what is missing, writes.
    pub fn run(self) -> Result<()> {
        let path = match self.directory.as_os_str() {
            here if here == "." => PathBuf::from(self.file()),
            _ => self.directory.join(self.file()),
        };
        let before = read(&path)?;
        let after = self
            .configured(before.as_deref())
            .with_context(|| format!("failed to configure `{}`", path.display()))?;
        if self.print {
            return io::write_stdout(after.as_bytes());
        }
        if before.as_deref() == Some(after.as_str()) {
            return Ok(());
        }
        if self.check {
            bail!(
                "`{}` lacks what `componentize init` writes: run it without `--check`",
                path.display()
            );
        }
        io::create_directory_of(&path)?;
        io::write_file(&path, after.as_bytes())?;
        console::print(&format!("wrote `{}`{}", path.display(), self.next(&after)));
        Ok(())
    }

    fn file(&self) -> &'static str {
        match self.toolchain {
            Toolchain::Cargo => ".cargo/config.toml",
            Toolchain::Cmake => "componentize.cmake",
            Toolchain::Meson => "componentize.ini",
            Toolchain::Zig => "componentize.zig",
            Toolchain::Go => "componentize.env",
            Toolchain::AssemblyScript => "package.json",
        }
    }

    /// What the user does next.
    fn next(&self, file: &str) -> &'static str {
        match self.toolchain {
            Toolchain::Cargo => ": `cargo build` gives components",
            Toolchain::Cmake => ": configure with `cmake -B build --toolchain componentize.cmake`",
            Toolchain::Meson => {
                ": configure with `meson setup build --cross-file componentize.ini`"
            }
            Toolchain::Zig => {
                ": in build.zig, write `@import(\"componentize.zig\").install(b, exe);` instead of \
                 `b.installArtifact(exe);`, then `zig build -Dtarget=wasm32-wasi` gives a component"
            }
            Toolchain::Go => ": after `. ./componentize.env`, `go build` gives components",
            Toolchain::AssemblyScript => package_json::next(file),
        }
    }

    /// The file with all that it needs.
    fn configured(&self, before: Option<&str>) -> Result<String> {
        let target = self.target.name();
        let whole = match self.toolchain {
            Toolchain::Cargo => return cargo::configured(before.unwrap_or_default(), target),
            Toolchain::AssemblyScript => return package_json::configured(before),
            Toolchain::Cmake => include_str!("componentize.cmake").replace("@TARGET@", target),
            Toolchain::Meson => include_str!("componentize.ini")
                .replace("@TARGET@", target)
                .replace("@COMPONENTIZE@", &own_path()?),
            Toolchain::Zig => include_str!("componentize.zig").to_string(),
            Toolchain::Go => include_str!("componentize.env").to_string(),
        };
        match before {
            Some(before) if before != whole => bail!(
                "it is there and differs from what `componentize init` writes (`--print` shows that): move it away, or \
                 keep it"
            ),
            _ => Ok(whole),
        }
    }
}

/// This program's path, which Meson and clang want whole.
fn own_path() -> Result<String> {
    let path = std::env::current_exe().context("failed to find this program's own path")?;
    let path = path.display().to_string();
    Ok(path.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn read(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("failed to read `{}`", path.display())),
    }
}
