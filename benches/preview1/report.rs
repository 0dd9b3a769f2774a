//! The tables.

use std::collections::BTreeMap;

use crate::processes::Measured;
use crate::rows::ROWS;
use crate::{STARTS, alone};

/// How much slower than the published adapter is not noise.
const SLOWER: f64 = 1.03;

/// Prints the rows that were measured.
pub fn print(all: &BTreeMap<String, Measured>) {
    println!(
        "| One call | native, ns | built in | published | of native | published of native | built in of published | \
         processes | calls of the host |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    );
    let bounds = ROWS.iter().map(|row| (row.name, row.bound));
    let starts = STARTS.iter().map(|(name, _)| (*name, f64::INFINITY));
    for (name, bound) in bounds.chain(starts) {
        if let Some(measured) = all.get(name) {
            print_row(name, bound, measured);
        }
    }
    let alone: Vec<_> = ROWS
        .iter()
        .filter_map(|row| Some((row.name, all.get(&alone::called(row.name))?)))
        .collect();
    if alone.is_empty() {
        return;
    }
    println!(
        "\n| One call | native, ns | WASI 0.2 without an adapter | of native |\n|---|--:|--:|--:|"
    );
    for (name, measured) in alone {
        let of = |side: usize| measured.median(|times| times[side]);
        let ratio = measured.median(|times| times[1] / times[0]);
        println!("| {name} | {:.0} | {:.0} | {ratio:.2} |", of(0), of(1));
    }
    println!();
}

fn print_row(name: &str, bound: f64, measured: &Measured) {
    let of = |side: usize| measured.median(|times| times[side]);
    let ratio = |side: usize| measured.median(|times| times[side] / times[0]);
    let published = |times: &[f64]| times[1] / times[2];
    let (lowest, highest) = measured.range(published);
    let beyond = ratio(1) > bound || measured.median(published) > SLOWER;
    println!(
        "| {name}{} | {:.0} | {:.0} | {:.0} | {:.2} | {:.2} | {:.2} | {lowest:.2} to {highest:.2} | {} |",
        if beyond { " (!)" } else { "" },
        of(0),
        of(1),
        of(2),
        ratio(1),
        ratio(2),
        measured.median(published),
        measured.calls,
    );
}
