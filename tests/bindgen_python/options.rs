//! What a user may ask for: documentation, modules for imports, a project, compiled modules, a store of one's own.

use super::{echo, harness};
use componentize::bindgen::plan::Plan;
use componentize::bindgen::plan::docs::Docs;
use componentize::bindgen::python::{self, Options};
use std::path::{Path, PathBuf};
use wit_component::StringEncoding;

const WIT: &str = "package acme:shop@1.2.0;
/// Writes down what happens.
interface log {
    /// Writes a line.
    write: func(text: string) -> u32;
}
/// What is sold.
interface goods {
    /// Something to sell.
    record item { price: u32 }
    /// A box for it.
    resource box {
        /// Makes a box.
        constructor(size: u8);
        /// How large it is.
        size: func() -> u8;
        /// Puts two together.
        join: static func(one: u8, two: u8) -> u8;
    }
    /// Passes a line on.
    write: func(text: string) -> u32;
    /// Passes an item on.
    pass: func(it: item) -> item;
}
world shop { import log; export goods; }";

fn component() -> Vec<u8> {
    echo::component(WIT, StringEncoding::UTF8)
}

/// A test's directory with the package `shop`.
fn package(test: &str, options: &Options) -> PathBuf {
    let directory = harness::directory(test);
    harness::generate(&component(), &directory, options);
    directory
}

/// Runs lines of Python in a test's directory.
fn python(directory: &Path, lines: &str) -> String {
    harness::succeeded(&harness::python(directory, &["-c", lines]), lines)
}

#[test]
fn documentation_of_wit_becomes_docstrings() {
    let directory = harness::directory("docs");
    let wit = directory.join("shop.wit");
    std::fs::write(&wit, WIT).expect("the WIT");
    let mut plan = Plan::new(&component()).expect("a plan");
    plan.docs = Docs::from_wit(&wit).expect("the documentation");
    let files = python::generate(&plan, &Options::new("shop")).expect("a package");
    harness::write(&files, &directory);
    let documented = python(
        &directory,
        "import inspect
from shop.exports.goods import Goods, Item, Box
from shop.imports.log import Log
for it in [Log, Log.write, Goods, Goods.write, Goods.pass_, Item, Box, Box.__init__, Box.size, Box.join]:
    print((inspect.getdoc(it) or 'nothing').splitlines()[-1])",
    );
    let expected = "Writes down what happens.\nWrites a line.\nWhat is sold.\nPasses a line on.\nPasses an item on.\n\
        Something to sell.\nA box for it.\nMakes a box.\nHow large it is.\nPuts two together.\n";
    assert_eq!(documented, expected);
}

#[test]
fn imports_come_from_modules() {
    let hosts = "class Log:\n    def write(self, text):\n        return len(text)\n\nlog = Log()\n\ndef write(text):\n    return 7\n";
    for (target, length) in [("hosts#*", "3"), ("hosts", "7"), ("hosts#log", "3")] {
        let mut options = Options::new("shop");
        options.map = vec![("acme:shop/*".to_string(), target.to_string())];
        let directory = package("map", &options);
        std::fs::write(directory.join("hosts.py"), hosts).expect("the hosts");
        let run = "import shop\nprint(shop.instantiate().goods.write('abc'))";
        assert_eq!(python(&directory, run).trim(), length, "{target}");
        // What a program gives comes first.
        let run = "import shop\nclass Log:\n    def write(self, text): return 9\nprint(shop.instantiate({'acme:shop/log': Log()}).goods.write('abc'))";
        assert_eq!(python(&directory, run).trim(), "9", "{target}");
    }
}

#[test]
fn a_project_lists_its_packages() {
    let mut options = Options::new("shop");
    options.pyproject = true;
    let directory = package("project", &options);
    let text = std::fs::read_to_string(directory.join("pyproject.toml")).expect("a project");
    let packages = r#"packages = ["shop", "shop.imports", "shop.exports"]"#;
    assert!(text.contains(packages), "{text}");
    assert!(text.contains(r#"shop = ["*.wasm", "py.typed"]"#), "{text}");
    let folders = std::fs::read_dir(directory.join("shop")).expect("a package");
    let folders = folders.filter(|entry| entry.as_ref().expect("an entry").path().is_dir());
    assert_eq!(folders.count(), 2);
}

#[test]
fn modules_are_compiled_beforehand() {
    let directory = package("compile", &Options::new("shop"));
    let run = "import shop\nclass Log:\n    def write(self, text): return len(text)\n\
        print(shop.instantiate({'acme:shop/log': Log()}).goods.write('abc'))";
    let compile = harness::python(&directory, &["-m", "shop.compile"]);
    assert!(harness::succeeded(&compile, "the compiler").contains("shop.core.cwasm"));
    // The module itself is not read any more.
    for entry in std::fs::read_dir(directory.join("shop")).expect("a package") {
        let path = entry.expect("an entry").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            assert!(path.with_extension("cwasm").exists(), "{path:?}");
            std::fs::write(path, "not WebAssembly").expect("the module is overwritten");
        }
    }
    assert_eq!(python(&directory, run).trim(), "3");
}

#[test]
fn a_store_and_a_configuration_of_ones_own() {
    let directory = package("store", &Options::new("shop"));
    harness::run("run_store.py", &directory);
}

#[test]
fn http_is_refused_unless_a_module_has_it() {
    let wit = "package test:web; world web { import wasi:http/kit@0.2.0; export only: func(it: u32) -> u32; }
        package wasi:http@0.2.0 { interface kit { only: func(it: u32) -> u32; } }";
    let plan = Plan::new(&echo::component(wit, StringEncoding::UTF8)).expect("a plan");
    let mut options = Options::new("web");
    let error = python::generate(&plan, &options).expect_err("it is refused");
    let text = error.to_string();
    assert!(text.contains("`wasi:http/kit@0.2.0`"), "{text}");
    assert!(
        text.contains("--map") && text.contains("--no-wasi"),
        "{text}"
    );
    options.map = vec![("wasi:http/*".to_string(), "web_host".to_string())];
    python::generate(&plan, &options).expect("a module has it");
    options = Options::new("web");
    options.wasi = false;
    python::generate(&plan, &options).expect("the program gives it");
}
