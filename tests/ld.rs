//! `componentize ld` from outside, with a stand-in for wasm-ld: what it takes, passes on, prints and leaves behind.
//!
//! `tests/linker` has the same with compilers.
#![cfg(unix)]

use componentize::{Componentizer, Strip, Variant};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const HELLO: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start"))
    (@custom "name" "\00\02\01x"))"#;

/// A directory with a wasm-ld that writes its arguments to `called`, and a module to what `-o` names.
struct Place {
    directory: TempDir,
}

/// Fails as wasm-ld does if an argument is `fails.o`; names `missing` if an undefined symbol may not be imported.
const WASM_LD: &str = r#"#!/bin/sh
for word in "$@"; do printf '%s\n' "$word"; done >> "${0%/*}/called"
allowed=no
while [ $# -gt 0 ]; do
  case $1 in
    -o) output=$2; shift ;;
    fails.o) echo "wasm-ld: error: cannot open fails.o" >&2; exit 3 ;;
    killed.o) kill -9 $$ ;;
    --allow-undefined) allowed=yes ;;
    --version|-v) echo "LLD 19.1.7 (compatible with GNU linkers)"; exit 0 ;;
    --as-needed) echo "wasm-ld: error: unknown argument: $1" >&2; exit 1 ;;
    --help) echo "USAGE: wasm-ld [options] file..."; exit 0 ;;
  esac
  shift
done
if [ "$allowed" = no ] && grep -q missing "${0%/*}/module.wasm"; then
  echo "wasm-ld: error: /tmp/main.o: undefined symbol: missing" >&2; exit 1
fi
cp "${0%/*}/module.wasm" "$output"
chmod 755 "$output"
"#;

impl Place {
    fn new() -> Place {
        let place = Place {
            directory: TempDir::new().unwrap(),
        };
        place.program("wasm-ld", WASM_LD);
        place.module(HELLO);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn program(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// What the stand-in writes from now on.
    fn module(&self, text: &str) -> Vec<u8> {
        let module = wat::parse_str(text).unwrap();
        fs::write(self.path("module.wasm"), &module).unwrap();
        module
    }

    /// A program that is started here, and finds the stand-in.
    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        let path = format!("{}:/usr/bin:/bin", self.directory.path().display());
        command.env("PATH", path).current_dir(self.directory.path());
        command.env_remove("COMPONENTIZE_LD_FLAGS");
        command
    }

    fn ld(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_componentize"));
        command.arg("ld").args(arguments).output().unwrap()
    }

    /// Links, which must work and print nothing.
    #[track_caller]
    fn links(&self, arguments: &[&str]) -> Vec<u8> {
        let output = self.ld(arguments);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!((stdout(&output), stderr(&output)), Default::default());
        self.read("app.wasm")
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The arguments of the stand-in, of every call since the last time.
    fn called(&self) -> Vec<String> {
        let called = fs::read_to_string(self.path("called")).unwrap_or_default();
        _ = fs::remove_file(self.path("called"));
        called.lines().map(str::to_string).collect()
    }

    /// Every name in the directory except those that belong there.
    fn left_behind(&self) -> Vec<String> {
        let names = fs::read_dir(self.directory.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with('.')).collect()
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn built_in(module: &[u8]) -> Vec<u8> {
    let mut componentizer = Componentizer::new(module);
    componentizer.builtin_adapter().encode().unwrap()
}

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
fn a_chosen_adapter_gives_the_bytes_of_new() {
    let place = Place::new();
    let module = place.read("module.wasm");
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
        assert!(
            place.links(&["a.o", flag, "-o", "app.wasm"]) == with_file,
            "{flag}"
        );
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
        assert!(
            place.links(&["a.o", flag, "-o", "app.wasm"]) == expected,
            "{flag}"
        );
    }

    let plain = place.module(r#"(module (func (export "_start")) (memory (export "memory") 1))"#);
    let expected = Componentizer::new(&plain).encode().unwrap();
    assert_eq!(
        place.links(&["a.o", "--wasi-adapter", "none", "-o", "app.wasm"]),
        expected
    );
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
    // An absolute path says nothing either.
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
