//! No input makes the library panic or hang: mutations of real modules, noise, and modules made by wasm-smith.
//!
//! Every case is a number, from which the input follows; a failure names it, and `CASE=number cargo test --test
//! robustness NAME` runs that one alone. `TIMES=10` runs ten times as many.

use arbitrary::Unstructured;
use componentize::{Componentizer, Error, Strip, Variant};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use wasi_preview1_component_adapter_provider as published;
use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// A small generator (splitmix64): the inputs must be the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }
}

/// Changes some bytes in the ways in which files get damaged, and in which formats get tricked.
fn mutate(random: &mut Random, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
    const TELLING: [u8; 8] = [0, 1, 0x0b, 0x40, 0x7f, 0x80, 0xfe, 0xff];
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(8) {
            0 => bytes[at] = random.next() as u8,
            1 => bytes[at] = TELLING[random.below(TELLING.len())],
            2 => bytes[at] ^= 1 << random.below(8),
            3 => bytes[at] = bytes[at].wrapping_add(1),
            4 => bytes.truncate(at),
            5 => drop(bytes.drain(at..end)),
            6 => {
                let run = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, run);
            }
            _ => {
                let other = &others[random.below(others.len())];
                let from = random.below(other.len());
                let until = (from + random.below(60)).min(other.len());
                bytes.splice(at..end, other[from..until].iter().copied());
            }
        }
    }
}

/// Runs `count` cases on all processors. A case may succeed or be refused; it must not panic, and must end soon.
fn run(name: &str, count: u64, case: impl Fn(u64) -> Result<Vec<u8>, Error> + Sync) {
    const SOON: Duration = Duration::from_secs(20);
    let only: Option<u64> = std::env::var("CASE")
        .ok()
        .map(|number| number.parse().unwrap());
    let times: u64 = std::env::var("TIMES").map_or(1, |times| times.parse().unwrap());
    let count = count * times;
    let next = AtomicU64::new(only.unwrap_or(0));
    let last = only.map_or(count, |only| only + 1);
    let wrapped = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= last {
                        return;
                    }
                    let start = Instant::now();
                    match catch_unwind(AssertUnwindSafe(|| case(number))) {
                        Ok(Ok(_)) => drop(wrapped.fetch_add(1, Ordering::Relaxed)),
                        // An internal error is a mistake of ours, or a panic that was caught.
                        Ok(Err(error)) => assert!(
                            !error.to_string().contains("internal error"),
                            "CASE={number} of `{name}`: {error}"
                        ),
                        Err(_) => panic!("CASE={number} of `{name}` panics"),
                    }
                    assert!(
                        start.elapsed() < SOON,
                        "CASE={number} of `{name}` takes too long"
                    );
                }
            });
        }
    });
    println!("{name}: {} of {count} wrapped", wrapped.into_inner());
}

fn with_world(text: &str, wit: &str) -> Vec<u8> {
    let mut module = wat::parse_str(text).unwrap();
    let mut resolve = Resolve::default();
    let package = resolve.push_str("test.wit", wit).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false).unwrap();
    module
}

const PLAIN: &str = r#"(module $named (@producers (language "C" "11"))
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

