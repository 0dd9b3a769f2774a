//! Where the classes of types are defined.
//!
//! A record, a variant, an enum, flags or a resource type has one class, in the file of the first interface that names it;
//! other interfaces import the class. The plan has the types of a function twice: as the outside sees them, and as the
//! component instance that lifts or lowers sees them. Only their handles differ, and both have one class.

use super::hidden::hidden;
use super::names::{class_case, file_name};
use super::wasi::file_with_type;
use crate::bindgen::names::Names;
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::plan::{Function, Item, ItemKind, Plan, ResourceId, TableId, Trampoline};
use std::collections::HashMap;

/// A class and its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The file's name in the package.
    pub module: String,
    /// The name of the class.
    pub class: String,
}

/// The file of an interface.
pub struct InterfaceFile<'a> {
    /// Its name in the package, as in `exports.api`.
    pub path: String,
    /// The interface.
    pub item: &'a Item,
    /// Names that its types have taken.
    pub names: Names,
    /// Names of its types, in order, with the items.
    pub types: Vec<(String, &'a Item)>,
}

/// The first type of each shape and name.
type Shapes<'a> = HashMap<(TypeId, &'a String), TypeId>;

/// Where everything is defined.
pub struct Homes<'a> {
    plan: &'a Plan,
    /// Whether the package has WASI of its own.
    wasi: bool,
    parents: HashMap<TypeId, TypeId>,
    tables: HashMap<TableId, ResourceId>,
    types: HashMap<TypeId, Home>,
    resources: HashMap<ResourceId, Home>,
    /// Files of interfaces, imported ones first.
    pub files: Vec<InterfaceFile<'a>>,
    /// Types that no interface has.
    pub loose: InterfaceFile<'a>,
    /// Types without a name.
    pub unnamed: Vec<TypeId>,
}

/// The file of types that no interface has.
pub const LOOSE: &str = "types";

/// Names that types cannot have, since the code uses them.
const RESERVED: &[&str] = &["BaseException", "Exception", "TypeError", "object"];

