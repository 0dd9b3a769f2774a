//! The built-in adapter, reduced to what one module needs.
//!
//! ```wat
//! (module                                          ;; for a module that imports `fd_write` alone
//!   (import "env" "memory" (memory $guest 0))
//!   (import "wasi:io/streams@0.2.12" …)            ;; kept: `fd_write` reaches standard output
//!   (import "wasi:filesystem/types@0.2.12" …)      ;; gone
//!   (func (export "fd_write") …)
//!   (func (export "path_open") …)                  ;; gone
//!   (func (export "cut:files/write") …)            ;; its body becomes `i32.const 8`
//! ```
//!
//! 1. Exports that nobody asked for go.
//! 2. The entry points of capabilities that cannot be reached become constants ([`capability`]), and calls of the shortest
//!    functions their instructions ([`inline`](mod@super::inline)).
//! 3. What is left is what the remaining exports reach; imports among it.
//! 4. The world is embedded, in the version that was asked for.

use crate::adapter::{Form, WasiVersion};
use crate::splice::facade::{facade, on_guest_memory};
use crate::splice::inline::inline;
use crate::splice::{FORBID_LEAVE, PRIVATE_MEMORY, REALLOC, capability};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use walrus::ir::{BinaryOp, Binop, Const, Instr, MemorySize, UnaryOp, Unop, Value};
use walrus::{ImportId, ImportKind, Memory, MemoryId, Module, ModuleConfig};
use wit_component::StringEncoding;
use wit_parser::{Resolve, Type, TypeDefKind, TypeId, WorldId, WorldItem};

/// The linked adapter; see `adapter/build.sh`.
pub const ARTEFACT: &[u8] = include_bytes!("../../preview1/adapter.wasm");

/// The adapter's worlds, in the version of the artefact.
const WIT: &str = include_str!("../../preview1/adapter.wit");

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

/// A specialised adapter.
pub struct Specialised {
    /// A core module. Its imports are to be lowered on its private memory, but for those of modules that start with
    /// `on-guest-memory:`. It takes the guest's memory for one with pages of 64 KiB.
    pub wasm: Vec<u8>,
    /// The size of a page of the guest's memory, as a power of two.
    pub memory_page_size_log2: u32,
    /// What wit-component sees of it: imports, exports and a world.
    pub facade: Vec<u8>,
    /// The world, encoded for a custom section.
    world: Vec<u8>,
}

/// The name of the custom section of a world.
const WORLD: &str = "component-type";

impl Specialised {
    /// Adds the world to a core module.
    pub fn new(
        wasm: Vec<u8>,
        memory_page_size_log2: u32,
        resolve: &Resolve,
        world: WorldId,
    ) -> Result<Self> {
        let utf8 = StringEncoding::UTF8;
        let world = wit_component::metadata::encode(resolve, world, utf8, None, false)?;
        let mut facade = facade(&wasm, memory_page_size_log2)?;
        append_world(&mut facade, &world);
        Ok(Specialised {
            wasm,
            memory_page_size_log2,
            facade,
            world,
        })
    }

    /// Changes the names of imports and exports.
    pub fn map(self, rename: impl Fn(&[u8]) -> Result<Vec<u8>>) -> Result<Self> {
        Ok(Specialised {
            wasm: rename(&self.wasm)?,
            facade: rename(&self.facade)?,
            ..self
        })
    }

    /// The adapter as a module of its own: with its world, and with the guest's memory as it is.
    pub fn whole(self) -> Result<Vec<u8>> {
        let mut wasm = self.wasm;
        if self.memory_page_size_log2 != DEFAULT_PAGE_SIZE_LOG2 {
            let mut module = parse(&wasm, false)?;
            if let Some((_, memory)) = guest_memory(&module) {
                let memory = module.memories.get_mut(memory);
                set_page_size(memory, self.memory_page_size_log2);
            }
            wasm = module.emit_wasm();
        }
        append_world(&mut wasm, &self.world);
        Ok(wasm)
    }
}

fn append_world(wasm: &mut Vec<u8>, world: &[u8]) {
    use wasm_encoder::Section;
    wasm_encoder::CustomSection {
        name: WORLD.into(),
        data: world.into(),
    }
    .append_to(wasm);
}

/// Reduces the adapter to what `request` names.
///
/// # Errors
///
/// Only if the artefact is not what the link step promises.
pub fn specialise(request: &Request<'_>) -> Result<Specialised> {
    specialise_artefact(request)
        .context("internal error: failed to specialise the built-in adapter")
}

