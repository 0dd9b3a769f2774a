//! Processes that measure, one after the other, and what they found, put together.
//!
//! How fast a large list is made depends on where the host's allocator puts it, and that on everything which the process
//! did before. In one process it is the same place in all rounds, so that one process measures its own luck. Here
//! several do the same from the start, each with the sides made in another order, and the median of them counts.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

/// The variable that says to a process what its part is.
const PART: &str = "PREVIEW1_BENCH_PART";
/// How many processes measure: each order of the three sides twice.
const COUNT: usize = 12;

/// What one process does.
#[derive(Clone, Copy)]
pub enum Part {
    /// Starts the others, and prints.
    Report,
    /// Counts the calls of the host, which takes time itself.
    Count,
    /// Measures, as the process of this number.
    Measure(usize),
}

impl Part {
    /// The part of this process.
    pub fn of_process() -> Part {
        match std::env::var(PART) {
            Err(_) => Part::Report,
            Ok(part) => part.parse().map_or(Part::Count, Part::Measure),
        }
    }
}

/// The times of one call on each side, in nanoseconds, round by round.
pub type Rounds = Vec<Vec<f64>>;

/// What a process has to say about one row.
pub enum Found<'a> {
    /// How many calls of the host there are on each side.
    Calls(&'a [u64]),
    /// The times.
    Times(&'a Rounds),
}

/// Prints what this process found, for the process that reports.
pub fn tell(row: &str, found: &Found<'_>) {
    match found {
        Found::Calls(calls) => println!("{row}\tcalls\t{}", joined(calls, ", ")),
        Found::Times(rounds) => {
            let rounds: Vec<String> = rounds.iter().map(|times| joined(times, " ")).collect();
            println!("{row}\ttimes\t{}", rounds.join(";"));
        }
    }
}

fn joined(values: &[impl ToString], between: &str) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    values.join(between)
}

/// What all processes found about one row.
#[derive(Default)]
pub struct Measured {
    /// How many calls of the host there are on each side.
    pub calls: String,
    processes: Vec<Rounds>,
}

impl Measured {
    /// The median of the processes, each of which counts by its median round.
    pub fn median(&self, of: impl Fn(&[f64]) -> f64) -> f64 {
        median(self.each(of))
    }

    /// The lowest and the highest of the processes' medians.
    pub fn range(&self, of: impl Fn(&[f64]) -> f64) -> (f64, f64) {
        let each = self.each(of);
        let lowest = each.iter().copied().fold(f64::INFINITY, f64::min);
        (lowest, each.into_iter().fold(0.0, f64::max))
    }

    fn each(&self, of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
        let rounds = |rounds: &Rounds| median(rounds.iter().map(|times| of(times)).collect());
        self.processes.iter().map(rounds).collect()
    }
}

/// Runs all processes with the arguments of this one.
pub fn run() -> BTreeMap<String, Measured> {
    let mut all = BTreeMap::new();
    read(&output("count"), &mut all);
    for number in 0..COUNT {
        read(&output(&number.to_string()), &mut all);
    }
    all
}

fn output(part: &str) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(std::env::args_os().skip(1)).env(PART, part);
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.expect("this program starts");
    assert!(output.status.success(), "part {part} failed");
    String::from_utf8(output.stdout).expect("text")
}

fn read(text: &str, all: &mut BTreeMap<String, Measured>) {
    for line in text.lines() {
        let [row, what, values] = line.splitn(3, '\t').collect::<Vec<_>>()[..] else {
            panic!("not a line of a process: {line}");
        };
        let measured = all.entry(row.to_string()).or_default();
        match what {
            "calls" => measured.calls = values.to_string(),
            _ => measured.processes.push(rounds(values)),
        }
    }
}

fn rounds(text: &str) -> Rounds {
    let number = |text: &str| text.parse::<f64>().expect("a time");
    let times = |text: &str| text.split(' ').map(number).collect();
    text.split(';').map(times).collect()
}

/// The middle one, or what is between the two in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let (middle, odd) = (values.len() / 2, values.len() % 2);
    (values[middle] + values[middle + odd - 1]) / 2.0
}
