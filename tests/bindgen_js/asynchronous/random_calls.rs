//! Random programs of two inner components: a caller that calls, polls, joins and cancels, and a callee whose tasks yield, wait
//! or return. None keeps others out: who is let in first is up to the host, and what the caller sees depends on it.

use super::Case;
use super::composed::component;
use super::random::{agree, draw};
use super::read;
use crate::random::Random;

/// A step of the caller.
#[derive(Clone)]
enum Step {
    /// A function of `random-calls.wat`, the number of the call, and the number of the script.
    Call(&'static str, usize, usize),
    Yield,
}

/// A step of a task of the callee.
#[derive(Clone, Copy, PartialEq)]
enum Act {
    Yield,
    /// Waits until the task is cancelled.
    Wait,
    Return,
    Cancel,
}

#[derive(Clone)]
struct Program {
    caller: Vec<Step>,
    scripts: Vec<Vec<Act>>,
}

/// How many scripts the callee has.
const SCRIPTS: usize = 4;

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

impl Program {
    fn random(random: &mut Random) -> Program {
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
        Program { caller, scripts }
    }

    /// The functions of the callee: each task knows its script and its position in its context.
    fn callee(&self) -> String {
        let mut text = String::from(
            "(func (export \"f\") (param i32) (result i32)
              (call $context.set (i32.shl (local.get 0) (i32.const 8))) (call $go (i32.const -1)))
            (func (export \"callback\") (param i32 i32 i32) (result i32) (call $go (local.get 0)))
            (func $go (param $event i32) (result i32)
              (call $note (i32.add (i32.const 1000) (call $context.get)) (local.get $event))
",
        );
        for (number, script) in self.scripts.iter().enumerate() {
            let mut position = number << 8;
            let begin = |position: usize| {
                format!("(if (i32.eq (call $context.get) (i32.const {position})) (then\n")
            };
            text += &begin(position);
            for act in script {
                text += match act {
                    Act::Return => "(call $task.return (call $context.get))\n",
                    Act::Cancel => "(call $task.cancel)\n",
                    Act::Yield | Act::Wait => "",
                };
                let code = match act {
                    Act::Yield => "(i32.const 1)",
                    Act::Wait => {
                        "(global.set $set (call $waitable-set.new))
                        (i32.or (i32.const 2) (i32.shl (global.get $set) (i32.const 4)))"
                    }
                    _ => continue,
                };
                position += 1;
                text += &format!(
                    "(call $context.set (i32.const {position})) {code} return))\n{}",
                    begin(position)
                );
            }
            text += "(return (i32.const 0))))\n";
        }
        text + "unreachable)\n"
    }

    fn caller(&self) -> String {
        let mut text = read("random-calls.wat");
        let parts = self.caller.split(|step| matches!(step, Step::Yield));
        let mut go = String::new();
        for (number, part) in parts.enumerate() {
            let calls = part.iter().map(|step| match step {
                Step::Call(name, call, script) => {
                    format!("(call ${name} (i32.const {call}) (i32.const {script}))\n")
                }
                Step::Yield => String::new(),
            });
            let calls: String = calls.collect();
            let next = number + 1;
            go += &format!(
                "(if (i32.eq (call $context.get) (i32.const {number})) (then
                  {calls} (call $context.set (i32.const {next})) (return (i32.const 1))))\n"
            );
        }
        text += &format!(
            "(func (export \"run\") (result i32) (call $go))
            (func $go (result i32) {go} (call $finish))
            (func (export \"callback\") (param i32 i32 i32) (result i32)
              (if (i32.eq (local.get 0) (i32.const 1)) (then (call $ended (local.get 1) (local.get 2))))
              (call $go))"
        );
        text
    }

    fn case(&self, name: String) -> Case {
        let text = format!("{}\n;; caller\n{}", self.callee(), self.caller());
        Case {
            component: component(&name, &text),
            name,
            traps: None,
        }
    }

    /// Every program that lacks one step.
    fn smaller(&self) -> Vec<Program> {
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
    agree(
        "async-random-calls",
        &draw(2, Program::random),
        Program::case,
        Program::smaller,
    );
}
