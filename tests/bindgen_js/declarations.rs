//! Declarations of every component of these tests, read by the TypeScript compiler with `--strict`.

use super::behaviour::component;
use super::guests::guest;
use super::random::Random;
use super::value::{Declarations, scalars};
use super::{echo, harness, sizes};
use componentize::Componentizer;
use componentize::bindgen::js::Instantiation;
use componentize::bindgen::plan::{Plan, docs::Docs};
use std::process::Command;
use wit_component::StringEncoding;

const DOCUMENTED: &str = "
    package test:documented@1.2.0;
    /// Things to know.
    interface things {
        /// A person.
        record person {
            /// What the person is called.
            full-name: string,
            age: option<u8>,
        }
        /// Shapes, `*/` included.
        variant shape { circle(f32), none }
        /// Finds somebody.
        find: func(name: string) -> result<person, shape>;
        resource place { constructor(name: string); name: func() -> string; open: static func() -> result<place>; }
        delete: func(new: option<option<place>>) -> result<_, result<u8>>;
    }
    world documented {
        import things;
        import log: func(text: string);
        /// Runs.
        export run: func() -> result<string, u32>;
        export things;
    }";

/// Types, interfaces and functions that are called like what declarations use, or define themselves.
const HOSTILE: &str = "
    package test:hostile@1.2.0;
    interface types {
        variant error { io(string), closed, other }
        record %map { key: string }
        enum array { a, b }
        record %option { some: u8 }
        record %result { ok: u8 }
        record promise { then: u8 }
        record component-error { payload: u8 }
        record uint8-array { length: u8 }
        record error-io { text: string }
        resource symbol { constructor(); dispose: func() -> error; }
        resource object { constructor(); }
        flags record-flags { a, b }
        fail: func(a: array, m: %map, p: promise) -> result<%result, error>;
        deep: func(o: option<option<%option>>) -> result<result<component-error, error-io>, error>;
        lists: func(bytes: list<u8>, words: list<u16>, texts: list<string>, all: list<uint8-array>) -> list<symbol>;
        take: func(this: u8, new: u8, a1: object) -> own<object>;
    }
    interface other {
        use types.{error, symbol};
        resource error-resource { fail: func() -> result<_, error>; get: func() -> symbol; }
        delete: func() -> result<u8, error>;
    }
    interface promise { fail: func() -> result; }
    interface web-assembly { record %record { a: u8 } get: func() -> %record; }
    world hostile {
        import types;
        import other;
        import promise;
        import imports: interface { a: func(); }
        import exports: interface { a: func(); }
        import named: interface { a: func(); }
        import %map: interface { a: func(x: list<tuple<string, u8>>); }
        import wasi: interface { a: func(); }
        import import-object: func(a: u8) -> u8;
        use types.{error, %map as my-map};
        record %result { a: my-map }
        record exports-type { a: %result }
        import log: func(e: error) -> result<exports-type, error>;
        export types;
        export web-assembly;
        export other;
        export instance: interface { a: func() -> result<u8, string>; }
        export array: interface { a: func(); }
        export run: func(e: error) -> result<list<my-map>, error>;
    }";

/// Types that are made of the same parts and are not the same.
const TEMPERATURES: &str = "
    package test:temperatures@1.0.0;
    interface scales {
        /// Water freezes at zero.
        record celsius { degrees: f64 }
        /// Water freezes at 32.
        record fahrenheit { degrees: f64 }
        type centigrade = celsius;
        freezing: func() -> fahrenheit;
        convert: func(all: list<celsius>) -> list<option<fahrenheit>>;
        same: func(a: centigrade) -> celsius;
    }
    interface weather {
        use scales.{fahrenheit as american, celsius};
        record report { low: celsius, high: american }
        today: func() -> report;
        warm: func(by: american) -> celsius;
    }
    world temperatures {
        use scales.{fahrenheit};
        import scales;
        import weather;
        export boil: func(at: fahrenheit) -> fahrenheit;
        export weather;
        export scales;
    }";

/// Components of `tests/js/components`.
const IN_TEXT: [&str; 9] = [
    "traps",
    "resources",
    "start",
    "labels",
    "handover",
    "numbered",
    "reexports",
    "exceptions",
    "options",
];

/// A function and an interface that want one name: the first has it.
const CLASH: &str = r#"(component
    (core module $module (func (export "run")))
    (core instance $core (instantiate $module))
    (func $run (canon lift (core func $core "run")))
    (export "run" (func $run))
    (instance $instance (export "go" (func $run)))
    (export "test:clash/run@1.0.0" (instance $instance))
    (export "other:clash/run" (instance $instance)))"#;

