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
//! 1. Exports that the module does not need are deleted.
//! 2. The entry points of capabilities that cannot be reached become constants ([`capability`]), and calls of the shortest
//!    functions their instructions ([`inline_calls`]).
//! 3. Everything that the remaining exports do not reach is deleted, imports as well.
//! 4. The world is embedded, in the version that was asked for.

mod adapter_outline;
mod capability;
pub mod guest_memory;
mod inline_calls;
pub mod request;
pub mod specialised;
pub mod standard_names;

use crate::draft::Draft;
use crate::preview1::names::{FORBID_LEAVE, GUEST_MEMORY_BYTES, PRIVATE_MEMORY, REALLOC};
use crate::preview1::on_guest_memory;
use crate::variant::{Form, WasiVersion};
use anyhow::{Context, Result};
use guest_memory::guest_memory;
use inline_calls::inline_calls;
use request::Request;
use specialised::Specialised;
use std::collections::BTreeSet;
use wasm_encoder::InstructionSink;
use wit_parser::{Resolve, Type, TypeDefKind, TypeId, WorldId, WorldItem};

/// The linked adapter; see `adapter/build.sh`.
pub const ARTEFACT: &[u8] = include_bytes!("../../preview1/adapter.wasm");

/// The adapter's worlds, in the version of the artefact.
const WIT: &str = include_str!("../../preview1/adapter.wit");

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
    let mut module = Draft::read(ARTEFACT, false)?;
    let mut bodies = capability::cut(&mut module, request)?;
    let bytes = module.exported_function(GUEST_MEMORY_BYTES)?;
    bodies.insert(bytes, memory_bytes(&module, request.memory_page_size_log2)?);
    inline_calls(&mut module, &bodies)?;
    module.keep_exports(|name| name == REALLOC || is_wanted(name, request));
    module.drop_unreached()?;

    let (resolve, world) = world(request)?;
    if !some_import_returns_a_list(&module, &resolve, world) {
        module.keep_exports(|name| name != REALLOC);
        module.drop_unreached()?;
    }
    rename_version(&mut module, request.wasi_version);
    Specialised::new(module, request, &resolve, world)
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

/// The instructions for the size of the module's memory in bytes, from that in pages.
fn memory_bytes(module: &Draft, page_size_log2: u32) -> Result<Vec<u8>> {
    let memory = guest_memory(module).context("the adapter imports no memory")?;
    let mut instructions = Vec::new();
    InstructionSink::new(&mut instructions)
        .memory_size(memory)
        .i64_extend_i32_u()
        .i64_const(page_size_log2.into())
        .i64_shl();
    Ok(instructions)
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
fn rename_version(module: &mut Draft, version: WasiVersion) {
    let (old, new) = (
        version_suffix(WasiVersion::default()),
        version_suffix(version),
    );
    for import in &mut module.imports {
        import.module = import.module.replace(&old, &new);
    }
    for export in &mut module.exports {
        export.name = export.name.replace(&old, &new);
    }
}

/// Whether the host has to ask for memory to return what some import of `module` returns.
///
/// `module` has the names of the artefact's version, whichever `resolve` is in.
fn some_import_returns_a_list(module: &Draft, resolve: &Resolve, world: WorldId) -> bool {
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

    fn specialised(functions: &[&str], variant: Form, version: &str) -> Specialised {
        let functions = functions.iter().map(|name| name.to_string()).collect();
        let request = Request {
            functions: &functions,
            variant,
            wasi_version: version.parse().unwrap(),
            memory_page_size_log2: 16,
            tracks_leaving: false,
        };
        specialise(&request).unwrap()
    }

    fn imports(module: &Draft) -> BTreeSet<&str> {
        module
            .imports
            .iter()
            .map(|import| import.module.as_str())
            .collect()
    }

    fn exports(module: &Draft) -> BTreeSet<&str> {
        module
            .exports
            .iter()
            .map(|export| export.name.as_str())
            .collect()
    }

    #[test]
    fn writing_alone_reaches_the_standard_streams_alone() {
        let module = specialised(&["fd_write"], Form::Reactor, "0.2.12").module;
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
        let specialised = specialised(&["fd_write", "path_open"], Form::Command, "0.2.12");
        let module = &specialised.module;
        assert!(imports(module).contains("wasi:filesystem/types@0.2.12"));
        assert!(exports(module).contains("wasi:cli/run@0.2.12#run"));
        assert!(exports(module).contains(REALLOC));
        let files = "on-guest-memory:wasi:filesystem/types@0.2.12";
        assert!(imports(module).contains(files));
        let outline = Draft::read(&specialised.outline().unwrap(), false).unwrap();
        assert!(!imports(&outline).contains(files));
        assert_eq!(exports(&outline), exports(module));
    }

    #[test]
    fn older_hosts_get_older_names_and_the_older_exit() {
        let exit = |version| {
            let module = specialised(&["proc_exit"], Form::Command, version).module;
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
        let all: Vec<String> = Draft::read(ARTEFACT, false)
            .unwrap()
            .exports
            .iter()
            .map(|export| export.name.clone())
            .filter(|name| !name.contains([':', '-']) && name != REALLOC)
            .collect();
        assert_eq!(all.len(), 46);
        let names: Vec<&str> = all.iter().map(String::as_str).collect();
        let specialised = specialised(&names, Form::Command, "0.2.0");
        for wasm in [specialised.outline().unwrap(), specialised.whole().unwrap()] {
            wasmparser::Validator::new().validate_all(&wasm).unwrap();
        }
    }
}
