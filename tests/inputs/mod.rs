//! Inputs that several tests share: sample modules and a world, and their mutations.
//!
//! Every case of a mutation test is a number, from which the input follows; a failure names it, and `CASE=number cargo
//! test --test FILE NAME` runs that one alone. `TIMES=10` runs ten times as many.

// Each test binary uses its own part of this.
#![allow(dead_code)]

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// A module without a world, with every kind of section.
pub const PLAIN: &str = r#"(module $named (@producers (language "C" "11"))
    (type $unused (func (param f32)))
    (memory (export "memory") 1)
    (table $table 3 funcref)
    (global $global (export "global") (mut i32) (i32.const 7))
    (elem $elements (i32.const 0) $first $second)
    (func $first (param $x i32) (result i32) (local $y i64) local.get $x)
    (func $second (export "second") call $start)
    (func $start (data.drop $bytes))
    (start $start)
    (data $bytes "passive")
    (data (i32.const 8) "active"))"#;

/// A world with functions, a resource, strings and lists, imported and exported.
pub const WORLD: &str = r#"
    package test:test;
    interface names {
        resource name { constructor(text: string); text: func() -> string; }
        all: func() -> list<string>;
    }
    world w {
        import names;
        import log: func(text: string);
        export run: func(text: string) -> list<u8>;
        export names;
    }"#;

/// A module for that world, which imports one function twice.
pub const IN_WORLD: &str = r#"(module $guest
    (import "test:test/names" "[constructor]name" (func (param i32 i32) (result i32)))
    (import "test:test/names" "all" (func (param i32)))
    (import "$root" "log" (func (param i32 i32)))
    (import "$root" "log" (func (param i32 i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "run") (param i32 i32) (result i32) i32.const 0)
    (func (export "cabi_post_run") (param i32))
    (func (export "test:test/names#[constructor]name") (param i32 i32) (result i32) i32.const 0)
    (func (export "test:test/names#[method]name.text") (param i32) (result i32) i32.const 0)
    (func (export "test:test/names#[dtor]name") (param i32))
    (func (export "test:test/names#all") (result i32) i32.const 0)
    (data (i32.const 0) "data"))"#;

/// A module's text with another field in front.
pub fn with_field(module: &str, field: &str) -> String {
    module.replacen("(module $guest", &format!("(module $guest {field}"), 1)
}

/// A module from its text.
pub fn wat(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

/// A module with a world embedded, the only one of its package.
pub fn with_world(module: &[u8], world: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("test.wit", world).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    let mut module = module.to_vec();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    module
}

/// A small generator (splitmix64): the inputs must be the same on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    pub fn chance(&mut self) -> bool {
        self.below(2) == 0
    }

    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }

    /// One of the inputs, changed in the ways in which files get damaged, and in which formats get tricked.
    pub fn mutated(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = inputs[self.below(inputs.len())].clone();
        for _ in 0..=self.below(4) {
            if !bytes.is_empty() {
                self.mutate(&mut bytes, inputs);
            }
        }
        bytes
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        const TELLING: [u8; 8] = [0, 1, 0x0b, 0x40, 0x7f, 0x80, 0xfe, 0xff];
        let at = self.below(bytes.len());
        let end = (at + self.below(40)).min(bytes.len());
        match self.below(8) {
            0 => bytes[at] = self.next() as u8,
            1 => bytes[at] = TELLING[self.below(TELLING.len())],
            2 => bytes[at] ^= 1 << self.below(8),
            3 => bytes[at] = bytes[at].wrapping_add(1),
            4 => bytes.truncate(at),
            5 => drop(bytes.drain(at..end)),
            6 => {
                let run = bytes[at..end].to_vec();
                let to = self.below(bytes.len());
                bytes.splice(to..to, run);
            }
            _ => {
                let other = &others[self.below(others.len())];
                let from = self.below(other.len());
                let until = (from + self.below(60)).min(other.len());
                bytes.splice(at..end, other[from..until].iter().copied());
            }
        }
    }
}

/// Asserts that an error is about the input: an internal error is a mistake of ours, or a panic that was caught. It may stand
/// anywhere in the chain.
pub fn assert_not_internal(error: &anyhow::Error) {
    for cause in error.chain() {
        let message = cause.to_string();
        assert!(!message.contains("internal error"), "{error:?}");
    }
}

/// What a function gave, if it did; an error must be about the input.
pub fn checked<T>(result: Result<T, impl Into<anyhow::Error>>) -> Option<T> {
    result
        .map_err(|error| assert_not_internal(&error.into()))
        .ok()
}

/// How long a case may take, on a machine that does many other things: what takes longer hangs.
const MOST: Duration = Duration::from_secs(120);

/// What the threads are at.
struct Running {
    /// How many threads have not ended.
    threads: usize,
    /// The case that each runs, and since when.
    cases: HashMap<thread::ThreadId, (u64, Instant)>,
}

/// Ends the process when a case hangs: no thread can be stopped from outside.
fn watch(name: &str, running: &Mutex<Running>, ended: &Condvar) {
    let mut running = running.lock().unwrap();
    while running.threads > 0 {
        for (number, since) in running.cases.values() {
            if since.elapsed() > MOST {
                eprintln!("CASE={number} of `{name}` has run for {MOST:?}: it hangs");
                std::process::abort();
            }
        }
        let second = Duration::from_secs(1);
        running = ended.wait_timeout(running, second).unwrap().0;
    }
}

/// Runs `count` cases on all processors, and says which one panicked, or hangs.
pub fn cases(name: &str, count: u64, case: impl Fn(u64) + Sync) {
    let number = |variable| {
        let text = std::env::var(variable).ok();
        text.map(|text| text.parse::<u64>().unwrap())
    };
    let count = count * number("TIMES").unwrap_or(1);
    let only = number("CASE");
    let next = AtomicU64::new(only.unwrap_or(0));
    let end = only.map_or(count, |only| only + 1);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let running = Mutex::new(Running {
        threads,
        cases: HashMap::new(),
    });
    let ended = Condvar::new();
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= end {
                return;
            }
            let started = (number, Instant::now());
            let thread = thread::current().id();
            running.lock().unwrap().cases.insert(thread, started);
            if catch_unwind(AssertUnwindSafe(|| case(number))).is_err() {
                panic!("CASE={number} of `{name}` fails");
            }
        }
    };
    let watched = || {
        let worked = catch_unwind(AssertUnwindSafe(work));
        let mut running = running.lock().unwrap();
        running.threads -= 1;
        running.cases.remove(&thread::current().id());
        drop(running);
        ended.notify_all();
        if let Err(panic) = worked {
            resume_unwind(panic);
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(watched);
        }
        scope.spawn(|| watch(name, &running, &ended));
    });
}

/// A component without its outermost section `producers`, in which `componentize` names itself.
#[allow(dead_code)]
pub fn without_producers(component: &[u8]) -> Vec<u8> {
    let mut kept = component[..8].to_vec();
    let mut reader = wasmparser::BinaryReader::new(&component[8..], 8);
    while !reader.eof() {
        let start = reader.original_position() as usize;
        let id = reader.read_u8().unwrap();
        let size = reader.read_var_u32().unwrap();
        let contents = reader.read_bytes(size as usize).unwrap();
        if id != 0 || !contents.starts_with(b"\x09producers") {
            kept.extend_from_slice(&component[start..reader.original_position() as usize]);
        }
    }
    kept
}
