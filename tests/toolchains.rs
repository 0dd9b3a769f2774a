//! Real programs of some size, from C, C++, Rust, Go and Zig compilers and SQLite: each does the same natively and as a
//! component. `tests/guests/build.sh` builds them.

mod support;

use support::command::{Exit, called, ended, run, same};
use support::guests::guest;
use support::hosts::Host;
use support::world::{Node, Permit, World};

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

/// A world whose directory is `/tree`.
fn work(args: &[&str]) -> World {
    let mut world = called(args);
    world.preopens = vec![("/tree".into(), String::new(), Permit::Write)];
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
    world.machine = true;
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
