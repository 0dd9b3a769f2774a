//! Edits that several passes make to the adapter's modules.

use crate::component::module::WORLD;
use anyhow::Result;
use walrus::ir::Value;
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, ImportId, ImportKind, Memory, MemoryId,
    Module, ModuleConfig, TableId,
};

/// Reads a core module to change it; its world, if it has one, is left out.
pub fn parse(wasm: &[u8], names: bool) -> Result<Module> {
    let mut module = ModuleConfig::new()
        .generate_name_section(names)
        .generate_producers_section(false)
        .parse(wasm)?;
    module.customs.remove_raw(WORLD);
    Ok(module)
}

/// Deletes all exports except those to be kept.
pub fn keep_exports(module: &mut Module, keep: impl Fn(&str) -> bool) {
    let unwanted: Vec<_> = module
        .exports
        .iter()
        .filter(|export| !keep(&export.name))
        .map(|export| export.id())
        .collect();
    for export in unwanted {
        module.exports.delete(export);
    }
}

/// The memory that is imported, the main module's, if anything uses it.
pub fn guest_memory(module: &Module) -> Option<(ImportId, MemoryId)> {
    module.imports.iter().find_map(|import| match import.kind {
        ImportKind::Memory(memory) => Some((import.id(), memory)),
        _ => None,
    })
}

/// A page has 64 KiB unless a memory says otherwise.
pub const DEFAULT_PAGE_SIZE_LOG2: u32 = 16;

/// Sets the size of a memory's pages. Afterwards walrus cannot parse the module.
pub fn set_page_size(memory: &mut Memory, page_size_log2: u32) {
    if page_size_log2 != DEFAULT_PAGE_SIZE_LOG2 {
        memory.page_size_log2 = Some(page_size_log2);
    }
}

/// Adds an element segment that puts functions into a table, from a slot on.
pub fn fill(module: &mut Module, table: TableId, first: i32, functions: Vec<FunctionId>) {
    let kind = ElementKind::Active {
        table,
        offset: ConstExpr::Value(Value::I32(first)),
    };
    let element = module
        .elements
        .add(kind, ElementItems::Functions(functions));
    module.tables.get_mut(table).elem_segments.insert(element);
}
