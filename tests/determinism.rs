//! The same input and options give the same bytes, in any directory, on any number of processors, in every run.

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Enough functions for the validation to be split among threads, and custom sections that could be reordered.
fn module() -> Vec<u8> {
    let body = "(func (param i32) (result i32) local.get 0 i32.const 7 i32.add)".repeat(20_000);
    let names = ["fd_read", "fd_write"];
    let imports = names.map(|name| {
        let ty = "(func (param i32 i32 i32 i32) (result i32))";
        format!(r#"(import "wasi_snapshot_preview1" "{name}" {ty})"#)
    });
    let text = format!(
        r#"(module {} (memory (export "memory") 1) (func (export "_start")) {body}
            (@custom ".debug_info" "places") (@custom "mine" "something"))"#,
        imports.concat()
    );
    wat::parse_str(text).unwrap()
}

/// One run, whose output is to standard output; on one processor where the system can say so.
fn run(directory: &Path, on_one_processor: bool, arguments: &[&str]) -> Vec<u8> {
    let componentize = env!("CARGO_BIN_EXE_componentize");
    let mut command = match on_one_processor && cfg!(target_os = "linux") {
        true => {
            let mut command = Command::new("taskset");
            command.args(["--cpu-list", "0", componentize]);
            command
        }
        false => Command::new(componentize),
    };
    let output = command
        .args(arguments)
        .current_dir(directory)
        .env("HOME", directory)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(!output.stdout.is_empty());
    output.stdout
}

#[test]
fn bytes_depend_on_nothing_but_the_input() {
    let directories = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let deep = directories[1].path().join("a/deeper/place");
    fs::create_dir_all(&deep).unwrap();
    let places = [directories[0].path(), &deep];
    for place in places {
        fs::write(place.join("module.wasm"), module()).unwrap();
        fs::write(
            place.join("library.so"),
            r#"(module (@dylink.0 (mem-info)) (func (export "f")))"#,
        )
        .unwrap();
    }
    let adapt = ["--adapt", "wasi_snapshot_preview1"];
    let renamed = ["--import-name", "wasi:cli/stdin@0.2.12=my:own/stdin"];
    let again = ["--import-name", "wasi:cli/stdout@0.2.12=my:own/stdout"];
    for arguments in [
        [&["new", "module.wasm"], &adapt[..]].concat(),
        [&["new", "module.wasm"], &adapt[..], &renamed, &again].concat(),
        vec!["link", "library.so", "-q"],
        vec!["adapter", "--for", "module.wasm"],
    ] {
        let first = run(places[0], false, &arguments);
        for (place, on_one_processor) in [(0, false), (0, true), (1, false), (1, true)] {
            let other = run(places[place], on_one_processor, &arguments);
            assert!(first == other, "{arguments:?} in place {place}");
        }
    }
}

#[test]
fn no_path_of_the_machine_is_in_a_component() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("module.wasm"), module()).unwrap();
    let path = directory.path().join("module.wasm");
    let component = run(
        directory.path(),
        false,
        &[
            "new",
            path.to_str().unwrap(),
            "--adapt=wasi_snapshot_preview1",
        ],
    );
    let here = directory.path().to_str().unwrap().as_bytes();
    assert!(!component.windows(here.len()).any(|window| window == here));
}
