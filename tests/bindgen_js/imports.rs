//! Where imports come from, and what is said of those that do not fit.

use super::behaviour::component;
use super::echo;
use super::harness::{self, Node};
use componentize::bindgen::js::{Instantiation, Options};
use std::path::Path;
use std::process::{Command, Output};
use wit_component::StringEncoding;

fn bindgen(directory: &Path, options: &[&str]) -> Output {
    std::fs::write(directory.join("app.wasm"), component("options")).expect("the component");
    Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(["bindgen", "js"])
        .args(options)
        .current_dir(directory)
        .output()
        .expect("componentize runs")
}

fn generated(output: &Output, path: &Path) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    std::fs::read_to_string(path).expect("the module")
}

/// Runs a script next to generated files; what it prints in each version of Node.
fn run(directory: &Path, script: &str) -> String {
    let path = directory.join("script.js");
    std::fs::write(&path, script).expect("the script");
    let path = path.to_str().expect("a path in UTF-8");
    let [newest, oldest] = Node::ALL.map(|node| node.run(&[path]));
    assert_eq!(newest, oldest);
    newest
}

#[test]
fn maps_may_name_versions_follow_one_another_and_name_any_export() {
    let directory = harness::directory("imports-map");
    let output = bindgen(
        &directory,
        &[
            "app.wasm",
            "--map",
            "test:options/*@1.2.0=./host.js#*-er",
            "wasi:random/random=./host.js#a b",
        ],
    );
    let text = generated(&output, &directory.join("app.js"));
    assert!(
        text.contains(
            "import { 'log-er' as logInterface, 'a b' as randomInterface } from './host.js';"
        ),
        "{text}"
    );
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let host = "const log = { note() {} }; const random = { getRandomU64: () => 3n };
        export { log as 'log-er', random as 'a b' };";
    std::fs::write(directory.join("host.js"), host).expect("the host");
    let script = "import { run } from './app.js'; console.log(run());";
    assert_eq!(run(&directory, script), "3n\n");
}

#[test]
fn a_map_that_fits_nothing_is_warned_of() {
    let directory = harness::directory("imports-unused-map");
    let output = bindgen(
        &directory,
        &["app.wasm", "--map", "test:options/*@1.0.0=./x.js"],
    );
    assert!(output.status.success());
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "warning: `--map test:options/*@1.0.0=…` fits no import: the component imports `test:options/log@1.2.0`, \
         `wasi:random/random@0.2.0`\n"
    );
    for (map, message) in [
        ("a=./x.js#", "expected the name of an export after `#`"),
        ("a", "expected `SPEC=TARGET`"),
        ("=x", "expected `SPEC=TARGET`"),
    ] {
        let output = bindgen(&directory, &["app.wasm", "--map", map]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.code() == Some(2) && stderr.contains(message),
            "{stderr}"
        );
    }
}

