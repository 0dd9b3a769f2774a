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

use std::collections::HashMap;
use walrus::ir::{Instr, InstrSeq, VisitorMut, dfs_pre_order_mut};
use walrus::{FunctionId, Module};

/// Functions without parameters, and their instructions.
pub type Bodies = HashMap<FunctionId, Vec<Instr>>;

/// Replaces all calls of these functions.
pub fn inline_calls(module: &mut Module, bodies: &Bodies) {
    for (_, function) in module.funcs.iter_local_mut() {
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut Inline { bodies }, function, entry);
    }
}

struct Inline<'b> {
    bodies: &'b Bodies,
}

impl Inline<'_> {
    fn body(&self, instr: &Instr) -> Option<&[Instr]> {
        match instr {
            Instr::Call(call) => self.bodies.get(&call.func).map(Vec::as_slice),
            _ => None,
        }
    }
}

impl VisitorMut for Inline<'_> {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        for (instr, location) in std::mem::take(&mut seq.instrs) {
            match self.body(&instr) {
                Some(body) => seq
                    .instrs
                    .extend(body.iter().map(|instr| (instr.clone(), location))),
                None => seq.instrs.push((instr, location)),
            }
        }
    }
}
