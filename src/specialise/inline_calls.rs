//! Replaces calls of short functions by their instructions.
//!
//! ```wat
//! (call $leave)                  ;; a cut function becomes
//! (i32.const 0)
//! (call $guest-memory-bytes)     ;; and this becomes
//! (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))
//! ```
//!
//! Both are called on every path that is taken often, and engines do not inline them.

use crate::draft::Draft;
use crate::draft::instructions::{instructions, replaced};
use anyhow::Result;
use std::collections::HashMap;
use wasmparser::Operator;

/// Functions without parameters, and their instructions in the binary format.
pub type Bodies = HashMap<u32, Vec<u8>>;

/// Replaces all calls of these functions.
pub fn inline_calls(module: &mut Draft, bodies: &Bodies) -> Result<()> {
    let code = module.functions.iter_mut();
    for body in code.filter_map(|function| function.body.as_mut()) {
        let found = instructions(body)?.into_iter();
        let calls = found.filter_map(|(instruction, range)| match instruction {
            Operator::Call { function_index } => {
                Some((range, bodies.get(&function_index)?.as_slice()))
            }
            _ => None,
        });
        let calls: Vec<_> = calls.collect();
        if !calls.is_empty() {
            *body = replaced(body, &calls);
        }
    }
    Ok(())
}
