//! The options of `componentize new` that wasm-tools has elsewhere or not at all.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn componentize(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_componentize"));
    let output = command
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {message}");
    output
}

fn text(directory: &Path, arguments: &[&str]) -> String {
    String::from_utf8(componentize(directory, arguments).stdout).unwrap()
}

const WIT: &str = r#"
    package test:test;
    interface names { all: func() -> list<string>; }
    world named { import names; export run: func(); }
    world other { export run: func(); }"#;

const MODULE: &str = r#"(module $main
    (@producers (language "C" "11"))
    (@custom ".debug_info" "places")
    (@custom "sourceMappingURL" "\04here")
    (@custom "mine" "something")
    (@custom ".dep-v0" "a list")
    (import "test:test/names" "all" (func $all (param i32)))
    (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func $run (export "run") (call $all (i32.const 8)) (drop (call $yield))))"#;

/// A directory with the module and the package.
fn directory() -> TempDir {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("module.wat"), MODULE).unwrap();
    fs::write(directory.path().join("test.wit"), WIT).unwrap();
    directory
}

const ADAPTED: &str = "--adapt=wasi_snapshot_preview1";
const WORLD: [&str; 3] = ["--wit=test.wit", "--world=named", ADAPTED];

fn new(directory: &Path, arguments: &[&str]) -> String {
    text(
        directory,
        &[&["new", "module.wat", "-t"][..], &WORLD, arguments].concat(),
    )
}

