//! An object file that is like that of a compiled program of any size.

use crate::parts::{body, debug_information, imports, mangled, noise, types};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, DataSymbolDefinition, Encode, EntityType,
    Function, FunctionSection, LinkingSection, MemoryType, Module, SymbolTable,
};

/// An object that wasm-ld links to a program: half code, a third data, the rest debug information and names.
pub fn object(size: usize) -> Vec<u8> {
    let types = types();
    let mut imports = imports(&["fd_write"]);
    let memory = MemoryType {
        minimum: 0,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    };
    imports.import("env", "__linear_memory", EntityType::Memory(memory));

    let mut functions = Functions::of_size(size / 2);

    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(0), noise(size / 3));
    let definition = DataSymbolDefinition {
        index: 0,
        offset: 0,
        size: (size / 3) as u32,
    };
    functions.symbols.data(
        SymbolTable::WASM_SYM_BINDING_LOCAL,
        "data",
        Some(definition),
    );
    let mut linking = LinkingSection::new();
    linking.symbol_table(&functions.symbols);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&functions.section);
    module
        .section(&functions.code)
        .section(&data)
        .section(&linking);
    module.section(&relocations(functions.call));
    let rest = size.saturating_sub(module.len());
    debug_information(&mut module, rest);
    module.finish()
}

/// The functions of the object, which imports one.
struct Functions {
    section: FunctionSection,
    code: CodeSection,
    symbols: SymbolTable,
    /// Where in the section's content the linker is to write which function `_start` calls.
    call: usize,
}

impl Functions {
    /// Functions whose bodies have this many bytes together.
    fn of_size(size: usize) -> Functions {
        let mut symbols = SymbolTable::new();
        let undefined = SymbolTable::WASM_SYM_UNDEFINED | SymbolTable::WASM_SYM_EXPLICIT_NAME;
        symbols.function(undefined, 0, Some("fd_write"));
        let (mut section, mut code) = (FunctionSection::new(), CodeSection::new());
        while code.byte_len() < size {
            let index = 1 + section.len();
            section.function(1);
            code.function(&body(index, None));
            let name = mangled(index);
            symbols.function(SymbolTable::WASM_SYM_BINDING_LOCAL, index, Some(&name));
        }
        let start = 1 + section.len();
        section.function(2);
        symbols.function(SymbolTable::WASM_SYM_EXPORTED, start, Some("_start"));
        let call = start_function(&mut code);
        Functions {
            section,
            code,
            symbols,
            call,
        }
    }
}

/// Adds a function that calls the first one; where in the section's content the linker is to write which one that is.
fn start_function(code: &mut CodeSection) -> usize {
    let mut before = Function::new([]);
    let mut instructions = before.instructions();
    for argument in [1, 0, 0, 16] {
        instructions.i32_const(argument);
    }
    let mut bytes = before.into_raw_body();
    // `call`, with room for any number.
    bytes.push(0x10);
    let call = bytes.len();
    bytes.extend([0x80, 0x80, 0x80, 0x80, 0x00]);
    // `drop` and `end`.
    bytes.extend([0x1a, 0x0b]);
    let length = |number: u32| {
        let mut encoded = Vec::new();
        number.encode(&mut encoded);
        encoded.len()
    };
    let at = length(code.len() + 1) + code.byte_len() + length(bytes.len() as u32) + call;
    code.raw(&bytes);
    at
}

/// The one relocation: of the section that is the fourth, a function's number, the first symbol's.
fn relocations(call: usize) -> CustomSection<'static> {
    let mut bytes = Vec::new();
    for number in [3, 1, 0, call as u32, 0] {
        number.encode(&mut bytes);
    }
    CustomSection {
        name: "reloc.CODE".into(),
        data: bytes.into(),
    }
}
