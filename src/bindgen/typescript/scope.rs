//! The names in one declaration file: of its own types and classes, of those in other files, of generic types that it
//! defines, and of globals that it uses.

use crate::bindgen::names::{Names, pascal_case};
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::plan::{Item, ItemKind, Plan, ResourceId};
use crate::bindgen::source::{Source, list};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where a type or a class is declared; other files may mention it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// Its file under `interfaces/`, without the ending.
    pub file: String,
    /// Its name there.
    pub name: String,
}

/// The types and classes that have a file.
pub type Homes = HashMap<Meaning, Home>;

/// The names in one file.
pub struct Scope<'a> {
    /// What the types belong to.
    pub plan: &'a Plan,
    /// The path from the file to those under `interfaces/`.
    folder: &'static str,
    names: Names,
    /// The file's names for records, variants, enums, flags and classes.
    known: HashMap<Meaning, String>,
    /// The names of items, each with what it stands for.
    items: HashMap<(String, Meaning), String>,
    homes: &'a Homes,
    /// The declarations of other files that it mentions, by its own names for them.
    foreign: BTreeMap<String, Home>,
    pub generics: BTreeMap<&'static str, String>,
    globals: BTreeSet<&'static str>,
    /// Whether the module exports the class of errors, and does not only have the type of what is thrown.
    pub throws_class: bool,
    /// Whether the function whose types are being written is one that the component exports.
    pub exported: bool,
    /// Whether what is being written is a type that the host gives, and not one that it gets.
    pub given: bool,
}

/// What the name of a type stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// A type.
    Type(TypeId),
    /// A resource type; `None` if the component never makes or takes a handle of it.
    Resource(Option<ResourceId>),
}

impl Meaning {
    /// What an item stands for, if it is a type.
    pub fn of(item: &Item) -> Option<Meaning> {
        match &item.kind {
            ItemKind::Type(ty) => Some(Meaning::Type(*ty)),
            ItemKind::Resource(resource) => Some(Meaning::Resource(*resource)),
            ItemKind::Function(_) | ItemKind::Instance(_) => None,
        }
    }

    /// Whether it is used by its name; other types are written out where they are used.
    pub fn is_nominal(self, plan: &Plan) -> bool {
        match self {
            Meaning::Type(ty) => matches!(
                plan.types[ty].kind,
                TypeKind::Record(_) | TypeKind::Variant(_) | TypeKind::Enum(_) | TypeKind::Flags(_)
            ),
            Meaning::Resource(resource) => resource.is_some(),
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
        homes: &'a Homes,
    ) -> Scope<'a> {
        let mut scope = Scope {
            plan,
            folder,
            names: Names::reserving(taken),
            known: HashMap::new(),
            items: HashMap::new(),
            homes,
            foreign: BTreeMap::new(),
            generics: BTreeMap::new(),
            globals: BTreeSet::new(),
            throws_class: false,
            exported: false,
            given: false,
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
        if meaning.is_nominal(self.plan) {
            self.known.entry(meaning).or_insert(name);
        }
    }

    /// The file's name for a type or a resource type that is one of its items.
    pub fn item_name(&self, item: &Item) -> Option<&str> {
        let known = (item.name.clone(), Meaning::of(item)?);
        self.items.get(&known).map(String::as_str)
    }

    /// The file's name for a type or a class, if it has one.
    pub fn own_name(&self, meaning: Meaning) -> Option<&str> {
        self.known.get(&meaning).map(String::as_str)
    }

    /// A name that nothing else has.
    pub fn take(&mut self, wanted: &str) -> String {
        self.names.take(wanted)
    }

    /// The file's name for a type or a class that it or another file declares.
    pub fn mention(&mut self, meaning: Meaning) -> Option<String> {
        if let Some(name) = self.known.get(&meaning) {
            return Some(name.clone());
        }
        let home = self.homes.get(&meaning)?;
        let name = self.names.take(&home.name);
        self.foreign.insert(name.clone(), home.clone());
        self.known.insert(meaning, name.clone());
        Some(name)
    }

    /// Uses the name that an item has already for the declaration in another file.
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

    /// One of the generic types that [`Scope::define_generics`] defines.
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

    /// Imports what other files declare, each of them once.
    pub fn import_types(&self, out: &mut Source) {
        let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, home) in &self.foreign {
            let ty = match *name == home.name {
                true => name.clone(),
                false => format!("{} as {name}", home.name),
            };
            files.entry(&home.file).or_default().push(ty);
        }
        for (file, types) in files {
            let types = list("import type { ", &types, " }");
            out.block(&format!("{types} from '{}/{file}.js';", self.folder));
        }
    }
}
