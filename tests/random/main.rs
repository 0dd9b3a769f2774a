//! Random sequences of preview1 calls, made natively and in a component over equal directories, and compared after
//! every call. A difference is shrunk to the fewest calls that still show it.
//!
//! `RANDOM_PROGRAMS` is how many sequences there are (20,000 unless it says otherwise), `RANDOM_SEED` the seed of the
//! first one; sequence number `i` has the seed `RANDOM_SEED + i`.

#[path = "../support/mod.rs"]
mod support;

mod generate;
mod program;
mod shrink;

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// No sequence is longer.
const MOST_CALLS: u64 = 200;

fn number(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|e| panic!("`{variable}` is not a number: {e}")),
        Err(_) => default,
    }
}

#[test]
fn random_programs() {
    let count = number("RANDOM_PROGRAMS", 20_000);
    let first = number("RANDOM_SEED", 1);
    println!("{count} sequences from seed {first}");
    let next = AtomicU64::new(first);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        break;
                    }
                    // The other workers stop, too: one difference is enough to mend.
                    if let Err(report) = one(seed) {
                        next.store(first + count, Ordering::Relaxed);
                        panic!("{report}");
                    }
                }
            });
        }
    });
}

fn one(seed: u64) -> Result<(), String> {
    let program = generate::program(seed, MOST_CALLS);
    match program::run(&program) {
        Ok(()) => Ok(()),
        Err(_) => Err(shrink::report(seed, program)),
    }
}
