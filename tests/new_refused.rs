//! What `componentize new` refuses, and the messages.
//!
//! The messages are in `tests/golden/new`; `BLESS=1 cargo test --test new_refused` rewrites them.

mod expected;
mod new;

use componentize::{Componentizer, Error, Variant};
use new::{new, stderr};
use std::fs;
use tempfile::TempDir;

/// Adapters, as the library is told about them.
#[derive(Clone, Copy)]
enum Adapt {
    None,
    BuiltIn(Variant),
    File(&'static str, &'static str),
}

use Adapt::BuiltIn;

/// Refuses `module` through the library with an error that `expected` accepts, and through the binary with the message
/// in the golden file.
fn assert_refused(name: &str, module: &[u8], adapt: Adapt, expected: impl Fn(&Error) -> bool) {
    let mut componentizer = Componentizer::new(module);
    let mut arguments = vec!["module".to_string()];
    let directory = TempDir::new().unwrap();
    match adapt {
        Adapt::None => {}
        Adapt::BuiltIn(variant) => {
            componentizer.builtin_adapter().variant(variant);
            let suffix = match variant {
                Variant::Auto => String::new(),
                variant => format!("={variant}"),
            };
            arguments.push(format!("--adapt=wasi_snapshot_preview1{suffix}"));
        }
        Adapt::File(name, text) => {
            componentizer.adapter(name, text.as_bytes());
            fs::write(directory.path().join("adapter.wat"), text).unwrap();
            arguments.push(format!("--adapt={name}=adapter.wat"));
        }
    }
    let error = componentizer.encode().expect_err(name);
    assert!(expected(&error), "{name}: {error:?}");

    fs::write(directory.path().join("module"), module).unwrap();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = new(directory.path(), &arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{name}");
    assert!(output.stdout.is_empty(), "{name}");
    expected::hold(&format!("tests/golden/new/{name}.txt"), &stderr(&output));
}

fn wasm(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap()
}

const FD_WRITE: &str =
    r#"(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))"#;

fn importing(import: &str, rest: &str) -> Vec<u8> {
    wasm(&format!("(module {import} {rest})"))
}

#[test]
fn refuses_what_is_no_core_module() {
    assert_refused("empty", b"", Adapt::None, |error| {
        matches!(error, Error::NotWasm { .. })
    });
    let elf = b"\x7fELF\x02\x01\x01";
    assert_refused("native", elf, Adapt::None, |error| {
        matches!(error, Error::NotWasm { .. })
    });
    assert_refused("prose", b"hello", Adapt::None, |error| {
        matches!(error, Error::NotWasm { .. })
    });
    assert_refused("noise", b"\xff\xfe\0\x01", Adapt::None, |error| {
        matches!(error, Error::NotWasm { .. })
    });
    assert_refused(
        "text-syntax",
        b"(module\n  (func (param i33)))",
        Adapt::None,
        |error| matches!(error, Error::Text { place, .. } if (place.line, place.column) == (2, 16)),
    );
    assert_refused("component", &wasm("(component)"), Adapt::None, |error| {
        matches!(error, Error::AlreadyComponent)
    });
    assert_refused("component-text", b"(component)", Adapt::None, |error| {
        matches!(error, Error::AlreadyComponent)
    });
}

#[test]
fn refuses_what_is_malformed_by_its_place() {
    let module = wasm("(module (func (result i32) i32.const 1))");
    let malformed = |offset: u64| move |error: &Error| matches!(error, Error::Malformed { offset: found, .. } if *found == offset);
    let cut = &module[..module.len() - 2];
    assert_refused("cut-short", cut, Adapt::None, malformed(23));
    assert_refused("cut-in-header", &module[..6], Adapt::None, malformed(4));
    let mut version = module.clone();
    version[4] = 2;
    assert_refused("version", &version, Adapt::None, malformed(4));

    // The body `i32.const 1` becomes `i32.const` of two bytes and no `end`, in a module with an offset that no
    // component around it has.
    let mut body = module.clone();
    let place = body.len() - 3;
    assert_eq!(body[place..], [0x41, 1, 0x0b]);
    body[place] = 0x42;
    assert_refused(
        "body",
        &body,
        Adapt::None,
        move |error| matches!(error, Error::Malformed { offset, function: Some(0), .. } if *offset == place as u64 + 2),
    );
    let mut built_in = importing(
        FD_WRITE,
        r#"(memory (export "memory") 1) (func (result i32) i32.const 1)"#,
    );
    let place = built_in
        .windows(3)
        .position(|bytes| bytes == [0x41, 1, 0x0b])
        .unwrap();
    built_in[place] = 0x42;
    assert_refused(
        "body-adapted",
        &built_in,
        BuiltIn(Variant::Auto),
        move |error| matches!(error, Error::Malformed { offset, function: Some(1), .. } if *offset == place as u64 + 2),
    );
}

/// Whether the error names exactly these import modules.
fn modules(wanted: &'static [&'static str]) -> impl Fn(&Error) -> bool {
    move |error| match error {
        Error::UnknownImports { modules } => modules
            .iter()
            .map(|import| import.module.as_str())
            .eq(wanted.iter().copied()),
        _ => false,
    }
}

