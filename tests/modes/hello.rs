//! A program that prints a line, run in the shape that a test gives it.

use crate::support::hosts::Preview2;
use crate::support::world::{Directory, World, configure};
use componentize::Componentizer;
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

/// The import that it prints by.
pub const FD_WRITE: &str = r#"(import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))"#;
/// The memory that most modules have.
pub const MEMORY: &str = r#"(memory (export "memory") 1)"#;

/// A program that prints `hello`, with these imports and this memory, and does more afterwards.
pub fn hello(imports: &str, memory: &str, body: &str) -> String {
    let imports = format!("{FD_WRITE}\n{imports}");
    HELLO
        .replace("IMPORTS", &imports)
        .replace("MEMORY", memory)
        .replace("BODY", body)
}

/// Wraps a module, runs it, and returns what it printed and its exit status.
pub fn run<'a>(wat: &'a str, set: impl FnOnce(&mut Componentizer<'a>)) -> (String, i32) {
    let mut componentizer = Componentizer::new(wat.as_bytes());
    componentizer.builtin_adapter();
    set(&mut componentizer);
    let component = componentizer
        .encode()
        .unwrap_or_else(|error| panic!("{error:?}\n{wat}"));
    run_component(&component)
}

/// Runs a component, and returns what it printed and its exit status.
pub fn run_component(component: &[u8]) -> (String, i32) {
    let mut config = Config::new();
    config
        .wasm_multi_memory(true)
        .wasm_custom_page_sizes(true)
        .wasm_threads(true)
        .shared_memory(true);
    let engine = Engine::new(&config).unwrap();
    let mut linker = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
    let world = World::new();
    let (mut ctx, captured) = configure(&world, &Directory::new(&world.files));
    let mut store = Store::new(&engine, Preview2::new(ctx.build()));
    let component = Component::from_binary(&engine, component).unwrap();
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

/// Asserts that a module prints `hello`, and nothing else, when it is wrapped.
#[track_caller]
pub fn prints_hello<'a>(wat: &'a str, set: impl FnOnce(&mut Componentizer<'a>)) {
    assert_eq!(run(wat, set), ("hello\n".to_string(), 0));
}
