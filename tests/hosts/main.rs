//! What README says of Wasmtime's versions, tried with those that `toolchains/setup.sh hosts` installs: older ones have no
//! `exit-with-code`, which is new in WASI 0.2.12.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Prints a line and leaves with status 7.
const LEAVES: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 8) "\10\00\00\00\05\00\00\00line\n")
    (func (export "_start")
        (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 64)))
        (call $exit (i32.const 7))))"#;

/// The versions without `exit-with-code`, and one with it.
const OLDER: [u32; 2] = [39, 45];
const NEWER: u32 = 46;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Wraps a module by the command, with these options as well.
fn wrap(module: &Path, options: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let component = directory.path().join("component.wasm");
    let status = Command::new(env!("CARGO_BIN_EXE_componentize"))
        .arg("new")
        .arg(module)
        .args(["--adapt", "wasi_snapshot_preview1"])
        .args(options)
        .arg("-o")
        .arg(&component)
        .status()
        .unwrap();
    assert!(status.success());
    (directory, component)
}

/// Runs a component in this version of Wasmtime.
fn run(version: u32, component: &Path) -> Output {
    let toolchains = std::env::var_os("TOOLCHAINS")
        .expect("`TOOLCHAINS` is set by the lines that `toolchains/setup.sh env` prints");
    let python = Path::new(&toolchains).join(format!("wasmtime-{version}/bin/python"));
    Command::new(python)
        .arg(root().join("tests/hosts/run.py"))
        .arg(component)
        .output()
        .expect("`toolchains/setup.sh hosts` installs the hosts")
}

/// What README quotes of the error, line by line.
fn quoted() -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme
        .split_once("```text\ncomponent imports instance `wasi:cli/exit@0.2.12`")
        .expect("README quotes the error");
    let (rest, _) = rest.split_once("```").unwrap();
    let quote = format!("component imports instance `wasi:cli/exit@0.2.12`{rest}");
    quote.lines().map(|line| line.trim().to_string()).collect()
}

fn leaving() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let module = directory.path().join("leaves.wat");
    std::fs::write(&module, LEAVES).unwrap();
    (directory, module)
}

#[test]
fn a_program_that_exits_needs_a_newer_host_or_an_older_version() {
    let (_guard, module) = leaving();
    let (_directory, newest) = wrap(&module, &[]);
    let (_directory_of_older, older) = wrap(&module, &["--wasi-version", "0.2.6"]);

    for version in OLDER {
        let refused = run(version, &newest);
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{version}: {error}");
        assert!(refused.stdout.is_empty(), "{version}");
        for line in quoted() {
            assert!(error.contains(&line), "{version}: `{line}` in {error}");
        }
    }
    let ran = run(NEWER, &newest);
    assert_eq!(ran.stdout, b"line\n", "{ran:?}");
    assert_eq!(ran.status.code(), Some(7), "{ran:?}");

    // Before 0.2.12 every failure is status 1.
    for version in OLDER.into_iter().chain([NEWER]) {
        let ran = run(version, &older);
        assert_eq!(ran.stdout, b"line\n", "{version}: {ran:?}");
        assert_eq!(ran.status.code(), Some(1), "{version}: {ran:?}");
    }
}

#[test]
fn a_program_that_does_not_exit_runs_in_all_of_them() {
    let (_directory, component) = wrap(&root().join("examples/hello/hello.wat"), &[]);
    for version in OLDER.into_iter().chain([NEWER]) {
        let ran = run(version, &component);
        assert_eq!(ran.stdout, b"hello, world\n", "{version}: {ran:?}");
        assert_eq!(ran.status.code(), Some(0), "{version}: {ran:?}");
    }
}
