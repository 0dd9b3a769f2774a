//! The names in one declaration file: of its own types, of classes in other files, of generic types that it defines,
//! and of globals that it uses.

use crate::bindgen::names::{Names, pascal_case};
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::plan::{Item, ItemKind, Plan, ResourceId};
use crate::bindgen::source::{Source, close, line, open};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where a class is declared that several files mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Its file under `interfaces/`, without the ending.
    pub file: String,
    /// Its name there.
    pub class: String,
}

/// The names in one file.
pub struct Scope<'a> {
    /// What the types belong to.
    pub plan: &'a Plan,
    /// How the file reaches those under `interfaces/`.
    folder: &'static str,
    names: Names,
    /// Records, variants, enums and flags by name.
    named: HashMap<TypeId, String>,
    /// Resource types: classes of this file.
    classes: HashMap<ResourceId, String>,
    /// The names of items, each with what it stands for.
    items: HashMap<(String, Meaning), String>,
    /// Resource types of other files, and those that this file mentions, by what it calls them.
    homes: HashMap<ResourceId, Home>,
    foreign: BTreeMap<String, Home>,
    generics: BTreeMap<&'static str, String>,
    globals: BTreeSet<&'static str>,
    /// Whether the class of errors is one that the module exports, and not only the type of what is thrown.
    throws_class: bool,
}

/// What the name of a type stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Meaning {
    Type(TypeId),
    Resource(Option<ResourceId>),
}

impl Meaning {
    fn of(item: &Item) -> Option<Meaning> {
        match &item.kind {
            ItemKind::Type(ty) => Some(Meaning::Type(*ty)),
            ItemKind::Resource(resource) => Some(Meaning::Resource(*resource)),
            ItemKind::Function(_) | ItemKind::Instance(_) => None,
        }
    }
}

impl<'a> Scope<'a> {
    /// The scope of a file with these items, in which some names are taken already.
    pub fn new<'i>(
        plan: &'a Plan,
        folder: &'static str,
        taken: &[&str],
        items: impl Iterator<Item = &'i Item>,
        homes: HashMap<ResourceId, Home>,
    ) -> Scope<'a> {
        let mut scope = Scope {
            plan,
            folder,
            names: Names::reserving(taken),
            named: HashMap::new(),
            classes: HashMap::new(),
            items: HashMap::new(),
            homes,
            foreign: BTreeMap::new(),
            generics: BTreeMap::new(),
            globals: BTreeSet::new(),
            throws_class: false,
        };
        for item in items {
            scope.add(item);
        }
        scope
    }

    fn add(&mut self, item: &Item) {
        let Some(meaning) = Meaning::of(item) else {
            return;
        };
        let known = (item.name.clone(), meaning);
        if self.items.contains_key(&known) {
            return;
        }
        let name = self.names.take(&pascal_case(&item.name));
        self.items.insert(known, name.clone());
        match meaning {
            Meaning::Type(ty) => {
                let kind = &self.plan.types[ty].kind;
                if let TypeKind::Record(_)
                | TypeKind::Variant(_)
                | TypeKind::Enum(_)
                | TypeKind::Flags(_) = kind
                {
                    self.named.entry(ty).or_insert(name);
                }
            }
            Meaning::Resource(Some(resource)) => {
                self.classes.entry(resource).or_insert(name);
            }
            Meaning::Resource(None) => {}
        }
    }

    /// What the file calls a type or a resource type that is one of its items.
    pub fn item_name(&self, item: &Item) -> Option<&str> {
        let known = (item.name.clone(), Meaning::of(item)?);
        self.items.get(&known).map(String::as_str)
    }

    /// The name of a record, a variant, an enum or flags, if it has one here.
    pub fn named(&self, ty: TypeId) -> Option<&str> {
        self.named.get(&ty).map(String::as_str)
    }

    /// A name that nothing else has.
    pub fn take(&mut self, wanted: &str) -> String {
        self.names.take(wanted)
    }

    /// What the file calls the class of a resource type.
    pub fn class(&mut self, resource: Option<ResourceId>) -> String {
        let Some(resource) = resource else {
            return "object".to_string();
        };
        if let Some(class) = self.classes.get(&resource) {
            return class.clone();
        }
        match self.homes.get(&resource).cloned() {
            Some(home) => {
                let class = self.foreign_class(&home);
                self.classes.insert(resource, class.clone());
                class
            }
            None => "object".to_string(),
        }
    }

    fn foreign_class(&mut self, home: &Home) -> String {
        let name = self.names.take(&home.class);
        self.foreign.insert(name.clone(), home.clone());
        name
    }

    /// Gives a name that is an item's already to a class of another file.
    pub fn adopt(&mut self, name: &str, home: Home) {
        self.foreign.insert(name.to_string(), home);
    }

    /// A global, by a name that no type of the file hides.
    pub fn global(&mut self, name: &'static str) -> String {
        if self.globals.contains(name) {
            return name.to_string();
        }
        if !self.names.is_free(name) {
            return format!("globalThis.{name}");
        }
        self.names.reserve(name);
        self.globals.insert(name);
        name.to_string()
    }

    /// One of the generic types [`Scope::define_generics`] knows.
    pub fn generic(&mut self, name: &'static str) -> String {
        if let Some(local) = self.generics.get(name) {
            return local.clone();
        }
        let local = self.names.take(name);
        self.generics.insert(name, local.clone());
        local
    }

    /// Declares the class of errors, which the module exports.
    pub fn throw_class(&mut self) {
        self.throws_class = true;
        self.generic("ComponentError");
    }

    /// Imports the classes of other files.
    pub fn import_classes(&self, out: &mut Source) {
        let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, home) in &self.foreign {
            let class = match *name == home.class {
                true => name.clone(),
                false => format!("{} as {name}", home.class),
            };
            files.entry(&home.file).or_default().push(class);
        }
        for (file, classes) in files {
            let (classes, folder) = (classes.join(", "), self.folder);
            line!(
                out,
                "import type {{ {classes} }} from '{folder}/{file}.js';"
            );
        }
    }

    /// Defines the generic types that were asked for.
    pub fn define_generics(&mut self, out: &mut Source) {
        for (generic, name) in self.generics.clone() {
            out.blank();
            match generic {
                "Option" => line!(
                    out,
                    "export type {name}<T> = {{ tag: 'none' }} | {{ tag: 'some', val: T }};"
                ),
                "Result" => line!(
                    out,
                    "export type {name}<T, E> = {{ tag: 'ok', val: T }} | {{ tag: 'err', val: E }};"
                ),
                _ if self.throws_class && name == generic => {
                    line!(
                        out,
                        "/** Thrown by functions that return a WIT `result`. */"
                    );
                    open!(
                        out,
                        "export class {name}<E = unknown> extends globalThis.Error {{"
                    );
                    line!(out, "constructor(payload: E);");
                    line!(out, "readonly payload: E;");
                    close!(out, "}}");
                }
                _ => {
                    // A type of the file may be called `error`.
                    line!(
                        out,
                        "/** Thrown by functions that return a WIT `result`. */"
                    );
                    line!(
                        out,
                        "export interface {name}<E> extends globalThis.Error {{\n  readonly payload: E;\n}}"
                    );
                }
            }
        }
    }
}
