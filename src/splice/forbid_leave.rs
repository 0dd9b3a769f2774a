//! The small core module that announces to the adapter the calls during which may-leave is false.
//!
//! The module name of its imports is empty; functions have the names `"0"`, `"1"` and so on.

use anyhow::Result;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Module, TypeSection, ValType,
};
use wasmparser::FuncType;

/// The import that the functions of [`forbidding`] call before and after their own call.
pub const FORBID: &str = "forbid";

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
