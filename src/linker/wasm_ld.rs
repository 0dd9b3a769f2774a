//! Finding wasm-ld, and running it.
//!
//! It is looked for where rustc and clang have theirs, because link-time optimisation needs the linker of the
//! compiler's own LLVM: the path that the command line names, a variable, the first directory of `PATH` that has
//! it, one with a version in its name, and the one that Rust brings.

use super::arguments::Forwarded;
use super::environment::Environment;
use super::response::{Quoting, join};
use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// The variable that names a wasm-ld.
const VARIABLE: &str = "COMPONENTIZE_WASM_LD";

/// A wasm-ld, or an LLD that links for every platform.
#[derive(Debug, PartialEq, Eq)]
pub struct WasmLd {
    path: PathBuf,
}

impl WasmLd {
    /// Finds it; `named` is what the command line says.
    ///
    /// clang names a bare `wasm-ld` where it found none, so a name without directories may be missing.
    pub fn find(named: Option<&Path>, environment: &Environment) -> Result<WasmLd> {
        let variable = environment.get(VARIABLE).map(PathBuf::from);
        let named = [
            ("`--wasm-ld-path`", named),
            ("`COMPONENTIZE_WASM_LD`", variable.as_deref()),
        ];
        for (by, path) in named {
            let Some(path) = path else { continue };
            match named_path(path, environment) {
                Some(path) => return Ok(WasmLd { path }),
                None if path.components().count() == 1 => {}
                None => bail!(
                    "{by} names `{}`, which is not a program, or this linker itself: name a wasm-ld",
                    path.display()
                ),
            }
        }
        let found = in_path(environment)
            .or_else(|| versioned(environment))
            .or_else(|| of_rust(environment));
        match found {
            Some(path) => Ok(WasmLd { path }),
            None => bail!(
                "there is no wasm-ld: tried `--wasm-ld-path`, the variable `{VARIABLE}`, `wasm-ld`, `rust-lld` and \
                 `wasm-ld-N` in `PATH`, and `rust-lld` of the installed Rust; install LLD, or name one by that variable"
            ),
        }
    }

    /// The command that runs it, without arguments.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        let stem = self.path.file_stem().unwrap_or_default();
        if stem == "rust-lld" || stem == "lld" {
            command.args(["-flavor", "wasm"]);
        }
        command
    }

    /// The command with arguments; a long response file of which words were taken is written again, in `directory`.
    pub fn with(
        &self,
        arguments: &[Forwarded],
        quoting: Quoting,
        directory: &Path,
    ) -> Result<Command> {
        let mut command = self.command();
        for (index, argument) in arguments.iter().enumerate() {
            match argument {
                Forwarded::Given(word) => command.arg(word),
                Forwarded::Words(words) if !argument.needs_file() => command.args(words),
                Forwarded::Words(words) => {
                    let file = directory.join(format!("arguments-{index}"));
                    fs::write(&file, join(words, quoting))
                        .with_context(|| format!("failed to write `{}`", file.display()))?;
                    let mut word = OsString::from("@");
                    word.push(&file);
                    command.arg(word)
                }
            };
        }
        Ok(command)
    }

    /// Runs a command to its end; it prints to this process's output.
    pub fn run(&self, command: &mut Command) -> Result<ExitStatus> {
        command
            .status()
            .with_context(|| format!("failed to run `{}`", self.path.display()))
    }
}

/// The status to end with after a program ended: its own, or what a shell makes of a signal.
pub fn code(status: ExitStatus) -> u8 {
    let signal = || {
        #[cfg(unix)]
        return std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
        #[cfg(not(unix))]
        None
    };
    let code = status.code().or_else(signal).unwrap_or(1);
    // On Unix, the status of a process is a byte.
    u8::try_from(code).unwrap_or(1)
}

/// A path, or the file of that name in `PATH`.
fn named_path(path: &Path, environment: &Environment) -> Option<PathBuf> {
    if path.components().count() > 1 {
        return usable(path);
    }
    let name = program(path.as_os_str());
    let mut candidates = environment.path().map(|directory| directory.join(&name));
    candidates.find_map(|path| usable(&path))
}

fn in_path(environment: &Environment) -> Option<PathBuf> {
    let names = ["wasm-ld", "rust-lld"].map(|name| program(OsStr::new(name)));
    environment
        .path()
        .find_map(|directory| names.iter().find_map(|name| usable(&directory.join(name))))
}

/// The `wasm-ld-N` of the highest N, as Debian names it.
fn versioned(environment: &Environment) -> Option<PathBuf> {
    let mut best: Option<(u32, PathBuf)> = None;
    for directory in environment.path() {
        let entries = fs::read_dir(&directory).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let name = name.strip_suffix(std::env::consts::EXE_SUFFIX);
            let version = name.and_then(|name| name.strip_prefix("wasm-ld-")?.parse().ok());
            let Some(version) = version else { continue };
            let higher = best.as_ref().is_none_or(|(highest, _)| version > *highest);
            if let Some(path) = usable(&entry.path()).filter(|_| higher) {
                best = Some((version, path));
            }
        }
    }
    best.map(|(_, path)| path)
}

