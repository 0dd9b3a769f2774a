//! Where imports come from.

use super::options::{Instantiation, Options, Specifier};
use crate::bindgen::names::without_version;
use crate::bindgen::plan::surface::function_kind;
use crate::bindgen::plan::{Item, Plan, ResourceOrigin, Trampoline};
use std::collections::BTreeSet;

impl Options {
    /// Where an import comes from, if the options say so for its name, or else for the interface that it implements.
    pub fn specifier_of(&self, import: &Item) -> Option<Specifier> {
        let by_interface = || self.specifier(import.implements.as_deref()?);
        self.specifier(&import.name).or_else(by_interface)
    }

    /// Where an import comes from: the module of its own name, unless the options say otherwise.
    pub fn source_of(&self, import: &Item) -> Specifier {
        self.specifier_of(import).unwrap_or_else(|| Specifier {
            module: without_version(&import.name).to_string(),
            export: None,
        })
    }

    /// The modules that the generated module imports, in order.
    pub fn modules(&self, plan: &Plan) -> Vec<String> {
        let mut modules = Vec::new();
        if self.instantiation == Instantiation::None {
            for import in used_imports(plan) {
                let module = self.source_of(import).module;
                if !modules.contains(&module) {
                    modules.push(module);
                }
            }
        }
        modules
    }
}

/// The imports that a host must provide: those of which the component uses a function or a resource type.
pub fn used_imports(plan: &Plan) -> impl Iterator<Item = &Item> {
    let functions = plan
        .trampolines
        .iter()
        .filter_map(|trampoline| match trampoline {
            Trampoline::LowerImport { import, .. } => Some(import),
            _ => None,
        });
    let resources = plan
        .resources
        .iter()
        .filter_map(|resource| match &resource.origin {
            ResourceOrigin::Imported(path) => Some(path),
            ResourceOrigin::Defined { .. } => None,
        });
    let used: BTreeSet<_> = functions.chain(resources).map(|path| path.import).collect();
    used.into_iter()
        .map(|import| &plan.imports[import])
        .filter(|import| function_kind(&import.name).0.resource().is_none())
}
