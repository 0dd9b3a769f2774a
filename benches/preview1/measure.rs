//! Measuring: batches of calls, in turns.

use std::time::Instant;

use crate::guest::Side;
use crate::processes::Rounds;
use crate::rows::Row;

/// How often every order of the sides comes, in one process.
pub const ROUNDS: usize = 6;
/// How long a batch takes natively, in nanoseconds.
pub const BATCH: u64 = 15_000_000;

/// Every order of the three. The order matters, because each finds the caches as the one before it left them.
pub const ORDERS: [[usize; 3]; 6] = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [0, 2, 1],
    [2, 0, 1],
    [1, 0, 2],
];

/// Makes something for each of the three, in one of the orders.
pub fn in_order<T>(order: usize, mut make: impl FnMut(usize) -> T) -> [T; 3] {
    let mut made = [None, None, None];
    for side in ORDERS[order % ORDERS.len()] {
        made[side] = Some(make(side));
    }
    made.map(|side| side.expect("each is in each order"))
}

/// Lets the three take turns, each round in another order.
pub fn rounds(count: usize, mut one: impl FnMut(usize) -> f64) -> Rounds {
    (0..count)
        .map(|round| in_order(round, &mut one).to_vec())
        .collect()
}

/// How many calls of the host one call makes, once everything is warm.
pub fn host_calls(side: &mut Side, row: &Row) -> u64 {
    (row.prepare)(side);
    (row.run)(side, 1);
    (row.prepare)(side);
    let before = side.host_calls();
    (row.run)(side, 1);
    side.host_calls() - before
}

/// The times of one call on each side, round by round.
pub fn measure(sides: &mut [Side; 3], row: &Row) -> Rounds {
    let mut batch = |side: usize, n: u32| batch(&mut sides[side], row, n);
    let once = batch(0, 1);
    if once > 20.0 * BATCH as f64 {
        // What takes seconds natively is measured natively once in a process.
        let native = batch(0, 1);
        return rounds(ROUNDS, |side| match side {
            0 => native,
            side => batch(side, 1),
        });
    }
    let n = calls_in_batch(batch(0, 3), row);
    for side in 0..3 {
        batch(side, n.min(10));
    }
    rounds(ROUNDS, |side| batch(side, n))
}

/// How many calls of this duration fill a batch.
pub fn calls_in_batch(once: f64, row: &Row) -> u32 {
    (BATCH as f64 / once.max(1.0)).clamp(1.0, f64::from(row.most)) as u32
}

/// The time of one call in a batch of `n`.
pub fn batch(side: &mut Side, row: &Row, n: u32) -> f64 {
    (row.prepare)(side);
    let start = Instant::now();
    (row.run)(side, n);
    start.elapsed().as_nanos() as f64 / f64::from(n)
}
