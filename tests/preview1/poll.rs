//! `poll_oneoff`.

use crate::check;
use crate::support::calls::{ARRAY, OUT};
use crate::support::pair::{Arg, NOT_OPEN, Pair};
use crate::support::preview1::errno;
use crate::support::script::Outcome;
use crate::support::world::{NOW, Node, World};

const EVENTS: u32 = ARRAY + 0x1000;

/// A subscription to a clock.
fn clock(userdata: u64, id: u32, timeout: u64, absolute: bool) -> [u8; 48] {
    let mut sub = [0; 48];
    sub[..8].copy_from_slice(&userdata.to_le_bytes());
    sub[16..20].copy_from_slice(&id.to_le_bytes());
    sub[24..32].copy_from_slice(&timeout.to_le_bytes());
    sub[40] = absolute.into();
    sub
}

/// A subscription to a descriptor: tag 1 is reading, 2 writing.
fn ready(userdata: u64, tag: u8, fd: u32) -> [u8; 48] {
    let mut sub = [0; 48];
    sub[..8].copy_from_slice(&userdata.to_le_bytes());
    sub[8] = tag;
    sub[16..20].copy_from_slice(&fd.to_le_bytes());
    sub
}

fn subscribe(pair: &mut Pair, subs: &[[u8; 48]]) -> [Arg; 4] {
    pair.poke(ARRAY, &subs.concat());
    pair.poke(EVENTS, &vec![0xee; 32 * subs.len()]);
    [ARRAY.into(), EVENTS.into(), subs.len().into(), OUT.into()]
}

fn poll(pair: &mut Pair, subs: &[[u8; 48]]) -> String {
    let args = subscribe(pair, subs);
    crate::support::pair::name(&pair.call("poll_oneoff", &args))
}

#[test]
fn clocks_fire() {
    let mut pair = Pair::new(&World::new());
    for (id, timeout, absolute) in [
        (0, 0, false),
        (1, 0, false),
        (1, 1_000_000, false),
        (0, 1_000_000, false),
        // Absolute deadlines in the past, and just now.
        (0, 0, true),
        (0, 1, true),
        (0, NOW, true),
        (0, NOW + 1_000_000, true),
        (1, 0, true),
        (1, NOW / 3 + 1_000_000, true),
    ] {
        let subs = [clock(0x1234_5678_9abc, id, timeout, absolute)];
        assert_eq!(
            poll(&mut pair, &subs),
            "success",
            "{id} {timeout} {absolute}"
        );
        assert_eq!(pair.u32(OUT), 1);
        assert_eq!(pair.u64(EVENTS), 0x1234_5678_9abc);
    }
    pair.finish();
}

#[test]
fn the_first_of_several_fires() {
    let mut pair = Pair::new(&World::new());
    let hour = 3_600_000_000_000;
    let subs = [
        clock(1, 1, hour, false),
        clock(2, 1, 0, false),
        clock(3, 0, hour, false),
    ];
    assert_eq!(poll(&mut pair, &subs), "success");
    assert_eq!((pair.u32(OUT), pair.u64(EVENTS)), (1, 2));
    let subs = [
        clock(1, 1, 0, false),
        clock(2, 1, 0, false),
        clock(3, 0, 0, true),
    ];
    assert_eq!(poll(&mut pair, &subs), "success");
    pair.finish();
}

