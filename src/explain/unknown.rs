//! The usual causes of imports that nothing provides.

use super::wanted::World;
use crate::component::module::Module;
use crate::error::{ImportCause, UnknownImport};
use wasmparser::ValType;

/// Adds the usual cause to each import module that is recognised by its name or contents.
pub fn explain(module: &Module<'_>, world: Option<&World<'_>>, unknown: &mut [UnknownImport]) {
    for import in unknown {
        import.cause = cause(module, world, import);
    }
}

fn cause(
    module: &Module<'_>,
    world: Option<&World<'_>>,
    import: &UnknownImport,
) -> Option<ImportCause> {
    let name = import.module.as_str();
    let in_root = |world: &World<'_>| {
        let imports = world.imports().into_iter();
        let own: Vec<String> = imports
            .filter(|item| item.key.is_none())
            .map(|item| item.function.name.clone())
            .filter(|name| import.names.contains(name))
            .collect();
        (!own.is_empty()).then_some(ImportCause::InRoot(own))
    };
    if let Some(cause) = world.and_then(in_root) {
        return Some(cause);
    }
    Some(match name {
        "GOT.func" | "GOT.mem" => ImportCause::DynamicLibrary,
        "env"
            if import
                .names
                .iter()
                .any(|name| is_of_dynamic_libraries(name)) =>
        {
            ImportCause::DynamicLibrary
        }
        "env" if import.names == ["abort"] && has_abort(module) => ImportCause::AssemblyScriptAbort,
        "env" => ImportCause::Undefined,
        "wasi-snapshot-preview1" => ImportCause::Dashes,
        "wasi" => ImportCause::Threads,
        "wbg" | "__wbindgen_placeholder__" | "__wbindgen_externref_xform__" => {
            ImportCause::WasmBindgen
        }
        "gojs" | "go" => ImportCause::GoForBrowsers,
        "a" => ImportCause::Emscripten,
        _ if name.contains(':') => ImportCause::NotInWorld(world.map_or_else(Vec::new, |world| {
            let interfaces = world.interfaces(true).into_iter();
            interfaces
                .map(|(key, _)| world.resolve.name_world_key(key))
                .collect()
        })),
        _ => return None,
    })
}

/// The symbols that the dynamic linking convention passes.
fn is_of_dynamic_libraries(name: &str) -> bool {
    matches!(
        name,
        "__memory_base" | "__table_base" | "__stack_pointer" | "__indirect_function_table"
    )
}

/// Whether the module imports `abort` from `env` with AssemblyScript's parameters: message, file, line and column.
fn has_abort(module: &Module<'_>) -> bool {
    module.imports.iter().any(|import| {
        (import.module, import.name) == ("env", "abort")
            && module
                .imported_function(import)
                .is_some_and(|ty| ty.params() == [ValType::I32; 4] && ty.results().is_empty())
    })
}
