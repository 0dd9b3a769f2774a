//! The built-in adapter next to one of the user's.

use crate::hello::{MEMORY, hello, run_component};
use crate::support::script_guest::with_world;
use crate::support::world::World;
use componentize::Componentizer;

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

/// The host calls the guest's realloc for an adapter of the user's as well, and may-leave is false then: the functions of
/// preview1 that realloc calls fail, and do not trap.
#[test]
fn an_adapter_of_the_users_next_to_the_built_in_one() {
    let adapter = with_world(COUNT, ARGUMENTS, "arguments");
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
    let adapter = with_world(adapter, wit, "only");
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
