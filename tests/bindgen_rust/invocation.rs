//! `--macro`: the call of Wasmtime's `bindgen!` compiles as it is written, and runs a component.

use super::checked::{bench, both_ways, copier, hello};
use super::harness::{self, Libraries};
use super::run::{host, output};
use super::worlds;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Writes the module of a component to `bindings` in a directory of the test's own, which is returned.
fn invoke(name: &str, component: &[u8], arguments: &[&str]) -> (PathBuf, Output) {
    let directory = harness::directory(&format!("macro-{name}"));
    let input = directory.join(format!("{name}.wasm"));
    fs::write(&input, component).expect("a file");
    let mut command = harness::componentize();
    command
        .args(["bindgen", "rust", "--no-crate", "--macro"])
        .arg(&input)
        .arg("-o")
        .arg(directory.join("src/bindings"))
        .args(arguments);
    let output = command.output().expect("it runs");
    (directory, output)
}

fn compiles(name: &str, component: &[u8], arguments: &[&str]) -> String {
    let (directory, output) = invoke(name, component, arguments);
    assert!(output.status.success(), "{name}: {output:?}");
    fs::write(directory.join("src/lib.rs"), "pub mod bindings;\n").expect("a file");
    Libraries::of_tests().check(&directory.join("src/lib.rs"), &directory);
    read(&directory.join("src/bindings/mod.rs"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

#[test]
fn the_macro_takes_what_is_written() {
    let hello = compiles("hello", &hello(), &[]);
    for part in [
        "    world: \"root\",\n    imports: { default: trappable },\n    require_store_data_send: true,\n",
        "        \"wasi:io/streams@0.2.12\": wasmtime_wasi::p2::bindings::sync::io::streams,\n",
        "\nworld root {\n",
    ] {
        assert!(hello.contains(part), "{part}\n{hello}");
    }
    let bench = compiles("bench", &bench(), &["--async", "--infallible"]);
    assert!(bench.contains("    imports: { default: async },\n    exports: { default: async },\n"));
    let used = worlds::ALL.iter().find(|world| world.name == "used_types");
    let used = used.expect("a world").component();
    compiles("used", &used, &[]);
    // A type of the host's, here one that the macro's own file can name.
    let own = ["--with", "t:b/a/r=std::string::String"];
    assert!(compiles("own", &used, &own).contains("\"t:b/a.r\": std::string::String,"));
}

/// What the other bindings refuse, the macro may have.
#[test]
fn functions_that_are_async_in_wit_are_left_to_the_macro() {
    let component = wat::parse_str(
        r#"(component (type $f (func async (result u32))) (import "answer" (func (type $f))))"#,
    );
    let (directory, output) = invoke("async", &component.expect("a component"), &[]);
    assert!(output.status.success(), "{output:?}");
    let written = read(&directory.join("src/bindings/mod.rs"));
    assert!(
        written.contains("import answer: async func() -> u32;"),
        "{written}"
    );
}

#[test]
fn labels_of_the_macro_are_kept_apart() {
    let (directory, written) = invoke("copier", &copier(), &[]);
    assert!(written.status.success(), "{written:?}");
    fs::copy(
        directory.join("copier.wasm"),
        directory.join("src/copier.wasm"),
    )
    .expect("a copy");
    host(&directory, "invocation.rs");
    let program = harness::build_main(&directory, &[]);
    let text = "{\"greeting\": \"hello\"}";
    assert_eq!(
        output(&mut Command::new(program)),
        format!("Some(\"hello\") primary {text} secondary {text}\n")
    );
}

#[test]
fn what_the_macro_cannot_take_is_refused() {
    let labels = worlds::ALL[0].component();
    let (directory, output) = invoke("twice", &labels, &[]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{error}");
    assert!(
        error.contains("`t:b/store@1.2.0` is imported under its own name and under labels"),
        "{error}"
    );
    assert!(error.contains("leave out `--macro`"), "{error}");
    assert!(!directory.join("src/bindings").exists());
    let (_, output) = invoke(
        "both",
        &both_ways("t:c", "i", "f: func();"),
        &["--docs", "x.wit"],
    );
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("--docs"), "{error}");
}
