//! Modules without `_start`: `_initialize`, exports called many times, calls of the host from inside exports and from
//! inside the guest's own realloc, during which may-leave is false.

mod support;

use std::fmt::Write;

use support::hosts::{self, Preview2, compared};
use support::preview1::{ERRNO, FUNCTIONS, MODULE, Param};
use support::script_guest::with_world;
use support::world::{Directory, Node, World, configure};
use wasmtime::Store;
use wasmtime::component::{Instance, WasmList};

/// Where the results of calls in realloc go: far away from what the canonical ABI uses.
const SCRATCH: u32 = 40_000;

/// Arguments with which each function does something.
fn arguments(name: &str) -> Vec<u32> {
    let out = SCRATCH;
    match name {
        "args_get" | "environ_get" => vec![out, out + 256],
        "args_sizes_get" | "environ_sizes_get" => vec![out, out + 8],
        "clock_res_get" => vec![1, out],
        "clock_time_get" => vec![1, 0, out],
        "fd_close" | "fd_sync" | "fd_datasync" => vec![4],
        "fd_read" | "fd_write" => vec![u32::from(name == "fd_write"), 1024, 1, out],
        "fd_tell" | "fd_fdstat_get" | "fd_filestat_get" => vec![4, out],
        "fd_prestat_get" => vec![3, out],
        "fd_prestat_dir_name" => vec![3, out, 1],
        "fd_readdir" => vec![3, out, 1000, 0, 1100],
        "fd_renumber" => vec![4, 5],
        "fd_seek" => vec![4, 0, 2, out],
        "path_open" => vec![3, 0, 1040, 4, 0, 66, 66, 0, out],
        "path_filestat_get" => vec![3, 0, 1040, 4, out],
        "poll_oneoff" => vec![1100, out, 1, out + 64],
        "random_get" => vec![out, 32],
        _ => {
            let function = FUNCTIONS.iter().find(|f| f.name == name).unwrap();
            function.params.iter().map(|_| 3).collect()
        }
    }
}

/// A reactor whose realloc calls every function but `proc_exit`, once `arm` has been called, and keeps the errnos.
fn guest() -> Vec<u8> {
    let called = || FUNCTIONS.iter().filter(|f| f.has_result());
    let mut imports = String::new();
    let mut probes = String::new();
    for (i, f) in called().enumerate() {
        let core: String = f.params.iter().map(|p| core_type(*p)).collect();
        let name = f.name;
        writeln!(
            imports,
            "(import \"{MODULE}\" \"{name}\" (func ${name} (param {core}) (result i32)))"
        )
        .unwrap();
        let constants: String = f
            .params
            .iter()
            .zip(arguments(name))
            .map(|(p, a)| format!("({}.const {a}) ", core_type(*p)))
            .collect();
        writeln!(
            probes,
            "(i32.store8 (i32.const {}) (call ${name} {constants}))",
            2048 + i
        )
        .unwrap();
    }
    let text = TEXT
        .replace("IMPORTS", &imports)
        .replace("PROBES", &probes)
        .replace("COUNT", &called().count().to_string());
    with_world(&text, WORLD, "reactor")
}

fn core_type(param: Param) -> &'static str {
    match param {
        Param::I32 => " i32",
        Param::I64 => " i64",
    }
}

const WORLD: &str = "package reactor:guest;
world reactor {
  export arm: func(on: bool);
  export greet: func(name: string) -> u32;
  export count: func() -> u32;
  export errnos: func() -> list<u8>;
}
";

/// 1024 holds a vector of the two bytes at 1032; 1040 a path; 1100 a subscription, all zeros.
const TEXT: &str = r#"(module
  IMPORTS
  (memory (export "memory") 2)
  (data (i32.const 1024) "\08\04\00\00\02\00\00\00ok")
  (data (i32.const 1040) "file")
  (global $armed (mut i32) (i32.const 0))
  (global $calls (mut i32) (i32.const 0))
  (func $probe PROBES)
  (func (export "_initialize")
    (global.set $calls (i32.const 1000))
    (drop (call $fd_write (i32.const 1) (i32.const 1024) (i32.const 1) (i32.const 1100)))
    (i32.store (i32.const 1100) (i32.const 0)))
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    ;; What is large is the published adapter's own.
    (if (i32.ge_u (local.get 3) (i32.const 65536))
      (then (return (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))))
    (if (global.get $armed) (then (call $probe)))
    (i32.const 8192))
  (func (export "arm") (param i32) (global.set $armed (local.get 0)))
  (func (export "greet") (param $at i32) (param $len i32) (result i32)
    (i32.store (i32.const 1060) (local.get $at))
    (i32.store (i32.const 1064) (local.get $len))
    (if (call $fd_write (i32.const 1) (i32.const 1060) (i32.const 1) (i32.const 1068)) (then unreachable))
    (i32.load (i32.const 1068)))
  (func (export "count") (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (if (call $clock_time_get (i32.const 1) (i64.const 0) (i32.const 1072)) (then unreachable))
    (if (call $path_open (i32.const 3) (i32.const 0) (i32.const 1040) (i32.const 4) (i32.const 0) (i64.const 66)
        (i64.const 66) (i32.const 0) (i32.const 1080)) (then unreachable))
    (if (call $fd_close (i32.load (i32.const 1080))) (then unreachable))
    (global.get $calls))
  (func (export "cabi_post_errnos") (param i32) (if (global.get $armed) (then (call $probe))))
  (func (export "errnos") (result i32)
    (i32.store (i32.const 1088) (i32.const 2048))
    (i32.store (i32.const 1092) (i32.const COUNT))
    (i32.const 1088))
)
"#;

