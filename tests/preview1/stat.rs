//! `fd_filestat_*` and `path_filestat_*`.

use crate::call;
use crate::check;
use crate::support::calls::{OUT, ROOT};
use crate::support::pair::{NOT_OPEN, Pair};
use crate::support::preview1::{fstflags, oflags, rights};
use crate::support::world::{Node, World};

const YEAR_2000: u64 = 946_684_800_123_456_789;

fn world() -> World {
    World::new()
        .with("file", Node::file("0123456789"))
        .with("dir", Node::Dir)
        .with("dir/inner", Node::file("x"))
        .with("to-file", Node::Link("file".into()))
        .with("to-dir", Node::Link("dir".into()))
        .with("dangling", Node::Link("nowhere".into()))
        .with("loop", Node::Link("loop".into()))
}

const PATHS: &[&str] = &[
    "file",
    "dir",
    "dir/inner",
    "to-file",
    "to-dir",
    "to-dir/inner",
    "dangling",
    "loop",
    "loop/x",
    "missing",
    "missing/x",
    "file/x",
    "file/",
    "dir/",
    "to-dir/",
    "to-file/",
    ".",
    "..",
    "../x",
    "dir/..",
    "",
    "/",
    "/file",
    "x\0y",
    "dir/../../x",
];

#[test]
fn by_path() {
    let mut pair = Pair::new(&world());
    for path in PATHS {
        for follow in [false, true] {
            pair.stat(ROOT, path, follow);
        }
    }
    assert_eq!(pair.stat(ROOT, "file", true), "success");
    assert_eq!(pair.u64(OUT + 32), 10);
    assert_eq!(pair.peek(OUT + 16, 1), [4]);
    assert_eq!(pair.stat(ROOT, "to-file", false), "success");
    assert_eq!(pair.peek(OUT + 16, 1), [7]);
    let (at, len) = pair.path("file");
    check!(pair, path_filestat_get(ROOT, 2, at, len, OUT) => "inval");
    check!(pair, path_filestat_get(NOT_OPEN, 0, at, len, OUT) => "badf");
    let fd = pair.edit("file");
    check!(pair, path_filestat_get(fd, 0, at, len, OUT) => "badf");
    pair.finish();
}

#[test]
fn by_descriptor() {
    let mut pair = Pair::new(&world());
    let file = pair.edit("file");
    let dir = pair.open("dir", oflags::DIRECTORY, rights::FD_READ, 0);
    for fd in [file, dir, ROOT] {
        check!(pair, fd_filestat_get(fd, OUT) => "success");
    }
    assert_eq!(pair.on_path("path_unlink_file", ROOT, "file"), "success");
    check!(pair, fd_filestat_get(file, OUT) => "success");
    assert_eq!(pair.u64(OUT + 24), 0, "no name is left");
    check!(pair, fd_filestat_get(NOT_OPEN, OUT) => "badf");
    pair.finish();
}

#[test]
fn the_same_file_has_the_same_inode() {
    let mut pair = Pair::new(&world());
    let linked = pair.two_paths("path_link", (ROOT, "file"), (ROOT, "hard"));
    assert_eq!(linked, "success");
    // Pairs compare the relation between inodes on both sides: equal here must be equal there.
    for path in ["file", "hard", "to-file"] {
        assert_eq!(pair.stat(ROOT, path, true), "success");
        assert_eq!(pair.u64(OUT + 24), 2, "links of `{path}`");
    }
    let fd = pair.edit("hard");
    check!(pair, fd_filestat_get(fd, OUT) => "success");
    pair.finish();
}

#[test]
fn setting_times() {
    let mut pair = Pair::new(&world());
    let file = pair.edit("file");
    let dir = pair.open("dir", oflags::DIRECTORY, rights::FD_READ, 0);
    for flags in 0..17u64 {
        for fd in [file, dir] {
            call!(
                pair,
                fd_filestat_set_times(fd, YEAR_2000, YEAR_2000 + 5, flags)
            );
            check!(pair, fd_filestat_get(fd, OUT) => "success");
        }
        for path in [
            "file", "dir", "to-file", "dangling", "missing", "loop", "file/", "..", "x\0",
        ] {
            for follow in [0, 1] {
                let (at, len) = pair.path(path);
                let (a, m) = (YEAR_2000 + 7, YEAR_2000 + 9);
                call!(
                    pair,
                    path_filestat_set_times(ROOT, follow, at, len, a, m, flags)
                );
                pair.stat(ROOT, path, follow == 1);
            }
        }
    }
    let both = fstflags::ATIM | fstflags::ATIM_NOW;
    check!(pair, fd_filestat_set_times(file, 1, 1, both) => "inval");
    check!(pair, fd_filestat_set_times(file, 1, 1, fstflags::MTIM | fstflags::MTIM_NOW) => "inval");
    check!(pair, fd_filestat_set_times(NOT_OPEN, 1, 1, both) => "inval");
    check!(pair, fd_filestat_set_times(NOT_OPEN, 1, 1, 0) => "badf");
    check!(pair, fd_filestat_set_times(file, 0, 0, 16) => "inval");
    pair.finish();
}

#[test]
fn extreme_times() {
    let mut pair = Pair::new(&world());
    let file = pair.edit("file");
    for time in [
        0,
        1,
        999_999_999,
        1_000_000_000,
        u64::MAX,
        i64::MAX as u64,
        1 << 63,
    ] {
        call!(
            pair,
            fd_filestat_set_times(file, time, time, fstflags::ATIM | fstflags::MTIM)
        );
        call!(pair, fd_filestat_get(file, OUT));
    }
    pair.finish();
}
