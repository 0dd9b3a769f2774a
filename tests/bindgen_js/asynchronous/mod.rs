//! Asynchronous components: cases in text for the rules of the canonical ABI, in Node and in Wasmtime, whose notes, results
//! and traps agree; and what JavaScript makes of streams, futures and cancellation.

mod composed;
pub mod oracle;
mod random;
mod random_calls;
mod random_ends;
mod values;

use super::harness;
use componentize::bindgen::js::{self, Instantiation};
use componentize::bindgen::plan::Plan;
use std::path::PathBuf;
use std::sync::Arc;

fn place(name: &str) -> PathBuf {
    harness::scripts().join("async").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(place(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A case: functions that are put into `frame.wat`.
struct Case {
    name: String,
    /// Which program runs, if the component has several.
    program: usize,
    /// Whether it traps, in the end, if that is known.
    traps: Option<bool>,
    component: Arc<[u8]>,
}

/// What a case may wait with in the middle of its core code: name, type, and what it is.
const WAITING: [(&str, &str, &str); 9] = [
    ("now-sync", "(param i32) (result i32)", "lower (func $now)"),
    (
        "later-sync",
        "(param i32) (result i32)",
        "lower (func $later)",
    ),
    (
        "waitable-set.wait",
        "(param i32 i32) (result i32)",
        "waitable-set.wait (memory $mem)",
    ),
    ("thread.yield", "(result i32)", "thread.yield"),
    (
        "stream.read-sync",
        "(param i32 i32 i32) (result i32)",
        "stream.read $bytes (memory $mem)",
    ),
    (
        "stream.write-sync",
        "(param i32 i32 i32) (result i32)",
        "stream.write $bytes (memory $mem)",
    ),
    (
        "future.read-sync",
        "(param i32 i32) (result i32)",
        "future.read $number (memory $mem)",
    ),
    (
        "future.write-sync",
        "(param i32 i32) (result i32)",
        "future.write $number (memory $mem)",
    ),
    (
        "stream.cancel-sync",
        "(param i32) (result i32)",
        "stream.cancel-read $bytes",
    ),
];

/// How a function of a case is lifted: by callbacks unless the case says otherwise.
fn options(functions: &str, function: &str) -> &'static str {
    let line = |how: &str| functions.contains(&format!(";; {function}: {how}\n"));
    match () {
        () if line("sync") || line("not async") => "",
        () if line("stackful") => "async",
        () => "async (callback (core func $case \"callback\"))",
    }
}

/// Whether a case may wait in the middle of its core code.
fn waits(functions: &str) -> bool {
    functions.contains(";; run: ") || functions.contains("-sync ")
}

/// A component with these functions.
fn component(name: &str, functions: &str) -> Vec<u8> {
    let other = match functions.contains("(export \"other\")") {
        true => {
            let kind = match functions.contains(";; other: not async") {
                true => "",
                false => "async",
            };
            let how = options(functions, "other");
            format!(
                "(func (export \"other\") {kind} (param \"x\" u32) (result u32)
                    (canon lift (core func $case \"other\") {how}))"
            )
        }
        false => String::new(),
    };
    let waiting = |write: fn(&(&str, &str, &str)) -> String| match waits(functions) {
        true => WAITING.iter().map(write).collect::<String>(),
        false => String::new(),
    };
    let text = read("frame.wat")
        .replace(
            ";; WAITING-FUNCTIONS",
            &waiting(|(name, _, what)| format!("(core func ${name} (canon {what}))\n")),
        )
        .replace(
            ";; WAITING-IMPORTS",
            &waiting(|(name, ty, _)| format!("(import \"\" \"{name}\" (func ${name} {ty}))\n")),
        )
        .replace(
            ";; WAITING-EXPORTS",
            &waiting(|(name, _, _)| format!("(export \"{name}\" (func ${name}))\n")),
        )
        .replace(";; CASE", functions)
        .replace("RUN", options(functions, "run"))
        .replace(";; OTHER", &other);
    wat::parse_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn cases(file: &str) -> Vec<Case> {
    let text = read(file);
    let cases = text.split(";;; ").skip(1).map(|case| {
        let (name, functions) = case.split_once('\n').expect("a name");
        Case {
            name: name.trim_start_matches("trap: ").to_string(),
            program: 0,
            traps: Some(name.starts_with("trap: ")),
            component: component(name, functions).into(),
        }
    });
    cases.collect()
}

/// Runs all cases of a file in both; what a trap says in Wasmtime is said in Node, too.
fn compare(file: &str, count: usize) {
    let cases = cases(file);
    assert_eq!(cases.len(), count, "{file}");
    compare_cases(&format!("async-{file}"), &cases);
}

fn compare_cases(directory: &str, cases: &[Case]) {
    let wrong = differences(directory, cases)
        .into_iter()
        .map(|(_, text)| text);
    let wrong: String = wrong.collect();
    assert!(wrong.is_empty(), "{wrong}");
}

/// The cases, by their positions, that are not the same in both, with what each printed.
fn differences(directory: &str, cases: &[Case]) -> Vec<(usize, String)> {
    let directory = harness::directory(directory);
    // Programs of one component are next to each other.
    let components = || cases.chunk_by(|a, b| Arc::ptr_eq(&a.component, &b.component));
    let mut new = false;
    for case in components().map(|programs| &programs[0]) {
        let plan = Plan::with_tasks(&case.component);
        let plan = plan.unwrap_or_else(|error| panic!("{}: {error:?}", case.name));
        assert!(Plan::new(&case.component).is_err());
        harness::check_signatures(&plan);
        let options = harness::options(&case.name, Instantiation::Sync);
        harness::write(&plan, &directory, &options);
        new |= plan.suspends() || plan.features.catches_exceptions;
    }
    let list = cases
        .iter()
        .map(|case| format!("{} {}", case.name, case.program));
    let list: Vec<_> = list.collect();
    std::fs::write(directory.join("cases.txt"), list.join("\n")).expect("a list of the cases");
    let output = match new {
        true => harness::Node::Newest.run_script("async/cases.js", &directory),
        false => harness::run("async/cases.js", &directory),
    };
    let mut found = output.split("== ").skip(1);
    let mut wrong = Vec::new();
    for programs in components() {
        let component = oracle::compile(&programs[0].component);
        for case in programs {
            let expected = oracle::run(&component, case.program);
            let found = found.next().unwrap_or_default();
            let found = found.split_once('\n').map_or("", |(_, text)| text);
            wrong.push(case.difference(&expected, found));
        }
    }
    let wrong = wrong.into_iter().enumerate();
    wrong
        .filter_map(|(position, text)| Some((position, text?)))
        .collect()
}

impl Case {
    /// What was expected and what was found, unless they agree.
    fn difference(&self, expected: &str, found: &str) -> Option<String> {
        let trapped = expected.contains("run: trap");
        let agrees = match self.traps {
            Some(traps) => traps == trapped && same(expected, found),
            None => same(expected, found) || random::departs(expected, found),
        };
        let name = &self.name;
        (!agrees).then(|| format!("{name}\nWasmtime:\n{expected}\nNode:\n{found}\n"))
    }
}

/// Whether the lines are the same; where one is a trap, Node's may say more.
fn same(expected: &str, found: &str) -> bool {
    // Wasmtime loses a read or a write with the task that began it, if that has ended; what was before that is compared.
    if let Some(before) = expected.strip_suffix("run: trap resource not present\n") {
        return found.starts_with(before);
    }
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    expected.len() == found.len()
        && expected
            .iter()
            .zip(&found)
            .all(|(expected, found)| match expected.split_once("trap ") {
                Some((who, text)) => {
                    found.starts_with(&format!("{who}trap ")) && same_trap(text, found)
                }
                None => expected == found,
            })
}

/// What engines say themselves, in their words; for everything else Wasmtime's words are the generated code's.
fn same_trap(wasmtime: &str, node: &str) -> bool {
    let own = [
        ("`unreachable`", "unreachable"),
        ("pointer not in bounds", "pointer out of bounds"),
        ("out of bounds of memory", "pointer out of bounds"),
        (
            "resource has children",
            "cannot drop waitable set with waiters",
        ),
        ("handle is not a", "is not "),
        ("passed read end", "is not "),
        ("passed write end", "is not "),
        (
            "cannot read after being notified that the writable end dropped",
            "after being notified that the writable end dropped",
        ),
        (
            "cannot write after being notified that the readable end dropped",
            "after being notified that the readable end dropped",
        ),
        (
            "cannot write to future after previous write succeeded or readable end dropped",
            "cannot write to future after previous write succeeded",
        ),
        ("borrow handles still remain", "borrowed handles"),
        ("cannot remove owned resource while borrowed", " is lent"),
        ("unknown handle index", "unknown handle"),
        ("cancelled when no", "nothing to cancel"),
        ("deadlock", "deadlock"),
        (
            "cannot drop future write end",
            "cannot drop future write end",
        ),
    ];
    let known = own.iter().find(|(theirs, _)| wasmtime.contains(theirs));
    match known {
        Some((_, ours)) => node.contains(ours),
        None => node.contains(wasmtime),
    }
}

#[test]
fn tasks() {
    compare("tasks.wat", 15);
}

#[test]
fn subtasks_and_waitable_sets() {
    compare("subtasks.wat", 16);
}

#[test]
fn streams_and_futures_within_a_component() {
    compare("copies.wat", 29);
}

/// The handle that comes next is the same before and after.
#[test]
fn nothing_is_left_in_the_tables() {
    compare("leaks.wat", 2);
}

/// 100,000 tasks at once are small, and nothing is left of them.
#[test]
fn many_tasks_wait() {
    let directory = harness::directory("async-waiting");
    let [case] = &cases("waiting.wat")[..] else {
        panic!("one case");
    };
    harness::generate(
        &case.component,
        &directory,
        &harness::options("waiting", Instantiation::Sync),
    );
    let script = place("waiting.js");
    let path = |path: &std::path::Path| path.to_str().expect("a path in UTF-8").to_string();
    for node in harness::Node::ALL {
        let output = node.run(&["--expose-gc", &path(&script), &path(&directory)]);
        assert_eq!(output, "small empty\n", "{node:?}");
    }
}

#[test]
fn tasks_that_wait_in_the_middle_of_their_code() {
    compare("blocking.wat", 24);
}

/// Tasks and functions that are not async enter while another task waits in the middle of its code.
#[test]
fn tasks_enter_while_another_waits() {
    let directory = harness::directory("async-entered");
    for case in cases("entered.wat") {
        let options = harness::options(&case.name, Instantiation::Sync);
        harness::generate(&case.component, &directory, &options);
    }
    let output = harness::Node::Newest.run_script("async/entered.js", &directory);
    assert_eq!(output, "ok\n");
    let script = directory.join("script.js");
    let text = "import { instantiate } from './enters-while-a-task-waits.js';
        try { instantiate(undefined, { note() {}, now() {}, later() {}, never() {} }); }
        catch (error) { console.log(error.message); }";
    std::fs::write(&script, text).expect("the script");
    let output = harness::Node::Oldest.run(&[script.to_str().expect("a path in UTF-8")]);
    let message =
        " may suspend the component, but this engine lacks JSPI (WebAssembly.Suspending)\n";
    assert!(output.ends_with(message), "{output}");
}

/// Of a component without async nothing is for tasks.
#[test]
fn components_without_async_have_no_tasks() {
    let component = super::behaviour::component("resources");
    let options = harness::options("resources", Instantiation::Sync);
    let text = |plan: &Plan| {
        let files = js::generate(plan, &options);
        let module = files.iter().find(|(name, _)| *name == "resources.js");
        String::from_utf8(module.expect("a module").1.to_vec()).expect("text")
    };
    let [plain, tasks] = [Plan::new(&component), Plan::with_tasks(&component)];
    let [plain, tasks] = [text(&plain.expect("a plan")), text(&tasks.expect("a plan"))];
    assert_eq!(plain, tasks);
    assert!(!plain.contains("Store") && !plain.contains("Task"));
}
