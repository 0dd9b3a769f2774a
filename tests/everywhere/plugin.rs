//! The plug-in: pages that import a component and a core module, built by Vite, Rollup and Rolldown, and served by Vite.

use crate::api::{directory, run};
use crate::harness::Node;
use crate::package::root;
use std::fs;
use std::path::Path;

const PAGE: &str = r#"<!doctype html>
<meta charset="utf-8">
<output id="greeting"></output>
<script type="module" src="./main.js"></script>"#;

const SCRIPT: &str = "import { greet } from './greeter.wasm';
import { join } from './numbers.wasm';
document.querySelector('#greeting').textContent = `${greet('page')} ${join(3, 4)}`;";

/// A core module without a world; the plug-in's options name one.
fn numbers(instruction: &str) -> Vec<u8> {
    let text = format!(
        r#"(module (func (export "join") (param i32 i32) (result i32)
            (i32.{instruction} (local.get 0) (local.get 1))))"#
    );
    wat::parse_str(text).unwrap()
}

fn lay_out(directory: &Path) {
    let greeter = wat::parse_file(root().join("examples/browser/greeter.wat")).unwrap();
    fs::write(directory.join("greeter.wasm"), greeter).unwrap();
    fs::write(directory.join("numbers.wasm"), numbers("add")).unwrap();
    fs::write(directory.join("changed.wasm"), numbers("mul")).unwrap();
    fs::write(directory.join("index.html"), PAGE).unwrap();
    fs::write(directory.join("main.js"), SCRIPT).unwrap();
}

#[test]
fn pages_are_built() {
    let directory = directory("bundlers");
    lay_out(&directory);
    for bundler in ["vite", "rollup", "rolldown"] {
        let shown = run(Node::Newest, "plugin.js", &directory, &[bundler]);
        assert_eq!(shown, "Hello, page! 7\n", "{bundler}");
    }
    let types = fs::read_to_string(directory.join("numbers.wasm.d.ts")).unwrap();
    assert_eq!(types, "export * from './numbers.wasm.types/numbers.js';\n");
    let types = directory.join("numbers.wasm.types/numbers.d.ts");
    let types = fs::read_to_string(types).unwrap();
    assert!(
        types.contains("export function join(a: number, b: number): number;"),
        "{types}"
    );
}

#[test]
fn a_page_that_is_served_follows_its_files() {
    let directory = directory("served");
    lay_out(&directory);
    let shown = run(Node::Newest, "plugin.js", &directory, &["serve"]);
    assert_eq!(shown, "Hello, page! 7\nHello, page! 12\n");
}
