//! A module that is like a compiled program of many megabytes.

use crate::parts::{body, debug_information, imports, mangled, noise, types};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ExportKind, ExportSection, Function, FunctionSection,
    IndirectNameMap, MemorySection, MemoryType, Module, NameMap, NameSection,
};

/// Half code, a third data, the rest debug information and names, as a large compiled program has them.
pub fn large_module(size: usize) -> Vec<u8> {
    let (types, imports) = (types(), imports(&["fd_write", "fd_read"]));
    let functions = Functions::of_size(size / 2);

    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1024,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("_start", ExportKind::Func, functions.start);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(1024), noise(size / 3));
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&functions.section)
        .section(&memories)
        .section(&exports)
        .section(&functions.code)
        .section(&data);
    let rest = size.saturating_sub(module.len() + 100_000);
    debug_information(&mut module, rest);
    module.section(&functions.names);
    module.finish()
}

/// The functions of a large module, which imports two.
struct Functions {
    section: FunctionSection,
    code: CodeSection,
    names: NameSection,
    /// The number of `_start`, which does nothing.
    start: u32,
}

impl Functions {
    /// Functions whose bodies have this many bytes together.
    fn of_size(size: usize) -> Functions {
        let mut section = FunctionSection::new();
        let mut code = CodeSection::new();
        let mut functions = NameMap::new();
        let mut locals = IndirectNameMap::new();
        while code.byte_len() < size {
            let index = 2 + section.len();
            section.function(1);
            code.function(&body(index, Some(index.max(3) - 1)));
            functions.append(index, &mangled(index));
            let mut local = NameMap::new();
            local.append(0, "argument");
            locals.append(index, &local);
        }
        let start = 2 + section.len();
        section.function(2);
        let mut empty = Function::new([]);
        empty.instructions().end();
        code.function(&empty);
        let mut names = NameSection::new();
        names.functions(&functions);
        names.locals(&locals);
        Functions {
            section,
            code,
            names,
            start,
        }
    }
}
