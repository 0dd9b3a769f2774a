//! Crates that are generated, built and run.

use super::checked::{bench, components, copier, hello, project};
use super::harness::{self, Libraries};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes the crate of a component by the command.
pub fn generate(name: &str, component: &[u8], arguments: &[&str]) -> PathBuf {
    let directory = harness::directory(&format!("crate-{name}"));
    regenerate(&directory, name, component, arguments);
    directory
}

fn regenerate(directory: &Path, name: &str, component: &[u8], arguments: &[&str]) {
    let input = directory.join(format!("{name}.input"));
    fs::write(&input, component).expect("a file");
    let mut command = harness::componentize();
    command
        .args(["bindgen", "rust"])
        .arg(&input)
        .arg("-o")
        .arg(directory);
    harness::succeed(command.args(arguments));
}

/// Another main program.
pub fn host(directory: &Path, name: &str) {
    let path = project("tests/bindgen_rust/hosts").join(name);
    fs::copy(path, directory.join("src/main.rs")).expect("a file");
}

pub fn output(command: &mut Command) -> String {
    String::from_utf8(harness::succeed(command).stdout).expect("text")
}

/// Every file of a crate is as rustfmt would have it.
pub fn formatted(directory: &Path) {
    let files = ["src/lib.rs", "src/main.rs", "tests/component.rs"];
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--edition", "2024", "--check"]);
    harness::succeed(rustfmt.args(files.map(|file| directory.join(file))));
}

#[test]
fn a_program_runs_untouched() {
    let directory = generate("hello", &hello(), &[]);
    formatted(&directory);
    let program = harness::build(&directory, "hello_host");
    assert_eq!(output(&mut Command::new(program)), "hello, world\n");
}

#[test]
fn every_function_of_the_bench_component() {
    let directory = generate("glue", &bench(), &[]);
    formatted(&directory);
    host(&directory, "bench.rs");
    let program = harness::build(&directory, "glue_host");
    let output = output(&mut Command::new(program));
    let lines: Vec<&str> = output.lines().collect();
    assert!(
        lines[0].starts_with("check: ") && lines[0].contains("Err("),
        "{output}"
    );
    assert!(lines[1].contains("unknown handle index"), "{output}");
    let host = "host: `add-one` of `bench:glue/host` is not written yet: see src/host.rs";
    assert_eq!(lines[2], host);
}

/// Two labels, each with an object of its own; a label that nobody knows is refused with those there are.
#[test]
fn labels_are_kept_apart() {
    let directory = generate("copier", &copier(), &[]);
    formatted(&directory);
    host(&directory, "keyvalue.rs");
    let program = harness::build(&directory, "copier_host");
    let other = directory.join("other.wasm");
    let third = wat::parse_str(
        r#"(component (import "third" (implements "example:keyvalue/store@1.0.4") (instance
            (export "get" (func (param "key" string) (result (option string)))))))"#,
    );
    fs::write(&other, third.expect("a component")).expect("a file");
    assert_eq!(
        output(Command::new(program).arg(other)),
        "Some(\"hello\") None 1 {\"greeting\": \"hello\"}\n\
         Some(\"hello\") {\"greeting\": \"hello\"}\n\
         there is no `example:keyvalue/store@1.0.0` for the label `third`: there are `primary`, `secondary`\n"
    );
}

