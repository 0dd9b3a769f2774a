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
use crate::draft::{Draft, Elements, Import as Imported, Kind};
use crate::preview1::names::FRONT;
use crate::specialise::guest_memory::{guest_memory, set_page_size};
use crate::specialise::specialised::Specialised;
use crate::splice::{PRIVATE_MEMORY, TABLE};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::Function;
use wasmparser::{FuncType, RefType, TableType};

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
        .map(|stand_in| module.exported_function(stand_in))
        .collect::<Result<Vec<_>>>()?;
    if style.by_reference {
        fill_globals(&mut module, functions)?;
    } else if !functions.is_empty() {
        fill_table(&mut module, functions);
    }
    module.keep_exports(|name| exports.contains(name));
    module.drop_unreached()?;
    if style.debug_names {
        module.name = Some("componentize:adapter".to_string());
    }
    let imports = rename_imports(&mut module, style);
    let exports = rename_exports(&mut module, style);
    Ok(Rest {
        wasm: module.write()?,
        imports,
        exports,
    })
}

/// Makes the private memory an import, and the first one. An adapter that does not access the guest's memory does not import
/// that.
fn private_memory_first(module: &mut Draft, page_size_log2: u32) -> Result<()> {
    let private = module.exported(PRIVATE_MEMORY, Kind::Memory);
    let private = private.context("the adapter exports no private memory")?;
    if let Some(guest) = guest_memory(module) {
        set_page_size(&mut module.memories[guest as usize], page_size_log2);
    }
    let import = Imported {
        module: FRONT.to_string(),
        name: PRIVATE_MEMORY.to_string(),
        kind: Kind::Memory,
        index: private,
    };
    module.imports.insert(0, import);
    Ok(())
}

fn fill_table(module: &mut Draft, functions: Vec<u32>) {
    let size = functions.len() as u64;
    let ty = TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        initial: size,
        maximum: Some(size),
        shared: false,
    };
    let table = module.import_table(FRONT, TABLE, ty);
    module.fill(table, 0, functions);
}

/// Sets the globals of the stand-ins when the adapter is instantiated.
fn fill_globals(module: &mut Draft, functions: Vec<u32>) -> Result<()> {
    let mut start = Function::new([]);
    for (slot, function) in functions.iter().enumerate() {
        let ty = module.functions[*function as usize].ty;
        let global = module.import_global(FRONT, &global_name(slot), reference_to(ty)?);
        start.instructions().ref_func(*function).global_set(global);
    }
    start.instructions().end();
    let at = None;
    module.elements.push(Elements { at, functions });
    let ty = module.function_type(FuncType::new([], []));
    module.start = Some(module.function(ty, start, None));
    Ok(())
}

fn rename_imports(module: &mut Draft, style: Style) -> Vec<Import> {
    let mut renamed = Vec::new();
    for import in &mut module.imports {
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

fn rename_exports(module: &mut Draft, style: Style) -> BTreeMap<String, String> {
    let mut renamed = BTreeMap::new();
    for export in &mut module.exports {
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
