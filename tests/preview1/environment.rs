//! `args_*` and `environ_*`.

use crate::check;
use crate::support::calls::{ARRAY, DATA, OUT};
use crate::support::pair::Pair;
use crate::support::script::{ARENA, END};
use crate::support::world::World;

fn world(args: &[&str], env: &[(&str, &str)]) -> World {
    World {
        args: args.iter().map(|a| a.to_string()).collect(),
        env: env
            .iter()
            .map(|(k, v)| (k.to_string(), v.to_string()))
            .collect(),
        ..World::new()
    }
}

fn fetch(world: &World) -> Pair {
    let mut pair = Pair::new(world);
    // Twice: what is fetched once and kept must be the same the second time.
    for _ in 0..2 {
        check!(pair, args_sizes_get(OUT, OUT + 4) => "success");
        check!(pair, args_get(ARRAY, DATA) => "success");
        check!(pair, environ_sizes_get(OUT + 8, OUT + 12) => "success");
        check!(pair, environ_get(ARRAY + 4096, DATA + 4096) => "success");
    }
    pair
}

#[test]
fn none() {
    let mut pair = fetch(&world(&[], &[]));
    assert_eq!(pair.peek(OUT, 16), [0; 16]);
    pair.finish();
}

#[test]
fn a_few() {
    let args = ["program", "", "with space", "ä€𝄞"];
    let env = [
        ("HOME", "/root"),
        ("EMPTY", ""),
        ("EQUALS", "a=b=c"),
        ("ä", "€"),
    ];
    let mut pair = fetch(&world(&args, &env));
    assert_eq!(pair.u32(OUT), 4);
    assert_eq!(pair.u32(OUT + 4), 8 + 1 + 11 + 10);
    assert_eq!(pair.u32(OUT + 8), 4);
    assert_eq!(pair.peek(DATA, 9), b"program\0\0");
    assert_eq!(pair.peek(DATA + 4096, 11), b"HOME=/root\0");
    pair.finish();
}

#[test]
fn more_than_64_kib() {
    let long = "x".repeat(20_000);
    let args: Vec<&str> = std::iter::repeat_n(long.as_str(), 2).collect();
    let env: Vec<(String, String)> = (0..300)
        .map(|i| (format!("K{i}"), "v".repeat(99)))
        .collect();
    let env: Vec<(&str, &str)> = env.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let mut pair = Pair::new(&world(&args, &env));
    check!(pair, args_sizes_get(OUT, OUT + 4) => "success");
    check!(pair, args_get(ARRAY, DATA) => "success");
    assert_eq!(pair.u32(OUT + 4), 40_002);
    check!(pair, environ_sizes_get(OUT, OUT + 4) => "success");
    check!(pair, environ_get(ARRAY, DATA) => "success");
    assert_eq!(pair.u32(OUT), 300);
    pair.finish();

    let many: Vec<&str> = std::iter::repeat_n("abcdefg", 12_000).collect();
    let mut pair = Pair::new(&world(&many, &[]));
    check!(pair, args_sizes_get(OUT, OUT + 4) => "success");
    assert_eq!((pair.u32(OUT), pair.u32(OUT + 4)), (12_000, 96_000));
    pair.finish();
}

#[test]
fn to_the_last_byte_of_memory() {
    let mut pair = Pair::new(&world(&["abc", "de"], &[("A", "b")]));
    check!(pair, args_get(END - 8, END - 15) => "success");
    check!(pair, args_get(ARENA, END - 7) => "success");
    check!(pair, args_get(ARENA, END - 6) => "fault");
    check!(pair, args_get(END - 4, ARENA) => "fault");
    check!(pair, environ_get(ARENA, END - 4) => "success");
    check!(pair, environ_get(ARENA, END - 3) => "fault");
}
