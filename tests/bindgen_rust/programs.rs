//! Programs from C, Rust, Go and Zig: the crate that is made of one runs it untouched, with the output and exit status
//! that the program's core module has on Wasmtime's own preview1 host.

use super::harness;
use super::run::generate;
use super::support::command::{self, Exit};
use super::support::hosts::Host;
use super::support::world::World;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Prints its arguments, and leaves with 7 if there is one, by a trap or a panic if there are two.
const C: &str = r#"
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **arguments) {
  for (int i = 0; i < count; i++) puts(arguments[i]);
  fflush(stdout);
  if (count == 3) abort();
  return count == 2 ? 7 : 0;
}"#;

const RUST: &str = r#"
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    arguments.iter().for_each(|argument| println!("{argument}"));
    match arguments.len() {
        2 => std::process::exit(7),
        3 => panic!("as asked"),
        _ => {}
    }
}"#;

const GO: &str = r#"
package main

import ("fmt"; "os")

func main() {
	for _, argument := range os.Args { fmt.Println(argument) }
	if len(os.Args) == 2 { os.Exit(7) }
	if len(os.Args) == 3 { panic("as asked") }
}"#;

const ZIG: &str = r#"
const std = @import("std");

pub fn main(init: std.process.Init) !void {
    try std.Io.File.stdout().writeStreamingAll(init.io, "zig.wasm\n");
}"#;

/// A program as its core module, and as the crate of its component.
struct Program {
    name: &'static str,
    module: Vec<u8>,
    host: PathBuf,
}

/// How a run ended: standard output, standard error, exit status.
type Ended = (String, String, i32);

impl Program {
    /// Writes a source file, compiles and wraps it, and builds the crate.
    fn new(
        name: &'static str,
        file: &str,
        source: &str,
        compiler: impl FnOnce(&Path) -> Command,
    ) -> Program {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::write(directory.path().join(file), source).expect("a file");
        let module = directory.path().join("module.wasm");
        let mut compiler = compiler(&module);
        harness::succeed(compiler.arg(file).current_dir(directory.path()));
        let component = directory.path().join("component.wasm");
        let mut wrap = harness::componentize();
        wrap.arg("new")
            .arg(&module)
            .args(["--adapt", "wasi_snapshot_preview1", "-o"]);
        harness::succeed(wrap.arg(&component));
        let component = std::fs::read(component).expect("a component");
        let directory = generate(name, &component, &[]);
        Program {
            name,
            module: std::fs::read(module).expect("a module"),
            host: harness::build(&directory, &format!("{name}_host")),
        }
    }

    /// The program of the crate.
    fn in_crate(&self, arguments: &[&str]) -> Ended {
        let output = Command::new(&self.host).args(arguments).output();
        let output = output.expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let status = output.status.code().expect("no signal stopped it");
        (text(output.stdout), text(output.stderr), status)
    }

    /// The core module on its own.
    fn natively(&self, arguments: &[&str]) -> Ended {
        let name = format!("{}.wasm", self.name);
        let arguments = arguments.iter().map(|argument| argument.to_string());
        let world = World {
            args: std::iter::once(name).chain(arguments).collect(),
            ..World::default()
        };
        let ran = command::run(Host::Native, &self.module, &world).expect("it runs");
        let status = match ran.exit {
            Exit::Status(status) => status,
            // What `wasmtime run` leaves with after a trap.
            Exit::Trap(_) => 134,
        };
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (text(ran.stdout), text(ran.stderr), status)
    }

    /// Both, with no, one and two arguments; the statuses.
    fn check(&self) -> Vec<i32> {
        let all: [&[&str]; 3] = [&[], &["ä b"], &["x", ""]];
        let statuses = all.map(|arguments| {
            let (native, ours) = (self.natively(arguments), self.in_crate(arguments));
            assert_eq!((&native.0, native.2), (&ours.0, ours.2), "{arguments:?}");
            // Of a trap, the program of the crate says more on standard error.
            assert!(ours.1.starts_with(&native.1), "{native:?} {ours:?}");
            assert!(!native.0.is_empty(), "{native:?}");
            native.2
        });
        statuses.to_vec()
    }
}

#[test]
fn c() {
    let compiler = |module: &Path| {
        let mut clang = Command::new("clang-19");
        clang
            .args(["--target=wasm32-wasi", "-O2", "-o"])
            .arg(module);
        clang
    };
    // `abort` is a trap.
    let program = Program::new("c", "c.c", C, compiler);
    assert_eq!(program.check(), [0, 7, 134]);
}

#[test]
fn rust() {
    let compiler = |module: &Path| {
        let mut rustc = Command::new("rustc");
        if let Some(sysroot) = std::env::var_os("WASM_SYSROOT") {
            rustc.arg("--sysroot").arg(sysroot);
        }
        rustc
            .args(["--target", "wasm32-wasip1", "-O", "-o"])
            .arg(module);
        rustc
    };
    let program = Program::new("rust", "rust.rs", RUST, compiler);
    assert_eq!(program.check(), [0, 7, 134]);
}

#[test]
fn go() {
    let compiler = |module: &Path| {
        let mut go = Command::new("go");
        go.envs([("GOOS", "wasip1"), ("GOARCH", "wasm")])
            .args(["build", "-o"])
            .arg(module);
        go
    };
    // Go's own runtime leaves with 2 after a panic.
    let program = Program::new("go", "go.go", GO, compiler);
    assert_eq!(program.check(), [0, 7, 2]);
}

#[test]
fn zig() {
    let compiler = |module: &Path| {
        let mut zig = Command::new("zig");
        zig.args(["build-exe", "-target", "wasm32-wasi", "-O", "ReleaseSmall"]);
        zig.arg(format!("-femit-bin={}", module.display()));
        zig
    };
    let program = Program::new("zig", "zig.zig", ZIG, compiler);
    assert_eq!(program.check(), [0, 0, 0]);
}
