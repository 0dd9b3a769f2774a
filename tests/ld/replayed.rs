//! Calls that other tools make of `wasm-tools`, as they were recorded: `componentize` answers under its name.

use crate::place::{Place, stderr, stdout};
use std::fs;
use std::process::Output;

const WIT: &str = "package example:app;\n\nworld app {\n  export run: func() -> u32;\n}\n";
const MODULE: &str = r#"(module (func (export "run") (result i32) i32.const 1))"#;

/// A call with the words of a recorded command line, after the tool's name.
fn call(place: &Place, words: &str) -> Output {
    let mut command = place.command(env!("CARGO_BIN_EXE_componentize"));
    let output = command.args(words.split(' ')).output().unwrap();
    assert!(output.status.success(), "{words}: {}", stderr(&output));
    output
}

/// TinyGo's two, which `WASMTOOLS` sends here: both write over what they read.
#[test]
fn tinygo() {
    let place = Place::new();
    fs::create_dir(place.path("wit")).unwrap();
    fs::write(place.path("wit/app.wit"), WIT).unwrap();
    place.module(MODULE);
    call(
        &place,
        "component embed -w app wit module.wasm -o module.wasm",
    );
    call(&place, "component new module.wasm -o module.wasm");
    let wit = stdout(&call(&place, "component wit module.wasm"));
    assert!(wit.contains("export run: func() -> u32;"), "{wit}");
}

/// Calls of other commands of wasm-tools say what to use.
#[test]
fn what_is_not_here_is_answered() {
    let place = Place::new();
    place.module(MODULE);
    for (words, answer) in [
        (
            "parse module.wat -o module.wasm",
            "every command takes the text format as it is",
        ),
        (
            "strip -a module.wasm -o module.wasm",
            "`new --strip` leaves out custom sections",
        ),
        (
            "component strip module.wasm",
            "`new --strip` leaves out custom sections",
        ),
    ] {
        let mut command = place.command(env!("CARGO_BIN_EXE_componentize"));
        let output = command.args(words.split(' ')).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(
            stderr(&output).contains(answer),
            "{words}: {}",
            stderr(&output)
        );
    }
}

/// That of wit-bindgen-go, which reads the packages as JSON.
#[test]
fn wit_bindgen_go() {
    let place = Place::new();
    fs::write(place.path("app.wit"), WIT).unwrap();
    let json = stdout(&call(&place, "component wit -j --all-features app.wit"));
    assert!(
        json.starts_with('{') && json.contains("\"worlds\""),
        "{json}"
    );
}
