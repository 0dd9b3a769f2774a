//! Ctrl-C, as the terminal sends it.

use super::harness;
use componentize::bindgen::python::Options;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

/// A component that calls the host until it is stopped.
const SPIN: &str = r#"(component
    (import "tick" (func $tick))
    (core func $tick' (canon lower (func $tick)))
    (core module $module
        (import "" "tick" (func $tick))
        (func (export "run") (loop $again (call $tick) (br $again)))
        (func (export "one") (result i32) (i32.const 1)))
    (core instance $core (instantiate $module (with "" (instance (export "tick" (func $tick'))))))
    (func (export "run") (canon lift (core func $core "run")))
    (func (export "one") (result u32) (canon lift (core func $core "one"))))"#;

#[test]
fn a_signal_ends_a_call_in_a_function_of_the_host() {
    let directory = harness::directory("interrupt");
    let component = wat::parse_str(SPIN).expect("the component parses");
    harness::generate(&component, &directory, &Options::new("spin"));
    let script = harness::root().join("tests/python/run_interrupt.py");
    let mut child = harness::interpreter(&directory)
        .arg(script)
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    assert_eq!(line.trim(), "running");
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(sent.success());
    let mut rest = String::new();
    output.read_to_string(&mut rest).expect("the rest");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(rest.trim(), "True");
}

const CHAIN: &str = "import sys, first, second
for _ in range(100):
    for package in (first, second):
        package.instantiate({'tick': lambda: None}).close()
hook, hooks = sys.unraisablehook, 0
while hook is not sys.__unraisablehook__:
    hook, hooks = hook.previous, hooks + 1
print(hooks)";

#[test]
fn packages_that_take_turns_add_one_hook_each() {
    let directory = harness::directory("hooks");
    let component = wat::parse_str(SPIN).expect("the component parses");
    for name in ["first", "second"] {
        harness::generate(&component, &directory, &Options::new(name));
    }
    let output = harness::python(&directory, &["-c", CHAIN]);
    assert_eq!(harness::succeeded(&output, "the program"), "2\n");
}
