//! `fd_readdir`, making and removing directories, preopened directories.

use std::collections::BTreeSet;

use crate::call;
use crate::check;
use crate::support::calls::{DATA, MOST_DATA, OUT, PATH, ROOT};
use crate::support::hosts::compared;
use crate::support::pair::{Fd, NOT_OPEN, Pair, name};
use crate::support::preview1::{index, oflags, rights};
use crate::support::script::{END, Outcome, Script};
use crate::support::world::{Node, Permit, World};

fn many(count: usize) -> World {
    let mut world = World::new().with("d", Node::Dir);
    for i in 0..count {
        let node = match i % 3 {
            0 => Node::file("x"),
            1 => Node::Dir,
            _ => Node::Link("nowhere".into()),
        };
        world = world.with(&format!("d/entry-{i}-{}", "n".repeat(i % 40)), node);
    }
    world
}

/// Reads a directory to its end with one buffer size, as a libc does: each call goes on at the last whole entry.
fn read_all(pair: &mut Pair, fd: Fd, len: u32) -> usize {
    let mut entries = 0;
    let mut cookie = 0;
    loop {
        check!(pair, fd_readdir(fd, DATA, len, cookie, OUT) => "success");
        let used = pair.u32(OUT);
        let mut at = 0;
        while at + 24 <= used {
            let name_len = pair.u32(DATA + at + 16);
            if at + 24 + name_len > used {
                break;
            }
            cookie = pair.u64(DATA + at);
            entries += 1;
            at += 24 + name_len;
        }
        if used < len {
            return entries;
        }
        assert_ne!(at, 0, "a buffer of {len} bytes holds no entry");
    }
}

#[test]
fn any_number_of_entries_in_any_buffer() {
    for count in [0, 1, 2, 3, 10, 100, 999] {
        let mut pair = Pair::new(&many(count));
        let fd = pair.open("d", oflags::DIRECTORY, rights::FD_READ, 0);
        for len in [90, 100, 256, 4096, 65536, MOST_DATA] {
            if len > 1000 || count <= 100 {
                assert_eq!(
                    read_all(&mut pair, fd, len),
                    count + 2,
                    "{count} entries, {len} bytes"
                );
            }
        }
        pair.finish();
    }
}

#[test]
fn ten_thousand_entries() {
    let mut pair = Pair::new(&many(10_000));
    let fd = pair.open("d", oflags::DIRECTORY, rights::FD_READ, 0);
    assert_eq!(read_all(&mut pair, fd, MOST_DATA), 10_002);
    pair.finish();
}

#[test]
fn buffers_that_cut_an_entry() {
    let mut pair = Pair::new(&many(3));
    let fd = pair.open("d", oflags::DIRECTORY, rights::FD_READ, 0);
    for cookie in [0u64, 1, 2, 3, 4, 5, 6, 100] {
        for len in 0..200u64 {
            pair.poke(DATA, &[0xcc; 256]);
            check!(pair, fd_readdir(fd, DATA, len, cookie, OUT) => "success");
        }
    }
    pair.finish();
}

#[test]
fn cookies_can_be_taken_up_anywhere() {
    let mut pair = Pair::new(&many(50));
    let fd = pair.open("d", oflags::DIRECTORY, rights::FD_READ, 0);
    let mut state = 12345u64;
    for _ in 0..300 {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let cookie = (state >> 33) % 60;
        let len = (state >> 20) % 700;
        check!(pair, fd_readdir(fd, DATA, len, cookie, OUT) => "success");
    }
    for cookie in [u64::MAX, 1 << 32, 1 << 63, i64::MAX as u64] {
        call!(pair, fd_readdir(fd, DATA, 1000, cookie, OUT));
    }
    pair.finish();
}

#[test]
fn what_changes_meanwhile_is_seen_from_the_start() {
    let mut pair = Pair::new(&many(5));
    let fd = pair.open("d", oflags::DIRECTORY, rights::FD_READ, 0);
    assert_eq!(read_all(&mut pair, fd, 4096), 7);
    assert_eq!(
        pair.on_path("path_create_directory", ROOT, "d/new"),
        "success"
    );
    assert_eq!(read_all(&mut pair, fd, 4096), 8);
    assert_eq!(
        pair.on_path("path_unlink_file", ROOT, "d/entry-0-"),
        "success"
    );
    assert_eq!(read_all(&mut pair, fd, 4096), 7);
    pair.finish();
}

