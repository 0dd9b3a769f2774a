//! The interface `tools` in other hosts than JavaScript, and the command line as `wasmtime run --dir .` starts it.

use crate::api::program;
use crate::harness;
use crate::package::{NATIVE, built};
use crate::python;
use crate::runs::{Host, Program};
use crate::wasmtime_host::Wasmtime;
use componentize::Componentizer;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What the library makes of a module.
fn wrapped(module: &[u8]) -> Vec<u8> {
    Componentizer::new(module)
        .builtin_adapter()
        .encode()
        .unwrap()
}

mod bindings {
    wasmtime::component::bindgen!({ path: "npm/component/wit", world: "componentize" });
}

use bindings::exports::componentize::tools::tools::{
    Encoding, Metadata, NewOptions, Preview1, Refusal, Strip,
};

fn options() -> NewOptions {
    NewOptions {
        encoding: Encoding {
            preview1: Preview1::Auto,
            adapters: Vec::new(),
            wasi_version: None,
            validate: true,
            metadata: Metadata {
                name: None,
                version: None,
                description: None,
                licenses: None,
                source: None,
                homepage: None,
                revision: None,
            },
        },
        target: None,
        import_names: Vec::new(),
        implements: Vec::new(),
        strip: Strip::No,
    }
}

#[test]
fn in_rust_it_wraps_a_module() {
    let (mut store, instance) = Wasmtime::new().instance();
    let component = bindings::Componentize::new(&mut store, &instance).unwrap();
    let tools = component.componentize_tools_tools();
    let module = program();
    let made = tools
        .call_new(&mut store, &module, &options())
        .unwrap()
        .unwrap();
    assert!(made.component == wrapped(&module));
    assert_eq!(made.adapted, ["fd_write"]);
    let refused = tools.call_new(&mut store, b"\x7fELF", &options()).unwrap();
    assert!(matches!(refused, Err(Refusal::Input(_))), "{refused:?}");
}

#[test]
fn in_python_it_wraps_a_module() {
    let directory = python::directory("everywhere");
    let component = built().component.to_str().unwrap();
    let output = Command::new(NATIVE)
        .args(["bindgen", "python", component, "--quiet", "-o"])
        .arg(&directory)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let module = program();
    fs::write(directory.join("component.wasm"), wrapped(&module)).unwrap();
    fs::write(directory.join("module.wasm"), module).unwrap();
    assert_eq!(python::run("run_tools.py", &directory), "ok\n");
}

/// The program's directory is the only one that it has, and nothing says where it is.
#[test]
fn the_command_runs_in_the_directory_that_wasmtime_opens() {
    let wasmtime = Wasmtime::new();
    let run = |line: &str| line.split(' ').map(str::to_string).collect::<Vec<_>>();
    let compare = |host: &mut dyn FnMut(&Path, &[String]) -> crate::runs::Ran| {
        let directory = harness::directory("everywhere-wasmtime");
        fs::write(directory.join("app.wasm"), program()).unwrap();
        let new = host(
            &directory,
            &run("new app.wasm --adapt wasi_snapshot_preview1 -o app.component.wasm"),
        );
        let failed = host(&directory, &run("new nowhere.wasm -o x.wasm"));
        let inspect = host(&directory, &run("inspect app.component.wasm"));
        let made = fs::read(directory.join("app.component.wasm")).unwrap_or_default();
        (
            [new, failed, inspect].map(|ran| ran.comparable(&directory)),
            made,
        )
    };
    let native = compare(&mut |directory, arguments| Program::native().run(directory, arguments));
    let there =
        compare(&mut |directory, arguments| wasmtime.run_with_directory(directory, arguments));
    assert_eq!(native.0, there.0);
    assert_eq!(native.0.map(|ran| ran.status), [0, 1, 0]);
    assert!(native.1 == there.1);
    assert!(!native.1.is_empty());
}
