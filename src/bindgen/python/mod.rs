//! Python bindings: a typed package that runs a component on the `wasmtime` package, with the little runtime it needs.
//!
//! Calls go straight to core functions, through `ctypes` objects that are prepared once. Each function is written for its
//! signature, in the order a reader would expect; each piece of the runtime is written only if something uses it.

mod call;
mod core_names;
mod generator;
mod hidden;
mod homes;
mod import_sources;
mod initialization;
mod module;
mod names;
mod options;
mod package;
mod program;
mod resource;
mod runtime;
mod stage;
mod standard_library;
mod types;
mod value;
mod wasi;

pub use options::Options;

use super::Files;
use super::plan::{Item, ItemKind, Plan};
use crate::error::Error;
use anyhow::bail;
use generator::Generator;
use homes::Homes;
use stage::Stage;

/// Prints a component as a Python package.
///
/// # Errors
///
/// Refuses a name that a package cannot have, and a component that needs a feature that the backend lacks.
pub fn generate(plan: &Plan, options: &Options) -> Result<Files, Error> {
    check_name(&options.name).map_err(Error::from_any)?;
    plan.features.refuse_async().map_err(Error::from_any)?;
    import_sources::refuse_http(plan, options).map_err(Error::from_any)?;
    let loose = Item {
        name: String::new(),
        implements: None,
        kind: ItemKind::Instance(Vec::new()),
    };
    let homes = Homes::new(plan, &loose, options.wasi);
    let mut files = Files::default();
    let stage = Stage::new(plan).map_err(Error::from_any)?;
    Generator::new(plan, options, homes, stage).package(&mut files);
    Ok(files)
}

/// The name of a package for any text: letters, digits and `_`. Keywords, the modules of Python's standard library and
/// `wasmtime` end with `_`.
pub fn package_name(text: &str) -> String {
    let name = names::snake_case(text);
    if is_taken(&name) {
        return format!("{name}_");
    }
    match name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        true => format!("_{name}"),
        false => name,
    }
}

/// Whether a module that the package or `wasmtime` may import has this name.
fn is_taken(name: &str) -> bool {
    name == "wasmtime" || standard_library::has(name)
}

fn check_name(name: &str) -> anyhow::Result<()> {
    let possible = package_name(name);
    if is_taken(name) {
        bail!(
            "`{name}` cannot be the name of a package, since a module that it needs may have that name: `{possible}` can"
        );
    }
    if possible != name {
        bail!("`{name}` cannot be the name of a package: `{possible}` can");
    }
    Ok(())
}
