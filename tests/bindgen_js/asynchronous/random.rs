//! Random programs of reads, writes, cancellations, drops and polls by two tasks, in Node and in Wasmtime.

use super::{Case, compare_cases, component, differences, read};
use crate::random::Random;
use std::fmt::Debug;
use std::sync::Arc;

/// How many programs of each kind a run has; `ASYNC_PROGRAMS` names another number, and `ASYNC_SEED` another beginning.
const PROGRAMS: usize = 10_000;

/// One step of a program: a function of `random.wat`, the number of an end, and a length; or the task yields.
#[derive(Debug, Clone)]
pub enum Step {
    Call(&'static str, usize, usize),
    Yield,
}

/// The steps of both tasks.
#[derive(Debug, Clone)]
struct Tasks([Vec<Step>; 2]);

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

/// A kind of programs. Components are compiled once for many programs, which they have as data.
pub trait Program: Clone + Debug {
    /// A component with all of these, of which the host chooses one.
    fn component(programs: &[Self]) -> Vec<u8>;

    /// Every program that lacks one step.
    fn smaller(&self) -> Vec<Self>;
}

/// How many programs share a component.
const BATCH: usize = 500;

/// What `steps.wat` calls; the program has their positions here.
pub const COPIES: [&str; 5] = ["copy", "cancel", "drop-end", "poll", "blind-copy"];

/// How many bytes a task has for its steps.
pub const TASK: usize = 128;

/// The steps of a task as `steps.wat` reads them.
pub fn code(steps: &[Step], functions: &[&str]) -> Vec<u8> {
    let mut code = Vec::new();
    for step in steps {
        let bytes = match *step {
            Step::Call(name, first, second) => {
                let function = functions.iter().position(|function| *function == name);
                let function = function.expect("a function");
                [function, first, second, 0].map(|number| number as u8)
            }
            Step::Yield => [254, 0, 0, 0],
        };
        code.extend(bytes);
    }
    code.extend([255; 4]);
    assert!(code.len() <= TASK);
    code.resize(TASK, 0);
    code
}

/// What finds the program that runs.
pub fn with_programs(programs: &[Vec<u8>]) -> String {
    let size = programs[0].len();
    let bytes = programs.iter().flatten();
    let bytes: String = bytes.map(|byte| format!("\\{byte:02x}")).collect();
    let load = read("programs.wat").replace("SIZE", &size.to_string());
    format!("{load}(data $programs \"{bytes}\")\n")
}

/// What runs steps that call these functions.
pub fn with_steps(functions: &[&str]) -> String {
    let functions = functions.iter().map(|name| format!(" ${name}"));
    let functions: String = functions.collect();
    format!("{}(table funcref (elem{functions}))\n", read("steps.wat"))
}

impl Tasks {
    fn random(random: &mut Random) -> Tasks {
        let mut task = || {
            let count = 4 + random.below(24);
            let steps = (0..count).map(|_| {
                let end = random.below(8);
                step(random, end)
            });
            steps.collect()
        };
        let first = task();
        Tasks([first, task()])
    }
}

impl Program for Tasks {
    fn component(programs: &[Tasks]) -> Vec<u8> {
        let code = |program: &Tasks| {
            program
                .0
                .each_ref()
                .map(|steps| code(steps, &COPIES))
                .concat()
        };
        let programs: Vec<_> = programs.iter().map(code).collect();
        let mut text = read("random.wat") + &with_programs(&programs) + &with_steps(&COPIES);
        for (name, param, start) in [("run", "", 8192), ("other", "(param i32)", 8192 + TASK)] {
            text.push_str(&format!(
                "(func (export \"{name}\") {param} (result i32) (call $load) (call $make)
                  (call $context.set (i32.const {start})) (call $go))\n"
            ));
        }
        text.push_str(
            "(func $end (result i32) (call $task.return (call $context.get)) (i32.const 0))
            (func (export \"callback\") (param i32 i32 i32) (result i32) (call $go))",
        );
        component("random programs", &text)
    }

    fn smaller(&self) -> Vec<Tasks> {
        without_one(&self.0).map(Tasks).collect()
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

/// The case for each program.
fn cases<P: Program>(programs: &[P]) -> Vec<Case> {
    let batches = programs.chunks(BATCH).enumerate();
    let cases = batches.flat_map(|(batch, programs)| {
        let component: Arc<[u8]> = P::component(programs).into();
        (0..programs.len()).map(move |program| Case {
            name: format!("programs{batch}"),
            program,
            traps: None,
            component: component.clone(),
        })
    });
    cases.collect()
}

/// Runs programs in both; the first on which they do not agree is made as short as it can be.
pub fn agree<P: Program>(directory: &str, programs: &[P]) {
    let wrong = differences(directory, &cases(programs));
    let Some((first, _)) = wrong.first() else {
        return;
    };
    let shrunk = format!("{directory}-shrunk");
    let mut program = programs[*first].clone();
    loop {
        let smaller = program.smaller();
        match differences(&shrunk, &cases(&smaller)).first() {
            Some((position, _)) => program = smaller[*position].clone(),
            None => break,
        }
    }
    println!("program {first} of {}: {program:?}", programs.len());
    compare_cases(&shrunk, &cases(&[program]));
}

/// Random programs, as many as `ASYNC_PROGRAMS` says.
pub fn draw<P>(program: impl Fn(&mut Random) -> P) -> Vec<P> {
    let count = number("ASYNC_PROGRAMS", PROGRAMS);
    let mut random = Random::new(number("ASYNC_SEED", 1) as u64);
    (0..count).map(|_| program(&mut random)).collect()
}

#[test]
fn random_programs_agree_with_wasmtime() {
    agree("async-random", &draw(Tasks::random));
}
