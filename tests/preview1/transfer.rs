//! Reading and writing files: offsets, appending, vectors, sizes.

use crate::call;
use crate::check;
use crate::support::calls::{DATA, MOST_DATA, OUT, ROOT};
use crate::support::pair::{Fd, NOT_OPEN, Pair};
use crate::support::preview1::{fdflags, oflags, rights, whence};
use crate::support::script::Outcome;
use crate::support::world::{Node, World};

fn pattern(len: u32) -> Vec<u8> {
    (0..len).map(|i| (i % 251) as u8).collect()
}

fn world() -> World {
    World::new()
        .with("file", Node::file("0123456789"))
        .with("large", Node::File(pattern(200_000)))
        .with("dir", Node::Dir)
}

#[test]
fn sizes() {
    let mut pair = Pair::new(&world());
    let fd = pair.open("new", oflags::CREAT, rights::BOTH, 0);
    for len in [0, 1, 63, 4095, 4096, 4097, 65535, 65536, 65537, MOST_DATA] {
        pair.poke(DATA, &pattern(len));
        assert_eq!(pair.transfer("fd_write", fd, len), Ok(len));
        pair.tell(fd);
    }
    check!(pair, fd_seek(fd, 0, whence::SET, OUT) => "success");
    for len in [0, 1, 63, 4095, 4096, 4097, 65535, 65536] {
        assert_eq!(pair.transfer("fd_read", fd, len), Ok(len));
        pair.tell(fd);
    }
    pair.finish();
}

#[test]
fn one_read_of_more_than_64_kib() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("large");
    assert_eq!(pair.transfer("fd_read", fd, MOST_DATA), Ok(MOST_DATA));
    assert_eq!(pair.peek(DATA, MOST_DATA), pattern(MOST_DATA));
    assert_eq!(pair.tell(fd), u64::from(MOST_DATA));
    let _ = pair.transfer("fd_read", fd, MOST_DATA);
    pair.tell(fd);
    pair.finish();
}

#[test]
fn one_offset_for_reading_and_writing() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    assert_eq!(pair.read(fd, 3), b"012");
    pair.write(fd, b"AB");
    assert_eq!(pair.tell(fd), 5);
    assert_eq!(pair.read(fd, 2), b"56");
    pair.write(fd, b"Z");
    assert_eq!(pair.read(fd, 100), b"89");
    assert_eq!(pair.read(fd, 100), b"");
    pair.write(fd, b"more");
    check!(pair, fd_seek(fd, -4, whence::CUR, OUT) => "success");
    assert_eq!(pair.read(fd, 100), b"more");
    pair.finish();
}

/// After the first buffer the others would pass the largest offset, which hosts refuse; natively each buffer
/// is a call of its own.
#[test]
fn several_buffers_at_the_largest_offset() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    let size = i64::MAX as u64;
    check!(pair, fd_filestat_set_size(fd, size) => "success");
    for function in ["fd_write", "fd_read"] {
        check!(pair, fd_seek(fd, size - 30, whence::SET, OUT) => "success");
        let (vector, count) = pair.vector(&[(DATA, 1), (DATA + 8, 0), (DATA + 16, 40)]);
        let args = [fd.into(), vector.into(), count.into(), OUT.into()];
        let outcome = pair.call(function, &args);
        assert_eq!(outcome, Outcome::Errno(0), "{function}");
    }
    pair.finish();
}

#[test]
fn an_empty_read_is_no_end_of_file() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    assert_eq!(pair.transfer("fd_read", fd, 0), Ok(0));
    assert_eq!(pair.read(fd, 4), b"0123");
    assert_eq!(pair.transfer("fd_write", fd, 0), Ok(0));
    assert_eq!(pair.read(fd, 4), b"4567");
    pair.finish();
}

