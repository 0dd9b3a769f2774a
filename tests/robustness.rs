//! No input makes the library panic or hang: mutations of real modules, noise, and modules made by wasm-smith.

mod inputs;
#[allow(dead_code)]
#[path = "support/preview1.rs"]
mod preview1;

use arbitrary::Unstructured;
use componentize::{Componentizer, Error, Strip, Variant};
use inputs::{IN_WORLD, PLAIN, Random, WORLD, cases, checked, wat, with_field, with_world};
use preview1::{FUNCTIONS, Function, MODULE, Param};
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use wasi_preview1_component_adapter_provider as published;

/// Runs `count` cases. A case may succeed or be refused, but not with an internal error. At least `least` in a thousand
/// must succeed, or the cases show little.
fn run(name: &str, count: u64, least: u64, case: impl Fn(u64) -> Result<Vec<u8>, Error> + Sync) {
    let (ran, succeeded) = (AtomicU64::new(0), AtomicU64::new(0));
    cases(name, count, |number| {
        ran.fetch_add(1, Ordering::Relaxed);
        if checked(case(number)).is_some() {
            succeeded.fetch_add(1, Ordering::Relaxed);
        }
    });
    let (ran, succeeded) = (ran.into_inner(), succeeded.into_inner());
    println!("{name}: {succeeded} of {ran} wrapped");
    // A case that is run alone shows only itself.
    assert!(
        ran < 100 || succeeded * 1_000 >= ran * least,
        "{succeeded} of {ran} wrapped"
    );
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
    run("mutated_modules", 60_000, 15, |case| {
        let module = Random(case).mutated(&corpus);
        Componentizer::new(&module).encode()
    });
}

#[test]
fn mutated_modules_without_validation() {
    let corpus = corpus();
    run("mutated_modules_without_validation", 20_000, 15, |case| {
        let module = Random(case ^ 1 << 60).mutated(&corpus);
        Componentizer::new(&module).validate(false).encode()
    });
}

#[test]
fn mutated_modules_with_the_built_in_adapter() {
    let corpus = corpus();
    run(
        "mutated_modules_with_the_built_in_adapter",
        6_000,
        25,
        |case| {
            let module = Random(case ^ 2 << 60).mutated(&corpus);
            Componentizer::new(&module).builtin_adapter().encode()
        },
    );
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
    run("mutated_modules_with_options", 4_000, 15, |case| {
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
    run("mutated_adapters", 4_000, 15, |case| {
        let adapter = Random(case ^ 3 << 60).mutated(&adapters);
        Componentizer::new(&module)
            .adapter("wasi_snapshot_preview1", &adapter)
            .encode()
    });
}

#[test]
fn mutated_text() {
    let corpus = [PLAIN, COMMAND, &guest()].map(|text| text.as_bytes().to_vec());
    run("mutated_text", 10_000, 3, |case| {
        let text = Random(case ^ 4 << 60).mutated(&corpus);
        Componentizer::new(&text).encode()
    });
}

#[test]
fn noise() {
    run("noise", 10_000, 0, |case| {
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

/// All functions of preview1, one text import each.
fn preview1_imports() -> Vec<String> {
    let import = |function: &Function| {
        let mut ty = String::new();
        for param in function.params {
            let param = match param {
                Param::I32 => "i32",
                Param::I64 => "i64",
            };
            write!(ty, " (param {param})").unwrap();
        }
        if function.has_result() {
            ty.push_str(" (result i32)");
        }
        format!(r#"(import "{MODULE}" "{}" (func{ty}))"#, function.name)
    };
    FUNCTIONS.iter().map(import).collect()
}

/// A module of wasm-smith's that imports preview1, so that it goes through the splice: with one to four memories of any kind,
/// several tables, a start function, and the exports that decide how it is wrapped.
fn preview1_module(random: &mut Random) -> Vec<u8> {
    let mut imports = String::new();
    let all = preview1_imports();
    for _ in 0..=random.below(8) {
        imports.push_str(&all[random.below(all.len())]);
    }
    let mut exports = String::new();
    let program = r#"(func (export "_start"))"#;
    let library = r#"(func (export "_initialize"))"#;
    let realloc =
        r#"(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)"#;
    for export in [program, library, realloc] {
        if random.chance() {
            exports.push_str(export);
        }
    }
    // One in eight imports its memory instead, and one in eight has none.
    match random.below(8) {
        0 => imports.push_str(r#"(import "env" "memory" (memory 1))"#),
        1 => {}
        _ => exports.push_str(r#"(memory (export "memory") 1)"#),
    }
    let config = wasm_smith::Config {
        available_imports: Some(wat(&format!("(module {imports})"))),
        exports: Some(wat(&format!("(module {exports})"))),
        min_imports: 1,
        max_memories: 4,
        max_tables: 3,
        max_instructions: 100,
        custom_page_sizes_enabled: random.chance(),
        allow_start_export: random.chance(),
        ..wasm_smith::Config::default()
    };
    by_wasm_smith(random, &config)
}

/// A module of this kind. Some seeds make none.
fn by_wasm_smith(random: &mut Random, config: &wasm_smith::Config) -> Vec<u8> {
    let mut made = (0..100).filter_map(|_| {
        let seed = random.bytes(2_000);
        wasm_smith::Module::new(config.clone(), &mut Unstructured::new(&seed)).ok()
    });
    made.next()
        .expect("one seed in a hundred makes a module")
        .to_bytes()
}

#[test]
fn modules_by_wasm_smith() {
    run("modules_by_wasm_smith", 1_500, 250, |case| {
        let mut random = Random(case ^ 6 << 60);
        let mut module = by_wasm_smith(&mut random, &wasm_smith::Config::default());
        if case % 2 == 0 {
            module = random.mutated(&[module]);
        }
        Componentizer::new(&module).encode()
    });
}

/// Every component that comes out is valid: `encode` checks it.
#[test]
fn modules_by_wasm_smith_that_import_preview1() {
    let name = "modules_by_wasm_smith_that_import_preview1";
    let (tried, spliced) = (AtomicU64::new(0), AtomicU64::new(0));
    run(name, 1_000, 500, |case| {
        tried.fetch_add(1, Ordering::Relaxed);
        let mut random = Random(case ^ 8 << 60);
        let mut module = preview1_module(&mut random);
        if case % 8 == 0 {
            module = random.mutated(&[module]);
        }
        let mut componentizer = Componentizer::new(&module);
        componentizer.builtin_adapter();
        if case % 4 == 1 {
            choose_options(&mut random, &mut componentizer);
        }
        let component = componentizer.encode()?;
        let private = b"private-memory";
        if component.windows(private.len()).any(|name| name == private) {
            spliced.fetch_add(1, Ordering::Relaxed);
        }
        Ok(component)
    });
    let (tried, spliced) = (tried.into_inner(), spliced.into_inner());
    println!("{name}: {spliced} of {tried} went through the splice");
    assert!(
        tried < 100 || spliced * 2 >= tried,
        "{spliced} of {tried} went through the splice"
    );
}
