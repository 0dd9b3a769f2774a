//! TypeScript declarations: one file for the module, and one for each interface under `interfaces/`.

use super::declarations::document;
use super::scope::{Home, Homes, Meaning, Scope};
use crate::bindgen::Files;
use crate::bindgen::names::{Names, without_version};
use crate::bindgen::plan::surface::{
    FunctionKind, Surface, class_members, function_kind, item_names,
};
use crate::bindgen::plan::{Function, Item, ItemKind, Plan};
use crate::bindgen::script::casing::CASING;
use crate::bindgen::script::literals::KEYWORDS;
use crate::bindgen::script::options::Options;
use crate::bindgen::source::{Source, close, line, open};
use std::collections::{BTreeSet, HashMap};

/// An interface that has a file.
pub struct Interface<'a> {
    /// The import or export.
    pub item: &'a Item,
    /// Whether it is an import.
    pub imported: bool,
    /// Name of its file, without the ending.
    pub file: String,
}

/// Where types and classes are declared: classes with their functions, everything else where it is first mentioned.
fn homes(plan: &Plan, interfaces: &[Interface]) -> Homes {
    let mut homes: HashMap<Meaning, (bool, Home)> = HashMap::new();
    let elsewhere = Homes::new();
    for interface in interfaces {
        let items = interface.item.items();
        let scope = Scope::new(plan, ".", &[], items.iter(), &elsewhere);
        for item in items {
            let Some(meaning) = Meaning::of(item).filter(|meaning| meaning.is_nominal(plan)) else {
                continue;
            };
            let has_functions = !class_members(items, &item.name, &CASING).is_empty();
            let home = Home {
                file: interface.file.clone(),
                name: scope.item_name(item).unwrap_or_default().to_string(),
            };
            let known = homes.get(&meaning);
            if known.is_none_or(|(had_functions, _)| has_functions && !had_functions) {
                homes.insert(meaning, (has_functions, home));
            }
        }
    }
    let homes = homes.into_iter();
    homes.map(|(meaning, (_, home))| (meaning, home)).collect()
}

/// Adds all declaration files.
pub fn declare(plan: &Plan, options: &Options, files: &mut Files) {
    let declarations = Declarations::new(plan, options);
    for interface in &declarations.interfaces {
        let text = declarations.interface(interface);
        files.add(
            &format!("interfaces/{}.d.ts", interface.file),
            text.into_bytes(),
        );
    }
    files.add(
        &format!("{}.d.ts", options.name),
        declarations.module().into_bytes(),
    );
}

/// What all files are printed from.
pub struct Declarations<'a> {
    pub plan: &'a Plan,
    pub options: &'a Options,
    pub interfaces: Vec<Interface<'a>>,
    /// Where types and classes are declared.
    pub homes: Homes,
    pub surface: Surface<'a>,
}

/// What a declared item belongs to.
#[derive(Clone, Copy)]
pub enum Owner<'a> {
    /// An interface, which has a file of its own.
    Interface(&'a Interface<'a>),
    /// The world, whose items the module itself exports.
    Exported,
    /// The world, whose items the module's declarations contain so that other declarations can mention them.
    Mentioned,
}

impl<'a> Owner<'a> {
    /// Whether something is declared in its file.
    fn has(&self, home: &Home) -> bool {
        matches!(self, Owner::Interface(interface) if interface.file == home.file)
    }

    /// The name of the interface in the documentation.
    fn documented(&self) -> Option<&'a str> {
        match self {
            Owner::Interface(Interface { item, .. }) => Some(item.interface()),
            Owner::Exported | Owner::Mentioned => None,
        }
    }
}

