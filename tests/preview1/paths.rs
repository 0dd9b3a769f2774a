//! Paths that are long, not UTF-8, or otherwise odd, in every function that takes one.

use crate::call;
use crate::support::calls::{DATA, OUT, PATH, ROOT, SECOND_PATH};
use crate::support::pair::{Arg, Pair, name};
use crate::support::preview1::rights;
use crate::support::script::ARENA;
use crate::support::world::{Node, World};

fn world() -> World {
    World::new()
        .with("file", Node::file("x"))
        .with("dir", Node::Dir)
}

/// Each function that takes a path, with the path at `at`; those that take two take it as the first and second.
fn everywhere(pair: &mut Pair, at: u32, len: u32) -> Vec<String> {
    let good = pair.second_path("file");
    let outcomes = [
        call!(pair, path_create_directory(ROOT, at, len)),
        call!(pair, path_filestat_get(ROOT, 0, at, len, OUT)),
        call!(pair, path_filestat_get(ROOT, 1, at, len, OUT)),
        call!(pair, path_filestat_set_times(ROOT, 0, at, len, 5, 5, 5)),
        call!(pair, path_link(ROOT, 0, at, len, ROOT, good.0, good.1)),
        call!(pair, path_link(ROOT, 0, good.0, good.1, ROOT, at, len)),
        call!(
            pair,
            path_open(ROOT, 1, at, len, 0, rights::FD_READ, 0, 0, OUT)
        ),
        call!(pair, path_readlink(ROOT, at, len, DATA + 0x4000, 10, OUT)),
        call!(pair, path_rename(ROOT, at, len, ROOT, good.0, good.1)),
        call!(pair, path_rename(ROOT, good.0, good.1, ROOT, at, len)),
        call!(pair, path_symlink(at, len, ROOT, good.0, good.1)),
        call!(pair, path_symlink(good.0, good.1, ROOT, at, len)),
        call!(pair, path_remove_directory(ROOT, at, len)),
        call!(pair, path_unlink_file(ROOT, at, len)),
    ];
    outcomes.iter().map(name).collect()
}

#[test]
fn not_utf_8() {
    let bad: [&[u8]; 6] = [
        b"\xff",
        b"a\x80",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"fi\xf0\x9f\x98",
        b"\xf4\x90\x80\x80",
    ];
    for path in bad {
        let mut pair = Pair::new(&world());
        let (at, len) = pair.path(path);
        let errors = everywhere(&mut pair, at, len);
        assert!(errors.iter().all(|e| e == "ilseq"), "{errors:?}");
        pair.finish();
    }
}

#[test]
fn utf_8_of_any_kind() {
    for path in [
        "ä",
        "€uro",
        "𝄞",
        "\u{7f}",
        "new\nline",
        "a b",
        "\u{feff}",
        "\\",
        "C:\\x",
        "a:b",
    ] {
        let mut pair = Pair::new(&world());
        let (at, len) = pair.path(path);
        everywhere(&mut pair, at, len);
        pair.finish();
    }
}

#[test]
fn of_any_length() {
    for len in [0, 1, 254, 255, 256, 1000, 4000, 4095, 4096, 4097, 8000] {
        let mut pair = Pair::new(&world());
        let (at, len) = pair.path(vec![b'n'; len]);
        everywhere(&mut pair, at, len);
        let nested: Vec<u8> = b"a/".iter().copied().cycle().take(len as usize).collect();
        let (at, len) = pair.path(nested);
        everywhere(&mut pair, at, len);
        let dots: Vec<u8> = b"./".iter().copied().cycle().take(len as usize).collect();
        let (at, len) = pair.path(dots);
        call!(pair, path_filestat_get(ROOT, 0, at, len, OUT));
        pair.finish();
    }
}

#[test]
fn of_a_hundred_thousand_bytes() {
    let mut pair = Pair::new(&world());
    pair.poke(ARENA, &vec![b'n'; 100_000]);
    let long: [Arg; 2] = [ARENA.into(), 100_000.into()];
    let out = Arg::from(ARENA + 100_008);
    let dir = Arg::from(ROOT);
    let outcomes = [
        pair.call("path_create_directory", &[dir, long[0], long[1]]),
        pair.call("path_filestat_get", &[dir, 0.into(), long[0], long[1], out]),
        pair.call("path_unlink_file", &[dir, long[0], long[1]]),
        pair.call(
            "path_rename",
            &[dir, long[0], long[1], dir, long[0], long[1]],
        ),
        pair.call("path_symlink", &[long[0], long[1], dir, long[0], long[1]]),
        pair.call(
            "path_readlink",
            &[dir, long[0], long[1], out, 5.into(), out],
        ),
    ];
    assert!(
        outcomes.iter().all(|o| name(o) == "nametoolong"),
        "{outcomes:?}"
    );
    pair.finish();
}

#[test]
fn both_paths_may_be_the_same_memory() {
    let mut pair = Pair::new(&world());
    let (at, len) = pair.path("file");
    call!(pair, path_rename(ROOT, at, len, ROOT, at, len));
    call!(pair, path_link(ROOT, 0, at, len, ROOT, at, len));
    call!(pair, path_symlink(at, len, ROOT, at, len));
    // A result may lie where the path lies.
    call!(pair, path_filestat_get(ROOT, 0, at, len, PATH));
    let (at, len) = pair.path("file");
    call!(
        pair,
        path_open(ROOT, 0, at, len, 0, rights::FD_READ, 0, 0, PATH)
    );
    let (at, len) = pair.second_path("file");
    call!(
        pair,
        path_readlink(ROOT, at, len, SECOND_PATH, 4, SECOND_PATH)
    );
    pair.finish();
}
