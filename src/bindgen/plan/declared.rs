//! What the component's own bytes say about types: their names.
//!
//! wasmtime-environ identifies a type by its parts, so `record celsius` and `record fahrenheit` with the same field are
//! one type there. The bytes keep them apart, since each import or export of a type makes a new one:
//!
//! ```text
//! (type (record (field "degrees" f64)))          wasmtime-environ: record 0
//! (export "celsius" (type (eq 0)))               here: a type of its own, `celsius`
//! (type (record (field "degrees" f64)))          wasmtime-environ: record 0
//! (export "fahrenheit" (type (eq 2)))            here: a type of its own, `fahrenheit`
//! (export "freeze" (func (result 3)))            wasmtime-environ: record 0; here: `fahrenheit`
//! ```
//!
//! So the bytes are validated once more, without the code of functions, and each type is read in both forms at once. WIT
//! that is decoded from the bytes (`wit_component::decode`) has the same names, but there are components that WIT cannot
//! describe, and they need bindings too.

use anyhow::{Context, Result};
use std::collections::HashMap;
use wasmtime_environ::wasmparser::component_types::{
    ComponentAnyTypeId, ComponentDefinedType, ComponentDefinedTypeId, ComponentEntityType,
    ComponentItem, ComponentValType,
};
use wasmtime_environ::wasmparser::types::Types;
use wasmtime_environ::wasmparser::{Parser, ValidPayload, Validator, WasmFeatures};

/// Where a type is declared, and what it is called there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeName {
    /// The interface, or the name of an instance that is not one; `None` for the world itself.
    pub interface: Option<String>,
    /// The name in WIT.
    pub name: String,
}

/// The types of a component with the names that its imports and exports give them.
pub(super) struct Declarations {
    types: Types,
    names: HashMap<ComponentDefinedTypeId, TypeName>,
}

/// An import or export, one of its members, or a type.
#[derive(Clone, Copy)]
pub(super) struct Declared<'a> {
    all: &'a Declarations,
    entity: Entity,
}

#[derive(Clone, Copy)]
enum Entity {
    Item(ComponentEntityType),
    Type(ComponentDefinedTypeId),
    /// A primitive type, or an item that does not exist.
    Unnamed,
}

impl Declarations {
    /// Validates a component to get its types.
    pub(super) fn read(component: &[u8]) -> Result<Declarations> {
        let mut validator = Validator::new_with_features(WasmFeatures::all());
        let mut types = None;
        for payload in Parser::new(0).parse_all(component) {
            // Nested modules and components end before the component itself.
            if let ValidPayload::End(end) = validator.payload(&payload?)? {
                types = Some(end);
            }
        }
        Ok(Declarations {
            types: types.context("internal error: a component without an end")?,
            names: HashMap::new(),
        })
    }

    /// Takes over the names that an import gives to types.
    pub(super) fn add_import(&mut self, name: &str) {
        let item = self.types.component_item_for_import(name).cloned();
        self.add_names(None, name, item.as_ref());
    }

    /// Takes over the names that an export gives to types.
    pub(super) fn add_export(&mut self, name: &str) {
        let item = self.types.component_item_for_export(name).cloned();
        self.add_names(None, name, item.as_ref());
    }

    fn add_names(&mut self, interface: Option<&str>, name: &str, item: Option<&ComponentItem>) {
        let Some(item) = item else { return };
        match item.ty {
            ComponentEntityType::Type {
                created: ComponentAnyTypeId::Defined(id),
                ..
            } => {
                self.names.entry(id).or_insert_with(|| TypeName {
                    interface: interface.map(str::to_string),
                    name: name.to_string(),
                });
            }
            ComponentEntityType::Instance(id) => {
                let members: Vec<_> = self.types[id].exports.clone().into_iter().collect();
                let interface = item.implements.as_deref().unwrap_or(name);
                for (name, item) in &members {
                    self.add_names(Some(interface), name, Some(item));
                }
            }
            ComponentEntityType::Type { .. }
            | ComponentEntityType::Func(_)
            | ComponentEntityType::Value(_)
            | ComponentEntityType::Module(_)
            | ComponentEntityType::Component(_) => {}
        }
    }

