//! A directory with the programs that a user would have: `componentize`, `clang` for WASI, `wasmtime`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The program that is tested.
pub const COMPONENTIZE: &str = env!("CARGO_BIN_EXE_componentize");

/// The directory, in which builds run.
pub struct Place {
    directory: TempDir,
}

/// A variable of `toolchains/setup.sh env`.
pub fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("`{name}` is not set: run `eval \"$(bash toolchains/setup.sh env)\"` first")
    })
}

impl Place {
    /// An empty directory, and the programs.
    pub fn new() -> Place {
        let place = Place {
            directory: TempDir::new().unwrap(),
        };
        fs::create_dir(place.path("bin")).unwrap();
        for name in ["componentize", "wasm-component-ld", "componentize-toolexec"] {
            symlink(COMPONENTIZE, place.path("bin").join(name)).unwrap();
        }
        place.program("clang", &place.clang());
        let rustc = "#!/bin/sh\ncase \" $* \" in *wasm32-wasip*) set -- --sysroot \"$WASM_SYSROOT\" \"$@\";; esac\n\
                     exec \"$RUSTC_OF_RUSTUP\" \"$@\"\n";
        place.program("rustc", rustc);
        // `wasmtime run COMPONENT ARGUMENTS...`, by the library: the test of that name is the program.
        let tests = std::env::current_exe().unwrap();
        let run = format!(
            "#!/bin/sh\nshift\nfor word in \"$@\"; do RUN=\"$RUN$word\n\"; done\n\
             export RUN\nexec {} --quiet --nocapture --ignored --exact run::wasmtime\n",
            tests.display()
        );
        place.program("wasmtime", &run);
        place
    }

    /// A copy of an example.
    pub fn of_example(name: &str) -> Place {
        let place = Place::new();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/build-step");
        copy(&example.join(name), &place.path(""));
        place
    }

    /// Debian's clang looks for its runtime library where Debian does not put it.
    fn clang(&self) -> String {
        let resources = self.path("bin/resources");
        fs::create_dir_all(resources.join("lib")).unwrap();
        let of_clang = Path::new("/usr/lib/llvm-19/lib/clang/19");
        symlink(of_clang.join("include"), resources.join("include")).unwrap();
        for target in ["wasip1", "wasip2"] {
            let directory = resources.join(format!("lib/wasm32-unknown-{target}"));
            fs::create_dir(&directory).unwrap();
            let library = of_clang.join("lib/wasi/libclang_rt.builtins-wasm32.a");
            symlink(library, directory.join("libclang_rt.builtins.a")).unwrap();
        }
        format!(
            "#!/bin/sh\nexec clang-19 -resource-dir {} --sysroot={} \"$@\"\n",
            resources.display(),
            variable("WASI_LIBC")
        )
    }

    fn program(&self, name: &str, text: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A path in the directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("`{name}`: {error}"))
    }

    /// A line for a shell, to be run here.
    pub fn shell(&self, line: &str) -> Command {
        let mut command = Command::new("bash");
        let path = format!(
            "{}:{}",
            self.path("bin").display(),
            std::env::var("PATH").unwrap()
        );
        command
            .args(["-euc", line])
            .current_dir(self.directory.path())
            .env("PATH", path)
            .env("HERE", self.directory.path())
            // A `rustc` that finds std for these targets, as it does after `rustup target add`.
            .env("RUSTC_OF_RUSTUP", rustc())
            .env("WASM_SYSROOT", variable("WASM_SYSROOT"))
            // Other builds share nothing with these.
            .env("GOCACHE", self.path("go-cache"))
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("COMPONENTIZE_LD_FLAGS");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_")) {
            command.env_remove(name);
        }
        command
    }

    /// Runs a line, which must work; standard output.
    #[track_caller]
    pub fn runs(&self, line: &str) -> String {
        let output = self.shell(line).output().unwrap();
        assert!(output.status.success(), "{line}\n{}", printed(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a line, which must fail; all that it printed.
    #[track_caller]
    pub fn fails(&self, line: &str) -> String {
        let output = self.shell(line).output().unwrap();
        assert!(!output.status.success(), "{line}\n{}", printed(&output));
        printed(&output)
    }

    /// Runs a line; its status.
    pub fn status(&self, line: &str) -> Option<i32> {
        self.shell(line).output().unwrap().status.code()
    }
}

/// The real compiler.
fn rustc() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    std::env::split_paths(&path)
        .map(|directory| directory.join("rustc"))
        .find(|program| program.exists())
        .expect("rustc in `PATH`")
}

/// Standard output and standard error.
pub fn printed(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Copies what is in one directory into another.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => _ = fs::copy(entry.path(), to).unwrap(),
        }
    }
}
