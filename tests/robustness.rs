//! No input makes the library panic or hang: mutations of real modules, noise, and modules made by wasm-smith.

mod inputs;

use arbitrary::Unstructured;
use componentize::{Componentizer, Error, Strip, Variant};
use inputs::{IN_WORLD, PLAIN, Random, WORLD, cases, wat, with_field, with_world};
use std::sync::atomic::{AtomicU64, Ordering};
use wasi_preview1_component_adapter_provider as published;

/// Runs `count` cases. A case may succeed or be refused, but an internal error is a mistake of ours, or a panic that was
/// caught.
fn run(name: &str, count: u64, case: impl Fn(u64) -> Result<Vec<u8>, Error> + Sync) {
    let wrapped = AtomicU64::new(0);
    cases(name, count, |number| match case(number) {
        Ok(_) => drop(wrapped.fetch_add(1, Ordering::Relaxed)),
        Err(error) => assert!(!error.to_string().contains("internal error"), "{error:?}"),
    });
    println!("{name}: {} wrapped", wrapped.into_inner());
}

const COMMAND: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $a (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $b (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
    (import "env" "memory" (memory 1))
    (elem (i32.const 0) $a $b)
    (table 2 funcref)
    (func $start (export "_start") (drop (call $b (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
    (data (i32.const 0) "hello"))"#;

/// A module in a world that needs the adapter as well.
fn guest() -> String {
    let fd_read = r#"(import "wasi_snapshot_preview1" "fd_read" (func (param i32 i32 i32 i32) (result i32)))"#;
    with_field(IN_WORLD, fd_read)
}

fn corpus() -> Vec<Vec<u8>> {
    vec![wat(PLAIN), wat(COMMAND), with_world(&wat(&guest()), WORLD)]
}

#[test]
fn mutated_modules() {
    let corpus = corpus();
    run("mutated_modules", 60_000, |case| {
        let module = Random(case).mutated(&corpus);
        Componentizer::new(&module).encode()
    });
}

#[test]
fn mutated_modules_without_validation() {
    let corpus = corpus();
    run("mutated_modules_without_validation", 20_000, |case| {
        let module = Random(case ^ 1 << 60).mutated(&corpus);
        Componentizer::new(&module).validate(false).encode()
    });
}

#[test]
fn mutated_modules_with_the_built_in_adapter() {
    let corpus = corpus();
    run("mutated_modules_with_the_built_in_adapter", 6_000, |case| {
        let module = Random(case ^ 2 << 60).mutated(&corpus);
        Componentizer::new(&module).builtin_adapter().encode()
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
        let module = random.mutated(&corpus);
        let mut componentizer = Componentizer::new(&module);
        let variants = [Variant::Auto, Variant::Command, Variant::Reactor];
        componentizer
            .builtin_adapter()
            .variant(variants[random.below(3)]);
        choose_options(&mut random, &mut componentizer);
        componentizer.encode()
    });
}

#[test]
fn mutated_adapters() {
    let module = wat(&COMMAND.replace(
        r#"(import "env" "memory" (memory 1))"#,
        r#"(memory (export "memory") 1)"#,
    ));
    let adapters = [published::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER.to_vec()];
    run("mutated_adapters", 4_000, |case| {
        let adapter = Random(case ^ 3 << 60).mutated(&adapters);
        Componentizer::new(&module)
            .adapter("wasi_snapshot_preview1", &adapter)
            .encode()
    });
}

#[test]
fn mutated_text() {
    let corpus = [PLAIN, COMMAND, &guest()].map(|text| text.as_bytes().to_vec());
    run("mutated_text", 10_000, |case| {
        let text = Random(case ^ 4 << 60).mutated(&corpus);
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
        Componentizer::new(&bytes).builtin_adapter().encode()
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
            bytes = random.mutated(&[bytes]);
        }
        let mut componentizer = Componentizer::new(&bytes);
        if case % 4 == 1 {
            componentizer.builtin_adapter();
        }
        componentizer.encode()
    });
}
