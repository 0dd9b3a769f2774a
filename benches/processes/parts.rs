//! What programs for measuring are made of.

use wasm_encoder::{
    CustomSection, EntityType, Function, ImportSection, MemArg, MemArgTarget, Module, TypeSection,
    ValType,
};

/// The types of `fd_write` and `fd_read`, of a function with a [`body`], and of `_start`.
pub fn types() -> TypeSection {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32; 4], [ValType::I32]);
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([], []);
    types
}

/// Imports of preview1, all with the first of the [`types`].
pub fn imports(names: &[&str]) -> ImportSection {
    let mut imports = ImportSection::new();
    for name in names {
        imports.import("wasi_snapshot_preview1", name, EntityType::Function(0));
    }
    imports
}

/// The name of a function as compilers mangle it.
pub fn mangled(index: u32) -> String {
    format!("_ZN7program6module{index}17h0123456789abcdefE")
}

/// Adds so many bytes of debug information.
pub fn debug_information(module: &mut Module, size: usize) {
    let data = noise(size).into();
    module.section(&CustomSection {
        name: ".debug_info".into(),
        data,
    });
}

/// About 400 bytes of arithmetic, loads, stores and branches, and perhaps a call.
pub fn body(index: u32, callee: Option<u32>) -> Function {
    let mut function = Function::new([(2, ValType::I32)]);
    let mut code = function.instructions();
    let memory = MemArg {
        offset: u64::from(index),
        align: 2,
        target: MemArgTarget::Memory(0),
        ordering: None,
    };
    for round in 0..16 {
        code.block(wasm_encoder::BlockType::Empty);
        code.local_get(0)
            .i32_load(memory)
            .local_tee(1)
            .i32_const(round * 77)
            .i32_add();
        code.i32_eqz().br_if(0);
        code.local_get(1).local_get(2).i32_store(memory);
        code.end();
    }
    code.local_get(1);
    if let Some(callee) = callee {
        code.call(callee);
    }
    code.end();
    function
}

/// Bytes that cannot be compressed.
pub fn noise(size: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    std::iter::repeat_with(next).take(size).collect()
}
