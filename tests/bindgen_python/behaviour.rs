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

#[test]
fn what_traps_in_wasmtime_traps_in_python() {
    let expected = super::traps::outcomes(&component("traps"));
    let mut expected: Vec<_> = expected
        .iter()
        .map(|(name, outcome)| format!("{}: {outcome}", name.replace('-', "_")))
        .collect();
    let output = check("traps");
    let mut found: Vec<_> = output.lines().collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
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