#[test]
fn refused() {
    let mut pair = Pair::new(&World::new());
    check!(pair, poll_oneoff(ARRAY, EVENTS, 0, OUT) => "inval");
    // Natively, a relative timeout alone sleeps, whatever its clock is.
    for id in [2, 3, 4, 99] {
        assert_eq!(poll(&mut pair, &[clock(1, id, 0, true)]), "inval");
        let subs = [clock(1, 1, 0, false), clock(1, id, 0, false)];
        assert_eq!(poll(&mut pair, &subs), "inval");
    }
    for tag in [3, 255] {
        assert_eq!(poll(&mut pair, &[ready(1, tag, 0)]), "inval");
    }
    let mut flags = clock(1, 1, 0, false);
    flags[40] = 2;
    assert_eq!(poll(&mut pair, &[flags]), "inval");
    assert_eq!(poll(&mut pair, &[ready(1, 1, NOT_OPEN as u32)]), "badf");
    assert_eq!(poll(&mut pair, &[ready(1, 2, 0)]), "badf");
    assert_eq!(poll(&mut pair, &[ready(1, 1, 1)]), "badf");
    assert_eq!(poll(&mut pair, &[ready(1, 1, 3)]), "badf");
    assert_eq!(poll(&mut pair, &[ready(1, 2, 3)]), "badf");
    assert_eq!(
        poll(
            &mut pair,
            &[clock(1, 1, 0, false), ready(2, 1, NOT_OPEN as u32)]
        ),
        "badf"
    );
    pair.finish();
}

#[test]
fn standard_streams() {
    let mut pair = Pair::new(&World {
        stdin: b"some input".to_vec(),
        ..World::new()
    });
    let hour = 3_600_000_000_000;
    for subs in [
        vec![ready(1, 1, 0)],
        vec![ready(1, 2, 1)],
        vec![ready(1, 2, 2)],
        vec![
            ready(1, 1, 0),
            ready(2, 2, 1),
            ready(3, 2, 2),
            clock(4, 1, hour, false),
        ],
        vec![ready(1, 1, 0), ready(2, 1, 0)],
    ] {
        assert_eq!(poll(&mut pair, &subs), "success");
    }
    assert_eq!(pair.u32(OUT), 2);
    pair.finish();
}

#[test]
fn files() {
    let mut pair = Pair::new(&World::new().with("file", Node::file("0123456789")));
    let fd = pair.edit("file");
    let numbers = pair.numbers(fd);
    assert_eq!(
        numbers.0, numbers.1,
        "the first descriptor has the same number"
    );
    let number = numbers.0 as u32;
    for offset in [0u64, 4, 10, 11, 1000] {
        check!(pair, fd_seek(fd, offset, 0, OUT) => "success");
        assert_eq!(poll(&mut pair, &[ready(1, 1, number)]), "success");
        assert_eq!(poll(&mut pair, &[ready(1, 2, number)]), "success");
    }
    check!(pair, fd_fdstat_set_flags(fd, 1) => "success");
    assert_eq!(poll(&mut pair, &[ready(1, 2, number)]), "success");
    check!(pair, fd_close(fd) => "success");
    pair.finish();
}

/// Which of several ready descriptors a native poll names depends on its threads, so only one side is asked.
#[test]
fn polling_leaks_nothing() {
    let world = World::new().with("file", Node::file("0123456789"));
    let mut pair = Pair::new(&world);
    let fd = pair.edit("file");
    let number = pair.numbers(fd).1 as u32;
    let hour = 3_600_000_000_000;
    let subs = [
        ready(1, 1, 0),
        ready(2, 2, 1),
        ready(3, 1, number),
        ready(4, 2, number),
        clock(5, 1, hour, false),
    ];
    let failing = [subs[0], subs[3], subs[4], ready(6, 1, NOT_OPEN as u32)];
    let function = crate::support::preview1::index("poll_oneoff");
    let mut alone = |subs: &[[u8; 48]]| {
        pair.other.poke(ARRAY, &subs.concat());
        let args = [ARRAY, EVENTS, subs.len() as u32, OUT].map(u64::from);
        (pair.other.call(function, &args), pair.other.resources())
    };
    let (polled, resources) = alone(&subs);
    assert_eq!(polled, Outcome::Errno(0));
    for _ in 0..2000 {
        assert_eq!(alone(&subs), (Outcome::Errno(0), resources));
        assert_eq!(alone(&failing), (Outcome::Errno(errno("badf")), resources));
    }
}