#[test]
fn seeking() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    let big = i64::MAX as u64;
    for whence in [whence::SET, whence::CUR, whence::END] {
        for offset in [
            0,
            1,
            5,
            10,
            11,
            1 << 40,
            big,
            u64::MAX,
            (-5i64) as u64,
            (-10i64) as u64,
            1 << 63,
        ] {
            check!(pair, fd_seek(fd, 4, whence::SET, OUT) => "success");
            call!(pair, fd_seek(fd, offset, whence, OUT));
            pair.tell(fd);
            // No file system has offsets of this size, so the hosts may answer differently.
            let _ = pair.transfer("fd_read", fd, 3);
            pair.tell(fd);
        }
    }
    check!(pair, fd_seek(fd, big, whence::SET, OUT) => "success");
    check!(pair, fd_seek(fd, big, whence::CUR, OUT) => "success");
    check!(pair, fd_seek(fd, big, whence::CUR, OUT) => "inval");
    check!(pair, fd_seek(fd, 0, 3, OUT) => "inval");
    check!(pair, fd_seek(NOT_OPEN, 0, 0, OUT) => "badf");
    check!(pair, fd_seek(ROOT, 0, 0, OUT) => "badf");
    check!(pair, fd_tell(ROOT, OUT) => "badf");
    check!(pair, fd_tell(NOT_OPEN, OUT) => "badf");
    pair.finish();
}

#[test]
fn writing_past_the_end_leaves_a_hole() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    check!(pair, fd_seek(fd, 5000, whence::SET, OUT) => "success");
    pair.write(fd, b"far");
    check!(pair, fd_seek(fd, 8, whence::SET, OUT) => "success");
    assert_eq!(pair.read(fd, 4), b"89\0\0");
    pair.finish();
}

#[test]
fn writes_at_impossible_offsets() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    for offset in [1u64 << 62, i64::MAX as u64, 1 << 63, u64::MAX, u64::MAX - 2] {
        let _ = pair.transfer_at("fd_pwrite", fd, 3, offset);
        let _ = pair.transfer_at("fd_pread", fd, 3, offset);
        let _ = pair.transfer_at("fd_pread", fd, 0, offset);
        let _ = pair.transfer_at("fd_pwrite", fd, 0, offset);
        call!(pair, fd_filestat_set_size(fd, offset));
        call!(pair, fd_advise(fd, offset, 10, 0));
        call!(pair, fd_advise(fd, 0, offset, 0));
        call!(pair, fd_allocate(fd, offset, 10));
    }
    pair.finish();
}

#[test]
fn positional() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    assert_eq!(pair.transfer_at("fd_pread", fd, 4, 3), Ok(4));
    assert_eq!(pair.peek(DATA, 4), b"3456");
    assert_eq!(pair.transfer_at("fd_pwrite", fd, 4, 8), Ok(4));
    assert_eq!(pair.tell(fd), 0);
    assert_eq!(pair.transfer_at("fd_pread", fd, 4, 12), Ok(0));
    assert_eq!(pair.transfer_at("fd_pread", fd, 4, 1000), Ok(0));
    assert_eq!(pair.transfer_at("fd_pwrite", fd, 4, 1000), Ok(4));
    assert_eq!(pair.read(fd, 2), b"01");
    assert_eq!(pair.transfer_at("fd_pread", ROOT, 4, 0), Err("badf".into()));
    assert_eq!(
        pair.transfer_at("fd_pwrite", ROOT, 4, 0),
        Err("badf".into())
    );
    assert_eq!(pair.transfer("fd_read", ROOT, 4), Err("badf".into()));
    assert_eq!(pair.transfer("fd_write", ROOT, 4), Err("badf".into()));
    pair.finish();
}

#[test]
fn appending() {
    let mut pair = Pair::new(&world());
    let fd = pair.open("file", 0, rights::BOTH, fdflags::APPEND);
    let other = pair.edit("file");
    assert_eq!(pair.read(fd, 2), b"01");
    pair.write(fd, b"first");
    assert_eq!(pair.tell(fd), 15);
    check!(pair, fd_seek(other, 0, whence::END, OUT) => "success");
    pair.write(other, b"second");
    pair.write(fd, b"third");
    pair.tell(fd);
    check!(pair, fd_seek(fd, 1, whence::SET, OUT) => "success");
    assert_eq!(pair.read(fd, 2), b"12");
    pair.write(fd, b"fourth");
    assert_eq!(pair.transfer_at("fd_pwrite", fd, 3, 0), Ok(3));
    pair.poke(DATA, &pattern(10_000));
    assert_eq!(pair.transfer_at("fd_pwrite", fd, 10_000, 2), Ok(10_000));
    assert_eq!(pair.transfer("fd_write", fd, 70_000), Ok(70_000));
    assert_eq!(pair.transfer("fd_write", fd, 0), Ok(0));
    pair.tell(fd);
    check!(pair, fd_fdstat_set_flags(fd, 0) => "success");
    check!(pair, fd_seek(fd, 0, whence::SET, OUT) => "success");
    pair.write(fd, b"no longer at the end");
    pair.finish();
}

