//! Whether an adapter and a module fit together.

use super::Adapter;
use crate::component::module::Module;
use crate::error::Error;
use crate::preview1;
use std::collections::BTreeSet;
use wasmparser::{MemoryType, Validator, WasmFeatures};

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

/// Refuses a memory that no adapter can be given.
pub fn refuse_memory(memory: MemoryType) -> Result<(), Error> {
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
