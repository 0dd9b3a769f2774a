//! Functions of the host that return promises to components that are not async (JSPI).

use super::echo;
use super::harness::{self, Node};
use componentize::Componentizer;
use componentize::bindgen::js::{Instantiation, Options};
use componentize::bindgen::plan::{Item, Plan};
use std::path::{Path, PathBuf};
use wit_component::StringEncoding;

fn place(name: &str) -> PathBuf {
    harness::scripts().join("suspension").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(place(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn waits() -> Vec<u8> {
    echo::encode(&read("waits.wat"), &read("waits.wit"), StringEncoding::UTF8)
}

/// A plan in which these imports may return promises.
fn plan(component: &[u8], names: &[&str]) -> Plan {
    let mut plan = Plan::with_tasks(component).expect("a plan");
    let names: Vec<_> = names.iter().map(|name| name.to_string()).collect();
    let unused = plan.async_imports(&names).expect("it is not async");
    assert_eq!(unused, Vec::<String>::new());
    plan
}

const ALL: [&str; 2] = ["test:waits/clock", "pause"];

fn write(plan: &Plan, directory: &Path, name: &str) {
    harness::check_signatures(plan);
    let options = harness::options(name, Instantiation::Sync);
    harness::write(plan, directory, &options);
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

#[test]
fn promises_and_values_come_to_the_same() {
    let directory = harness::directory("suspension");
    write(&plan(&waits(), &ALL), &directory, "waits");
    let printed = Node::Newest.run_script("suspension/waits.js", &directory);
    assert_eq!(printed, "ok\n");
    let script = place("forgotten.js");
    let printed = Node::Newest.run(&["--expose-gc", path(&script), path(&directory)]);
    assert_eq!(printed, "ok\n");
}

#[test]
fn inner_components_and_exceptions() {
    let directory = harness::directory("suspension-others");
    for name in ["composed", "catches"] {
        let component = wat::parse_file(place(&format!("{name}.wat"))).expect("a component");
        write(&plan(&component, &["sleep"]), &directory, name);
    }
    let printed = Node::Newest.run_script("suspension/others.js", &directory);
    assert_eq!(printed, "ok\n");
}

/// The functions that return promises, by their names.
fn suspending(items: &[Item]) -> Vec<String> {
    let own = items.iter().flat_map(|item| match item.function() {
        Some(function) if function.ty.suspends => vec![item.name.clone()],
        Some(_) => Vec::new(),
        None => suspending(item.items()),
    });
    own.collect()
}

#[test]
fn exports_return_promises_only_if_they_can_reach_a_named_import() {
    let component = waits();
    for (names, imports, exports) in [
        (
            &["test:waits/clock@1.2.0#sleep"][..],
            &["sleep"][..],
            &[
                "nap",
                "by-table",
                "[static]thing.make",
                "[method]thing.wait",
                "drop-one",
            ][..],
        ),
        (&["pause"], &["pause"], &["rest"]),
        (&["test:*/clock#re*"], &["read"], &["load"]),
        (
            &["test:waits/*#[method]door.knock", "*#check"],
            &["check", "[method]door.knock"],
            &["checked", "knocks"],
        ),
    ] {
        let plan = plan(&component, names);
        let sorted = |mut names: Vec<String>| {
            names.sort_unstable();
            names
        };
        let expected = |names: &[&str]| sorted(names.iter().map(|name| name.to_string()).collect());
        assert_eq!(sorted(suspending(&plan.imports)), expected(imports));
        assert_eq!(sorted(suspending(&plan.exports)), expected(exports));
    }
}

/// Calls that go through tables and references, in one core module and in another.
const INDIRECT: &str = r#"(component
    (import "sleep" (func $sleep))
    (core func $sleep (canon lower (func $sleep)))
    (core module $first
        (import "" "sleep" (func $sleep))
        (type $f (func))
        (table $written 2 funcref)
        (table $shared (export "shared") 2 funcref)
        (elem (table $shared) (i32.const 0) func $free)
        (elem declare func $sleeps)
        (func $sleeps (call $sleep))
        (func $free (export "free"))
        (func (export "write") (table.set $written (i32.const 0) (ref.func $sleeps)))
        (func (export "through-written") (call_indirect $written (type $f) (i32.const 1)))
        (func (export "through-reference") (call_ref $f (ref.func $sleeps)))
        (func (export "through-shared") (call_indirect $shared (type $f) (i32.const 1)))
        (func (export "through-known") (call_indirect $shared (type $f) (i32.const 0)))
        (func (export "at-the-end") (return_call $sleeps)))
    (core instance $first (instantiate $first (with "" (instance (export "sleep" (func $sleep))))))
    (core module $second
        (import "" "sleep" (func $sleep))
        (import "" "shared" (table 2 funcref))
        (elem (i32.const 1) func $sleep))
    (core instance (instantiate $second
        (with "" (instance (export "sleep" (func $sleep)) (export "shared" (table $first "shared"))))))
    EXPORTS)"#;

#[test]
fn calls_through_tables_and_references_are_calls() {
    let reaching = [
        "at-the-end",
        "through-reference",
        "through-shared",
        "through-written",
    ];
    let all = [&reaching[..], &["free", "write", "through-known"]].concat();
    let exports = all.iter().map(|name| {
        format!(r#"(func (export "{name}") (canon lift (core func $first "{name}")))"#)
    });
    let text = INDIRECT.replace("EXPORTS", &exports.collect::<String>());
    let plan = plan(&wat::parse_str(text).expect("a component"), &["sleep"]);
    let mut found = suspending(&plan.exports);
    found.sort_unstable();
    assert_eq!(found, reaching);
}

#[test]
fn names_that_fit_nothing_are_returned() {
    let component = waits();
    let mut plan = Plan::with_tasks(&component).expect("a plan");
    let names = [
        "test:waits/clock@2.0.0",
        "sleep",
        "test:waits/clock#[constructor]door",
    ];
    let names = names.map(str::to_string);
    assert_eq!(plan.async_imports(&names).expect("a plan"), names);
    assert!(!plan.suspends());
    let async_component = "(component (import \"f\" (func async)) (import \"g\" (func)))";
    let bytes = wat::parse_str(async_component).expect("a component");
    let mut plan = Plan::with_tasks(&bytes).expect("a plan");
    let error = plan.async_imports(&["g".to_string()]);
    let error = format!("{:#}", error.expect_err("it is async"));
    assert!(error.contains("`async func`"), "{error}");
}

/// A program of preview1 waits for what it writes, through the adapter and the modules that join them.
#[test]
fn a_program_waits_for_its_output() {
    let directory = harness::directory("suspension-program");
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hello/hello.wat");
    let module = wat::parse_file(example).expect("a module");
    let component = Componentizer::new(&module).builtin_adapter().encode();
    let component = component.expect("the program is wrapped");
    let plan = plan(&component, &["wasi:io/streams"]);
    write(&plan, &directory, "hello");
    let script = directory.join("script.js");
    let text = "import { instantiate } from './hello.js';
        const written = [];
        class Slow {
          async blockingWriteAndFlush(bytes) {
            await new Promise((resolve) => setTimeout(resolve, 5));
            written.push(new TextDecoder().decode(bytes));
          }
        }
        const nothing = new Proxy({}, { get: () => class {} });
        const imports = new Proxy({}, { get(_, name) {
          if (name.includes('stdout')) return { getStdout: () => new Slow() };
          if (name.includes('streams')) return { OutputStream: Slow, InputStream: class {} };
          return nothing;
        } });
        const { run } = instantiate(undefined, imports);
        const call = run.run();
        console.log(written.length);
        await call;
        console.log(written.join(''));";
    std::fs::write(&script, text).expect("the script");
    assert_eq!(Node::Newest.run(&[path(&script)]), "0\nhello, world\n\n");
}

/// Without JSPI the module does not load, and says for which import it would need it.
#[test]
fn engines_without_jspi_are_told_so() {
    let directory = harness::directory("suspension-lacking");
    let component = wat::parse_file(place("composed.wat")).expect("a component");
    write(&plan(&component, &["sleep"]), &directory, "composed");
    let script = directory.join("script.js");
    let text = "import { instantiate } from './composed.js';
        try { instantiate(undefined, { sleep: (ms) => ms }); console.log('loaded'); }
        catch (error) { console.log(error.name, error.message); }";
    std::fs::write(&script, text).expect("the script");
    assert_eq!(Node::Newest.run(&[path(&script)]), "loaded\n");
    assert_eq!(
        Node::Oldest.run(&[path(&script)]),
        "TypeError `sleep` may return a promise, but this engine lacks JSPI (WebAssembly.Suspending)\n"
    );
}

#[test]
fn declarations_say_which_functions_return_promises() {
    let directory = harness::directory("suspension-declarations");
    let plan = plan(&waits(), &ALL);
    for (name, instantiation) in [
        ("none", Instantiation::None),
        ("waits", Instantiation::Async),
    ] {
        harness::write(&plan, &directory, &harness::options(name, instantiation));
    }
    std::fs::copy(place("host.ts"), directory.join("host.ts")).expect("the host in TypeScript");
    let files = ["none.d.ts", "host.ts"].map(str::to_string);
    super::declarations::tsc(&directory, &files);
}

/// A component of which no import is named is as it always was.
#[test]
fn nothing_is_written_that_is_not_asked_for() {
    let component = waits();
    let directory = harness::directory("suspension-none");
    write(&plan(&component, &[]), &directory, "waits");
    let text = std::fs::read_to_string(directory.join("waits.js")).expect("the module");
    assert!(
        !text.contains("await core") && !text.contains("uspend"),
        "{text}"
    );
    assert!(!directory.join("waits.core4.wasm").exists());
}

/// The page of a browser waits, too.
#[test]
fn a_page_waits_for_promises() {
    let directory = harness::directory("suspension-page");
    let component = wat::parse_file(place("composed.wat")).expect("a component");
    let options = Options::new("composed");
    harness::write(
        &plan(&component, &["sleep"]),
        &directory.join("app"),
        &options,
    );
    let page = "<!doctype html><input id=name><output id=greeting>…</output>
        <script type=importmap>{ \"imports\": { \"sleep\": \"./sleep.js\" } }</script>
        <script type=module src=main.js></script>";
    std::fs::write(directory.join("index.html"), page).expect("the page");
    let sleep = "export default async (ms) => (await new Promise((f) => setTimeout(f, ms)), ms);";
    std::fs::write(directory.join("sleep.js"), sleep).expect("the host");
    let main = "import { doze, count } from './app/composed.js';
        const greeting = document.querySelector('#greeting');
        document.querySelector('#name').oninput = () => (greeting.value = `${count()} at once`);
        greeting.value = `${await doze(20)} later`;";
    std::fs::write(directory.join("main.js"), main).expect("the page's script");
    assert_eq!(
        Node::Newest.run_script("page.js", &directory),
        "127 later\n7 at once\n"
    );
}
