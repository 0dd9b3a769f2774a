//! `path_open`, and what a descriptor says of itself afterwards.

use crate::call;
use crate::check;
use crate::support::calls::{OUT, ROOT};
use crate::support::pair::{Fd, NOT_OPEN, Pair, name};
use crate::support::preview1::{fdflags, oflags, rights};
use crate::support::world::{Node, Permit, World};

fn world() -> World {
    World::new()
        .with("file", Node::file("content"))
        .with("dir", Node::Dir)
        .with("dir/inner", Node::file("inner"))
        .with("empty", Node::Dir)
        .with("to-file", Node::Link("file".into()))
        .with("to-dir", Node::Link("dir".into()))
        .with("dangling", Node::Link("nowhere".into()))
        .with("loop", Node::Link("loop".into()))
        .with("escape", Node::Link("../escape".into()))
        .with("absolute", Node::Link("/etc".into()))
}

const PATHS: &[&str] = &[
    "file",
    "dir",
    "dir/inner",
    "empty",
    "to-file",
    "to-dir",
    "to-dir/inner",
    "dangling",
    "loop",
    "escape",
    "absolute",
    "new",
    "dir/new",
    "missing/new",
    "file/",
    "dir/",
    "new/",
    "file/.",
    ".",
    "..",
    "./file",
    "dir/../file",
    "dir/..",
    "../file",
    "dir/../../file",
    "/",
    "/file",
    "",
    "file\0",
    "a\0b",
    "//",
    "dir//inner",
    "dir/./inner",
    "file/inner",
    "to-file/",
    "to-dir/",
    "loop/",
    "dangling/",
    "to-dir/..",
];

/// Opens `path` in every way, one fresh descriptor at a time, and looks at what is opened.
fn every_way(path: &str, follow: u32) {
    let mut pair = Pair::new(&world());
    for o in 0..16u64 {
        for right in [
            0,
            rights::FD_READ,
            rights::FD_WRITE,
            rights::BOTH,
            rights::ALL,
        ] {
            let (at, len) = pair.path(path);
            let opened = call!(
                pair,
                path_open(ROOT, follow, at, len, o, right, right, 0, OUT)
            );
            if name(&opened) == "success" {
                let fd = pair.last();
                check!(pair, fd_fdstat_get(fd, OUT) => "success");
                check!(pair, fd_filestat_get(fd, OUT) => "success");
                check!(pair, fd_close(fd) => "success");
            }
        }
    }
    pair.finish();
}

#[test]
fn every_path_in_every_way() {
    for path in PATHS {
        every_way(path, 0);
        every_way(path, 1);
    }
}

#[test]
fn flags_are_reported() {
    let mut pair = Pair::new(&world());
    for flags in 0..32u64 {
        // RSYNC alone is what the host's system does not have.
        if name(&pair.open_at(ROOT, "file", 0, rights::BOTH, flags)) == "success" {
            let fd = pair.last();
            check!(pair, fd_fdstat_get(fd, OUT) => "success");
            check!(pair, fd_close(fd) => "success");
        }
    }
    for flags in [32u64, 64, 0x8000, 0xffff] {
        let outcome = pair.open_at(ROOT, "file", 0, rights::BOTH, flags);
        assert_eq!(name(&outcome), "inval");
    }
    for o in [16u64, 0x100, 0xffff] {
        assert_eq!(
            name(&pair.open_at(ROOT, "file", o, rights::BOTH, 0)),
            "inval"
        );
    }
    let (at, len) = pair.path("file");
    for lookup in [2u64, 3, 0xffff] {
        check!(pair, path_open(ROOT, lookup, at, len, 0, rights::BOTH, 0, 0, OUT) => "inval");
    }
    pair.finish();
}

#[test]
fn flags_can_be_set() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    for flags in 0..40u64 {
        call!(pair, fd_fdstat_set_flags(fd, flags));
        check!(pair, fd_fdstat_get(fd, OUT) => "success");
    }
    check!(pair, fd_fdstat_set_flags(fd, fdflags::APPEND) => "success");
    pair.write(fd, b"at the end");
    check!(pair, fd_fdstat_set_flags(fd, 0) => "success");
    check!(pair, fd_seek(fd, 0, 0, OUT) => "success");
    pair.write(fd, b"AT");
    check!(pair, fd_fdstat_set_flags(fd, fdflags::NONBLOCK) => "success");
    pair.write(fd, b"XX");
    let dir = pair.open("dir", oflags::DIRECTORY, rights::FD_READ, 0);
    check!(pair, fd_fdstat_set_flags(dir, 0) => "badf");
    check!(pair, fd_fdstat_set_flags(ROOT, fdflags::APPEND) => "badf");
    check!(pair, fd_fdstat_set_rights(fd, 0, 0) => "notsup");
    check!(pair, fd_fdstat_set_rights(dir, 0, 0) => "notsup");
    check!(pair, fd_fdstat_set_rights(ROOT, 0, 0) => "notsup");
    check!(pair, fd_fdstat_set_rights(NOT_OPEN, 0, 0) => "badf");
    pair.finish();
}