fn specialise_artefact(request: &Request<'_>) -> Result<Specialised> {
    let mut module = parse(ARTEFACT, false)?;
    let mut bodies = capability::cut(&mut module, request)?;
    let bytes = module.exports.get_func("guest-memory-bytes")?;
    bodies.insert(bytes, memory_bytes(&module, request.memory_page_size_log2)?);
    inline(&mut module, &bodies);
    keep_exports(&mut module, |name| {
        name == REALLOC || is_wanted(name, request)
    });
    walrus::passes::gc::run(&mut module);

    let (resolve, world) = world(request)?;
    if !some_import_returns_a_list(&module, &resolve, world) {
        keep_exports(&mut module, |name| name != REALLOC);
        walrus::passes::gc::run(&mut module);
    }
    rename_version(&mut module, request.wasi_version);
    let page_size = request.memory_page_size_log2;
    Specialised::new(module.emit_wasm(), page_size, &resolve, world)
}

/// Reads a core module to change it; its world, if it has one, is left out.
pub fn parse(wasm: &[u8], names: bool) -> Result<Module> {
    let mut module = ModuleConfig::new()
        .generate_name_section(names)
        .generate_producers_section(false)
        .parse(wasm)?;
    module.customs.remove_raw(WORLD);
    Ok(module)
}

/// Whether an export of the artefact stays, realloc aside.
fn is_wanted(name: &str, request: &Request<'_>) -> bool {
    match name {
        PRIVATE_MEMORY => true,
        FORBID_LEAVE => request.tracks_leaving,
        _ if name.starts_with("wasi:cli/run@") => request.variant == Form::Command,
        _ => request.functions.contains(name),
    }
}

/// Deletes all exports but those to be kept.
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

/// Says so of a memory. A module with such a memory cannot be read again here.
pub fn set_page_size(memory: &mut Memory, page_size_log2: u32) {
    if page_size_log2 != DEFAULT_PAGE_SIZE_LOG2 {
        memory.page_size_log2 = Some(page_size_log2);
    }
}

/// The size of the module's memory in bytes, from that in pages.
fn memory_bytes(module: &Module, page_size_log2: u32) -> Result<Vec<Instr>> {
    let (_, memory) = guest_memory(module).context("the adapter imports no memory")?;
    let value = Value::I64(page_size_log2.into());
    Ok(vec![
        MemorySize { memory }.into(),
        Unop {
            op: UnaryOp::I64ExtendUI32,
        }
        .into(),
        Const { value }.into(),
        Binop {
            op: BinaryOp::I64Shl,
        }
        .into(),
    ])
}

/// The adapter's world for this variant, in the version that was asked for.
fn world(request: &Request<'_>) -> Result<(Resolve, WorldId)> {
    let wit = WIT.replace(
        &version_suffix(WasiVersion::default()),
        &version_suffix(request.wasi_version),
    );
    let name = match request.variant {
        Form::Command => "command",
        Form::Reactor => "reactor",
    };
    let mut resolve = Resolve::default();
    let package = resolve.push_str("preview1.wit", &wit)?;
    let world = resolve.select_world(&[package], Some(name))?;
    Ok((resolve, world))
}

fn version_suffix(version: WasiVersion) -> String {
    format!("@{version}")
}

/// Names imports and `wasi:cli/run` after the version that was asked for.
fn rename_version(module: &mut Module, version: WasiVersion) {
    let (old, new) = (
        version_suffix(WasiVersion::default()),
        version_suffix(version),
    );
    for import in module.imports.iter_mut() {
        import.module = import.module.replace(&old, &new);
    }
    for export in module.exports.iter_mut() {
        export.name = export.name.replace(&old, &new);
    }
}

/// Whether the host has to ask for memory to return what some import of `module` returns.
///
/// `module` has the names of the artefact's version, whichever `resolve` is in.
fn some_import_returns_a_list(module: &Module, resolve: &Resolve, world: WorldId) -> bool {
    let imported: BTreeSet<(&str, &str)> = module
        .imports
        .iter()
        .map(|import| (unversioned(&import.module), import.name.as_str()))
        .collect();
    resolve.worlds[world].imports.iter().any(|(key, item)| {
        let WorldItem::Interface { id, .. } = item else {
            return false;
        };
        let interface = resolve.name_world_key(key);
        resolve.interfaces[*id].functions.values().any(|function| {
            imported.contains(&(unversioned(&interface), function.name.as_str()))
                && function
                    .result
                    .is_some_and(|result| has_list(resolve, &result))
        })
    })
}

/// An interface's name without version, and without what stands before it where it is lowered on the guest's memory.
fn unversioned(interface: &str) -> &str {
    let (interface, _) = on_guest_memory(interface);
    interface.split('@').next().unwrap_or(interface)
}

