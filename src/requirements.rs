//! Chooses the adapters, and refuses early the modules that no adapter can serve.

use crate::component::module::Module;
use crate::encode::outline::INITIALIZE;
use crate::encode::{Adapter, worlds};
use crate::error::Error;
use crate::preview1;
use crate::variant::{Form, PREVIEW1, Variant};
use std::collections::BTreeSet;
use wasmparser::{ExternalKind, MemoryType, Validator, WasmFeatures};

/// What the built-in adapter must be for a module.
#[derive(Debug, Clone)]
pub struct BuiltIn {
    /// Its variant, decided.
    pub variant: Form,
    /// The preview1 functions that the module imports.
    pub functions: BTreeSet<String>,
    /// Whether the host can call the module while may-leave is false.
    pub tracks_leaving: bool,
    /// The size of a page of the module's memory, as a power of two.
    pub memory_page_size_log2: u32,
}

impl BuiltIn {
    /// Whether nothing would call it.
    pub fn is_useless(&self) -> bool {
        self.functions.is_empty() && self.variant == Form::Reactor
    }
}

/// Refuses a module that imports a WASI older than 0.2 and has no adapter for it.
pub fn refuse_unadapted(module: &Module<'_>, adapted: &[&str]) -> Result<(), Error> {
    let functions = |name: &str| {
        let imports = module.imports.iter().filter(|import| import.module == name);
        let names: BTreeSet<String> = imports.map(|import| import.name.to_string()).collect();
        match adapted.contains(&name) {
            true => Vec::new(),
            false => names.into_iter().collect::<Vec<_>>(),
        }
    };
    let preview1 = functions(PREVIEW1);
    if !preview1.is_empty() {
        let dashed = |name: &&&str| name.replace('-', "_") == PREVIEW1;
        return Err(Error::NoAdapter {
            functions: preview1,
            misnamed: adapted.iter().find(dashed).map(|name| (*name).to_string()),
        });
    }
    let unstable = functions("wasi_unstable");
    if !unstable.is_empty() {
        return Err(Error::WasiUnstable {
            functions: unstable,
        });
    }
    Ok(())
}

/// Decides what the built-in adapter must be; `None` if the module has no use for it.
///
/// `others` are the import modules for which there is another adapter.
pub fn built_in(
    module: &Module<'_>,
    variant: Variant,
    others: &[&str],
) -> Result<Option<BuiltIn>, Error> {
    let functions = imported_functions(module)?;
    let variant = decide(module, variant)?;
    if functions.is_empty() && variant == Form::Reactor {
        return Ok(None);
    }
    refuse_own_types(module)?;
    let memory = module.memory();
    if let Some(memory) = memory {
        refuse_memory(memory)?;
    }
    Ok(Some(BuiltIn {
        variant,
        functions,
        tracks_leaving: tracks_leaving(module, others),
        memory_page_size_log2: memory
            .and_then(|memory| memory.page_size_log2)
            .unwrap_or(16),
    }))
}

/// Refuses an adapter that does not fit the module.
pub fn fits(module: &Module<'_>, adapter: &Adapter<'_>) -> Result<(), Error> {
    let Adapter {
        name,
        wasm,
        built_in,
    } = *adapter;
    let bad = |error: Error| Error::BadAdapter {
        name: name.to_string(),
        message: error.to_string(),
    };
    let adapter = Module::parse(wasm).map_err(bad)?;
    if !built_in {
        Validator::new_with_features(WasmFeatures::all())
            .validate_all(wasm)
            .map_err(|error| bad(Error::read(&error)))?;
    }
    let lacking: BTreeSet<String> = module
        .imports
        .iter()
        .filter(|import| import.module == name && adapter.export(import.name).is_none())
        .map(|import| import.name.to_string())
        .collect();
    if !lacking.is_empty() {
        return Err(Error::IncompleteAdapter {
            name: name.to_string(),
            functions: lacking.into_iter().collect(),
        });
    }
    let starts = adapter
        .imports
        .iter()
        .any(|import| (import.module, import.name) == ("__main_module__", "_start"));
    // An adapter that is not in use is left out, with all that it asks for.
    let used = module.imports.iter().any(|import| import.module == name) || built_in;
    if starts && used {
        refuse_no_start(module)?;
    }
    if adapter.imported_memory().is_some() && used {
        refuse_no_memory(module, name, built_in)?;
    }
    Ok(())
}