struct Reactor {
    store: Store<Preview2>,
    instance: Instance,
    stdout: wasmtime_wasi::p2::pipe::MemoryOutputPipe,
    _dir: Directory,
}

impl Reactor {
    fn new() -> Reactor {
        let world = World::new().with("file", Node::file("0123456789"));
        let dir = Directory::new(&world.files);
        let (mut ctx, captured) = configure(&world, &dir);
        let mut store = Store::new(hosts::engine(), Preview2::new(ctx.build()));
        let component = hosts::component(compared(), &guest()).unwrap();
        let instance = hosts::component_linker()
            .instantiate(&mut store, &component)
            .unwrap();
        Reactor {
            store,
            instance,
            stdout: captured.stdout,
            _dir: dir,
        }
    }

    fn arm(&mut self, on: bool) {
        let arm = self
            .instance
            .get_typed_func::<(bool,), ()>(&mut self.store, "arm")
            .unwrap();
        arm.call(&mut self.store, (on,)).unwrap();
    }

    fn greet(&mut self, name: &str) -> u32 {
        let greet = self
            .instance
            .get_typed_func::<(&str,), (u32,)>(&mut self.store, "greet")
            .unwrap();
        greet.call(&mut self.store, (name,)).unwrap().0
    }

    fn count(&mut self) -> u32 {
        let count = self
            .instance
            .get_typed_func::<(), (u32,)>(&mut self.store, "count")
            .unwrap();
        count.call(&mut self.store, ()).unwrap().0
    }

    /// The errnos of the calls in realloc, by function.
    fn errnos(&mut self) -> Vec<(&'static str, &'static str)> {
        let errnos = self
            .instance
            .get_typed_func::<(), (WasmList<u8>,)>(&mut self.store, "errnos")
            .unwrap();
        let (list,) = errnos.call(&mut self.store, ()).unwrap();
        let names = FUNCTIONS.iter().filter(|f| f.has_result()).map(|f| f.name);
        let errnos = list.as_le_slice(&self.store);
        names
            .zip(errnos.iter().map(|e| ERRNO[usize::from(*e)]))
            .collect()
    }
}

#[test]
fn initialize_and_many_calls() {
    let mut reactor = Reactor::new();
    assert_eq!(reactor.stdout.contents(), &b"ok"[..]);
    for call in 1..=5000 {
        assert_eq!(reactor.count(), 1000 + call);
    }
    let resources = reactor.store.data_mut().table.iter_mut().count();
    for call in 1..=1000 {
        assert_eq!(reactor.greet("hello"), 5);
        assert_eq!(reactor.count(), 6000 + call);
    }
    assert!(reactor.store.data_mut().table.iter_mut().count() <= resources);
    assert_eq!(reactor.stdout.contents().len(), 2 + 5000);
}

/// While the host lowers an argument, realloc cannot call it: the answer is an errno, or comes from private memory.
#[test]
fn calls_from_inside_realloc() {
    for warm in [false, true] {
        let mut reactor = Reactor::new();
        if warm {
            reactor.count();
        }
        reactor.arm(true);
        for _ in 0..3 {
            assert_eq!(reactor.greet("from realloc"), 12);
            let errnos = reactor.errnos();
            let answer = |name: &str| errnos.iter().find(|e| e.0 == name).unwrap().1;
            assert_eq!(answer("sched_yield"), "success");
            for needs_the_host in [
                "fd_write",
                "clock_time_get",
                "random_get",
                "path_filestat_get",
            ] {
                assert_ne!(answer(needs_the_host), "success", "{needs_the_host}");
            }
            if warm {
                assert_eq!(answer("fd_prestat_get"), "success");
                assert_eq!(answer("fd_prestat_dir_name"), "success");
            }
        }
        reactor.arm(false);
        assert_eq!(reactor.greet("after"), 5);
        assert_eq!(reactor.count(), if warm { 1002 } else { 1001 });
        let printed = reactor.stdout.contents();
        assert!(printed.ends_with(b"from reallocafter"), "{printed:?}");
    }
}
