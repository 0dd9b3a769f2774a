//! Programs from C, Rust, Go and Zig: the crate that is made of one runs it untouched, with its arguments, output and exit
//! status.

use super::harness;
use super::run::generate;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

/// Writes a source file and compiles it; the component of the module, and of it a program for this machine.
fn program(
    name: &str,
    file: &str,
    source: &str,
    compiler: impl FnOnce(&Path) -> Command,
) -> PathBuf {
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
    harness::build(&directory, &format!("{name}_host"))
}

fn run(program: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let output: Output = Command::new(program)
        .args(arguments)
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    (text, output.status.code())
}

/// How it ends with two arguments is the language's own.
fn check(program: &Path, name: &str, panics: i32) {
    let lines = |more: &str| format!("{name}.wasm\n{more}");
    assert_eq!(run(program, &[]), (lines(""), Some(0)));
    assert_eq!(run(program, &["ä b"]), (lines("ä b\n"), Some(7)));
    assert_eq!(run(program, &["x", ""]), (lines("x\n\n"), Some(panics)));
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
    // `abort` is a trap, for which `wasmtime run` leaves with 134.
    check(&program("c", "c.c", C, compiler), "c", 134);
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
    check(&program("rust", "rust.rs", RUST, compiler), "rust", 134);
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
    check(&program("go", "go.go", GO, compiler), "go", 2);
}

#[test]
fn zig() {
    let compiler = |module: &Path| {
        let mut zig = Command::new("zig");
        zig.args(["build-exe", "-target", "wasm32-wasi", "-O", "ReleaseSmall"]);
        zig.arg(format!("-femit-bin={}", module.display()));
        zig
    };
    let program = program("zig", "zig.zig", ZIG, compiler);
    assert_eq!(run(&program, &[]), ("zig.wasm\n".to_string(), Some(0)));
}