fn has_list(resolve: &Resolve, ty: &Type) -> bool {
    match ty {
        Type::String => true,
        Type::Id(id) => definition_has_list(resolve, *id),
        _ => false,
    }
}

fn definition_has_list(resolve: &Resolve, id: TypeId) -> bool {
    match &resolve.types[id].kind {
        TypeDefKind::List(_) => true,
        TypeDefKind::Type(ty) | TypeDefKind::Option(ty) => has_list(resolve, ty),
        TypeDefKind::Record(record) => record
            .fields
            .iter()
            .any(|field| has_list(resolve, &field.ty)),
        TypeDefKind::Tuple(tuple) => tuple.types.iter().any(|ty| has_list(resolve, ty)),
        TypeDefKind::Variant(variant) => variant
            .cases
            .iter()
            .filter_map(|case| case.ty.as_ref())
            .any(|ty| has_list(resolve, ty)),
        TypeDefKind::Result(result) => result
            .ok
            .iter()
            .chain(&result.err)
            .any(|ty| has_list(resolve, ty)),
        // What else the adapter's world has: enums, flags, resources and handles.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specialised(functions: &[&str], variant: Form, version: &str) -> (Specialised, Module) {
        let functions = functions.iter().map(|name| name.to_string()).collect();
        let request = Request {
            functions: &functions,
            variant,
            wasi_version: version.parse().unwrap(),
            memory_page_size_log2: 16,
            tracks_leaving: false,
        };
        let specialised = specialise(&request).unwrap();
        let module = Module::from_buffer(&specialised.wasm).unwrap();
        (specialised, module)
    }

    fn imports(module: &Module) -> BTreeSet<&str> {
        module
            .imports
            .iter()
            .map(|import| import.module.as_str())
            .collect()
    }

    fn exports(module: &Module) -> BTreeSet<&str> {
        module
            .exports
            .iter()
            .map(|export| export.name.as_str())
            .collect()
    }

    #[test]
    fn writing_alone_reaches_the_standard_streams_alone() {
        let (_, module) = specialised(&["fd_write"], Form::Reactor, "0.2.12");
        let expected = [
            "env",
            "wasi:cli/stderr@0.2.12",
            "wasi:cli/stdout@0.2.12",
            "wasi:io/error@0.2.12",
            "wasi:io/streams@0.2.12",
        ];
        assert_eq!(imports(&module), BTreeSet::from(expected));
        assert_eq!(
            exports(&module),
            BTreeSet::from(["fd_write", "private-memory"])
        );
    }

    #[test]
    fn a_path_function_makes_files_reachable() {
        let (specialised, module) =
            specialised(&["fd_write", "path_open"], Form::Command, "0.2.12");
        assert!(imports(&module).contains("wasi:filesystem/types@0.2.12"));
        assert!(exports(&module).contains("wasi:cli/run@0.2.12#run"));
        assert!(exports(&module).contains(REALLOC));
        let files = "on-guest-memory:wasi:filesystem/types@0.2.12";
        assert!(imports(&module).contains(files));
        let facade = Module::from_buffer(&specialised.facade).unwrap();
        assert!(!imports(&facade).contains(files));
        assert_eq!(exports(&facade), exports(&module));
    }

    #[test]
    fn older_hosts_get_older_names_and_the_older_exit() {
        let exit = |version| {
            let (_, module) = specialised(&["proc_exit"], Form::Command, version);
            let functions = module
                .imports
                .iter()
                .filter(|import| import.module.starts_with("wasi:cli/exit"));
            functions
                .map(|import| format!("{} {}", import.module, import.name))
                .collect::<Vec<_>>()
        };
        assert_eq!(exit("0.2.12"), ["wasi:cli/exit@0.2.12 exit-with-code"]);
        assert_eq!(exit("0.2.3"), ["wasi:cli/exit@0.2.3 exit"]);
    }

    #[test]
    fn the_whole_adapter_is_valid() {
        let all: Vec<String> = Module::from_buffer(ARTEFACT)
            .unwrap()
            .exports
            .iter()
            .map(|export| export.name.clone())
            .filter(|name| !name.contains([':', '-']) && name != REALLOC)
            .collect();
        assert_eq!(all.len(), 46);
        let names: Vec<&str> = all.iter().map(String::as_str).collect();
        let (specialised, _) = specialised(&names, Form::Command, "0.2.0");
        for wasm in [&specialised.wasm, &specialised.facade] {
            wasmparser::Validator::new().validate_all(wasm).unwrap();
        }
    }
}
