//! The built-in adapter in every mode: guests of unusual shapes, and every option that changes the wiring.

mod support;

use componentize::Componentizer;
use support::hosts::Preview2;
use support::world::{Directory, World, configure};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::I32Exit;
use wasmtime_wasi::p2::bindings::sync::Command;

/// Prints `hello` with the memory and the imports that a case puts in.
const HELLO: &str = r#"(module
  IMPORTS
  MEMORY
  (data (i32.const 16) "hello\n")
  (func (export "_start")
    (i32.store (i32.const 0) (i32.const 16))
    (i32.store (i32.const 4) (i32.const 6))
    (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (unreachable)))
    BODY))"#;

const FD_WRITE: &str = r#"(import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))"#;
const MEMORY: &str = r#"(memory (export "memory") 1)"#;

fn hello(imports: &str, memory: &str, body: &str) -> String {
    let imports = format!("{FD_WRITE}\n{imports}");
    HELLO
        .replace("IMPORTS", &imports)
        .replace("MEMORY", memory)
        .replace("BODY", body)
}

/// Wraps a module, runs it, and returns what it printed and its exit status.
fn run(wat: &str, set: impl FnOnce(&mut Componentizer<'_>)) -> (String, i32) {
    let mut componentizer = Componentizer::new(wat.as_bytes());
    componentizer.builtin_adapter(None);
    set(&mut componentizer);
    let component = componentizer
        .encode()
        .unwrap_or_else(|error| panic!("{error}\n{wat}"));

    let mut config = Config::new();
    config.wasm_multi_memory(true).wasm_custom_page_sizes(true);
    let engine = Engine::new(&config).unwrap();
    let mut linker = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
    let world = World::new();
    let (mut ctx, captured) = configure(&world, &Directory::new(&world.files));
    let mut store = Store::new(&engine, Preview2::new(ctx.build()));
    let component = Component::from_binary(&engine, &component).unwrap();
    let command = Command::instantiate(&mut store, &component, &linker).unwrap();
    let status = match command.wasi_cli_run().call_run(&mut store) {
        Ok(result) => i32::from(result.is_err()),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => exit.0,
            None => panic!("{error:?}"),
        },
    };
    (
        String::from_utf8(captured.stdout.contents().to_vec()).unwrap(),
        status,
    )
}

#[track_caller]
fn prints_hello(wat: &str, set: impl FnOnce(&mut Componentizer<'_>)) {
    assert_eq!(run(wat, set), ("hello\n".to_string(), 0));
}

#[test]
fn a_memory_that_is_imported_becomes_one_that_is_defined() {
    let imported = r#"(import "env" "memory" (memory 1))"#;
    prints_hello(&hello(imported, "", ""), |_| {});
}

#[test]
fn a_memory_with_pages_of_one_byte() {
    prints_hello(
        &hello("", r#"(memory (export "memory") 64 (pagesize 1))"#, ""),
        |_| {},
    );
    // The same, but with a buffer that ends one byte behind the memory.
    let beyond = "(if (i32.ne (i32.const 21) (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 61)))
      (then (unreachable)))";
    prints_hello(
        &hello("", r#"(memory (export "memory") 64 (pagesize 1))"#, beyond),
        |_| {},
    );
}

/// An array, a buffer and a result that end where 4 GiB do, and one byte behind.
#[test]
fn a_memory_of_four_gibibytes() {
    let body = r#"
      (i64.store (i32.const -8) (i64.const 0x4_ffff_fff0))
      (i32.store (i32.const -16) (i32.const 0x0a626162))
      (if (call $fd_write (i32.const 1) (i32.const -8) (i32.const 1) (i32.const -20)) (then (unreachable)))
      (if (i32.ne (i32.load (i32.const -20)) (i32.const 4)) (then (unreachable)))
      (if (i32.ne (i32.const 21) (call $fd_write (i32.const 1) (i32.const -7) (i32.const 1) (i32.const -20)))
        (then (unreachable)))
      (if (i32.ne (i32.const 21) (call $fd_write (i32.const 1) (i32.const -8) (i32.const 1) (i32.const -3)))
        (then (unreachable)))"#;
    let wat = hello("", r#"(memory (export "memory") 65536)"#, body);
    assert_eq!(run(&wat, |_| {}), ("hello\nbab\n".to_string(), 0));
}

#[test]
fn a_function_that_is_imported_twice() {
    let again = FD_WRITE.replace("$fd_write", "$again");
    let body = "(if (call $again (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (unreachable)))";
    let (printed, status) = run(&hello(&again, MEMORY, body), |_| {});
    assert_eq!((printed.as_str(), status), ("hello\nhello\n", 0));
}

#[test]
fn every_option_of_the_wiring() {
    let wat = hello("", MEMORY, "");
    prints_hello(&wat, |componentizer| _ = componentizer.debug_names(true));
    prints_hello(&wat, |componentizer| {
        _ = componentizer.return_call_ref(true)
    });
    prints_hello(&wat, |componentizer| {
        _ = componentizer.debug_names(true).return_call_ref(true)
    });
    prints_hello(&wat, |componentizer| {
        _ = componentizer.merge_imports_based_on_semver(false)
    });
}

#[test]
fn every_version_of_wasi() {
    let exit = r#"(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))"#;
    let wat = hello(exit, MEMORY, "(call $exit (i32.const 7))");
    for patch in 0..=12 {
        let version = format!("0.2.{patch}").parse().unwrap();
        let (printed, status) = run(&wat, |componentizer| {
            _ = componentizer.wasi_version(version)
        });
        // Only the newest has an exit with a status; before, every failure is 1.
        let expected = if patch == 12 { 7 } else { 1 };
        assert_eq!(
            (printed.as_str(), status),
            ("hello\n", expected),
            "0.2.{patch}"
        );
    }
}

/// A guest made for WASI 0.2 whose C library still calls preview1: the versions become one.
#[test]
fn a_guest_that_imports_wasi_0_2_as_well() {
    let wit = r#"
      package test:guest;
      world guest { import wasi:random/random@0.2.3; import wasi:cli/stdout@0.2.3; }
      package wasi:random@0.2.3 { interface random { get-random-u64: func() -> u64; } }
      package wasi:io@0.2.3 { interface streams { resource output-stream; } }
      package wasi:cli@0.2.3 {
        interface stdout { use wasi:io/streams@0.2.3.{output-stream}; get-stdout: func() -> output-stream; }
      }"#;
    let imports = r#"
      (import "wasi:random/random@0.2.3" "get-random-u64" (func $random (result i64)))
      (import "wasi:cli/stdout@0.2.3" "get-stdout" (func $stdout (result i32)))
      (import "wasi:io/streams@0.2.3" "[resource-drop]output-stream" (func $drop (param i32)))"#;
    let wat = hello(
        imports,
        MEMORY,
        "(drop (call $random)) (call $drop (call $stdout))",
    );
    let module = support::script::with_world(&wat, wit, "guest");
    let text = wasmprinter::print_bytes(&module).unwrap();
    // The world is in a custom section, which the text keeps.
    prints_hello(&text, |_| {});
}
