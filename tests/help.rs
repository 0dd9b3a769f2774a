//! Every command's `--help` has an example, and every example works as it is written.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const COMPONENTIZE: &str = env!("CARGO_BIN_EXE_componentize");

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

fn run(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(COMPONENTIZE)
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The commands, as the help of the whole lists them; those that only gather others by the others' names.
fn commands(directory: &Path, of: &[&str]) -> Vec<String> {
    let help = stdout(&run(directory, &[of, &["--help"]].concat()));
    let Some((_, list)) = help.split_once("Commands:\n") else {
        return vec![of.join(" ")];
    };
    let (list, _) = list.split_once("\n\n").unwrap();
    let names = list
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .map(|line| line.split_whitespace().next().unwrap())
        .filter(|name| *name != "help")
        .flat_map(|name| commands(directory, &[of, &[name]].concat()))
        .collect()
}

/// The files that examples speak of.
fn write_inputs(directory: &Path, example: &str) {
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

/// A command's page lists every option, and `docs/messages.md` those that every command has.
#[test]
fn every_option_is_documented() {
    let directory = tempfile::tempdir().unwrap();
    let every = options(&stdout(&run(directory.path(), &["--help"])));
    assert!(every.iter().any(|option| option == "--deny-warnings"));
    let messages = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/messages.md");
    let messages = fs::read_to_string(messages).unwrap();
    for (command, page) in [
        ("new", "new"),
        ("embed", "embed"),
        ("wit", "wit"),
        ("targets", "targets"),
        ("link", "link"),
        ("inspect", "inspect"),
        ("adapter", "adapter-command"),
        ("oci", "oci"),
        ("completions", "completions"),
        ("bindgen rust", "bindgen-rust"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{page}.md"));
        let documentation = fs::read_to_string(path).unwrap();
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.push("--help");
        let help = stdout(&run(directory.path(), &arguments));
        for option in options(&help) {
            let pages = [&documentation, &messages];
            let known = &pages[..if every.contains(&option) { 2 } else { 1 }];
            assert!(
                known
                    .iter()
                    .any(|page| page.contains(&format!("`{option}"))),
                "`{option}` of `{command}` is not documented"
            );
        }
    }
}

/// The long options that a page of `--help` lists.
fn options(help: &str) -> Vec<String> {
    let lines = help.lines().map(str::trim_start);
    lines
        .filter(|line| line.starts_with('-'))
        .flat_map(|line| line.split([' ', ',', '[', '=', '.']))
        .filter(|word| word.starts_with("--") && !matches!(*word, "--help"))
        .map(str::to_string)
        .collect()
}

#[test]
fn completions_know_the_commands_and_their_options() {
    let directory = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let text = stdout(&run(directory.path(), &["completions", shell]));
        for word in [
            "inspect",
            "wasi-version",
            "semver-compatible",
            "stub-missing-functions",
            "wasi_snapshot_preview1=reactor",
            "0.2.6",
            "compact-utf16",
            "bindgen-js",
        ] {
            assert!(text.contains(word), "{word} for {shell}");
        }
    }
    let page = stdout(&run(directory.path(), &["completions", "man"]));
    assert!(page.contains(".TH componentize 1"), "{page}");
    let page = stdout(&run(
        directory.path(),
        &["completions", "man", "--command", "new"],
    ));
    assert!(
        page.contains(".TH componentize-new 1") && page.contains("realloc"),
        "{page}"
    );
    for name in ["bindgen js", "bindgen-js"] {
        let arguments = ["completions", "man", "--command", name];
        let page = stdout(&run(directory.path(), &arguments));
        assert!(page.contains("instantiation"), "{page}");
    }
}

/// Every page that a page refers to is written.
#[test]
fn the_manual_is_complete() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["completions", "man", "--out-dir", "man1"];
    run(directory.path(), &arguments);
    let pages = fs::read_dir(directory.path().join("man1")).unwrap();
    let mut count = 0;
    for page in pages {
        let text = fs::read_to_string(page.unwrap().path()).unwrap();
        count += 1;
        for reference in text.lines().filter(|line| line.ends_with("(1)")) {
            let name = reference.replace("\\-", "-").replace("(1)", ".1");
            let path = directory.path().join("man1").join(name.trim());
            assert!(path.exists(), "{} of {reference}", path.display());
        }
    }
    assert!(count > 10, "{count} pages");
}

/// Words of wasm-tools, jco and wac are answered with what to use here.
#[test]
fn foreign_words_are_answered() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, answer) in [
        (&["validate", "a.wasm"][..], "is validated already"),
        (&["print", "a.wasm"], "`inspect` shows"),
        (&["transpile", "a.wasm", "-o", "out"], "`bindgen js` writes"),
        (&["run", "a.wasm"], "`wasmtime run`"),
        (&["compose", "a.wasm"], "`wac plug`"),
        (&["componentize", "a.wasm"], "`new` wraps"),
        (&["bindgen", "js", "--js", "a.wasm"], "`wasm2js`"),
        (&["new", "a.wasm", "--adapter", "b.wasm"], "write `--adapt"),
    ] {
        let output = run(directory.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let message = String::from_utf8(output.stderr).unwrap();
        let tip = message.lines().find(|line| line.starts_with("  tip: "));
        assert!(tip.is_some_and(|tip| tip.contains(answer)), "{message}");
        assert!(!message.contains("a similar"), "{message}");
    }
    let help = |arguments: &[&str]| stdout(&run(directory.path(), arguments));
    assert_eq!(
        help(&["component", "new", "--help"]),
        help(&["new", "--help"])
    );
}

