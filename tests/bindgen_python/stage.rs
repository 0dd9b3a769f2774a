//! Which functions are called through the stage, and values that make it grow.

use super::{echo, harness};
use componentize::bindgen::python::Options;
use wit_component::StringEncoding;

const WIT: &str = "package test:stage;
interface kit {
    record named { name: string, numbers: list<u16> }
    resource thing { constructor(name: string); }
    text: func(it: string) -> string;
    names: func(it: list<named>) -> list<named>;
    outcome: func(it: result<string, u8>) -> result<string, list<string>>;
    tells: func() -> string;
    octets: func(it: list<u8>) -> list<u8>;
    both: func(name: string, it: list<u8>);
    add: func(a: u32, b: u32) -> u32;
    things: func(it: list<thing>) -> string;
}
world stage { import kit; export kit; }";

/// Whether a function of the package goes through the stage.
fn is_staged(package: &str, function: &str) -> bool {
    let start = package.find(&format!("def {function}(self"));
    let rest = &package[start.expect(function) + 4..];
    let body = &rest[..rest.find("    def ").unwrap_or(rest.len())];
    body.contains("_o._stage")
}

#[test]
fn strings_go_through_the_stage_and_numbers_do_not() {
    let directory = harness::directory("stage");
    let component = echo::component(WIT, StringEncoding::UTF8);
    harness::generate(&component, &directory, &Options::new("stage"));
    let file = directory.join("stage/exports/kit.py");
    let package = std::fs::read_to_string(file).expect("the package");
    for function in ["text", "names", "outcome", "tells", "__init__"] {
        assert!(is_staged(&package, function), "{function}");
    }
    for function in ["octets", "both", "add", "things"] {
        assert!(!is_staged(&package, function), "{function}");
    }
    harness::run("run_stage.py", &directory);
}

#[test]
fn a_package_without_such_functions_has_no_stage() {
    let directory = harness::directory("no-stage");
    let wit =
        "package test:numbers; world numbers { export add: func(a: u32, b: list<u8>) -> u32; }";
    let component = echo::component(wit, StringEncoding::UTF8);
    harness::generate(&component, &directory, &Options::new("sums"));
    assert!(!directory.join("sums/sums.stage.wasm").exists());
    let runtime = std::fs::read_to_string(directory.join("sums/_runtime.py")).expect("a file");
    assert!(!runtime.contains("class Stage"), "{runtime}");
}
