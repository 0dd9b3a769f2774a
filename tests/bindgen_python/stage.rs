//! Which functions are called through the stage, and values that make it grow.

use super::{echo, harness};
use componentize::bindgen::python::Options;
use std::path::Path;
use wit_component::StringEncoding;

const WIT: &str = "package test:stage;
interface kit {
    record named { name: string, numbers: list<u16> }
    record pair { id: u8, name: string, alive: bool }
    pairs: func(it: list<pair>) -> list<pair>;
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
    for function in ["text", "names", "pairs", "outcome", "tells", "__init__"] {
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

/// The bytes of Python in a package, in all its folders.
fn python_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("a folder of the package");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let sizes = paths.map(|path| match path.is_dir() {
        true => python_bytes(&path),
        false if path.extension().is_some_and(|extension| extension == "py") => {
            path.metadata().expect("a file").len()
        }
        false => 0,
    });
    sizes.sum()
}

#[test]
fn a_package_has_only_the_python_that_it_needs() {
    let directory = harness::directory("small");
    let wit = "package test:small; world small { export echo: func(text: string) -> string; }";
    let component = echo::component(wit, StringEncoding::UTF8);
    harness::generate(&component, &directory, &Options::new("small"));
    let size = python_bytes(&directory.join("small"));
    assert!(size <= 10 * 1024, "{size} bytes");
    for missing in ["imports", "_host.py", "_values.py"] {
        assert!(!directory.join("small").join(missing).exists(), "{missing}");
    }
}

/// Returns a hundred strings, all of them the same 60,000 bytes of one page of memory.
const LARGE: &str = r#"(component
  (core module $module
    (memory (export "memory") 1)
    (func (export "texts") (result i32) (local $at i32)
      (i32.store (i32.const 0) (i32.const 8))
      (i32.store (i32.const 4) (i32.const 100))
      (loop $next
        (i32.store offset=8 (local.get $at) (i32.const 1000))
        (i32.store offset=12 (local.get $at) (i32.const 60000))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br_if $next (i32.lt_u (local.get $at) (i32.const 800))))
      (i32.const 0))
    (func (export "forget") (param i32)))
  (core instance $core (instantiate $module))
  (alias core export $core "memory" (core memory $memory))
  (func (export "texts") (result (list string))
    (canon lift (core func $core "texts") (memory $memory) (post-return (core func $core "forget")))))"#;

const LIMITED: &str = "import large, wasmtime
with large.instantiate() as instance:
    assert instance.texts() == ['\\0' * 60_000] * 100
store = wasmtime.Store()
store.set_limits(memory_size=1 << 20)
instance = large.instantiate(store=store)
try:
    instance.texts()
except MemoryError as error:
    print(error)
try:
    instance.texts()
except large.Trap as error:
    print(error)
";

#[test]
fn a_result_that_has_no_room_ends_the_instance() {
    let directory = harness::directory("large");
    let component = wat::parse_str(LARGE).expect("the component parses");
    harness::generate(&component, &directory, &Options::new("large"));
    let output = harness::python(&directory, &["-c", LIMITED]);
    assert_eq!(
        harness::succeeded(&output, "the program"),
        "there is no room for the result\n\
         `texts` cannot enter the component: the instance has ended: `texts` failed\n"
    );
}
