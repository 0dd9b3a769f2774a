//! Standard streams.

use crate::check;
use crate::support::calls::{ARRAY, DATA, MOST_DATA, OUT};
use crate::support::pair::{Fd, Pair};
use crate::support::script::{ARENA, END};
use crate::support::world::World;

const STDIO: [Fd; 3] = [Fd(0), Fd(1), Fd(2)];

#[test]
fn write_sizes() {
    let mut pair = Pair::new(&World::new());
    let pattern: Vec<u8> = (0..MOST_DATA).map(|i| (i % 251) as u8).collect();
    for len in [0, 1, 64, 4095, 4096, 4097, 8192, 65536, 65537, MOST_DATA] {
        pair.poke(DATA, &pattern);
        assert_eq!(pair.transfer("fd_write", Fd(1), len), Ok(len));
        assert_eq!(pair.transfer("fd_write", Fd(2), len / 2), Ok(len / 2));
    }
    pair.finish();
}

#[test]
fn read_sizes() {
    let world = World {
        stdin: (0..500_000u32).map(|i| (i % 251) as u8).collect(),
        ..World::new()
    };
    let mut pair = Pair::new(&world);
    let mut total = 0;
    for len in [1, 2, 4095, 4096, 4097, 65536, 60_000, 1] {
        total += pair.transfer("fd_read", Fd(0), len).unwrap();
    }
    while total < 500_000 {
        let read = pair.transfer("fd_read", Fd(0), 50_000).unwrap();
        assert_ne!(read, 0, "the end comes at {total}");
        total += read;
    }
    assert_eq!(pair.transfer("fd_read", Fd(0), 10), Ok(0));
    assert_eq!(pair.transfer("fd_read", Fd(0), 10), Ok(0));
    pair.finish();
}

#[test]
fn empty_vectors() {
    let mut pair = Pair::new(&World {
        stdin: b"abc".to_vec(),
        ..World::new()
    });
    check!(pair, fd_write(Fd(1), ARRAY, 0, OUT) => "success");
    let (at, n) = pair.vector(&[(DATA, 0), (DATA, 0)]);
    check!(pair, fd_write(Fd(1), at, n, OUT) => "success");
    assert_eq!(pair.u32(OUT), 0);
    let (at, n) = pair.vector(&[(DATA, 0), (DATA, 2), (DATA, 0)]);
    check!(pair, fd_write(Fd(1), at, n, OUT) => "success");
    assert_eq!(pair.u32(OUT), 2);
    check!(pair, fd_read(Fd(0), at, n, OUT) => "success");
    assert_eq!(pair.u32(OUT), 2);
    pair.finish();
}

#[test]
fn the_wrong_direction() {
    let mut pair = Pair::new(&World::new());
    assert_eq!(pair.transfer("fd_write", Fd(0), 3), Err("badf".into()));
    assert_eq!(pair.transfer("fd_read", Fd(1), 3), Err("badf".into()));
    assert_eq!(pair.transfer("fd_read", Fd(2), 3), Err("badf".into()));
    pair.finish();
}

#[test]
fn positions() {
    let mut pair = Pair::new(&World::new());
    for fd in STDIO {
        for whence in [0, 1, 2] {
            check!(pair, fd_seek(fd, 0, whence, OUT) => "spipe");
        }
        check!(pair, fd_seek(fd, 0, 3, OUT) => "inval");
        check!(pair, fd_tell(fd, OUT) => "spipe");
    }
    assert_eq!(
        pair.transfer_at("fd_pread", Fd(0), 3, 0),
        Err("spipe".into())
    );
    assert_eq!(
        pair.transfer_at("fd_pread", Fd(1), 3, 0),
        Err("badf".into())
    );
    assert_eq!(
        pair.transfer_at("fd_pwrite", Fd(0), 3, 0),
        Err("badf".into())
    );
    assert_eq!(
        pair.transfer_at("fd_pwrite", Fd(1), 3, 0),
        Err("spipe".into())
    );
    assert_eq!(
        pair.transfer_at("fd_pwrite", Fd(2), 3, 9),
        Err("spipe".into())
    );
    pair.finish();
}

