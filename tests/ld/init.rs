//! `componentize init` from outside.

use crate::place::{Place, stderr, stdout};
use std::fs;
use std::process::Output;

fn init(place: &Place, arguments: &[&str]) -> Output {
    let mut command = place.command(env!("CARGO_BIN_EXE_componentize"));
    command.arg("init").args(arguments).output().unwrap()
}

const FILES: [(&str, &str); 5] = [
    ("cargo", ".cargo/config.toml"),
    ("cmake", "componentize.cmake"),
    ("meson", "componentize.ini"),
    ("zig", "componentize.zig"),
    ("go", "componentize.env"),
];

#[test]
fn writes_once_checks_and_shows() {
    let place = Place::new();
    for (toolchain, file) in FILES {
        let missing = init(&place, &[toolchain, "--check"]);
        assert_eq!(missing.status.code(), Some(1), "{toolchain}");
        assert!(stderr(&missing).contains(file), "{}", stderr(&missing));
        let shown = init(&place, &[toolchain, "--print"]);
        assert!(!place.path(file).exists(), "{toolchain}");

        let written = init(&place, &[toolchain]);
        assert!(written.status.success(), "{}", stderr(&written));
        assert!(
            stderr(&written).starts_with(&format!("wrote `{file}`: ")),
            "{}",
            stderr(&written)
        );
        assert_eq!(place.read(file), shown.stdout);
        let again = init(&place, &[toolchain]);
        assert!(again.status.success());
        assert_eq!(
            (stdout(&again), stderr(&again)),
            Default::default(),
            "{toolchain}"
        );
        assert_eq!(place.read(file), shown.stdout);
        assert!(init(&place, &[toolchain, "--check"]).status.success());
    }
}

#[test]
fn a_file_of_the_user_is_not_written_over() {
    let place = Place::new();
    for (toolchain, file) in &FILES[1..] {
        fs::write(place.path(file), "mine\n").unwrap();
        let refused = init(&place, &[toolchain]);
        assert_eq!(refused.status.code(), Some(1));
        let message = stderr(&refused);
        assert!(
            message.starts_with(&format!("error: failed to configure `{file}`")),
            "{message}"
        );
        assert_eq!(place.read(file), b"mine\n");
    }
    let missing = init(&place, &["assemblyscript"]);
    assert!(
        stderr(&missing).contains("make the project first"),
        "{}",
        stderr(&missing)
    );
}

/// The projects of `examples/build-step` have what `init` writes today.
#[test]
fn the_examples_are_configured_by_it() {
    let place = Place::new();
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/build-step");
    for (toolchain, directory, target) in [
        ("cargo", "rust", "wasm32-wasip1"),
        ("cargo", "rust", "wasm32-wasip2"),
        ("cmake", "cmake", "wasm32-wasip1"),
        ("zig", "zig", "wasm32-wasip1"),
        ("go", "go", "wasm32-wasip1"),
        ("assemblyscript", "assemblyscript", "wasm32-wasip1"),
    ] {
        let directory = format!("{examples}/{directory}");
        let checked = init(
            &place,
            &[toolchain, &directory, "--target", target, "--check"],
        );
        assert!(checked.status.success(), "{}", stderr(&checked));
    }
}
