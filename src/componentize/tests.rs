//! Wraps modules with an adapter whose every instruction is here, and runs them: the wiring must be right for any
//! adapter of the shape that `splice` asks for.

use super::Componentizer;
use crate::draft::Draft;
use crate::specialise::request::Request;
use crate::specialise::specialised::Specialised;
use crate::variant::Form;
use std::sync::{Arc, Mutex};
use wasmtime::component::{Component, Instance, Linker};
use wasmtime::{Engine, Store};
use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, WorldId};

const WIT: &str = r#"
    package test:test;
    interface out {
        write: func(bytes: list<u8>);
        name: func() -> string;
        tick: func();
    }
    interface run { run: func(); }
    world adapter { import out; export run; }
    world greeter { export greet: func(text: string) -> string; }
    world asker { import out; export ask: func() -> u32; }
    world reactor { import out; }"#;

/// `fd_write` writes twice, once from the adapter's memory and once from the module's; `random_get` gives the host's
/// name; `sched_yield` needs no memory. All three fail while may-leave is false.
const ADAPTER: &str = r#"(module
    (import "env" "memory" (memory $main 0))
    (import "test:test/out" "write" (func $write (param i32 i32)))
    (import "on-guest-memory:test:test/out" "write" (func $direct (param i32 i32)))
    (import "test:test/out" "name" (func $name (param i32)))
    (import "test:test/out" "tick" (func $tick))
    (memory $private (export "private-memory") 1)
    (global $forbidden (mut i32) (i32.const 0))
    (func (export "forbid-leave") (param i32)
        (global.set $forbidden (i32.add (global.get $forbidden) (local.get 0))))
    (func (export "cabi_import_realloc") (param i32 i32 i32 i32) (result i32) i32.const 4096)
    (func (export "fd_write") (param $fd i32) (param $iovecs i32) (param i32 i32) (result i32)
        (local $start i32) (local $size i32)
        (if (global.get $forbidden) (then (return (i32.const 6))))
        (local.set $start (i32.load $main (local.get $iovecs)))
        (local.set $size (i32.load $main offset=4 (local.get $iovecs)))
        (memory.copy $private $main (i32.const 100) (local.get $start) (local.get $size))
        (i32.store8 $private (i32.const 100) (i32.const 80))
        (call $write (i32.const 100) (local.get $size))
        (call $direct (local.get $start) (local.get $size))
        i32.const 0)
    (func (export "random_get") (param $to i32) (param $size i32) (result i32)
        (if (global.get $forbidden) (then (return (i32.const 6))))
        (call $name (i32.const 16))
        (memory.copy $main $private
            (local.get $to) (i32.load $private (i32.const 16)) (i32.load $private (i32.const 20)))
        i32.const 0)
    (func (export "sched_yield") (result i32) (call $tick) (i32.const 0))
    (;more;))"#;

fn world(name: &str) -> (Resolve, WorldId) {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("test.wit", WIT).unwrap();
    let world = resolve.select_world(&[package], Some(name)).unwrap();
    (resolve, world)
}

fn embed(wat: &str, name: &str) -> Vec<u8> {
    let mut module = wat::parse_str(wat).unwrap();
    let (resolve, world) = world(name);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    module
}

fn test_adapter(request: &Request<'_>) -> anyhow::Result<Specialised> {
    let start = r#"(import "__main_module__" "_start" (func $start))"#;
    let run = r#"(func (export "test:test/run#run") (call $start))"#;
    let (text, name) = match request.variant {
        Form::Command => {
            let text = ADAPTER
                .replacen("(module", &format!("(module {start}"), 1)
                .replacen("(;more;)", run, 1);
            (text, "adapter")
        }
        // A reactor's world exports nothing.
        Form::Reactor => (ADAPTER.to_string(), "reactor"),
    };
    let (resolve, world) = world(name);
    let module = Draft::read(&wat::parse_str(text)?, false)?;
    Specialised::new(module, request, &resolve, world)
}

/// What the host saw: each write, with a dot for each tick between them.
type Seen = Arc<Mutex<String>>;