const COMMAND: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $a (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $b (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
    (import "env" "memory" (memory 1))
    (elem (i32.const 0) $a $b)
    (table 2 funcref)
    (func $start (export "_start") (drop (call $b (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
    (data (i32.const 0) "hello"))"#;

const GUEST: &str = r#"(module $guest
    (import "test:test/names" "[constructor]name" (func (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func (param i32 i32 i32 i32) (result i32)))
    (import "$root" "log" (func (param i32 i32)))
    (import "$root" "log" (func (param i32 i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "run") (param i32 i32) (result i32) i32.const 0)
    (func (export "cabi_post_run") (param i32))
    (func (export "test:test/names#[constructor]name") (param i32 i32) (result i32) i32.const 0)
    (func (export "test:test/names#[method]name.text") (param i32) (result i32) i32.const 0)
    (func (export "test:test/names#[dtor]name") (param i32)))"#;

const WORLD: &str = r#"
    package test:test;
    interface names {
        resource name { constructor(text: string); text: func() -> string; }
    }
    world w {
        import names;
        import log: func(text: string);
        export run: func(text: string) -> list<u8>;
        export names;
    }"#;

fn corpus() -> Vec<Vec<u8>> {
    vec![
        wat::parse_str(PLAIN).unwrap(),
        wat::parse_str(COMMAND).unwrap(),
        with_world(GUEST, WORLD),
    ]
}

fn mutated(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = corpus[random.below(corpus.len())].clone();
    mutate(random, &mut bytes, corpus);
    bytes
}

#[test]
fn mutated_modules() {
    let corpus = corpus();
    run("mutated_modules", 60_000, |case| {
        let module = mutated(&mut Random(case), &corpus);
        Componentizer::new(&module).encode()
    });
}

#[test]
fn mutated_modules_without_validation() {
    let corpus = corpus();
    run("mutated_modules_without_validation", 20_000, |case| {
        let module = mutated(&mut Random(case ^ 1 << 60), &corpus);
        Componentizer::new(&module).validate(false).encode()
    });
}

#[test]
fn mutated_modules_with_the_built_in_adapter() {
    let corpus = corpus();
    run("mutated_modules_with_the_built_in_adapter", 6_000, |case| {
        let module = mutated(&mut Random(case ^ 2 << 60), &corpus);
        Componentizer::new(&module).builtin_adapter(None).encode()
    });
}

/// Every option, by chance.
fn choose_options(random: &mut Random, componentizer: &mut Componentizer<'_>) {
    let mut maybe = || random.below(3) == 0;
    componentizer
        .emit_canonical_names(maybe())
        .merge_imports_based_on_semver(!maybe())
        .realloc_via_memory_grow(maybe())
        .return_call_ref(maybe())
        .reject_legacy_names(maybe() && maybe());
    if maybe() {
        componentizer.debug_names(maybe());
    }
    if maybe() {
        componentizer.strip(if maybe() { Strip::All } else { Strip::Debug });
    }
    if maybe() {
        componentizer.implements("label", "test:test/names");
    }
}

#[test]
fn mutated_modules_with_options() {
    let corpus = corpus();
    run("mutated_modules_with_options", 4_000, |case| {
        let mut random = Random(case ^ 7 << 60);
        let module = mutated(&mut random, &corpus);
        let mut componentizer = Componentizer::new(&module);
        let variants = [None, Some(Variant::Command), Some(Variant::Reactor)];
        componentizer.builtin_adapter(variants[random.below(3)]);
        choose_options(&mut random, &mut componentizer);
        componentizer.encode()
    });
}

#[test]
fn mutated_adapters() {
    let module = wat::parse_str(COMMAND.replace(
        r#"(import "env" "memory" (memory 1))"#,
        r#"(memory (export "memory") 1)"#,
    ));
    let module = module.unwrap();
    let adapters = [published::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER.to_vec()];
    run("mutated_adapters", 4_000, |case| {
        let adapter = mutated(&mut Random(case ^ 3 << 60), &adapters);
        Componentizer::new(&module)
            .adapter("wasi_snapshot_preview1", &adapter)
            .encode()
    });
}

#[test]
fn mutated_text() {
    let corpus: Vec<Vec<u8>> = [PLAIN, COMMAND, GUEST]
        .map(|text| text.as_bytes().to_vec())
        .into();
    run("mutated_text", 10_000, |case| {
        let text = mutated(&mut Random(case ^ 4 << 60), &corpus);
        Componentizer::new(&text).encode()
    });
}

#[test]
fn noise() {
    run("noise", 10_000, |case| {
        let mut random = Random(case ^ 5 << 60);
        let mut bytes = match case % 3 {
            0 => Vec::new(),
            1 => b"\0asm\x01\0\0\0".to_vec(),
            _ => b"(module ".to_vec(),
        };
        let count = random.below(200);
        bytes.extend(random.bytes(count));
        Componentizer::new(&bytes).builtin_adapter(None).encode()
    });
}

#[test]
fn modules_by_wasm_smith() {
    run("modules_by_wasm_smith", 1_500, |case| {
        let mut random = Random(case ^ 6 << 60);
        let seed = random.bytes(2_000);
        let Ok(module) =
            wasm_smith::Module::new(wasm_smith::Config::default(), &mut Unstructured::new(&seed))
        else {
            return Ok(Vec::new());
        };
        let mut bytes = module.to_bytes();
        if case % 2 == 0 {
            let others = [bytes.clone()];
            mutate(&mut random, &mut bytes, &others);
        }
        let mut componentizer = Componentizer::new(&bytes);
        if case % 4 == 1 {
            componentizer.builtin_adapter(None);
        }
        componentizer.encode()
    });
}
