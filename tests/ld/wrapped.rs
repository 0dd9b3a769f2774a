//! What becomes of the module: adapters, flags, files next to the component.

use crate::place::{HELLO, Place, built_in, stderr};
use componentize::{Componentizer, Strip, Variant};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

#[test]
fn wraps_what_was_linked_with_the_built_in_adapter() {
    let place = Place::new();
    let component = place.links(&["-m", "wasm32", "a.o", "--gc-sections", "-o", "app.wasm"]);
    assert_eq!(component, built_in(&place.read("module.wasm")));
    let called = place.called();
    let (last, rest) = called.split_last().unwrap();
    assert_eq!(rest, ["-m", "wasm32", "a.o", "--gc-sections", "-o"]);
    // wasm-ld puts the name of its output into the module.
    assert!(last.ends_with("/app.wasm"), "{last}");
    assert!(place.left_behind().is_empty());
    let mode = fs::metadata(place.path("app.wasm")).unwrap().permissions();
    assert_eq!(mode.mode() & 0o111, 0o111);
}

#[test]
fn a_chosen_adapter_gives_the_bytes_of_new() {
    let place = Place::new();
    let module = place.read("module.wasm");
    // A program as a reactor is warned about.
    let wrapped = |flag: &str| {
        let output = place.ld(&["a.o", flag, "-o", "app.wasm"]);
        assert!(output.status.success(), "{flag}: {}", stderr(&output));
        place.read("app.wasm")
    };
    let published =
        wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER;
    fs::write(place.path("wasi_snapshot_preview1.command.wasm"), published).unwrap();
    let with_file = Componentizer::new(&module)
        .adapter("wasi_snapshot_preview1", published)
        .encode()
        .unwrap();
    for flag in [
        "--adapt=wasi_snapshot_preview1.command.wasm",
        "--adapt=wasi_snapshot_preview1=wasi_snapshot_preview1.command.wasm",
    ] {
        assert!(wrapped(flag) == with_file, "{flag}");
    }
    for (flag, variant) in [
        ("--wasi-adapter=command", Variant::Command),
        ("--wasi-adapter=reactor", Variant::Reactor),
        ("--wasi-adapter=proxy", Variant::Reactor),
        ("--adapt=wasi_snapshot_preview1=reactor", Variant::Reactor),
    ] {
        let mut componentizer = Componentizer::new(&module);
        let expected = componentizer
            .builtin_adapter()
            .variant(variant)
            .encode()
            .unwrap();
        assert!(wrapped(flag) == expected, "{flag}");
    }

    let plain = place.module(r#"(module (func (export "_start")) (memory (export "memory") 1))"#);
    let expected = Componentizer::new(&plain).encode().unwrap();
    assert_eq!(wrapped("--wasi-adapter=none"), expected);
}

#[test]
fn flags_of_ours_reach_the_wrap() {
    let place = Place::new();
    let module = place.read("module.wasm");
    let mut componentizer = Componentizer::new(&module);
    componentizer.builtin_adapter().strip(Strip::All);
    componentizer.wasi_version("0.2.6".parse().unwrap());
    let expected = componentizer.encode().unwrap();
    let flags = ["--strip", "--wasi-version=0.2.6"];
    assert_eq!(
        place.links(&[&["a.o", "-o", "app.wasm"][..], &flags].concat()),
        expected
    );

    let mut command = place.command(env!("CARGO_BIN_EXE_componentize"));
    command.env("COMPONENTIZE_LD_FLAGS", flags.join(" "));
    let output = command
        .args(["ld", "a.o", "-o", "app.wasm"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(place.read("app.wasm"), expected);
    assert!(place.called().iter().all(|word| !word.starts_with("--")));
}

#[test]
fn files_on_the_side() {
    let place = Place::new();
    let module = place.read("module.wasm");
    place.links(&[
        "a.o",
        "-o",
        "app.wasm",
        "--emit-wit=app.wit",
        "--summary",
        "app.txt",
        "--summary=app.json",
        "--core-output=core.wasm",
    ]);
    assert_eq!(place.read("core.wasm"), module);
    let text = |name: &str| String::from_utf8(place.read(name)).unwrap();
    assert!(text("app.wit").contains("export wasi:cli/run@0.2.12;"));
    assert!(text("app.json").starts_with('{'));
    assert!(!place.path("app.txt").exists(), "the last one wins");
    place.links(&["a.o", "-o", "app.wasm", "--summary", "app.txt"]);
    assert!(text("app.txt").starts_with("component, "));
}

#[test]
fn a_world_by_the_linkers_flags() {
    let place = Place::new();
    place.module(r#"(module (import "$root" "twice" (func)) (func (export "run")))"#);
    fs::write(
        place.path("app.wit"),
        "package a:b; world one { export run: func(); } world two { import twice: func(); export run: func(); }",
    )
    .unwrap();
    let component = place.links(&["a.o", "--wit", "app.wit", "--world=two", "-o", "app.wasm"]);
    assert!(
        componentize::targets(
            &component,
            &componentize::wit::Wit::package(&place.path("app.wit"), &Default::default())
                .unwrap()
                .into_world(Some("two"))
                .unwrap(),
            &Default::default(),
        )
        .is_ok()
    );
}

#[test]
fn cargo_says_what_the_component_is() {
    let place = Place::new();
    let mut command = place.command(env!("CARGO_BIN_EXE_componentize"));
    command.args([
        "ld",
        "a.o",
        "-o",
        "app.wasm",
        "--cargo-metadata",
        "--summary=app.txt",
    ]);
    for (name, value) in [
        ("NAME", "greeter"),
        ("VERSION", "1.2.3"),
        ("DESCRIPTION", "greets"),
        ("LICENSE", "MIT"),
        ("HOMEPAGE", ""),
        ("REPOSITORY", "https://example.org/greeter"),
    ] {
        command.env(format!("CARGO_PKG_{name}"), value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let summary = String::from_utf8(place.read("app.txt")).unwrap();
    for text in [
        "greeter",
        "1.2.3",
        "greets",
        "MIT",
        "https://example.org/greeter",
    ] {
        assert!(summary.contains(text), "{text}: {summary}");
    }
}

#[test]
fn wasm_opt_runs_between_linking_and_wrapping() {
    let place = Place::new();
    let link = [
        "a.o",
        "-o",
        "app.wasm",
        "--wasm-opt=-Oz --flag",
        "--core-output=core.wasm",
    ];
    let mut absent = place.command(env!("CARGO_BIN_EXE_componentize"));
    absent.env("COMPONENTIZE_WASM_OPT", "no-such-wasm-opt");
    let refused = absent.arg("ld").args(link).output().unwrap();
    assert!(
        stderr(&refused).contains("`--wasm-opt` needs Binaryen's wasm-opt"),
        "{}",
        stderr(&refused)
    );
    let optimized = wat::parse_str(HELLO.replace("\"_start\")", "\"_start\") nop")).unwrap();
    fs::write(place.path("optimized.wasm"), &optimized).unwrap();
    place.program(
        "wasm-opt",
        "#!/bin/sh\nfor word in \"$@\"; do printf '%s\\n' \"$word\"; last=$word; done > asked\n\
         cp \"${0%/*}/optimized.wasm\" \"$last\"\n",
    );
    assert_eq!(place.links(&link), built_in(&optimized));
    assert_eq!(place.read("core.wasm"), optimized);
    let asked = String::from_utf8(place.read("asked")).unwrap();
    assert!(asked.contains("\n-Oz\n--flag\n"), "{asked}");
    place.program("wasm-opt", "#!/bin/sh\necho 'Fatal: no' >&2; exit 5\n");
    let failed = place.ld(&link);
    assert_eq!(
        (failed.status.code(), stderr(&failed)),
        (Some(5), "Fatal: no\n".into())
    );
}

#[test]
fn the_same_bytes_in_every_directory_and_process() {
    let (first, second) = (Place::new(), Place::new());
    let flags = [
        "a.o",
        "-o",
        "app.wasm",
        "--summary=app.txt",
        "--emit-wit=app.wit",
    ];
    let expected = first.links(&flags);
    for _ in 0..3 {
        assert_eq!(second.links(&flags), expected);
    }
    for name in ["app.txt", "app.wit"] {
        assert_eq!(first.read(name), second.read(name));
    }
    // With an absolute path the bytes are the same, too.
    let path = second.path("app.wasm").display().to_string();
    assert_eq!(second.links(&["a.o", "-o", &path]), expected);
}

#[test]
fn outputs_that_are_not_files() {
    let place = Place::new();
    let expected = built_in(&place.read("module.wasm"));
    let piped = place.ld(&["a.o", "-o", "-"]);
    assert!(piped.status.success(), "{}", stderr(&piped));
    assert_eq!(piped.stdout, expected);
    let none = place.ld(&["a.o", "-o", "/dev/null"]);
    assert!(none.status.success(), "{}", stderr(&none));
    let missing = place.ld(&["a.o", "-o", "none/app.wasm"]);
    assert!(
        stderr(&missing).contains("there is no directory"),
        "{}",
        stderr(&missing)
    );
    let directory: &Path = place.directory.path();
    let taken = place.ld(&["a.o", "-o", directory.to_str().unwrap()]);
    assert!(
        stderr(&taken).contains("is a directory"),
        "{}",
        stderr(&taken)
    );
}

#[test]
fn imports_under_other_names() {
    let place = Place::new();
    place.module(
        r#"(module
            (import "wasi:random/random@0.2.0" "get-random-u64" (func (result i64)))
            (func (export "run")))"#,
    );
    fs::write(
        place.path("app.wit"),
        "package a:b; world app { import wasi:random/random@0.2.0; export run: func(); }\n\
         package wasi:random@0.2.0 { interface random { get-random-u64: func() -> u64; } }",
    )
    .unwrap();
    let wit = |flag: &str| {
        place.links(&[
            "a.o",
            "--wit=app.wit",
            flag,
            "-o",
            "app.wasm",
            "--emit-wit=out.wit",
        ]);
        String::from_utf8(place.read("out.wit")).unwrap()
    };
    let labelled = wit("--implements=dice=wasi:random/random");
    assert!(
        labelled.contains("import dice: wasi:random/random@0.2.0;"),
        "{labelled}"
    );
    let renamed = wit("--import-name=wasi:random/random@0.2.0=dice");
    assert!(renamed.contains("import dice: interface {"), "{renamed}");
}

#[test]
fn an_invalid_component_is_written_only_if_that_is_asked_for() {
    let place = Place::new();
    // `_start` leaves a value where it returns none, which only validation sees.
    let start =
        r#"(module (memory (export "memory") 1) (func (export "_start") i32.const 0 drop))"#;
    let mut invalid = place.module(start);
    let drop = invalid.len() - 2;
    assert_eq!(invalid[drop..], [0x1a, 0x0b]);
    invalid[drop] = 0x01;
    fs::write(place.path("module.wasm"), &invalid).unwrap();
    let refused = place.ld(&["a.o", "-o", "app.wasm"]);
    assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
    place.links(&["a.o", "-o", "app.wasm", "--validate-component=false"]);
}

#[test]
fn exports_that_no_world_names_are_warned_about() {
    let place = Place::new();
    place.module(r#"(module (func (export "answer") (result i32) i32.const 42))"#);
    let linked = place.ld(&["a.o", "-o", "app.wasm"]);
    assert!(linked.status.success());
    let message = stderr(&linked);
    assert!(
        message.starts_with("warning: the module exports `answer`"),
        "{message}"
    );
    assert_eq!(message.lines().count(), 1, "{message}");
}
