//! The declaration file of the module: what it exports, or what `instantiate` takes and returns.

use super::interface::{Declarations, Interface, Owner, signature};
use super::scope::Scope;
use crate::bindgen::names::pascal_case;
use crate::bindgen::plan::surface::Member;
use crate::bindgen::plan::types::TypeKind;
use crate::bindgen::plan::{Function, Item, ItemKind};
use crate::bindgen::script::literals::key;
use crate::bindgen::script::options::Instantiation;
use crate::bindgen::source::{Source, close, line, open};

/// Names that the module's declarations use themselves.
const OWN: &[&str] = &[
    "ImportObject",
    "Imports",
    "Exports",
    "Namespace",
    "Of",
    "Wasi",
];

/// An interface, and the name that the module's declarations have for its file.
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
        for (item, name, function) in self.exported_functions() {
            let docs = self.plan.docs.get(&[&item.name]);
            self.function(out, scope, name, function, docs);
        }
        out.blank();
        for (interface, names) in self.exported_instances() {
            for name in names {
                let (name, file) = (key(name), &interface.file);
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
    fn exported_functions(&self) -> impl Iterator<Item = (&Item, &str, &Function)> {
        let members = self.surface.members.iter();
        members.filter_map(|member| match member {
            Member::Function {
                name,
                item,
                function,
            } => Some((*item, name.as_str(), *function)),
            Member::Class { .. } | Member::Interface { .. } => None,
        })
    }

    /// Exported instances with all names that the module has for each.
    fn exported_instances(&self) -> impl Iterator<Item = (&Interface<'_>, Vec<&str>)> {
        let members = self.surface.members.iter();
        members.filter_map(|member| match member {
            Member::Interface { item, .. } => {
                let mut interfaces = self.interfaces.iter();
                let interface = interfaces.find(|interface| std::ptr::eq(interface.item, *item))?;
                Some((interface, member.names()))
            }
            Member::Function { .. } | Member::Class { .. } => None,
        })
    }

    /// What `instantiate` returns.
    fn export_object(&self, out: &mut Source, scope: &mut Scope, namespaces: &[Namespace]) {
        out.blank();
        line!(out, "/** What the component exports. */");
        open!(out, "export interface Exports {{");
        for (item, name, function) in self.exported_functions() {
            let docs = self.plan.docs.get(&[&item.name]);
            let signature = signature(out, scope, function, 0, docs);
            line!(out, "{name}{signature};");
        }
        for member in &self.surface.members {
            if let Member::Class { name, item, .. } = member
                && let Some(class) = scope.item_name(item)
            {
                line!(out, "{name}: typeof {class};");
            }
        }
        for (interface, names) in self.exported_instances() {
            let same = |namespace: &&Namespace| std::ptr::eq(namespace.interface, interface);
            if let Some(namespace) = namespaces.iter().find(same) {
                for name in names {
                    line!(out, "{}: typeof {};", key(name), namespace.name);
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
