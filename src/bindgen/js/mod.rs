//! JavaScript bindings: an ES module with what little runtime its component needs, declarations, and core modules.
//!
//! Calls go straight to core functions. There is no machinery for tasks, no walk over descriptions of types: each
//! function is written for its signature, in the order a reader would expect, and each piece of runtime code is
//! written only if something uses it.

mod base64;
mod bindings;
mod contains;
mod declarations;
mod declared_module;
mod declared_types;
mod exports;
mod flags;
mod flat_lift;
mod flat_lower;
mod function_name;
mod generator;
mod imports;
mod lift;
mod lower;
mod lowered;
mod memories;
mod minify;
mod module;
mod objects;
mod options;
mod reserved;
mod resources;
mod results;
mod runtime;
mod scalars;
mod shape;
mod steps;

pub use options::{Instantiation, Options, Specifier};

use super::Files;
use super::plan::Plan;
use generator::Generator;

/// Prints a component as an ES module.
pub fn generate(plan: &Plan, options: &Options) -> Files {
    let shape = shape::exports(plan);
    let mut generator = Generator::new(plan, options);
    let mut module = generator.module(&shape);
    if options.minify {
        module = minify::minify(&module);
    }
    let mut files = Files::default();
    files.add(&format!("{}.js", options.name), module.into_bytes());
    if options.types {
        declarations::declare(plan, options, &mut files);
    }
    for (i, core) in plan.modules.iter().enumerate() {
        if core.wasm.len() > options.inline_core {
            files.add(&generator.core_file(i), core.wasm.clone());
        }
    }
    files
}
