//! Memories of every kind: imported, with small pages, of 4 GiB, and next to others.

use crate::hello::{MEMORY, hello, prints_hello, run};

/// Memories next to the one that the module exports.
const FURTHER: [&str; 6] = [
    "i64 1",
    "1 (pagesize 1)",
    "i64 70 (pagesize 1)",
    "1",
    "1 2 shared",
    "i64 1 2 shared",
];

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
        for further in FURTHER {
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
    for further in FURTHER {
        let import = r#"(import "env" "memory" (memory 1))"#;
        let imported = hello(import, &format!("(memory {further})"), "");
        prints_hello(&imported, |_| {});
    }
}

/// The guest's own further memories keep what it writes there, whatever the adapter does meanwhile.
#[test]
fn further_memories_are_used() {
    for (further, address) in [
        ("1 2 shared", "i32.const"),
        ("i64 1 2 shared", "i64.const"),
        ("i64 1", "i64.const"),
        ("64 (pagesize 1)", "i32.const"),
    ] {
        // Written before a second line is printed, compared after it.
        let body = |index: u32| {
            format!(
                "(i32.store {index} ({address} 32) (i32.const 0x1234567))
                (if (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (then (unreachable)))
                (if (i32.ne (i32.const 0x1234567) (i32.load {index} ({address} 32))) (then (unreachable)))"
            )
        };
        let after = hello("", &format!("{MEMORY} (memory {further})"), &body(1));
        let before = hello("", &format!("(memory {further}) {MEMORY}"), "BODY")
            .replace("i32.store", "i32.store 1")
            .replace("(data ", "(data (memory 1) ")
            .replace("BODY", &body(0));
        for wat in [after, before] {
            let printed = ("hello\nhello\n".to_string(), 0);
            assert_eq!(run(&wat, |_| {}), printed, "{wat}");
        }
    }
}
