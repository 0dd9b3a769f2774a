//! What runs at the start: the program's own `run`, a start function, `_initialize`.

use crate::hello::{FD_WRITE, MEMORY, hello, run, run_component};
use crate::support::script_guest::with_world;
use componentize::{Componentizer, Error, Variant};

/// A program whose world has `wasi:cli/run` runs its own, in whichever version; nobody calls `_start`.
#[test]
fn a_program_that_exports_run_itself() {
    for version in ["0.2.0", "0.2.3", "0.2.12"] {
        let wit = format!(
            "package test:program; world program {{ export wasi:cli/run@{version}; }}
             package wasi:cli@{version} {{ interface run {{ run: func() -> result; }} }}"
        );
        let wat = format!(
            r#"(module {FD_WRITE} {MEMORY}
                 (data (i32.const 0) "\10\00\00\00\06\00\00\00") (data (i32.const 16) "hello\n")
                 (func (export "_start") unreachable)
                 (func (export "wasi:cli/run@{version}#run") (result i32)
                   (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))"#
        );
        let module = with_world(&wat, &wit, "program");
        let encode = |variant| {
            Componentizer::new(&module)
                .builtin_adapter()
                .variant(variant)
                .encode()
        };
        for variant in [Variant::Auto, Variant::Reactor] {
            let component = encode(variant).unwrap();
            assert_eq!(run_component(&component), ("hello\n".to_string(), 0));
            let text = wasmprinter::print_bytes(&component).unwrap();
            let is_run =
                |line: &&str| line.starts_with("  (export") && line.contains(r#""wasi:cli/run@"#);
            assert_eq!(text.lines().filter(is_run).count(), 1, "{text}");
        }
        match encode(Variant::Command) {
            Err(Error::OwnRun { interface }) => {
                assert_eq!(interface, format!("wasi:cli/run@{version}"));
            }
            other => panic!("{:?}", other.map(|component| component.len())),
        }
    }
}

/// A start function runs once, before what else is called at the start, and may call preview1.
#[test]
fn a_start_function_and_an_initialize_function() {
    let prints = |name: &str, letter: u8| {
        format!(
            r#"(func ${name}
                (i32.store8 (i32.const 32) (i32.const {letter}))
                (i32.store (i32.const 0) (i32.const 32))
                (i32.store (i32.const 4) (i32.const 1))
                (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (unreachable))))"#
        )
    };
    let (start, initialize) = (prints("first", b's'), prints("second", b'i'));
    let memory = |export: &str| {
        // A name that the wrap might choose is taken.
        format!(
            r#"{MEMORY} {start} {initialize} (start $first) (export "{export}" (func $second))
               (func (export "start") unreachable)"#
        )
    };
    let wat = hello("", &memory("_initialize"), "");
    let expected = ("sihello\n".to_string(), 0);
    assert_eq!(run(&wat, |_| {}), expected);
    let with_names = |componentizer: &mut Componentizer<'_>| _ = componentizer.debug_names(true);
    assert_eq!(run(&wat, with_names), expected);
    let by_reference =
        |componentizer: &mut Componentizer<'_>| _ = componentizer.return_call_ref(true);
    assert_eq!(run(&wat, by_reference), expected);
    let standard = hello("", &memory("cm32p2_initialize"), "");
    assert_eq!(run(&standard, |_| {}), expected);
    let only_standard = standard.replace(r#"(export "memory")"#, r#"(export "cm32p2_memory")"#);
    let reject =
        |componentizer: &mut Componentizer<'_>| _ = componentizer.reject_legacy_names(true);
    assert_eq!(run(&only_standard, reject), expected);
    // The imports of a module that imports WASI 0.2 as well go through wit-component's own shim.
    let imported = hello(
        r#"(import "env" "memory" (memory 1))"#,
        &memory("_initialize").replace(MEMORY, ""),
        "",
    );
    assert_eq!(run(&imported, |_| {}), expected);
}
