//! Calls: what ends an instance, what belongs to one call, and what a refused call costs.

use super::behaviour::component;
use super::harness::{self, Node};
use componentize::bindgen::js::Instantiation;

/// Generates bindings for a component of `tests/js/components` and runs the script of the same name.
fn check(name: &str, nodes: &[Node]) {
    let directory = harness::directory(name);
    let options = harness::options(name, Instantiation::Sync);
    harness::generate(&component(name), &directory, &options);
    for node in nodes {
        let output = node.run_script(&format!("{name}.js"), &directory);
        assert_eq!(output, "ok\n", "{name} in {node:?}");
    }
}

#[test]
fn code_that_catches_exceptions_swallows_no_trap() {
    // Node 22 does not know these instructions.
    check("catches", &[Node::Newest]);
}

#[test]
fn errors_between_components_keep_their_cause() {
    check("between", &[Node::Newest]);
}

#[test]
fn a_refused_call_leaves_the_borrow_scope_of_another() {
    check("scopes", &Node::ALL);
}

#[test]
fn what_is_lent_is_not_given_away_and_refused_calls_cost_nothing() {
    check("lent", &Node::ALL);
}

#[test]
fn errors_have_a_class_and_any_payload() {
    check("errors", &Node::ALL);
}

#[test]
fn a_destructor_that_throws_does_not_end_the_process() {
    let directory = harness::directory("destructor");
    let options = harness::options("resources", Instantiation::Sync);
    harness::generate(&component("resources"), &directory, &options);
    let script = harness::scripts().join("destructor.js");
    for node in Node::ALL {
        let output = node.run(&[
            "--expose-gc",
            script.to_str().expect("a path in UTF-8"),
            directory.to_str().expect("a path in UTF-8"),
        ]);
        assert_eq!(output, "ok\n", "{node:?}");
    }
}