impl<'a> Declarations<'a> {
    /// Gives every interface its file.
    pub fn new(plan: &'a Plan, options: &'a Options) -> Declarations<'a> {
        let mut names = Names::default();
        let mut interfaces = Vec::new();
        for (items, imported) in [(&plan.imports, true), (&plan.exports, false)] {
            for item in items {
                if let ItemKind::Instance(_) = item.kind {
                    let file = names.take(without_version(&item.name)).replace('_', "-");
                    interfaces.push(Interface {
                        item,
                        imported,
                        file,
                    });
                }
            }
        }
        Declarations {
            plan,
            options,
            homes: homes(plan, &interfaces),
            surface: Surface::new(plan, &CASING),
            interfaces,
        }
    }

    fn interface(&self, interface: &Interface) -> String {
        let item = interface.item;
        let items = item.items();
        let mut scope = Scope::new(self.plan, ".", &[], items.iter(), &self.homes);
        let mut out = Source::default();
        self.items(&mut out, &mut scope, items, Owner::Interface(interface));
        let docs = self.plan.docs.get(&[&item.name]);
        self.finish(out, scope, &format!("Interface `{}`.", item.name), docs)
    }

    /// Puts a file together: what it imports, what it declares, and the generic types that it uses.
    pub fn finish(
        &self,
        body: Source,
        mut scope: Scope,
        title: &str,
        docs: Option<&str>,
    ) -> String {
        let mut out = Source::default();
        line!(out, "/// <reference lib=\"esnext.disposable\" />");
        let docs = docs.map(|docs| format!("{title}\n\n{docs}"));
        document(
            &mut out,
            Some(docs.as_deref().unwrap_or(title)),
            &["@module".to_string()],
        );
        out.blank();
        scope.import_types(&mut out);
        out.section(body.as_str());
        scope.define_generics(&mut out);
        // Without this, declarations without `export` would be exported too.
        line!(out, "export {{}};");
        out.as_str().to_string()
    }

    /// Types, classes and functions of an instance, or of the component.
    pub fn items(&self, out: &mut Source, scope: &mut Scope, items: &[Item], owner: Owner) {
        let mut declared = BTreeSet::new();
        let names = item_names(items, &CASING, &[]);
        for (item, name) in items.iter().zip(&names) {
            match &item.kind {
                ItemKind::Type(_) | ItemKind::Resource(_) => {
                    let name = scope.item_name(item).map(str::to_string);
                    if let Some(name) = name.filter(|name| declared.insert(name.clone())) {
                        out.blank();
                        self.declare_type(out, scope, (&name, item), items, owner);
                    }
                }
                ItemKind::Function(function) => {
                    if let (FunctionKind::Free, _) = function_kind(&item.name) {
                        let docs = self.docs_in(owner, &item.name);
                        self.function(out, scope, name, function, docs);
                    }
                }
                ItemKind::Instance(_) => {}
            }
        }
    }

    pub fn declare_type(
        &self,
        out: &mut Source,
        scope: &mut Scope,
        (name, item): (&str, &Item),
        items: &[Item],
        owner: Owner,
    ) {
        let Some(meaning) = Meaning::of(item) else {
            return;
        };
        let first = match self.homes.get(&meaning) {
            Some(home) if owner.has(home) => Some(home.name.as_str()),
            // The module exports a class of its own, not only its type.
            Some(home) if !matches!((meaning, owner), (Meaning::Resource(_), Owner::Exported)) => {
                scope.adopt(name, home.clone());
                return line!(out, "export type {{ {name} }};");
            }
            Some(_) | None => scope.own_name(meaning),
        };
        if let Some(first) = first.filter(|first| *first != name) {
            return line!(out, "export type {name} = {first};");
        }
        match meaning {
            Meaning::Type(ty) => {
                let docs = |part: Option<&str>| {
                    let path = owner.documented().into_iter().chain([item.name.as_str()]);
                    let path: Vec<&str> = path.chain(part).collect();
                    self.plan.docs.get(&path)
                };
                scope.declare(out, name, ty, &docs);
            }
            Meaning::Resource(_) => self.class(out, scope, items, (name, item, owner)),
        }
    }

    pub fn function(
        &self,
        out: &mut Source,
        scope: &mut Scope,
        name: &str,
        function: &Function,
        docs: Option<&str>,
    ) {
        out.blank();
        let signature = signature(out, scope, function, 0, docs);
        if KEYWORDS.contains(&name) {
            line!(out, "declare function {name}_{signature};");
            line!(out, "export {{ {name}_ as {name} }};");
        } else {
            line!(out, "export function {name}{signature};");
        }
    }

    fn class(
        &self,
        out: &mut Source,
        scope: &mut Scope,
        items: &[Item],
        (name, item, owner): (&str, &Item, Owner),
    ) {
        document(out, self.docs_in(owner, &item.name), &[]);
        let keyword = match owner {
            Owner::Interface(_) | Owner::Exported => "export",
            Owner::Mentioned => "declare",
        };
        open!(out, "{keyword} class {name} {{");
        let has_methods = self.class_members(out, scope, items, (item, owner));
        let imported = match owner {
            Owner::Interface(interface) => interface.imported,
            Owner::Exported => false,
            Owner::Mentioned => self
                .plan
                .imports
                .iter()
                .any(|import| std::ptr::eq(import, item)),
        };
        let symbol = scope.global("Symbol");
        match (imported, has_methods) {
            (false, _) => line!(out, "[{symbol}.dispose](): void;"),
            (true, true) => line!(out, "[{symbol}.dispose]?(): void;"),
            // If all members are optional, TypeScript refuses an object that has none of them.
            (true, false) => {}
        }
        close!(out, "}}");
        if let Owner::Mentioned = owner {
            line!(out, "export type {{ {name} }};");
        }
    }

    /// The documentation of an item of an interface, or of the component.
    fn docs_in(&self, owner: Owner, name: &str) -> Option<&str> {
        let path: Vec<&str> = owner.documented().into_iter().chain([name]).collect();
        self.plan.docs.get(&path)
    }

    /// Writes constructor, methods and static functions; returns whether there is a method.
    fn class_members(
        &self,
        out: &mut Source,
        scope: &mut Scope,
        items: &[Item],
        (item, owner): (&Item, Owner),
    ) -> bool {
        let (mut constructed, mut has_methods) = (false, false);
        let names = item_names(items, &CASING, &[]);
        for (function_item, name) in items.iter().zip(&names) {
            let (kind, _) = function_kind(&function_item.name);
            let Some(function) = function_item.function() else {
                continue;
            };
            if kind.resource() != Some(&item.name) {
                continue;
            }
            let docs = self.docs_in(owner, &function_item.name);
            match kind {
                FunctionKind::Constructor(_) => {
                    constructed = true;
                    document_function(out, scope, function, docs);
                    let parameters = scope.parameters(&function.ty, 0);
                    line!(out, "constructor{parameters};");
                }
                FunctionKind::Method(_) => {
                    has_methods = true;
                    let signature = signature(out, scope, function, 1, docs);
                    line!(out, "{name}{signature};");
                }
                FunctionKind::Static(_) | FunctionKind::Free => {
                    let signature = signature(out, scope, function, 0, docs);
                    line!(out, "static {name}{signature};");
                }
            }
        }
        if !constructed {
            line!(out, "private constructor();");
        }
        has_methods
    }
}

/// `(a: number): string`, after the documentation of the function.
pub fn signature(
    out: &mut Source,
    scope: &mut Scope,
    function: &Function,
    skip: usize,
    docs: Option<&str>,
) -> String {
    scope.exported = function.lift.is_some();
    document_function(out, scope, function, docs);
    let parameters = scope.parameters(&function.ty, skip);
    let (result, _) = scope.outcome(&function.ty);
    format!("{parameters}: {result}")
}

fn document_function(out: &mut Source, scope: &mut Scope, function: &Function, docs: Option<&str>) {
    let (_, error) = scope.outcome(&function.ty);
    let error = error.map(|error| format!("{}<{error}>", scope.generic("ComponentError")));
    let tags: Vec<_> = error
        .iter()
        .map(|error| format!("@throws {{{error}}}"))
        .collect();
    document(out, docs, &tags);
}