/// Runs the TypeScript compiler over files of a directory.
pub fn tsc(directory: &std::path::Path, files: &[String]) {
    harness::install();
    let output = Command::new(harness::scripts().join("node_modules/.bin/tsc"))
        .args([
            "--strict",
            "--noEmit",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--types",
            "node",
            "--typeRoots",
        ])
        .arg(harness::scripts().join("node_modules/@types"))
        .args(files)
        .current_dir(directory)
        .output()
        .expect("tsc runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

/// A world that imports and exports one interface with types at random.
fn every_type() -> String {
    let mut random = Random::new(3);
    let mut declarations = Declarations::default();
    let mut types = scalars();
    types.extend((0..60).map(|_| declarations.random_type(&mut random, 3)));
    let functions = types
        .iter()
        .enumerate()
        .map(|(i, ty)| format!("echo-{i}: func(x: {0}) -> {0};", ty.wit()));
    let functions: String = functions.collect();
    let interface = format!("interface all {{ {} {functions} }}", declarations.text);
    format!("package test:all; {interface} world w {{ import all; export all; }}")
}

#[test]
fn declarations_are_strict_typescript() {
    let directory = harness::directory("declarations");
    let documented = echo::component(DOCUMENTED, StringEncoding::UTF8);
    let mut components = vec![
        ("all", echo::component(&every_type(), StringEncoding::UTF8)),
        ("documented", documented),
        ("every", sizes::every_type()),
        ("hostile", echo::component(HOSTILE, StringEncoding::UTF8)),
        (
            "temperatures",
            echo::component(TEMPERATURES, StringEncoding::UTF8),
        ),
        ("clash", wat::parse_str(CLASH).expect("a component")),
    ];
    let files_guest = Componentizer::new(&guest("basics.new"))
        .builtin_adapter()
        .encode()
        .expect("the guest is wrapped");
    components.push(("files", files_guest));
    components.extend(IN_TEXT.map(|name| (name, component(name))));
    let mut files = Vec::new();
    for (name, bytes) in &components {
        for (mode, instantiation) in [
            ("none", Instantiation::None),
            ("async", Instantiation::Async),
            ("sync", Instantiation::Sync),
        ] {
            harness::generate(
                bytes,
                &directory.join(mode).join(name),
                &harness::options(name, instantiation),
            );
            files.push(format!("{mode}/{name}/{name}.d.ts"));
        }
    }
    harness::install();
    let packages = directory.join("node_modules");
    std::os::unix::fs::symlink(harness::scripts().join("node_modules"), packages)
        .expect("the packages");
    std::fs::copy(
        harness::scripts().join("host.ts"),
        directory.join("host.ts"),
    )
    .expect("the host in TypeScript");
    files.push("host.ts".to_string());
    tsc(&directory, &files);
}

#[test]
fn declarations_carry_documentation() {
    let directory = harness::directory("documented");
    let things = directory.join("docs/interfaces/test-documented-things.d.ts");
    let wit = directory.join("documented.wit");
    std::fs::write(&wit, DOCUMENTED).expect("the WIT");
    let mut plan = Plan::new(&echo::component(DOCUMENTED, StringEncoding::UTF8)).expect("a plan");
    plan.docs = Docs::from_wit(&wit).expect("the documentation");
    harness::write(
        &plan,
        &directory.join("docs"),
        &harness::options("documented", Instantiation::None),
    );
    tsc(&directory, &["docs/documented.d.ts".to_string()]);
    let things = std::fs::read_to_string(things).expect("the declarations of an interface");
    for text in [
        "/** What the person is called. */\n  fullName: string,",
        "/** Shapes, `*\\/` included. */\nexport type Shape",
        "/**\n * Finds somebody.\n * @throws {ComponentError<Shape>}\n */\nexport function find(name: string): Person;",
        "Things to know.",
    ] {
        assert!(things.contains(text), "no `{text}` in {things}");
    }
}

#[test]
fn types_of_one_shape_keep_their_names() {
    let directory = harness::directory("temperatures");
    let wit = directory.join("temperatures.wit");
    std::fs::write(&wit, TEMPERATURES).expect("the WIT");
    let component = echo::component(TEMPERATURES, StringEncoding::UTF8);
    let mut plan = Plan::new(&component).expect("a plan");
    plan.docs = Docs::from_wit(&wit).expect("the documentation");
    harness::write(
        &plan,
        &directory,
        &harness::options("temperatures", Instantiation::None),
    );
    let read =
        |file: &str| std::fs::read_to_string(directory.join(file)).expect("a file of the bindings");
    let scales = read("interfaces/test-temperatures-scales.d.ts");
    let weather = read("interfaces/test-temperatures-weather.d.ts");
    let module = read("temperatures.d.ts");
    for (declarations, text) in [
        (
            &scales,
            "/** Water freezes at 32. */\nexport interface Fahrenheit {",
        ),
        (&scales, "export type Centigrade = Celsius;"),
        (&scales, "export function freezing(): Fahrenheit;"),
        (
            &scales,
            "export function convert(all: Array<Celsius>): Array<Fahrenheit | undefined>;",
        ),
        (&scales, "export function same(a: Celsius): Celsius;"),
        (
            &weather,
            "import type { Fahrenheit as American, Celsius } from './test-temperatures-scales.js';",
        ),
        (&weather, "low: Celsius,\n  high: American,"),
        (&weather, "export function warm(by: American): Celsius;"),
        (&module, "export function boil(at: Fahrenheit): Fahrenheit;"),
        (&module, "World `test:temperatures/temperatures@1.0.0`."),
    ] {
        assert!(declarations.contains(text), "no `{text}` in {declarations}");
    }
    // What reads and writes bytes has no use for the second name.
    let code = read("temperatures.js");
    assert!(code.contains("function storeOptionalFahrenheit("), "{code}");
    assert!(!code.contains("Celsius("), "{code}");
}
