//! What WASI 0.2 costs without an adapter: a guest that makes by itself the calls of the host that the built-in adapter
//! makes, and nothing else. No adapter can be faster than that.

use std::time::Instant;

use wasmtime::Store;
use wasmtime::component::{Component, Instance, Val};
use wasmtime_wasi::p2::pipe::SinkOutputStream;

use crate::guest::Side;
use crate::measure::{ROUNDS, batch, calls_in_batch};
use crate::processes::{Found, Rounds, tell};
use crate::rows::{ROWS, Row};
use crate::support::hosts::{Preview2, component_linker, engine};
use crate::support::script_guest::with_world;
use crate::support::world::{Directory, World, configure};

/// Rows of the report, with the export and the length that do the same.
const SAME: [(&str, &str, u32); 7] = [
    ("fd_write 64 B to stdout", "write", 64),
    ("fd_write 4 KiB to stdout", "write", 4096),
    ("fd_read 4 KiB", "read", 4096),
    ("fd_read 64 KiB", "read", 65536),
    ("fd_pread 4 KiB, in order", "read", 4096),
    ("path_filestat_get", "stat", 0),
    ("random_get 32 B", "random", 32),
];

/// The return area is at 0, names at 256, data at 1 MiB. While it starts, the host's lists go after 64 KiB.
const GUEST: &str = r#"(module
  (import "wasi:filesystem/preopens@0.2.12" "get-directories" (func $directories (param i32)))
  (import "wasi:filesystem/types@0.2.12" "[method]descriptor.open-at"
    (func $open (param i32 i32 i32 i32 i32 i32 i32)))
  (import "wasi:filesystem/types@0.2.12" "[method]descriptor.read" (func $read (param i32 i64 i64 i32)))
  (import "wasi:filesystem/types@0.2.12" "[method]descriptor.stat-at" (func $stat (param i32 i32 i32 i32 i32)))
  (import "wasi:filesystem/types@0.2.12" "[method]descriptor.metadata-hash-at"
    (func $hash (param i32 i32 i32 i32 i32)))
  (import "wasi:cli/stdout@0.2.12" "get-stdout" (func $stdout (result i32)))
  (import "wasi:io/streams@0.2.12" "[method]output-stream.blocking-write-and-flush"
    (func $write (param i32 i32 i32 i32)))
  (import "wasi:random/random@0.2.12" "get-random-bytes" (func $random (param i64 i32)))
  (memory (export "memory") 48)
  (global $free (mut i32) (i32.const 65536))
  (global $started (mut i32) (i32.const 0))
  (global $directory (mut i32) (i32.const 0))
  (global $file (mut i32) (i32.const 0))
  (global $out (mut i32) (i32.const 0))
  (global $offset (mut i64) (i64.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (if (result i32) (global.get $started)
      (then (i32.const 1048576))
      (else
        (global.get $free)
        (global.set $free (i32.add (global.get $free) (i32.and (i32.add (local.get 3) (i32.const 7)) (i32.const -8)))))))
  (func (export "start")
    (call $directories (i32.const 0))
    (global.set $directory (i32.load (i32.load (i32.const 0))))
    (call $open (global.get $directory) (i32.const 0) (i32.const 256) (i32.const 4) (i32.const 0) (i32.const 1)
      (i32.const 0))
    (if (i32.load8_u (i32.const 0)) (then unreachable))
    (global.set $file (i32.load (i32.const 4)))
    (global.set $out (call $stdout))
    (global.set $started (i32.const 1)))
  (func (export "rewind") (global.set $offset (i64.const 0)))
  (func (export "read") (param $n i32) (param $len i32)
    (loop $next
      (call $read (global.get $file) (i64.extend_i32_u (local.get $len)) (global.get $offset) (i32.const 0))
      (if (i32.load8_u (i32.const 0)) (then unreachable))
      (global.set $offset (i64.add (global.get $offset) (i64.load32_u (i32.const 8))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "write") (param $n i32) (param $len i32)
    (loop $next
      (call $write (global.get $out) (i32.const 1048576) (local.get $len) (i32.const 0))
      (if (i32.load8_u (i32.const 0)) (then unreachable))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "stat") (param $n i32) (param $len i32)
    (loop $next
      (call $hash (global.get $directory) (i32.const 0) (i32.const 260) (i32.const 4) (i32.const 0))
      (if (i32.load8_u (i32.const 0)) (then unreachable))
      (call $stat (global.get $directory) (i32.const 0) (i32.const 260) (i32.const 4) (i32.const 0))
      (if (i32.load8_u (i32.const 0)) (then unreachable))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "random") (param $n i32) (param $len i32)
    (loop $next
      (call $random (i64.extend_i32_u (local.get $len)) (i32.const 0))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (data (i32.const 256) "readfile"))"#;

/// The interfaces of WASI 0.2 that the adapter knows.
const WASI: &str = include_str!("../../preview1/adapter.wit");

const WORLD: &str = "
package bench:alone {
  world alone {
    import wasi:filesystem/preopens@0.2.12;
    import wasi:filesystem/types@0.2.12;
    import wasi:cli/stdout@0.2.12;
    import wasi:io/streams@0.2.12;
    import wasi:random/random@0.2.12;
    export start: func();
    export rewind: func();
    export read: func(n: u32, len: u32);
    export write: func(n: u32, len: u32);
    export stat: func(n: u32, len: u32);
    export random: func(n: u32, len: u32);
  }
}
";

struct Alone {
    store: Store<Preview2>,
    instance: Instance,
}

impl Alone {
    fn start(world: &World, files: &Directory) -> Alone {
        let guest = with_world(GUEST, &format!("{WASI}{WORLD}"), "bench:alone/alone");
        let component = componentize::Componentizer::new(&guest)
            .encode()
            .expect("the guest is wrapped");
        let component = Component::new(engine(), component).expect("the component is valid");
        let (mut ctx, _) = configure(world, files);
        ctx.stdout(SinkOutputStream);
        let mut store = Store::new(engine(), Preview2::new(ctx.build()));
        let instance = component_linker()
            .instantiate(&mut store, &component)
            .expect("the guest starts");
        let mut alone = Alone { store, instance };
        alone.call("start", &[]);
        alone
    }

    fn call(&mut self, export: &str, args: &[u32]) {
        let func = self.instance.get_func(&mut self.store, export);
        let args: Vec<Val> = args.iter().copied().map(Val::U32).collect();
        func.expect(export)
            .call(&mut self.store, &args, &mut [])
            .expect(export);
    }
}

/// What the report calls a row of these.
pub fn called(row: &str) -> String {
    format!("{row}, without an adapter")
}

/// Measures the rows, native and alone in turns.
pub fn measure(native: &mut Side, world: &World, files: &Directory) {
    let mut alone = Alone::start(world, files);
    for (name, export, len) in SAME {
        let row = ROWS
            .iter()
            .find(|row| row.name == name)
            .expect("a row of the report");
        let times = turns(native, row, &mut alone, (export, len));
        tell(&called(name), &Found::Times(&times));
    }
}

fn turns(native: &mut Side, row: &Row, alone: &mut Alone, (export, len): (&str, u32)) -> Rounds {
    batch(native, row, 1);
    let n = calls_in_batch(batch(native, row, 3), row);
    let mut one = |side: usize| match side {
        0 => batch(native, row, n),
        _ => {
            alone.call("rewind", &[]);
            let start = Instant::now();
            alone.call(export, &[n, len]);
            start.elapsed().as_nanos() as f64 / f64::from(n)
        }
    };
    (0..ROUNDS)
        .map(|round| match round % 2 {
            0 => vec![one(0), one(1)],
            _ => {
                let alone = one(1);
                vec![one(0), alone]
            }
        })
        .collect()
}
