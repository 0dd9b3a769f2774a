//! How generated packages behave, on the components of the JavaScript tests.

use super::harness;
use componentize::bindgen::python::Options;

/// A component of the JavaScript tests.
pub fn component(name: &str) -> Vec<u8> {
    let path = harness::root().join(format!("tests/js/components/{name}.wat"));
    wat::parse_file(&path).unwrap_or_else(|error| panic!("{error}"))
}

/// Generates a package for a component, checks its types, and runs the script of the same name.
fn check(name: &str) -> String {
    let directory = harness::directory(name);
    harness::generate(&component(name), &directory, &Options::new(name));
    for output in harness::check_types(&directory, &[name.to_string()]) {
        harness::succeeded(&output, name);
    }
    harness::run(&format!("run_{name}.py"), &directory)
}

#[test]
fn resources_go_in_both_directions() {
    check("resources");
}

#[test]
fn resources_go_from_component_to_component() {
    check("handover");
}

#[test]
fn one_interface_under_two_labels() {
    check("labels");
}

/// What `run_traps.py` prints in Wasmtime's place: a line for each function of the component, in alphabetical order.
pub fn expected_traps() -> Vec<String> {
    let outcomes = super::traps::outcomes(&component("traps"));
    let lines = outcomes
        .iter()
        .map(|(name, outcome)| format!("{}: {outcome}", name.replace('-', "_")));
    let mut lines: Vec<_> = lines.collect();
    lines.sort_unstable();
    lines
}

#[test]
fn what_traps_in_wasmtime_traps_in_python() {
    let output = check("traps");
    let mut found: Vec<_> = output.lines().collect();
    found.sort_unstable();
    assert_eq!(found, expected_traps());
}

/// The component of traps with lists that pass through the stage, and with post-return.
fn staged_traps() -> String {
    let path = harness::root().join("tests/js/components/traps.wat");
    let text = std::fs::read_to_string(path).expect("the component");
    let text = text.replace("\"words\" (list u32)", "\"words\" (list (tuple u32))");
    let forget = "(func (export \"forget\") (param i32)) (func (export \"takes\")";
    let text = text.replace(
        "(func (export \"takes\") (param i32 i32))",
        &format!("{forget} (param i32 i32))"),
    );
    let returns = ["at", "misaligned", "outside"]
        .map(|name| format!("(canon lift (core func $core \"{name}"));
    let lines = text.lines().map(
        |line| match returns.iter().any(|name| line.contains(name)) {
            true => line.replace(
                "(memory $memory)",
                "(memory $memory) (post-return (core func $core \"forget\"))",
            ),
            false => line.to_string(),
        },
    );
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_traps_directly_traps_through_the_stage() {
    let directory = harness::directory("staged_traps");
    let changed = wat::parse_str(staged_traps()).expect("the component parses");
    harness::generate(&changed, &directory, &Options::new("traps"));
    let output = harness::run("run_traps.py", &directory);
    for line in expected_traps() {
        assert!(
            output.lines().any(|found| found == line),
            "{line}\n{output}"
        );
    }
    let package =
        std::fs::read_to_string(directory.join("traps/__init__.py")).expect("the package");
    assert!(package.matches("_m = _o._stage").count() > 10, "{package}");
}

#[test]
fn errors_of_the_host_exceptions_and_borrows() {
    let directory = harness::directory("errors");
    for name in [
        "between",
        "catches",
        "errors",
        "exceptions",
        "lent",
        "scopes",
        "twice",
    ] {
        harness::generate(&component(name), &directory, &Options::new(name));
    }
    harness::run("run_errors.py", &directory);
}
