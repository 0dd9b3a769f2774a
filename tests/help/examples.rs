//! Every example of `--help` works as it is written.

use crate::{commands, run, stdout};
use std::fs;
use std::path::Path;

const PROGRAM: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (func (export "_start")))"#;
const LIBRARY: &str = r#"(module (func (export "run") (result i32) i32.const 1))"#;
const WIT: &str = "package example:app;\nworld app {\n  export run: func() -> u32;\n}\n";
const LINKED: &str = r#"(module
    (@dylink.0 (mem-info) (needed "libc.so"))
    (import "env" "write" (func (param i32 i32 i32 i32) (result i32)))
    (func (export "_start")))"#;
const LIBC: &str = r#"(module
    (@dylink.0 (mem-info))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (export "write" (func $write)))"#;

/// The files that examples speak of.
pub fn write_inputs(directory: &Path, example: &str) {
    let module = if example.contains("--wit ") || example.contains("embed ") {
        LIBRARY
    } else {
        PROGRAM
    };
    let write = |name: &str, wat: &str| {
        fs::write(directory.join(name), wat::parse_str(wat).unwrap()).unwrap()
    };
    write("module.wasm", module);
    write("library.wasm", LIBRARY);
    write("libapp.so", LINKED);
    write("libc.so", LIBC);
    fs::write(
        directory.join("adapter.wasm"),
        wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
    )
    .unwrap();
    fs::write(directory.join("app.wit"), WIT).unwrap();
    stdout(&run(
        directory,
        &["embed", "app.wit", "library.wasm", "-o", "embedded.wasm"],
    ));
    stdout(&run(directory, &["new", "embedded.wasm", "-o", "app.wasm"]));
    fs::remove_file(directory.join("embedded.wasm")).unwrap();
}

#[test]
fn every_example_works() {
    let directory = tempfile::tempdir().unwrap();
    let commands = commands(directory.path(), &[]);
    for expected in [
        "new",
        "embed",
        "wit",
        "targets",
        "link",
        "inspect",
        "adapter",
        "oci",
        "completions",
    ] {
        assert!(
            commands.iter().any(|command| command == expected),
            "{expected} in {commands:?}"
        );
    }
    for command in commands {
        let help = {
            let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
            stdout(&run(directory.path(), &arguments))
        };
        let examples: Vec<&str> = help
            .lines()
            .map(str::trim)
            .filter_map(|line| line.strip_prefix("componentize "))
            .collect();
        // Its example is a line for Go.
        assert!(
            !examples.is_empty() || command == "toolexec",
            "`{command} --help` has no example:\n{help}"
        );
        for example in examples {
            let directory = tempfile::tempdir().unwrap();
            write_inputs(directory.path(), example);
            let arguments: Vec<&str> = example.split_whitespace().collect();
            let output = run(directory.path(), &arguments);
            assert!(
                output.status.success(),
                "componentize {example}\n{output:?}"
            );
            check_output(directory.path(), &arguments);
        }
    }
}

/// What `-o` names must be there.
fn check_output(directory: &Path, arguments: &[&str]) {
    let mut arguments = arguments.iter().skip_while(|argument| **argument != "-o");
    if let (Some(_), Some(file)) = (arguments.next(), arguments.next()) {
        assert!(directory.join(file).exists(), "{file}");
    }
}
