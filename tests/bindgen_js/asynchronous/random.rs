//! Random programs of reads, writes, cancellations, drops and polls by two tasks, in Node and in Wasmtime.

use super::{Case, compare_cases, component, differences, read};
use crate::random::Random;

/// How many programs a run has; `ASYNC_PROGRAMS` names another number, and `ASYNC_SEED` another beginning.
const PROGRAMS: usize = 600;

/// One step of a program: a function of `random.wat`, the number of an end, and a length; or the task yields.
#[derive(Clone)]
pub enum Step {
    Call(&'static str, usize, usize),
    Yield,
}

/// The steps of both tasks.
#[derive(Clone)]
struct Program([Vec<Step>; 2]);

fn number(name: &str, otherwise: usize) -> usize {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().expect("a number"))
}

/// A step with this end.
pub fn step(random: &mut Random, end: usize) -> Step {
    let length = random.below(6);
    match random.below(40) {
        0..=17 => Step::Call("copy", end, length),
        18..=22 => Step::Call("cancel", end, 0),
        23..=25 => Step::Call("drop-end", end, 0),
        26..=34 => Step::Call("poll", end, 0),
        35..=38 => Step::Yield,
        _ => Step::Call("blind-copy", end, length),
    }
}

/// Whether the first line that differs is one where Wasmtime 48 departs from the canonical ABI; what follows is not compared.
pub fn departs(wasmtime: &str, node: &str) -> bool {
    let code = |line: &str| {
        let (end, code) = line.split_once(' ')?;
        Some((end.parse::<u32>().ok()?, code.parse::<i32>().ok()?))
    };
    let different = wasmtime.lines().zip(node.lines()).find(|(a, b)| a != b);
    let codes = different.and_then(|(wasmtime, node)| Some((code(wasmtime)?, code(node)?)));
    let Some(((end, theirs), (same_end, ours))) = codes else {
        return false;
    };
    // The event of a copy whose buffer was given back says that the other end was dropped since; in the canonical ABI it does
    // not change any more, and the next copy says so.
    let dropped = end < 6 && ours >= 0 && ours & 15 == 0 && theirs == ours + 1;
    // A write of nothing meets a read that has completed, whose event was not delivered, and returns at once; in the
    // canonical ABI it waits for the next read.
    let empty = end < 6 && end % 2 == 1 && theirs == 0 && ours == -1;
    end == same_end && (dropped || empty)
}

impl Step {
    /// The call; a task that yields has none.
    pub fn text(&self) -> String {
        match self {
            Step::Call(name, end, length) => {
                format!("(call ${name} (i32.const {end}) (i32.const {length}))\n")
            }
            Step::Yield => String::new(),
        }
    }
}

impl Program {
    fn random(random: &mut Random) -> Program {
        let mut task = || {
            let count = 4 + random.below(24);
            let steps = (0..count).map(|_| {
                let end = random.below(8);
                step(random, end)
            });
            steps.collect()
        };
        let first = task();
        Program([first, task()])
    }

    /// The functions of the core module: each task is its parts between two yields, one after another.
    fn text(&self) -> String {
        let mut text = read("random.wat");
        let mut parts = Vec::new();
        for (task, steps) in self.0.iter().enumerate() {
            let first = parts.len();
            for part in steps.split(|step| matches!(step, Step::Yield)) {
                let calls = part.iter().map(Step::text);
                parts.push(calls.collect::<String>());
            }
            let (name, param) = [("run", ""), ("other", "(param i32)")][task];
            text.push_str(&format!(
                "(func (export \"{name}\") {param} (result i32) (call $make)
                  (call $context.set (i32.const {first})) (call $go))\n"
            ));
        }
        let ends = [
            self.0[0]
                .iter()
                .filter(|s| matches!(s, Step::Yield))
                .count(),
            parts.len() - 1,
        ];
        for (i, part) in parts.iter().enumerate() {
            text.push_str(&format!("(func $part{i} {part})\n"));
        }
        let calls: String = (0..parts.len())
            .map(|i| {
                format!("(if (i32.eq (local.get $part) (i32.const {i})) (then (call $part{i})))\n")
            })
            .collect();
        text.push_str(&format!(
            "(func $go (result i32) (local $part i32)
              (local.set $part (call $context.get))
              {calls}
              (call $context.set (i32.add (local.get $part) (i32.const 1)))
              (if (i32.or (i32.eq (local.get $part) (i32.const {})) (i32.eq (local.get $part) (i32.const {})))
                (then (call $task.return (local.get $part)) (return (i32.const 0))))
              (i32.const 1))
            (func (export \"callback\") (param i32 i32 i32) (result i32) (call $go))",
            ends[0], ends[1]
        ));
        text
    }

    fn case(&self, name: String) -> Case {
        let component = component(&name, &self.text());
        Case {
            name,
            traps: None,
            component,
        }
    }

    /// Every program that lacks one step.
    fn smaller(&self) -> Vec<Program> {
        without_one(&self.0).map(Program).collect()
    }
}

/// Two tasks, each time without one step.
pub fn without_one(tasks: &[Vec<Step>; 2]) -> impl Iterator<Item = [Vec<Step>; 2]> + '_ {
    let places = (0..2).flat_map(|task| (0..tasks[task].len()).map(move |step| (task, step)));
    places.map(|(task, step)| {
        let mut tasks = tasks.clone();
        tasks[task].remove(step);
        tasks
    })
}

/// Runs programs in both; the first on which they do not agree is made as short as it can be.
pub fn agree<P: Clone>(
    directory: &str,
    programs: &[P],
    case: impl Fn(&P, String) -> Case,
    smaller: impl Fn(&P) -> Vec<P>,
) {
    let cases = |programs: &[P]| {
        let cases = programs.iter().enumerate();
        cases
            .map(|(i, program)| case(program, format!("program{i}")))
            .collect::<Vec<_>>()
    };
    let wrong = differences(directory, &cases(programs));
    let Some((first, _)) = wrong.first() else {
        return;
    };
    let shrunk = format!("{directory}-shrunk");
    let mut program = programs[*first].clone();
    loop {
        let smaller = smaller(&program);
        match differences(&shrunk, &cases(&smaller)).first() {
            Some((position, _)) => program = smaller[*position].clone(),
            None => break,
        }
    }
    println!("program {first} of {}", programs.len());
    compare_cases(&shrunk, &cases(&[program]));
}

/// Random programs, as many as `ASYNC_PROGRAMS` says, or a part of those that each test has.
pub fn draw<P>(share: usize, program: impl Fn(&mut Random) -> P) -> Vec<P> {
    let count = number("ASYNC_PROGRAMS", PROGRAMS / share);
    let mut random = Random::new(number("ASYNC_SEED", 1) as u64);
    (0..count).map(|_| program(&mut random)).collect()
}

#[test]
fn random_programs_agree_with_wasmtime() {
    agree(
        "async-random",
        &draw(1, Program::random),
        Program::case,
        Program::smaller,
    );
}
