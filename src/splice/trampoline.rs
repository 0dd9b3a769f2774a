//! The small core modules that rewiring adds.
//!
//! Both import everything from the module named by nothing, functions under the names `"0"`, `"1"` and so on.

use anyhow::Result;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, ImportSection, Module, RefType, TableType, TypeSection, ValType,
};
use wasmparser::FuncType;

/// The import of the table that [`fill_table`] fills.
pub const TABLE: &str = "table";
/// The import of the function that the trampolines of [`forbidding`] call.
pub const FORBID: &str = "forbid";

/// A module that puts its imported functions into an imported table, from slot 0 on.
///
/// ```wat
/// (module
///   (import "" "table" (table 2 funcref))
///   (import "" "0" (func $0 …))
///   (import "" "1" (func $1 …))
///   (elem (i32.const 0) func $0 $1))
/// ```
pub fn fill_table(types: &[&FuncType]) -> Result<Module> {
    let count = types.len() as u32;
    let mut imports = ImportSection::new();
    let table = TableType {
        element_type: RefType::FUNCREF,
        minimum: u64::from(count),
        maximum: None,
        table64: false,
        shared: false,
    };
    imports.import("", TABLE, table);
    for slot in 0..count {
        imports.import("", &slot.to_string(), EntityType::Function(slot));
    }
    let functions: Vec<u32> = (0..count).collect();
    let mut elements = ElementSection::new();
    elements.active(
        None,
        &ConstExpr::i32_const(0),
        Elements::Functions(functions.into()),
    );
    let mut module = Module::new();
    module
        .section(&function_types(types)?)
        .section(&imports)
        .section(&elements);
    Ok(module)
}

/// A module whose exports call its imported functions, and an imported function before and after.
///
/// ```wat
/// (module
///   (import "" "forbid" (func $forbid (param i32)))
///   (import "" "0" (func $0 (param i32) (result i32)))
///   (func (export "0") (param i32) (result i32)
///     (call $forbid (i32.const 1))
///     (call $0 (local.get 0))
///     (call $forbid (i32.const -1))))
/// ```
pub fn forbidding(types: &[&FuncType]) -> Result<Module> {
    let count = types.len() as u32;
    let mut type_section = function_types(types)?;
    type_section.ty().function([ValType::I32], []);

    let mut imports = ImportSection::new();
    imports.import("", FORBID, EntityType::Function(count));
    let mut functions = FunctionSection::new();
    let mut exports = ExportSection::new();
    let mut code = CodeSection::new();
    for (slot, ty) in (0..).zip(types) {
        let name = slot.to_string();
        imports.import("", &name, EntityType::Function(slot));
        functions.function(slot);
        exports.export(&name, ExportKind::Func, 1 + count + slot);

        let mut body = Function::new([]);
        body.instructions().i32_const(1).call(0);
        for parameter in 0..ty.params().len() as u32 {
            body.instructions().local_get(parameter);
        }
        body.instructions()
            .call(1 + slot)
            .i32_const(-1)
            .call(0)
            .end();
        code.function(&body);
    }
    let mut module = Module::new();
    module
        .section(&type_section)
        .section(&imports)
        .section(&functions)
        .section(&exports)
        .section(&code);
    Ok(module)
}

/// One type for each function, at its slot. Lowered functions take and give numbers only, so nothing is renumbered.
fn function_types(types: &[&FuncType]) -> Result<TypeSection> {
    let mut section = TypeSection::new();
    for ty in types {
        section
            .ty()
            .func_type(&RoundtripReencoder.func_type((*ty).clone())?);
    }
    Ok(section)
}