impl<'a> Homes<'a> {
    /// Chooses a home for each type.
    pub fn new(plan: &'a Plan, loose: &'a Item, wasi: bool) -> Homes<'a> {
        let mut homes = Homes {
            plan,
            wasi,
            parents: HashMap::new(),
            tables: HashMap::new(),
            types: HashMap::new(),
            resources: HashMap::new(),
            files: Vec::new(),
            loose: InterfaceFile {
                path: LOOSE.to_string(),
                item: loose,
                names: Names::reserving(&[RESERVED, &hidden(plan)].concat()),
                types: Vec::new(),
            },
            unnamed: Vec::new(),
        };
        homes.unite();
        for (folder, items) in [("imports", &plan.imports), ("exports", &plan.exports)] {
            homes.interfaces(folder, items, &mut Names::default());
        }
        let mut files = std::mem::take(&mut homes.files);
        for file in &mut files {
            let items = file.item.items();
            file.types = homes.name_types(&file.path, &mut file.names, Some(file.item), items);
        }
        homes.files = files;
        let mut names = std::mem::take(&mut homes.loose.names);
        for items in [&plan.imports, &plan.exports] {
            let types = homes.name_types(LOOSE, &mut names, None, items);
            homes.loose.types.extend(types);
        }
        homes.name_rest(&mut names);
        homes.loose.names = names;
        homes
    }

    fn interfaces(&mut self, folder: &str, items: &'a [Item], names: &mut Names) {
        for item in items {
            if let ItemKind::Instance(inner) = &item.kind {
                let name = file_name(names, &item.name);
                self.files.push(InterfaceFile {
                    path: format!("{folder}.{name}"),
                    item,
                    names: self.loose.names.clone(),
                    types: Vec::new(),
                });
                self.interfaces(folder, inner, names);
            }
        }
    }

    /// Names of the types of one file; those that are new have their home in it.
    fn name_types(
        &mut self,
        path: &str,
        names: &mut Names,
        scope: Option<&'a Item>,
        items: &'a [Item],
    ) -> Vec<(String, &'a Item)> {
        let mut named = Vec::new();
        for item in items {
            let known = match &item.kind {
                ItemKind::Type(ty) => self.class_of(*ty).cloned(),
                ItemKind::Resource(Some(resource)) => self.resources.get(resource).cloned(),
                _ => continue,
            };
            // Two items of one type in one file are one class with two names.
            let name = names.take(&class_case(&item.name));
            if known.is_none() {
                let home = Home {
                    module: path.to_string(),
                    class: name.clone(),
                };
                self.define(item, self.wasi_home(scope, item).unwrap_or(home));
            }
            named.push((name, item));
        }
        named
    }

    /// The home of a type of WASI, if the package's own WASI has exactly this type.
    fn wasi_home(&self, scope: Option<&Item>, item: &Item) -> Option<Home> {
        let (ItemKind::Type(ty), true) = (&item.kind, self.wasi) else {
            return None;
        };
        let scope = scope?;
        let interface = scope.interface();
        let class = class_case(&item.name);
        let file = file_with_type(self.plan, interface, &class, *ty)?;
        Some(Home {
            module: format!("wasi.{file}"),
            class,
        })
    }

    fn define(&mut self, item: &Item, home: Home) {
        match &item.kind {
            ItemKind::Type(ty) if self.has_class(*ty) => {
                self.types.insert(self.root(*ty), home);
            }
            ItemKind::Resource(Some(resource)) => {
                self.resources.insert(*resource, home);
            }
            _ => {}
        }
    }

    /// Gives homes to the types of functions that no item names.
    fn name_rest(&mut self, names: &mut Names) {
        let plan = self.plan;
        for routine in &plan.routines {
            self.name_type(routine.value.ty, names);
        }
        for ty in function_types(plan) {
            self.name_type(ty, names);
        }
    }

    fn name_type(&mut self, ty: TypeId, names: &mut Names) {
        for part in parts(&self.plan.types[ty].kind) {
            self.name_type(part, names);
        }
        if self.has_class(ty) && self.class_of(ty).is_none() {
            let wanted = match self.plan.types[ty].kind {
                TypeKind::Record(_) => "Record",
                TypeKind::Variant(_) => "Variant",
                TypeKind::Enum(_) => "Enumeration",
                _ => "FlagSet",
            };
            let home = Home {
                module: LOOSE.to_string(),
                class: names.take(wanted),
            };
            self.types.insert(self.root(ty), home);
            self.unnamed.push(ty);
        }
    }

    /// Whether values of a type are instances of a class of their own.
    pub fn has_class(&self, ty: TypeId) -> bool {
        matches!(
            self.plan.types[ty].kind,
            TypeKind::Record(_) | TypeKind::Variant(_) | TypeKind::Enum(_) | TypeKind::Flags(_)
        )
    }

    /// The class of a type's values.
    pub fn class_of(&self, ty: TypeId) -> Option<&Home> {
        self.types.get(&self.root(ty))
    }

    /// The class, or Protocol, of a resource type.
    pub fn resource(&self, resource: ResourceId) -> Option<&Home> {
        self.resources.get(&resource)
    }

    /// The resource type of a handle.
    pub fn resource_of(&self, table: TableId) -> Option<ResourceId> {
        let known = self.plan.tables[table].map(|table| table.resource);
        known.or_else(|| self.tables.get(&table).copied())
    }

    /// The file of an interface.
    pub fn file(&self, item: &Item) -> Option<&InterfaceFile<'a>> {
        self.files.iter().find(|file| std::ptr::eq(file.item, item))
    }

    fn root(&self, ty: TypeId) -> TypeId {
        let mut ty = ty;
        while let Some(parent) = self.parents.get(&ty) {
            ty = *parent;
        }
        ty
    }

    /// Unites each type of a function as the outside sees it with the same type as an instance sees it.
    fn unite(&mut self) {
        let plan = self.plan;
        for (outside, inside) in function_pairs(plan) {
            let params = outside.ty.params.iter().zip(&inside.params);
            for ((_, a), (_, b)) in params {
                self.unite_types(*a, *b);
            }
            if let (Some(a), Some(b)) = (outside.ty.result, inside.result) {
                self.unite_types(a, b);
            }
        }
        // An interface that uses types of another names them again.
        let mut known = HashMap::new();
        for items in [&plan.imports, &plan.exports] {
            self.unite_items(items, &mut known);
        }
        for ty in function_types(plan) {
            self.unite_shapes(ty, &mut known);
        }
    }

    fn unite_items(&mut self, items: &'a [Item], known: &mut Shapes<'a>) {
        for item in items {
            if let ItemKind::Type(ty) = &item.kind {
                self.unite_shapes(*ty, known);
            }
            self.unite_items(item.items(), known);
        }
    }

    /// Types of one shape and one name have one class.
    fn unite_shapes(&mut self, ty: TypeId, known: &mut Shapes<'a>) {
        let plan = self.plan;
        let described = &plan.types[ty];
        for part in parts(&described.kind) {
            self.unite_shapes(part, known);
        }
        if let (Some(name), true) = (&described.name, self.has_class(ty)) {
            let first = *known.entry((described.shape, &name.name)).or_insert(ty);
            self.unite_roots(first, ty);
        }
    }

    fn unite_types(&mut self, a: TypeId, b: TypeId) {
        let (kind_a, kind_b) = (&self.plan.types[a].kind, &self.plan.types[b].kind);
        if let (TypeKind::Own(a), TypeKind::Own(b)) | (TypeKind::Borrow(a), TypeKind::Borrow(b)) =
            (kind_a, kind_b)
        {
            let (a, b) = (*a, *b);
            let resource = self.plan.tables[b].or(self.plan.tables[a]);
            if let Some(table) = resource {
                self.tables.insert(a, table.resource);
                self.tables.insert(b, table.resource);
            }
        }
        if a == b {
            return;
        }
        for (a, b) in parts(kind_a).into_iter().zip(parts(kind_b)) {
            self.unite_types(a, b);
        }
        self.unite_roots(a, b);
    }

    fn unite_roots(&mut self, a: TypeId, b: TypeId) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents.insert(b, a);
        }
    }
}

