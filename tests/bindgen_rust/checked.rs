//! Bindings of every component that the tests have: they compile, clippy finds nothing, and rustfmt would not change
//! them.

use super::harness::{self, Batch};
use super::wit::EVERY_TYPE;
use super::{echo, worlds};
use componentize::Componentizer;
use componentize::bindgen::rust::Options;
use std::path::{Path, PathBuf};
use wit_component::StringEncoding;

/// More types: two records of one shape, and names that Rust has a use for itself.
const MORE_TYPES: &str = "
    record point { x: s32, y: s32 }
    record place { x: s32, y: s32 }
    type bytes = list<u8>;
    moved: func(%from: point, to: place) -> bytes;
    nothing: func();
";

/// A component that imports and exports every type, and passes everything on.
pub fn every_type() -> Vec<u8> {
    both_ways("test:every", "all", &format!("{EVERY_TYPE}{MORE_TYPES}"))
}

/// Names that are keywords, or that generated code has its own use for.
pub const HOSTILE: &str = "
    record %string { %type: u8, self: u8, crate: string, super: option<u8>, fn: tuple<u8> }
    variant %option { %some(u32), none, self }
    enum %result { ok, err }
    record vec { %list: list<%string> }
    flags %resource-any { self, %type }
    resource linker { constructor(store: u32); new: static func() -> linker; drop: func(); %self: func(%self2: u8); }
    record host { linker: u8 }
    type box = list<host>;
    new: func(store: string, self: u32, get: bool, host: host, function: u8, params: u8) -> %result;
    %type: func(instance: vec, %result: %option) -> %string;
    add-to-linker: func(linker: linker, t: %resource-any) -> box;
    instantiate: func();
    clone: func(rep: u32, data: u32, ty: u32, %future: u32) -> u32;
    an-extraordinarily-long-name-of-a-function-that-leaves-little-room: func(
        another-extraordinarily-long-name-of-a-parameter: list<tuple<u32, string>>,
        one-more-extraordinarily-long-name-of-a-parameter: option<list<u8>>,
    ) -> result<list<tuple<string, list<u8>, option<u32>, result<u8, string>>>, string>;
";

/// A component that imports and exports an interface.
pub fn both_ways(package: &str, interface: &str, items: &str) -> Vec<u8> {
    let wit = format!(
        "package {package}; interface {interface} {{ {items} }} world w {{ import {interface}; export {interface}; }}"
    );
    echo::component(&wit, StringEncoding::UTF8)
}

/// A path in the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The guest of `examples/keyvalue`.
pub fn copier() -> Vec<u8> {
    of_module(
        "examples/keyvalue/guest/guest.wat",
        "examples/keyvalue/guest/wit",
    )
}

/// The component that `benches/js` measures.
pub fn bench() -> Vec<u8> {
    of_module("benches/js/glue.wat", "benches/js/glue.wit")
}

/// A program that prints a line.
pub fn hello() -> Vec<u8> {
    let module = wat::parse_file(project("examples/hello/hello.wat")).expect("a module");
    let mut componentizer = Componentizer::new(&module);
    componentizer.builtin_adapter();
    componentizer.encode().expect("a component")
}

fn of_module(module: &str, wit: &str) -> Vec<u8> {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().join("component.wasm");
    let mut command = harness::componentize();
    command
        .arg("new")
        .arg(project(module))
        .arg("--wit")
        .arg(project(wit));
    harness::succeed(command.arg("-o").arg(&out));
    std::fs::read(out).expect("a component")
}

/// The components of the tests, by name.
pub fn components() -> Vec<(String, Vec<u8>)> {
    let mut components = vec![
        (
            "empty".to_string(),
            wat::parse_str("(component)").expect("a component"),
        ),
        ("every_type".to_string(), every_type()),
        (
            "hostile".to_string(),
            both_ways("test:wasmtime", "types", HOSTILE),
        ),
        ("bench".to_string(), bench()),
        ("copier".to_string(), copier()),
        ("hello".to_string(), hello()),
    ];
    for directory in ["tests/js/components", "tests/hosts"] {
        let files = std::fs::read_dir(project(directory)).expect("a directory");
        for path in files.map(|file| file.expect("a file").path()) {
            if path.extension().is_none_or(|extension| extension != "wat") {
                continue;
            }
            let component = wat::parse_file(&path).unwrap_or_else(|error| panic!("{error}"));
            let stem = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .replace('-', "_");
            components.push((stem, component));
        }
    }
    for world in worlds::ALL {
        components.push((world.name.to_string(), world.component()));
    }
    components
}

#[test]
fn bindings_of_every_component_are_clean() {
    let mut batch = Batch::new("every-component");
    for (index, (name, component)) in components().into_iter().enumerate() {
        let plain = Options::new(&name);
        let variants = [
            (
                "async",
                Options {
                    asynchronous: true,
                    ..plain.clone()
                },
            ),
            (
                "infallible",
                Options {
                    infallible: true,
                    ..plain.clone()
                },
            ),
            (
                "all",
                Options {
                    asynchronous: true,
                    infallible: true,
                    wasi: false,
                    ..plain.clone()
                },
            ),
        ];
        batch.add(&name, &component, &plain);
        // Every variant of those with the most types and names; of the others, one each.
        let is_large = ["every_type", "hostile", "plain_and_labelled"].contains(&name.as_str());
        for (number, (variant, options)) in variants.iter().enumerate() {
            if is_large || number == index % 3 {
                batch.add(&format!("{name}_{variant}"), &component, options);
            }
        }
    }
    assert!(batch.len() > 40, "only {} sets of bindings", batch.len());
    batch.check();
}

#[test]
fn types_are_printed_once() {
    let files = harness::generate(&every_type(), &Options::new("every"));
    let types = text(&files, "types.rs");
    for name in ["Scalars", "User", "Shape", "Color", "Point"] {
        let definitions = types.matches(&format!(" {name} {{")).count();
        assert_eq!(definitions, 1, "{name} in\n{types}");
    }
    // Two records of one shape are one type with two names.
    assert!(types.contains("pub type Place = Point;"), "{types}");
    // A resource is the host's in one direction and the component's in the other.
    assert!(types.contains("pub enum AllThing {}"), "{types}");
    assert!(
        types.contains("pub type ExportedAllThing = ResourceAny;"),
        "{types}"
    );
}

#[test]
fn bindings_are_short_and_quickly_made() {
    let lines = |name: &str, component: &[u8]| {
        harness::lines(&harness::generate(component, &Options::new(name)))
    };
    let (bench, hello) = (lines("bench", &bench()), lines("hello", &hello()));
    assert!(bench <= 350, "bench has {bench} lines");
    assert!(hello <= 120, "hello has {hello} lines");
    let wasi = worlds::wasi_imports();
    let options = Options {
        wasi: false,
        ..Options::new("wasi")
    };
    let start = std::time::Instant::now();
    let files = harness::generate(&wasi, &options);
    let time = start.elapsed();
    let wasi = harness::lines(&files);
    assert!((1000..=4000).contains(&wasi), "WASI has {wasi} lines");
    // Ten times what it takes in a debug build on a machine that does nothing else.
    assert!(time.as_secs() < 2, "{time:?}");
}

/// The text of a file.
pub fn text<'a>(files: &'a componentize::bindgen::Files, name: &str) -> &'a str {
    let mut found = files.iter().filter(|(path, _)| *path == name);
    let (_, bytes) = found.next().unwrap_or_else(|| panic!("no `{name}`"));
    std::str::from_utf8(bytes).expect("text")
}
