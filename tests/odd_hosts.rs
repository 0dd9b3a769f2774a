//! Hosts that return more than they were asked for, or fail in the middle. The guest gets what it asked for and no more,
//! learns how much was done, and no byte of its memory changes that it did not pass.

mod support;

use componentize::Componentizer;
use support::hosts::{self, Preview2};
use support::world::{Directory, Node, World, configure};
use wasmtime::component::{Component, Linker, LinkerInstance, Resource};
use wasmtime::{Store, StoreContextMut};
use wasmtime_wasi::p2;
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::p2::bindings::sync::filesystem::types::{Descriptor, DescriptorStat, ErrorCode};
use wasmtime_wasi::p2::bindings::sync::io::streams::{InputStream, OutputStream, StreamError};

const STREAMS: &str = "wasi:io/streams@0.2.12";
const FILES: &str = "wasi:filesystem/types@0.2.12";

/// A program that opens `file`, does what a test says, and traps where that goes wrong. Memory from 1000 on is 0xa5, and
/// must be so in the end, except the `KEPT` bytes at 1000 that a test fills.
const PROGRAM: &str = r#"(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (data (i32.const 16) "file")
  (global $fd (mut i32) (i32.const 0))
  (func $is (param i32 i32) (if (i32.ne (local.get 0) (local.get 1)) (then (unreachable))))
  (func $buffer (param $nth i32) (param $at i32) (param $len i32)
    (i32.store (i32.mul (local.get $nth) (i32.const 8)) (local.get $at))
    (i32.store offset=4 (i32.mul (local.get $nth) (i32.const 8)) (local.get $len)))
  (func (export "_start") (local $i i32)
    (memory.fill (i32.const 1000) (i32.const 0xa5) (i32.const 130072))
    (call $is (i32.const 0) (call $open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 0)
      (i64.const 66) (i64.const 0) (i32.const FLAGS) (i32.const 64)))
    (global.set $fd (i32.load (i32.const 64)))
    BODY
    (local.set $i (i32.const 1000))
    (local.set $i (i32.add (local.get $i) (i32.const KEPT)))
    (loop $next
      (call $is (i32.load8_u (local.get $i)) (i32.const 0xa5))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 131072))))))"#;

/// Runs the program with these functions of the host replaced; whether it ended well.
fn run(
    body: &str,
    kept: u32,
    flags: u32,
    interface: &str,
    replace: impl Fn(&mut LinkerInstance<'_, Preview2>) -> wasmtime::Result<()>,
) -> wasmtime::Result<()> {
    let wat = PROGRAM
        .replace("BODY", body)
        .replace("KEPT", &kept.to_string())
        .replace("FLAGS", &flags.to_string());
    let component = Componentizer::new(wat.as_bytes())
        .builtin_adapter()
        .encode()
        .unwrap();
    let engine = hosts::engine();
    let mut linker = Linker::new(engine);
    p2::add_to_linker_sync(&mut linker).unwrap();
    linker.allow_shadowing(true);
    replace(&mut linker.instance(interface).unwrap()).unwrap();
    let mut world = World::new().with("file", Node::file("0123456789"));
    world.stdin = b"0123456789".to_vec();
    let directory = Directory::new(&world.files);
    let (mut ctx, _captured) = configure(&world, &directory);
    let mut store = Store::new(engine, Preview2::new(ctx.build()));
    let component = Component::from_binary(engine, &component).unwrap();
    let command = Command::instantiate(&mut store, &component, &linker).unwrap();
    command
        .wasi_cli_run()
        .call_run(&mut store)
        .map(|result| result.unwrap())
}

type Host<'a> = StoreContextMut<'a, Preview2>;

/// Standard output takes two pieces of 6,000 bytes and is closed then. What a stream took need not be written, as when an
/// append past the largest offset is refused at the second piece, so the error is what counts.
#[test]
fn an_error_after_the_first_pieces_of_a_stream() {
    let body = "(call $buffer (i32.const 0) (i32.const 1000) (i32.const 20000))
        (call $is (i32.const 29) (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64)))";
    run(body, 0, 0, STREAMS, |streams| {
        streams.func_wrap(
            "[method]output-stream.check-write",
            |_: Host<'_>, (_,): (Resource<OutputStream>,)| Ok((Ok::<u64, StreamError>(6_000),)),
        )?;
        let written = std::sync::atomic::AtomicUsize::new(0);
        streams.func_wrap(
            "[method]output-stream.write",
            move |_: Host<'_>, (_, bytes): (Resource<OutputStream>, Vec<u8>)| {
                let before = written.fetch_add(bytes.len(), std::sync::atomic::Ordering::Relaxed);
                Ok((match before < 12_000 {
                    true => Ok(()),
                    false => Err(StreamError::Closed),
                },))
            },
        )
    })
    .unwrap();
}