#[test]
fn refuses_imports_that_nobody_provides() {
    assert_refused(
        "no-adapter",
        &importing(FD_WRITE, ""),
        Adapt::None,
        |error| matches!(error, Error::NoAdapter { functions, .. } if functions == &["fd_write"]),
    );
    let unstable = FD_WRITE.replace("wasi_snapshot_preview1", "wasi_unstable");
    assert_refused(
        "unstable",
        &importing(&unstable, ""),
        BuiltIn(Variant::Auto),
        |error| matches!(error, Error::WasiUnstable { functions } if functions == &["fd_write"]),
    );
    let env = r#"(import "env" "getaddrinfo" (func)) (import "env" "setjmp" (func (result i32)))"#;
    assert_refused("env", &importing(env, ""), Adapt::None, modules(&["env"]));
    let rest = r#"(memory (export "memory") 1)"#;
    let mixed =
        format!(r#"{FD_WRITE} {env} (import "gojs" "runtime" (func)) (import "mine" "f" (func))"#);
    assert_refused(
        "many",
        &importing(&mixed, rest),
        BuiltIn(Variant::Auto),
        modules(&["env", "gojs", "mine"]),
    );
}

#[test]
fn refuses_imports_that_have_a_usual_cause() {
    let dashed = FD_WRITE.replace("wasi_snapshot_preview1", "wasi-snapshot-preview1");
    assert_refused(
        "dashes",
        &importing(&dashed, ""),
        Adapt::None,
        modules(&["wasi-snapshot-preview1"]),
    );
    let interface = r#"(import "wasi:cli/stdout@0.2.0" "get-stdout" (func (result i32)))"#;
    assert_refused(
        "no-world",
        &importing(interface, ""),
        Adapt::None,
        modules(&["wasi:cli/stdout@0.2.0"]),
    );
    let dynamic = r#"(import "env" "__memory_base" (global i32)) (import "GOT.mem" "errno" (global (mut i32)))"#;
    assert_refused(
        "dynamic-library",
        &importing(dynamic, ""),
        Adapt::None,
        modules(&["env", "GOT.mem"]),
    );
    let threads = r#"(import "wasi" "thread-spawn" (func (param i32) (result i32)))"#;
    assert_refused(
        "thread-spawn",
        &importing(threads, ""),
        Adapt::None,
        modules(&["wasi"]),
    );
}

#[test]
fn refuses_what_the_adapter_cannot_work_with() {
    let module = |rest: &str| importing(FD_WRITE, rest);
    assert_refused("no-memory", &module(""), BuiltIn(Variant::Auto), |error| {
        matches!(error, Error::NoMemory { .. })
    });
    assert_refused(
        "hidden-memory",
        &module("(memory 1)"),
        BuiltIn(Variant::Auto),
        |error| matches!(error, Error::MemoryNotExported { .. }),
    );
    assert_refused(
        "memory64",
        &module(r#"(memory (export "memory") i64 1)"#),
        BuiltIn(Variant::Auto),
        |error| matches!(error, Error::Memory64),
    );
    let shared = module(r#"(memory (export "memory") 1 2 shared)"#);
    assert_refused("shared-memory", &shared, BuiltIn(Variant::Auto), |error| {
        matches!(error, Error::SharedMemory)
    });
    let memory = r#"(memory (export "memory") 1)"#;
    assert_refused(
        "no-start",
        &module(memory),
        BuiltIn(Variant::Command),
        |error| matches!(error, Error::NoStart),
    );
    let start = format!(r#"{memory} (func (export "_start") (param i32))"#);
    assert_refused(
        "start-type",
        &module(&start),
        BuiltIn(Variant::Auto),
        |error| matches!(error, Error::WrongStart { .. }),
    );
}

#[test]
fn refuses_what_preview1_does_not_have() {
    let memory = r#"(memory (export "memory") 1)"#;
    let signature = FD_WRITE.replace("i32 i32 i32 i32", "i32 i64 i32");
    assert_refused(
        "signature",
        &importing(&signature, memory),
        BuiltIn(Variant::Auto),
        |error| matches!(error, Error::WrongSignature { function, .. } if function == "fd_write"),
    );
    let global = r#"(import "wasi_snapshot_preview1" "fd_write" (global i32))"#;
    assert_refused(
        "no-function",
        &importing(global, memory),
        BuiltIn(Variant::Auto),
        |error| matches!(error, Error::WrongSignature { function, .. } if function == "fd_write"),
    );
    let misspelt = FD_WRITE.replace("fd_write", "fd_wirte");
    assert_refused(
        "misspelt",
        &importing(&misspelt, memory),
        BuiltIn(Variant::Auto),
        |error| matches!(error, Error::UnknownFunction { similar: Some(similar), .. } if similar == "fd_write"),
    );
    let other = FD_WRITE.replace("fd_write", "open_window");
    assert_refused(
        "unknown-function",
        &importing(&other, memory),
        BuiltIn(Variant::Auto),
        |error| matches!(error, Error::UnknownFunction { similar: None, .. }),
    );
}

#[test]
fn refuses_a_users_adapter_that_does_not_fit() {
    let file = |text| Adapt::File("wasi_snapshot_preview1", text);
    let module = importing(FD_WRITE, r#"(memory (export "memory") 1)"#);
    assert_refused("adapter-not-wasm", &module, file("oops"), |error| {
        matches!(error, Error::BadAdapter { .. })
    });
    assert_refused("adapter-component", &module, file("(component)"), |error| {
        matches!(error, Error::BadAdapter { .. })
    });
    let old = r#"(module (func (export "fd_read")))"#;
    assert_refused(
        "adapter-lacks",
        &module,
        file(old),
        |error| matches!(error, Error::IncompleteAdapter { functions, .. } if functions == &["fd_write"]),
    );
    let command = r#"(module
        (import "__main_module__" "_start" (func $start))
        (func (export "fd_write") (param i32 i32 i32 i32) (result i32) (call $start) (i32.const 0)))"#;
    assert_refused("adapter-command", &module, file(command), |error| {
        matches!(error, Error::NoStart)
    });
    let reading = r#"(module
        (import "env" "memory" (memory 0))
        (func (export "fd_write") (param i32 i32 i32 i32) (result i32) (i32.load (i32.const 0))))"#;
    let hidden = importing(FD_WRITE, "(memory 1)");
    assert_refused("adapter-memory", &hidden, file(reading), |error| {
        matches!(error, Error::MemoryNotExported { .. })
    });
    let wanting = r#"(module
        (import "__main_module__" "helper" (func $helper))
        (func (export "fd_write") (param i32 i32 i32 i32) (result i32) (call $helper) (i32.const 0)))"#;
    assert_refused("adapter-wants", &module, file(wanting), |error| {
        matches!(error, Error::Other(_))
    });
    let dashes = Adapt::File("wasi-snapshot-preview1", reading);
    assert_refused("adapter-dashes", &module, dashes, |error| {
        matches!(error, Error::NoAdapter { .. })
    });
}
