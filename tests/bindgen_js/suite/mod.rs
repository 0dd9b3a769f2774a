//! Test suites of the component model (`*.wast`), in Node and in Wasmtime.
//!
//! `SUITE=DIRECTORY cargo test --features toolchain-tests --test bindgen_js suite::scripts -- --nocapture` runs all scripts
//! of a directory, and prints how many assertions of each hold in Node and in Wasmtime. Older scripts need
//! `WAST_STRICT_COMPONENT_INDICES=0`. `toolchains/setup.sh suites` brings the suites of the specification and of Wasmtime.

mod host;
mod node;
mod script;
mod wasmtime;

use crate::harness;
use script::Directive;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How an assertion ended, or why it failed.
type Outcome = Result<Passed, String>;

enum Passed {
    Exactly,
    /// It trapped, as expected; the text is another one.
    InOtherWords {
        expected: String,
        found: String,
    },
}

/// Whether a trap says what is expected. The two suites have several texts for reads and writes that come too late; as in
/// Wasmtime's own runner, any of them will do.
fn says(found: &str, expected: &str) -> bool {
    let expected = expected.strip_prefix("wasm trap: ").unwrap_or(expected);
    let late = |start: &str| expected.starts_with(start) && found.contains(start);
    found.contains(expected) || late("cannot read") || late("cannot write")
}

/// What came of one file.
#[derive(Default)]
struct Tally {
    assertions: usize,
    passed: usize,
    in_other_words: usize,
    in_wasmtime: usize,
    /// Failures, other words, and what holds in Node alone, a line each.
    notes: String,
}

impl Tally {
    fn note(&mut self, line: usize, text: &str, wasmtime: &Outcome) {
        let text: String = text.lines().collect::<Vec<_>>().join(" ");
        let oracle = match wasmtime {
            Ok(Passed::Exactly) => "passes".to_string(),
            Ok(Passed::InOtherWords { found, .. }) => format!("traps: {found}"),
            Err(error) => format!("fails: {}", error.lines().next().unwrap_or_default()),
        };
        self.notes += &format!("    line {line}: {text} [Wasmtime {oracle}]\n");
    }

    fn count(&mut self, directive: &Directive, node: &Outcome, wasmtime: &Outcome) {
        if directive.kind.asserts() {
            self.assertions += 1;
            self.passed += usize::from(node.is_ok());
            self.in_wasmtime += usize::from(wasmtime.is_ok());
        }
        match node {
            Ok(Passed::Exactly) if wasmtime.is_ok() => {}
            Ok(Passed::Exactly) => self.note(directive.line, "holds", wasmtime),
            Ok(Passed::InOtherWords { expected, found }) => {
                self.in_other_words += 1;
                let text = format!("`{found}` for `{expected}`");
                self.note(directive.line, &text, wasmtime);
            }
            Err(error) => self.note(directive.line, error, wasmtime),
        }
    }

    fn row(&self, name: &str) -> String {
        let Tally {
            assertions,
            passed,
            in_other_words,
            in_wasmtime,
            notes,
        } = self;
        format!(
            "{passed}/{assertions} {name} (other words: {in_other_words}, Wasmtime: {in_wasmtime})\n{notes}"
        )
    }

    fn add(&mut self, other: &Tally) {
        self.assertions += other.assertions;
        self.passed += other.passed;
        self.in_other_words += other.in_other_words;
        self.in_wasmtime += other.in_wasmtime;
    }
}

/// Runs a file in both.
fn run(file: &Path, name: &str) -> Tally {
    let text = std::fs::read_to_string(file).expect("a script");
    let mut tally = Tally::default();
    let directives = match script::read(&text) {
        Ok(directives) => directives,
        Err(error) => {
            tally.notes = format!("    not read: {}\n", error.message());
            return tally;
        }
    };
    let directory = harness::directory(&format!("suite/{name}"));
    let wasmtime = wasmtime::run(&directives);
    let node = node::run(&directives, &directory);
    for ((directive, node), wasmtime) in directives.iter().zip(&node).zip(&wasmtime) {
        tally.count(directive, node, wasmtime);
    }
    tally
}

/// All scripts in a directory and below it, in the order of their names.
fn scripts(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(scripts(&path)),
            false if path.extension().is_some_and(|ending| ending == "wast") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

/// Runs the scripts of a directory; one line for each, and the sum.
fn table(directory: &Path) -> (String, Tally) {
    let mut all = Tally::default();
    let mut text = String::new();
    for file in scripts(directory) {
        let name = file.strip_prefix(directory).expect("a file in it");
        let name = name.with_extension("").display().to_string();
        let tally = run(&file, &name);
        text += &tally.row(&name);
        all.add(&tally);
    }
    text += &all.row("in all");
    (text, all)
}

/// The scripts in `tests/js/suite`, or those of another directory.
#[test]
fn scripts_agree_with_node_and_wasmtime() {
    let given = std::env::var_os("SUITE");
    let own = harness::scripts().join("suite/own");
    let (text, all) = table(given.as_ref().map_or(&own, |given| Path::new(given)));
    println!("{text}");
    assert!(all.assertions > 0, "no assertions");
    if given.is_none() {
        let exactly = all.passed - all.in_other_words;
        assert_eq!([exactly, all.in_wasmtime], [all.assertions; 2], "{text}");
    }
}

/// How many assertions of each script of the public suites hold: as `tests/js/suite/public.txt` has it.
///
/// Those that do not are of components that import or export core modules, of instantiations that should fail because a
/// type does not fit (a function in JavaScript has no type), of built-in functions for threads, and of rules that have
/// changed since, where Wasmtime 48 does as we do.
#[test]
fn public_suites() {
    let toolchains = std::env::var_os("TOOLCHAINS").expect("`TOOLCHAINS` is set");
    let mut found = String::new();
    for suite in ["component-model", "wasmtime"] {
        // Legacy syntax is for a whole process.
        let output = Command::new(std::env::current_exe().expect("a program"))
            .args(["--exact", "suite::scripts_agree_with_node_and_wasmtime"])
            .arg("--nocapture")
            .env("SUITE", Path::new(&toolchains).join("suites").join(suite))
            .env("WAST_STRICT_COMPONENT_INDICES", "0")
            .output()
            .expect("this program runs");
        assert!(output.status.success(), "{output:?}");
        let output = String::from_utf8(output.stdout).expect("text");
        for line in output.lines() {
            if let Some((count, _)) = line.split_once(" (other words: ") {
                found += &format!("{suite}: {count}\n");
            }
        }
    }
    let place = harness::scripts().join("suite/public.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&place, &found).expect("the counts are written");
    }
    let expected = std::fs::read_to_string(&place).expect("the counts");
    let different: Vec<_> = found
        .lines()
        .zip(expected.lines())
        .filter(|(found, expected)| found != expected)
        .collect();
    assert!(
        found == expected,
        "`BLESS=1` writes the counts again: {different:?}"
    );
}

#[test]
fn wrong_assertions_fail() {
    let (text, all) = table(&harness::scripts().join("suite/wrong"));
    let found = [all.assertions, all.passed, all.in_wasmtime];
    assert_eq!(found, [7, 0, 0], "{text}");
}
