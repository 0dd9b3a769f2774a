//! The page of `examples/browser`, bundled by each bundler that the docs name, in headless Chromium; and a bundle that Node
//! loads by `require`.

use super::harness::{self, Node};
use componentize::bindgen::js::Options;
use std::path::{Path, PathBuf};
use std::process::Command;

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/browser")
}

fn greeter() -> Vec<u8> {
    wat::parse_file(example().join("greeter.wat")).expect("the component parses")
}

/// Lays the page and the bindings out in a directory.
fn lay_out(directory: &Path, options: &Options) {
    std::fs::create_dir_all(directory).expect("a directory");
    harness::generate(&greeter(), &directory.join("app"), options);
    for file in ["index.html", "main.js"] {
        std::fs::copy(example().join(file), directory.join(file)).expect("the page");
    }
}

/// What a module without a top-level `await` asks of the page: to wait for its promise.
fn wait_for_init(directory: &Path) {
    let main = directory.join("main.js");
    let script = std::fs::read_to_string(&main).expect("the script");
    let script = script
        .replace("import { greet }", "import { $init, greet }")
        .replace("\nshow();", "\n$init.then(show);");
    assert!(script.contains("$init.then"), "{script}");
    std::fs::write(main, script).expect("the script");
}

fn without_await() -> Options {
    Options {
        top_level_await: false,
        inline_core: 100_000,
        minify: true,
        ..Options::new("greeter")
    }
}

#[test]
fn bundled_pages_show_what_a_component_returns() {
    harness::install();
    let directory = harness::directory("bundlers");
    std::os::unix::fs::symlink(
        harness::scripts().join("node_modules"),
        directory.join("node_modules"),
    )
    .expect("the packages");
    let bundlers = ["vite", "rolldown", "rollup", "webpack", "esbuild"];
    for bundler in bundlers {
        lay_out(&directory.join(bundler), &Options::new("greeter"));
    }
    let script = directory.join("esbuild-iife");
    lay_out(&script, &without_await());
    wait_for_init(&script);
    let page = std::fs::read_to_string(script.join("index.html")).expect("the page");
    let classic = page.replace("type=\"module\"", "defer");
    assert_ne!(page, classic);
    std::fs::write(script.join("index.html"), classic).expect("the page");

    let text = |path: &Path| path.to_str().expect("a path in UTF-8").to_string();
    let all = [&bundlers[..], &["esbuild-iife"]].concat();
    let mut arguments = vec![
        text(&harness::scripts().join("bundle.js")),
        text(&directory),
    ];
    arguments.extend(all.iter().map(|bundler| bundler.to_string()));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    Node::Newest.run(&arguments);
    for bundler in bundlers {
        let dist = files(&directory.join(bundler).join("dist"));
        let cores = dist.iter().filter(|file| file.ends_with(".wasm")).count();
        assert_eq!(cores, 1, "{bundler}: {dist:?}");
    }
    let mut arguments = vec![text(&harness::scripts().join("page.js"))];
    arguments.extend(
        all.iter()
            .map(|bundler| text(&directory.join(bundler).join("dist"))),
    );
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(
        Node::Newest.run(&arguments),
        "Hello, Wörld 🦀!\nHello, somebody else!\n".repeat(all.len())
    );
}

/// All files under a directory.
fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path.display().to_string()),
        }
    }
    found
}

#[test]
fn a_bundle_in_commonjs_is_loaded_by_require() {
    harness::install();
    let directory = harness::directory("bundle-commonjs");
    harness::generate(&greeter(), &directory.join("app"), &without_await());
    let bundled = Command::new(harness::scripts().join("node_modules/.bin/esbuild"))
        .args([
            "app/greeter.js",
            "--bundle",
            "--format=cjs",
            "--platform=node",
        ])
        .args(["--outfile=greeter.cjs", "--log-level=warning"])
        .current_dir(&directory)
        .output()
        .expect("esbuild runs");
    let stderr = String::from_utf8_lossy(&bundled.stderr);
    assert!(bundled.status.success() && stderr.is_empty(), "{stderr}");
    let script = "const greeter = require('./greeter.cjs');
        console.log(greeter.greet);
        greeter.$init.then(() => console.log(greeter.greet('bundle')));";
    std::fs::write(directory.join("script.cjs"), script).expect("the script");
    for node in Node::ALL {
        let script = directory.join("script.cjs");
        let printed = node.run(&[script.to_str().expect("a path in UTF-8")]);
        assert_eq!(printed, "undefined\nHello, bundle!\n");
    }
}

#[test]
fn code_for_browsers_alone_does_not_mention_node() {
    let directory = harness::directory("bundle-no-node");
    let options = Options {
        node: false,
        ..Options::new("greeter")
    };
    harness::generate(&greeter(), &directory, &options);
    let text = std::fs::read_to_string(directory.join("greeter.js")).expect("the module");
    assert!(
        !text.contains("node:") && !text.contains("process"),
        "{text}"
    );
    assert!(
        text.contains("new URL('./greeter.core.wasm', import.meta.url)"),
        "{text}"
    );
}
