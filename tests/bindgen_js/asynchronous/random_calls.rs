//! Random programs of two inner components: a caller that calls, polls, joins and cancels, and a callee whose tasks yield, wait
//! or return. None keeps others out: who is let in first is up to the host, and what the caller sees depends on it.

use super::composed::component;
use super::random::{Program, Step, agree, code, draw, with_programs, with_steps};
use super::read;
use crate::random::Random;

/// A step of a task of the callee.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Act {
    Yield,
    /// Waits until the task is cancelled.
    Wait,
    Return,
    Cancel,
    End,
}

#[derive(Debug, Clone)]
struct Calls {
    /// Functions of `random-calls.wat` with the number of a call and the number of a script.
    caller: Vec<Step>,
    scripts: Vec<Vec<Act>>,
}

/// How many scripts the callee has, and how many bytes each of them.
const SCRIPTS: usize = 4;
const SCRIPT: usize = 8;

/// The functions of the caller's steps.
const FUNCTIONS: [&str; 4] = ["call", "join", "poll", "cancel"];

/// A script that yields, and returns on the way.
fn yielding(random: &mut Random) -> Vec<Act> {
    let mut acts = vec![Act::Yield; random.below(5)];
    acts.insert(random.below(acts.len() + 1), Act::Return);
    acts
}

fn waiting(random: &mut Random) -> Vec<Act> {
    match random.below(8) {
        0 => vec![Act::Return],
        1 => vec![Act::Return, Act::Wait],
        2 => vec![Act::Cancel],
        3 => vec![Act::Wait, Act::Cancel, Act::Return],
        4..=5 => vec![Act::Wait, Act::Return],
        _ => vec![Act::Wait, Act::Cancel],
    }
}

impl Calls {
    fn random(random: &mut Random) -> Calls {
        // Tasks of the callee wait, and are cancelled, or they yield: Wasmtime lets tasks that have yielded go on meanwhile.
        let waits = random.below(3) == 0;
        let script = |random: &mut Random| match waits {
            true => waiting(random),
            false => yielding(random),
        };
        let scripts = (0..SCRIPTS).map(|_| script(random)).collect();
        let count = 3 + random.below(20);
        let mut caller: Vec<_> = (0..count)
            .map(|_| {
                let (call, number) = (random.below(8), random.below(SCRIPTS));
                match random.below(16) {
                    0..=6 => Step::Call("call", call, number),
                    7..=8 => Step::Call("join", call, 0),
                    9..=10 => Step::Call("poll", 0, 0),
                    11 if waits => Step::Call("cancel", call, 0),
                    _ => Step::Yield,
                }
            })
            .collect();
        if waits {
            caller.extend((0..8).map(|call| Step::Call("cancel", call, 0)));
        }
        Calls { caller, scripts }
    }

    /// The scripts as the callee reads them.
    fn scripts(&self) -> Vec<u8> {
        let mut code = Vec::new();
        for script in &self.scripts {
            let acts = script.iter().map(|act| *act as u8);
            let end = std::iter::repeat(Act::End as u8);
            code.extend(acts.chain(end).take(SCRIPT));
        }
        code
    }
}

/// The functions of the callee: the context of a task is its script and the position of the next act.
fn callee(programs: &[Calls]) -> String {
    let programs: Vec<_> = programs.iter().map(Calls::scripts).collect();
    let [done, cancel, go_on, wait] =
        [Act::Return, Act::Cancel, Act::Yield, Act::Wait].map(|act| act as u8);
    with_programs(&programs)
        + &format!(
            "(func (export \"f\") (param i32) (result i32)
              (call $load)
              (call $context.set (i32.shl (local.get 0) (i32.const 8))) (call $go (i32.const -1)))
            (func (export \"callback\") (param i32 i32 i32) (result i32) (call $go (local.get 0)))
            (func $next (result i32) (local $context i32)
              (local.set $context (call $context.get))
              (call $context.set (i32.add (local.get $context) (i32.const 1)))
              (i32.load8_u offset=8192 (i32.add (i32.and (local.get $context) (i32.const 255))
                (i32.mul (i32.shr_u (local.get $context) (i32.const 8)) (i32.const {SCRIPT})))))
            (func $go (param $event i32) (result i32) (local $act i32)
              (call $note (i32.add (i32.const 1000) (call $context.get)) (local.get $event))
              (loop $again (result i32)
                (local.set $act (call $next))
                (if (i32.eq (local.get $act) (i32.const {go_on})) (then (return (i32.const 1))))
                (if (i32.eq (local.get $act) (i32.const {wait})) (then
                  (global.set $set (call $waitable-set.new))
                  (return (call $wait))))
                (if (i32.eq (local.get $act) (i32.const {done})) (then
                  (call $task.return (call $context.get)) (br $again)))
                (if (i32.eq (local.get $act) (i32.const {cancel})) (then (call $task.cancel) (br $again)))
                (i32.const 0)))
"
        )
}

fn caller(programs: &[Calls]) -> String {
    let programs: Vec<_> = programs
        .iter()
        .map(|each| code(&each.caller, &FUNCTIONS))
        .collect();
    read("random-calls.wat")
        + &with_programs(&programs)
        + &with_steps(&FUNCTIONS)
        + "(func (export \"run\") (result i32) (call $load) (call $context.set (i32.const 8192)) (call $go))
        (func $end (result i32) (call $finish))
        (func (export \"callback\") (param i32 i32 i32) (result i32)
          (if (i32.eq (local.get 0) (i32.const 1)) (then (call $ended (local.get 1) (local.get 2))))
          (call $go))"
}

impl Program for Calls {
    fn component(programs: &[Calls]) -> Vec<u8> {
        let text = format!("{}\n;; caller\n{}", callee(programs), caller(programs));
        component("random calls", &text)
    }

    fn smaller(&self) -> Vec<Calls> {
        let mut smaller = Vec::new();
        for step in 0..self.caller.len() {
            let mut program = self.clone();
            program.caller.remove(step);
            smaller.push(program);
        }
        for script in 0..self.scripts.len() {
            for act in 0..self.scripts[script].len() {
                let mut program = self.clone();
                program.scripts[script].remove(act);
                smaller.push(program);
            }
        }
        smaller
    }
}

#[test]
fn random_calls_between_components_agree_with_wasmtime() {
    agree("async-random-calls", &draw(Calls::random));
}
