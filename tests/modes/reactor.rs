//! A library whose exports use strings, lists and a resource.

use crate::hello::FD_WRITE;
use crate::support::hosts::{self, Preview2};
use crate::support::script_guest::with_world;
use crate::support::world::{Directory, World, configure};
use componentize::Componentizer;
use wasmtime::Store;
use wasmtime::component::{Component, Val};

const WIT: &str = r#"
      package test:reactor;
      interface named {
        resource name {
          constructor(text: string);
          letters: func() -> list<string>;
        }
      }
      world guest { export named; }"#;

/// A name is a block of two words, address and length of its text; `letters` gives each byte as a string.
const GUEST: &str = r#"(module
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
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0)))))"#;

/// A library whose exports use strings, lists and a resource, and which prints while it is called.
#[test]
fn a_reactor_with_strings_lists_and_resources() {
    let wat = GUEST.replace("FD_WRITE", FD_WRITE);
    let module = with_world(&wat, WIT, "guest");
    let component = Componentizer::new(&module)
        .builtin_adapter()
        .encode()
        .unwrap();

    let engine = hosts::engine();
    let world = World::new();
    let (mut ctx, captured) = configure(&world, &Directory::new(&world.files));
    let mut store = Store::new(engine, Preview2::new(ctx.build()));
    let component = Component::from_binary(engine, &component).unwrap();
    let instance = hosts::component_linker()
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
