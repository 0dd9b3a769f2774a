//! Asynchronous components: cases in text for the rules of the canonical ABI, in Node and in Wasmtime, whose notes, results
//! and traps agree; and what JavaScript makes of streams, futures and cancellation.

mod oracle;
mod values;

use super::harness;
use componentize::bindgen::js::{self, Instantiation};
use componentize::bindgen::plan::Plan;
use std::path::PathBuf;

fn place(name: &str) -> PathBuf {
    harness::scripts().join("async").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(place(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A case: functions to be put into `frame.wat`.
struct Case {
    name: String,
    /// Whether it traps, in the end.
    traps: bool,
    component: Vec<u8>,
}

fn cases(file: &str) -> Vec<Case> {
    let (text, frame) = (read(file), read("frame.wat"));
    let cases = text.split(";;; ").skip(1).map(|case| {
        let (name, functions) = case.split_once('\n').expect("a name");
        let other = match functions.contains("(export \"other\")") {
            true => {
                "(func (export \"other\") async (param \"x\" u32) (result u32)
                    (canon lift (core func $case \"other\") async (callback (core func $case \"callback\"))))"
            }
            false => "",
        };
        let text = frame.replace(";; CASE", functions).replace(";; OTHER", other);
        Case {
            name: name.trim_start_matches("trap: ").to_string(),
            traps: name.starts_with("trap: "),
            component: wat::parse_str(text).unwrap_or_else(|error| panic!("{name}: {error}")),
        }
    });
    cases.collect()
}

/// Runs all cases of a file in both; what a trap says in Wasmtime is said in Node, too.
fn compare(file: &str, count: usize) {
    let directory = harness::directory(&format!("async-{file}"));
    let cases = cases(file);
    assert_eq!(cases.len(), count, "{file}");
    for case in &cases {
        let plan =
            Plan::with_tasks(&case.component).unwrap_or_else(|e| panic!("{}: {e:?}", case.name));
        assert!(Plan::new(&case.component).is_err());
        harness::write(
            &plan,
            &directory,
            &harness::options(&case.name, Instantiation::Sync),
        );
    }
    let list: Vec<_> = cases.iter().map(|case| case.name.as_str()).collect();
    std::fs::write(directory.join("cases.txt"), list.join("\n")).expect("a list of the cases");
    let output = harness::run("async/cases.js", &directory);
    let mut found = output.split("== ").skip(1);
    let mut wrong = String::new();
    for case in &cases {
        let expected = oracle::run(&case.component);
        let found = found.next().unwrap_or_default();
        let found = found.split_once('\n').map_or("", |(_, text)| text);
        let trapped = expected.contains("run: trap");
        if trapped != case.traps || !same(&expected, found) {
            wrong.push_str(&format!(
                "{}\nWasmtime:\n{expected}\nNode:\n{found}\n",
                case.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whether the lines are the same; where one is a trap, Node's may say more.
fn same(expected: &str, found: &str) -> bool {
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
            "cannot read after being notified",
            "called after the last one ended",
        ),
        ("cancelled when no", "nothing to cancel"),
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
    compare("copies.wat", 26);
}

#[test]
fn what_blocks_is_refused_by_name() {
    for (component, reason) in [
        (
            "(component (core module $m (memory (export \"m\") 1)) (core instance $m (instantiate $m))
               (core func (canon waitable-set.wait (memory (core memory $m \"m\")))))",
            "`waitable-set.wait`",
        ),
        ("(component (core func (canon thread.yield)))", "`thread.yield`"),
        (
            "(component (core module $m (func (export \"f\"))) (core instance $m (instantiate $m))
               (func (export \"f\") async (canon lift (core func $m \"f\") async)))",
            "async without a callback",
        ),
        (
            "(component (import \"f\" (func $f async)) (core func $g (canon lower (func $f)))
               (core module $m (import \"\" \"g\" (func)))
               (core instance (instantiate $m (with \"\" (instance (export \"g\" (func $g)))))))",
            "the async import `f` is lowered without `async`",
        ),
    ] {
        let bytes = wat::parse_str(component).unwrap_or_else(|error| panic!("{component}: {error}"));
        let error = format!("{:#}", Plan::with_tasks(&bytes).expect_err("it is refused"));
        assert!(error.contains(reason), "{component}: {error}");
        let error = format!("{:#}", Plan::new(&bytes).expect_err("it is refused"));
        assert!(error.contains("not supported yet"), "{component}: {error}");
    }
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
