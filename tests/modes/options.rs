//! Every option that changes the wiring, and imports of unusual shapes.

use crate::hello::{FD_WRITE, MEMORY, hello, prints_hello, run};
use crate::support::script_guest::{source, with_world};
use componentize::Componentizer;

#[test]
fn a_function_that_is_imported_twice() {
    let again = FD_WRITE.replace("$fd_write", "$again");
    let body = "(if (call $again (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (unreachable)))";
    let (printed, status) = run(&hello(&again, MEMORY, body), |_| {});
    assert_eq!((printed.as_str(), status), ("hello\nhello\n", 0));
}

#[test]
fn every_option_of_the_wiring() {
    let wat = hello("", MEMORY, "");
    prints_hello(&wat, |componentizer| _ = componentizer.debug_names(true));
    prints_hello(&wat, |componentizer| {
        _ = componentizer.return_call_ref(true)
    });
    prints_hello(&wat, |componentizer| {
        _ = componentizer.debug_names(true).return_call_ref(true)
    });
    prints_hello(&wat, |componentizer| {
        _ = componentizer.merge_imports_based_on_semver(false)
    });
}

/// With the standard's names for its memory and what is called at the start, a program runs as with the historical ones.
#[test]
fn historical_names_can_be_rejected() {
    let only_standard = |componentizer: &mut Componentizer<'_>| {
        _ = componentizer.reject_legacy_names(true);
    };
    let memory = r#"(memory (export "cm32p2_memory") 1)"#;
    let wat = hello("", memory, "");
    prints_hello(&wat, |_| {});
    prints_hello(&wat, only_standard);
    let imported = hello(r#"(import "env" "memory" (memory 1))"#, "", "");
    prints_hello(&imported, only_standard);
    let at_start = wat.replace(
        r#"(func (export "_start")"#,
        r#"(start $hello) (func (export "_start")) (func $hello"#,
    );
    prints_hello(&at_start, only_standard);
}

/// All of the adapter, for a library that exports functions with strings and lists: nothing but names differs inside of
/// the adapter, and those are shortened.
#[test]
fn the_whole_adapter_has_the_standards_names_where_asked_for() {
    let (wat, wit) = source();
    let wat = wat
        .replace("(export \"", "(export \"cm32p2||")
        .replace("cm32p2||memory", "cm32p2_memory")
        .replace("cm32p2||cabi_realloc", "cm32p2_realloc");
    let module = with_world(&wat, &wit, "script");
    let encode = |reject| {
        Componentizer::new(&module)
            .builtin_adapter()
            .reject_legacy_names(reject)
            .encode()
            .unwrap()
    };
    assert_eq!(encode(true), encode(false));
}

#[test]
fn every_version_of_wasi() {
    let exit = r#"(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))"#;
    let wat = hello(exit, MEMORY, "(call $exit (i32.const 7))");
    for patch in 0..=12 {
        let version = format!("0.2.{patch}").parse().unwrap();
        let (printed, status) = run(&wat, |componentizer| {
            _ = componentizer.wasi_version(version)
        });
        // Only the newest has an exit with a status; before, every failure is 1.
        let expected = if patch == 12 { 7 } else { 1 };
        assert_eq!(
            (printed.as_str(), status),
            ("hello\n", expected),
            "0.2.{patch}"
        );
    }
}

/// A guest made for WASI 0.2 whose C library still calls preview1: the versions become one.
#[test]
fn a_guest_that_imports_wasi_0_2_as_well() {
    let wit = r#"
      package test:guest;
      world guest { import wasi:random/random@0.2.3; import wasi:cli/stdout@0.2.3; }
      package wasi:random@0.2.3 { interface random { get-random-u64: func() -> u64; } }
      package wasi:io@0.2.3 { interface streams { resource output-stream; } }
      package wasi:cli@0.2.3 {
        interface stdout { use wasi:io/streams@0.2.3.{output-stream}; get-stdout: func() -> output-stream; }
      }"#;
    let imports = r#"
      (import "wasi:random/random@0.2.3" "get-random-u64" (func $random (result i64)))
      (import "wasi:cli/stdout@0.2.3" "get-stdout" (func $stdout (result i32)))
      (import "wasi:io/streams@0.2.3" "[resource-drop]output-stream" (func $drop (param i32)))"#;
    let wat = hello(
        imports,
        MEMORY,
        "(drop (call $random)) (call $drop (call $stdout))",
    );
    let module = with_world(&wat, wit, "guest");
    let text = wasmprinter::print_bytes(&module).unwrap();
    // The world is in a custom section, which the text keeps.
    prints_hello(&text, |_| {});
}