/// The types that a type is made of directly.
pub fn parts(kind: &TypeKind) -> Vec<TypeId> {
    match kind {
        TypeKind::List(ty) | TypeKind::FixedLengthList(ty, _) => vec![*ty],
        TypeKind::Map(map) => vec![map.key, map.value],
        TypeKind::Record(fields) | TypeKind::Tuple(fields) => {
            fields.iter().map(|field| field.ty).collect()
        }
        TypeKind::Variant(variant) | TypeKind::Option(variant) | TypeKind::Result(variant) => {
            variant.cases.iter().filter_map(|case| case.ty).collect()
        }
        _ => Vec::new(),
    }
}

/// The functions of a plan: as the outside sees them, and as an instance does.
fn function_pairs(plan: &Plan) -> Vec<(&Function, &crate::bindgen::plan::FunctionType)> {
    fn exported<'p>(
        items: &'p [Item],
        found: &mut Vec<(&'p Function, &'p crate::bindgen::plan::FunctionType)>,
    ) {
        for item in items {
            if let Some(function) = item.function()
                && let Some(lift) = &function.lift
            {
                found.push((function, &lift.ty));
            }
            exported(item.items(), found);
        }
    }
    let mut found = Vec::new();
    exported(&plan.exports, &mut found);
    for trampoline in &plan.trampolines {
        if let Trampoline::LowerImport { import, ty, .. } = trampoline {
            let mut item = Some(&plan.imports[import.import]);
            for name in &import.names {
                item = item.and_then(|item| item.items().iter().find(|inner| inner.name == *name));
            }
            if let Some(function) = item.and_then(Item::function) {
                found.push((function, ty));
            }
        }
    }
    found
}

/// The types of all functions that are lifted or lowered.
fn function_types(plan: &Plan) -> Vec<TypeId> {
    let types = function_pairs(plan).into_iter().flat_map(|(_, ty)| {
        let params = ty.params.iter().map(|(_, ty)| *ty);
        params.chain(ty.result)
    });
    types.collect()
}

/// The name of an interface's file, without its folder.
pub fn attribute(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
