//! What the adapter is specialised to.

use crate::variant::{Form, WasiVersion};
use std::collections::BTreeSet;

/// What a module needs of the built-in adapter.
pub struct Request<'a> {
    /// The preview1 functions that the module imports.
    pub functions: &'a BTreeSet<String>,
    /// Command or reactor.
    pub variant: Form,
    /// The version of the WASI interfaces to import.
    pub wasi_version: WasiVersion,
    /// The size of a page of the module's memory, as a power of two.
    pub memory_page_size_log2: u32,
    /// Whether calls of the module's realloc and post-return are announced to the adapter.
    pub tracks_leaving: bool,
}
