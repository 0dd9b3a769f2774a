//! How the linker is started, and what it passes on.

use crate::place::{HELLO, Place, built_in, stderr, stdout};
use componentize::{Componentizer, Strip};
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn starts_under_every_name_and_by_what_compilers_pass() {
    let place = Place::new();
    let expected = built_in(&place.read("module.wasm"));
    let own = env!("CARGO_BIN_EXE_componentize");
    for name in ["wasm-component-ld", "x-wasm-component-ld"] {
        symlink(own, place.path(name)).unwrap();
    }
    fs::write(place.path("words"), "-o app.wasm a.o").unwrap();
    for (program, arguments) in [
        ("wasm-component-ld", &["a.o", "-o", "app.wasm"][..]),
        ("x-wasm-component-ld", &["a.o", "-o", "app.wasm"]),
        (own, &["-flavor", "wasm", "a.o", "-o", "app.wasm"]),
        (own, &["-m", "wasm32", "a.o", "-o", "app.wasm"]),
        (own, &["@words"]),
        (own, &["ld", "a.o", "-o", "app.wasm"]),
    ] {
        let program = place.directory.path().join(program);
        let output = place.command(&program).args(arguments).output().unwrap();
        assert!(output.status.success(), "{program:?}: {}", stderr(&output));
        assert_eq!(place.read("app.wasm"), expected, "{program:?}");
        fs::remove_file(place.path("app.wasm")).unwrap();
    }
}

#[test]
fn questions_are_answered_by_wasm_ld_and_a_line_of_ours() {
    let place = Place::new();
    for word in ["--version", "-v"] {
        let answer = place.ld(&["-m", "wasm32", word, "--adapt=x=y"]);
        assert!(answer.status.success());
        let ours = concat!("componentize ", env!("CARGO_PKG_VERSION"));
        let expected = format!(
            "LLD 19.1.7 (compatible with GNU linkers)\n{ours}, which wraps what it links\n"
        );
        assert_eq!(stdout(&answer), expected);
        assert_eq!(place.called(), ["-m", "wasm32", word]);
    }
    // Build tools try flags in this way, and trust the status.
    let refused = place.ld(&["--as-needed", "--version"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(stdout(&refused), "");
    let help = stdout(&place.ld(&["--help"]));
    assert!(help.starts_with("USAGE: wasm-ld"), "{help}");
    assert!(
        help.contains("\n  --wasi-adapter=WHICH    The variant of the built-in adapter"),
        "{help}"
    );
}

#[test]
fn what_is_not_a_program_is_wasm_lds() {
    let place = Place::new();
    for word in [
        "-shared",
        "--shared",
        "-r",
        "--relocatable",
        "--skip-wit-component",
    ] {
        let module = place.links(&["a.o", word, "-o", "app.wasm", "--strip"]);
        assert_eq!(module, place.read("module.wasm"), "{word}");
        let called = place.called();
        let expected = match word {
            "--skip-wit-component" => vec!["a.o", "-o", "app.wasm"],
            word => vec!["a.o", word, "-o", "app.wasm"],
        };
        assert_eq!(called, expected);
    }
}

#[test]
fn a_long_response_file_of_which_words_are_taken_is_written_again() {
    let place = Place::new();
    let objects: Vec<String> = (0..12_000)
        .map(|n| format!("some dir/object-{n}.o"))
        .collect();
    let quoted: Vec<String> = objects
        .iter()
        .map(|object| format!("\"{object}\""))
        .collect();
    let words = format!("{}\n--strip -o app.wasm", quoted.join("\n"));
    assert!(words.len() > 100_000);
    fs::write(place.path("words"), words).unwrap();
    // The stand-in reads no response files: it keeps a copy of the one that it gets.
    place.program(
        "wasm-ld",
        "#!/bin/sh\ncp \"${1#@}\" \"${0%/*}/got\"; cp \"${0%/*}/module.wasm\" \"$3\"\n",
    );
    let mut componentizer = Componentizer::new(HELLO.as_bytes());
    componentizer.builtin_adapter().strip(Strip::All);
    assert_eq!(place.links(&["@words"]), componentizer.encode().unwrap());
    let got = String::from_utf8(place.read("got")).unwrap();
    let got: Vec<String> = got.lines().map(|line| line.replace("\\ ", " ")).collect();
    assert_eq!(got, objects);
}

/// Each flag has a line in the page about the linker.
#[test]
fn every_flag_is_documented() {
    let place = Place::new();
    let help = stdout(&place.ld(&["--help"]));
    let page = include_str!("../../docs/build-step.md");
    let flags: Vec<&str> = help
        .lines()
        .filter_map(|line| line.strip_prefix("  --"))
        .map(|line| line.split(['=', '[', ' ']).next().unwrap())
        .collect();
    assert!(flags.len() > 20, "{help}");
    for flag in flags {
        assert!(
            page.contains(&format!("`--{flag}")),
            "`--{flag}` is not in docs/build-step.md"
        );
    }
}
