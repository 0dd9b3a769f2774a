//! Linked libraries with the built-in adapter, run on wasmtime.

use componentize::embed;
use componentize::wit::{Features, Wit};
use wasmtime::component::{Component, Instance, Linker};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::WasiCtx;
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;

#[path = "support/wasi_state.rs"]
mod wasi_state;

use wasi_state::State;

/// Greets, with a length that the other library says.
const APP: &str = r#"(module
    (@dylink.0 (mem-info (memory 64 4)) (needed "libb.so"))
    (import "env" "memory" (memory 1))
    (import "env" "__memory_base" (global $base i32))
    (import "env" "length" (func $length (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (data (global.get $base) "hello from a library\n")
    (func (export "_start")
        (i32.store offset=32 (global.get $base) (global.get $base))
        (i32.store offset=36 (global.get $base) (call $length (i32.const 20)))
        (if (call $write
                (i32.const 1)
                (i32.add (global.get $base) (i32.const 32))
                (i32.const 1)
                (i32.add (global.get $base) (i32.const 40)))
            (then unreachable))))"#;

/// Uses preview1 too: one adapter serves both.
const OTHER: &str = r#"(module
    (@dylink.0 (mem-info (memory 4 4)))
    (import "env" "memory" (memory 1))
    (import "env" "__memory_base" (global $base i32))
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (func (export "length") (param i32) (result i32)
        (if (call $random (global.get $base) (i32.const 4)) (then unreachable))
        (i32.add (local.get 0) (i32.const 1))))"#;

/// Instantiates a component, with its standard output caught.
fn instantiate(component: &[u8]) -> (Store<State>, Instance, MemoryOutputPipe) {
    let engine = Engine::new(&Config::new()).unwrap();
    let component = Component::new(&engine, component).unwrap();
    let mut linker: Linker<State> = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
    let stdout = MemoryOutputPipe::new(1 << 16);
    let context = WasiCtx::builder().stdout(stdout.clone()).build();
    let mut store = Store::new(&engine, State::new(context));
    let instance = linker.instantiate(&mut store, &component).unwrap();
    (store, instance, stdout)
}

/// Runs a program; its output.
fn run(component: &[u8]) -> String {
    let (mut store, instance, stdout) = instantiate(component);
    let command = Command::new(&mut store, &instance).unwrap();
    command
        .wasi_cli_run()
        .call_run(&mut store)
        .unwrap()
        .unwrap();
    String::from_utf8(stdout.contents().to_vec()).unwrap()
}

#[test]
fn libraries_share_the_built_in_adapter() {
    let mut linker = componentize::Linker::new();
    linker
        .library("liba.so", APP.as_bytes())
        .library("libb.so", OTHER.as_bytes());
    linker.builtin_adapter();
    assert_eq!(run(&linker.encode().unwrap()), "hello from a library\n");
}

/// A library that nobody needs is left out, and the component imports nothing for it.
#[test]
fn a_library_that_nobody_needs_brings_no_imports() {
    let spare = r#"(module
        (@dylink.0 (mem-info))
        (import "wasi_snapshot_preview1" "path_unlink_file" (func (param i32 i32 i32) (result i32))))"#;
    let link = |first: &str, libraries: &[&str]| {
        let mut linker = componentize::Linker::new();
        linker.dl_openable_library("first", first.as_bytes());
        for (name, library) in ["libb.so", "spare"].iter().zip(libraries) {
            linker.library(name, library.as_bytes());
        }
        linker.builtin_adapter();
        linker.encode().unwrap()
    };
    assert_eq!(link(APP, &[OTHER, spare]), link(APP, &[OTHER]));
    let pure = r#"(module (@dylink.0 (mem-info)) (func (export "f")))"#;
    assert_eq!(link(pure, &[spare]), link(pure, &[]));
}

/// A wrong import of a library counts only if the library is needed; its export `_start` always counts.
#[test]
fn mistakes_of_libraries() {
    let link = |library: &str, needed: bool| {
        let mut linker = componentize::Linker::new();
        linker.dl_openable_library("first", OTHER.as_bytes());
        match needed {
            true => linker.dl_openable_library("second", library.as_bytes()),
            false => linker.library("second", library.as_bytes()),
        };
        linker.builtin_adapter();
        linker
            .encode()
            .map_err(|error| format!("{:#}", anyhow::Error::from(error)))
    };
    let alone = || link(r#"(module (@dylink.0 (mem-info)))"#, false);
    let import = |name: &str, ty: &str| {
        format!(
            r#"(module (@dylink.0 (mem-info)) (import "wasi_snapshot_preview1" "{name}" (func {ty})))"#
        )
    };
    for (library, mistake) in [
        (
            import("fd_wriite", "(result i32)"),
            "preview1 has no function `fd_wriite`",
        ),
        (
            import("fd_close", "(result i32)"),
            "expected the import `fd_close`",
        ),
        (
            import("random_get", "(result i32)"),
            "expected the import `random_get`",
        ),
    ] {
        assert_eq!(link(&library, false), alone());
        let error = link(&library, true).unwrap_err();
        assert!(
            error.contains(mistake) && error.contains("`second`"),
            "{error}"
        );
    }
    let start = r#"(module (@dylink.0 (mem-info)) (func (export "_start") (param i32)))"#;
    let error = link(start, false).unwrap_err();
    assert!(error.contains("expected the export `_start`"), "{error}");
}

/// Libraries with a `run` of their own are not a command, whatever else they export.
#[test]
fn libraries_that_export_run_themselves() {
    let wit = "package test:program; world program { export wasi:cli/run@0.2.3; }
        package wasi:cli@0.2.3 { interface run { run: func() -> result; } }";
    let wit = Wit::parse("own.wit", wit.as_bytes(), &Features::default()).unwrap();
    let library = r#"(module
        (@dylink.0 (mem-info) (needed "libb.so"))
        (import "env" "length" (func $length (param i32) (result i32)))
        (func (export "_start") unreachable)
        (func (export "wasi:cli/run@0.2.3#run") (result i32)
            (i32.ne (call $length (i32.const 1)) (i32.const 2))))"#;
    let mut world = wit.into_world(None).unwrap();
    let library = embed(library.as_bytes(), &mut world, &Default::default()).unwrap();
    let mut linker = componentize::Linker::new();
    linker
        .library("first", &library)
        .library("libb.so", OTHER.as_bytes())
        .builtin_adapter();
    assert_eq!(run(&linker.encode().unwrap()), "");
    let error = linker.variant(componentize::Variant::Command).encode();
    assert!(
        matches!(error, Err(componentize::Error::OwnRun { .. })),
        "{error:?}"
    );
}

