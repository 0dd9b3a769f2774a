//! wit-component's own modules, shim and fixups, without what the adapter no longer needs of them.
//!
//! The shim has a stand-in for each function that does not exist yet when it is needed, named `0`, `1` and so on, and
//! the fixups connect them to the functions as soon as they exist. What the adapter imports is there before it now, and
//! its own functions have stand-ins in its front; what is left are those of the main module's own imports, if it has
//! any.
//!
//! ```wat
//! (module $shim                                     (module $shim
//!   (func (export "0") … (i32.const 0) …)             (func (export "1") … (i32.const 1) …)
//!   (func (export "1") … (i32.const 1) …)             (table (export "$imports") 2 2 funcref))
//!   (table (export "$imports") 2 2 funcref))    =>
//! (module $fixups                                   (module $fixups
//!   (import "actual" "0" (func $0))                   (import "actual" "1" (func $1))
//!   (import "actual" "1" (func $1))
//!   (import "shim" "$imports" (table 2 2 funcref))    (import "shim" "$imports" (table 2 2 funcref))
//!   (elem (i32.const 0) func $0 $1))                  (elem (i32.const 1) func $1))
//! ```
//!
//! The fixups also call `_initialize`. If the main module has a start function as well, which is an export here,
//! they call that first.

use super::TABLE;
use crate::encode::outline::INITIALIZE;
use crate::specialise::edit::{fill, parse};
use anyhow::{Context, Result, bail};
use std::collections::HashSet;
use walrus::ir::{Call, Instr, InstrLocId, InstrSeq, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ElementId, ElementItems, ElementKind, FunctionBuilder, FunctionId, ImportKind,
    Module,
};

/// The instance of the fixups gets the functions under this name.
pub const ACTUAL: &str = "actual";
/// And the shim under this one.
pub const SHIM: &str = "shim";

/// Removes stand-ins from the shim; nothing if no other export is left.
pub fn shim(wasm: &[u8], dead: &HashSet<&str>, debug_names: bool) -> Result<Option<Vec<u8>>> {
    let mut module = parse(wasm, debug_names)?;
    let is_dead = |name: &str| dead.contains(name.strip_prefix('g').unwrap_or(name));
    let exports: Vec<_> = module
        .exports
        .iter()
        .filter(|export| is_dead(&export.name))
        .map(|export| export.id())
        .collect();
    for export in exports {
        module.exports.delete(export);
    }
    if module.exports.iter().all(|export| export.name == TABLE) {
        return Ok(None);
    }
    walrus::passes::gc::run(&mut module);
    Ok(Some(module.emit_wasm()))
}

/// Removes what fills these stand-ins from the fixups; nothing if they do nothing else. `start` is the main module's export
/// to be called before its `_initialize`.
pub fn fixups(
    wasm: &[u8],
    dead: &HashSet<&str>,
    start: Option<&str>,
    debug_names: bool,
) -> Result<Option<Vec<u8>>> {
    let mut module = parse(wasm, debug_names)?;
    if let Some(start) = start {
        call_first(&mut module, start)?;
    }
    let dead: HashSet<FunctionId> = module
        .imports
        .iter()
        .filter_map(|import| match import.kind {
            ImportKind::Function(function)
                if import.module == ACTUAL && dead.contains(import.name.as_str()) =>
            {
                Some(function)
            }
            _ => None,
        })
        .collect();
    let elements: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
    for element in elements {
        without(&mut module, element, &dead)?;
    }
    without_globals(&mut module, &dead);
    walrus::passes::gc::run(&mut module);
    let idle = module.start.is_none()
        && module.exports.iter().next().is_none()
        && module.elements.iter().next().is_none()
        && module.data.iter().next().is_none();
    Ok((!idle).then(|| module.emit_wasm()))
}

