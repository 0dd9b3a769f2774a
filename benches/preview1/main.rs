//! WASI preview1 three ways: natively on wasmtime's own host, in a component with the built-in adapter, and in one with
//! the published adapter.
//!
//! `cargo bench --bench preview1 [-- ROW...]` prints, for each row, the median time of one call and what it is of
//! native's, and how many calls of the host there are; then what the same calls cost without an adapter, and what adapters
//! add to a component. Several processes measure. In each of them the three take turns, batch by batch, so that what else
//! the machine does is shared.

#[path = "../../tests/support/mod.rs"]
mod support;

mod alone;
mod guest;
mod measure;
mod processes;
mod report;
mod rows;
mod sizes;

use std::time::Instant;

use guest::{Pre, Side};
use processes::{Found, Part, tell};
use rows::ROWS;
use support::hosts::Host;
use support::world::{Directory, World};

const HOSTS: [Host; 3] = [Host::Native, Host::Ours, Host::Reference];
/// What a guest does once it is instantiated.
type Then = fn(&mut Side);

/// The rows that start a guest, and what they do then.
const STARTS: [(&str, Then); 2] = [
    ("instantiation", |_| {}),
    ("instantiation, arguments, environment", rows::start_up),
];

fn main() {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| name.contains(a.as_str()));
    match Part::of_process() {
        Part::Report => {
            report::print(&processes::run());
            if wanted("sizes") {
                sizes::print();
            }
        }
        Part::Count => count(wanted),
        Part::Measure(number) => measure(number, wanted),
    }
}

/// Counts the calls of the host.
fn count(wanted: impl Fn(&str) -> bool) {
    let world = rows::world();
    let files = Directory::new(&world.files);
    let mut sides = HOSTS.map(|host| opened(&Pre::new(host), &world, &files, true));
    for row in ROWS.iter().filter(|row| wanted(row.name)) {
        let calls = sides.each_mut().map(|side| measure::host_calls(side, row));
        tell(row.name, &Found::Calls(&calls));
    }
}

/// Measures all rows; the number decides in which order the sides are made.
fn measure(number: usize, wanted: impl Fn(&str) -> bool) {
    let pres = measure::in_order(number, |host| Pre::new(HOSTS[host]));
    let world = rows::world();
    // The same files for all: how fast a file can be read depends on where the system put its pages.
    let files = Directory::new(&world.files);
    let mut sides = measure::in_order(number, |host| opened(&pres[host], &world, &files, false));
    for row in ROWS.iter().filter(|row| wanted(row.name)) {
        tell(row.name, &Found::Times(&measure::measure(&mut sides, row)));
    }
    if wanted("without an adapter") {
        alone::measure(&mut sides[0], &world, &files);
    }
    drop((sides, files));
    let empty = Directory::new(&[]);
    for (name, then) in STARTS.into_iter().filter(|(name, _)| wanted(name)) {
        let times = measure::rounds(measure::ROUNDS, |host| {
            let start = Instant::now();
            let mut side = pres[host].start(&world, &empty, false);
            then(&mut side);
            start.elapsed().as_nanos() as f64
        });
        tell(name, &Found::Times(&times));
    }
}

fn opened(pre: &Pre, world: &World, files: &Directory, counted: bool) -> Side {
    let mut side = pre.start(world, files, counted);
    rows::open(&mut side);
    side
}