#[test]
fn what_is_used_most_comes_first() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(commands(directory.path(), &[])[0], "new");
    let help = stdout(&run(directory.path(), &["new", "--help"]));
    let headings = [
        "Input and output:",
        "Adapters:",
        "World:",
        "Metadata:",
        "Encoding:",
        "Messages:",
    ];
    let places = headings.map(|heading| help.find(&format!("\n{heading}\n")));
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}");
}

#[test]
fn wrong_usage_is_status_two() {
    let directory = tempfile::tempdir().unwrap();
    for arguments in [
        &["link"][..],
        &["embed"],
        &["targets", "--nothing"],
        &["wit", "--wasm", "--wat"],
        &["wit", "--emit-canonical-names"],
        &["wit", "--exportize-import", "a:b/c"],
        &["wit", "--importize-out-world-name", "w"],
        &["new", "--features", "f"],
        &["new", "--adapt", "wasi_snapshot_preview1=comand"],
        &["new", "--import-name", "a="],
        &["new", "-q", "-v"],
        &["adapter", "--variant", "command"],
        &["completions", "tcsh"],
        &["nothing"],
    ] {
        assert_eq!(
            run(directory.path(), arguments).status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
}

#[test]
fn the_adapter_for_a_module_is_smaller_than_the_whole() {
    let directory = tempfile::tempdir().unwrap();
    write_inputs(directory.path(), "");
    stdout(&run(directory.path(), &["adapter", "-o", "whole.wasm"]));
    stdout(&run(
        directory.path(),
        &["adapter", "--for", "module.wasm", "-o", "special.wasm"],
    ));
    let size = |name: &str| fs::metadata(directory.path().join(name)).unwrap().len();
    let (special, whole) = (size("special.wasm"), size("whole.wasm"));
    assert!(special * 2 < whole, "{special} of {whole}");
    let adapter = fs::read(directory.path().join("special.wasm")).unwrap();
    wasmparser::Validator::new().validate_all(&adapter).unwrap();
    let refused = run(directory.path(), &["adapter", "--for", "library.wasm"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("needs no adapter"));
}

/// What does not fit is listed as JSON too, and the status says so.
#[test]
fn targets_writes_json() {
    let directory = tempfile::tempdir().unwrap();
    write_inputs(directory.path(), "");
    let arguments = [
        "new",
        "module.wasm",
        "--adapt=wasi_snapshot_preview1",
        "-o",
        "program.wasm",
    ];
    stdout(&run(directory.path(), &arguments));
    let output = run(
        directory.path(),
        &["targets", "app.wit", "program.wasm", "--json"],
    );
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["fits"], false);
    let kinds = found["differences"].as_array().unwrap().iter();
    let kinds: Vec<&str> = kinds.map(|found| found["kind"].as_str().unwrap()).collect();
    assert!(
        kinds.contains(&"extra") && kinds.contains(&"missing"),
        "{kinds:?}"
    );

    // Allowing what is extra leaves what is missing.
    let arguments = [
        "targets",
        "app.wit",
        "program.wasm",
        "--json",
        "--allow",
        "wasi:*",
    ];
    let output = run(directory.path(), &arguments);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["differences"].as_array().unwrap().len(), 1);
    assert_eq!(found["differences"][0]["kind"], "missing");
}