/// A WASI interface under two labels: its handles go to the interface that wasmtime-wasi registers.
#[test]
fn labels_of_wasi_have_streams_of_their_own() {
    let wit = "package t:b;
        world w { import wasi:io/streams@0.2.0; import console: wasi:cli/stdout@0.2.0; import log: wasi:cli/stdout@0.2.0;
            export go: func(); }
        package wasi:cli@0.2.0 {
            interface stdout { use wasi:io/streams@0.2.0.{output-stream}; get-stdout: func() -> output-stream; }
        }
        package wasi:io@0.2.0 {
            interface error { resource error; }
            interface streams {
                use error.{error};
                variant stream-error { last-operation-failed(error), closed }
                resource output-stream {
                    blocking-write-and-flush: func(contents: list<u8>) -> result<_, stream-error>;
                }
            }
        }";
    let module = r#"(module
        (import "console" "get-stdout" (func $console (result i32)))
        (import "log" "get-stdout" (func $log (result i32)))
        (import "wasi:io/streams@0.2.0" "[method]output-stream.blocking-write-and-flush"
            (func $write (param i32 i32 i32 i32)))
        (import "wasi:io/streams@0.2.0" "[resource-drop]output-stream" (func $drop (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "to the log, to the console")
        (func $print (param $stream i32) (param $text i32) (param $length i32)
            (call $write (local.get $stream) (local.get $text) (local.get $length) (i32.const 64))
            (if (i32.load8_u (i32.const 64)) (then unreachable))
            (call $drop (local.get $stream)))
        (func (export "go")
            (call $print (call $log) (i32.const 0) (i32.const 10))
            (call $print (call $console) (i32.const 12) (i32.const 14))))"#;
    let component = super::echo::encode(module, wit, wit_component::StringEncoding::UTF8);
    let directory = generate("streams", &component, &[]);
    let own = project("tests/bindgen_rust/hosts/streams_host.rs");
    fs::copy(own, directory.join("src/host.rs")).expect("a file");
    host(&directory, "streams.rs");
    let program = harness::build(&directory, "streams_host");
    let written = "b\"to the console\" b\"to the log\"\n";
    assert_eq!(output(&mut Command::new(program)), written);
}

/// What a user wrote stays; a function that the component newly imports is an error of the compiler, at the trait.
#[test]
fn the_users_files_survive() {
    let component = |more: &str| {
        let wit = format!(
            "package t:b; interface host {{ one: func() -> u32; {more} }} world w {{ import host; }}"
        );
        super::worlds::of_wit(&wit)
    };
    let directory = generate("app", &component(""), &[]);
    let path = directory.join("src/host.rs");
    let written = fs::read_to_string(&path).expect("a file");
    let own = written.replace(
        "bail!(\"`one` of `t:b/host` is not written yet: see src/host.rs\")",
        "Ok(1)",
    );
    assert_ne!(written, own);
    let own = own.replace("use wasmtime::{Result, bail};", "use wasmtime::Result;");
    fs::write(&path, &own).expect("a file");
    regenerate(&directory, "app", &component(""), &[]);
    assert_eq!(fs::read_to_string(&path).expect("a file"), own);
    harness::build(&directory, "app_host");

    regenerate(&directory, "app", &component("two: func();"), &[]);
    assert_eq!(fs::read_to_string(&path).expect("a file"), own);
    let errors = harness::fails_to_build(&directory, "app_host");
    assert!(
        errors.contains("not all trait items implemented, missing: `two`"),
        "{errors}"
    );
    assert!(errors.contains("src/host.rs"), "{errors}");

    regenerate(&directory, "app", &component("two: func();"), &["--force"]);
    assert_ne!(fs::read_to_string(&path).expect("a file"), own);
    harness::build(&directory, "app_host");
}

/// Crates of all components: none needs a change before it compiles.
#[test]
fn every_crate_is_clean() {
    let variants: [&[&str]; 4] = [
        &[],
        &["--infallible"],
        &["--no-wasi"],
        &["--infallible", "--no-wasi"],
    ];
    for (index, (name, component)) in components().iter().enumerate() {
        let directory = generate(&format!("all-{name}"), component, variants[index % 4]);
        formatted(&directory);
        Libraries::of_tests().lint(&directory, &format!("all_{name}_host"));
    } // `main` of an asynchronous host needs tokio's macros, which the tests lack.
    let (every, labels) = (&components()[1], &super::worlds::ALL[0]);
    for (name, component) in [("every", every.1.clone()), ("labels", labels.component())] {
        let directory = generate(&format!("async-{name}"), &component, &["--async"]);
        formatted(&directory);
        Libraries::of_tests().lint_library(&directory, &format!("async_{name}_host"));
    }
}

/// A program that catches what it throws, prints that it did, and leaves with 9 if it is called with an argument.
const THROWER: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\10\00\00\00\07\00\00\00")
    (data (i32.const 16) "caught\n")
    (tag $tag (param i32))
    (func $throw (throw $tag (i32.const 7)))
    (func (export "_start")
        (if (i32.ne (i32.const 7)
                (block $caught (result i32)
                    (try_table (catch $tag $caught) (call $throw))
                    (i32.const 0)))
            (then (call $proc_exit (i32.const 1))))
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (drop (call $args_sizes_get (i32.const 32) (i32.const 36)))
        (if (i32.eq (i32.load (i32.const 32)) (i32.const 2))
            (then (call $proc_exit (i32.const 9))))))"#;

