//! Chooses the adapters, and refuses early the modules that no adapter can serve.

use crate::component::module::Module;
use crate::encode::fits::{refuse_memory, refuse_no_start};
use crate::encode::outline::INITIALIZE;
use crate::encode::worlds;
use crate::error::Error;
use crate::preview1;
use crate::variant::{Form, PREVIEW1, Variant};
use std::collections::BTreeSet;
use wasmparser::ExternalKind;

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
