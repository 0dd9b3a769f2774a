//! What was left out or ignored is said, by the library and by the command.

use componentize::{Componentizer, Linker, Variant, Warning};
use std::fs;
use std::process::{Command, Output};
use tempfile::TempDir;

const PROGRAM: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "malloc") (param i32) (result i32) unreachable)
    (func (export "_start")))"#;
const LIBRARY: &str =
    r#"(module (func (export "greet")) (func (export "stop")) (func (export "_initialize")))"#;

fn warnings(componentizer: &Componentizer<'_>) -> Vec<Warning> {
    componentizer.wrap().unwrap().warnings().to_vec()
}

#[test]
fn a_program_has_none() {
    let mut componentizer = Componentizer::new(PROGRAM.as_bytes());
    componentizer.builtin_adapter();
    assert_eq!(warnings(&componentizer), []);
}

#[test]
fn exports_that_no_world_names() {
    let componentizer = Componentizer::new(LIBRARY.as_bytes());
    let found = warnings(&componentizer);
    assert_eq!(
        found,
        [Warning::DroppedExports {
            names: vec!["greet".to_string(), "stop".to_string()],
            has_world: false
        }]
    );
    assert_eq!(
        found[0].to_string(),
        "the module exports `greet`, `stop`, but it has no world, so the component does not export them"
    );
}

#[test]
fn exports_besides_those_of_the_world() {
    use componentize::wit::{Features, Wit};
    let wit = "package a:b; world w { export greet: func(); }";
    let mut world = Wit::parse("w.wit", wit.as_bytes(), &Features::default())
        .unwrap()
        .into_world(None)
        .unwrap();
    let mut componentizer = Componentizer::new(LIBRARY.as_bytes());
    componentizer
        .embedded_world(componentize::embedded_world(&mut world, &Default::default()).unwrap());
    assert_eq!(
        warnings(&componentizer)[0].to_string(),
        "the module exports `stop`, but its world does not name it, so the component does not export it"
    );
}

#[test]
fn a_start_that_nothing_calls() {
    let mut componentizer = Componentizer::new(PROGRAM.as_bytes());
    componentizer.builtin_adapter().variant(Variant::Reactor);
    assert_eq!(warnings(&componentizer), [Warning::StartNotCalled]);

    let published =
        wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER;
    let mut componentizer = Componentizer::new(PROGRAM.as_bytes());
    componentizer.adapter("wasi_snapshot_preview1", published);
    assert_eq!(warnings(&componentizer), []);
}

#[test]
fn options_without_effect() {
    let mut componentizer = Componentizer::new(b"(module)");
    componentizer
        .import_name("a:b/c", "d:e/f")
        .wasi_version("0.2.6".parse().unwrap())
        .realloc_via_memory_grow(true);
    assert_eq!(
        warnings(&componentizer),
        [
            Warning::UnusedImportName {
                name: "a:b/c".to_string()
            },
            Warning::UnusedWasiVersion,
            Warning::UnusedReallocViaMemoryGrow,
        ]
    );
    let mut componentizer = Componentizer::new(PROGRAM.as_bytes());
    componentizer
        .builtin_adapter()
        .import_name("wasi:cli/stdout@0.2.12", "my:own/stdout");
    assert_eq!(warnings(&componentizer), []);
}

#[test]
fn libraries_without_a_world() {
    let library = r#"(module (@dylink.0 (mem-info)) (func (export "greet")))"#;
    let mut linker = Linker::new();
    linker.library("libgreet.so", library.as_bytes());
    assert_eq!(linker.link().unwrap().warnings(), [Warning::NoWorld]);
}

fn new(directory: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(["new", "library.wat", "-o", "out.wasm"])
        .args(arguments)
        .current_dir(directory.path())
        .output()
        .unwrap()
}

#[test]
fn the_command_prints_them_with_a_cure() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("library.wat"), LIBRARY).unwrap();
    let warning = "warning: the module exports `greet`, `stop`, but it has no world, so the component does not export \
                   them: name a world with `--wit`, or embed one with `componentize embed`\n";

    let said = new(&directory, &[]);
    assert!(said.status.success());
    assert_eq!(String::from_utf8(said.stderr).unwrap(), warning);
    assert!(directory.path().join("out.wasm").exists());
    fs::remove_file(directory.path().join("out.wasm")).unwrap();

    let quiet = new(&directory, &["-q"]);
    assert!(
        quiet.status.success() && quiet.stderr.is_empty(),
        "{quiet:?}"
    );
    fs::remove_file(directory.path().join("out.wasm")).unwrap();

    for arguments in [&["--deny-warnings"][..], &["--deny-warnings", "-q"]] {
        let denied = new(&directory, arguments);
        assert_eq!(denied.status.code(), Some(1));
        assert_eq!(
            String::from_utf8(denied.stderr).unwrap(),
            format!("{warning}error: there was a warning, and warnings are denied\n")
        );
        assert!(!directory.path().join("out.wasm").exists());
    }
}

/// Only text has lines that debug information can name.
#[test]
fn debug_information_for_a_module_in_the_binary_format() {
    let directory = TempDir::new().unwrap();
    let wat = "(module)";
    fs::write(directory.path().join("text.wat"), wat).unwrap();
    fs::write(
        directory.path().join("binary.wasm"),
        wat::parse_str(wat).unwrap(),
    )
    .unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_componentize"));
        let command = command.arg("new").args(arguments).args(["-o", "out.wasm"]);
        command.current_dir(directory.path()).output().unwrap()
    };
    let warning = "warning: the module is in the binary format, so no debug information is added to it: leave out `-g` and \
                   `--generate-dwarf`\n";
    for flag in ["-g", "--generate-dwarf=lines"] {
        let text = run(&["text.wat", flag]);
        assert!(text.status.success() && text.stderr.is_empty(), "{text:?}");
        let binary = run(&["binary.wasm", flag]);
        assert!(binary.status.success(), "{binary:?}");
        assert_eq!(String::from_utf8(binary.stderr).unwrap(), warning);
    }
    let denied = run(&["binary.wasm", "-g", "--deny-warnings"]);
    assert_eq!(denied.status.code(), Some(1), "{denied:?}");
    assert!(run(&["binary.wasm"]).stderr.is_empty());
}