/// Splits an element segment around functions that are not to be in it.
fn without(module: &mut Module, id: ElementId, dead: &HashSet<FunctionId>) -> Result<()> {
    let element = module.elements.get_mut(id);
    let ElementItems::Functions(functions) = &mut element.items else {
        return Ok(());
    };
    if !functions.iter().any(|function| dead.contains(function)) {
        return Ok(());
    }
    let (table, start) = match &element.kind {
        ElementKind::Active {
            table,
            offset: ConstExpr::Value(Value::I32(start)),
        } => (*table, *start),
        ElementKind::Declared => {
            functions.retain(|function| !dead.contains(function));
            return Ok(());
        }
        _ => bail!("internal error: the fixups fill a table in an unknown way"),
    };
    let functions = std::mem::take(functions);
    module.elements.delete(id);
    module.tables.get_mut(table).elem_segments.remove(&id);
    let slots: Vec<_> = (start..).zip(functions).collect();
    for run in slots.split(|(_, function)| dead.contains(function)) {
        let Some((first, _)) = run.first() else {
            continue;
        };
        let functions = run.iter().map(|(_, function)| *function).collect();
        fill(module, table, *first, functions);
    }
    Ok(())
}

/// Removes `(global.set $g (ref.func $dead))` from the start function, by which globals are filled instead of a table.
fn without_globals(module: &mut Module, dead: &HashSet<FunctionId>) {
    let Some(start) = module.start else {
        return;
    };
    let function = module.funcs.get_mut(start);
    let walrus::FunctionKind::Local(function) = &mut function.kind else {
        return;
    };
    let entry = function.entry_block();
    dfs_pre_order_mut(&mut WithoutGlobals { dead }, function, entry);
    if function.block(entry).instrs.is_empty() {
        module.start = None;
    }
}

/// Has the fixups call another export of the main module right before `_initialize`.
fn call_first(module: &mut Module, start: &str) -> Result<()> {
    let initialize = module.imports.iter().find_map(|import| match import.kind {
        ImportKind::Function(function) if INITIALIZE.contains(&import.name.as_str()) => {
            Some((import.module.clone(), function))
        }
        _ => None,
    });
    let (main, initialize) = initialize.context("the fixups do not call `_initialize`")?;
    let ty = module.funcs.get(initialize).ty();
    let (start, _) = module.add_import_func(&main, start, ty);
    let caller = module.start.context("the fixups have no start function")?;
    if let walrus::FunctionKind::Local(caller) = &mut module.funcs.get_mut(caller).kind {
        let entry = caller.entry_block();
        dfs_pre_order_mut(&mut CallFirst { start, initialize }, caller, entry);
        return Ok(());
    }
    // Where there is nothing else to do, `_initialize` itself is what starts.
    let mut both = FunctionBuilder::new(&mut module.types, &[], &[]);
    both.func_body().call(start).call(initialize);
    module.start = Some(both.finish(Vec::new(), &mut module.funcs));
    Ok(())
}

struct CallFirst {
    start: FunctionId,
    initialize: FunctionId,
}

impl VisitorMut for CallFirst {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let calls = |(instr, _): &(Instr, InstrLocId)| matches!(instr, Instr::Call(call) if call.func == self.initialize);
        if let Some(at) = seq.instrs.iter().position(calls) {
            let call = Instr::Call(Call { func: self.start });
            seq.instrs.insert(at, (call, InstrLocId::default()));
        }
    }
}

struct WithoutGlobals<'d> {
    dead: &'d HashSet<FunctionId>,
}

impl VisitorMut for WithoutGlobals<'_> {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let mut kept: Vec<(Instr, InstrLocId)> = Vec::new();
        for (instr, location) in std::mem::take(&mut seq.instrs) {
            let sets_dead = matches!(instr, Instr::GlobalSet(_))
                && matches!(kept.last(), Some((Instr::RefFunc(of), _)) if self.dead.contains(&of.func));
            if sets_dead {
                kept.pop();
            } else {
                kept.push((instr, location));
            }
        }
        seq.instrs = kept;
    }
}
