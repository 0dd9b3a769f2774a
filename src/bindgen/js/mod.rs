//! JavaScript bindings: an ES module with what little runtime its component needs, declarations, and core modules.
//!
//! Calls go straight to core functions. There is no machinery for tasks, no walk over descriptions of types: each
//! function is written for its signature, in the order a reader would expect, and each piece of runtime code is
//! written only if something uses it.

mod base64;
mod call;
mod casing;
mod file;
mod function;
mod import_sources;
mod initialization;
mod minify;
mod module;
mod names;
mod options;
mod resource;
mod runtime;
mod store;
mod types;
mod value;

pub use import_sources::used_imports;
pub use options::{Instantiation, Options, Specifier};

use super::Files;
use super::plan::Plan;
use super::plan::surface::Surface;
use file::File;

/// Prints the declarations of a component, without its module.
pub fn declarations(plan: &Plan, options: &Options) -> Files {
    let mut files = Files::default();
    types::interface::declare(plan, options, &mut files);
    files
}

/// Adds `NAME.host.js`, an implementation of all imports in which every function throws.
pub fn stub(plan: &Plan, options: &Options, files: &mut Files) {
    let declarations = types::interface::Declarations::new(plan, options);
    let name = format!("{}.host.js", options.name);
    files.add(&name, declarations.stub().into_bytes());
}

/// Prints a component as an ES module.
pub fn generate(plan: &Plan, options: &Options) -> Files {
    let surface = Surface::new(plan, &casing::CASING);
    let mut file = File::new(plan, options);
    let mut module = file.module(&surface);
    if options.minify {
        module = minify::minify(&module);
    }
    let mut files = Files::default();
    files.add(&format!("{}.js", options.name), module.into_bytes());
    if options.types {
        types::interface::declare(plan, options, &mut files);
    }
    for (i, core) in plan.modules.iter().enumerate() {
        if core.wasm.len() > options.inline_core {
            files.add(&file.core_file(i), core.wasm.clone());
        }
    }
    files
}
