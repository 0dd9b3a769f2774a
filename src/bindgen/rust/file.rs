//! One interface's file while it is printed: the names of what it uses.

use super::model::types::{NamedId, Ty, Types};
use super::model::{Bindings, Module};
use super::names;
use super::options::Options;
use super::text::Scope;
use crate::bindgen::names::{Names, interface_name, pascal_case};

/// One interface's file while it is printed.
pub struct File<'a> {
    pub bindings: &'a Bindings,
    pub module: &'a Module,
    pub options: &'a Options,
    /// What it calls types.
    pub scope: Scope,
    /// The struct of its functions, if it is exported.
    pub name: String,
    /// What it takes from `types.rs`.
    pub from_types: Vec<String>,
    /// Types that are only aliases: `type bytes = list<u8>`.
    pub aliases: Vec<(String, &'a Ty)>,
}

impl<'a> File<'a> {
    /// Gives names to what a module uses.
    pub fn new(bindings: &'a Bindings, module: &'a Module, options: &'a Options) -> File<'a> {
        let mut file = File {
            bindings,
            module,
            options,
            scope: Scope::default(),
            name: String::new(),
            from_types: Vec::new(),
            aliases: Vec::new(),
        };
        let mut names = names::for_types();
        for (wit, ty) in &module.types {
            match ty {
                Ty::Named(id) => file.declare(*id, wit, &mut names),
                ty => {
                    let alias = names.take(&pascal_case(wit));
                    file.aliases.push((alias, ty));
                }
            }
        }
        for id in used(module) {
            if !file.scope.local.contains_key(&id) {
                let global = bindings.types.global_name(id, None);
                let local = names.take(global);
                file.use_type(id, global, local);
            }
        }
        let wanted = pascal_case(interface_name(&module.interface));
        file.name = match names.is_free(&wanted) && !wanted.is_empty() {
            true => wanted,
            false => names.take(&format!("{wanted}Exports")),
        };
        file
    }

    /// A type that the module declares.
    fn declare(&mut self, id: NamedId, wit: &str, names: &mut Names) {
        let global = self.bindings.types.global_name(id, Some(wit));
        let wanted = pascal_case(wit);
        let wanted = if names.is_free(&wanted) {
            &wanted
        } else {
            global
        };
        let local = names.take(wanted);
        self.use_type(id, global, local);
    }

    fn use_type(&mut self, id: NamedId, global: &str, local: String) {
        self.from_types.push(match global == local {
            true => local.clone(),
            false => format!("{global} as {local}"),
        });
        self.scope.local.entry(id).or_insert(local);
    }

    /// Whether `holds` is true for a type that the file writes, or for a part of one.
    pub fn all(&self, holds: &dyn Fn(&Ty) -> bool) -> bool {
        let aliases = self.aliases.iter().map(|(_, ty)| *ty);
        written(self.module).chain(aliases).any(|ty| ty.has(holds))
    }

    /// All types.
    pub fn types(&self) -> &'a Types {
        &self.bindings.types
    }
}

/// The types in the signatures of a module's functions.
fn written(module: &Module) -> impl Iterator<Item = &Ty> {
    module.functions.iter().flat_map(|function| {
        let parameters = function.parameters.iter().map(|(_, ty)| ty);
        parameters.chain(&function.result)
    })
}

/// The named types that a module writes, in the order of their first use.
fn used(module: &Module) -> Vec<NamedId> {
    let aliases = module.types.iter().map(|(_, ty)| ty);
    let mut all = Vec::new();
    for ty in written(module).chain(aliases) {
        collect(ty, &mut all);
    }
    all.extend(module.resources.iter().map(|resource| resource.ty));
    all
}

/// The named types in a type.
pub fn collect(ty: &Ty, all: &mut Vec<NamedId>) {
    match ty {
        Ty::Named(id) => all.push(*id),
        ty => ty.parts().into_iter().for_each(|part| collect(part, all)),
    }
}
