//! Packages in other versions of Python, and on other versions of wasmtime: values, traps and a program with WASI.

use super::behaviour;
use super::crossing::pass_edge_values;
use super::harness::{self, VERSIONS};
use super::values;
use componentize::bindgen::python::Options;
use std::path::Path;

/// Runs a script of `tests/python` in a version; its standard output.
fn run(version: &harness::Version, script: &str, directory: &Path) -> String {
    let script = harness::root().join("tests/python").join(script);
    let output = version.interpreter(directory).arg(&script).output();
    let what = format!("{} on wasmtime {}", version.number, version.wasmtime);
    harness::succeeded(&output.expect("python runs"), &what)
}

#[test]
fn the_versions_are_those_that_are_named() {
    let directory = harness::directory("versions");
    let lines = "import sys, wasmtime; from importlib.metadata import version
print(sys.version.split()[0], version('wasmtime'), wasmtime.__file__)";
    for version in &VERSIONS {
        let output = version.interpreter(&directory).args(["-c", lines]).output();
        let text = harness::succeeded(&output.expect("python runs"), version.number);
        let words: Vec<_> = text.split_whitespace().collect();
        assert!(words[0].starts_with(version.number), "{text}");
        assert_eq!(words[1], version.wasmtime, "{text}");
        assert!(words[2].contains(version.wasmtime), "{text}");
    }
}

#[test]
fn values_of_every_type_pass_in_every_version() {
    pass_edge_values(|name, batch| {
        let directory = values::write(&format!("versions-{name}"), batch);
        for version in &VERSIONS {
            run(version, "run_values.py", &directory);
            batch.check_images(&directory);
            std::fs::remove_file(directory.join("images.txt")).expect("the images");
        }
    });
}

#[test]
fn what_traps_in_wasmtime_traps_in_every_version() {
    let (component, expected) = (behaviour::component("traps"), behaviour::expected_traps());
    let directory = harness::directory("versions-traps");
    harness::generate(&component, &directory, &Options::new("traps"));
    for version in &VERSIONS {
        let output = run(version, "run_traps.py", &directory);
        let mut found: Vec<_> = output.lines().collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{}, {}", version.number, version.wasmtime);
    }
}

#[test]
fn a_program_prints_in_every_version() {
    let directory = harness::directory("versions-hello");
    let module = wat::parse_file(harness::root().join("examples/hello/hello.wat"));
    let component = componentize::Componentizer::new(&module.expect("the module parses"))
        .builtin_adapter()
        .encode()
        .expect("it is wrapped");
    harness::generate(&component, &directory, &Options::new("hello"));
    for version in &VERSIONS {
        let output = version
            .interpreter(&directory)
            .args(["-m", "hello"])
            .output();
        let text = harness::succeeded(&output.expect("python runs"), version.wasmtime);
        assert_eq!(text, "hello, world\n");
    }
}
