//! A directory with a stand-in for wasm-ld.

use componentize::Componentizer;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};
use tempfile::TempDir;

pub const HELLO: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start"))
    (@custom "name" "\00\02\01x"))"#;

/// A directory with a wasm-ld that writes its arguments to `called`, and a module to what `-o` names.
pub struct Place {
    pub directory: TempDir,
}

/// Fails as wasm-ld does if an argument is `fails.o`; names `missing` if an undefined symbol may not be imported.
const WASM_LD: &str = r#"#!/bin/sh
for word in "$@"; do printf '%s\n' "$word"; done >> "${0%/*}/called"
allowed=no
while [ $# -gt 0 ]; do
  case $1 in
    -o) output=$2; shift ;;
    fails.o) echo "wasm-ld: error: cannot open fails.o" >&2; exit 3 ;;
    killed.o) kill -9 $$ ;;
    sleeps.o) exec sleep 2 ;;
    --allow-undefined) allowed=yes ;;
    --version|-v) echo "LLD 19.1.7 (compatible with GNU linkers)"; exit 0 ;;
    --as-needed) echo "wasm-ld: error: unknown argument: $1" >&2; exit 1 ;;
    --help) echo "USAGE: wasm-ld [options] file..."; exit 0 ;;
  esac
  shift
done
if [ "$allowed" = no ] && grep -q missing "${0%/*}/module.wasm"; then
  echo "wasm-ld: error: /tmp/main.o: undefined symbol: missing" >&2; exit 1
fi
cp "${0%/*}/module.wasm" "$output"
chmod 755 "$output"
"#;

impl Place {
    pub fn new() -> Place {
        let place = Place {
            directory: TempDir::new().unwrap(),
        };
        place.program("wasm-ld", WASM_LD);
        place.module(HELLO);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn program(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What the stand-in writes from now on.
    pub fn module(&self, text: &str) -> Vec<u8> {
        let module = wat::parse_str(text).unwrap();
        fs::write(self.path("module.wasm"), &module).unwrap();
        module
    }

    /// A program that is started here, and finds the stand-in.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        let path = format!("{}:/usr/bin:/bin", self.directory.path().display());
        command.env("PATH", path).current_dir(self.directory.path());
        command.env_remove("COMPONENTIZE_LD_FLAGS");
        command
    }

    pub fn ld(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_componentize"));
        command.arg("ld").args(arguments).output().unwrap()
    }

    /// Links, which must work and print nothing.
    #[track_caller]
    pub fn links(&self, arguments: &[&str]) -> Vec<u8> {
        let output = self.ld(arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!((stdout(&output), stderr(&output)), Default::default());
        self.read("app.wasm")
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The arguments of the stand-in, of every call since the last time.
    pub fn called(&self) -> Vec<String> {
        let called = fs::read_to_string(self.path("called")).unwrap_or_default();
        // While it is still empty, the stand-in has opened it and will write to it.
        if !called.is_empty() {
            _ = fs::remove_file(self.path("called"));
        }
        called.lines().map(str::to_string).collect()
    }

    /// Every name in the directory except those that belong there.
    pub fn left_behind(&self) -> Vec<String> {
        let names = fs::read_dir(self.directory.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with('.')).collect()
    }
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn built_in(module: &[u8]) -> Vec<u8> {
    let mut componentizer = Componentizer::new(module);
    componentizer.builtin_adapter().encode().unwrap()
}
