//! The built-in adapter in every mode: guests of unusual shapes, and every option that changes the wiring.

mod support;

use componentize::{Componentizer, Error, Variant};
use support::hosts::Preview2;
use support::world::{Directory, World, configure};
use wasmtime::component::{Component, Linker, Val};
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
fn run<'a>(wat: &'a str, set: impl FnOnce(&mut Componentizer<'a>)) -> (String, i32) {
    let mut componentizer = Componentizer::new(wat.as_bytes());
    componentizer.builtin_adapter();
    set(&mut componentizer);
    let component = componentizer
        .encode()
        .unwrap_or_else(|error| panic!("{error:?}\n{wat}"));
    run_component(&component)
}

fn run_component(component: &[u8]) -> (String, i32) {
    let mut config = Config::new();
    config.wasm_multi_memory(true).wasm_custom_page_sizes(true);
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

#[track_caller]
fn prints_hello<'a>(wat: &'a str, set: impl FnOnce(&mut Componentizer<'a>)) {
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

/// Only the memory that the module exports matters, whichever index it has and whatever the others are.
#[test]
fn further_memories_of_any_kind() {
    let exported = [
        MEMORY,
        r#"(memory (export "memory") 64 (pagesize 1))"#,
        r#"(memory (export "memory") 1 9)"#,
    ];
    for memory in exported {
        for further in ["i64 1", "1 (pagesize 1)", "i64 70 (pagesize 1)", "1"] {
            let further = format!("(memory {further})");
            let after = hello("", &format!("{memory} {further}"), "");
            prints_hello(&after, |_| {});
            let at = |text: &str, op: &str| text.replace(op, &format!("{op} 1"));
            let before = hello("", &format!("{further} {memory}"), "");
            let before = at(&before, "i32.store").replace("(data ", "(data (memory 1) ");
            prints_hello(&before, |_| {});
            prints_hello(&before, |componentizer| _ = componentizer.debug_names(true));
        }
    }
    let imported = hello(
        r#"(import "env" "memory" (memory 1))"#,
        "(memory i64 1)",
        "",
    );
    prints_hello(&imported, |_| {});
    // Nothing here runs threads, so with a shared memory beside it a module is wrapped, and validated.
    let shared = hello("", &format!("{MEMORY} (memory 1 2 shared)"), "");
    let mut componentizer = Componentizer::new(shared.as_bytes());
    componentizer.builtin_adapter().encode().unwrap();
}

/// A program whose world has `wasi:cli/run` runs its own, in whichever version; nobody calls `_start`.
#[test]
fn a_program_that_exports_run_itself() {
    for version in ["0.2.0", "0.2.3", "0.2.12"] {
        let wit = format!(
            "package test:program; world program {{ export wasi:cli/run@{version}; }}
             package wasi:cli@{version} {{ interface run {{ run: func() -> result; }} }}"
        );
        let wat = format!(
            r#"(module {FD_WRITE} {MEMORY}
                 (data (i32.const 0) "\10\00\00\00\06\00\00\00") (data (i32.const 16) "hello\n")
                 (func (export "_start") unreachable)
                 (func (export "wasi:cli/run@{version}#run") (result i32)
                   (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))"#
        );
        let module = support::script::with_world(&wat, &wit, "program");
        let encode = |variant| {
            Componentizer::new(&module)
                .builtin_adapter()
                .variant(variant)
                .encode()
        };
        for variant in [Variant::Auto, Variant::Reactor] {
            let component = encode(variant).unwrap();
            assert_eq!(run_component(&component), ("hello\n".to_string(), 0));
            let text = wasmprinter::print_bytes(&component).unwrap();
            let is_run =
                |line: &&str| line.starts_with("  (export") && line.contains(r#""wasi:cli/run@"#);
            assert_eq!(text.lines().filter(is_run).count(), 1, "{text}");
        }
        match encode(Variant::Command) {
            Err(Error::OwnRun { interface }) => {
                assert_eq!(interface, format!("wasi:cli/run@{version}"));
            }
            other => panic!("{:?}", other.map(|component| component.len())),
        }
    }
}

/// A start function runs once, before what else is called at the start, and may call preview1.
#[test]
fn a_start_function_beside_an_initialize_function() {
    let prints = |name: &str, letter: u8| {
        format!(
            r#"(func ${name}
                (i32.store8 (i32.const 32) (i32.const {letter}))
                (i32.store (i32.const 0) (i32.const 32))
                (i32.store (i32.const 4) (i32.const 1))
                (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (unreachable))))"#
        )
    };
    let (start, initialize) = (prints("first", b's'), prints("second", b'i'));
    let memory = |export: &str| {
        // A name that the wrap might choose is taken.
        format!(
            r#"{MEMORY} {start} {initialize} (start $first) (export "{export}" (func $second))
               (func (export "start") unreachable)"#
        )
    };
    let wat = hello("", &memory("_initialize"), "");
    let expected = ("sihello\n".to_string(), 0);
    assert_eq!(run(&wat, |_| {}), expected);
    let with_names = |componentizer: &mut Componentizer<'_>| _ = componentizer.debug_names(true);
    assert_eq!(run(&wat, with_names), expected);
    let by_reference =
        |componentizer: &mut Componentizer<'_>| _ = componentizer.return_call_ref(true);
    assert_eq!(run(&wat, by_reference), expected);
    let standard = hello("", &memory("cm32p2_initialize"), "");
    assert_eq!(run(&standard, |_| {}), expected);
    let only_standard = standard.replace(r#"(export "memory")"#, r#"(export "cm32p2_memory")"#);
    let reject =
        |componentizer: &mut Componentizer<'_>| _ = componentizer.reject_legacy_names(true);
    assert_eq!(run(&only_standard, reject), expected);
    // The imports of a module that imports WASI 0.2 as well go through wit-component's own shim.
    let imported = hello(
        r#"(import "env" "memory" (memory 1))"#,
        &memory("_initialize").replace(MEMORY, ""),
        "",
    );
    assert_eq!(run(&imported, |_| {}), expected);
}

const ARGUMENTS: &str = r#"package test:arguments;
    world arguments { import wasi:cli/environment@0.2.0; import wasi:random/random@0.2.0; }
    package wasi:cli@0.2.0 { interface environment { get-arguments: func() -> list<string>; } }
    package wasi:random@0.2.0 { interface random { get-random-u64: func() -> u64; } }"#;

/// Counts the arguments, which the host puts where the guest's realloc says.
const COUNT: &str = r#"(module
    (import "env" "memory" (memory 0))
    (import "wasi:cli/environment@0.2.0" "get-arguments" (func $arguments (param i32)))
    (import "wasi:random/random@0.2.0" "get-random-u64" (func $random (result i64)))
    (import "__main_module__" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
    (func (export "cabi_import_realloc") (param i32 i32 i32 i32) (result i32)
      (call $realloc (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
    (func (export "count") (result i32)
      (drop (call $random))
      (call $arguments (i32.const 2048))
      (i32.load (i32.const 2052))))"#;

/// The host calls the guest's realloc for an adapter of the user's as well, when the component may not be left: what realloc
/// calls in preview1 fails, and does not trap.
#[test]
fn an_adapter_of_the_users_beside_the_built_in_one() {
    let adapter = support::script::with_world(COUNT, ARGUMENTS, "arguments");
    let imports = r#"(import "arguments" "count" (func $count (result i32)))"#;
    // Realloc notes the errno of its call, and the first block that it gives.
    let realloc = r#"(global $next (mut i32) (i32.const 4096)) (global $errno (mut i32) (i32.const -1))
        (func (export "REALLOC") (param i32 i32 i32 i32) (result i32)
          (global.set $errno (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
          (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
          (global.get $next)
          (global.set $next (i32.add (global.get $next) (local.get 3))))"#;
    // ENOTSUP
    let body = r#"(if (i32.ne (call $count) (i32.const ARGUMENTS)) (then (unreachable)))
        (if (i32.ne (global.get $errno) (i32.const 58)) (then (unreachable)))
        (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (unreachable)))"#
        .replace("ARGUMENTS", &World::new().args.len().to_string());
    for name in ["cabi_realloc", "canonical_abi_realloc"] {
        let realloc = realloc.replace("REALLOC", name);
        let wat = hello(imports, &format!("{MEMORY} {realloc}"), &body);
        for built_in_first in [false, true] {
            let mut componentizer = Componentizer::new(wat.as_bytes());
            if built_in_first {
                componentizer.builtin_adapter();
            }
            componentizer.adapter("arguments", &adapter);
            if !built_in_first {
                componentizer.builtin_adapter();
            }
            let component = componentizer.encode().unwrap();
            assert_eq!(run_component(&component), ("hello\nhello\n".to_string(), 0));
        }
    }
}

/// As in wit-component, the order of the adapters is that of their imports.
#[test]
fn imports_come_in_the_order_of_the_adapters() {
    let wit = "package test:first; interface first { f: func(); } world only { import first; }";
    let adapter =
        r#"(module (import "test:first/first" "f" (func $f)) (func (export "first") (call $f)))"#;
    let adapter = support::script::with_world(adapter, wit, "only");
    let wat = hello(r#"(import "first" "first" (func))"#, MEMORY, "");
    for built_in_first in [false, true] {
        let mut componentizer = Componentizer::new(wat.as_bytes());
        if built_in_first {
            componentizer.builtin_adapter();
        }
        componentizer.adapter("first", &adapter);
        if !built_in_first {
            componentizer.builtin_adapter();
        }
        let text = wasmprinter::print_bytes(componentizer.encode().unwrap()).unwrap();
        let place = |interface: &str| text.find(&format!(r#"(import "{interface}"#));
        let (theirs, ours) = (place("test:first/first"), place("wasi:cli/stdout"));
        assert!(theirs.is_some() && ours.is_some(), "{text}");
        assert_eq!(ours < theirs, built_in_first, "{text}");
    }
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

/// With the standard's names for its memory and what is called at the start, a program runs as with the historical ones.
#[test]
fn historical_names_can_be_rejected() {
    let only_standard = |componentizer: &mut Componentizer<'_>| {
        _ = componentizer.reject_legacy_names(true);
    };
    let memory = r#"(memory (export "cm32p2_memory") 1)"#;
    let wat = hello("", memory, "");
    prints_hello(&wat, |_| {});
    prints_hello(&wat, only_standard);
    let imported = hello(r#"(import "env" "memory" (memory 1))"#, "", "");
    prints_hello(&imported, only_standard);
    let at_start = wat.replace(
        r#"(func (export "_start")"#,
        r#"(start $hello) (func (export "_start")) (func $hello"#,
    );
    prints_hello(&at_start, only_standard);
}

/// All of the adapter, for a library that exports functions with strings and lists: nothing but names differs inside of
/// the adapter, and those are shortened.
#[test]
fn the_whole_adapter_has_the_standards_names_where_asked_for() {
    let (wat, wit) = support::script::source();
    let wat = wat
        .replace("(export \"", "(export \"cm32p2||")
        .replace("cm32p2||memory", "cm32p2_memory")
        .replace("cm32p2||cabi_realloc", "cm32p2_realloc");
    let module = support::script::with_world(&wat, &wit, "script");
    let encode = |reject| {
        Componentizer::new(&module)
            .builtin_adapter()
            .reject_legacy_names(reject)
            .encode()
            .unwrap()
    };
    assert_eq!(encode(true), encode(false));
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

/// A library whose exports use strings, lists and a resource, and which prints while it is called.
#[test]
fn a_reactor_with_strings_lists_and_resources() {
    let wit = r#"
      package test:reactor;
      interface named {
        resource name {
          constructor(text: string);
          letters: func() -> list<string>;
        }
      }
      world guest { export named; }"#;
    // A name is a block of two words, address and length of its text; `letters` gives each byte as a string.
    let wat = r#"(module
      FD_WRITE
      (import "[export]test:reactor/named" "[resource-new]name" (func $new (param i32) (result i32)))
      (memory (export "memory") 1)
      (global $next (mut i32) (i32.const 1024))
      (func $realloc (export "cabi_realloc") (param $old i32) (param $old_len i32) (param $align i32) (param $len i32)
        (result i32)
        (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
        (global.get $next)
        (global.set $next (i32.add (global.get $next) (local.get $len))))
      (func (export "test:reactor/named#[constructor]name") (param $text i32) (param $len i32) (result i32)
        (local $name i32)
        (local.set $name (call $realloc (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 8)))
        (i32.store (local.get $name) (local.get $text))
        (i32.store offset=4 (local.get $name) (local.get $len))
        (if (call $fd_write (i32.const 1) (local.get $name) (i32.const 1) (i32.const 0)) (then (unreachable)))
        (call $new (local.get $name)))
      (func (export "test:reactor/named#[method]name.letters") (param $name i32) (result i32)
        (local $list i32) (local $len i32) (local $at i32)
        (local.set $len (i32.load offset=4 (local.get $name)))
        (local.set $list (call $realloc (i32.const 0) (i32.const 0) (i32.const 4)
          (i32.add (i32.const 8) (i32.mul (local.get $len) (i32.const 8)))))
        (i32.store (local.get $list) (i32.add (local.get $list) (i32.const 8)))
        (i32.store offset=4 (local.get $list) (local.get $len))
        (loop $each
          (if (i32.lt_u (local.get $at) (local.get $len)) (then
            (i32.store (i32.add (local.get $list) (i32.add (i32.const 8) (i32.mul (local.get $at) (i32.const 8))))
              (i32.add (i32.load (local.get $name)) (local.get $at)))
            (i32.store (i32.add (local.get $list) (i32.add (i32.const 12) (i32.mul (local.get $at) (i32.const 8))))
              (i32.const 1))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $each))))
        (local.get $list))
      (func (export "cabi_post_test:reactor/named#[method]name.letters") (param i32)
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))))"#
        .replace("FD_WRITE", FD_WRITE);
    let module = support::script::with_world(&wat, wit, "guest");
    let component = Componentizer::new(&module)
        .builtin_adapter()
        .encode()
        .unwrap();

    let engine = support::hosts::engine();
    let world = World::new();
    let (mut ctx, captured) = configure(&world, &Directory::new(&world.files));
    let mut store = Store::new(engine, Preview2::new(ctx.build()));
    let component = Component::from_binary(engine, &component).unwrap();
    let instance = support::hosts::component_linker()
        .instantiate(&mut store, &component)
        .unwrap();
    let named = instance
        .get_export_index(&mut store, None, "test:reactor/named")
        .unwrap();
    let mut function = |name: &str| {
        let index = instance
            .get_export_index(&mut store, Some(&named), name)
            .unwrap();
        instance.get_func(&mut store, index).unwrap()
    };
    let (constructor, letters) = (
        function("[constructor]name"),
        function("[method]name.letters"),
    );
    for text in ["abc", "de"] {
        let mut name = [Val::Bool(false)];
        constructor
            .call(&mut store, &[Val::String(text.to_string())], &mut name)
            .unwrap();
        for _ in 0..3 {
            let mut list = [Val::Bool(false)];
            letters.call(&mut store, &name, &mut list).unwrap();
            let expected = text
                .chars()
                .map(|letter| Val::String(letter.to_string()))
                .collect();
            assert_eq!(list[0], Val::List(expected));
        }
    }
    assert_eq!(captured.stdout.contents().to_vec(), b"abcde");
}
