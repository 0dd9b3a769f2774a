//! Core modules that are changed: read, edited, and written with new indices.
//!
//! An item that is deleted or put in moves the index of all that follow, and each instruction that names one of these has to
//! change. So a draft keeps every item under the index that it had when it was read, and a new item gets the next one. Indices
//! change only when the draft is written; then what nothing can reach is left out.
//!
//! ```wat
//! (module                                 (module
//!   (import "host" "now" (func $now))       (import "host" "log" (func $log))              ;; was 1, is 0
//!   (import "host" "log" (func $log))       (import "front" "table" (table 1 funcref))     ;; put in
//!   (func $tick (call $now))           =>
//!   (func $tack (call $log))                (func $tack (call $log))                       ;; was 3, is 1
//!   (export "tick" (func $tick)))           (elem (i32.const 0) func $tack))               ;; put in
//! ```
//!
//! Bodies stay bytes, which [`instructions`] takes apart. The other way is a tree of instructions, which would have to know all
//! of WebAssembly to change a few calls.
//!
//! A draft is made of the built-in adapter, or of one of wit-component's own modules. What these do not have is refused when it
//! is read: see [`Draft::read`].

pub mod instructions;
mod reached;
mod read;
mod write;

use anyhow::{Context, Result};
use wasmparser::{FuncType, GlobalType, MemoryType, TableType, ValType};

/// A core module that is being changed.
#[derive(Clone, Default)]
pub struct Draft {
    /// The types of functions.
    pub types: Vec<FuncType>,
    /// The imports, in the order in which they are written.
    pub imports: Vec<Import>,
    /// All functions; those that are imported have no body.
    pub functions: Vec<Function>,
    /// All tables. A new one is imported.
    pub tables: Vec<TableType>,
    /// All memories.
    pub memories: Vec<MemoryType>,
    /// All globals; those that are imported have no value.
    pub globals: Vec<Global>,
    /// The exports, in order.
    pub exports: Vec<Export>,
    /// The function that is called when the module is instantiated.
    pub start: Option<u32>,
    /// What tables are filled with.
    pub elements: Vec<Elements>,
    /// What memories are filled with.
    pub data: Vec<Data>,
    /// The module's name for debugging.
    pub name: Option<String>,
}

/// What can be imported and exported. Each kind has an index space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A function.
    Function,
    /// A table.
    Table,
    /// A memory.
    Memory,
    /// A global.
    Global,
}

/// What is imported.
#[derive(Clone)]
pub struct Import {
    /// The module that it is imported from.
    pub module: String,
    /// What it is called there.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its index in this draft.
    pub index: u32,
}

/// What is exported.
#[derive(Clone)]
pub struct Export {
    /// What it is called outside.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its index in this draft.
    pub index: u32,
}

/// A function.
#[derive(Clone)]
pub struct Function {
    /// Its type, by its index.
    pub ty: u32,
    /// Its locals and instructions, as in the binary format.
    pub body: Option<Vec<u8>>,
    /// Its name for debugging.
    pub name: Option<String>,
}

/// A global.
#[derive(Clone)]
pub struct Global {
    /// Its type.
    pub ty: GlobalType,
    /// The instructions that make its first value, as in the binary format.
    pub value: Option<Vec<u8>>,
    /// Its name for debugging.
    pub name: Option<String>,
}

/// Functions for a table, or functions that are declared to be used as references.
#[derive(Clone)]
pub struct Elements {
    /// The table, and the slot of the first function.
    pub at: Option<(u32, i32)>,
    /// The functions.
    pub functions: Vec<u32>,
}

/// Bytes for a memory.
#[derive(Clone)]
pub struct Data {
    /// The memory.
    pub memory: u32,
    /// The address of the first byte.
    pub address: i32,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Draft {
    /// The type of a function.
    pub fn type_of(&self, function: u32) -> Result<&FuncType> {
        let function = self.functions.get(function as usize);
        let ty = function.and_then(|function| self.types.get(function.ty as usize));
        ty.context("a function that is not there")
    }

    /// The index of a type; it is put in unless there is one like it.
    pub fn function_type(&mut self, ty: FuncType) -> u32 {
        let known = self.types.iter().position(|known| *known == ty);
        known.unwrap_or_else(|| {
            self.types.push(ty);
            self.types.len() - 1
        }) as u32
    }

    /// Puts in a function.
    pub fn function(&mut self, ty: u32, body: wasm_encoder::Function, name: Option<&str>) -> u32 {
        let function = self.function_of(ty);
        self.functions[function as usize].body = Some(body.into_raw_body());
        self.functions[function as usize].name = name.map(str::to_string);
        function
    }

    /// Puts in a function that gets its body later, or is imported.
    fn function_of(&mut self, ty: u32) -> u32 {
        let (body, name) = (None, None);
        self.functions.push(Function { ty, body, name });
        self.functions.len() as u32 - 1
    }

    /// Puts in an imported function.
    pub fn import_function(&mut self, module: &str, name: &str, ty: u32) -> u32 {
        let function = self.function_of(ty);
        self.import(module, name, Kind::Function, function)
    }

    /// Puts in an imported table.
    pub fn import_table(&mut self, module: &str, name: &str, ty: TableType) -> u32 {
        self.tables.push(ty);
        let index = self.tables.len() as u32 - 1;
        self.import(module, name, Kind::Table, index)
    }

    /// Puts in an imported global that changes.
    pub fn import_global(&mut self, module: &str, name: &str, ty: ValType) -> u32 {
        let index = self.mutable_global(ty, None);
        self.import(module, name, Kind::Global, index)
    }

    /// Puts in a global that changes.
    pub fn mutable_global(&mut self, content_type: ValType, value: Option<Vec<u8>>) -> u32 {
        let ty = GlobalType {
            content_type,
            mutable: true,
            shared: false,
        };
        let name = None;
        self.globals.push(Global { ty, value, name });
        self.globals.len() as u32 - 1
    }

    fn import(&mut self, module: &str, name: &str, kind: Kind, index: u32) -> u32 {
        self.imports.push(Import {
            module: module.to_string(),
            name: name.to_string(),
            kind,
            index,
        });
        index
    }

    /// Exports an item.
    pub fn export(&mut self, name: &str, kind: Kind, index: u32) {
        let name = name.to_string();
        self.exports.push(Export { name, kind, index });
    }

    /// The index of an exported item.
    pub fn exported(&self, name: &str, kind: Kind) -> Option<u32> {
        let is_it = |export: &&Export| export.name == name && export.kind == kind;
        Some(self.exports.iter().find(is_it)?.index)
    }

    /// The index of an exported function, which must be there.
    pub fn exported_function(&self, name: &str) -> Result<u32> {
        let function = self.exported(name, Kind::Function);
        function.with_context(|| format!("no function is exported as `{name}`"))
    }

    /// Deletes all exports except those to be kept.
    pub fn keep_exports(&mut self, keep: impl Fn(&str) -> bool) {
        self.exports.retain(|export| keep(&export.name));
    }

    /// Fills a table from a slot on, when the module is instantiated.
    pub fn fill(&mut self, table: u32, slot: i32, functions: Vec<u32>) {
        let at = Some((table, slot));
        self.elements.push(Elements { at, functions });
    }
}
