//! Options of the Python backend.

use crate::bindgen::names::rest_of;
use crate::bindgen::plan::Item;

/// Options of [`super::generate`].
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the package.
    pub name: String,
    /// Where imports come from if a program does not give them: names of imports, in which `*` may stand for any part,
    /// and modules (`module` or `module#name`).
    pub map: Vec<(String, String)>,
    /// Whether the package has WASI of its own.
    pub wasi: bool,
    /// Whether to write a `pyproject.toml`.
    pub pyproject: bool,
}

impl Options {
    /// The defaults for a package of this name.
    pub fn new(name: &str) -> Options {
        Options {
            name: name.to_string(),
            map: Vec::new(),
            wasi: true,
            pyproject: false,
        }
    }
}

impl Options {
    /// The module, and the name in it, that `map` has for an import: by its name, or by that of the interface it implements.
    pub fn target_of(&self, import: &Item) -> Option<(String, String)> {
        let names = [Some(import.name.as_str()), import.implements.as_deref()];
        names.into_iter().flatten().find_map(|name| {
            let (target, rest) = self
                .map
                .iter()
                .find_map(|(pattern, target)| Some((target, rest_of(pattern, name)?)))?;
            let (module, name) = target.split_once('#').unwrap_or((target, ""));
            let part = super::names::snake_case(rest);
            Some((module.replace('*', &part), name.replace('*', &part)))
        })
    }
}