#[test]
fn in_what_is_no_directory() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    assert_eq!(name(&pair.open_at(fd, "file", 0, 0, 0)), "notdir");
    for base in [Fd(0), Fd(1), Fd(2)] {
        assert_eq!(name(&pair.open_at(base, "file", 0, 0, 0)), "badf");
    }
    let (at, len) = pair.path("file");
    check!(pair, path_open(NOT_OPEN, 0, at, len, 0, 0, 0, 0, OUT) => "badf");
    pair.finish();
}

#[test]
fn below_an_opened_directory() {
    let mut pair = Pair::new(&world());
    assert_eq!(
        name(&pair.open_at(ROOT, "dir", 0, rights::BOTH, 0)),
        "isdir"
    );
    let dir = pair.open("dir", oflags::DIRECTORY, rights::FD_READ, 0);
    for path in ["inner", "..", "../file", "new", ".", "", "/", "inner/"] {
        for o in [
            0,
            oflags::CREAT,
            oflags::DIRECTORY,
            oflags::CREAT | oflags::EXCL,
        ] {
            for right in [rights::FD_READ, rights::BOTH] {
                pair.open_at(dir, path, o, right, 0);
            }
        }
    }
    check!(pair, fd_fdstat_get(dir, OUT) => "success");
    pair.finish();
}

#[test]
fn read_only_directory() {
    let mut world = world();
    world.preopens = vec![("/".into(), String::new(), Permit::Read)];
    let mut pair = Pair::new(&world);
    for path in ["file", "dir", "new", "dir/inner", "to-file", "."] {
        for o in 0..16u64 {
            for right in [0, rights::FD_READ, rights::FD_WRITE, rights::BOTH] {
                if name(&pair.open_at(ROOT, path, o, right, 0)) == "success" {
                    let fd = pair.last();
                    check!(pair, fd_fdstat_get(fd, OUT) => "success");
                    let _ = pair.transfer("fd_write", fd, 5);
                    let _ = pair.transfer("fd_read", fd, 5);
                    call!(pair, fd_filestat_set_size(fd, 3));
                    call!(pair, fd_filestat_set_times(fd, 5, 5, 5));
                }
            }
        }
    }
    for function in [
        "path_create_directory",
        "path_remove_directory",
        "path_unlink_file",
    ] {
        for path in ["file", "empty", "fresh", "dir"] {
            assert_ne!(pair.on_path(function, ROOT, path), "success");
        }
    }
    for function in ["path_link", "path_rename", "path_symlink"] {
        assert_ne!(
            pair.two_paths(function, (ROOT, "file"), (ROOT, "other")),
            "success"
        );
    }
    let (at, len) = pair.path("file");
    let times = call!(pair, path_filestat_set_times(ROOT, 0, at, len, 5, 5, 5));
    assert_ne!(name(&times), "success");
    check!(pair, fd_fdstat_get(ROOT, OUT) => "success");
    pair.finish();
}

#[test]
fn rights_not_given() {
    let mut pair = Pair::new(&world());
    let reader = pair.open("file", 0, rights::FD_READ, 0);
    let writer = pair.open("file", 0, rights::FD_WRITE, 0);
    let neither = pair.open("file", 0, 0, 0);
    for fd in [reader, writer, neither] {
        let _ = pair.transfer("fd_write", fd, 5);
        let _ = pair.transfer("fd_write", fd, 0);
        let _ = pair.transfer("fd_read", fd, 5);
        let _ = pair.transfer("fd_read", fd, 0);
        let _ = pair.transfer_at("fd_pwrite", fd, 5, 1);
        let _ = pair.transfer_at("fd_pread", fd, 5, 1);
        call!(pair, fd_filestat_set_size(fd, 30));
        call!(pair, fd_filestat_set_times(fd, 5, 5, 5));
        call!(pair, fd_sync(fd));
        call!(pair, fd_datasync(fd));
        call!(pair, fd_advise(fd, 0, 5, 0));
        call!(pair, fd_allocate(fd, 0, 100));
        call!(pair, fd_seek(fd, 0, 2, OUT));
        call!(pair, fd_filestat_get(fd, OUT));
    }
    assert_eq!(pair.transfer("fd_write", reader, 5), Err("badf".into()));
    assert_eq!(pair.transfer("fd_read", writer, 5), Err("badf".into()));
    pair.finish();
}
