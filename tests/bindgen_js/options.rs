//! The command's options, each seen in what runs or in what is written.

use super::behaviour::component;
use super::harness::{self, Node};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs `componentize bindgen js` on `options.wat`; the directory with what it wrote in `app`.
fn bindgen(test: &str, options: &[&str]) -> PathBuf {
    harness::install();
    let directory = harness::directory(test);
    std::fs::write(directory.join("app.wasm"), component("options")).expect("the component");
    let packages = harness::scripts().join("node_modules");
    std::os::unix::fs::symlink(packages, directory.join("node_modules")).expect("the packages");
    let notes = "export const notes = []; export const note = (n) => notes.push(n);";
    std::fs::write(directory.join("log.js"), notes).expect("the host");
    let random = "export const getRandomU64 = () => 5n;";
    std::fs::write(directory.join("random.js"), random).expect("the host");
    let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(["bindgen", "js", "app.wasm", "-o", "app"])
        .args(options)
        .current_dir(&directory)
        .output()
        .expect("componentize runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    directory
}

/// The names of the files in `app`, sorted.
fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory.join("app")).expect("a directory");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn javascript(directory: &Path, name: &str) -> String {
    std::fs::read_to_string(directory.join("app").join(name)).expect("the module")
}

/// Runs a script next to `app` in each version of Node; what it prints.
fn run(directory: &Path, script: &str) -> String {
    let path = directory.join("script.js");
    std::fs::write(&path, script).expect("the script");
    let path = path.to_str().expect("a path in UTF-8");
    let [newest, oldest] = Node::ALL.map(|node| node.run(&[path]));
    assert_eq!(newest, oldest);
    newest
}

const LOG: &str = "test:options/*=../*.js";

#[test]
fn imports_come_from_where_the_map_says() {
    let directory = bindgen("options-map", &["--map", LOG]);
    let script = "import { run } from './app/app.js'; import { notes } from './log.js';
        console.log(typeof run(), notes);";
    assert_eq!(run(&directory, script), "bigint [ 7 ]\n");
    let text = javascript(&directory, "app.js");
    assert!(
        text.contains("from '@bytecodealliance/preview2-shim/random'"),
        "{text}"
    );
    assert_eq!(
        files(&directory),
        ["app.core.wasm", "app.d.ts", "app.js", "interfaces"]
    );
}

#[test]
fn wasi_may_come_from_elsewhere() {
    let map = ["--map", LOG, "--map", "wasi:random/*=../*.js"];
    let directory = bindgen("options-wasi", &map);
    let script = "import { run } from './app/app.js'; console.log(run());";
    assert_eq!(run(&directory, script), "5n\n");
    let directory = bindgen("options-no-shim", &["--no-wasi-shim"]);
    let text = javascript(&directory, "app.js");
    assert!(text.contains("from 'wasi:random/random'"), "{text}");
    assert!(text.contains("from 'test:options/log'"), "{text}");
}

#[test]
fn one_small_file_may_be_all() {
    let small = [
        "--minify",
        "--no-types",
        "--inline-core",
        "10000",
        "--name",
        "small",
    ];
    let options = [
        &small[..],
        &["--map", LOG, "--map", "wasi:random/*=../*.js"],
    ]
    .concat();
    let directory = bindgen("options-small", &options);
    assert_eq!(files(&directory), ["small.js"]);
    let text = javascript(&directory, "small.js");
    assert!(!text.contains("  ") && !text.contains("/**"), "{text}");
    let script = "import { run } from './app/small.js'; console.log(run());";
    assert_eq!(run(&directory, script), "5n\n");
}

