//! The guest of the benchmark: it makes a call as often as it is told, so that the way into the guest is not measured.

use std::fmt::Write;
use std::sync::OnceLock;

use wasmtime::component::{self, InstancePre as ComponentPre};
use wasmtime::{CallHook, Func, InstancePre, Store, Val};
use wasmtime_wasi::p2::pipe::SinkOutputStream;

use crate::support::hosts::{self, Host, Preview1, Preview2};
use crate::support::preview1::{FUNCTIONS, MODULE, Param};
use crate::support::script_guest::with_world;
use crate::support::world::{Directory, World, configure};

/// Where things lie in the guest's memory.
pub const VECTOR: u32 = 65536;
pub const PATH: u32 = 65536 + 4096;
pub const OUT: u32 = 65536 + 8192;
pub const DATA: u32 = 1 << 20;

/// The functions that can be repeated: an export of each name with dashes takes a count, then the arguments.
const REPEATED: &[&str] = &[
    "args_get",
    "args_sizes_get",
    "clock_time_get",
    "environ_get",
    "environ_sizes_get",
    "fd_filestat_set_size",
    "fd_read",
    "fd_seek",
    "fd_write",
    "path_filestat_get",
    "path_open",
    "random_get",
];

const REST: &str = r#"
  (import "wasi_snapshot_preview1" "fd_pread" (func $fd_pread (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_readdir" (func $fd_readdir (param i32 i32 i32 i64 i32) (result i32)))
  (memory (export "memory") 48)
  (func (export "poke") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "peek") (param i32) (result i32) (i32.load (local.get 0)))
  ;; Offsets go round below a power of two, by steps.
  (func (export "fd-pread") (param $n i32) (param $fd i32) (param $step i64) (param $mask i64) (result i32)
    (local $errno i32) (local $offset i64)
    (loop $next
      (local.set $errno (i32.or (local.get $errno)
        (call $fd_pread (local.get $fd) (i32.const 65536) (i32.const 1) (local.get $offset) (i32.const 73728))))
      (local.set $offset (i64.and (i64.add (local.get $offset) (local.get $step)) (local.get $mask)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $errno))
  ;; Sets one buffer of the vector, from the start of the data on.
  (func $buffer (param $index i32) (param $from i32) (param $len i32)
    (i32.store offset=65536 (i32.shl (local.get $index) (i32.const 3)) (i32.add (local.get $from) (i32.const 1048576)))
    (i32.store offset=65540 (i32.shl (local.get $index) (i32.const 3)) (local.get $len)))
  ;; Reads or writes all of a vector of $count buffers of $len bytes, in as many calls as it takes: a call goes on where
  ;; the last one ended, in the middle of a buffer if need be.
  (func (export "whole") (param $n i32) (param $write i32) (param $fd i32) (param $count i32) (param $len i32)
    (result i32)
    (local $errno i32) (local $done i32) (local $at i32)
    (loop $next
      (local.set $done (i32.const 0))
      (loop $rest
        (local.set $at (i32.div_u (local.get $done) (local.get $len)))
        (call $buffer (local.get $at) (local.get $done)
          (i32.sub (i32.mul (i32.add (local.get $at) (i32.const 1)) (local.get $len)) (local.get $done)))
        (local.set $errno (i32.or (local.get $errno)
          (if (result i32) (local.get $write)
            (then (call $fd_write (local.get $fd) (i32.add (i32.const 65536) (i32.shl (local.get $at) (i32.const 3)))
              (i32.sub (local.get $count) (local.get $at)) (i32.const 73728)))
            (else (call $fd_read (local.get $fd) (i32.add (i32.const 65536) (i32.shl (local.get $at) (i32.const 3)))
              (i32.sub (local.get $count) (local.get $at)) (i32.const 73728))))))
        (call $buffer (local.get $at) (i32.mul (local.get $at) (local.get $len)) (local.get $len))
        (local.set $done (i32.add (local.get $done) (i32.load (i32.const 73728))))
        (br_if $rest (i32.lt_u (local.get $done) (i32.mul (local.get $count) (local.get $len)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $errno))
  (func (export "open-close") (param $n i32) (result i32)
    (local $errno i32)
    (loop $next
      (local.set $errno (i32.or (local.get $errno)
        (call $path_open (i32.const 3) (i32.const 0) (i32.const 69632) (i32.const 4) (i32.const 0) (i64.const 66)
          (i64.const 66) (i32.const 0) (i32.const 73728))))
      (local.set $errno (i32.or (local.get $errno) (call $fd_close (i32.load (i32.const 73728)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $errno))
  ;; Reads a directory to its end, as a libc does; the number of entries.
  (func (export "readdir") (param $fd i32) (param $len i32) (result i32)
    (local $cookie i64) (local $entries i32) (local $at i32) (local $used i32) (local $next i32)
    (loop $more
      (if (call $fd_readdir (local.get $fd) (i32.const 1048576) (local.get $len) (local.get $cookie)
          (i32.const 73728)) (then unreachable))
      (local.set $used (i32.load (i32.const 73728)))
      (local.set $at (i32.const 0))
      (block $done
        (loop $entry
          (br_if $done (i32.gt_u (i32.add (local.get $at) (i32.const 24)) (local.get $used)))
          (local.set $next (i32.add (local.get $at) (i32.add (i32.const 24)
            (i32.load offset=1048592 (local.get $at)))))
          (br_if $done (i32.gt_u (local.get $next) (local.get $used)))
          (local.set $cookie (i64.load offset=1048576 (local.get $at)))
          (local.set $entries (i32.add (local.get $entries) (i32.const 1)))
          (local.set $at (local.get $next))
          (br $entry)))
      (br_if $more (i32.eq (local.get $used) (local.get $len))))
    (local.get $entries))
)
"#;

const REST_OF_WORLD: &str = "  export poke: func(at: u32, value: u32);
  export peek: func(at: u32) -> u32;
  export fd-pread: func(n: u32, fd: u32, step: u64, mask: u64) -> u32;
  export whole: func(n: u32, write: u32, fd: u32, count: u32, len: u32) -> u32;
  export open-close: func(n: u32) -> u32;
  export readdir: func(fd: u32, len: u32) -> u32;
}
";

fn guest() -> &'static [u8] {
    static GUEST: OnceLock<Vec<u8>> = OnceLock::new();
    GUEST.get_or_init(|| {
        let (mut imports, mut loops) = (String::from("(module\n"), String::new());
        let mut world = String::from("package bench:guest;\nworld bench {\n");
        for f in FUNCTIONS.iter().filter(|f| REPEATED.contains(&f.name)) {
            let name = f.name;
            let core: String = f.params.iter().map(|p| core_type(*p)).collect();
            let count = f.params.len();
            let gets: String = (1..=count).map(|i| format!("local.get {i} ")).collect();
            writeln!(
                imports,
                "(import \"{MODULE}\" \"{name}\" (func ${name} (param{core}) (result i32)))"
            )
            .unwrap();
            let export = name.replace('_', "-");
            let errno = count + 1;
            writeln!(
                loops,
                "(func (export \"{export}\") (param i32{core}) (result i32) (local i32)
  (loop local.get {errno} {gets} call ${name} i32.or local.set {errno}
    (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get {errno}))"
            )
            .unwrap();
            let params: String = f.params.iter().enumerate().map(wit_param).collect();
            writeln!(world, "  export {export}: func(n: u32{params}) -> u32;").unwrap();
        }
        let (rest_imports, rest) = REST.split_at(REST.find("(memory").unwrap());
        let wat = format!("{imports}{rest_imports}{loops}{rest}");
        with_world(&wat, &format!("{world}{REST_OF_WORLD}"), "bench")
    })
}

fn core_type(param: Param) -> &'static str {
    match param {
        Param::I32 => " i32",
        Param::I64 => " i64",
    }
}

fn wit_param((i, param): (usize, &Param)) -> String {
    match param {
        Param::I32 => format!(", a{i}: u32"),
        Param::I64 => format!(", a{i}: u64"),
    }
}

/// An argument of an export.
#[derive(Clone, Copy)]
pub enum Arg {
    /// An `i32`.
    A(u32),
    /// An `i64`.
    B(u64),
}

/// The guest on one host.
pub enum Side {
    Native(Store<Preview1>, wasmtime::Instance),
    Component(Store<Preview2>, component::Instance),
}

/// What instances are made from, on one host.
pub enum Pre {
    Native(InstancePre<Preview1>),
    Component(ComponentPre<Preview2>),
}

impl Pre {
    /// Compiles the guest for a host.
    pub fn new(host: Host) -> Pre {
        let linked = match host {
            Host::Native => hosts::core_linker()
                .instantiate_pre(&hosts::module(guest()).expect("the guest compiles"))
                .map(Pre::Native),
            host => hosts::component_linker()
                .instantiate_pre(&hosts::component(host, guest()).expect("the guest is wrapped"))
                .map(Pre::Component),
        };
        linked.expect("the guest links")
    }

    /// Starts the guest on a directory; `counted` says whether calls of the host are counted, which takes time itself.
    pub fn start(&self, world: &World, dir: &Directory, counted: bool) -> Side {
        let (mut ctx, _) = configure(world, dir);
        ctx.stdout(SinkOutputStream);
        match self {
            Pre::Native(pre) => {
                let ctx = ctx.build_p1();
                let mut store = Store::new(hosts::engine(), Preview1 { ctx, calls: 0 });
                if counted {
                    store.call_hook(|mut store, hook| {
                        store.data_mut().calls += u64::from(matches!(hook, CallHook::CallingHost));
                        Ok(())
                    });
                }
                let instance = pre.instantiate(&mut store).expect("the guest starts");
                Side::Native(store, instance)
            }
            Pre::Component(pre) => {
                let mut store = Store::new(hosts::engine(), Preview2::new(ctx.build()));
                if counted {
                    store.call_hook(|mut store, hook| {
                        store.data_mut().calls += u64::from(matches!(hook, CallHook::CallingHost));
                        Ok(())
                    });
                }
                let instance = pre.instantiate(&mut store).expect("the guest starts");
                Side::Component(store, instance)
            }
        }
    }
}

impl Side {
    /// Calls an export; its result.
    pub fn call(&mut self, export: &str, args: &[Arg]) -> u32 {
        match self {
            Side::Native(store, instance) => {
                let func: Func = instance.get_func(&mut *store, export).expect(export);
                let args: Vec<Val> = args
                    .iter()
                    .map(|arg| match arg {
                        Arg::A(n) => Val::I32(*n as i32),
                        Arg::B(n) => Val::I64(*n as i64),
                    })
                    .collect();
                let mut results = [Val::I32(0)];
                let count = func.ty(&*store).results().len();
                func.call(&mut *store, &args, &mut results[..count])
                    .expect(export);
                results[0].unwrap_i32() as u32
            }
            Side::Component(store, instance) => {
                let func = instance.get_func(&mut *store, export).expect(export);
                let args: Vec<component::Val> = args
                    .iter()
                    .map(|arg| match arg {
                        Arg::A(n) => component::Val::U32(*n),
                        Arg::B(n) => component::Val::U64(*n),
                    })
                    .collect();
                let mut results = [component::Val::U32(0)];
                let count = usize::from(export != "poke");
                func.call(&mut *store, &args, &mut results[..count])
                    .expect(export);
                match results[0] {
                    component::Val::U32(n) => n,
                    _ => unreachable!("exports return `u32`"),
                }
            }
        }
    }

    /// Writes a word of the guest's memory.
    pub fn poke(&mut self, at: u32, value: u32) {
        self.call("poke", &[Arg::A(at), Arg::A(value)]);
    }

    /// How often the guest called the host, if that is counted.
    pub fn host_calls(&self) -> u64 {
        match self {
            Side::Native(store, _) => store.data().calls,
            Side::Component(store, _) => store.data().calls,
        }
    }
}
