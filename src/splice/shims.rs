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
use crate::draft::instructions::{instructions, replaced};
use crate::draft::{Draft, Elements, Kind};
use crate::encode::outline::INITIALIZE;
use anyhow::{Context, Result};
use std::collections::HashSet;
use wasm_encoder::{Encode, Function, Instruction};
use wasmparser::{FuncType, Operator};

/// The instance of the fixups gets the functions under this name.
pub const ACTUAL: &str = "actual";
/// And the shim under this one.
pub const SHIM: &str = "shim";

/// Removes stand-ins from the shim; nothing if no other export is left.
pub fn shim(wasm: &[u8], dead: &HashSet<&str>, debug_names: bool) -> Result<Option<Vec<u8>>> {
    let mut module = Draft::read(wasm, debug_names)?;
    module.keep_exports(|name| !dead.contains(name.strip_prefix('g').unwrap_or(name)));
    if module.exports.iter().all(|export| export.name == TABLE) {
        return Ok(None);
    }
    Ok(Some(module.write()?))
}

/// Removes what fills these stand-ins from the fixups; nothing if they do nothing else. `start` is the main module's export
/// to be called before its `_initialize`.
pub fn fixups(
    wasm: &[u8],
    dead: &HashSet<&str>,
    start: Option<&str>,
    debug_names: bool,
) -> Result<Option<Vec<u8>>> {
    let mut module = Draft::read(wasm, debug_names)?;
    if let Some(start) = start {
        call_first(&mut module, start)?;
    }
    let dead = module.imports.iter().filter(|import| {
        import.kind == Kind::Function
            && import.module == ACTUAL
            && dead.contains(import.name.as_str())
    });
    let dead: HashSet<u32> = dead.map(|import| import.index).collect();
    let elements = std::mem::take(&mut module.elements);
    module.elements = elements
        .iter()
        .flat_map(|elements| without(elements, &dead))
        .collect();
    without_globals(&mut module, &dead)?;
    module.drop_unreached()?;
    let idle = module.start.is_none()
        && module.exports.is_empty()
        && module.elements.is_empty()
        && module.data.is_empty();
    Ok(match idle {
        true => None,
        false => Some(module.write()?),
    })
}

/// Splits an element segment around functions that are not to be in it.
fn without(elements: &Elements, dead: &HashSet<u32>) -> Vec<Elements> {
    let slots: Vec<_> = (0..).zip(&elements.functions).collect();
    let runs = slots.split(|(_, function)| dead.contains(function));
    let runs = runs.filter_map(|run| {
        let (first, _) = run.first()?;
        Some(Elements {
            at: elements.at.map(|(table, slot)| (table, slot + first)),
            functions: run.iter().map(|(_, function)| **function).collect(),
        })
    });
    runs.collect()
}

/// Removes `(global.set $g (ref.func $dead))` from the start function, by which globals are filled instead of a table.
fn without_globals(module: &mut Draft, dead: &HashSet<u32>) -> Result<()> {
    let start = module
        .start
        .map(|start| &mut module.functions[start as usize].body);
    let Some(Some(body)) = start else {
        return Ok(());
    };
    let found = instructions(body)?;
    let fills = found.windows(2).filter_map(|pair| match pair {
        [
            (Operator::RefFunc { function_index }, first),
            (Operator::GlobalSet { .. }, second),
        ] if dead.contains(function_index) => Some((first.start..second.end, [].as_slice())),
        _ => None,
    });
    let fills: Vec<_> = fills.collect();
    // Two instructions fill a global, and one is the end.
    let is_empty = found.len() == 2 * fills.len() + 1;
    *body = replaced(body, &fills);
    if is_empty {
        module.start = None;
    }
    Ok(())
}

/// Has the fixups call another export of the main module right before `_initialize`.
fn call_first(module: &mut Draft, start: &str) -> Result<()> {
    let initialize = module
        .imports
        .iter()
        .find(|import| import.kind == Kind::Function && INITIALIZE.contains(&import.name.as_str()));
    let initialize = initialize.context("the fixups do not call `_initialize`")?;
    let (main, initialize) = (initialize.module.clone(), initialize.index);
    let ty = module.functions[initialize as usize].ty;
    let start = module.import_function(&main, start, ty);
    let caller = module.start.context("the fixups have no start function")?;
    if let Some(body) = &mut module.functions[caller as usize].body {
        let mut calls = Vec::new();
        Instruction::Call(start).encode(&mut calls);
        Instruction::Call(initialize).encode(&mut calls);
        let found = instructions(body)?.into_iter();
        let call = found.filter(|(instruction, _)| matches!(instruction, Operator::Call { function_index } if *function_index == initialize));
        let call: Vec<_> = call.map(|(_, range)| (range, calls.as_slice())).collect();
        *body = replaced(body, &call);
        return Ok(());
    }
    // Where there is nothing else to do, `_initialize` itself is what starts.
    let mut both = Function::new([]);
    both.instructions().call(start).call(initialize).end();
    let ty = module.function_type(FuncType::new([], []));
    module.start = Some(module.function(ty, both, None));
    Ok(())
}
