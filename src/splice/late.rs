//! Imports of the adapter that are lowered on the main module's memory become slots of a table.
//!
//! wit-component lowers a function once for all who import it, on one memory. So the second lowering is added
//! afterwards, when the adapter's instance is there to name its realloc, and reaches the adapter through a table:
//!
//! ```wat
//! (import "on-guest-memory:wasi:filesystem/types@0.2.12" "[method]descriptor.write" (func $write …))
//! (call $write …)
//! ;; becomes
//! (table $late (export "late-lowered") 1 1 funcref)
//! (call_indirect $late (type …) … (i32.const 0))
//! ```

use crate::splice::specialise::LateLowering;
use anyhow::Result;
use std::collections::HashMap;
use walrus::ir::{CallIndirect, Const, Instr, InstrSeq, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{FunctionId, ImportKind, Module, RefType, TableId, TypeId};

/// Stands before the interface in the module name of such an import.
pub const PREFIX: &str = "on-guest-memory:";

/// The export of the table.
pub const TABLE: &str = "late-lowered";

/// Replaces the imports that are left, and tells which they were, in the order of their slots.
pub fn imports_to_slots(module: &mut Module) -> Result<Vec<LateLowering>> {
    let mut late = Vec::new();
    let mut slots = HashMap::new();
    let mut gone = Vec::new();
    for import in module.imports.iter() {
        let (Some(interface), ImportKind::Function(function)) =
            (import.module.strip_prefix(PREFIX), &import.kind)
        else {
            continue;
        };
        slots.insert(
            *function,
            (i32::try_from(late.len())?, module.funcs.get(*function).ty()),
        );
        late.push(LateLowering {
            module: interface.to_string(),
            name: import.name.clone(),
        });
        gone.push((import.id(), *function));
    }
    if late.is_empty() {
        return Ok(late);
    }
    let size = u64::try_from(late.len())?;
    let table = module
        .tables
        .add_local(false, size, Some(size), RefType::FUNCREF);
    module.exports.add(TABLE, table);
    let mut replace = ThroughTable { table, slots };
    for (_, function) in module.funcs.iter_local_mut() {
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut replace, function, entry);
    }
    for (import, function) in gone {
        module.imports.delete(import);
        module.funcs.delete(function);
    }
    Ok(late)
}

struct ThroughTable {
    table: TableId,
    slots: HashMap<FunctionId, (i32, TypeId)>,
}

impl VisitorMut for ThroughTable {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let calls_slot = |instr: &Instr| matches!(instr, Instr::Call(call) if self.slots.contains_key(&call.func));
        if !seq.instrs.iter().any(|(instr, _)| calls_slot(instr)) {
            return;
        }
        for (instr, location) in std::mem::take(&mut seq.instrs) {
            match &instr {
                Instr::Call(call) if self.slots.contains_key(&call.func) => {
                    let (slot, ty) = self.slots[&call.func];
                    seq.instrs.push((
                        Instr::Const(Const {
                            value: Value::I32(slot),
                        }),
                        location,
                    ));
                    seq.instrs.push((
                        Instr::CallIndirect(CallIndirect {
                            ty,
                            table: self.table,
                        }),
                        location,
                    ));
                }
                _ => seq.instrs.push((instr, location)),
            }
        }
    }
}
