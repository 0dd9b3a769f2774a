//! Real programs from real compilers: each runs natively and as a component, and nothing can be told apart.

mod support;

use support::command::{Exit, Ran, run, same};
use support::guests::guest;
use support::hosts::{Host, compared};
use support::world::{Node, Permit, World};

/// A world whose program is called with these arguments.
fn called(args: &[&str]) -> World {
    let mut world = World::new();
    world.args.extend(args.iter().map(|a| a.to_string()));
    world.env = vec![
        ("NAME".into(), "a value".into()),
        ("EMPTY".into(), String::new()),
        ("ÄÖ".into(), "a=b".into()),
    ];
    world
}

#[track_caller]
fn ended(ran: &Ran, status: i32) {
    let printed = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.exit, Exit::Status(status), "{printed}");
}

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
        world.real_clocks = true;
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

/// The world of a program that works in `/`, its current directory.
fn rooted(args: &[&str]) -> World {
    let mut world = called(args);
    world
        .preopens
        .push((".".into(), String::new(), Permit::Write));
    world
}

#[test]
fn c_stdio_in_every_mode() {
    for name in ["files.old", "files.new"] {
        let ran = same(name, &guest(name), &rooted(&[]));
        ended(&ran, 0);
        let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(printed.contains("it leads to target.txt"), "{printed}");
    }
}

#[test]
fn cpp() {
    let mut world = rooted(&["x"]).with("words.txt", Node::file("before\n"));
    world.stdin = b"the quick brown fox jumps over the lazy dog the end".to_vec();
    world.env.push(("STATUS".into(), "7".into()));
    let ran = same("cpp", &guest("cpp"), &world);
    ended(&ran, 7);
    assert!(String::from_utf8_lossy(&ran.stdout).contains("the: 3\n"));
}

#[test]
fn assemblyscript_files() {
    let ran = same("assembly", &guest("assembly"), &called(&["files"]));
    ended(&ran, 0);
    assert!(String::from_utf8_lossy(&ran.stdout).contains("unlink 44\n"));
}

/// A world whose directory is `/work`.
fn work(args: &[&str]) -> World {
    let mut world = called(args);
    world.preopens = vec![("/work".into(), String::new(), Permit::Write)];
    world.stdin = b"first line\nsecond line\n".to_vec();
    world
}

#[test]
fn rust() {
    for (args, status) in [(&[][..], 0), (&["23"][..], 23)] {
        let ran = same("tree", &guest("tree"), &work(args));
        ended(&ran, status);
        assert!(String::from_utf8_lossy(&ran.stdout).contains("1000 lines\n"));
    }
    let ran = same("tree", &guest("tree"), &work(&["panic"]));
    assert!(matches!(ran.exit, Exit::Trap(_)));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("as asked"));
}

#[test]
fn go() {
    let mut world = work(&["one", "two"]);
    // Its scheduler waits until the clock shows that time has passed.
    world.real_clocks = true;
    let ran = same("go", &guest("go"), &world);
    ended(&ran, 9);
    assert!(String::from_utf8_lossy(&ran.stdout).contains("SECOND LINE\n"));
}

#[test]
fn zig() {
    let ran = same("zig", &guest("zig"), &rooted(&["an argument"]));
    ended(&ran, 11);
    assert!(String::from_utf8_lossy(&ran.stdout).contains("link to log\n"));
}

#[test]
fn sqlite() {
    let ran = same("sqlite", &guest("sqlite"), &rooted(&["people.db"]));
    ended(&ran, 0);
    let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(printed.contains("integrity_check=ok"), "{printed}");
    // What one wrote, the other can read: the files are equal, so the native one's will do.
    let native = run(Host::Native, &guest("sqlite"), &rooted(&["people.db"])).unwrap();
    assert_eq!(native.files, ran.files);
}
