//! The component's types as Rust sees them: each shape once, under a name of its own.
//!
//! Wasmtime checks types by their shape, so two WIT types of one shape are one Rust type, and the second name is an
//! alias. Resources are told apart by where they are declared.

use crate::bindgen::names::pascal_case;
use crate::bindgen::plan::types::{TypeId, TypeKind, Variant};
use crate::bindgen::plan::{Item, ItemKind, Plan, ResourceId, ResourceOrigin};
use crate::bindgen::rust::{names, wasi};
use anyhow::{Context, Result, bail};
use std::collections::HashMap;

/// Position of a type in [`Types::named`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NamedId(pub usize);

/// A type in Rust.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ty {
    /// A type of Rust's own, which is copied.
    Plain(&'static str),
    String,
    List(Box<Ty>),
    FixedLengthList(Box<Ty>, u32),
    Map(Box<Ty>, Box<Ty>),
    Tuple(Vec<Ty>),
    Option(Box<Ty>),
    Result(Option<Box<Ty>>, Option<Box<Ty>>),
    Named(NamedId),
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Definition {
    Record(Vec<(String, Ty)>),
    Variant(Vec<(String, Option<Ty>)>),
    Enum(Vec<String>),
    Flags(Vec<String>),
    /// A resource of the host's, by interface and name.
    HostResource(String, String),
    /// A resource of the component's, by interface and name.
    GuestResource(String, String),
}

/// A type with a name.
#[derive(Debug)]
pub struct Named {
    /// What it is.
    pub definition: Definition,
    /// The names that it has in `types.rs`, the first of which is the definition's.
    pub names: Vec<Name>,
    /// Whether it is `Copy`.
    pub is_copy: bool,
    /// Whether it can be cloned and compared; host resources cannot.
    pub is_clone: bool,
    /// Whether it derives `Eq`: not with floating-point numbers, maps or host resources in it.
    pub is_eq: bool,
}

/// One name of a type.
#[derive(Debug)]
pub struct Name {
    /// The interfaces that declare it, and what they call it.
    pub origins: Vec<(String, String)>,
    /// The module whose name may become its prefix.
    module: String,
    /// The name in Rust; empty until all are known.
    pub rust: String,
}

/// All types.
#[derive(Debug, Default)]
pub struct Types {
    /// Those with names.
    pub named: Vec<Named>,
    /// Whether there are maps.
    pub maps: bool,
    /// Whether there are lists of a fixed length.
    pub fixed_length_lists: bool,
    known: HashMap<Definition, NamedId>,
    seen: HashMap<TypeId, Ty>,
}

impl Types {
    /// Converts a type.
    pub fn add(&mut self, plan: &Plan, id: TypeId) -> Result<Ty> {
        if let Some(ty) = self.seen.get(&id) {
            return Ok(ty.clone());
        }
        let ty = self.convert(plan, &plan.types[id].kind)?;
        self.seen.insert(id, ty.clone());
        Ok(ty)
    }

    fn convert(&mut self, plan: &Plan, kind: &TypeKind) -> Result<Ty> {
        if let Some(name) = plain(kind) {
            return Ok(Ty::Plain(name));
        }
        Ok(match kind {
            TypeKind::String => Ty::String,
            TypeKind::List(element) => Ty::List(self.boxed(plan, *element)?),
            TypeKind::FixedLengthList(element, length) => {
                self.fixed_length_lists = true;
                Ty::FixedLengthList(self.boxed(plan, *element)?, *length)
            }
            TypeKind::Map(map) => {
                self.maps = true;
                Ty::Map(self.boxed(plan, map.key)?, self.boxed(plan, map.value)?)
            }
            TypeKind::Record(fields) => {
                let fields = fields.iter().map(|field| {
                    let ty = self.add(plan, field.ty)?;
                    Ok((field.name.clone(), ty))
                });
                let fields = fields.collect::<Result<_>>()?;
                self.intern(Definition::Record(fields))
            }
            TypeKind::Tuple(fields) => {
                let fields = fields.iter().map(|field| self.add(plan, field.ty));
                Ty::Tuple(fields.collect::<Result<_>>()?)
            }
            TypeKind::Variant(variant) => {
                let cases = variant.cases.iter().map(|case| {
                    let ty = case.ty.map(|ty| self.add(plan, ty)).transpose()?;
                    Ok((case.name.clone(), ty))
                });
                let cases = cases.collect::<Result<_>>()?;
                self.intern(Definition::Variant(cases))
            }
            TypeKind::Enum(variant) => {
                let cases = variant.cases.iter().map(|case| case.name.clone());
                self.intern(Definition::Enum(cases.collect()))
            }
            TypeKind::Option(variant) => {
                let payload = self.payload(plan, variant, 1)?;
                Ty::Option(payload.context("internal error: an option has no payload")?)
            }
            TypeKind::Result(variant) => Ty::Result(
                self.payload(plan, variant, 0)?,
                self.payload(plan, variant, 1)?,
            ),
            TypeKind::Flags(flags) => self.intern(Definition::Flags(flags.clone())),
            TypeKind::Own(table) | TypeKind::Borrow(table) => {
                let table = plan.tables[*table];
                self.resource(plan, table.map(|table| table.resource))?
            }
            kind => bail!("internal error: the type {kind:?} has no form in Rust"),
        })
    }

    fn boxed(&mut self, plan: &Plan, id: TypeId) -> Result<Box<Ty>> {
        self.add(plan, id).map(Box::new)
    }

    fn payload(&mut self, plan: &Plan, variant: &Variant, case: usize) -> Result<Option<Box<Ty>>> {
        let ty = variant.cases.get(case).and_then(|case| case.ty);
        ty.map(|ty| self.boxed(plan, ty)).transpose()
    }

    /// A resource type.
    pub fn resource(&mut self, plan: &Plan, resource: Option<ResourceId>) -> Result<Ty> {
        let resource = resource.context("internal error: a resource type is not known")?;
        let declared = &plan.resources[resource];
        let definition = match &declared.origin {
            ResourceOrigin::Imported(path) => {
                let item = &plan.imports[path.import];
                let name = path.names.last().unwrap_or(&item.name);
                Definition::HostResource(item.interface().to_string(), name.clone())
            }
            ResourceOrigin::Defined { .. } => {
                let (interface, name) = exported(&plan.exports, resource)
                    .context("a function uses a resource that the component does not export")?;
                Definition::GuestResource(interface, name)
            }
        };
        Ok(self.intern(definition))
    }

    fn intern(&mut self, definition: Definition) -> Ty {
        if let Some(id) = self.known.get(&definition) {
            return Ty::Named(*id);
        }
        let parts = definition.parts();
        let id = NamedId(self.named.len());
        let host = matches!(definition, Definition::HostResource(..));
        let named = Named {
            is_copy: !host && parts.iter().all(|ty| self.is_copy(ty)),
            is_clone: !host && parts.iter().all(|ty| self.all(ty, &|named| named.is_clone)),
            is_eq: !host && parts.iter().all(|ty| self.is_eq(ty)),
            definition: definition.clone(),
            names: Vec::new(),
        };
        self.named.push(named);
        self.known.insert(definition, id);
        Ty::Named(id)
    }

    /// Whether a value is copied rather than moved.
    pub fn is_copy(&self, ty: &Ty) -> bool {
        match ty {
            Ty::String | Ty::List(_) | Ty::Map(..) => false,
            Ty::Named(id) => self.named[id.0].is_copy,
            ty => ty.parts().into_iter().all(|part| self.is_copy(part)),
        }
    }

    fn is_eq(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Plain("f32" | "f64") | Ty::Map(..) => false,
            Ty::Named(id) => self.named[id.0].is_eq,
            ty => ty.parts().into_iter().all(|part| self.is_eq(part)),
        }
    }

    fn all(&self, ty: &Ty, holds: &dyn Fn(&Named) -> bool) -> bool {
        match ty {
            Ty::Named(id) => holds(&self.named[id.0]),
            ty => ty.parts().into_iter().all(|part| self.all(part, holds)),
        }
    }

    /// Notes that a module declares a type under a name.
    pub fn name(&mut self, id: NamedId, interface: &str, module: &str, wit: &str) {
        let origin = (interface.to_string(), wit.to_string());
        let names = &mut self.named[id.0].names;
        let same = |name: &&mut Name| pascal_case(&name.origins[0].1) == pascal_case(wit);
        match names.iter_mut().find(same) {
            Some(name) if name.origins.contains(&origin) => {}
            Some(name) => name.origins.push(origin),
            None => names.push(Name {
                origins: vec![origin],
                module: module.to_string(),
                rust: String::new(),
            }),
        }
    }

    /// Gives each name its form in Rust: a name that several types have, or that generated code uses, gets the
    /// interface's name as a prefix.
    pub fn assign_names(&mut self) {
        for named in &mut self.named {
            if named.names.is_empty() {
                named.names.push(Name::of(&named.definition));
            }
        }
        let mut count = HashMap::new();
        for name in self.named.iter().flat_map(|named| &named.names) {
            *count.entry(name.wanted()).or_insert(0) += 1;
        }
        let mut taken = names::for_types();
        // Names that need no prefix are taken first, so that no prefixed name takes one of them.
        for pass in [true, false] {
            for name in self.named.iter_mut().flat_map(|named| &mut named.names) {
                let wanted = name.wanted();
                let keeps = count[&wanted] == 1 && names::for_types().is_free(&wanted);
                if keeps == pass {
                    name.rust = match keeps {
                        true => taken.take(&wanted),
                        false => taken.take(&format!(
                            "{}{wanted}",
                            pascal_case(&name.module.replace('_', "-"))
                        )),
                    };
                }
            }
        }
    }

    /// The name in `types.rs` of a type that a module calls `wit`.
    pub fn global_name(&self, id: NamedId, wit: Option<&str>) -> &str {
        let names = &self.named[id.0].names;
        let wanted = wit.map(pascal_case);
        let found = names.iter().find(|name| Some(name.wanted()) == wanted);
        &found.unwrap_or(&names[0]).rust
    }
}