fn instantiate(component: &[u8]) -> (Store<()>, Instance, Seen) {
    let engine = Engine::default();
    let component = Component::new(&engine, component).unwrap();
    let mut linker = Linker::<()>::new(&engine);
    let seen = Seen::default();
    let mut out = linker.instance("test:test/out").unwrap();
    let (writes, ticks) = (seen.clone(), seen.clone());
    out.func_wrap("write", move |_, (bytes,): (Vec<u8>,)| {
        writes.lock().unwrap().push_str(&String::from_utf8(bytes)?);
        Ok(())
    })
    .unwrap();
    out.func_wrap("name", |_, (): ()| Ok(("a host".to_string(),)))
        .unwrap();
    out.func_wrap("tick", move |_, (): ()| {
        ticks.lock().unwrap().push('.');
        Ok(())
    })
    .unwrap();
    let mut store = Store::new(&engine, ());
    let instance = linker.instantiate(&mut store, &component).unwrap();
    (store, instance, seen)
}

fn run(component: &[u8]) -> String {
    let (mut store, instance, seen) = instantiate(component);
    let run = instance
        .get_export_index(&mut store, None, "test:test/run")
        .unwrap();
    let run = instance
        .get_export_index(&mut store, Some(&run), "run")
        .unwrap();
    let run = instance.get_typed_func::<(), ()>(&mut store, run).unwrap();
    run.call(&mut store, ()).unwrap();
    seen.lock().unwrap().clone()
}

fn wrap(module: &[u8], configure: impl Fn(&mut Componentizer<'_>)) -> Vec<u8> {
    let mut componentizer = Componentizer::new(module);
    componentizer.builtin_adapter();
    configure(&mut componentizer);
    componentizer
        .run(test_adapter)
        .map(|encoded| encoded.to_vec())
        .unwrap_or_else(|error| panic!("{error:?}"))
}

/// Writes `Hello`, gets the host's name and writes it; traps unless the rest of its memory is as it was.
const COMMAND: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $again (param i32 i32 i32 i32) (result i32)))
    (;memory;)
    (func (export "_start") (local $i i32)
        (memory.fill (i32.const 64) (i32.const 0xa5) (i32.const 65472))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))
        (drop (call $yield))
        (drop (call $random (i32.const 40) (i32.const 6)))
        (drop (call $again (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 32)))
        (local.set $i (i32.const 64))
        (loop $next
            (if (i32.ne (i32.load8_u (local.get $i)) (i32.const 0xa5)) (then unreachable))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get $i) (i32.const 65536)))))
    (data (i32.const 0) "\10\00\00\00\05\00\00\00\28\00\00\00\06\00\00\00Hello"))"#;

const SEEN: &str = "PelloHello.P hosta host";

fn command(memory: &str) -> Vec<u8> {
    wat::parse_str(COMMAND.replacen("(;memory;)", memory, 1)).unwrap()
}

#[test]
fn the_adapter_works_on_its_own_memory() {
    let module = command(r#"(memory (export "memory") 1)"#);
    assert_eq!(run(&wrap(&module, |_| {})), SEEN);
    let with_debug_names = |componentizer: &mut Componentizer<'_>| {
        componentizer.debug_names(true);
    };
    assert_eq!(run(&wrap(&module, with_debug_names)), SEEN);
}

