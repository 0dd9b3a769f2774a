//! Names for functions that are written for a type.

use super::types::{End, TypeId, TypeKind};
use super::{Item, ItemKind, Plan};
use std::collections::HashMap;

/// A name for each type of a component. Types of one shape have one name.
pub struct TypeNames<'a> {
    plan: &'a Plan,
    declared: HashMap<TypeId, String>,
}

impl<'a> TypeNames<'a> {
    /// The names in a language that writes names of types with `case`.
    pub fn new(plan: &'a Plan, case: fn(&str) -> String) -> TypeNames<'a> {
        let declared = HashMap::new();
        let mut names = TypeNames { plan, declared };
        for item in plan.imports.iter().chain(&plan.exports) {
            names.declare(item, case);
        }
        names
    }

    fn declare(&mut self, item: &Item, case: fn(&str) -> String) {
        if let ItemKind::Type(ty) = item.kind {
            let shape = self.plan.types[ty].shape;
            let name = || case(&item.name);
            self.declared.entry(shape).or_insert_with(name);
        }
        let inner = item.items().iter();
        inner.for_each(|item| self.declare(item, case));
    }

    /// The name that an interface declares, else one that describes the parts of the type.
    pub fn name(&self, ty: TypeId) -> String {
        if let Some(name) = self.declared.get(&self.plan.types[ty].shape) {
            return name.clone();
        }
        let payload = |ty: Option<TypeId>| ty.map_or("Nothing".to_string(), |ty| self.name(ty));
        match &self.plan.types[ty].kind {
            TypeKind::List(element) => format!("{}List", self.name(*element)),
            TypeKind::FixedLengthList(element, length) => {
                format!("{}{length}Times", self.name(*element))
            }
            TypeKind::Map(map) => {
                format!("{}By{}", self.name(map.value), self.name(map.key))
            }
            TypeKind::Option(variant) => format!("Optional{}", payload(variant.cases[1].ty)),
            TypeKind::Result(variant) => format!("{}Result", payload(variant.cases[0].ty)),
            TypeKind::Tuple(fields) => {
                let names: String = fields.iter().map(|field| self.name(field.ty)).collect();
                if names.len() <= 24 {
                    format!("{names}Tuple")
                } else {
                    format!("Tuple{}", fields.len())
                }
            }
            TypeKind::Record(_) => "Record".to_string(),
            TypeKind::Variant(_) => "Variant".to_string(),
            TypeKind::Enum(_) => "Enum".to_string(),
            TypeKind::Flags(_) => "Flags".to_string(),
            TypeKind::Own(_) => "Own".to_string(),
            TypeKind::Borrow(_) => "Borrow".to_string(),
            TypeKind::End(End {
                kind, payload: ty, ..
            }) => format!("{}{kind:?}", payload(*ty)),
            scalar => format!("{scalar:?}"),
        }
    }
}