#[test]
fn a_program_that_throws_runs() {
    let module = wat::parse_str(THROWER).expect("a module");
    let mut componentizer = componentize::Componentizer::new(&module);
    let component = componentizer.builtin_adapter().encode();
    let directory = generate("thrower", &component.expect("a component"), &[]);
    let program = harness::build(&directory, "thrower_host");
    for (arguments, status) in [(&[][..], 0), (&["x"], 9)] {
        let output = Command::new(&program)
            .args(arguments)
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(status), "{output:?}");
        assert_eq!(output.stdout, b"caught\n");
    }
}

/// The bindings of the examples are what the commands in their README.md write.
#[test]
fn examples_have_the_bindings_of_today() {
    for (example, wit, files) in [("keyvalue", "guest/wit", 3), ("rust-host", "plugin.wit", 3)] {
        let example = project("examples").join(example);
        let directory = harness::directory("example");
        let mut command = harness::componentize();
        command.args(["bindgen", "rust", "--no-crate", "--wit"]);
        command.arg(example.join(wit)).arg("-o").arg(&directory);
        harness::succeed(&mut command);
        let mut count = 0;
        for entry in fs::read_dir(&directory).expect("a directory") {
            let entry = entry.expect("an entry");
            let committed = example.join("bindings").join(entry.file_name());
            let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
            assert_eq!(
                read(&committed),
                read(&entry.path()),
                "{}",
                committed.display()
            );
            count += 1;
        }
        assert_eq!(count, files);
    }
}

/// The figures of docs/bindgen-rust.md.
#[test]
#[ignore = "it measures: run it with `--ignored --nocapture` on a quiet machine"]
fn a_thousand_components() {
    let directory = harness::directory("crate-thousand");
    regenerate(&directory, "copier", &copier(), &[]);
    host(&directory, "thousand.rs");
    let program = harness::build(&directory, "copier_host");
    let output = output(&mut Command::new(program));
    assert_eq!(output.lines().count(), 4);
    println!("{output}");
}

/// A label is found by the rule of `componentize::implements`, in its three tiers.
#[test]
fn labels_are_found_as_implements_finds_them() {
    use componentize::implements::{Name, look_up};
    let directory = harness::directory("crate-tiers");
    regenerate(&directory, "copier", &copier(), &[]);
    host(&directory, "tiers.rs");
    let program = harness::build(&directory, "copier_host");
    let offers = ["primary", "secondary"]
        .map(|label| Name::labelled(label, "example:keyvalue/store@1.0.0").expect("a name"));
    let (mut command, mut expected) = (Command::new(program), String::new());
    let mut linked = 0;
    for label in ["primary", "secondary", "PRIMARY", "third"] {
        for interface in [
            "store@1.0.0",
            "store@1.0.7",
            "store@1.2.0",
            "store@2.0.0",
            "other@1.0.0",
            "store",
            "",
        ] {
            let interface = Some(interface).filter(|name| !name.is_empty());
            let interface = interface.map(|name| format!("example:keyvalue/{name}"));
            let wanted = Name::of(label, interface.as_deref()).expect("a name");
            let found = look_up(&wanted, &offers).is_ok();
            linked += usize::from(found);
            expected.push_str(&format!("{found}\n"));
            let implements =
                interface.map_or_else(String::new, |name| format!("(implements \"{name}\")"));
            let component = wat::parse_str(format!(
                r#"(component (import "{label}" {implements} (instance
                    (export "get" (func (param "key" string) (result (option string)))))))"#
            ));
            let path = directory.join(format!("{}.wasm", expected.lines().count()));
            fs::write(&path, component.expect("a component")).expect("a file");
            command.arg(path);
        }
    }
    assert_eq!(output(&mut command), expected);
    assert!((6..20).contains(&linked), "{linked} are linked");
}

/// `--precompile`: the build script compiles the component.
#[test]
fn the_build_script_compiles_the_component() {
    let directory = generate("compiled", &hello(), &["--precompile"]);
    formatted(&directory);
    let out = directory.join("built");
    fs::create_dir_all(&out).expect("a directory");
    let script = harness::build_script(&directory);
    harness::succeed(
        Command::new(script)
            .current_dir(&directory)
            .env("OUT_DIR", &out),
    );
    assert!(out.join("compiled.cwasm").exists());
    let program = harness::build(&directory, "compiled_host");
    assert_eq!(output(&mut Command::new(program)), "hello, world\n");
    let manifest = fs::read_to_string(directory.join("Cargo.toml")).expect("a file");
    let (program, script) = manifest.split_once("[build-dependencies]").expect("both");
    assert!(
        !program.contains("cranelift") && script.contains("cranelift"),
        "{manifest}"
    );
}
