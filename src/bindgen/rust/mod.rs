//! A Rust host for Wasmtime: types, traits for what a component imports, a struct of what it exports, and linkers.
//!
//! Wasmtime lifts and lowers values itself, so nothing here looks at core functions: the bindings are types that
//! Wasmtime's derives describe, closures that it registers, and typed functions that it finds. All that they name is
//! Wasmtime's public API.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use componentize::bindgen::{plan::Plan, rust};
//! let component = wat::parse_str("(component)")?;
//! let files = rust::generate(&Plan::new(&component)?, &rust::Options::new("app"))?;
//! assert!(files.iter().any(|(name, _)| name == "mod.rs"));
//! # Ok(())
//! # }
//! ```

mod doc;
mod exports;
mod imports;
mod interface;
mod invocation;
mod labels;
mod layout;
mod model;
mod names;
mod package;
mod root;
mod text;
mod types;
mod wasi;

use super::Files;
use super::names::pascal_case;
use super::plan::Plan;
use super::source::{Source, line};
use crate::error::Error;
use interface::File;
pub use invocation::invocation;
use model::Bindings;
pub use package::{Crate, package};

/// What a user can choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// The component's name, from which that of the struct of exports is made.
    pub name: String,
    /// Take WASI's interfaces from wasmtime-wasi, rather than print traits for them.
    pub wasi: bool,
    /// Print `async` functions.
    pub asynchronous: bool,
    /// Host functions return values rather than `wasmtime::Result`.
    pub infallible: bool,
    /// The host's types for resources that the component imports: `interface/resource` and a path.
    pub resources: Vec<(String, String)>,
    /// The module that has the host's types for all other resources, under the names that the bindings give them.
    pub host_module: Option<String>,
}

impl Options {
    /// The defaults, for a component of this name.
    pub fn new(name: &str) -> Options {
        Options {
            name: name.to_string(),
            wasi: true,
            asynchronous: false,
            infallible: false,
            resources: Vec::new(),
            host_module: None,
        }
    }

    /// What stands before `fn` of a function that may wait.
    fn function_prefix(&self) -> &'static str {
        if self.asynchronous { "async " } else { "" }
    }

    /// What stands after the call of a function that may wait.
    fn wait(&self) -> &'static str {
        if self.asynchronous { ".await" } else { "" }
    }

    /// The user's type for a resource.
    fn resource(&self, interface: &str, name: &str, rust: &str) -> Option<String> {
        let wanted = format!("{interface}/{name}");
        let given = self
            .resources
            .iter()
            .find(|(resource, _)| *resource == wanted);
        let in_module = || Some(format!("{}::{rust}", self.host_module.as_ref()?));
        given.map(|(_, path)| path.clone()).or_else(in_module)
    }
}

/// The files of a module with the bindings, `mod.rs` among them.
///
/// # Errors
///
/// Refuses by name what Wasmtime's typed functions cannot do: more than 17 parameters.
pub fn generate(plan: &Plan, options: &Options) -> Result<Files, Error> {
    let bindings = Bindings::new(plan, options).map_err(Error::from_any)?;
    Ok(files(&bindings, plan, options))
}

fn files(bindings: &Bindings, plan: &Plan, options: &Options) -> Files {
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
            let text = File::new(bindings, module, options).print(exported);
            let path = format!("{}.rs", names::bare(&module.name));
            files.add(&path, text.into_bytes());
        }
    }
    files
}

/// The name of the struct of exports.
fn app_name(name: &str) -> String {
    let name = name.strip_suffix(".component").unwrap_or(name);
    let words: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let name = pascal_case(&words);
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() && names::for_types().is_free(&name) => name,
        _ => format!("App{name}"),
    }
}

/// Documentation as a comment.
fn docs(source: &mut Source, text: &str) {
    for text in text.lines() {
        line!(source, "{}", format!("/// {text}").trim_end());
    }
}
