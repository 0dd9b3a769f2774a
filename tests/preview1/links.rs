//! Links, symbolic links, renaming, unlinking.

use crate::call;
use crate::check;
use crate::support::calls::{DATA, OUT, ROOT};
use crate::support::pair::{Fd, NOT_OPEN, Pair};
use crate::support::preview1::{oflags, rights};
use crate::support::world::{Node, Permit, World};

fn world() -> World {
    let mut world = World::new()
        .with("file", Node::file("content"))
        .with("other", Node::file("other content"))
        .with("dir", Node::Dir)
        .with("dir/inner", Node::file("inner"))
        .with("empty", Node::Dir)
        .with("to-file", Node::Link("file".into()))
        .with("to-dir", Node::Link("dir".into()))
        .with("dangling", Node::Link("nowhere".into()))
        .with("loop", Node::Link("loop".into()))
        .with("second", Node::Dir);
    world
        .preopens
        .push(("/second".into(), "second".into(), Permit::Write));
    world
}

const NAMES: &[&str] = &[
    "file",
    "other",
    "dir",
    "dir/inner",
    "empty",
    "to-file",
    "to-dir",
    "dangling",
    "loop",
    "new",
    "dir/new",
    "missing/new",
    ".",
    "..",
    "../x",
    "",
    "/",
    "/x",
    "file/",
    "dir/",
    "new/",
    "to-file/",
    "a\0b",
];

#[test]
fn every_rename() {
    for from in NAMES {
        let mut pair = Pair::new(&world());
        for to in NAMES {
            pair.two_paths("path_rename", (ROOT, from), (ROOT, to));
            pair.two_paths("path_rename", (ROOT, to), (ROOT, from));
        }
        pair.finish();
    }
}

#[test]
fn every_link() {
    for from in NAMES {
        let mut pair = Pair::new(&world());
        for to in NAMES {
            for flags in [0, 1] {
                let (a, a_len) = pair.path(from);
                let (b, b_len) = pair.second_path(to);
                call!(pair, path_link(ROOT, flags, a, a_len, ROOT, b, b_len));
            }
        }
        pair.finish();
    }
}

#[test]
fn every_symlink() {
    let targets = [
        "file", "dir", "../x", "/etc", "", "nowhere", "a\0b", "new", "x/", ".",
    ];
    for target in targets {
        let mut pair = Pair::new(&world());
        for at in NAMES {
            pair.two_paths("path_symlink", (ROOT, target), (ROOT, at));
            let (path, len) = pair.path(at);
            call!(pair, path_readlink(ROOT, path, len, DATA, 100, OUT));
        }
        pair.finish();
    }
}

#[test]
fn every_unlink() {
    let mut pair = Pair::new(&world());
    for at in NAMES {
        pair.on_path("path_unlink_file", ROOT, at);
    }
    pair.finish();
}

#[test]
fn between_directories() {
    let mut pair = Pair::new(&world());
    let second = Fd(4);
    assert_eq!(
        pair.two_paths("path_link", (ROOT, "file"), (second, "hard")),
        "success"
    );
    assert_eq!(
        pair.two_paths("path_rename", (ROOT, "other"), (second, "moved")),
        "success"
    );
    assert_eq!(
        pair.two_paths("path_rename", (second, "moved"), (ROOT, "dir/back")),
        "success"
    );
    let dir = pair.open("dir", oflags::DIRECTORY, rights::FD_READ, 0);
    assert_eq!(
        pair.two_paths("path_rename", (dir, "back"), (second, "x")),
        "success"
    );
    pair.two_paths("path_rename", (dir, "../file"), (second, "y"));
    let file = pair.edit("file");
    for wrong in [file, Fd(0), Fd(1)] {
        for function in ["path_rename", "path_link"] {
            assert_eq!(pair.two_paths(function, (wrong, "a"), (ROOT, "b")), "badf");
            assert_eq!(pair.two_paths(function, (ROOT, "a"), (wrong, "b")), "badf");
        }
        assert_eq!(
            pair.two_paths("path_symlink", (ROOT, "a"), (wrong, "b")),
            "badf"
        );
    }
    let (a, a_len) = pair.path("a");
    check!(pair, path_rename(NOT_OPEN, a, a_len, ROOT, a, a_len) => "badf");
    check!(pair, path_rename(ROOT, a, a_len, NOT_OPEN, a, a_len) => "badf");
    check!(pair, path_link(NOT_OPEN, 0, a, a_len, ROOT, a, a_len) => "badf");
    check!(pair, path_symlink(a, a_len, NOT_OPEN, a, a_len) => "badf");
    check!(pair, path_link(ROOT, 2, a, a_len, ROOT, a, a_len) => "inval");
    pair.finish();
}

#[test]
fn reading_links() {
    let long = "t".repeat(1000);
    let mut pair = Pair::new(&world().with("long", Node::Link(long)));
    for path in [
        "to-file", "to-dir", "dangling", "loop", "long", "file", "dir", "missing", ".", "..", "",
        "to-dir/",
    ] {
        for len in [0u64, 1, 3, 4, 5, 100, 1000, 2000] {
            let (at, path_len) = pair.path(path);
            pair.poke(DATA, &[0xdd; 64]);
            call!(pair, path_readlink(ROOT, at, path_len, DATA, len, OUT));
        }
    }
    let (at, len) = pair.path("to-file");
    check!(pair, path_readlink(ROOT, at, len, DATA, 2, OUT) => "success");
    assert_eq!((pair.u32(OUT), pair.peek(DATA, 2)), (2, b"fi".to_vec()));
    pair.finish();
}

#[test]
fn an_open_file_outlives_its_name() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    assert_eq!(pair.on_path("path_unlink_file", ROOT, "file"), "success");
    assert_eq!(pair.read(fd, 100), b"content");
    pair.write(fd, b"more");
    check!(pair, fd_filestat_get(fd, OUT) => "success");
    let dir = pair.open("empty", oflags::DIRECTORY, rights::FD_READ, 0);
    assert_eq!(
        pair.on_path("path_remove_directory", ROOT, "empty"),
        "success"
    );
    call!(pair, fd_readdir(dir, DATA, 1000, 0, OUT));
    call!(pair, fd_filestat_get(dir, OUT));
    assert_ne!(pair.on_path("path_create_directory", dir, "sub"), "success");
    pair.finish();
}
