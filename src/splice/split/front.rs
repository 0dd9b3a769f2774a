//! The front: what must exist before the main module does.
//!
//! The main module needs functions of the adapter, the adapter needs the main module's memory, and what the adapter
//! imports needs the adapter's memory and allocator. So these come first, in a module of their own, with stand-ins for
//! the adapter's functions, which call what the adapter puts into a table as soon as it is there:
//!
//! ```wat
//! (module
//!   (memory (export "private-memory") 2)
//!   (func (export "cabi_import_realloc") …)
//!   (table (export "$imports") 1 1 funcref)
//!   (func (export "fd_write") (param i32 i32 i32 i32) (result i32)
//!     (call_indirect (local.get 0) (local.get 1) (local.get 2) (local.get 3) (i32.const 0))))
//! ```
//!
//! The allocator is the adapter's, with its state in the private memory; both modules have the part of the code that
//! they need. Where the user wants typed references instead of a table, each stand-in has a global:
//!
//! ```wat
//! (global (export "g0") (mut (ref $ty)) (ref.func $trap))
//! (func (export "fd_write") … (return_call_ref $ty … (global.get 0)))
//! ```

use crate::draft::{Draft, Kind};
use crate::splice::{PRIVATE_MEMORY, REALLOC, TABLE};
use anyhow::{Context, Result, ensure};
use std::collections::HashMap;
use wasm_encoder::{Encode, Function, Instruction, InstructionSink};
use wasmparser::{FuncType, HeapType, RefType, TableType, UnpackedIndex, ValType};

/// How stand-ins and wit-component's own modules are made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Typed references instead of a table.
    pub by_reference: bool,
    /// Long names, and names for debugging.
    pub debug_names: bool,
}

/// The front of an adapter.
pub struct Front {
    /// The core module.
    pub wasm: Vec<u8>,
    /// Whether it has the allocator, which not every adapter needs.
    pub reallocs: bool,
}

/// A function of the adapter that others call before the adapter is there.
struct StandIn<'n> {
    /// The adapter's export, and the front's.
    name: &'n str,
    ty: FuncType,
}

/// Reduces a specialised adapter to its front.
pub fn front(mut module: Draft, stand_ins: &[&str], style: Style) -> Result<Front> {
    let stand_in = |name| {
        let ty = module.type_of(module.exported_function(name)?)?.clone();
        Ok(StandIn { name, ty })
    };
    let stand_ins = stand_ins.iter().copied().map(stand_in);
    let stand_ins = stand_ins.collect::<Result<Vec<_>>>()?;
    module.keep_exports(|name| name == REALLOC || name == PRIVATE_MEMORY);
    module.drop_unreached()?;
    ensure!(
        module.imports.is_empty() && !module.reaches_any(Kind::Global)?,
        "internal error: the adapter's allocator must do without imports and a stack"
    );
    if style.debug_names {
        module.name = Some("componentize:front".to_string());
    }
    if style.by_reference {
        by_reference(&mut module, &stand_ins, style)?;
    } else if !stand_ins.is_empty() {
        by_table(&mut module, &stand_ins, style);
    }
    Ok(Front {
        reallocs: module.exported(REALLOC, Kind::Function).is_some(),
        wasm: module.write()?,
    })
}

/// The name of the global that the stand-in with this number calls.
pub fn global_name(slot: usize) -> String {
    format!("g{slot}")
}

/// The type of a global that a stand-in calls.
pub fn reference_to(ty: u32) -> Result<ValType> {
    let to = HeapType::Concrete(UnpackedIndex::Module(ty));
    let reference = RefType::new(false, to).context("internal error: too many types")?;
    Ok(ValType::Ref(reference))
}

fn by_table(module: &mut Draft, stand_ins: &[StandIn<'_>], style: Style) {
    let size = stand_ins.len() as u64;
    module.tables.push(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        initial: size,
        maximum: Some(size),
        shared: false,
    });
    let table = module.tables.len() as u32 - 1;
    module.export(TABLE, Kind::Table, table);
    for (slot, stand_in) in (0..).zip(stand_ins) {
        let ty = module.function_type(stand_in.ty.clone());
        stand_in_function(module, stand_in, ty, style, |call| {
            call.i32_const(slot).call_indirect(table, ty);
        });
    }
}

fn by_reference(module: &mut Draft, stand_ins: &[StandIn<'_>], style: Style) -> Result<()> {
    let mut traps = HashMap::new();
    for (slot, stand_in) in stand_ins.iter().enumerate() {
        let ty = module.function_type(stand_in.ty.clone());
        let trap = *traps.entry(ty).or_insert_with(|| trap(module, ty));
        let mut value = Vec::new();
        Instruction::RefFunc(trap).encode(&mut value);
        Instruction::End.encode(&mut value);
        let global = module.mutable_global(reference_to(ty)?, Some(value));
        module.export(&global_name(slot), Kind::Global, global);
        stand_in_function(module, stand_in, ty, style, |call| {
            call.global_get(global).return_call_ref(ty);
        });
    }
    Ok(())
}

/// What is called before the adapter is there.
fn trap(module: &mut Draft, ty: u32) -> u32 {
    let mut body = Function::new([]);
    body.instructions().unreachable().end();
    module.function(ty, body, None)
}

/// Exports a function that passes its parameters on.
fn stand_in_function(
    module: &mut Draft,
    stand_in: &StandIn<'_>,
    ty: u32,
    style: Style,
    call: impl FnOnce(&mut InstructionSink<'_>),
) {
    let mut body = Function::new([]);
    for parameter in 0..stand_in.ty.params().len() as u32 {
        body.instructions().local_get(parameter);
    }
    call(&mut body.instructions());
    body.instructions().end();
    let name = style.debug_names.then_some(stand_in.name);
    let function = module.function(ty, body, name);
    module.export(stand_in.name, Kind::Function, function);
}