/// The `rust-lld` of the toolchain that `rustc` is of.
fn of_rust(environment: &Environment) -> Option<PathBuf> {
    let rustc = environment.get("RUSTC").unwrap_or(OsStr::new("rustc"));
    let printed = Command::new(rustc)
        .args(["--print", "sysroot"])
        .output()
        .ok()?;
    let sysroot = String::from_utf8(printed.stdout).ok()?;
    let hosts = fs::read_dir(Path::new(sysroot.trim()).join("lib/rustlib")).ok()?;
    hosts.flatten().find_map(|host| {
        let directory = host.path().join("bin");
        usable(&directory.join(program(OsStr::new("rust-lld"))))
    })
}

/// A program's file name on this platform.
fn program(name: &OsStr) -> OsString {
    let mut name = name.to_os_string();
    let suffix = std::env::consts::EXE_SUFFIX;
    if !name.as_encoded_bytes().ends_with(suffix.as_bytes()) {
        name.push(suffix);
    }
    name
}

/// A path, if it is a program and not this one, which would call itself without end.
fn usable(path: &Path) -> Option<PathBuf> {
    let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    (is_executable(&found) && !is_ourselves(path, &found)).then(|| path.to_path_buf())
}

#[cfg(unix)]
fn is_executable(found: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_found: &fs::Metadata) -> bool {
    true
}

/// Whether a file is this program, by whatever link.
#[cfg(unix)]
fn is_ourselves(_path: &Path, found: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let own = std::env::current_exe().and_then(fs::metadata);
    own.is_ok_and(|own| (own.dev(), own.ino()) == (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn is_ourselves(path: &Path, _found: &fs::Metadata) -> bool {
    let own = std::env::current_exe().and_then(fs::canonicalize);
    let path = fs::canonicalize(path);
    matches!((own, path), (Ok(own), Ok(path)) if own == path)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use tempfile::TempDir;

    /// A directory with programs.
    fn directory(names: &[&str]) -> TempDir {
        let directory = tempfile::tempdir().unwrap();
        for name in names {
            let path = directory.path().join(name);
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        directory
    }

    fn environment(directories: &[&TempDir], variables: &[(&str, &str)]) -> Environment {
        let path = std::env::join_paths(directories.iter().map(|directory| directory.path()));
        let variables = variables
            .iter()
            .map(|(name, value)| (OsString::from(name), OsString::from(value)));
        let path = [
            ("PATH".into(), path.unwrap()),
            ("RUSTC".into(), "/nowhere".into()),
        ];
        path.into_iter().chain(variables).collect()
    }

    fn found(named: Option<&str>, environment: &Environment) -> Result<String, String> {
        let found = WasmLd::find(named.map(Path::new), environment);
        found
            .map(|found| found.path.display().to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_order_of_path_decides_then_the_highest_version() {
        let (rust, clang) = (directory(&["rust-lld"]), directory(&["wasm-ld"]));
        let old = directory(&["wasm-ld-9", "wasm-ld-18", "wasm-ld-19.bak", "clang"]);
        let new = directory(&["wasm-ld-19"]);
        let first = |all: &[&TempDir]| found(None, &environment(all, &[])).unwrap();
        let name = |directory: &TempDir, name| directory.path().join(name).display().to_string();
        assert_eq!(first(&[&old, &rust, &clang]), name(&rust, "rust-lld"));
        assert_eq!(first(&[&clang, &rust]), name(&clang, "wasm-ld"));
        assert_eq!(first(&[&old, &new]), name(&new, "wasm-ld-19"));
        assert_eq!(first(&[&old]), name(&old, "wasm-ld-18"));
    }

    #[test]
    fn a_named_one_wins_and_must_be_there() {
        let (in_path, named) = (directory(&["wasm-ld"]), directory(&["wasm-ld"]));
        let path = named.path().join("wasm-ld").display().to_string();
        let plain = environment(&[&in_path], &[]);
        let variable = environment(&[&in_path], &[(VARIABLE, &path)]);
        assert_eq!(found(Some(&path), &plain).unwrap(), path);
        assert_eq!(found(None, &variable).unwrap(), path);
        // The bare name of clang is looked up, and may be missing.
        let first = in_path.path().join("wasm-ld").display().to_string();
        assert_eq!(found(Some("wasm-ld"), &plain).unwrap(), first);
        assert_eq!(found(Some("wasm-ld-99"), &plain).unwrap(), first);
        let refused = found(Some("/nowhere/wasm-ld"), &plain).unwrap_err();
        assert!(
            refused.starts_with("`--wasm-ld-path` names `/nowhere/wasm-ld`"),
            "{refused}"
        );
    }

    #[test]
    fn never_this_program_itself_and_without_any_it_says_where_it_looked() {
        let empty = directory(&[]);
        let own = std::env::current_exe().unwrap();
        std::os::unix::fs::symlink(&own, empty.path().join("wasm-ld")).unwrap();
        let refused = found(None, &environment(&[&empty], &[])).unwrap_err();
        assert!(refused.contains("`wasm-ld-N` in `PATH`"), "{refused}");
        let link = empty.path().join("wasm-ld").display().to_string();
        let refused = found(Some(&link), &environment(&[&empty], &[])).unwrap_err();
        assert!(refused.contains("or this linker itself"), "{refused}");
    }

    #[test]
    fn an_lld_for_every_platform_is_told_which() {
        let arguments = |path: &str| {
            let command = WasmLd { path: path.into() }.command();
            command
                .get_args()
                .map(OsStr::to_os_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(arguments("/a/rust-lld"), ["-flavor", "wasm"]);
        assert!(arguments("/a/wasm-ld-19").is_empty());
    }
}