impl Named {
    /// Whether it is a resource of the host's.
    pub fn is_host_resource(&self) -> bool {
        matches!(self.definition, Definition::HostResource(..))
    }
}

impl Name {
    fn wanted(&self) -> String {
        pascal_case(&self.origins[0].1)
    }

    /// A name for what no interface names.
    fn of(definition: &Definition) -> Name {
        let (interface, name) = match definition {
            Definition::Record(_) => ("", "record"),
            Definition::Variant(_) => ("", "variant"),
            Definition::Enum(_) => ("", "enum"),
            Definition::Flags(_) => ("", "flags"),
            Definition::HostResource(interface, name)
            | Definition::GuestResource(interface, name) => (interface.as_str(), name.as_str()),
        };
        Name {
            origins: vec![(interface.to_string(), name.to_string())],
            module: crate::bindgen::names::interface_name(interface).to_string(),
            rust: String::new(),
        }
    }
}

impl Definition {
    /// The types that it is made of.
    pub fn parts(&self) -> Vec<Ty> {
        match self {
            Definition::Record(fields) => fields.iter().map(|(_, ty)| ty.clone()).collect(),
            Definition::Variant(cases) => cases.iter().filter_map(|(_, ty)| ty.clone()).collect(),
            Definition::Enum(_)
            | Definition::Flags(_)
            | Definition::HostResource(..)
            | Definition::GuestResource(..) => Vec::new(),
        }
    }