#[test]
fn what_was_written_and_what_is_needed_is_listed() {
    let directory = harness::directory("imports-listed");
    let output = bindgen(&directory, &["app.wasm", "-o", "out"]);
    let listed = String::from_utf8(output.stdout).expect("text");
    let files = [
        "app.js",
        "app.d.ts",
        "app.core.wasm",
        "interfaces/test-options-log.d.ts",
        "interfaces/wasi-random-random.d.ts",
    ];
    for file in files {
        let size = std::fs::metadata(directory.join("out").join(file))
            .expect("a file")
            .len();
        let line = format!("wrote `out/{file}` ({size} bytes)\n");
        assert!(listed.contains(&line), "no {line} in {listed}");
    }
    assert_eq!(listed.lines().count(), files.len() + 1);
    let needed = "`app.js` imports `test:options/log`, `@bytecodealliance/preview2-shim/random`\n";
    assert!(listed.ends_with(needed), "{listed}");
    let output = bindgen(&directory, &["app.wasm", "-o", "out", "-I", "sync"]);
    let listed = String::from_utf8(output.stdout).expect("text");
    let needed =
        "`app.js` takes the imports `test:options/log@1.2.0`, `wasi:random/random@0.2.0`\n";
    assert!(listed.ends_with(needed), "{listed}");
    let output = bindgen(&directory, &["app.wasm", "-o", "out", "--quiet"]);
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn either_all_files_are_replaced_or_none() {
    let directory = harness::directory("imports-atomic");
    std::fs::write(directory.join("app.js"), "kept").expect("an older file");
    // A directory stands where a file would be written, after others.
    std::fs::create_dir(directory.join("app.core.wasm")).expect("a directory");
    let output = bindgen(&directory, &["app.wasm"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr.contains("failed to write `./app.core.wasm`"),
        "{stderr}"
    );
    let kept = std::fs::read_to_string(directory.join("app.js")).expect("the older file");
    assert_eq!(kept, "kept");
    assert!(!directory.join("app.d.ts").exists());
    let entries = std::fs::read_dir(&directory).expect("a directory");
    let mut entries = entries.map(|entry| entry.expect("an entry").file_name());
    assert!(!entries.any(|name| name.to_string_lossy().starts_with(".componentize")));
}

#[test]
fn names_of_files_are_escaped_in_urls() {
    let directory = harness::directory("imports-names");
    let host =
        "export const log = { note() {} }; export const random = { getRandomU64: () => 3n };";
    std::fs::write(directory.join("host.js"), host).expect("the host");
    let output = bindgen(&directory, &["app.wasm", "--name", ""]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("the name of the files is empty"),
        "{stderr}"
    );
    for name in ["a#b", "a?b", "a%41", "ä b"] {
        let output = bindgen(
            &directory,
            &[
                "app.wasm",
                "--name",
                name,
                "--map",
                "test:options/*=./host.js#*",
                "wasi:random/*=./host.js#*",
            ],
        );
        generated(&output, &directory.join(format!("{name}.js")));
        let script = format!(
            "const {{ run }} = await import(new URL(encodeURIComponent({name:?}) + '.js', import.meta.url));
            console.log(run());"
        );
        assert_eq!(run(&directory, &script), "3n\n", "{name}");
    }
}

/// A world with an interface, a function, and a resource with all kinds of functions that it imports by itself.
const LONE: &str = r#"(component
  (import "test:lone/host@1.0.0" (instance $host (export "answer" (func (result u32)))))
  (import "now" (func $now (result u32)))
  (import "pen" (type $pen (sub resource)))
  (import "[constructor]pen" (func $new (param "color" u32) (result (own $pen))))
  (import "[method]pen.color" (func $color (param "self" (borrow $pen)) (result u32)))
  (import "[static]pen.mix" (func $mix (param "a" (borrow $pen)) (param "b" (borrow $pen)) (result (own $pen))))
  (import "test" (func $test (param "pen" (borrow $pen))))
  (core func $answer (canon lower (func $host "answer")))
  (core func $now (canon lower (func $now)))
  (core func $new (canon lower (func $new)))
  (core func $color (canon lower (func $color)))
  (core func $mix (canon lower (func $mix)))
  (core func $test (canon lower (func $test)))
  (core func $drop (canon resource.drop $pen))
  (core module $module
    (import "" "answer" (func $answer (result i32)))
    (import "" "now" (func $now (result i32)))
    (import "" "new" (func $new (param i32) (result i32)))
    (import "" "color" (func $color (param i32) (result i32)))
    (import "" "mix" (func $mix (param i32 i32) (result i32)))
    (import "" "test" (func $test (param i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "mixed") (result i32) (local $a i32) (local $b i32) (local $c i32) (local $color i32)
      (local.set $a (call $new (i32.const 1)))
      (local.set $b (call $new (i32.const 2)))
      (local.set $c (call $mix (local.get $a) (local.get $b)))
      (call $test (local.get $c))
      (local.set $color (call $color (local.get $c)))
      (call $drop (local.get $a)) (call $drop (local.get $b)) (call $drop (local.get $c))
      (local.get $color))
    (func (export "sum") (result i32) (i32.add (call $answer) (call $now))))
  (core instance $core (instantiate $module (with "" (instance
    (export "answer" (func $answer)) (export "now" (func $now)) (export "new" (func $new)) (export "color" (func $color))
    (export "mix" (func $mix)) (export "test" (func $test)) (export "drop" (func $drop))))))
  (func (export "mixed") (result u32) (canon lift (core func $core "mixed")))
  (func (export "sum") (result u32) (canon lift (core func $core "sum"))))"#;

const PEN: &str = "class Pen {
    constructor(color) { this.ink = color; }
    color() { return this.ink; }
    static mix(a, b) { return new Pen(a.ink + b.ink); }
  }";

fn lone() -> Vec<u8> {
    wat::parse_str(LONE).expect("the component parses")
}

#[test]
fn a_resource_that_the_world_imports_is_one_class() {
    let directory = harness::directory("imports-lone");
    let map = |spec: &str, target: &str| (spec.to_string(), target.to_string());
    let mapped = Options {
        map: vec![
            map("pen", "./host.js#Pen"),
            map("test", "./host.js#test"),
            map("now", "./now.js"),
            map("test:lone/host", "./host.js"),
        ],
        ..Options::new("mapped")
    };
    harness::generate(&lone(), &directory, &mapped);
    let sync = harness::options("sync", Instantiation::Sync);
    harness::generate(&lone(), &directory, &sync);
    std::fs::write(
        directory.join("host.js"),
        format!(
            "export {PEN}
            export const tested = [];
            export function test(pen) {{ tested.push(pen instanceof Pen, pen.ink); }}
            export const answer = () => 40;"
        ),
    )
    .expect("the host");
    std::fs::write(directory.join("now.js"), "export default () => 2;").expect("the host");
    let script = "import { mixed, sum } from './mapped.js'; import { Pen, tested, test, answer } from './host.js';
        console.log(mixed(), sum(), tested);
        import { instantiate } from './sync.js';
        for (const pen of [Pen, { default: Pen }]) {
          const imports = { pen, test, now: { default: () => 2 }, 'test:lone/host': { answer } };
          const made = instantiate(undefined, imports);
          console.log(made.mixed(), made.sum());
        }";
    assert_eq!(run(&directory, script), "3 42 [ true, 3 ]\n3 42\n3 42\n");
    let text = std::fs::read_to_string(directory.join("mapped.js")).expect("the module");
    assert!(
        text.contains("import { Pen, answer as hostAnswer, test } from './host.js';")
            || text.contains("import { answer as hostAnswer, Pen, test } from './host.js';"),
        "{text}"
    );
}

#[test]
fn what_the_host_lacks_is_refused_when_the_component_is_instantiated() {
    let directory = harness::directory("imports-missing");
    harness::generate(
        &lone(),
        &directory,
        &harness::options("sync", Instantiation::Sync),
    );
    harness::generate(
        &lone(),
        &directory,
        &harness::options("async", Instantiation::Async),
    );
    let script = format!(
        "import {{ instantiate }} from './sync.js'; import {{ instantiate as wait }} from './async.js'; {PEN}
        const answer = () => 40, now = () => 2, test = () => {{}};
        const whole = {{ 'test:lone/host': {{ answer }}, now, pen: Pen, test }};
        const cases = [
          {{ ...whole, 'test:lone/host': {{ other() {{}} }} }},
          {{ ...whole, 'test:lone/host': {{ answer: 40 }} }},
          {{ ...whole, 'test:lone/host': undefined }},
          {{ ...whole, 'test:lone/host': null, 'test:lone/host@1.1.0': {{}} }},
          {{ ...whole, now: {{}} }},
          {{ ...whole, now: 2 }},
          {{ ...whole, pen: {{}} }},
          {{}},
        ];
        for (const imports of cases) {{
          let message = '';
          try {{ instantiate(undefined, imports); }} catch (error) {{ message = `${{error.name}}: ${{error.message}}`; }}
          console.log(message);
          const promised = await wait(undefined, imports).catch((error) => `${{error.name}}: ${{error.message}}`);
          if (promised !== message) throw new Error(`${{promised}} in place of ${{message}}`);
        }}
        console.log(instantiate(undefined, whole).sum(), instantiate(null, whole).mixed());"
    );
    let lines = [
        "TypeError: import `test:lone/host@1.0.0` has no function `answer`",
        "TypeError: import `test:lone/host@1.0.0` has no function `answer`",
        "TypeError: missing import `test:lone/host@1.0.0`",
        "TypeError: import `test:lone/host@1.0.0` has no function `answer`",
        "TypeError: import `now` is not a function",
        "TypeError: import `now` is not a function",
        "TypeError: import `pen` is not a function",
        "TypeError: missing import `test:lone/host@1.0.0`",
        "42 3",
    ];
    assert_eq!(run(&directory, &script), format!("{}\n", lines.join("\n")));
}

#[test]
fn a_promise_is_refused_where_its_error_would_be_lost() {
    let directory = harness::directory("imports-promise");
    let wit = "package test:promise; interface host { save: func() -> result<_, string>; count: func() -> u32; note: func(); }
        world app { import host; export save: func() -> result<_, string>; export count: func() -> u32; export note: func(); }";
    let component = echo::component(wit, StringEncoding::UTF8);
    let options = harness::options("app", Instantiation::Sync);
    harness::generate(&component, &directory, &options);
    let script = "import { instantiate } from './app.js';
        const host = { save: async () => {}, count: async () => 1, note: async () => {} };
        const failing = { ...host, save() { throw { payload: 'full', then() {} }; } };
        try { instantiate(undefined, { 'test:promise/host': failing }).save(); } catch (error) { console.log(error.payload); }
        for (const name of ['save', 'count', 'note']) {
          const app = instantiate(undefined, { 'test:promise/host': host });
          try { console.log(app[name]()); } catch (error) { console.log(error.message); }
        }";
    let lines = [
        "full",
        "`host.save()`: expected nothing, found a Promise",
        "`host.count()`: expected u32, found a Promise",
        // There is no error that could be lost: it is the host's own.
        "undefined",
    ];
    assert_eq!(run(&directory, script), format!("{}\n", lines.join("\n")));
}

#[test]
fn a_map_to_an_export_is_followed_in_the_object_of_imports() {
    let directory = harness::directory("imports-map-instantiate");
    for how in ["async", "sync"] {
        let output = bindgen(
            &directory,
            &[
                "app.wasm",
                "--instantiation",
                how,
                "--name",
                how,
                "--map",
                "test:options/log=./host.js#the log",
                "wasi:random/random=./host.js#random",
            ],
        );
        generated(&output, &directory.join(format!("{how}.js")));
        let script = format!(
            "import {{ instantiate }} from './{how}.js';
            const random = {{ getRandomU64: () => 3n }};
            const imports = {{ './host.js': {{ 'the log': {{ note() {{}} }}, random }} }};
            console.log((await instantiate(undefined, imports)).run());
            try {{ await instantiate(undefined, {{ './host.js': {{ random }} }}); }} catch ({{ message }}) {{ console.log(message); }}"
        );
        let missing = "missing import `test:options/log@1.2.0`";
        assert_eq!(
            run(&directory, &script),
            format!("3n\n{missing}\n"),
            "{how}"
        );
    }
}

#[test]
fn labels_that_are_one_name_in_camel_case_are_both_imported() {
    let directory = harness::directory("imports-numbered");
    let how = harness::options("numbered", Instantiation::Sync);
    harness::generate(&component("numbered"), &directory, &how);
    let script = "import { instantiate } from './numbered.js';
        class Thing { static c1() { return 5; } static c1_2() { return 6; } b1() { return 3; } b1_2() { return 4; } }
        const sum = ({ d1, d1_2 }, { e1, e1_2 }) => d1 + d1_2 + (!e1 && e1_2 ? 0 : 1);
        const host = { Thing, a1: () => 1, a1_2: () => 2, sum };
        console.log(instantiate(undefined, { 'test:numbered/host': host }).all());";
    assert_eq!(run(&directory, script), "1234567\n");
    let declared = directory.join("interfaces/test-numbered-host.d.ts");
    let declared = std::fs::read_to_string(declared).expect("the declarations");
    for name in ["a1_2()", "  b1_2()", "static c1_2()", "d1_2: ", "e1_2?: "] {
        assert!(declared.contains(name), "no `{name}` in {declared}");
    }
}