#[test]
fn a_world_is_embedded_and_wrapped_in_one_step() {
    let directory = directory();
    let path = directory.path();
    componentize(
        path,
        &[
            "embed",
            "test.wit",
            "--world=named",
            "module.wat",
            "-o",
            "embedded.wasm",
        ],
    );
    let two_steps = text(path, &["new", "embedded.wasm", "-t", ADAPTED]);
    assert_eq!(new(path, &[]), two_steps);
    assert!(two_steps.contains(r#"(import "test:test/names" (instance"#));
}

#[test]
fn a_component_says_what_it_is() {
    let directory = directory();
    let arguments = [
        "--name=app",
        "--version=1.2.3",
        "--description=Says nothing",
        "--licenses=MIT OR Apache-2.0",
        "--source=https://example.com/source",
        "--homepage=https://example.com",
        "--revision=0123abc",
    ];
    let text = new(directory.path(), &arguments);
    assert!(text.starts_with("(component $app"), "{text}");
    let custom = |name: &str, value: &str| format!(r#"(@custom "{name}" "{value}")"#);
    for (name, value) in [
        ("version", "1.2.3"),
        ("description", "Says nothing"),
        ("licenses", "MIT OR Apache-2.0"),
        ("source", "https://example.com/source"),
        ("homepage", "https://example.com"),
        ("revision", "0123abc"),
    ] {
        assert!(text.contains(&custom(name, value)), "{name}: {text}");
    }
}

#[test]
fn metadata_must_make_sense() {
    let directory = directory();
    for (argument, message) in [
        (
            "--source=somewhere",
            "the component's source must be a URL, but it is `somewhere`",
        ),
        ("--version=", "the component's version must not be empty"),
        (
            "--licenses=nonsense license",
            "the component's licenses must be an SPDX expression, such as `MIT OR Apache-2.0`, but they are `nonsense \
             license`: unknown term",
        ),
        (
            "--implements=x=a:b/c",
            "nothing imports `a:b/c`, so it cannot have a label",
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_componentize"));
        command.args(["new", "module.wat", argument]).args(WORLD);
        let output = command.current_dir(directory.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{argument}");
        assert!(
            String::from_utf8(output.stderr).unwrap().contains(message),
            "{argument}"
        );
    }
}

#[test]
fn custom_sections_can_be_left_out() {
    let directory = directory();
    let path = directory.path();
    let sections = [".debug_info", "sourceMappingURL", "mine"];
    let kept = |text: &str| sections.map(|name| text.contains(&format!(r#"(@custom "{name}""#)));
    let whole = new(path, &[]);
    assert_eq!(kept(&whole), [true, true, true]);
    let debug = new(path, &["--strip=debug"]);
    assert_eq!(kept(&debug), [false, false, true]);
    assert!(debug.contains("(func $run") && debug.contains(r#"(language "C" "11")"#));
    let described = ["--strip", "--name=app", "--version=1.2.3"];
    let all = new(path, &described);
    let outermost = all.rsplit_once("(core instance").unwrap().1;
    for metadata in ["componentize", "\"version\"", "1.2.3"] {
        assert!(outermost.contains(metadata), "{metadata}: {outermost}");
    }
    assert!(all.contains("(component $app"), "{all}");
    assert!(all.contains(r#"(@custom ".dep-v0""#), "{all}");
    assert_eq!(kept(&all), [false, false, false]);
    assert!(!all.contains("(func $run") && !all.contains(r#"(language "C" "11")"#));
    assert_eq!(new(path, &["--strip"]), new(path, &["--strip=all"]));
}

#[test]
fn the_components_wit_is_written_beside_it() {
    let directory = directory();
    let path = directory.path();
    let both = ["-o", "app.wasm", "--emit-wit", "app.wit"];
    componentize(path, &[&["new", "module.wat"][..], &WORLD, &both].concat());
    let wit = fs::read_to_string(path.join("app.wit")).unwrap();
    assert!(
        wit.contains("import test:test/names;") && wit.contains("export run: func();"),
        "{wit}"
    );
    assert_eq!(wit, text(path, &["wit", "app.wasm"]));
}

#[test]
fn verbose_says_what_was_done() {
    let directory = directory();
    let arguments = [&["new", "module.wat", "-v", "-o", "app.wasm"][..], &WORLD].concat();
    let output = componentize(directory.path(), &arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    let size = fs::metadata(directory.path().join("app.wasm"))
        .unwrap()
        .len();
    let expected = format!(
        "wrapped `module.wat` of {} bytes in a component of {size} bytes\n\
         built-in adapter: reactor, WASI 0.2.12, functions: 1\n",
        MODULE.len()
    );
    assert_eq!(message, expected);

    let arguments = ["-vv", "new", "module.wat", "-o", "app.wasm"];
    let detailed = componentize(directory.path(), &[&arguments[..], &WORLD].concat());
    let message = String::from_utf8(detailed.stderr).unwrap();
    assert_eq!(message, format!("{expected}  sched_yield\n"));
}

#[test]
fn the_text_format_is_colored_where_asked_for() {
    let directory = directory();
    let plain = new(directory.path(), &[]);
    let colored = new(directory.path(), &["--color=always"]);
    assert!(!plain.contains('\x1b') && colored.contains('\x1b'));
    // A file is colored too, as `always-ansi` does.
    for always in ["--color=always", "--color=always-ansi"] {
        new(directory.path(), &[always, "-o", "colored.wat"]);
        let file = fs::read_to_string(directory.path().join("colored.wat")).unwrap();
        assert_eq!(file, colored);
    }
    let mut stripped = String::new();
    for (index, piece) in colored.split("\x1b[").enumerate() {
        let text = if index == 0 {
            piece
        } else {
            piece.split_once('m').unwrap().1
        };
        stripped.push_str(text);
    }
    assert_eq!(stripped, plain);
    assert_eq!(new(directory.path(), &["--color=never"]), plain);
}

#[test]
fn an_import_gets_a_label() {
    let directory = directory();
    let path = directory.path();
    for interface in ["test:test/names", "wasi:io/poll@0.2.12"] {
        let argument = format!("--implements=first={interface}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_componentize"));
        command
            .args(["new", "module.wat", "-t", &argument])
            .args(WORLD);
        let output = command.current_dir(path).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        if interface == "test:test/names" {
            let text = String::from_utf8(output.stdout).unwrap();
            let import = r#"(import "first" (implements "test:test/names") (instance"#;
            assert!(text.contains(import), "{text}");
        } else {
            assert_eq!(output.status.code(), Some(1));
            let expected = "nothing imports `wasi:io/poll@0.2.12`, so it cannot have a label; imported are `test:test/names`";
            assert!(message.contains(expected), "{message}");
        }
    }
}

#[test]
fn labels_and_interfaces_are_checked() {
    let directory = directory();
    for (arguments, expected) in [
        (
            &["--implements=Not_a=test:test/names"][..],
            "`Not_a` is not a label",
        ),
        (
            &["--implements=a=names"],
            "`names` is not the name of an interface",
        ),
        (
            &[
                "--implements=a=test:test/names",
                "--implements=b=test:test/names",
            ],
            "the import of `test:test/names` cannot have two labels, `a` and `b`",
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_componentize"));
        command
            .args(["new", "module.wat"])
            .args(arguments)
            .args(WORLD);
        let output = command.current_dir(directory.path()).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
}