#[test]
fn the_options_of_a_wrap_apply() {
    for (named, call_ref) in [(true, false), (false, true)] {
        let mut linker = componentize::Linker::new();
        linker
            .library("liba.so", APP.as_bytes())
            .dl_openable_library("libb.so", OTHER.as_bytes())
            .stack_size(1 << 20);
        linker
            .builtin_adapter()
            .variant(componentize::Variant::Command)
            .debug_names(named)
            .return_call_ref(call_ref);
        assert_eq!(run(&linker.encode().unwrap()), "hello from a library\n");
    }
}

/// A library with a world: takes a string, prints it, and hands it back. Its realloc prints too, at a time when nothing
/// may be called; the adapter must answer with an errno, and not trap.
const ECHO: &str = r#"(module
    (@dylink.0 (mem-info (memory 4096 4)))
    (import "env" "memory" (memory 1))
    (import "env" "__memory_base" (global $base i32))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (global $refused (mut i32) (i32.const 0))
    (func $print (param $at i32) (param $length i32) (result i32)
        (i32.store (global.get $base) (local.get $at))
        (i32.store offset=4 (global.get $base) (local.get $length))
        (call $write (i32.const 1) (global.get $base) (i32.const 1) (i32.add (global.get $base) (i32.const 8))))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (global.set $refused (call $print (global.get $base) (i32.const 1)))
        (i32.add (global.get $base) (i32.const 64)))
    (func (export "echo") (param $at i32) (param $length i32) (result i32)
        (if (i32.eqz (global.get $refused)) (then unreachable))
        (if (call $print (local.get $at) (local.get $length)) (then unreachable))
        (i32.store offset=16 (global.get $base) (local.get $at))
        (i32.store offset=20 (global.get $base) (local.get $length))
        (i32.add (global.get $base) (i32.const 16))))"#;

#[test]
fn a_linked_library_takes_strings() {
    let wit = "package test:link; world echo { export echo: func(text: string) -> string; }";
    let mut world = Wit::parse("echo.wit", wit.as_bytes(), &Features::default())
        .unwrap()
        .into_world(None)
        .unwrap();
    let library = embed(ECHO.as_bytes(), &mut world, &Default::default()).unwrap();
    let mut linker = componentize::Linker::new();
    linker.library("libecho.so", &library);
    linker.builtin_adapter();
    let component = linker.encode().unwrap();

    let (mut store, instance, stdout) = instantiate(&component);
    let echo = instance
        .get_typed_func::<(&str,), (String,)>(&mut store, "echo")
        .unwrap();
    for text in ["hello", "again"] {
        assert_eq!(echo.call(&mut store, (text,)).unwrap(), (text.to_string(),));
    }
    assert_eq!(stdout.contents(), "helloagain");
}

#[test]
fn a_missing_function_traps_only_when_it_is_called() {
    let mut linker = componentize::Linker::new();
    linker.library("liba.so", APP.as_bytes());
    linker.builtin_adapter();
    let error = linker.encode().unwrap_err();
    assert!(format!("{error:#}").contains("libb.so"), "{error:#}");

    let alone = APP.replace(r#" (needed "libb.so")"#, "");
    let mut linker = componentize::Linker::new();
    linker
        .library("liba.so", alone.as_bytes())
        .stub_missing_functions(true);
    linker.builtin_adapter();
    linker.encode().unwrap();
}

/// If a library asks for memory that it cannot have, the message names the library instead of the linker's arithmetic.
#[test]
fn memory_that_there_cannot_be() {
    for (info, expected) in [
        ("(memory 100 200)", "aligned to 2 to the power of 200"),
        ("(memory 4294967295 2)", "more than there can be"),
    ] {
        let text = format!(r#"(module (@dylink.0 (mem-info {info})) (func (export "f")))"#);
        let mut linker = componentize::Linker::new();
        linker.dl_openable_library("odd.so", text.as_bytes());
        linker.use_built_in_libdl(true);
        let error = format!("{:#}", linker.encode().unwrap_err());
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("internal error"), "{error}");
    }
}
