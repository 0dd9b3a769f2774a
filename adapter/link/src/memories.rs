//! Splits the one memory that Rust knows into two: the guest's, imported, and the adapter's own.
//!
//! ```wat
//! (import "guest" "load32" (func $load32 (param i32 i32) (result i32)))
//! (memory (export "memory") 3)
//! (func (call $load32 (local.get 0) (i32.const 8)))
//! ;; becomes
//! (import "env" "memory" (memory $guest 0))
//! (memory $own (export "private-memory") 3)
//! (func (i32.load $guest offset=8 (local.get 0)))
//! ```
//!
//! A call of an intrinsic leaves the same operands on the stack as the instruction takes, except the offset of loads
//! and stores, which is the last one and a constant. So each is replaced where it stands.

use crate::names::PRIVATE_MEMORY;
use anyhow::{Result, bail, ensure};
use std::collections::HashMap;
use walrus::ir::{
    Const, ExtendedLoad, Instr, InstrLocId, InstrSeq, InstrSeqId, Load, LoadKind, MemArg,
    MemoryCopy, MemorySize, Store, StoreKind, Value, VisitorMut, dfs_pre_order_mut,
};
use walrus::{FunctionId, FunctionKind, MemoryId, Module};

/// The module of the intrinsics.
const INTRINSICS: &str = "guest";

/// Exports that the linker adds and nothing uses.
const UNUSED_EXPORTS: [&str; 3] = ["__data_end", "__heap_base", "__indirect_function_table"];

pub fn split(module: &mut Module) -> Result<()> {
    let own = module.get_memory_id()?;
    let (guest, _) = module.add_import_memory("env", "memory", false, false, 0, None, None);
    let intrinsics = intrinsics(module, guest, own)?;
    replace_calls(module, intrinsics)?;
    for export in module.exports.iter_mut() {
        if export.name == "memory" {
            export.name = PRIVATE_MEMORY.to_string();
        }
    }
    for name in UNUSED_EXPORTS {
        if module.exports.iter().any(|export| export.name == name) {
            module.exports.remove(name)?;
        }
    }
    Ok(())
}

/// The instruction that each imported intrinsic stands for.
fn intrinsics(
    module: &Module,
    guest: MemoryId,
    own: MemoryId,
) -> Result<HashMap<FunctionId, Instr>> {
    let mut found = HashMap::new();
    for function in module.funcs.iter() {
        let FunctionKind::Import(import) = &function.kind else {
            continue;
        };
        let import = module.imports.get(import.import);
        if import.module == INTRINSICS {
            found.insert(function.id(), instruction(&import.name, guest, own)?);
        }
    }
    ensure!(
        !found.is_empty(),
        "the built adapter has no import of module `{INTRINSICS}`"
    );
    Ok(found)
}

fn instruction(intrinsic: &str, guest: MemoryId, own: MemoryId) -> Result<Instr> {
    // Addresses of the guest may be misaligned: an alignment of 1 promises nothing.
    let arg = MemArg {
        align: 1,
        offset: 0,
    };
    let load = |kind| {
        Instr::Load(Load {
            memory: guest,
            kind,
            arg,
        })
    };
    let store = |kind| {
        Instr::Store(Store {
            memory: guest,
            kind,
            arg,
        })
    };
    let zero = ExtendedLoad::ZeroExtend;
    Ok(match intrinsic {
        "load8" => load(LoadKind::I32_8 { kind: zero }),
        "load16" => load(LoadKind::I32_16 { kind: zero }),
        "load32" => load(LoadKind::I32 { atomic: false }),
        "load64" => load(LoadKind::I64 { atomic: false }),
        "store8" => store(StoreKind::I32_8 { atomic: false }),
        "store16" => store(StoreKind::I32_16 { atomic: false }),
        "store32" => store(StoreKind::I32 { atomic: false }),
        "store64" => store(StoreKind::I64 { atomic: false }),
        "copy_in" => Instr::MemoryCopy(MemoryCopy {
            src: guest,
            dst: own,
        }),
        "copy_out" => Instr::MemoryCopy(MemoryCopy {
            src: own,
            dst: guest,
        }),
        "size" => Instr::MemorySize(MemorySize { memory: guest }),
        _ => bail!("unknown intrinsic `{INTRINSICS}.{intrinsic}`"),
    })
}

struct ReplaceCalls {
    intrinsics: HashMap<FunctionId, Instr>,
    /// How many loads and stores have an offset that is not a constant.
    unknown_offsets: u32,
}

impl VisitorMut for ReplaceCalls {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let mut kept: Vec<(Instr, InstrLocId)> = Vec::with_capacity(seq.instrs.len());
        for (instr, location) in std::mem::take(&mut seq.instrs) {
            let replacement = match &instr {
                Instr::Call(call) => self.intrinsics.get(&call.func),
                _ => None,
            };
            let Some(replacement) = replacement else {
                kept.push((instr, location));
                continue;
            };
            let mut replacement = replacement.clone();
            if let Instr::Load(Load { arg, .. }) | Instr::Store(Store { arg, .. }) =
                &mut replacement
            {
                match kept.pop() {
                    Some((
                        Instr::Const(Const {
                            value: Value::I32(offset),
                        }),
                        _,
                    )) if offset >= 0 => {
                        arg.offset = offset as u64;
                    }
                    _ => self.unknown_offsets += 1,
                }
            }
            kept.push((replacement, location));
        }
        seq.instrs = kept;
    }
}

fn replace_calls(module: &mut Module, intrinsics: HashMap<FunctionId, Instr>) -> Result<()> {
    let mut replace = ReplaceCalls {
        intrinsics,
        unknown_offsets: 0,
    };
    for (_, function) in module.funcs.iter_local_mut() {
        let entry: InstrSeqId = function.entry_block();
        dfs_pre_order_mut(&mut replace, function, entry);
    }
    let unknown = replace.unknown_offsets;
    ensure!(
        unknown == 0,
        "{unknown} accesses of the guest's memory have an offset that is not a constant: take a part of the slice there"
    );
    Ok(())
}
