//! The functions of the package, in Node and in a page, and their types.

use crate::harness::{self, Node};
use crate::package::{NATIVE, built, root};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A directory where a program finds the package under its name.
pub fn directory(test: &str) -> PathBuf {
    let package = &built().package;
    let directory = harness::directory(&format!("everywhere-{test}"));
    let modules = directory.join("node_modules");
    fs::create_dir(&modules).unwrap();
    for entry in fs::read_dir(harness::scripts().join("node_modules")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        std::os::unix::fs::symlink(&path, modules.join(name)).unwrap();
    }
    std::os::unix::fs::symlink(package, modules.join("componentize")).unwrap();
    directory
}

/// Runs a script of `tests/js/everywhere` in a test's directory, in Node.
pub fn run(node: Node, script: &str, directory: &Path, arguments: &[&str]) -> String {
    for entry in fs::read_dir(harness::scripts().join("everywhere")).unwrap() {
        let source = entry.unwrap().path();
        fs::copy(&source, directory.join(source.file_name().unwrap())).unwrap();
    }
    let output = Command::new(node.program())
        .arg(script)
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}{error}");
    printed
}

/// A module of about 75 KB for preview1, which a compiler could have made.
pub fn program() -> Vec<u8> {
    let step =
        "(local.set 0 (i32.add (i32.mul (local.get 0) (i32.const 1103515245)) (i32.const 12345)))";
    let function = format!(
        "(func (param i32) (result i32) {} local.get 0)",
        step.repeat(15)
    );
    let text = format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1) (func (export "_start")) {})"#,
        function.repeat(300)
    );
    wat::parse_str(text).unwrap()
}

/// A component whose import may return a promise.
const WAITING: &str = r#"(component
  (import "sleep" (func $sleep))
  (core func $lowered (canon lower (func $sleep)))
  (core module $m
    (import "host" "sleep" (func $sleep))
    (func (export "run") call $sleep))
  (core instance $i (instantiate $m (with "host" (instance (export "sleep" (func $lowered))))))
  (func (export "run") (canon lift (core func $i "run"))))"#;

/// What the functions do, as the native command does it.
const RUNS: [&str; 9] = [
    "new module.wasm --adapt wasi_snapshot_preview1 -o component.wasm",
    "bindgen js greeter.wat -o js --quiet",
    "bindgen js waiting.wat -o async --async-imports sleep --quiet",
    "bindgen python greeter.wat -o python --quiet",
    "bindgen rust greeter.wat -o rust --no-crate",
    "inspect greeter.wat --json -o report.json",
    "inspect greeter.wat --html page.html",
    "inspect component.wasm --diff module.wasm --json -o diff.json",
    "wit component.wasm -o component.wit",
];

#[test]
fn functions_do_what_the_commands_do() {
    let directory = directory("api");
    let module = program();
    assert!((70_000..80_000).contains(&module.len()), "{}", module.len());
    fs::write(directory.join("module.wasm"), module).unwrap();
    fs::copy(
        root().join("examples/browser/greeter.wat"),
        directory.join("greeter.wat"),
    )
    .unwrap();
    fs::write(directory.join("waiting.wat"), WAITING).unwrap();
    for run in RUNS {
        let output = Command::new(NATIVE)
            .args(run.split(' '))
            .current_dir(&directory)
            .output()
            .unwrap();
        assert!(output.status.success(), "{run} {output:?}");
    }
    for node in Node::ALL {
        let printed = run(node, "api.js", &directory, &[]);
        let milliseconds: f64 = printed.trim().parse().unwrap();
        assert!(milliseconds <= 20.0, "{milliseconds} ms in {node:?}");
    }
}

#[test]
fn its_types_are_checked() {
    let directory = directory("types");
    let source = harness::scripts().join("everywhere/api.ts");
    fs::copy(source, directory.join("api.ts")).unwrap();
    let types = [
        "--types",
        "node",
        "--target",
        "es2022",
        "--lib",
        "es2023,dom",
    ];
    let output = Command::new(Node::Newest.program())
        .arg(harness::scripts().join("node_modules/typescript/bin/tsc"))
        .args([
            "--strict",
            "--noEmit",
            "--module",
            "nodenext",
            "--skipLibCheck",
        ])
        .args(types)
        .arg("api.ts")
        .current_dir(&directory)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

/// The page has the package next to it, as any server of files would have.
#[test]
fn the_playground_shows_what_is_dropped_on_it() {
    let directory = directory("playground");
    let example = root().join("examples/playground");
    for file in ["index.html", "main.js", "style.css"] {
        fs::copy(example.join(file), directory.join(file)).unwrap();
    }
    fs::write(directory.join("program.wasm"), program()).unwrap();
    let printed = run(Node::Newest, "playground.js", &directory, &[]);
    let found: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(found["messages"], serde_json::json!([]));
    assert_eq!(found["title"], "program.wasm");
    assert!(found["size"].as_str().unwrap().contains("bytes"), "{found}");
    assert!(found["warnings"].as_str().unwrap().is_empty(), "{found}");
    let files = found["files"].as_array().unwrap();
    assert!(
        files.contains(&serde_json::json!("program.js")),
        "{files:?}"
    );
    assert!(found["picture"].as_u64().unwrap() > 0);
    assert!(
        found["refused"].as_str().unwrap().contains("expected"),
        "{found}"
    );
    let component = fs::read(directory.join("program.component.wasm")).unwrap();
    assert!(component.starts_with(b"\0asm\x0d\0\x01\0"));
    assert!(directory.join("playground.png").exists());
}
