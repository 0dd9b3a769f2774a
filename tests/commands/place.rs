//! Where a page's commands run: a fresh directory, a fresh home, and the programs that they call.

use crate::page::Page;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const COMPONENTIZE: &str = env!("CARGO_BIN_EXE_componentize");

/// A fresh directory with a home and programs.
pub struct Place {
    whole: TempDir,
    /// Where each block starts.
    pub start: PathBuf,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where cargo builds what the pages ask it to build; `.ci/run` packs there too.
fn target() -> PathBuf {
    root().join("target/packed")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Packs the crate and unpacks it again.
pub fn pack() -> TempDir {
    let status = Command::new(env!("CARGO"))
        .args([
            "package",
            "--quiet",
            "--locked",
            "--no-verify",
            "--allow-dirty",
        ])
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target())
        .status()
        .unwrap();
    assert!(status.success(), "the crate can be packed");
    let name = format!("componentize-{}", env!("CARGO_PKG_VERSION"));
    let packed = tempfile::tempdir().unwrap();
    let status = Command::new("tar")
        .arg("xzf")
        .arg(target().join(format!("package/{name}.crate")))
        .args(["--strip-components", "1", "-C"])
        .arg(packed.path())
        .status()
        .unwrap();
    assert!(status.success(), "the packed crate can be unpacked");
    packed
}

impl Place {
    /// A place for this page.
    pub fn new(page: &Page, packed: &Path) -> Place {
        let whole = tempfile::tempdir().unwrap();
        let work = whole.path().join("work");
        copy(packed, &work);
        fs::create_dir(whole.path().join("home")).unwrap();
        let start = match page.name.strip_prefix("examples/") {
            // An example that is a package of its own is not packed with the crate.
            Some(_) => {
                let directory = Path::new(&page.name).parent().unwrap();
                copy(&root().join(directory), &work.join(directory));
                work.join(directory)
            }
            None => work,
        };
        let place = Place { whole, start };
        place.write_cargo_configuration();
        place.write_programs();
        for name in &page.given {
            place.give(name);
        }
        place
    }

    /// Writes a file of the page.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.start.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// What pages build only has to be built; its speed does not matter. Cargo reads this file above the page's directory.
    fn write_cargo_configuration(&self) {
        let directory = self.whole.path().join(".cargo");
        fs::create_dir(&directory).unwrap();
        let profile = "[profile.dev.package.\"*\"]\nopt-level = 0\n";
        fs::write(directory.join("config.toml"), profile).unwrap();
    }

    /// The programs that pages call: `componentize` as built, `wasmtime` played by this test, and a `rustc` that finds
    /// std for WebAssembly, as it does after `rustup target add`.
    fn write_programs(&self) {
        let programs = self.whole.path().join("bin");
        fs::create_dir(&programs).unwrap();
        symlink(COMPONENTIZE, programs.join("componentize")).unwrap();
        symlink(std::env::current_exe().unwrap(), programs.join("wasmtime")).unwrap();
        if let (Some(sysroot), Ok(rustc)) = (std::env::var_os("WASM_SYSROOT"), which("rustc")) {
            let script = format!(
                "#!/bin/sh\ncase \" $* \" in *' wasm32-'*|*=wasm32-*) exec {rustc} --sysroot {sysroot} \"$@\";; esac\nexec {rustc} \"$@\"\n",
                rustc = rustc.display(),
                sysroot = Path::new(&sysroot).display(),
            );
            let path = programs.join("rustc");
            fs::write(&path, script).unwrap();
            let mut permissions = fs::metadata(&path).unwrap().permissions();
            std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
            fs::set_permissions(&path, permissions).unwrap();
        }
    }

    /// Puts a file where the page starts. `NAME.wit` lies in `tests/commands/given`; `NAME.wasm` is made of `NAME.wat`, a
    /// component if there is a `NAME.wit`; `NAME.core.wasm` is the core module then. The published adapters have the
    /// names of Wasmtime's releases.
    fn give(&self, name: &str) {
        use wasi_preview1_component_adapter_provider as published;
        let given = root().join("tests/commands/given");
        let (stem, kind) = name.split_once('.').expect("a given file has an extension");
        let text = given.join(format!("{stem}.wat"));
        let wit = given.join(format!("{stem}.wit"));
        let bytes = match kind {
            "command.wasm" => published::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER.to_vec(),
            "reactor.wasm" => published::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER.to_vec(),
            "wit" => fs::read(wit).unwrap(),
            "wasm" if wit.exists() => {
                let to = self.start.join(name);
                let arguments = [
                    "new".as_ref(),
                    text.as_os_str(),
                    "--wit".as_ref(),
                    wit.as_os_str(),
                ];
                let status = Command::new(COMPONENTIZE)
                    .args(arguments)
                    .args(["-o".as_ref(), to.as_os_str()])
                    .status()
                    .unwrap();
                assert!(status.success(), "`{name}` is made");
                return;
            }
            _ => wat::parse_file(&text).unwrap_or_else(|e| panic!("`{name}`: {e}")),
        };
        fs::write(self.start.join(name), bytes).unwrap();
    }

    /// A shell in this place.
    pub fn shell(&self) -> Command {
        let (home, programs) = (
            self.whole.path().join("home"),
            self.whole.path().join("bin"),
        );
        let installed = home.join(".cargo/bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = [programs, installed]
            .into_iter()
            .chain(std::env::split_paths(&path));
        let mut shell = Command::new("bash");
        shell
            .env_clear()
            .current_dir(&self.start)
            .stdin(std::process::Stdio::null())
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("HOME", &home)
            .env("LANG", "C.UTF-8")
            .env("CARGO_INSTALL_ROOT", home.join(".cargo"))
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("GOCACHE", target().join("go"))
            .env("ZIG_GLOBAL_CACHE_DIR", target().join("zig"));
        // What is downloaded or installed once for all, and how.
        let own = dirs();
        shell.envs(own);
        shell
    }

    /// A fresh file for a command's output.
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.whole.path().join(name)
    }
}

/// The variables that say where rustup, cargo and npm have what they fetched, and how they reach the network.
fn dirs() -> Vec<(String, std::ffi::OsString)> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let default = [
        ("RUSTUP_HOME", home.join(".rustup")),
        ("CARGO_HOME", home.join(".cargo")),
        ("npm_config_cache", home.join(".npm")),
    ];
    let mut variables: Vec<_> = default
        .into_iter()
        .map(|(name, path)| (name.to_string(), path.into_os_string()))
        .collect();
    let network = |name: &str| {
        let name = name.to_lowercase();
        [
            "proxy",
            "_ca",
            "ca_",
            "cert",
            "npm_config_",
            "registry",
            "rustup_",
        ]
        .iter()
        .any(|word| name.contains(word))
    };
    variables.extend(
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| network(name)),
    );
    variables
}

/// Where a program is.
fn which(name: &str) -> Result<PathBuf, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|path| path.exists())
        .ok_or_else(|| format!("there is no `{name}` in PATH"))
}