    /// The type of wasmtime-wasi for this resource.
    pub fn of_wasi(&self) -> Option<&'static str> {
        match self {
            Definition::HostResource(interface, name) => wasi::resource(interface, name),
            _ => None,
        }
    }
}

impl Ty {
    /// The types that are written in it; a named type has none.
    pub fn parts(&self) -> Vec<&Ty> {
        match self {
            Ty::Plain(_) | Ty::String | Ty::Named(_) => Vec::new(),
            Ty::List(ty) | Ty::FixedLengthList(ty, _) | Ty::Option(ty) => vec![ty],
            Ty::Map(key, value) => vec![key, value],
            Ty::Tuple(types) => types.iter().collect(),
            Ty::Result(ok, err) => ok.iter().chain(err).map(Box::as_ref).collect(),
        }
    }

    /// Whether `holds` is true for it or for a type that is written in it. It does not look into named types.
    pub fn has(&self, holds: &dyn Fn(&Ty) -> bool) -> bool {
        holds(self) || self.parts().into_iter().any(|part| part.has(holds))
    }
}

/// Where the component exports a resource.
fn exported(items: &[Item], resource: ResourceId) -> Option<(String, String)> {
    items.iter().find_map(|item| match &item.kind {
        ItemKind::Resource(found) if *found == Some(resource) => {
            Some((String::new(), item.name.clone()))
        }
        ItemKind::Instance(items) => {
            let inner = items
                .iter()
                .find(|item| item.resource() == Some(resource))?;
            Some((item.interface().to_string(), inner.name.clone()))
        }
        _ => None,
    })
}

/// The name of a type that Rust has itself, and copies.
fn plain(kind: &TypeKind) -> Option<&'static str> {
    Some(match kind {
        TypeKind::Bool => "bool",
        TypeKind::S8 => "i8",
        TypeKind::U8 => "u8",
        TypeKind::S16 => "i16",
        TypeKind::U16 => "u16",
        TypeKind::S32 => "i32",
        TypeKind::U32 => "u32",
        TypeKind::S64 => "i64",
        TypeKind::U64 => "u64",
        TypeKind::F32 => "f32",
        TypeKind::F64 => "f64",
        TypeKind::Char => "char",
        _ => return None,
    })
}
