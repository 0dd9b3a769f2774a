//! The files of a module with the bindings.

use super::file::File;
use super::model::Bindings;
use super::options::Options;
use super::{interface, names, root, types};
use crate::bindgen::Files;
use crate::bindgen::plan::Plan;
use crate::error::Error;

/// The files of a module with the bindings, `mod.rs` among them.
///
/// # Errors
///
/// Refuses by name what Wasmtime's typed functions cannot do: more than 17 parameters.
pub fn generate(plan: &Plan, options: &Options) -> Result<Files, Error> {
    let bindings = Bindings::new(plan, options).map_err(Error::from_any)?;
    Ok(files(&bindings, plan, options))
}

/// The same, from bindings that were collected before.
pub fn files(bindings: &Bindings, plan: &Plan, options: &Options) -> Files {
    let mut files = Files::default();
    files.add("mod.rs", root::file(bindings, options).into_bytes());
    if let Some(types) = types::file(bindings, plan, options) {
        files.add("types.rs", types.into_bytes());
    }
    if root::uses_functions(bindings) {
        files.add(
            "functions.rs",
            include_bytes!("bindings/functions.rs").to_vec(),
        );
    }
    for (modules, exported) in [(&bindings.imports, false), (&bindings.exports, true)] {
        for module in modules {
            let text = interface::print(&File::new(bindings, module, options), exported);
            let path = format!("{}.rs", names::bare(&module.name));
            files.add(&path, text.into_bytes());
        }
    }
    files
}
