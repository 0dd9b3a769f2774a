//! Shrinks a sequence that shows a difference to the fewest calls that still show one.

use std::fmt::Write;

use crate::program::{self, Call, Value};

/// The shrunk sequence and what differs, in words.
pub fn report(seed: u64, program: Vec<Call>) -> String {
    let whole = program.len();
    let program = simpler_values(fewer_calls(program));
    let Err((difference, made)) = program::run(&program) else {
        return format!("seed {seed}: the {whole} calls differ, but not every time");
    };
    let mut text = format!(
        "seed {seed}: {} of {whole} calls show that {}\n",
        program.len(),
        difference.0
    );
    for (call, made) in program.iter().zip(&made) {
        writeln!(text, "  {call}\n    {made}").unwrap();
    }
    text
}

fn differs(program: &[Call]) -> bool {
    program::run(program).is_err()
}

/// Leaves out half of the calls, a quarter, and so on to single ones, as long as a difference stays.
fn fewer_calls(mut program: Vec<Call>) -> Vec<Call> {
    let mut size = program.len().div_ceil(2);
    loop {
        let mut left_out = false;
        let mut at = 0;
        while at < program.len() {
            let mut fewer = program.clone();
            fewer.drain(at..(at + size).min(program.len()));
            if differs(&fewer) {
                program = fewer;
                left_out = true;
            } else {
                at += size;
            }
        }
        match (size, left_out) {
            (1, false) => return program,
            (1, true) => {}
            _ => size = size.div_ceil(2),
        }
    }
}

/// Makes numbers 0 and vectors one buffer where the difference stays.
fn simpler_values(mut program: Vec<Call>) -> Vec<Call> {
    for call in 0..program.len() {
        for arg in 0..program[call].args.len() {
            let simpler = match &program[call].args[arg] {
                Value::Number(n) if *n != 0 => vec![Value::Number(0), Value::Number(n / 2)],
                Value::Vector(buffers) if buffers.len() > 1 => {
                    vec![
                        Value::Vector(buffers[..1].to_vec()),
                        Value::Vector(buffers[..2].to_vec()),
                    ]
                }
                _ => continue,
            };
            for value in simpler {
                let mut changed = program.clone();
                changed[call].args[arg] = value;
                if differs(&changed) {
                    program = changed;
                    break;
                }
            }
        }
    }
    program
}
