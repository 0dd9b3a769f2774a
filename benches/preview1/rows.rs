//! What is measured: one call, or a few that belong together, repeated.

use crate::guest::Arg::{A, B};
use crate::guest::{DATA, OUT, PATH, Side, VECTOR};
use crate::support::world::{Node, World};

/// One row of the report.
pub struct Row {
    /// What is measured.
    pub name: &'static str,
    /// What it may be of native's time before the report marks it.
    pub bound: f64,
    /// Makes ready what the calls need; not measured.
    pub prepare: fn(&mut Side),
    /// Does it so many times.
    pub run: fn(&mut Side, u32),
    /// How many times a batch may do it at most: what it writes must fit on the disk.
    pub most: u32,
}

/// A file of 64 MiB to read, an empty one to write, and a directory of 10,000 entries.
pub fn world() -> World {
    let mut world = World::new()
        .with("read", Node::File(vec![b'r'; 64 << 20]))
        .with("file", Node::File(vec![]))
        .with("d", Node::Dir);
    for i in 0..10_000 {
        world = world.with(&format!("d/entry-{i:05}"), Node::File(vec![]));
    }
    world.machine = true;
    world.args = (0..10).map(|i| format!("argument number {i}")).collect();
    world.env = (0..20)
        .map(|i| (format!("NAME_{i}"), "a value of usual length".into()))
        .collect();
    world
}

/// Descriptors that [`open`] makes.
const READ: u32 = 4;
const FILE: u32 = 5;
const DIR: u32 = 6;

/// Opens what the rows use, in a guest that has just started.
pub fn open(side: &mut Side) {
    for (name, oflags, rights, fd) in [
        (b"read", 0, 2, READ),
        (b"file", 0, 66, FILE),
        (b"d\0\0\0", 2, 1 << 14 | 2, DIR),
    ] {
        side.poke(PATH, u32::from_le_bytes(*name));
        let len = name.iter().filter(|b| **b != 0).count() as u32;
        let args = [
            A(1),
            A(3),
            A(0),
            A(PATH),
            A(len),
            A(oflags),
            B(rights),
            B(rights),
            A(0),
            A(OUT),
        ];
        assert_eq!(side.call("path-open", &args), 0, "opening what is measured");
        assert_eq!(side.call("peek", &[A(OUT)]), fd);
    }
    side.poke(PATH, u32::from_le_bytes(*b"file"));
}

/// Buffers side by side from [`DATA`] on, and the file empty or at its start.
fn buffers(side: &mut Side, count: u32, len: u32) {
    for i in 0..count {
        side.poke(VECTOR + 8 * i, DATA + i * len);
        side.poke(VECTOR + 8 * i + 4, len);
    }
    let rewind = |side: &mut Side, fd| side.call("fd-seek", &[A(1), A(fd), B(0), A(0), A(OUT)]);
    assert_eq!(side.call("fd-filestat-set-size", &[A(1), A(FILE), B(0)]), 0);
    assert_eq!(rewind(side, FILE) | rewind(side, READ), 0);
}

fn transfer(side: &mut Side, export: &str, n: u32, fd: u32, count: u32) {
    let args = [A(n), A(fd), A(VECTOR), A(count), A(OUT)];
    assert_eq!(side.call(export, &args), 0, "{export}");
}

/// All buffers, in as many calls as it takes: natively each call moves one.
fn whole(side: &mut Side, n: u32, fd: u32, count: u32, len: u32) {
    let args = [A(n), A(u32::from(fd != READ)), A(fd), A(count), A(len)];
    assert_eq!(side.call("whole", &args), 0);
}

fn pread(side: &mut Side, n: u32, step: u64) {
    let mask = (32 << 20) - 1;
    let args = [A(n), A(READ), B(step), B(mask)];
    assert_eq!(side.call("fd-pread", &args), 0);
}

macro_rules! row {
    ($name:literal, $bound:expr, $most:expr, $prepare:expr, $run:expr) => {
        Row {
            name: $name,
            bound: $bound,
            prepare: $prepare,
            run: $run,
            most: $most,
        }
    };
}

/// Transfers of 4 KiB or more, and all else.
const LARGE: f64 = 1.15;
const SMALL: f64 = 1.3;
const MANY: u32 = 100_000;

