//! Whatever the input, `new` and `link` take it where wit-component does, and make the same of it, and refuse it where
//! wit-component refuses it or panics: with validation and without, for modules, users' adapters and libraries.

mod inputs;

use arbitrary::Unstructured;
use componentize::{Componentizer, Linker};
use inputs::{
    IN_WORLD, PLAIN, Random, WORLD, cases, wat, with_field, with_world, without_producers,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Compares what both make of one input. `theirs` is asked only where it can be: it has no end with worlds that depend on
/// each other in a circle, and makes room for all that a section's header promises.
fn compare(ours: Result<Vec<u8>, String>, theirs: impl FnOnce() -> Result<Vec<u8>, anyhow::Error>) {
    let unbearable = ["in a circle", "by its size, but the bytes end"];
    if let Err(message) = &ours
        && unbearable.iter().any(|text| message.contains(text))
    {
        return;
    }
    let theirs = catch_unwind(AssertUnwindSafe(theirs));
    match (ours, theirs) {
        (Ok(ours), Ok(Ok(theirs))) => assert!(
            without_producers(&ours) == without_producers(&theirs),
            "not the same"
        ),
        (Ok(_), Ok(Err(error))) => panic!("they refuse it: {error:?}"),
        (Ok(_), Err(_)) => panic!("they panic"),
        (Err(error), Ok(Ok(_))) => panic!("they take it, but: {error}"),
        (Err(_), _) => {}
    }
}

fn wrap(module: &[u8], adapter: Option<&[u8]>, validate: bool) {
    let mut ours = Componentizer::new(module);
    ours.validate(validate);
    if let Some(adapter) = adapter {
        ours.adapter("old", adapter);
    }
    let ours = ours.encode().map_err(|error| error.to_string());
    compare(ours, || {
        let mut theirs = wit_component::ComponentEncoder::default();
        theirs.validate(validate).debug_names(true);
        if let Some(adapter) = adapter {
            theirs.adapter("old", adapter)?;
        }
        theirs.module(module)?.encode()
    });
}

#[test]
fn modules() {
    let modules = [wat(PLAIN), with_world(&wat(IN_WORLD), WORLD)];
    cases("modules", 20_000, |case| {
        let module = Random(case).mutated(&modules);
        wrap(&module, None, case % 2 == 0);
    });
}

#[test]
fn modules_by_wasm_smith() {
    cases("modules_by_wasm_smith", 4_000, |case| {
        let mut random = Random(case);
        let config = wasm_smith::Config {
            max_imports: 0,
            exceptions_enabled: random.chance(),
            gc_enabled: random.chance(),
            memory64_enabled: random.chance(),
            threads_enabled: random.chance(),
            wide_arithmetic_enabled: random.chance(),
            custom_page_sizes_enabled: random.chance(),
            ..wasm_smith::Config::default()
        };
        let seed = random.bytes(1_000);
        let Ok(module) = wasm_smith::Module::new(config, &mut Unstructured::new(&seed)) else {
            return;
        };
        let mut bytes = module.to_bytes();
        if case % 4 > 1 {
            bytes = random.mutated(&[bytes]);
        }
        wrap(&bytes, None, case % 2 == 0);
    });
}

#[test]
fn adapters() {
    let import = r#"(import "old" "print" (func (param i32 i32)))"#;
    let module = with_world(&wat(&with_field(IN_WORLD, import)), WORLD);
    let adapter = r#"(module
        (import "env" "memory" (memory 0))
        (import "__main_module__" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
        (import "$root" "log" (func $log (param i32 i32)))
        (global $stack (mut i32) (i32.const 0))
        (func (export "print") (param i32 i32)
            (drop (call $realloc (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 8)))
            (call $log (local.get 0) (local.get 1)))
        (func (export "unused") (result i32) (i32.load (global.get $stack))))"#;
    let adapters = [with_world(
        &wat(adapter),
        "package old:old; world w { import log: func(text: string); }",
    )];
    cases("adapters", 10_000, |case| {
        let adapter = Random(case).mutated(&adapters);
        wrap(&module, Some(&adapter), case % 2 == 0);
    });
}

#[test]
fn libraries() {
    let main = r#"(module
        (@dylink.0 (mem-info (memory 8 4)) (needed "b"))
        (import "env" "memory" (memory 1))
        (import "env" "__memory_base" (global $base i32))
        (import "env" "__stack_pointer" (global (mut i32)))
        (import "env" "twice" (func $twice (param i32) (result i32)))
        (import "GOT.mem" "counter" (global (mut i32)))
        (import "GOT.func" "twice" (global (mut i32)))
        (import "test:link/log" "log" (func $log (param i32)))
        (data (global.get $base) "data")
        (func (export "run") (param i32) (result i32)
            (call $log (local.get 0))
            (call $twice (local.get 0))))"#;
    let world = r#"package test:link;
        interface log { log: func(x: u32); }
        world w { import log; export run: func(x: u32) -> u32; }"#;
    let needed = r#"(module
        (@dylink.0 (mem-info (memory 4 4)))
        (import "env" "memory" (memory 1))
        (import "env" "__memory_base" (global $base i32))
        (global (export "counter") i32 (i32.const 0))
        (func (export "__wasm_call_ctors"))
        (func (export "twice") (param i32) (result i32)
            (i32.mul (local.get 0) (i32.const 2))))"#;
    let alone = r#"(module (@dylink.0 (mem-info)) (func (export "alone")))"#;
    let libraries = [with_world(&wat(main), world), wat(needed), wat(alone)];
    cases("libraries", 20_000, |case| {
        let mut random = Random(case);
        let mut libraries = libraries.clone();
        let which = random.below(3);
        libraries[which] = random.mutated(&libraries[which..=which]);
        link(&libraries, case % 2 == 0, random.chance());
    });
}

fn link(libraries: &[Vec<u8>; 3], validate: bool, stub: bool) {
    let names = ["a", "b", "c"];
    let mut ours = Linker::new();
    ours.stub_missing_functions(stub).validate(validate);
    for (name, library) in names.iter().zip(libraries) {
        ours.library(name, library);
    }
    let ours = ours.encode().map_err(|error| format!("{error:#}"));
    compare(ours, || {
        let mut theirs = wit_component::Linker::default();
        theirs.stub_missing_functions(stub);
        theirs.encoder().validate(validate).debug_names(true);
        for (name, library) in names.iter().zip(libraries) {
            theirs.library(name, library, false)?;
        }
        theirs.encode()
    });
}
