//! What goes wrong, and resources: small components in text, compared with Wasmtime where there is something to
//! compare.

use super::harness::{self, Node};
use componentize::bindgen::js::{Instantiation, Options};
use std::path::Path;
use std::process::Command;

pub fn component(name: &str) -> Vec<u8> {
    let path = harness::scripts().join(format!("components/{name}.wat"));
    wat::parse_file(&path).unwrap_or_else(|error| panic!("{error}"))
}

/// Generates bindings for a component of `tests/js/components` and runs the script of the same name.
fn check(name: &str) -> String {
    let directory = harness::directory(name);
    harness::generate(
        &component(name),
        &directory,
        &harness::options(name, Instantiation::Sync),
    );
    harness::run(&format!("{name}.js"), &directory)
}

fn camel_case(name: &str) -> String {
    componentize::bindgen::names::camel_case(name)
}

#[test]
fn what_traps_in_wasmtime_traps_in_node() {
    let expected = super::traps::outcomes(&component("traps"));
    let mut expected: Vec<_> = expected
        .iter()
        .map(|(name, outcome)| format!("{}: {outcome}", camel_case(name)))
        .collect();
    let output = check("traps");
    let mut found: Vec<_> = output.lines().collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn resources_of_both_sides() {
    assert_eq!(check("resources"), "ok\n");
}

#[test]
fn resources_that_the_host_forgets() {
    let directory = harness::directory("forgotten");
    let options = harness::options("resources", Instantiation::Sync);
    harness::generate(&component("resources"), &directory, &options);
    let script = harness::scripts().join("gc.js");
    let path = |path: &Path| path.to_str().expect("a path in UTF-8").to_string();
    for node in Node::ALL {
        let output = node.run(&["--expose-gc", &path(&script), &path(&directory)]);
        assert_eq!(output, "ok\n", "{node:?}");
    }
}

#[test]
fn resources_that_the_host_disposes_of_itself() {
    let directory = harness::directory("disposed");
    let options = Options {
        finalization: false,
        ..harness::options("resources", Instantiation::Sync)
    };
    harness::generate(&component("resources"), &directory, &options);
    let text = std::fs::read_to_string(directory.join("resources.js")).expect("the module");
    assert!(!text.contains("FinalizationRegistry"), "{text}");
    assert_eq!(harness::run("resources.js", &directory), "ok\n");
}

#[test]
fn reactors_are_initialized() {
    const WIT: &str = "package test:reactor; world reactor {
        import note: func(n: u32); import say: func(text: string); export state: func() -> u32; }";
    const MODULE: &str = r#"(module
        (import "$root" "note" (func $note (param i32)))
        (import "$root" "say" (func $say (param i32 i32)))
        (memory (export "memory") 1)
        (data (i32.const 8) "initialize")
        (global $state (mut i32) (i32.const 0))
        (func $start (call $note (i32.const 1)))
        (start $start)
        (func (export "_initialize")
            (call $say (i32.const 8) (i32.const 10))
            (global.set $state (i32.const 7)))
        (func (export "state") (result i32) (global.get $state)))"#;
    let component = super::echo::encode(MODULE, WIT, wit_component::StringEncoding::UTF8);
    let directory = harness::directory("reactor");
    let options = harness::options("reactor", Instantiation::Sync);
    harness::generate(&component, &directory, &options);
    assert_eq!(harness::run("reactor.js", &directory), "ok\n");
}

#[test]
fn start_functions_odd_names_and_hosts_that_call_back() {
    assert_eq!(check("start"), "ok\n");
}

#[test]
fn one_interface_under_two_labels() {
    assert_eq!(check("labels"), "ok\n");
}

#[test]
fn resources_between_components() {
    assert_eq!(check("handover"), "ok\n");
}

/// The program itself makes the component and its bindings, as the example's README says.
#[test]
fn the_keyvalue_example_with_a_host_in_javascript() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/keyvalue");
    let directory = harness::directory("keyvalue");
    let componentize = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
            .args(arguments)
            .current_dir(&directory)
            .output()
            .expect("componentize runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let path = |name: &str| {
        example
            .join(name)
            .to_str()
            .expect("a path in UTF-8")
            .to_string()
    };
    let (guest, wit) = (path("guest/guest.wat"), path("guest/wit"));
    componentize(&["new", &guest, "--wit", &wit, "-o", "copier.wasm"]);
    componentize(&[
        "bindgen",
        "js",
        "copier.wasm",
        "--instantiation",
        "sync",
        "-o",
        "app",
    ]);
    let host = directory.join("host.js");
    std::fs::copy(example.join("host.js"), &host).expect("the host");
    for node in Node::ALL {
        let output = node.run(&[host.to_str().expect("a path in UTF-8")]);
        assert_eq!(output, "hello hello\nundefined 1\n", "{node:?}");
    }

    // What is refused leaves nothing behind.
    std::fs::write(
        directory.join("async.wat"),
        "(component (core func (canon thread.index)))",
    )
    .expect("a component");
    let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(["bindgen", "js", "async.wat", "-o", "refused"])
        .current_dir(&directory)
        .output()
        .expect("componentize runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("threads"));
    assert!(!directory.join("refused").exists());
}

#[test]
fn resources_inside_of_other_values() {
    let many: String = (0..18).map(|i| format!("p{i}: pen, ")).collect();
    let functions = format!(
        "swap: func(b: case) -> case;
        attempt: func(b: case) -> result<case, pen>;
        count: func(pens: list<borrow<pen>>) -> u32;
        many: func({many}) -> u32;"
    );
    let wit = format!(
        "package test:nested;
        interface things {{
            resource pen {{ constructor(color: u32); }}
            record case {{ pen: pen, spare: option<pen>, more: list<pen> }}
            {functions}
        }}
        interface passed {{ use things.{{pen, case}}; {functions} }}
        world nested {{ import things; export passed; }}"
    );
    let component = super::echo::component(&wit, wit_component::StringEncoding::UTF8);
    let directory = harness::directory("nested");
    harness::generate(
        &component,
        &directory,
        &harness::options("nested", Instantiation::Sync),
    );
    assert_eq!(harness::run("nested.js", &directory), "ok\n");
}

#[test]
fn values_that_types_do_not_hold() {
    let directory = harness::directory("wrong");
    let options = harness::options("every", Instantiation::Sync);
    harness::generate(&super::sizes::every_type(), &directory, &options);
    assert_eq!(harness::run("wrong.js", &directory), "ok\n");
}

#[test]
fn types_that_are_exported_again() {
    assert_eq!(check("reexports"), "ok\n");
}

#[test]
fn core_modules_with_exceptions() {
    let directory = harness::directory("exceptions");
    let options = harness::options("exceptions", Instantiation::Sync);
    harness::generate(&component("exceptions"), &directory, &options);
    // The oldest Node has exceptions of an older kind, which no component may use.
    let output = Node::Newest.run_script("exceptions.js", &directory);
    assert_eq!(output, "ok\n");
}
