//! The descriptor table: closing, renumbering, how many there may be, and that nothing is leaked on the host.

use crate::call;
use crate::check;
use crate::support::calls::{DATA, OUT, ROOT};
use crate::support::hosts::compared;
use crate::support::pair::{Fd, NOT_OPEN, Pair, name};
use crate::support::preview1::{self, oflags, rights};
use crate::support::script::{Outcome, Script};
use crate::support::world::{Node, World};

fn world() -> World {
    World::new()
        .with("file", Node::file("0123456789"))
        .with("dir", Node::Dir)
        .with("dir/inner", Node::file("x"))
}

#[test]
fn closing() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    let number = pair.numbers(fd).0;
    check!(pair, fd_close(fd) => "success");
    check!(pair, fd_close(number) => "badf");
    check!(pair, fd_tell(number, OUT) => "badf");
    check!(pair, fd_filestat_get(number, OUT) => "badf");
    check!(pair, fd_close(ROOT) => "success");
    check!(pair, fd_close(ROOT) => "badf");
    for number in [NOT_OPEN, u64::from(u32::MAX), 1 << 31, 1024, 65536] {
        check!(pair, fd_close(number) => "badf");
    }
    pair.finish();
}

#[test]
fn renumbering() {
    let mut pair = Pair::new(&world());
    let first = pair.edit("file");
    let second = pair.open("dir/inner", 0, rights::BOTH, 0);
    assert_eq!(pair.read(first, 4), b"0123");
    check!(pair, fd_renumber(first, first) => "success");
    check!(pair, fd_renumber(first, second) => "success");
    assert_eq!(pair.read(second, 4), b"4567");
    check!(pair, fd_renumber(first, second) => "badf");
    check!(pair, fd_renumber(second, NOT_OPEN) => "badf");
    check!(pair, fd_renumber(NOT_OPEN, second) => "badf");
    check!(pair, fd_renumber(NOT_OPEN, NOT_OPEN) => "badf");
    assert_eq!(pair.tell(second), 8);
    check!(pair, fd_renumber(second, Fd(1)) => "success");
    check!(pair, fd_renumber(ROOT, Fd(0)) => "success");
    pair.write(Fd(1), b"into the file");
    check!(pair, fd_prestat_get(Fd(0), OUT) => "success");
    let (at, len) = pair.path("file");
    check!(pair, path_filestat_get(Fd(0), 0, at, len, OUT) => "success");
    pair.finish();
}

/// `path_open` of `file` on the compared side alone.
fn open_alone(script: &mut Script) -> Result<u32, Outcome> {
    let path = DATA;
    script.poke(path, b"file");
    let args = [3, 0, path.into(), 4, 0, rights::FD_READ, 0, 0, OUT.into()];
    match script.call(preview1::index("path_open"), &args) {
        Outcome::Errno(0) => Ok(u32::from_le_bytes(script.peek(OUT, 4).try_into().unwrap())),
        outcome => Err(outcome),
    }
}

fn close_alone(script: &mut Script, fd: u32) {
    let closed = script.call(preview1::index("fd_close"), &[fd.into()]);
    assert_eq!(closed, Outcome::Errno(0), "closing {fd}");
}

#[test]
fn the_lowest_free_number() {
    let mut script = Script::new(compared(), &world());
    for expected in 4..20 {
        assert_eq!(open_alone(&mut script), Ok(expected));
    }
    for fd in [12, 5, 18] {
        close_alone(&mut script, fd);
    }
    for expected in [5, 12, 18, 20] {
        assert_eq!(open_alone(&mut script), Ok(expected));
    }
    close_alone(&mut script, 0);
    assert_eq!(open_alone(&mut script), Ok(0));
}

const ROUNDS: u32 = 100_000;

#[test]
fn opening_and_closing_leaks_nothing() {
    let mut script = Script::new(compared(), &world());
    let fd = open_alone(&mut script).unwrap();
    let before = script.resources();
    close_alone(&mut script, fd);
    for _ in 0..ROUNDS {
        let fd = open_alone(&mut script).unwrap();
        close_alone(&mut script, fd);
    }
    assert_eq!(script.resources() + 1, before);
}

#[test]
fn renumbering_leaks_nothing() {
    let mut script = Script::new(compared(), &world());
    let kept = open_alone(&mut script).unwrap();
    let before = script.resources();
    let renumber = preview1::index("fd_renumber");
    for _ in 0..ROUNDS {
        let fd = open_alone(&mut script).unwrap();
        let done = script.call(renumber, &[fd.into(), kept.into()]);
        assert_eq!(done, Outcome::Errno(0));
    }
    assert_eq!(script.resources(), before);
}

#[test]
fn reading_and_seeking_leak_nothing() {
    let mut script = Script::new(compared(), &world());
    let fd = open_alone(&mut script).unwrap();
    let read = |script: &mut Script, round: u32| {
        script.poke(OUT + 64, &[DATA.to_le_bytes(), 3u32.to_le_bytes()].concat());
        let (fd, out) = (u64::from(fd), u64::from(OUT));
        let calls: [(&str, Vec<u64>); 5] = [
            ("fd_read", vec![fd, out + 64, 1, out]),
            ("fd_seek", vec![fd, 0, u64::from(round % 3), out]),
            (
                "fd_readdir",
                vec![3, DATA.into(), 100, u64::from(round % 4), out],
            ),
            ("fd_filestat_get", vec![fd, DATA.into()]),
            ("fd_fdstat_get", vec![fd, DATA.into()]),
        ];
        for (name, args) in calls {
            let done = script.call(preview1::index(name), &args);
            assert_eq!(done, Outcome::Errno(0), "{name}");
        }
    };
    for round in 0..8 {
        read(&mut script, round);
    }
    let before = script.resources();
    for round in 0..ROUNDS / 5 {
        read(&mut script, round);
    }
    assert!(
        script.resources() <= before,
        "{} and {before}",
        script.resources()
    );
}

#[test]
fn failing_calls_leak_nothing() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    let mut resources = 0;
    for round in 0..200 {
        if round == 10 {
            resources = pair.other.resources();
        }
        for path in ["missing", "file/x", "..", "", "dir"] {
            let outcome = pair.open_at(ROOT, path, oflags::TRUNC, rights::BOTH, 0);
            assert_ne!(name(&outcome), "success");
            pair.stat(ROOT, path, true);
        }
        call!(pair, fd_readdir(fd, DATA, 100, 0, OUT));
        call!(pair, poll_oneoff(DATA, DATA, 0, OUT));
    }
    assert_eq!(pair.other.resources(), resources);
    pair.finish();
}
