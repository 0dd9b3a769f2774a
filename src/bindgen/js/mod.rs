//! JavaScript bindings: an ES module with the little runtime that its component needs, declarations, and core modules.
//!
//! Calls go straight to core functions. Only an asynchronous component gets machinery for tasks, and no code walks over
//! descriptions of types: each function is written for its signature, in the order a reader would expect, and each
//! piece of runtime code is written only if something uses it.

mod base64;
mod call;
mod file;
mod function;
mod import_sources;
mod initialization;
mod module;
mod names;
mod resource;
mod runtime;
mod store;
mod value;

pub use crate::bindgen::script::import_sources::used_imports;
pub use crate::bindgen::script::options::{Instantiation, Options, Specifier};
pub use crate::bindgen::typescript::stub;

use super::plan::Plan;
use super::plan::surface::{Class, Surface};
use super::script::casing::CASING;
use super::{Files, minify, typescript};
use file::File;
use module::ERROR_CLASS;

/// Prints the declarations of a component, without its module.
pub fn declarations(plan: &Plan, options: &Options) -> Files {
    let mut files = Files::default();
    typescript::declare(plan, options, &mut files);
    files
}

/// Prints a component as an ES module.
pub fn generate(plan: &Plan, options: &Options) -> Files {
    let surface = Surface::new(plan, &CASING);
    let mut file = File::new(plan, options);
    let mut module = file.module(&surface);
    if options.minify {
        let classes = surface.classes.iter();
        let class = |class: &Class| file.resources[class.resource.index()].class.as_str();
        let visible = classes.map(class).chain([ERROR_CLASS]).collect();
        module = minify::minify(&module, &visible);
    }
    let mut files = Files::default();
    files.add(&format!("{}.js", options.name), module.into_bytes());
    if options.types {
        typescript::declare(plan, options, &mut files);
    }
    for (i, core) in plan.modules.iter().enumerate() {
        if core.wasm.len() > options.inline_core {
            files.add(&file.core_file(i), core.wasm.clone());
        }
    }
    files
}
