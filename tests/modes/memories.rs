//! Memories of every kind: imported, with small pages, of 4 GiB, and next to others.

use crate::hello::{MEMORY, hello, prints_hello, run};
use componentize::Componentizer;

#[test]
fn a_memory_that_is_imported_becomes_one_that_is_defined() {
    let imported = r#"(import "env" "memory" (memory 1))"#;
    prints_hello(&hello(imported, "", ""), |_| {});
}

#[test]
fn a_memory_with_pages_of_one_byte() {
    prints_hello(
        &hello("", r#"(memory (export "memory") 64 (pagesize 1))"#, ""),
        |_| {},
    );
    // The same, but with a buffer that ends one byte after the memory.
    let beyond = "(if (i32.ne (i32.const 21) (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 61)))
      (then (unreachable)))";
    prints_hello(
        &hello("", r#"(memory (export "memory") 64 (pagesize 1))"#, beyond),
        |_| {},
    );
}

/// An array, a buffer and a result that end where 4 GiB do, and one byte later.
#[test]
fn a_memory_of_four_gibibytes() {
    let body = r#"
      (i64.store (i32.const -8) (i64.const 0x4_ffff_fff0))
      (i32.store (i32.const -16) (i32.const 0x0a626162))
      (if (call $fd_write (i32.const 1) (i32.const -8) (i32.const 1) (i32.const -20)) (then (unreachable)))
      (if (i32.ne (i32.load (i32.const -20)) (i32.const 4)) (then (unreachable)))
      (if (i32.ne (i32.const 21) (call $fd_write (i32.const 1) (i32.const -7) (i32.const 1) (i32.const -20)))
        (then (unreachable)))
      (if (i32.ne (i32.const 21) (call $fd_write (i32.const 1) (i32.const -8) (i32.const 1) (i32.const -3)))
        (then (unreachable)))"#;
    let wat = hello("", r#"(memory (export "memory") 65536)"#, body);
    assert_eq!(run(&wat, |_| {}), ("hello\nbab\n".to_string(), 0));
}

/// Only the memory that the module exports matters, whichever index it has and whatever the others are.
#[test]
fn further_memories_of_any_kind() {
    let exported = [
        MEMORY,
        r#"(memory (export "memory") 64 (pagesize 1))"#,
        r#"(memory (export "memory") 1 9)"#,
    ];
    for memory in exported {
        for further in ["i64 1", "1 (pagesize 1)", "i64 70 (pagesize 1)", "1"] {
            let further = format!("(memory {further})");
            let after = hello("", &format!("{memory} {further}"), "");
            prints_hello(&after, |_| {});
            let at = |text: &str, op: &str| text.replace(op, &format!("{op} 1"));
            let before = hello("", &format!("{further} {memory}"), "");
            let before = at(&before, "i32.store").replace("(data ", "(data (memory 1) ");
            prints_hello(&before, |_| {});
            prints_hello(&before, |componentizer| _ = componentizer.debug_names(true));
        }
    }
    let imported = hello(
        r#"(import "env" "memory" (memory 1))"#,
        "(memory i64 1)",
        "",
    );
    prints_hello(&imported, |_| {});
    // Nothing here runs threads, so with a shared memory next to it a module is wrapped, and validated.
    let shared = hello("", &format!("{MEMORY} (memory 1 2 shared)"), "");
    let mut componentizer = Componentizer::new(shared.as_bytes());
    componentizer.builtin_adapter().encode().unwrap();
}