#[test]
fn hosts_instantiate_with_or_without_promises() {
    let shared =
        "import { readFileSync } from 'node:fs'; import { instantiate } from './app/app.js';
        import * as log from './log.js'; import * as random from './random.js';
        const bytes = (file) => readFileSync(new URL(`app/${file}`, import.meta.url));
        const imports = { 'test:options/log@1.3.0': log, 'wasi:random/random': random };
        let cores = 0;";
    let directory = bindgen("options-async", &["--instantiation", "async"]);
    let script = format!(
        "{shared}
        const core = (...args) => (cores++, WebAssembly.instantiate(...args));
        const promise = instantiate((file) => WebAssembly.compile(bytes(file)), imports, core);
        console.log(promise instanceof Promise, (await promise).run(), log.notes, cores);
        const get = (file) => new WebAssembly.Module(bytes(file));
        console.log((await instantiate(get, imports)).run());"
    );
    assert_eq!(run(&directory, &script), "true 5n [ 7 ] 1\n5n\n");
    let directory = bindgen("options-sync", &["--instantiation", "sync"]);
    let script = format!(
        "{shared}
        const get = (file) => new WebAssembly.Module(bytes(file));
        const core = (...args) => (cores++, new WebAssembly.Instance(...args));
        console.log(instantiate(get, imports).run(), instantiate(get, imports, core).run(), cores);"
    );
    assert_eq!(run(&directory, &script), "5n 5n 1\n");
}

#[test]
fn an_export_of_a_module_may_be_the_import() {
    let directory = harness::directory("options-export");
    std::fs::create_dir(directory.join("app")).expect("a directory");
    let all = "export const log = { note() {} }; export const chance = { getRandomU64: () => 9n };";
    std::fs::write(directory.join("all.js"), all).expect("the host");
    std::fs::write(directory.join("app.wasm"), component("options")).expect("the component");
    let status = Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(["bindgen", "js", "app.wasm", "-o", "app", "--quiet"])
        .args(["--map", "test:options/*=../all.js#*"])
        .args(["--map", "wasi:random/random=../all.js#chance"])
        .current_dir(&directory)
        .status();
    assert!(status.expect("componentize runs").success());
    let script = "import { run } from './app/app.js'; console.log(run());";
    assert_eq!(run(&directory, script), "9n\n");
}

#[test]
fn options_that_jco_calls_otherwise() {
    let own = [
        ("-o", "own"),
        ("--instantiation", "async"),
        ("--map", LOG),
        ("--inline-core", "10000"),
    ];
    let jco = [
        ("--out-dir", "jco"),
        ("-I", "async"),
        ("-M", LOG),
        ("--base64-cutoff", "10000"),
    ];
    let flags = [
        ["--no-types", "--no-node", "--minify"],
        ["--no-typescript", "--no-nodejs-compat", "-m"],
    ];
    let directory = bindgen("options-of-jco", &[]);
    for (values, flags) in [own, jco].iter().zip(flags) {
        let values = values.iter().flat_map(|(option, value)| [option, value]);
        let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
            .args(["bindgen", "js", "app.wasm", "--quiet"])
            .args(values)
            .args(flags)
            .current_dir(&directory)
            .output()
            .expect("componentize runs");
        assert!(output.status.success(), "{output:?}");
    }
    let read = |name: &str| std::fs::read_to_string(directory.join(name)).expect("the module");
    assert_eq!(read("own/app.js"), read("jco/app.js"));
    assert!(!directory.join("jco/app.d.ts").exists());
    let directory = bindgen("options-of-jco-await", &["--map", LOG, "--tla-compat"]);
    assert!(javascript(&directory, "app.js").contains("export const $init"));
}

#[test]
fn named_imports_may_return_promises() {
    let names = ["--async-imports", "test:options/log,nothing"];
    let maps = ["--map", LOG, "--map", "wasi:random/*=../*.js"];
    let directory = bindgen("options-promises", &[&names[..], &maps].concat());
    let script = "import { run } from './app/app.js'; import { notes } from './log.js';
        const promise = run();
        console.log(promise instanceof Promise, await promise, notes);";
    let path = directory.join("script.js");
    std::fs::write(&path, script).expect("the script");
    let path = path.to_str().expect("a path in UTF-8");
    assert_eq!(Node::Newest.run(&[path]), "true 5n [ 7 ]\n");
    let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(["bindgen", "js", "app.wasm", "-o", "app"])
        .args(names)
        .current_dir(&directory)
        .output()
        .expect("componentize runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let warning = "`--async-imports nothing` fits no function: the component imports `test:options";
    assert!(stderr.contains(warning), "{stderr}");
}
