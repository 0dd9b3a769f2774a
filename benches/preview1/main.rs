//! WASI preview1 three ways: natively on wasmtime's own host, in a component with the built-in adapter, and in one with
//! the published adapter.
//!
//! `cargo bench --bench preview1 [-- ROW...]` prints, for each row, the median time of one call and what it is of
//! native's, and how many calls of the host there are; then what the same calls cost without an adapter, and what adapters
//! add to a component. The three take turns, batch by batch, so that what else the machine does is shared.

#[path = "../../tests/support/mod.rs"]
mod support;

mod alone;
mod guest;
mod rows;
mod sizes;

use std::time::Instant;

use guest::{Pre, Side};
use rows::{ROWS, Row};
use support::hosts::Host;
use support::world::World;

const HOSTS: [Host; 3] = [Host::Native, Host::Ours, Host::Reference];
/// How often the three take turns.
const ROUNDS: usize = 18;
/// How long a batch takes natively, in nanoseconds.
const BATCH: u64 = 15_000_000;

fn main() {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| name.contains(a.as_str()));
    let pres = HOSTS.map(Pre::new);
    let world = rows::world();
    let mut sides = pres.each_ref().map(|pre| opened(pre, &world, false));
    let mut counted = pres.each_ref().map(|pre| opened(pre, &world, true));
    println!(
        "| One call | native, ns | built in | published | of native | published of native | calls of the host |\n\
         |---|--:|--:|--:|--:|--:|--:|"
    );
    for row in ROWS.iter().filter(|row| wanted(row.name)) {
        let calls = counted.each_mut().map(|side| host_calls(side, row));
        let times = measure(&mut sides, row);
        print(
            row.name,
            row.bound,
            &times,
            &calls.map(|n| n.to_string()).join(", "),
        );
    }
    if wanted("without an adapter") {
        alone::print(&mut sides[0], &world);
        println!();
    }
    drop((sides, counted));
    let small = World {
        files: vec![],
        ..world
    };
    for (name, then) in [
        ("instantiation", (|_| {}) as fn(&mut Side)),
        ("instantiation, arguments, environment", rows::start_up),
    ] {
        if wanted(name) {
            let times = rounds(40, |host| {
                let start = Instant::now();
                let mut side = pres[host].start(&small, false);
                then(&mut side);
                start.elapsed().as_nanos() as f64
            });
            print(name, f64::INFINITY, &times, "");
        }
    }
    if wanted("sizes") {
        sizes::print();
    }
}

fn opened(pre: &Pre, world: &World, counted: bool) -> Side {
    let mut side = pre.start(world, counted);
    rows::open(&mut side);
    side
}

/// How many calls of the host one call makes, once everything is warm.
fn host_calls(side: &mut Side, row: &Row) -> u64 {
    (row.prepare)(side);
    (row.run)(side, 1);
    (row.prepare)(side);
    let before = side.host_calls();
    (row.run)(side, 1);
    side.host_calls() - before
}

/// The times of one call on each host, in nanoseconds, round by round.
fn measure(sides: &mut [Side; 3], row: &Row) -> Vec<[f64; 3]> {
    let mut batch = |host: usize, n: u32| {
        let side = &mut sides[host];
        (row.prepare)(side);
        let start = Instant::now();
        (row.run)(side, n);
        start.elapsed().as_nanos() as f64 / f64::from(n)
    };
    batch(0, 1);
    let once = batch(0, 3).max(1.0);
    let n = (BATCH as f64 / once).clamp(1.0, f64::from(row.most)) as u32;
    for host in 0..3 {
        batch(host, n.min(10));
    }
    // What takes seconds is not worth as many rounds.
    let few = once * f64::from(n) > 20.0 * BATCH as f64;
    rounds(if few { 3 } else { ROUNDS }, |host| batch(host, n))
}

/// Every order of the three. The order matters, because each finds the caches as the one before it left them.
const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [0, 2, 1],
    [2, 0, 1],
    [1, 0, 2],
];

/// Lets the three take turns, each round in another order.
fn rounds(count: usize, mut one: impl FnMut(usize) -> f64) -> Vec<[f64; 3]> {
    ORDERS
        .iter()
        .cycle()
        .take(count)
        .map(|order| {
            let mut times = [0.0; 3];
            for host in order {
                times[*host] = one(*host);
            }
            times
        })
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn print(name: &str, bound: f64, times: &[[f64; 3]], calls: &str) {
    let of = |host: usize| median(times.iter().map(|t| t[host]).collect());
    let ratio = |host: usize| median(times.iter().map(|t| t[host] / t[0]).collect());
    // Beyond its bound, or slower than the published adapter by more than noise, a row is marked.
    let beyond = ratio(1) > bound || ratio(1) > 1.03 * ratio(2);
    println!(
        "| {name}{} | {:.0} | {:.0} | {:.0} | {:.2} | {:.2} | {calls} |",
        if beyond { " (!)" } else { "" },
        of(0),
        of(1),
        of(2),
        ratio(1),
        ratio(2),
    );
}