/// The preview1 functions that a module imports, each of the right type.
pub fn imported_functions(module: &Module<'_>) -> Result<BTreeSet<String>, Error> {
    let mut functions = BTreeSet::new();
    for import in module
        .imports
        .iter()
        .filter(|import| import.module == PREVIEW1)
    {
        let Some(expected) = preview1::signature(import.name) else {
            return Err(Error::UnknownFunction {
                function: import.name.to_string(),
                similar: preview1::similar(import.name).map(str::to_string),
            });
        };
        let found = match module.imported_function(import) {
            Some(found) if *found == expected => {
                functions.insert(import.name.to_string());
                continue;
            }
            Some(found) => format!("`{}`", preview1::show(found)),
            None => "something that is not a function".to_string(),
        };
        return Err(Error::WrongSignature {
            function: import.name.to_string(),
            expected: preview1::show(&expected),
            found,
        });
    }
    Ok(functions)
}

fn decide(module: &Module<'_>, variant: Variant) -> Result<Form, Error> {
    let starts = module.export("_start").is_some();
    let form = form(variant, starts, || own_run(module))?;
    if form == Form::Command {
        refuse_no_start(module)?;
    }
    Ok(form)
}

/// The `wasi:cli/run` that a module's own world exports, with its version.
pub fn own_run(module: &Module<'_>) -> Option<String> {
    worlds::exported(module, "wasi:cli/run")
}

/// Decides between command and reactor. What has a `run` of its own runs that: the adapter's would be a second one.
pub fn form(
    variant: Variant,
    starts: bool,
    own_run: impl FnOnce() -> Option<String>,
) -> Result<Form, Error> {
    if variant.decide(|| starts) == Form::Reactor {
        return Ok(Form::Reactor);
    }
    match (own_run(), variant) {
        (Some(_), Variant::Auto) => Ok(Form::Reactor),
        (Some(interface), _) => Err(Error::OwnRun { interface }),
        (None, _) if starts => Ok(Form::Command),
        (None, _) => Err(Error::NoStart),
    }
}

/// Refuses a module whose `_start` is missing, or cannot be called.
pub fn refuse_no_start(module: &Module<'_>) -> Result<(), Error> {
    if module.export("_start").is_none() {
        return Err(Error::NoStart);
    }
    match module.exported_function("_start") {
        Some(ty) if ty.params().is_empty() && ty.results().is_empty() => Ok(()),
        Some(ty) => Err(Error::WrongStart {
            found: format!("`{}`", preview1::show(ty)),
        }),
        None => Err(Error::WrongStart {
            found: "something that is not a function".to_string(),
        }),
    }
}

fn refuse_memory(memory: MemoryType) -> Result<(), Error> {
    if memory.memory64 {
        return Err(Error::Memory64);
    }
    if memory.shared {
        return Err(Error::SharedMemory);
    }
    Ok(())
}

fn refuse_no_memory(module: &Module<'_>, name: &str, built_in: bool) -> Result<(), Error> {
    // The built-in adapter takes a memory that the module imports: it becomes the module's own.
    let given = |_: &MemoryType| built_in || module.exported_memory().is_some();
    match module.memory().filter(given) {
        Some(memory) => refuse_memory(memory),
        None => {
            let adapter = name.to_string();
            Err(match module.has_memory() {
                true => Error::MemoryNotExported { adapter },
                false => Error::NoMemory { adapter },
            })
        }
    }
}

/// Whether the host calls an export of this name while may-leave is false: a realloc or a post-return.
fn is_called_back(name: &str) -> bool {
    ["cabi_", "canonical_abi_", "cm32p2"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

/// Refuses functions with types of their own that the adapter, or what is generated around the module, has to import.
fn refuse_own_types(module: &Module<'_>) -> Result<(), Error> {
    let refused = |function: String| Err(Error::OwnType { function });
    if module
        .start
        .is_some_and(|start| !module.has_plain_type(start))
    {
        return refused("the start function".to_string());
    }
    for export in &module.exports {
        let imported = export.name == "_start"
            || INITIALIZE.contains(&export.name)
            || is_called_back(export.name);
        let function = matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact);
        if imported && function && !module.has_plain_type(export.index) {
            return refused(format!("the export `{}`", export.name));
        }
    }
    Ok(())
}

/// Whether the host may call the module's realloc or post-return: for the module's own world, or for an adapter other
/// than the built-in one. May-leave is false then, and what these functions call in preview1 must fail instead of
/// trapping, so the adapter has to know.
fn tracks_leaving(module: &Module<'_>, others: &[&str]) -> bool {
    let exports = || {
        let mut exports = module.exports.iter();
        exports.any(|export| is_called_back(export.name))
    };
    let adapted = |others: &[&str]| {
        let mut imports = module.imports.iter();
        imports.any(|import| others.contains(&import.module))
    };
    (module.has_world() && exports()) || adapted(others)
}
