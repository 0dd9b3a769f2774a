//! Programs from C and AssemblyScript compilers, small enough to be committed: each does the same natively and as a
//! component.

mod support;

use support::command::{Exit, called, ended, run, same};
use support::guests::guest;
use support::hosts::compared;

/// C, with the wasi-libc of 2022, whose allocator claims every page of memory at the first malloc, and a recent one.
const C: [&str; 2] = ["basics.old", "basics.new"];

#[test]
fn hello() {
    for name in C {
        let ran = same(name, &guest(name), &called(&["hello", "", "ä€𝄞"]));
        ended(&ran, 0);
        assert!(ran.stdout.starts_with(b"argument 0: guest\n"));
    }
    let ran = same("assembly", &guest("assembly"), &called(&["hello", "ä€𝄞"]));
    ended(&ran, 0);
    assert!(ran.stdout.starts_with(b"argument guest\n"));
}

#[test]
fn echo_of_a_mebibyte_in_odd_pieces() {
    let mut world = called(&["echo"]);
    world.stdin = (0..1u32 << 20).map(|i| (i % 251) as u8).collect();
    for name in C {
        let ran = same(name, &guest(name), &world);
        ended(&ran, 0);
        assert_eq!(ran.stdout, world.stdin, "{name}");
    }
    let ran = same("assembly", &guest("assembly"), &world);
    ended(&ran, 0);
    assert_eq!(ran.stdout[..24], *b"argument guest\nargument ");
    assert!(ran.stdout.len() > world.stdin.len());
}

#[test]
fn ten_mebibytes_in_pieces_of_all_sizes() {
    for name in C {
        let ran = same(name, &guest(name), &called(&["pour"]));
        ended(&ran, 0);
        assert_eq!(ran.stdout.len(), 10 << 20, "{name}");
    }
}

#[test]
fn exit_statuses() {
    for name in C {
        for how in ["exit", "_exit"] {
            for status in ["0", "1", "7", "125"] {
                let ran = same(name, &guest(name), &called(&[how, status]));
                ended(&ran, status.parse().unwrap());
            }
        }
        // Natively such a status is refused by the host.
        let ran = run(compared(), &guest(name), &called(&["exit", "255"])).unwrap();
        ended(&ran, 255);
    }
    for status in ["0", "1", "7"] {
        let ran = same("assembly", &guest("assembly"), &called(&["exit", status]));
        ended(&ran, status.parse().unwrap());
    }
    let ran = run(compared(), &guest("assembly"), &called(&["exit", "255"])).unwrap();
    ended(&ran, 255);
}

#[test]
fn panics() {
    for name in C {
        let ran = same(name, &guest(name), &called(&["abort"]));
        assert!(matches!(ran.exit, Exit::Trap(_)));
        assert_eq!(ran.stdout, b"before the abort\n");
    }
    let ran = same("assembly", &guest("assembly"), &called(&["abort"]));
    assert_ne!(ran.exit, Exit::Status(0));
    let printed = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(printed.contains("as asked"), "{printed:?}");
}

#[test]
fn sleep_clocks_and_random_bytes() {
    for name in C {
        let mut world = called(&["nap"]);
        world.machine = true;
        ended(&same(name, &guest(name), &world), 0);
        ended(&same(name, &guest(name), &called(&["clocks"])), 0);
        ended(&same(name, &guest(name), &called(&["entropy"])), 0);
    }
    for what in ["clock", "random"] {
        ended(&same("assembly", &guest("assembly"), &called(&[what])), 0);
    }
}

/// Allocators that own all of memory, and check what they own, around every call.
#[test]
fn allocators_that_own_every_page() {
    for name in C {
        ended(&same(name, &guest(name), &called(&["churn"])), 0);
    }
    ended(&same("assembly", &guest("assembly"), &called(&[])), 0);
}

#[test]
fn assemblyscript_files() {
    let ran = same("assembly", &guest("assembly"), &called(&["files"]));
    ended(&ran, 0);
    assert!(String::from_utf8_lossy(&ran.stdout).contains("unlink 44\n"));
}