/// More than was asked for comes from standard input.
#[test]
fn too_much_from_a_stream() {
    for (buffers, kept) in [(1, 4), (2, 7)] {
        let body = format!(
            "(call $buffer (i32.const 0) (i32.const 1000) (i32.const 4))
             (call $buffer (i32.const 1) (i32.const 1004) (i32.const 3))
             (call $is (i32.const 0) (call $read (i32.const 0) (i32.const 0) (i32.const {buffers}) (i32.const 64)))
             (call $is (i32.const {kept}) (i32.load (i32.const 64)))
             (call $is (i32.const 0x64636261) (i32.load (i32.const 1000)))"
        );
        run(&body, kept, 0, STREAMS, |streams| {
            streams.func_wrap(
                "[method]input-stream.blocking-read",
                |_: Host<'_>, (_, _): (Resource<InputStream>, u64)| {
                    Ok((Ok::<_, StreamError>(b"abcdefghijkl".to_vec()),))
                },
            )
        })
        .unwrap();
    }
}

fn returns_too_much(files: &mut LinkerInstance<'_, Preview2>) -> wasmtime::Result<()> {
    files.func_wrap(
        "[method]descriptor.read",
        |_: Host<'_>, (_, _, _): (Resource<Descriptor>, u64, u64)| {
            Ok((Ok::<_, ErrorCode>((b"abcdefghijkl".to_vec(), false)),))
        },
    )
}

/// More than was asked for comes from a file. By way of private memory the rest is dropped; where the guest's own memory is
/// lowered on, there is nowhere to put it.
#[test]
fn too_much_from_a_file() {
    let body = |buffers: u32, count: u32| {
        format!(
            "(call $buffer (i32.const 0) (i32.const 1000) (i32.const 4))
             (call $buffer (i32.const 1) (i32.const 1004) (i32.const 3))
             (call $is (i32.const 0) (call $read (global.get $fd) (i32.const 0) (i32.const {buffers}) (i32.const 64)))
             (call $is (i32.const {count}) (i32.load (i32.const 64)))
             (call $is (i32.const 0x64636261) (i32.load (i32.const 1000)))"
        )
    };
    run(&body(2, 7), 7, 0, FILES, returns_too_much).unwrap();
    let trap = run(&body(1, 4), 4, 0, FILES, returns_too_much).unwrap_err();
    assert!(format!("{trap:?}").contains("unreachable"), "{trap:?}");
}

/// A file takes more than it was given.
#[test]
fn too_much_is_written() {
    for (buffers, count) in [(1, 4), (2, 7)] {
        let body = format!(
            "(call $buffer (i32.const 0) (i32.const 1000) (i32.const 4))
             (call $buffer (i32.const 1) (i32.const 1004) (i32.const 3))
             (call $is (i32.const 0) (call $write (global.get $fd) (i32.const 0) (i32.const {buffers}) (i32.const 64)))
             (call $is (i32.const {count}) (i32.load (i32.const 64)))"
        );
        run(&body, 0, 0, FILES, |files| {
            files.func_wrap(
                "[method]descriptor.write",
                |_: Host<'_>, (_, bytes, _): (Resource<Descriptor>, Vec<u8>, u64)| {
                    Ok((Ok::<_, ErrorCode>(bytes.len() as u64 + 5),))
                },
            )
        })
        .unwrap();
    }
}

/// The bytes are appended, even if the new end of the file cannot be found.
#[test]
fn no_size_after_an_append() {
    let body = "(call $buffer (i32.const 0) (i32.const 1000) (i32.const 4))
        (call $is (i32.const 0) (call $write (global.get $fd) (i32.const 0) (i32.const 1) (i32.const 64)))
        (call $is (i32.const 4) (i32.load (i32.const 64)))";
    let append = 1;
    run(body, 0, append, FILES, |files| {
        files.func_wrap(
            "[method]descriptor.stat",
            |_: Host<'_>, (_,): (Resource<Descriptor>,)| {
                Ok((Err::<DescriptorStat, _>(ErrorCode::Io),))
            },
        )
    })
    .unwrap();
}
