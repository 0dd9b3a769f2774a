//! The rest of the adapter: what goes into the component besides its front.
//!
//! ```wat
//! (module                                           (module
//!   (import "env" "memory" (memory $guest 0))         (import "front" "private-memory" (memory $private 2))
//!   (import "wasi:io/streams@0.2.12" …)               (import "" "a" (memory $guest 0))
//!                                                     (import "" "b" …)
//!                                                     (import "front" "$imports" (table 1 funcref))
//!   (memory $private (export "private-memory") 2) =>
//!   (func (export "cabi_import_realloc") …)
//!   (func $fd_write (export "fd_write") …)            (func $fd_write …)
//!   (func (export "wasi:cli/run@0.2.12#run") …)       (func (export "a") …)
//!                                                     (elem (i32.const 0) func $fd_write)
//! )                                                 )
//! ```
//!
//! The private memory comes first: accesses of memory 0 are a byte shorter, and those of the private memory are the more
//! frequent ones. Nobody outside sees the names of the other imports and of the exports, so they are short, unless names
//! for debugging are asked for.

use super::front::{Style, global_name, reference_to};
use crate::preview1::names::FRONT;
use crate::specialise::edit::{fill, guest_memory, keep_exports, set_page_size};
use crate::specialise::specialised::Specialised;
use crate::splice::{PRIVATE_MEMORY, TABLE};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use walrus::{
    ElementItems, ElementKind, FunctionBuilder, FunctionId, ImportKind, MemoryId, Module, RefType,
};

/// The adapter, and how it is called from outside.
pub struct Rest {
    /// The core module.
    pub wasm: Vec<u8>,
    /// Its imports except those from the front, in order: the module and the name in the specialised adapter, and the
    /// name now.
    pub imports: Vec<Import>,
    /// Its exports: names in the specialised adapter, and now.
    pub exports: BTreeMap<String, String>,
}

/// An import of the adapter, whose module name is empty now.
pub struct Import {
    /// What it was.
    pub module: String,
    /// What it was called.
    pub original: String,
    /// What it is called now.
    pub name: String,
}

/// Reduces a specialised adapter to its rest; `exports` are the exports that others use, stand-ins aside.
pub fn rest(
    adapter: Specialised,
    stand_ins: &[&str],
    exports: &BTreeSet<&str>,
    style: Style,
) -> Result<Rest> {
    let mut module = adapter.module;
    private_memory_first(&mut module, adapter.memory_page_size_log2)?;
    let functions = stand_ins
        .iter()
        .map(|stand_in| module.exports.get_func(stand_in))
        .collect::<Result<Vec<_>>>()?;
    if style.by_reference {
        fill_globals(&mut module, &functions);
    } else if !functions.is_empty() {
        fill_table(&mut module, functions);
    }
    keep_exports(&mut module, |name| exports.contains(name));
    walrus::passes::gc::run(&mut module);
    if style.debug_names {
        module.name = Some("componentize:adapter".to_string());
    }
    let imports = rename_imports(&mut module, style);
    let exports = rename_exports(&mut module, style);
    Ok(Rest {
        wasm: module.emit_wasm(),
        imports,
        exports,
    })
}

/// Makes the private memory an import, and the first one. An adapter that does not access the guest's memory does not import
/// that.
fn private_memory_first(module: &mut Module, page_size_log2: u32) -> Result<()> {
    let private = private_memory(module)?;
    let Some((first, guest)) = guest_memory(module) else {
        let import = module.imports.add(FRONT, PRIVATE_MEMORY, private);
        module.memories.get_mut(private).import = Some(import);
        return Ok(());
    };
    let import = module.imports.get_mut(first);
    let guests_module = std::mem::replace(&mut import.module, FRONT.to_string());
    let guests_name = std::mem::replace(&mut import.name, PRIVATE_MEMORY.to_string());
    import.kind = ImportKind::Memory(private);
    module.memories.get_mut(private).import = Some(first);
    let second = module.imports.add(&guests_module, &guests_name, guest);
    let guest = module.memories.get_mut(guest);
    guest.import = Some(second);
    set_page_size(guest, page_size_log2);
    Ok(())
}

fn private_memory(module: &Module) -> Result<MemoryId> {
    let exported = module.exports.iter().find_map(|export| match export.item {
        walrus::ExportItem::Memory(memory) if export.name == PRIVATE_MEMORY => Some(memory),
        _ => None,
    });
    exported.context("the adapter exports no private memory")
}

fn fill_table(module: &mut Module, functions: Vec<FunctionId>) {
    let size = functions.len() as u64;
    let (table, _) =
        module.add_import_table(FRONT, TABLE, false, size, Some(size), RefType::FUNCREF);
    fill(module, table, 0, functions);
}

/// Sets the globals of the stand-ins when the adapter is instantiated.
fn fill_globals(module: &mut Module, functions: &[FunctionId]) {
    let mut start = FunctionBuilder::new(&mut module.types, &[], &[]);
    for (slot, function) in functions.iter().enumerate() {
        let ty = module.funcs.get(*function).ty();
        let name = global_name(slot);
        let (global, _) = module.add_import_global(FRONT, &name, reference_to(ty), true, false);
        start.func_body().ref_func(*function).global_set(global);
    }
    let items = ElementItems::Functions(functions.to_vec());
    module.elements.add(ElementKind::Declared, items);
    module.start = Some(start.finish(Vec::new(), &mut module.funcs));
}

fn rename_imports(module: &mut Module, style: Style) -> Vec<Import> {
    let mut renamed = Vec::new();
    for import in module.imports.iter_mut() {
        if import.module == FRONT {
            continue;
        }
        let name = if style.debug_names {
            format!("{}#{}", import.module, import.name)
        } else {
            label(renamed.len())
        };
        renamed.push(Import {
            module: std::mem::take(&mut import.module),
            original: std::mem::replace(&mut import.name, name.clone()),
            name,
        });
    }
    renamed
}

fn rename_exports(module: &mut Module, style: Style) -> BTreeMap<String, String> {
    let mut renamed = BTreeMap::new();
    for export in module.exports.iter_mut() {
        let name = if style.debug_names {
            export.name.clone()
        } else {
            label(renamed.len())
        };
        renamed.insert(std::mem::replace(&mut export.name, name.clone()), name);
    }
    renamed
}

/// `a` to `z`, then `ba` and so on.
fn label(number: usize) -> String {
    let last = char::from(b'a' + (number % 26) as u8);
    match number / 26 {
        0 => last.to_string(),
        rest => format!("{}{last}", label(rest)),
    }
}
