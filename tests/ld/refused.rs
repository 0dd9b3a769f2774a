//! What fails: the status, the message, and what is left behind.

use crate::place::{Place, stderr};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::Duration;

#[test]
fn a_failing_link_has_the_status_and_the_message_of_wasm_ld_alone() {
    let place = Place::new();
    fs::write(place.path("app.wasm"), "older").unwrap();
    let failed = place.ld(&["fails.o", "-o", "app.wasm"]);
    assert_eq!(failed.status.code(), Some(3));
    assert_eq!(stderr(&failed), "wasm-ld: error: cannot open fails.o\n");
    let killed = place.ld(&["killed.o", "-o", "app.wasm"]);
    assert_eq!(killed.status.code(), Some(128 + 9));
    assert_eq!(place.read("app.wasm"), b"older");
    assert!(place.left_behind().is_empty());
}

#[test]
fn a_module_that_cannot_be_wrapped_leaves_the_output_as_it_was() {
    let place = Place::new();
    place.module(r#"(module (import "nowhere" "f" (func)))"#);
    fs::write(place.path("app.wasm"), "older").unwrap();
    let failed = place.ld(&["a.o", "-o", "app.wasm", "--emit-wit=app.wit"]);
    assert_eq!(failed.status.code(), Some(1));
    let message = stderr(&failed);
    assert!(
        message.starts_with("error: failed to wrap `app.wasm`\n"),
        "{message}"
    );
    assert_eq!(message.matches("nowhere").count(), 1, "{message}");
    assert_eq!(place.read("app.wasm"), b"older");
    assert!(!place.path("app.wit").exists());
    assert!(place.left_behind().is_empty());
}

#[test]
fn undefined_symbols_are_named_with_the_object() {
    let place = Place::new();
    place.module(r#"(module (import "env" "missing" (func)))"#);
    let failed = place.ld(&["a.o", "--allow-undefined", "-o", "app.wasm"]);
    assert_eq!(failed.status.code(), Some(1));
    assert_eq!(
        stderr(&failed),
        "error: failed to wrap `app.wasm`\n  caused by: nothing defines what the program uses:\n  \
         `missing`, referenced by `/tmp/main.o`\n  \
         link the object or library that defines it (`-l` and `-L`), or import it from a WIT interface\n"
    );
}

#[test]
fn the_build_fails_where_the_component_does_not_fit_a_world() {
    let place = Place::new();
    let wit = "package a:b; world small { export other: func(); }";
    fs::write(place.path("app.wit"), wit).unwrap();
    let refused = place.ld(&["a.o", "-o", "app.wasm", "--targets=app.wit#small"]);
    assert_eq!(refused.status.code(), Some(1));
    let message = stderr(&refused);
    assert!(
        message.starts_with("error: `app.wasm` was refused\n"),
        "{message}"
    );
    for item in ["`other`", "`wasi:cli/stdout@0.2.12`"] {
        assert!(message.contains(item), "{item}: {message}");
    }
    assert!(!place.path("app.wasm").exists());

    // The component's own world is one that it fits.
    place.links(&["a.o", "-o", "app.wasm"]);
    let own = place.command(env!("CARGO_BIN_EXE_componentize"));
    let own = { own }
        .args(["wit", "app.wasm", "--out-dir", "own"])
        .output()
        .unwrap();
    assert!(own.status.success(), "{}", stderr(&own));
    place.links(&["a.o", "-o", "app.wasm", "--targets", "own"]);
}

#[test]
fn a_signal_ends_a_link_and_leaves_nothing_behind() {
    let place = Place::new();
    fs::write(place.path("app.wasm"), "older").unwrap();
    let mut command = place.command(env!("CARGO_BIN_EXE_componentize"));
    let mut link = command
        .args(["ld", "sleeps.o", "-o", "app.wasm"])
        .spawn()
        .unwrap();
    while place.called().is_empty() {
        assert!(link.try_wait().unwrap().is_none(), "the link ended early");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(place.left_behind().len(), 1);
    let kill = Command::new("kill")
        .arg(link.id().to_string())
        .status()
        .unwrap();
    assert!(kill.success());
    assert_eq!(link.wait().unwrap().signal(), Some(15));
    assert_eq!(place.left_behind(), [""; 0]);
    assert_eq!(place.read("app.wasm"), b"older");
}
