//! Random programs of two inner components with two streams and a future between them: the caller writes, the callee reads.

use super::composed::component;
use super::random::{
    COPIES, Program, Step, agree, code, draw, step, with_programs, with_steps, without_one,
};
use super::read;
use crate::random::Random;

/// The steps of the callee's task, and those of the caller's.
#[derive(Debug, Clone)]
struct Tasks([Vec<Step>; 2]);

impl Tasks {
    fn random(random: &mut Random) -> Tasks {
        let mut task = |side: usize| {
            let count = 4 + random.below(20);
            let steps = (0..count).map(|_| {
                let end = [0, 2, 6][random.below(3)] + side;
                step(random, end)
            });
            steps.collect()
        };
        Tasks([task(0), task(1)])
    }
}

impl Program for Tasks {
    fn component(programs: &[Tasks]) -> Vec<u8> {
        let end = "(call $task.return (i32.const 9)) (i32.const 0)";
        let task = |side: usize, end: &str| {
            let programs: Vec<_> = programs
                .iter()
                .map(|each| code(&each.0[side], &COPIES))
                .collect();
            let [frame, programs] = [read("random.wat"), with_programs(&programs)];
            format!(
                "{frame}{programs}{}
                (func $start (call $load) (call $context.set (i32.const 8192)))
                (func $end (result i32) {end})
                (func (export \"callback\") (param i32 i32 i32) (result i32)
                  (if (i32.eq (local.get 0) (i32.const 1)) (then (global.set $b (i32.const 0))))
                  (call $go))\n",
                with_steps(&COPIES)
            )
        };
        let callee = task(0, end);
        // The caller waits for the callee.
        let wait = format!("(if (result i32) (global.get $b) (then (call $wait)) (else {end}))");
        let caller = task(1, &wait);
        let text = format!(
            ";; type: (param \"a\" (stream u8)) (param \"b\" (stream u8)) (param \"c\" (future u32)) (result u32)
{callee}
(func (export \"f\") (param i32 i32 i32) (result i32)
  (call $start)
  (call $make-end (i32.const 0) (local.get 0))
  (call $make-end (i32.const 2) (local.get 1))
  (call $make-end (i32.const 6) (local.get 2))
  (call $go))
;; caller
;; core: (param i32 i32 i32 i32) (result i32)
{caller}
(func (export \"run\") (result i32)
  (call $start)
  (call $make)
  (global.set $b (call $f
    (call $handle (i32.const 0)) (call $handle (i32.const 2)) (call $handle (i32.const 6)) (i32.const 16)))
  (call $note (i32.const 500) (i32.and (i32.const 15) (global.get $b)))
  (global.set $b (i32.shr_u (global.get $b) (i32.const 4)))
  (if (global.get $b) (then (call $watch (global.get $b))))
  (call $go))"
        );
        component("random copies", &text)
    }

    fn smaller(&self) -> Vec<Tasks> {
        without_one(&self.0).map(Tasks).collect()
    }
}

#[test]
fn random_copies_between_components_agree_with_wasmtime() {
    agree("async-random-ends", &draw(Tasks::random));
}
