//! The memory that the adapter imports, the main module's.

use crate::draft::{Draft, Kind};
use wasmparser::MemoryType;

/// The memory that is imported, by its index, if anything uses it.
pub fn guest_memory(adapter: &Draft) -> Option<u32> {
    let mut imports = adapter.imports.iter();
    Some(imports.find(|import| import.kind == Kind::Memory)?.index)
}

/// A page has 64 KiB unless a memory says otherwise.
pub const DEFAULT_PAGE_SIZE_LOG2: u32 = 16;

/// Sets the size of a memory's pages.
pub fn set_page_size(memory: &mut MemoryType, page_size_log2: u32) {
    if page_size_log2 != DEFAULT_PAGE_SIZE_LOG2 {
        memory.page_size_log2 = Some(page_size_log2);
    }
}