#[test]
fn status() {
    for terminal in [false, true] {
        let mut pair = Pair::new(&World {
            terminal,
            ..World::new()
        });
        for fd in STDIO {
            pair.poke(OUT, &[0xaa; 80]);
            check!(pair, fd_fdstat_get(fd, OUT) => "success");
            assert_eq!(pair.peek(OUT, 1), [if terminal { 2 } else { 0 }]);
            pair.poke(OUT, &[0xaa; 80]);
            check!(pair, fd_filestat_get(fd, OUT) => "success");
            assert_eq!(pair.peek(OUT + 16, 1), [if terminal { 2 } else { 0 }]);
            check!(pair, fd_fdstat_set_flags(fd, 0) => "badf");
            check!(pair, fd_fdstat_set_flags(fd, 1) => "badf");
            check!(pair, fd_fdstat_set_rights(fd, 0, 0) => "badf");
        }
        pair.finish();
    }
}

#[test]
fn functions_for_files_only() {
    let mut pair = Pair::new(&World::new());
    for fd in STDIO {
        check!(pair, fd_advise(fd, 0, 0, 0) => "badf");
        check!(pair, fd_allocate(fd, 0, 1) => "badf");
        check!(pair, fd_datasync(fd) => "badf");
        check!(pair, fd_sync(fd) => "badf");
        check!(pair, fd_filestat_set_size(fd, 0) => "badf");
        check!(pair, fd_filestat_set_times(fd, 0, 0, 0) => "badf");
        check!(pair, fd_readdir(fd, DATA, 100, 0, OUT) => "badf");
        check!(pair, fd_prestat_get(fd, OUT) => "badf");
        check!(pair, fd_prestat_dir_name(fd, DATA, 100) => "notdir");
        let (at, len) = pair.path("x");
        check!(pair, path_open(fd, 0, at, len, 0, 0, 0, 0, OUT) => "badf");
        check!(pair, path_create_directory(fd, at, len) => "badf");
        check!(pair, path_readlink(fd, at, len, DATA, 10, OUT) => "badf");
    }
    pair.finish();
}

#[test]
fn closed() {
    let mut pair = Pair::new(&World::new());
    for fd in [0u64, 1, 2] {
        check!(pair, fd_close(Fd(fd as usize)) => "success");
        check!(pair, fd_close(fd) => "badf");
        check!(pair, fd_fdstat_get(fd, OUT) => "badf");
        check!(pair, fd_filestat_get(fd, OUT) => "badf");
        check!(pair, fd_seek(fd, 0, 0, OUT) => "badf");
        check!(pair, fd_tell(fd, OUT) => "badf");
        let (at, n) = pair.vector(&[(DATA, 4)]);
        check!(pair, fd_write(fd, at, n, OUT) => "badf");
        check!(pair, fd_read(fd, at, n, OUT) => "badf");
        check!(pair, fd_fdstat_set_flags(fd, 0) => "badf");
    }
    pair.finish();
}

#[test]
fn renumbered() {
    let mut pair = Pair::new(&World::new());
    check!(pair, fd_renumber(Fd(1), Fd(1)) => "success");
    check!(pair, fd_renumber(Fd(2), Fd(1)) => "success");
    pair.write(Fd(1), b"to standard error");
    check!(pair, fd_close(2) => "badf");
    check!(pair, fd_renumber(Fd(1), 2) => "badf");
    check!(pair, fd_renumber(2, Fd(1)) => "badf");
    check!(pair, fd_renumber(Fd(0), Fd(1)) => "success");
    assert_eq!(pair.transfer("fd_write", Fd(1), 3), Err("badf".into()));
    pair.finish();
}

#[test]
fn vectors_to_the_end_of_memory() {
    let mut pair = Pair::new(&World::new());
    let (at, n) = pair.vector(&[(END - 2, 2)]);
    check!(pair, fd_write(Fd(1), at, n, OUT) => "success");
    check!(pair, fd_write(Fd(1), at, n, END - 4) => "success");
    let (at, n) = pair.vector(&[(END - 2, 3)]);
    check!(pair, fd_write(Fd(1), at, n, OUT) => "fault");
    pair.poke(END - 8, &ARENA.to_le_bytes());
    pair.poke(END - 4, &1u32.to_le_bytes());
    check!(pair, fd_write(Fd(1), END - 8, 1, OUT) => "success");
}

#[test]
fn reading_nothing() {
    let mut pair = Pair::new(&World {
        stdin: b"abc".to_vec(),
        ..World::new()
    });
    for _ in 0..2 {
        pair.poke(OUT, &[0xaa; 4]);
        check!(pair, fd_read(Fd(0), ARRAY, 0, OUT) => "success");
        assert_eq!(pair.u32(OUT), 0);
    }
    assert_eq!(pair.transfer("fd_read", Fd(0), 10), Ok(3));
    pair.finish();
}
