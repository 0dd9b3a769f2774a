//! Commands compared with those of wasm-tools, and the wording of refusals.
//!
//! Each directory of `tests/golden/same` has inputs, a file `run` with the arguments of one run a line, and
//! `expected.txt` with what wasm-tools 1.263 answered: the output, or that it refuses. `componentize` must answer the
//! same. Each directory of `tests/golden/refused` has `run` and the messages, `expected.txt`; so has each of
//! `tests/golden/mistakes`, which are users' usual mistakes (`tests/mistakes.rs` compares them with wit-component's
//! words); each of `tests/golden/shown` has `run` and the outputs of commands that wasm-tools does not have.
//!
//! In the arguments, `$TMP` is a directory that the runs of a case share; `#` starts a comment.
//!
//! - `WASM_TOOLS=wasm-tools cargo test --test golden` compares with that program instead of the files;
//! - `BLESS=1 WASM_TOOLS=wasm-tools cargo test --test golden` rewrites the files.

mod expected;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const COMPONENTIZE: &str = env!("CARGO_BIN_EXE_componentize");

#[test]
fn the_same_as_wasm_tools() {
    let wasm_tools = std::env::var("WASM_TOOLS").ok();
    let mut failures = Vec::new();
    for case in cases("same") {
        let ours = answers(&case, &[1, 2], &|arguments| componentize(&case, arguments));
        let ours = with_files_listed_as_by_wasm_tools(&ours);
        let file = case.join("expected.txt");
        let theirs = match &wasm_tools {
            // Where wasm-tools panics, `componentize` has to refuse.
            Some(program) => answers(&case, &[1, 2, 101], &|arguments| {
                wasm_tools_run(program, &case, arguments)
            }),
            None => fs::read_to_string(&file).unwrap_or_default(),
        };
        if expected::is_blessing() && wasm_tools.is_some() {
            expected::write(&file, &theirs);
        }
        failures.extend(expected::difference(&file, &theirs, &ours));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Files that are written are listed in other words.
fn with_files_listed_as_by_wasm_tools(answers: &str) -> String {
    let listed = |line: &str| match line.strip_prefix("wrote `") {
        Some(file) => format!("Writing: {}\n", file.split('`').next().unwrap()),
        None => format!("{line}\n"),
    };
    answers.lines().map(listed).collect()
}

#[test]
fn refusals_say_what_where_and_how_to_cure() {
    check("refused", &|output| {
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8(output.stderr.clone()).unwrap()
    });
}

#[test]
fn mistakes_are_called_what_they_are() {
    check("mistakes", &|output| {
        assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        String::from_utf8(output.stderr.clone()).unwrap()
    });
}

#[test]
fn other_commands_show_what_they_showed() {
    check("shown", &|output| {
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout.clone()).unwrap()
    });
}

fn check(kind: &str, show: &dyn Fn(&Output) -> String) {
    let mut failures = Vec::new();
    for case in cases(kind) {
        let ours = transcript(&case, show);
        failures.extend(expected::differs(&case.join("expected.txt"), &ours));
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn cases(kind: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(kind);
    let mut cases: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "there are no cases in `{kind}`");
    cases
}

/// The runs of a case, each as its arguments.
fn runs(case: &Path) -> Vec<String> {
    let text = fs::read_to_string(case.join("run"))
        .unwrap_or_else(|error| panic!("{}: {error}", case.display()));
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_string)
        .collect()
}

/// What a program answers to every run: its arguments, and its output or that it refuses.
fn answers(case: &Path, refusals: &[i32], run: &dyn Fn(&[String]) -> Output) -> String {
    in_order(case, run, &|output| match output.status.code() {
        Some(0) => without_producers(&String::from_utf8_lossy(&output.stdout)),
        Some(status) if refusals.contains(&status) => "(refused)\n".to_string(),
        _ => panic!("{}: {output:?}", case.display()),
    })
}

fn transcript(case: &Path, show: &dyn Fn(&Output) -> String) -> String {
    in_order(case, &|arguments| componentize(case, arguments), show)
}

fn in_order(
    case: &Path,
    run: &dyn Fn(&[String]) -> Output,
    show: &dyn Fn(&Output) -> String,
) -> String {
    let directory = tempfile::tempdir().unwrap();
    let shared = directory.path().to_str().unwrap();
    let mut text = String::new();
    for line in runs(case) {
        let arguments: Vec<String> = line
            .split_whitespace()
            .map(|word| word.replace("$TMP", shared))
            .collect();
        let answer = show(&run(&arguments)).replace(shared, "$TMP");
        text.push_str(&format!("$ {line}\n{answer}"));
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    text
}

fn componentize(case: &Path, arguments: &[String]) -> Output {
    Command::new(COMPONENTIZE)
        .args(arguments)
        .current_dir(case)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn wasm_tools_run(program: &str, case: &Path, arguments: &[String]) -> Output {
    Command::new(program)
        .arg("component")
        .args(arguments)
        .current_dir(case)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Leaves out the sections that say which tool made a file.
fn without_producers(text: &str) -> String {
    let mut kept = String::new();
    let mut end = None;
    for line in text.lines() {
        let indentation = line.len() - line.trim_start().len();
        if line.trim_start().starts_with("(@producers") {
            end = Some(indentation);
        } else if let Some(start) = end {
            if indentation == start && line.trim() == ")" {
                end = None;
            }
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}