/// Typed references need an engine with a garbage collector, which tests are built without; so the wiring is compared
/// with that of a shim which calls through a table, and that one runs.
#[test]
fn the_shim_may_call_references() {
    let module = command(r#"(memory (export "memory") 1)"#);
    let lowerings = |return_call_ref| {
        let component = wrap(&module, |componentizer| {
            componentizer.return_call_ref(return_call_ref);
        });
        let text = wasmprinter::print_bytes(component).unwrap();
        assert_eq!(text.contains("return_call_ref"), return_call_ref);
        let lines = text.lines().filter(|line| line.contains("canon lower"));
        lines.map(str::to_string).collect::<Vec<_>>()
    };
    assert_eq!(lowerings(true), lowerings(false));
}

/// A module that imports for itself what the adapter imports as well keeps wit-component's shim, without what was in
/// it for the adapter, whichever way the shim calls.
#[test]
fn a_shim_of_references_keeps_what_the_module_imports() {
    let asker = embed(ASKER, "asker");
    let text = |return_call_ref| {
        let component = wrap(&asker, |componentizer| {
            componentizer.return_call_ref(return_call_ref);
        });
        wasmprinter::print_bytes(component).unwrap()
    };
    let (by_reference, by_table) = (text(true), text(false));
    let count = |text: &str, what: &str| text.matches(what).count();
    // `name` and `write` of the shim, `fd_write` of the front.
    assert_eq!(count(&by_reference, "return_call_ref"), 3);
    assert_eq!(count(&by_table, "call_indirect"), 3);
    let lowerings = count(&by_table, "canon lower");
    assert_eq!(count(&by_reference, "canon lower"), lowerings);
}

#[test]
fn an_imported_memory_becomes_the_modules_own() {
    let import = r#"(import "env" "memory" (memory 1))"#;
    let two = format!("{import} (memory 2)");
    let exported = format!(r#"{import} (export "memory" (memory 0))"#);
    for memory in [import, &two, &exported] {
        assert_eq!(run(&wrap(&command(memory), |_| {})), SEEN, "{memory}");
    }
}

#[test]
fn a_start_function_may_call_the_adapter() {
    let start = |memory: &str| {
        COMMAND
            .replacen("(;memory;)", &format!("{memory} (start $first)"), 1)
            .replacen(
                r#"(func (export "_start")"#,
                r#"(func $first (drop (call $yield)) (drop (call $again (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))))
                   (func (export "_start")"#,
                1,
            )
    };
    for memory in [
        r#"(memory (export "memory") 1)"#,
        r#"(import "env" "memory" (memory 1))"#,
    ] {
        let module = wat::parse_str(start(memory)).unwrap();
        assert_eq!(
            run(&wrap(&module, |_| {})),
            format!(".PelloHello{SEEN}"),
            "{memory}"
        );
    }
}

/// Calls `fd_write` from its realloc and its post-return, and puts together what it got.
const GREETER: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (global $errno (mut i32) (i32.const 0))
    (func $try
        (global.set $errno (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
        (call $try)
        (i32.store8 (i32.const 51) (i32.add (i32.const 48) (global.get $errno)))
        i32.const 1024)
    (func (export "greet") (param i32 i32) (result i32)
        (call $try)
        (i32.store8 (i32.const 52) (i32.add (i32.const 48) (global.get $errno)))
        i32.const 40)
    (func (export "cabi_post_greet") (param i32)
        (call $try)
        (i32.store8 (i32.const 53) (i32.add (i32.const 48) (global.get $errno))))
    (data (i32.const 0) "\10\00\00\00\05\00\00\00")
    (data (i32.const 16) "Hello")
    (data (i32.const 40) "\32\00\00\00\04\00\00\00")
    (data (i32.const 50) "!   "))"#;

#[test]
fn a_call_back_cannot_make_the_adapter_call_out() {
    let module = embed(GREETER, "greeter");
    let component = wrap(&module, |_| {});
    let (mut store, instance, seen) = instantiate(&component);
    let greet = instance
        .get_typed_func::<(&str,), (String,)>(&mut store, "greet")
        .unwrap();
    // Realloc fails with 6, the function itself succeeds, and post-return comes after the result is read.
    assert_eq!(greet.call(&mut store, ("you",)).unwrap().0, "!60 ");
    assert_eq!(greet.call(&mut store, ("you",)).unwrap().0, "!606");
    assert_eq!(*seen.lock().unwrap(), "PelloHelloPelloHello");
}

/// Imports what the adapter imports, for itself, and uses it from `_initialize` on.
const ASKER: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "test:test/out" "name" (func $name (param i32)))
    (import "test:test/out" "write" (func $direct (param i32 i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "_initialize")
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))))
    (func (export "ask") (result i32)
        (call $name (i32.const 200))
        (call $direct (i32.load (i32.const 200)) (i32.load (i32.const 204)))
        (i32.load (i32.const 200)))
    (data (i32.const 0) "\10\00\00\00\05\00\00\00")
    (data (i32.const 16) "Hello"))"#;

#[test]
fn the_modules_own_imports_stay_on_its_memory() {
    let component = wrap(&embed(ASKER, "asker"), |_| {});
    let (mut store, instance, seen) = instantiate(&component);
    assert_eq!(*seen.lock().unwrap(), "PelloHello");
    let ask = instance
        .get_typed_func::<(), (u32,)>(&mut store, "ask")
        .unwrap();
    assert_eq!(ask.call(&mut store, ()).unwrap().0, 1024);
    assert_eq!(*seen.lock().unwrap(), "PelloHelloa host");
}
