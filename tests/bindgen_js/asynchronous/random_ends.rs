//! Random programs of two inner components with two streams and a future between them: the caller writes, the callee reads.

use super::Case;
use super::composed::component;
use super::random::{Step, agree, draw, step, without_one};
use super::read;
use crate::random::Random;

/// The steps of the callee's task, and those of the caller's.
#[derive(Clone)]
struct Program([Vec<Step>; 2]);

impl Program {
    fn random(random: &mut Random) -> Program {
        let mut task = |side: usize| {
            let count = 4 + random.below(20);
            let steps = (0..count).map(|_| {
                let end = [0, 2, 6][random.below(3)] + side;
                step(random, end)
            });
            steps.collect()
        };
        Program([task(0), task(1)])
    }

    fn case(&self, name: String) -> Case {
        let end = "(call $task.return (i32.const 9)) (i32.const 0)";
        let callee = task(&self.0[0], end);
        // The caller waits for the callee.
        let wait = format!("(if (result i32) (global.get $b) (then (call $wait)) (else {end}))");
        let caller = task(&self.0[1], &wait);
        let text = format!(
            ";; type: (param \"a\" (stream u8)) (param \"b\" (stream u8)) (param \"c\" (future u32)) (result u32)
{}{callee}
(func (export \"f\") (param i32 i32 i32) (result i32)
  (call $make-end (i32.const 0) (local.get 0))
  (call $make-end (i32.const 2) (local.get 1))
  (call $make-end (i32.const 6) (local.get 2))
  (call $go))
;; caller
;; core: (param i32 i32 i32 i32) (result i32)
{}{caller}
(func (export \"run\") (result i32)
  (call $make)
  (global.set $b (call $f
    (call $handle (i32.const 0)) (call $handle (i32.const 2)) (call $handle (i32.const 6)) (i32.const 16)))
  (call $note (i32.const 500) (i32.and (i32.const 15) (global.get $b)))
  (global.set $b (i32.shr_u (global.get $b) (i32.const 4)))
  (if (global.get $b) (then (call $watch (global.get $b))))
  (call $go))",
            read("random.wat"),
            read("random.wat"),
        );
        Case {
            component: component(&name, &text),
            name,
            traps: None,
        }
    }

    /// Every program that lacks one step.
    fn smaller(&self) -> Vec<Program> {
        without_one(&self.0).map(Program).collect()
    }
}

/// A task: its context is the number of the part that comes next.
fn task(steps: &[Step], end: &str) -> String {
    let parts: Vec<_> = steps.split(|step| matches!(step, Step::Yield)).collect();
    let mut go = String::new();
    for (number, part) in parts.iter().enumerate() {
        let calls: String = part.iter().map(Step::text).collect();
        let (next, code) = match number + 1 < parts.len() {
            true => (number + 1, "(i32.const 1)"),
            false => (number, end),
        };
        go += &format!(
            "(if (i32.eq (call $context.get) (i32.const {number})) (then
              {calls} (call $context.set (i32.const {next})) {code} return))\n"
        );
    }
    format!(
        "(func $go (result i32) {go} unreachable)
        (func (export \"callback\") (param i32 i32 i32) (result i32)
          (if (i32.eq (local.get 0) (i32.const 1)) (then (global.set $b (i32.const 0))))
          (call $go))\n"
    )
}

#[test]
fn random_copies_between_components_agree_with_wasmtime() {
    agree(
        "async-random-ends",
        &draw(2, Program::random),
        Program::case,
        Program::smaller,
    );
}
