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

use crate::splice::edit::{keep_exports, parse};
use crate::splice::{PRIVATE_MEMORY, REALLOC, TABLE};
use anyhow::{Context, Result, ensure};
use std::collections::HashMap;
use walrus::ir::{Instr, ReturnCallRef};
use walrus::{
    ConstExpr, FunctionBuilder, FunctionId, HeapType, LocalId, Module, RefType, TableId, TypeId,
    ValType,
};
use wasmparser::FuncType;

/// A function of the adapter that others call before the adapter is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn {
    /// The adapter's export, and the front's.
    pub name: String,
    /// Its type.
    pub ty: FuncType,
}

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

/// Makes the front of a specialised adapter.
pub fn front(adapter: &[u8], stand_ins: &[StandIn], style: Style) -> Result<Front> {
    let mut module = parse(adapter, style.debug_names)?;
    keep_exports(&mut module, |name| {
        name == REALLOC || name == PRIVATE_MEMORY
    });
    walrus::passes::gc::run(&mut module);
    ensure!(
        module.imports.iter().next().is_none() && module.globals.iter().next().is_none(),
        "internal error: the adapter's allocator must do without imports and a stack"
    );
    if style.debug_names {
        module.name = Some("componentize:front".to_string());
    }
    if style.by_reference {
        by_reference(&mut module, stand_ins)?;
    } else if !stand_ins.is_empty() {
        by_table(&mut module, stand_ins)?;
    }
    Ok(Front {
        reallocs: module.exports.get_func(REALLOC).is_ok(),
        wasm: module.emit_wasm(),
    })
}

/// The name of the global that the stand-in with this number calls.
pub fn global_name(slot: usize) -> String {
    format!("g{slot}")
}

/// The type of a global that a stand-in calls.
pub fn reference_to(ty: TypeId) -> ValType {
    ValType::Ref(RefType {
        nullable: false,
        heap_type: HeapType::Concrete(ty),
    })
}

/// The type in a walrus module.
pub fn function_type(module: &mut Module, ty: &FuncType) -> Result<TypeId> {
    let convert = |types: &[wasmparser::ValType]| -> Result<Vec<ValType>> {
        let number = |ty: &wasmparser::ValType| match ty {
            wasmparser::ValType::I32 => Some(ValType::I32),
            wasmparser::ValType::I64 => Some(ValType::I64),
            _ => None,
        };
        types
            .iter()
            .map(|ty| number(ty).context("internal error: preview1 has no such type"))
            .collect()
    };
    let (params, results) = (convert(ty.params())?, convert(ty.results())?);
    Ok(module.types.add(&params, &results))
}

fn by_table(module: &mut Module, stand_ins: &[StandIn]) -> Result<()> {
    let size = stand_ins.len() as u64;
    let table = module
        .tables
        .add_local(false, size, Some(size), RefType::FUNCREF);
    module.exports.add(TABLE, table);
    for (slot, stand_in) in stand_ins.iter().enumerate() {
        let ty = function_type(module, &stand_in.ty)?;
        let call = |builder: &mut FunctionBuilder| through_table(builder, ty, table, slot);
        stand_in_function(module, ty, stand_in, call);
    }
    Ok(())
}

fn through_table(builder: &mut FunctionBuilder, ty: TypeId, table: TableId, slot: usize) {
    builder
        .func_body()
        .i32_const(slot as i32)
        .call_indirect(ty, table);
}

fn by_reference(module: &mut Module, stand_ins: &[StandIn]) -> Result<()> {
    let mut traps = HashMap::new();
    for (slot, stand_in) in stand_ins.iter().enumerate() {
        let ty = function_type(module, &stand_in.ty)?;
        let trap = *traps.entry(ty).or_insert_with(|| trap(module, ty));
        let reference = reference_to(ty);
        let global = module
            .globals
            .add_local(reference, true, false, ConstExpr::RefFunc(trap));
        module.exports.add(&global_name(slot), global);
        stand_in_function(module, ty, stand_in, |builder| {
            builder
                .func_body()
                .global_get(global)
                .instr(Instr::ReturnCallRef(ReturnCallRef { ty }));
        });
    }
    Ok(())
}

/// What is called before the adapter is there.
fn trap(module: &mut Module, ty: TypeId) -> FunctionId {
    let (params, mut builder) = builder(module, ty);
    builder.func_body().unreachable();
    builder.finish(params, &mut module.funcs)
}

/// Exports a function that passes its parameters on.
fn stand_in_function(
    module: &mut Module,
    ty: TypeId,
    stand_in: &StandIn,
    call: impl FnOnce(&mut FunctionBuilder),
) {
    let (params, mut builder) = builder(module, ty);
    builder.name(stand_in.name.clone());
    for param in &params {
        builder.func_body().local_get(*param);
    }
    call(&mut builder);
    let function = builder.finish(params, &mut module.funcs);
    module.exports.add(&stand_in.name, function);
}

fn builder(module: &mut Module, ty: TypeId) -> (Vec<LocalId>, FunctionBuilder) {
    let (params, results) = module.types.params_results(ty);
    let (params, results) = (params.to_vec(), results.to_vec());
    let locals = params.iter().map(|ty| module.locals.add(*ty)).collect();
    let builder = FunctionBuilder::new(&mut module.types, &params, &results);
    (locals, builder)
}
