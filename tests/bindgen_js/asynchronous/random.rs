//! Random programs of reads, writes, cancellations, drops and polls by two tasks, in Node and in Wasmtime.

use super::{Case, compare_cases, component, differences, read};
use crate::random::Random;

/// How many programs a run has; `ASYNC_PROGRAMS` names another number, and `ASYNC_SEED` another beginning.
const PROGRAMS: usize = 300;

/// One step of a program: a function of `random.wat`, the number of an end, and a length; or the task yields.
#[derive(Clone)]
enum Step {
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

impl Program {
    fn random(random: &mut Random) -> Program {
        let mut task = || {
            let count = 4 + random.below(24);
            let steps = (0..count).map(|_| {
                let (end, mut length) = (random.below(8), random.below(6));
                // A write of nothing that meets a read of nothing which has ended, and was not told so yet, returns at
                // once in Wasmtime 48; in the canonical ABI it waits for the next read.
                if end % 2 == 1 {
                    length = length.max(1);
                }
                match random.below(40) {
                    0..=17 => Step::Call("copy", end, length),
                    18..=22 => Step::Call("cancel", end, 0),
                    23..=25 => Step::Call("drop-end", end, 0),
                    26..=34 => Step::Call("poll", end, 0),
                    35..=38 => Step::Yield,
                    _ => Step::Call("blind-copy", end, length),
                }
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
                let calls = part.iter().map(|step| match step {
                    Step::Call(name, end, length) => {
                        format!("(call ${name} (i32.const {end}) (i32.const {length}))\n")
                    }
                    Step::Yield => String::new(),
                });
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
        let mut smaller = Vec::new();
        for task in 0..2 {
            for step in 0..self.0[task].len() {
                let mut program = self.clone();
                program.0[task].remove(step);
                smaller.push(program);
            }
        }
        smaller
    }
}

#[test]
fn random_programs_agree_with_wasmtime() {
    let (count, seed) = (number("ASYNC_PROGRAMS", PROGRAMS), number("ASYNC_SEED", 1));
    let mut random = Random::new(seed as u64);
    let programs: Vec<_> = (0..count).map(|_| Program::random(&mut random)).collect();
    let cases = |programs: &[Program]| {
        let cases = programs.iter().enumerate();
        cases
            .map(|(i, program)| program.case(format!("program{i}")))
            .collect::<Vec<_>>()
    };
    let wrong = differences("async-random", &cases(&programs));
    let Some((first, _)) = wrong.first() else {
        return;
    };
    let mut program = programs[*first].clone();
    loop {
        let smaller = program.smaller();
        match differences("async-shrunk", &cases(&smaller)).first() {
            Some((position, _)) => program = smaller[*position].clone(),
            None => break,
        }
    }
    println!("seed {seed}, program {first}: {}", program.text());
    compare_cases("async-shrunk", &cases(&[program]));
}
