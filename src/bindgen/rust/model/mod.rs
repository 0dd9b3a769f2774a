//! What the bindings consist of: one module for each interface and direction, with its functions and types in Rust.

mod interfaces;
mod module;
pub mod types;

pub use module::*;

use super::names;
use super::options::Options;
use crate::bindgen::names::Names;
use crate::bindgen::plan::Plan;
use anyhow::Result;
use interfaces::Found;
use types::Types;

/// Everything that is printed.
#[derive(Debug)]
pub struct Bindings {
    /// The name of the struct of exports.
    pub app: String,
    /// What the component imports, an interface each; those of wasmtime-wasi are not among them.
    pub imports: Vec<Module>,
    /// What the component exports, an interface each.
    pub exports: Vec<Module>,
    /// The functions that the component exports by themselves.
    pub root: Vec<Function>,
    /// The resources that it exports by themselves.
    pub root_resources: Vec<Resource>,
    /// All types.
    pub types: Types,
    /// The interfaces that wasmtime-wasi adds to the linker.
    pub wasi: Vec<String>,
    /// The features that the engine must be configured to accept.
    pub features: Features,
}

/// Features that Wasmtime, or a crate that depends on it, has off by default.
#[derive(Debug, Default, Clone, Copy)]
pub struct Features {
    /// A garbage collector, for exceptions and for the types of the GC proposal.
    pub garbage_collected: bool,
    /// Maps.
    pub maps: bool,
    /// Lists of a fixed length.
    pub fixed_length_lists: bool,
}

impl Bindings {
    /// Collects everything from a plan.
    pub fn new(plan: &Plan, options: &Options) -> Result<Bindings> {
        let mut types = Types::default();
        let mut modules = names::for_modules();
        let found = Found::new(plan, options)?;
        let imports = found.imports.iter();
        let imports = imports.map(|interface| interface.module(plan, &mut types, &mut modules));
        let imports: Vec<Module> = imports.collect::<Result<_>>()?;
        let exports = found.exports.iter();
        let exports = exports.map(|interface| interface.module(plan, &mut types, &mut modules));
        let mut exports: Vec<Module> = exports.collect::<Result<_>>()?;
        let mut functions = names::for_functions(&["new", "add_to_linker", "instantiate"]);
        let root = interfaces::functions(plan, &mut types, &found.root, "", &mut functions)?;
        let root_resources = root_resources(&mut exports, &mut functions);
        name_fields(&mut exports, &root);
        types.assign_names();
        let features = Features {
            garbage_collected: plan.features.garbage_collected,
            maps: types.maps,
            fixed_length_lists: types.fixed_length_lists,
        };
        Ok(Bindings {
            app: names::app_name(&options.name),
            imports,
            exports,
            root,
            root_resources,
            types,
            wasi: found.wasi,
            features,
        })
    }

    /// The modules of imports that are found by a label.
    pub fn labelled(&self) -> impl Iterator<Item = &Module> {
        self.imports.iter().filter(|module| module.is_labelled())
    }

    /// The modules of imports that are found by the interface's own name, or belong to the world itself.
    pub fn plain(&self) -> impl Iterator<Item = &Module> {
        (self.imports.iter()).filter(|module| module.is_plain() && module.is_linked())
    }
}

/// Takes the resources that the world itself exports out of its module, because the struct of exports has them.
fn root_resources(exports: &mut [Module], functions: &mut Names) -> Vec<Resource> {
    let of_world = exports
        .iter_mut()
        .find(|module| module.interface.is_empty());
    let Some(module) = of_world else {
        return Vec::new();
    };
    module.instances.clear();
    let mut resources = std::mem::take(&mut module.resources);
    for resource in &mut resources {
        resource.drop = names::take_snake(functions, &format!("{}-drop", resource.name));
    }
    resources
}

/// Names the fields of the struct of exports after the interface, or after the label.
fn name_fields(exports: &mut [Module], root: &[Function]) {
    let mut fields = Names::default();
    for function in root {
        fields.reserve(names::bare(&function.rust));
    }
    for module in exports {
        for instance in &mut module.instances {
            let wanted = crate::bindgen::names::interface_name(&instance.name);
            instance.rust = names::take_snake(&mut fields, wanted);
        }
    }
}
