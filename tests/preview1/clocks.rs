//! `clock_*`, `random_get` and `sched_yield`.

use crate::check;
use crate::support::calls::{DATA, MOST_DATA, OUT};
use crate::support::pair::Pair;
use crate::support::script::END;
use crate::support::world::{NOW, World};

#[test]
fn time_and_resolution() {
    let mut pair = Pair::new(&World::new());
    check!(pair, clock_time_get(0, 0, OUT) => "success");
    assert_eq!(pair.u64(OUT), NOW);
    check!(pair, clock_time_get(1, u64::MAX, OUT) => "success");
    assert_eq!(pair.u64(OUT), NOW / 3);
    check!(pair, clock_res_get(0, OUT) => "success");
    assert_eq!(pair.u64(OUT), 1000);
    check!(pair, clock_res_get(1, OUT) => "success");
    assert_eq!(pair.u64(OUT), 7);
    pair.finish();
}

#[test]
fn other_clocks() {
    let mut pair = Pair::new(&World::new());
    for id in [2u32, 3] {
        check!(pair, clock_time_get(id, 0, OUT) => "badf");
        check!(pair, clock_res_get(id, OUT) => "badf");
    }
    for id in [4u32, 5, 0x100, 0x101] {
        check!(pair, clock_time_get(id, 0, OUT) => "inval");
        check!(pair, clock_res_get(id, OUT) => "inval");
    }
    for id in [1u32 << 31, u32::MAX] {
        check!(pair, clock_time_get(id, 0, OUT) => "overflow");
        check!(pair, clock_res_get(id, OUT) => "overflow");
    }
    pair.finish();
}

#[test]
fn random_bytes() {
    let mut pair = Pair::new(&World::new());
    for len in [0, 1, 7, 8, 32, 255, 4096, 65535, 65536, 65537, MOST_DATA] {
        check!(pair, random_get(DATA, len) => "success");
    }
    assert_ne!(pair.peek(DATA, 64), [0; 64]);
    check!(pair, random_get(END, 0) => "success");
    check!(pair, random_get(END - 3, 3) => "success");
    check!(pair, random_get(END - 3, 4) => "fault");
}

#[test]
fn yields() {
    let mut pair = Pair::new(&World::new());
    check!(pair, sched_yield() => "success");
    pair.finish();
}
