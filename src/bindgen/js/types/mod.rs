//! The declaration file of the module: what it exports, or what `instantiate` takes and returns.

pub mod declarations;
mod imports;
pub mod interface;
mod scope;
mod stub;

use self::interface::{Declarations, Interface, Owner, signature};
use self::scope::Scope;
use crate::bindgen::js::function_name::FunctionName;
use crate::bindgen::js::generator::key;
use crate::bindgen::js::options::Instantiation;
use crate::bindgen::js::shape::{self, Member};
use crate::bindgen::names::{camel_case, pascal_case};
use crate::bindgen::plan::types::TypeKind;
use crate::bindgen::plan::{Item, ItemKind};
use crate::bindgen::source::{Source, close, line, open};

/// Names that the module's declarations have for themselves.
const OWN: &[&str] = &[
    "ImportObject",
    "Imports",
    "Exports",
    "Namespace",
    "Of",
    "Wasi",
];

/// An interface with the name that the module's declarations have for all that is in its file.
pub struct Namespace<'a> {
    pub interface: &'a Interface<'a>,
    pub name: String,
}

impl Declarations<'_> {
    /// The file of the module.
    pub fn module(&self) -> String {
        let plan = self.plan;
        let none = self.options.instantiation == Instantiation::None;
        let items = plan.imports.iter().chain(&plan.exports);
        let mut scope = Scope::new(plan, "./interfaces", OWN, items, &self.homes);
        let mut out = Source::default();
        let namespaces = self
            .interfaces
            .iter()
            .filter(|interface| interface.imported || !none);
        let namespaces = namespaces.map(|interface| Namespace {
            interface,
            name: scope.take(&pascal_case(&interface.file)),
        });
        let namespaces: Vec<_> = namespaces.collect();
        for Namespace { interface, name } in &namespaces {
            let file = &interface.file;
            line!(
                out,
                "import type * as {name} from './interfaces/{file}.js';"
            );
        }
        self.root_types(&mut out, &mut scope, &plan.imports, Owner::Mentioned);
        self.import_object(&mut out, &mut scope, &namespaces);
        if none {
            self.module_exports(&mut out, &mut scope);
        } else {
            self.root_types(&mut out, &mut scope, &plan.exports, Owner::Mentioned);
            self.import_names(&mut out);
            self.export_object(&mut out, &mut scope, &namespaces);
            self.instantiate_function(&mut out, &mut scope);
        }
        if self.plan.exports.iter().any(|item| self.can_throw(item)) {
            scope.throw_class();
        }
        match plan.docs.world() {
            Some(world) => {
                let title = format!("World `{}`.", world.full_name);
                self.finish(out, scope, &title, world.docs.as_deref())
            }
            None => {
                let title = format!("Component `{}`.", self.options.name);
                self.finish(out, scope, &title, None)
            }
        }
    }

    /// Whether an export is, or has, a function that returns a `result`.
    fn can_throw(&self, item: &Item) -> bool {
        let result = item.function().and_then(|function| function.ty.result);
        let throws =
            result.is_some_and(|ty| matches!(self.plan.types[ty].kind, TypeKind::Result(_)));
        throws || item.items().iter().any(|item| self.can_throw(item))
    }

    /// Types and classes that are not in an interface.
    fn root_types(&self, out: &mut Source, scope: &mut Scope, items: &[Item], owner: Owner) {
        for item in items {
            if let ItemKind::Type(_) | ItemKind::Resource(_) = item.kind
                && let Some(name) = scope.item_name(item).map(str::to_string)
            {
                out.blank();
                self.declare_type(out, scope, (&name, item), items, owner);
            }
        }
    }

    /// The exports of a module without `instantiate`.
    fn module_exports(&self, out: &mut Source, scope: &mut Scope) {
        self.root_types(out, scope, &self.plan.exports, Owner::Exported);
        for (item, name) in self.exported_functions() {
            if let Some(function) = item.function() {
                self.function(
                    out,
                    scope,
                    &name,
                    function,
                    self.plan.docs.get(&[&item.name]),
                );
            }
        }
        out.blank();
        for (interface, names) in self.exported_instances() {
            for name in names {
                let (name, file) = (key(&name), &interface.file);
                line!(out, "export * as {name} from './interfaces/{file}.js';");
            }
        }
        if !self.options.top_level_await {
            out.blank();
            line!(
                out,
                "/** Resolved once the component is instantiated; the other exports are there then. */"
            );
            line!(
                out,
                "export const $init: {}<void>;",
                scope.global("Promise")
            );
        }
    }

    /// Exported functions under the names that the module has for them.
    fn exported_functions(&self) -> Vec<(&Item, String)> {
        let shape = shape::exports(self.plan);
        let is_function = |name: &str| {
            let mut members = shape.members.iter();
            members.any(|member| matches!(member, Member::Function { name: n, .. } if n == name))
        };
        let items = self.plan.exports.iter();
        let functions = items.filter_map(|item| match FunctionName::parse(&item.name) {
            FunctionName::Free(name) if item.function().is_some() && is_function(&name) => {
                Some((item, name))
            }
            _ => None,
        });
        functions.collect()
    }

    /// Exported instances with all names that the module has for each.
    fn exported_instances(&self) -> Vec<(&Interface<'_>, Vec<String>)> {
        let shape = shape::exports(self.plan);
        let names = |interface: &Interface| {
            let whole = &interface.item.name;
            let names = shape.members.iter().find_map(|member| match member {
                Member::Instance {
                    name, full_name, ..
                } => match full_name {
                    Some(full) if full == whole => Some(vec![name.clone(), full.clone()]),
                    None if name == whole || *name == camel_case(whole) => Some(vec![name.clone()]),
                    _ => None,
                },
                Member::Function { .. } | Member::Class { .. } => None,
            });
            names.unwrap_or_default()
        };
        let exported = self
            .interfaces
            .iter()
            .filter(|interface| !interface.imported);
        exported
            .map(|interface| (interface, names(interface)))
            .collect()
    }

    /// What `instantiate` returns.
    fn export_object(&self, out: &mut Source, scope: &mut Scope, namespaces: &[Namespace]) {
        out.blank();
        line!(out, "/** What the component exports. */");
        open!(out, "export interface Exports {{");
        for (item, name) in self.exported_functions() {
            if let Some(function) = item.function() {
                let docs = self.plan.docs.get(&[&item.name]);
                let signature = signature(out, scope, function, 0, docs);
                line!(out, "{name}{signature};");
            }
        }
        for item in &self.plan.exports {
            if let (ItemKind::Resource(_), Some(name)) = (&item.kind, scope.item_name(item)) {
                line!(out, "{}: typeof {name};", pascal_case(&item.name));
            }
        }
        for (interface, names) in self.exported_instances() {
            let same = |namespace: &&Namespace| std::ptr::eq(namespace.interface, interface);
            if let Some(namespace) = namespaces.iter().find(same) {
                for name in names {
                    line!(out, "{}: typeof {};", key(&name), namespace.name);
                }
            }
        }
        close!(out, "}}");
    }

    fn instantiate_function(&self, out: &mut Source, scope: &mut Scope) {
        let (core, promise) = (scope.global("WebAssembly"), scope.global("Promise"));
        let own = |name: &str| match self.options.instantiation {
            Instantiation::Sync => format!("{core}.{name}"),
            Instantiation::None | Instantiation::Async => {
                format!("{core}.{name} | {promise}<{core}.{name}>")
            }
        };
        let needed = self.options.instantiation == Instantiation::Sync && !self.options.node;
        let exports = match self.options.instantiation {
            Instantiation::Sync => "Exports".to_string(),
            Instantiation::None | Instantiation::Async => format!("{promise}<Exports>"),
        };
        let otherwise = if needed { "" } else { " | null | undefined" };
        out.blank();
        line!(out, "/**");
        line!(
            out,
            " * Instantiates the component; `getCoreModule` returns its core modules by their files' names."
        );
        if !needed {
            line!(
                out,
                " * Without it, they are loaded from next to this file, once for all instances."
            );
        }
        line!(out, " */");
        open!(out, "export function instantiate(");
        let (module, instance) = (own("Module"), own("Instance"));
        let free = self.imports_nothing();
        let optional = if free && !needed { "?" } else { "" };
        line!(
            out,
            "getCoreModule{optional}: ((file: string) => {module}){otherwise},"
        );
        match free {
            true => line!(out, "imports?: object,"),
            false => line!(out, "imports: Imports,"),
        }
        let record = scope.global("Record");
        line!(
            out,
            "instantiateCore?: (module: {core}.Module, imports: {record}<string, any>) => {instance},"
        );
        close!(out, "): {exports};");
    }
}