#[test]
fn truncating_and_growing() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    for size in [4u64, 0, 100, 65_537, 3] {
        check!(pair, fd_filestat_set_size(fd, size) => "success");
        check!(pair, fd_filestat_get(fd, OUT) => "success");
        assert_eq!(pair.u64(OUT + 32), size);
        check!(pair, fd_seek(fd, -1, whence::END, OUT) => if size == 0 { "inval" } else { "success" });
        let _ = pair.transfer("fd_read", fd, 10);
    }
    check!(pair, fd_filestat_set_size(ROOT, 5) => "badf");
    check!(pair, fd_filestat_set_size(NOT_OPEN, 5) => "badf");
    pair.finish();
}

#[test]
fn advice_allocation_and_sync() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    let dir = pair.open("dir", oflags::DIRECTORY, rights::FD_READ, 0);
    for advice in 0..8u64 {
        call!(pair, fd_advise(fd, 0, 10, advice));
        call!(pair, fd_advise(dir, 0, 10, advice));
        call!(pair, fd_advise(NOT_OPEN, 0, 10, advice));
    }
    check!(pair, fd_allocate(fd, 0, 100) => "notsup");
    check!(pair, fd_allocate(dir, 0, 100) => "badf");
    check!(pair, fd_allocate(NOT_OPEN, 0, 100) => "badf");
    for base in [dir, ROOT, Fd(0)] {
        check!(pair, fd_sync(base) => "badf");
        check!(pair, fd_datasync(base) => "badf");
    }
    check!(pair, fd_sync(NOT_OPEN) => "badf");
    check!(pair, fd_datasync(NOT_OPEN) => "badf");
    check!(pair, fd_sync(fd) => "success");
    check!(pair, fd_datasync(fd) => "success");
    pair.finish();
}

/// Native transfers the first buffer that is not empty; a component all of them, which a sum of native calls shows.
#[test]
fn vectors_of_many_buffers() {
    let mut pair = Pair::new(&world());
    let fd = pair.edit("file");
    let write = crate::support::preview1::index("fd_write");
    let read = crate::support::preview1::index("fd_read");
    pair.poke(DATA, &pattern(MOST_DATA));
    for count in [2u32, 3, 16, 100, 1000] {
        let buffers: Vec<_> = (0..count).map(|i| (DATA + 17 * i, i % 29)).collect();
        let total: u32 = buffers.iter().map(|b| b.1).sum();
        for buffer in &buffers {
            let (at, n) = pair.vector(&[*buffer]);
            let (fd, _) = pair.numbers(fd);
            pair.native
                .call(write, &[fd, at.into(), n.into(), OUT.into()]);
        }
        let (at, n) = pair.vector(&buffers);
        let number = pair.numbers(fd).1;
        pair.other
            .call(write, &[number, at.into(), n.into(), OUT.into()]);
        assert_eq!(
            pair.other.peek(OUT, 4),
            total.to_le_bytes(),
            "{count} buffers written"
        );
        pair.poke(OUT, &[0; 4]);
        pair.tell(fd);

        check!(pair, fd_seek(fd, -i64::from(total) as u64, whence::CUR, OUT) => "success");
        pair.poke(DATA, &pattern(MOST_DATA));
        let buffers: Vec<_> = (0..count).rev().map(|i| (DATA + 31 * i, i % 29)).collect();
        let number = pair.numbers(fd).0;
        for buffer in &buffers {
            let (at, n) = pair.vector(&[*buffer]);
            pair.native
                .call(read, &[number, at.into(), n.into(), OUT.into()]);
        }
        let (at, n) = pair.vector(&buffers);
        let number = pair.numbers(fd).1;
        pair.other
            .call(read, &[number, at.into(), n.into(), OUT.into()]);
        assert_eq!(
            pair.other.peek(OUT, 4),
            total.to_le_bytes(),
            "{count} buffers read"
        );
        pair.poke(OUT, &[0; 4]);
        pair.tell(fd);
    }
    pair.finish();
}
