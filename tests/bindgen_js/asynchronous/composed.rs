//! Two inner components and a host: the callee exports `f`, which the caller imports. Cases are pairs of functions for
//! `frame.wat`, or whole components where types have to be passed as well.

use super::harness;
use super::{Case, WAITING, compare_cases, options, read};
use componentize::bindgen::js::Instantiation;

/// The type of `f`, and what it is lowered to, unless the case has others.
const TYPE: &str = "(param \"x\" u32) (result u32)";
const CORE: [&str; 2] = ["(param i32) (result i32)", "(param i32 i32) (result i32)"];

/// Functions of single cases: name, type, and what it is.
const MORE: [(&str, &str, &str); 21] = [
    (
        "error.new",
        "(param i32 i32) (result i32)",
        "error-context.new (memory $mem)",
    ),
    (
        "error.message",
        "(param i32 i32)",
        "error-context.debug-message (memory $mem) (realloc $realloc)",
    ),
    ("error.drop", "(param i32)", "error-context.drop"),
    (
        "error.return",
        "(param i32)",
        "task.return (result error-context)",
    ),
    ("r.make", "(param i32) (result i32)", "lower (func $make)"),
    ("r.value", "(param i32) (result i32)", "lower (func $value)"),
    ("r.drop", "(param i32)", "resource.drop $r"),
    ("r.return", "(param i32)", "task.return (result (own $r))"),
    ("rs.new", "(result i64)", "stream.new $rs"),
    (
        "rs.read",
        "(param i32 i32 i32) (result i32)",
        "stream.read $rs async (memory $mem)",
    ),
    (
        "rs.write",
        "(param i32 i32 i32) (result i32)",
        "stream.write $rs async (memory $mem)",
    ),
    (
        "future.cancel-read-async",
        "(param i32) (result i32)",
        "future.cancel-read $number async",
    ),
    (
        "subtask.cancel-async",
        "(param i32) (result i32)",
        "subtask.cancel async",
    ),
    (
        "task.return-text",
        "(param i32 i32)",
        "task.return (result string) (memory $mem)",
    ),
    (
        "task.return-pair",
        "(param i32 i32)",
        "task.return (result (tuple u32 u32))",
    ),
    (
        "task.return-stream",
        "(param i32)",
        "task.return (result $bytes)",
    ),
    (
        "task.return-future",
        "(param i32)",
        "task.return (result $number)",
    ),
    (
        "texts.drop-readable",
        "(param i32)",
        "stream.drop-readable $texts",
    ),
    (
        "texts.drop-writable",
        "(param i32)",
        "stream.drop-writable $texts",
    ),
    (
        "texts.cancel-write",
        "(param i32) (result i32)",
        "stream.cancel-write $texts",
    ),
    (
        "task.return-16",
        "(param i32 i32)",
        "task.return (result string) string-encoding=utf16 (memory $mem)",
    ),
];

/// What a line of a case says after `;; NAME: `.
fn said<'c>(case: &'c str, name: &str) -> Option<&'c str> {
    let start = format!(";; {name}: ");
    case.lines().find_map(|line| line.strip_prefix(&start))
}

/// An inner component of `frame.wat`; `more` are a core function, the import of it, and the export of it.
fn inner(name: &str, functions: &str, import: &str, more: [&str; 3], lifts: &str) -> String {
    let frame = read("frame.wat");
    let end = frame.find("  (func (export \"run\")").expect("a frame");
    let used = WAITING.iter().chain(&MORE).filter(|(name, _, _)| {
        functions.contains(&format!("(call ${name} "))
            || functions.contains(&format!("(call ${name})"))
    });
    let used: Vec<_> = used.collect();
    let each = |write: fn(&(&str, &str, &str)) -> String| {
        used.iter().map(|each| write(each)).collect::<String>()
    };
    frame[..end]
        .replacen("(component", &format!("(component ${name} {import}"), 1)
        .replace(
            ";; WAITING-FUNCTIONS",
            &(each(|(name, _, what)| format!("(core func ${name} (canon {what}))\n")) + more[0]),
        )
        .replace(
            ";; WAITING-IMPORTS",
            &(each(|(name, ty, _)| format!("(import \"\" \"{name}\" (func ${name} {ty}))\n"))
                + more[1]),
        )
        .replace(
            ";; WAITING-EXPORTS",
            &(each(|(name, _, _)| format!("(export \"{name}\" (func ${name}))\n")) + more[2]),
        )
        .replace(";; CASE", functions)
        + lifts
        + ")\n"
}

