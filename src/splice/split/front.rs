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

use crate::specialise::edit::keep_exports;
use crate::splice::{PRIVATE_MEMORY, REALLOC, TABLE};
use anyhow::{Result, ensure};
use std::collections::HashMap;
use walrus::ir::{Instr, ReturnCallRef};
use walrus::{
    ConstExpr, FunctionBuilder, FunctionId, HeapType, LocalId, Module, RefType, TableId, TypeId,
    ValType,
};

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
    params: Vec<ValType>,
    results: Vec<ValType>,
}

impl<'n> StandIn<'n> {
    /// Stands in for the export `name` of the adapter.
    fn of(adapter: &Module, name: &'n str) -> Result<Self> {
        let function = adapter.exports.get_func(name)?;
        let ty = adapter.funcs.get(function).ty();
        let (params, results) = adapter.types.params_results(ty);
        Ok(StandIn {
            name,
            params: params.to_vec(),
            results: results.to_vec(),
        })
    }
}

/// Reduces a specialised adapter to its front.
pub fn front(mut module: Module, stand_ins: &[&str], style: Style) -> Result<Front> {
    let stand_ins = stand_ins.iter().map(|name| StandIn::of(&module, name));
    let stand_ins = stand_ins.collect::<Result<Vec<_>>>()?;
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
        by_reference(&mut module, &stand_ins);
    } else if !stand_ins.is_empty() {
        by_table(&mut module, &stand_ins);
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

fn by_table(module: &mut Module, stand_ins: &[StandIn<'_>]) {
    let size = stand_ins.len() as u64;
    let table = module
        .tables
        .add_local(false, size, Some(size), RefType::FUNCREF);
    module.exports.add(TABLE, table);
    for (slot, stand_in) in stand_ins.iter().enumerate() {
        let ty = module.types.add(&stand_in.params, &stand_in.results);
        let call = |builder: &mut FunctionBuilder| through_table(builder, ty, table, slot);
        stand_in_function(module, ty, stand_in.name, call);
    }
}

fn through_table(builder: &mut FunctionBuilder, ty: TypeId, table: TableId, slot: usize) {
    builder
        .func_body()
        .i32_const(slot as i32)
        .call_indirect(ty, table);
}

fn by_reference(module: &mut Module, stand_ins: &[StandIn<'_>]) {
    let mut traps = HashMap::new();
    for (slot, stand_in) in stand_ins.iter().enumerate() {
        let ty = module.types.add(&stand_in.params, &stand_in.results);
        let trap = *traps.entry(ty).or_insert_with(|| trap(module, ty));
        let reference = reference_to(ty);
        let global = module
            .globals
            .add_local(reference, true, false, ConstExpr::RefFunc(trap));
        module.exports.add(&global_name(slot), global);
        stand_in_function(module, ty, stand_in.name, |builder| {
            builder
                .func_body()
                .global_get(global)
                .instr(Instr::ReturnCallRef(ReturnCallRef { ty }));
        });
    }
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
    name: &str,
    call: impl FnOnce(&mut FunctionBuilder),
) {
    let (params, mut builder) = builder(module, ty);
    builder.name(name.to_string());
    for param in &params {
        builder.func_body().local_get(*param);
    }
    call(&mut builder);
    let function = builder.finish(params, &mut module.funcs);
    module.exports.add(name, function);
}

fn builder(module: &mut Module, ty: TypeId) -> (Vec<LocalId>, FunctionBuilder) {
    let (params, results) = module.types.params_results(ty);
    let (params, results) = (params.to_vec(), results.to_vec());
    let locals = params.iter().map(|ty| module.locals.add(*ty)).collect();
    let builder = FunctionBuilder::new(&mut module.types, &params, &results);
    (locals, builder)
}