    /// An import.
    pub(super) fn import(&self, name: &str) -> Declared<'_> {
        self.item(self.types.component_item_for_import(name))
    }

    /// An export.
    pub(super) fn export(&self, name: &str) -> Declared<'_> {
        self.item(self.types.component_item_for_export(name))
    }

    /// An item that has no name in the bytes.
    pub(super) fn unnamed(&self) -> Declared<'_> {
        self.item(None)
    }

    fn item(&self, item: Option<&ComponentItem>) -> Declared<'_> {
        Declared {
            all: self,
            entity: item.map_or(Entity::Unnamed, |item| Entity::Item(item.ty)),
        }
    }
}

impl<'a> Declared<'a> {
    fn with(self, entity: Entity) -> Declared<'a> {
        Declared { entity, ..self }
    }

    fn value(self, ty: Option<ComponentValType>) -> Declared<'a> {
        self.with(match ty {
            Some(ComponentValType::Type(id)) => Entity::Type(id),
            Some(ComponentValType::Primitive(_)) | None => Entity::Unnamed,
        })
    }

    /// A member of an instance.
    pub(super) fn member(self, name: &str) -> Declared<'a> {
        match self.entity {
            Entity::Item(ComponentEntityType::Instance(id)) => {
                self.all.item(self.all.types[id].exports.get(name))
            }
            _ => self.with(Entity::Unnamed),
        }
    }

    /// A parameter of a function.
    pub(super) fn param(self, position: usize) -> Declared<'a> {
        self.value(match self.entity {
            Entity::Item(ComponentEntityType::Func(id)) => {
                let params = &self.all.types[id].params;
                params.get(position).map(|(_, ty)| *ty)
            }
            _ => None,
        })
    }

    /// The result of a function.
    pub(super) fn result(self) -> Declared<'a> {
        self.value(match self.entity {
            Entity::Item(ComponentEntityType::Func(id)) => self.all.types[id].result,
            _ => None,
        })
    }

    /// The id of the type, if it has one.
    pub(super) fn id(self) -> Option<ComponentDefinedTypeId> {
        match self.entity {
            Entity::Type(id) => Some(id),
            Entity::Item(ComponentEntityType::Type {
                created: ComponentAnyTypeId::Defined(id),
                ..
            }) => Some(id),
            Entity::Item(_) | Entity::Unnamed => None,
        }
    }

    /// A part of a type: a field, the element of a list, a key and its value, the payload of a case.
    pub(super) fn part(self, position: usize) -> Declared<'a> {
        use ComponentDefinedType as T;
        let Some(id) = self.id() else { return self };
        self.value(match (&self.all.types[id], position) {
            (T::Record(record), _) => record.fields.get_index(position).map(|(_, ty)| *ty),
            (T::Tuple(tuple), _) => tuple.types.get(position).copied(),
            (T::Variant(variant), _) => {
                let case = variant.cases.get_index(position);
                case.and_then(|(_, case)| case.ty)
            }
            (T::List { element, .. } | T::FixedLengthList { element, .. }, _) => Some(*element),
            (T::Map { key, .. }, 0) => Some(*key),
            (T::Map { value, .. }, _) => Some(*value),
            (T::Option { .. }, 0) => None,
            (T::Option { ty, .. }, _) => Some(*ty),
            (T::Result { ok, .. }, 0) => *ok,
            (T::Result { err, .. }, _) => *err,
            (T::Future { ty, .. } | T::Stream { ty, .. }, _) => *ty,
            (T::Primitive(_) | T::Flags(_) | T::Enum(_) | T::Own(_) | T::Borrow(_), _) => None,
        })
    }

    /// Where the type is declared, and under which name. A type that is used in other interfaces, or has a second name in
    /// its own, keeps its first name.
    pub(super) fn name(self) -> Option<&'a TypeName> {
        let mut name = None;
        let mut next = self.id();
        while let Some(id) = next {
            name = self.all.names.get(&id).or(name);
            next = self.all.types.peel_alias(id);
        }
        name
    }
}