/// Names that go, or come, while a listing is under way never make it crash or run in a circle, and no name comes twice.
#[test]
fn what_changes_in_the_middle_of_a_listing() {
    let mut script = Script::new(compared(), &many(200));
    script.poke(PATH, b"d");
    let args = [3, 0, PATH.into(), 1, oflags::DIRECTORY, 0, 0, 0, OUT.into()];
    assert_eq!(script.call(index("path_open"), &args), Outcome::Errno(0));
    let fd = u32::from_le_bytes(script.peek(OUT, 4).try_into().unwrap());
    let mut seen = BTreeSet::new();
    let mut cookie = 0;
    loop {
        // Room for a few entries at a time.
        let args = [fd.into(), DATA.into(), 200, cookie, OUT.into()];
        assert_eq!(script.call(index("fd_readdir"), &args), Outcome::Errno(0));
        let used = u32::from_le_bytes(script.peek(OUT, 4).try_into().unwrap());
        let mut rest = script.peek(DATA, used);
        while rest.len() >= 24 {
            let len = u32::from_le_bytes(rest[16..20].try_into().unwrap()) as usize;
            if rest.len() < 24 + len {
                break;
            }
            cookie = u64::from_le_bytes(rest[..8].try_into().unwrap());
            let entry: Vec<u8> = rest.drain(..24 + len).collect();
            assert!(seen.insert(entry[24..].to_vec()), "an entry came twice");
        }
        if used < 200 {
            break;
        }
        let directory = script.dir.path().join("d");
        std::fs::write(directory.join(format!("new-{cookie}")), "").unwrap();
        for entry in std::fs::read_dir(&directory).unwrap().take(2) {
            let path = entry.unwrap().path();
            std::fs::remove_file(&path)
                .or_else(|_| std::fs::remove_dir(&path))
                .unwrap();
        }
    }
    assert!(seen.len() >= 2 + 50, "{} entries", seen.len());
    let closed = script.call(index("fd_close"), &[fd.into()]);
    assert_eq!(closed, Outcome::Errno(0));
}

#[test]
fn what_is_no_directory() {
    let mut pair = Pair::new(&many(1).with("file", Node::file("x")));
    let file = pair.edit("file");
    check!(pair, fd_readdir(file, DATA, 100, 0, OUT) => "badf");
    check!(pair, fd_readdir(NOT_OPEN, DATA, 100, 0, OUT) => "badf");
    // A directory may be opened without the right to read it.
    let dir = pair.open("d", oflags::DIRECTORY, 0, 0);
    call!(pair, fd_readdir(dir, DATA, 100, 0, OUT));
    check!(pair, fd_readdir(ROOT, END - 100, 100, 0, OUT) => "success");
    pair.finish();
}

#[test]
fn making_and_removing() {
    let world = many(3)
        .with("file", Node::file("x"))
        .with("empty", Node::Dir)
        .with("link", Node::Link("empty".into()));
    let mut pair = Pair::new(&world);
    let paths = [
        "new",
        "new",
        "new/sub",
        "new/sub/deeper",
        "file",
        "file/x",
        "d",
        ".",
        "..",
        "../x",
        "",
        "/",
        "a/b",
        "slash/",
        "link",
        "link/in",
        "x\0y",
        "./dot",
        "d/../beside",
    ];
    for path in paths {
        pair.on_path("path_create_directory", ROOT, path);
    }
    for path in paths {
        for function in [
            "path_unlink_file",
            "path_remove_directory",
            "path_remove_directory",
        ] {
            pair.on_path(function, ROOT, path);
        }
    }
    for path in ["file/", "link/", "empty/", "empty", "d", "missing"] {
        pair.on_path("path_unlink_file", ROOT, path);
        pair.on_path("path_remove_directory", ROOT, path);
    }
    pair.finish();
}

#[test]
fn names_of_preopened_directories() {
    let mut world = World::new()
        .with("a", Node::Dir)
        .with("b", Node::Dir)
        .with("b/f", Node::file("x"));
    world.preopens = vec![
        ("/".into(), String::new(), Permit::Write),
        (
            "a-rather-long-name/with/slashes".into(),
            "a".into(),
            Permit::Write,
        ),
        ("".into(), "b".into(), Permit::Read),
        ("ä€".into(), "b".into(), Permit::Read),
    ];
    let mut pair = Pair::new(&world);
    for fd in 3..7 {
        check!(pair, fd_prestat_get(Fd(fd), OUT) => "success");
        let len = pair.u32(OUT + 4);
        check!(pair, fd_prestat_dir_name(Fd(fd), DATA, len) => "success");
        check!(pair, fd_prestat_dir_name(Fd(fd), DATA + 100, len + 50) => "success");
        if len > 0 {
            check!(pair, fd_prestat_dir_name(Fd(fd), DATA, len - 1) => "nametoolong");
        }
        check!(pair, fd_fdstat_get(Fd(fd), OUT) => "success");
    }
    check!(pair, fd_prestat_get(7, OUT) => "badf");
    check!(pair, fd_prestat_dir_name(7, DATA, 10) => "badf");
    let (at, len) = pair.path(".");
    check!(pair, path_open(Fd(5), 0, at, len, 0, 0, 0, 0, OUT) => "success");
    let opened = pair.last();
    check!(pair, fd_prestat_get(opened, OUT) => "badf");
    check!(pair, fd_prestat_dir_name(opened, DATA, 10) => "notdir");
    check!(pair, fd_renumber(Fd(4), Fd(6)) => "success");
    check!(pair, fd_prestat_get(Fd(6), OUT) => "success");
    assert_eq!(pair.u32(OUT + 4), 31);
    check!(pair, fd_close(Fd(5)) => "success");
    check!(pair, fd_prestat_get(5, OUT) => "badf");
    pair.finish();
}

#[test]
fn without_directories() {
    let world = World {
        preopens: vec![],
        ..World::new()
    };
    let mut pair = Pair::new(&world);
    check!(pair, fd_prestat_get(3, OUT) => "badf");
    let (at, len) = pair.path("x");
    let opened = call!(pair, path_open(3, 0, at, len, 0, 0, 0, 0, OUT));
    assert_eq!(name(&opened), "badf");
    pair.finish();
}