/// How `export` of a case's core module is lifted.
fn lift(case: &str, export: &str, ty: &str) -> String {
    let kind = match said(case, export) {
        Some("not async") => "",
        _ => "async",
    };
    let how = options(case, export);
    let many = ty.matches("u32").count() > 16;
    let memory = match many || ty.contains("string") || ty.contains("tuple") {
        true => "(memory $mem) (realloc (core func $realloc))",
        false => "",
    };
    format!(
        "(func (export \"{export}\") {kind} {ty} (canon lift (core func $case \"{export}\") {how} {memory}))\n"
    )
}

/// The component for a case, whose parts are those of the callee and those of the caller.
pub fn component(name: &str, case: &str) -> Vec<u8> {
    let text = match case.split_once(";; caller\n") {
        Some((callee, caller)) => match callee.split_once(";; middle\n") {
            Some((callee, middle)) => chain(callee, middle, caller),
            None => pair(callee, caller),
        },
        None => case.to_string(),
    };
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What inner components import of the one that defines the resource `r`.
const RESOURCE: &str = "(import \"r\" (type $r (sub resource)))
    (import \"make\" (func $make (param \"x\" u32) (result (own $r))))
    (import \"value\" (func $value (param \"r\" (borrow $r)) (result u32)))
    (type $rs (stream (own $r)))";

/// The host's functions, as both inner components get them.
const HOST: &str =
    "(with \"note\" (func $note)) (with \"now\" (func $now)) (with \"later\" (func $later))
    (with \"never\" (func $never))";

/// An inner component that imports `f`.
fn importer(name: &str, functions: &str, import: &str, lifts: &str) -> String {
    let lowered_async = said(functions, "lower") != Some("sync");
    let core = said(functions, "core").unwrap_or(CORE[usize::from(lowered_async)]);
    let how = if lowered_async { "async" } else { "" };
    let parts = [
        format!("(core func $f (canon lower (func $f) {how} (memory $mem) (realloc $realloc)))"),
        format!("(import \"\" \"f\" (func $f {core}))"),
        "(export \"f\" (func $f))".to_string(),
    ];
    inner(
        name,
        functions,
        import,
        parts.each_ref().map(String::as_str),
        lifts,
    )
}

/// The component that imports the host's functions, with the other parts.
fn whole(parts: &str) -> String {
    format!(
        "(component
          (import \"note\" (func $note (param \"a\" u32) (param \"b\" u32)))
          (import \"now\" (func $now async (param \"x\" u32) (result u32)))
          (import \"later\" (func $later async (param \"x\" u32) (result u32)))
          (import \"never\" (func $never async (param \"x\" u32) (result u32)))
          {parts})"
    )
}

/// The caller calls `f` of a component in the middle, and that calls `f` of the callee, of which there are two instances.
fn chain(callee: &str, middle: &str, caller: &str) -> String {
    let import = format!("(import \"f\" (func $f async {TYPE}))");
    let callee = inner("Callee", callee, "", ["", "", ""], &lift(callee, "f", TYPE));
    let middle = importer("Middle", middle, &import, &lift(middle, "f", TYPE));
    let run = lift(caller, "run", "(result u32)");
    let caller = importer("Caller", caller, &import, &run);
    whole(&format!(
        "{callee}{middle}{caller}
          (instance $callee (instantiate $Callee {HOST}))
          (instance $middle (instantiate $Middle {HOST} (with \"f\" (func $callee \"f\"))))
          (instance $caller (instantiate $Caller {HOST} (with \"f\" (func $middle \"f\"))))
          (instance $callee2 (instantiate $Callee {HOST}))
          (instance $caller2 (instantiate $Caller {HOST} (with \"f\" (func $callee2 \"f\"))))
          (export \"run\" (func $caller \"run\"))
          (export \"direct\" (func $caller2 \"run\"))"
    ))
}

/// The caller calls `f` of the callee.
fn pair(callee: &str, caller: &str) -> String {
    let ty = said(callee, "type").unwrap_or(TYPE);
    let kind = match said(callee, "f") {
        Some("not async") => "",
        _ => "async",
    };
    let with_resource = callee.contains("$r") || caller.contains("$r");
    let (resource, definer, passed) = match with_resource {
        true => (
            RESOURCE,
            read("composed-resource.wat")
                + "(instance $definer (instantiate $Definer (with \"note\" (func $note))))",
            "(with \"r\" (type $definer \"r\")) (with \"make\" (func $definer \"make\"))
            (with \"value\" (func $definer \"value\"))",
        ),
        false => ("", String::new(), ""),
    };
    let others = |part: &str| match part.contains("(export \"other\")") {
        true => lift(part, "other", TYPE),
        false => String::new(),
    };
    let lifts = lift(callee, "f", ty) + &others(callee);
    let callee_component = inner("Callee", callee, resource, ["", "", ""], &lifts);
    let import = format!("{resource}(import \"f\" (func $f {kind} {ty}))");
    let lifts = lift(caller, "run", "(result u32)") + &others(caller);
    let caller_component = importer("Caller", caller, &import, &lifts);
    let other = match (
        callee.contains("(export \"other\")"),
        caller.contains("(export \"other\")"),
    ) {
        (true, _) => "(export \"other\" (func $callee \"other\"))",
        (_, true) => "(export \"other\" (func $caller \"other\"))",
        _ => "",
    };
    whole(&format!(
        "{definer}{callee_component}{caller_component}
          (instance $callee (instantiate $Callee {HOST} {passed}))
          (instance $caller (instantiate $Caller {HOST} {passed} (with \"f\" (func $callee \"f\"))))
          (export \"run\" (func $caller \"run\")) {other}"
    ))
}

fn cases(file: &str) -> Vec<Case> {
    let text = read(file);
    let cases = text.split(";;; ").skip(1).map(|case| {
        let (name, functions) = case.split_once('\n').expect("a name");
        let own = name.trim_start_matches("trap: ").to_string();
        Case {
            traps: Some(name.starts_with("trap: ")),
            component: component(&own, functions).into(),
            program: 0,
            name: own,
        }
    });
    cases.collect()
}

fn compare(file: &str, count: usize) {
    let cases = cases(file);
    assert_eq!(cases.len(), count, "{file}");
    compare_cases(&format!("async-{file}"), &cases);
}

#[test]
fn calls_between_components() {
    compare("composed.wat", 26);
}

#[test]
fn resources_and_ends_go_through_async_calls() {
    compare("composed-handles.wat", 16);
}

/// Callers do not note the state that a call returns: in Wasmtime 48 the caller goes on as soon as the middle makes a call.
#[test]
fn calls_that_call_on() {
    compare("composed-chains.wat", 7);
}

/// What a component throws does not arrive in another one, even if that catches everything.
#[test]
fn exceptions_end_the_component() {
    compare("composed-exceptions.wat", 10);
}

#[test]
fn error_contexts() {
    compare("composed-errors.wat", 5);
}

#[test]
fn calls_between_components_that_wait_in_the_middle_of_their_code() {
    compare("composed-waits.wat", 26);
}

/// An engine without JSPI runs what only `subtask.cancel` could suspend, and traps where it has to wait.
#[test]
fn cancellations_seldom_need_jspi() {
    let directory = harness::directory("async-composed-cancels");
    let cases = cases("composed-cancels.wat");
    for case in &cases {
        let options = harness::options(&case.name, Instantiation::Sync);
        harness::generate(&case.component, &directory, &options);
    }
    let names: Vec<_> = cases.iter().map(|case| case.name.as_str()).collect();
    std::fs::write(directory.join("cases.txt"), names.join("\n")).expect("a list of the cases");
    let old = harness::Node::Oldest.run_script("async/cases.js", &directory);
    let waits = "== cancels-and-waits\nrun: trap `subtask.cancel` has to wait, but this engine lacks JSPI \
        (WebAssembly.Suspending)\n";
    let rest = "== cancels-without-a-wait\n1 6\n4 4\nrun: 1\n";
    assert_eq!(old, format!("{waits}{rest}"));
    let new = harness::Node::Newest.run_script("async/cases.js", &directory);
    assert_eq!(new, format!("== cancels-and-waits\n4 4\nrun: 1\n{rest}"));
}