/// All rows, in the order of the report.
pub const ROWS: &[Row] = &[
    row!(
        "fd_write 64 B to a file",
        SMALL,
        MANY,
        |s| buffers(s, 1, 64),
        |s, n| transfer(s, "fd-write", n, FILE, 1)
    ),
    row!(
        "fd_write 4 KiB to a file",
        LARGE,
        20_000,
        |s| buffers(s, 1, 4096),
        |s, n| transfer(s, "fd-write", n, FILE, 1)
    ),
    row!(
        "fd_write 1 MiB to a file",
        LARGE,
        200,
        |s| buffers(s, 1, 1 << 20),
        |s, n| transfer(s, "fd-write", n, FILE, 1)
    ),
    row!(
        "fd_write 64 B to stdout",
        SMALL,
        MANY,
        |s| buffers(s, 1, 64),
        |s, n| transfer(s, "fd-write", n, 1, 1)
    ),
    row!(
        "fd_write 4 KiB to stdout",
        LARGE,
        MANY,
        |s| buffers(s, 1, 4096),
        |s, n| transfer(s, "fd-write", n, 1, 1)
    ),
    row!(
        "fd_write 1 MiB to stdout",
        LARGE,
        MANY,
        |s| buffers(s, 1, 1 << 20),
        |s, n| transfer(s, "fd-write", n, 1, 1)
    ),
    row!(
        "fd_write 2 x 512 B to a file",
        SMALL,
        MANY,
        |s| buffers(s, 2, 512),
        |s, n| whole(s, n, FILE, 2, 512)
    ),
    row!(
        "fd_write 2 x 512 B to stdout",
        SMALL,
        MANY,
        |s| buffers(s, 2, 512),
        |s, n| whole(s, n, 1, 2, 512)
    ),
    row!(
        "fd_read 4 KiB",
        LARGE,
        16_000,
        |s| buffers(s, 1, 4096),
        |s, n| transfer(s, "fd-read", n, READ, 1)
    ),
    row!(
        "fd_read 64 KiB",
        LARGE,
        1_000,
        |s| buffers(s, 1, 65536),
        |s, n| transfer(s, "fd-read", n, READ, 1)
    ),
    row!(
        "fd_read 1 MiB",
        LARGE,
        60,
        |s| buffers(s, 1, 1 << 20),
        |s, n| whole(s, n, READ, 1, 1 << 20)
    ),
    row!(
        "fd_pread 4 KiB, in order",
        LARGE,
        MANY,
        |s| buffers(s, 1, 4096),
        |s, n| pread(s, n, 4096)
    ),
    row!(
        "fd_pread 4 KiB, at random",
        LARGE,
        MANY,
        |s| buffers(s, 1, 4096),
        |s, n| pread(s, n, 7_919 * 4_099)
    ),
    row!("fd_readdir, 10,000 entries", SMALL, 100, |_| {}, |s, n| {
        for _ in 0..n {
            assert_eq!(s.call("readdir", &[A(DIR), A(4096)]), 10_002);
        }
    }),
    row!("path_open and fd_close", SMALL, MANY, |_| {}, |s, n| {
        assert_eq!(s.call("open-close", &[A(n)]), 0);
    }),
    row!("path_filestat_get", SMALL, MANY, |_| {}, |s, n| {
        let args = [A(n), A(3), A(0), A(PATH), A(4), A(DATA)];
        assert_eq!(s.call("path-filestat-get", &args), 0);
    }),
    row!("clock_time_get", SMALL, 1_000_000, |_| {}, |s, n| {
        assert_eq!(s.call("clock-time-get", &[A(n), A(1), B(0), A(OUT)]), 0);
    }),
    row!("random_get 32 B", SMALL, MANY, |_| {}, |s, n| {
        assert_eq!(s.call("random-get", &[A(n), A(DATA), A(32)]), 0);
    }),
];

/// Arguments and environment, as a libc fetches them at its start.
pub fn start_up(side: &mut Side) {
    let calls = [
        ("args-sizes-get", OUT),
        ("args-get", VECTOR),
        ("environ-sizes-get", OUT),
        ("environ-get", VECTOR),
    ];
    for (export, at) in calls {
        assert_eq!(side.call(export, &[A(1), A(at), A(DATA)]), 0, "{export}");
    }
}
