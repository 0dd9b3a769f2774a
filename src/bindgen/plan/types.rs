//! The types of a component with their layout in memory and their flat form, from wasmtime-environ's tables.
//!
//! Types are structural: two types of the same shape are one [`TypeId`]. Names come from the interfaces that export
//! types, see `super::world`.

use super::TableId;
use anyhow::{Result, bail};
use std::collections::HashMap;
use wasmtime_environ::component::{
    ComponentTypes, InterfaceType, TypeFuncIndex, TypeTupleIndex, VariantInfo,
};

/// The canonical ABI passes more flat parameters than this through memory.
pub const MAX_FLAT_PARAMS: usize = 16;
/// The canonical ABI passes more flat results than this through memory.
pub const MAX_FLAT_RESULTS: usize = 1;

/// Position of a type in [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// All types of a component.
#[derive(Debug, Default)]
pub struct Types {
    all: Vec<Type>,
    known: HashMap<InterfaceType, TypeId>,
}

/// A type with its layout.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its shape.
    pub kind: TypeKind,
    /// Bytes in memory.
    pub size: u32,
    /// Alignment in memory.
    pub align: u32,
    /// Core types of its flat form; `None` where that is longer than any signature takes.
    pub flat: Option<Vec<Flat>>,
}

/// A core value type of a flat form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flat {
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f32`
    F32,
    /// `f64`
    F64,
}

/// The shape of a type.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the variants are the type constructors of WIT")]
pub enum TypeKind {
    Bool,
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64,
    U64,
    F32,
    F64,
    Char,
    String,
    List(TypeId),
    FixedLengthList(TypeId, u32),
    Map(Map),
    Record(Vec<Field>),
    Tuple(Vec<Field>),
    Variant(Variant),
    Enum(Variant),
    Option(Variant),
    Result(Variant),
    Flags(Vec<String>),
    /// An owned handle.
    Own(TableId),
    /// A borrowed handle.
    Borrow(TableId),
}

/// A field of a record, or an element of a tuple (named by its position).
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Where it lies in the record.
    pub offset: u32,
}

/// A map, which in memory is a list of pairs.
#[derive(Debug, Clone, Copy)]
pub struct Map {
    /// Type of the keys.
    pub key: TypeId,
    /// Type of the values.
    pub value: TypeId,
    /// Bytes of a pair.
    pub entry_size: u32,
    /// Alignment of a pair.
    pub entry_align: u32,
    /// Where the value lies in a pair.
    pub value_offset: u32,
}

/// A type with cases: a variant, or what the canonical ABI treats as one.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Names and payloads.
    pub cases: Vec<Case>,
    /// Bytes of the discriminant: 1, 2 or 4.
    pub discriminant_size: u32,
    /// Where the payload lies.
    pub payload_offset: u32,
}

/// A case of a [`Variant`].
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Its payload.
    pub ty: Option<TypeId>,
}

impl std::ops::Index<TypeId> for Types {
    type Output = Type;
    fn index(&self, id: TypeId) -> &Type {
        &self.all[id.0]
    }
}

impl Types {
    /// The flat form of several types in a row, `None` if it is longer than `max`.
    pub fn flatten(
        &self,
        types: impl IntoIterator<Item = TypeId>,
        max: usize,
    ) -> Option<Vec<Flat>> {
        let mut flat = Vec::new();
        for ty in types {
            flat.extend_from_slice(self[ty].flat.as_ref()?);
            if flat.len() > max {
                return None;
            }
        }
        Some(flat)
    }

    /// The layout of several types as the fields of one record.
    pub fn layout(&self, types: impl IntoIterator<Item = TypeId>) -> (Vec<u32>, u32, u32) {
        let (mut offsets, mut size, mut align) = (Vec::new(), 0u32, 1u32);
        for ty in types {
            let ty = &self[ty];
            size = size.next_multiple_of(ty.align);
            offsets.push(size);
            size += ty.size;
            align = align.max(ty.align);
        }
        (offsets, size.next_multiple_of(align), align)
    }

    /// The type of a component function.
    pub(super) fn function(
        &mut self,
        source: &ComponentTypes,
        index: TypeFuncIndex,
    ) -> Result<super::FunctionType> {
        let ty = &source[index];
        if ty.async_ {
            bail!("async functions are not supported yet: lift and lower them synchronously");
        }
        let params = self.elements(source, ty.params)?;
        let results = self.elements(source, ty.results)?;
        Ok(super::FunctionType {
            params: ty.param_names.iter().cloned().zip(params).collect(),
            result: results.first().copied(),
        })
    }

    fn elements(&mut self, source: &ComponentTypes, tuple: TypeTupleIndex) -> Result<Vec<TypeId>> {
        let types = &source[tuple].types;
        types.iter().map(|ty| self.add(source, *ty)).collect()
    }

    /// Takes over a type and those it is made of.
    pub(super) fn add(&mut self, source: &ComponentTypes, ty: InterfaceType) -> Result<TypeId> {
        if let Some(id) = self.known.get(&ty) {
            return Ok(*id);
        }
        let kind = self.kind(source, ty)?;
        let abi = source.canonical_abi(&ty);
        let id = TypeId(self.all.len());
        self.all.push(Type {
            flat: self.flat(&kind),
            kind,
            size: abi.size32,
            align: abi.align32,
        });
        self.known.insert(ty, id);
        Ok(id)
    }

    fn kind(&mut self, source: &ComponentTypes, ty: InterfaceType) -> Result<TypeKind> {
        Ok(match ty {
            InterfaceType::Bool => TypeKind::Bool,
            InterfaceType::S8 => TypeKind::S8,
            InterfaceType::U8 => TypeKind::U8,
            InterfaceType::S16 => TypeKind::S16,
            InterfaceType::U16 => TypeKind::U16,
            InterfaceType::S32 => TypeKind::S32,
            InterfaceType::U32 => TypeKind::U32,
            InterfaceType::S64 => TypeKind::S64,
            InterfaceType::U64 => TypeKind::U64,
            InterfaceType::Float32 => TypeKind::F32,
            InterfaceType::Float64 => TypeKind::F64,
            InterfaceType::Char => TypeKind::Char,
            InterfaceType::String => TypeKind::String,
            InterfaceType::List(i) => TypeKind::List(self.add(source, source[i].element)?),
            InterfaceType::FixedLengthList(i) => {
                TypeKind::FixedLengthList(self.add(source, source[i].element)?, source[i].size)
            }
            InterfaceType::Map(i) => TypeKind::Map(Map {
                key: self.add(source, source[i].key)?,
                value: self.add(source, source[i].value)?,
                entry_size: source[i].entry_abi.size32,
                entry_align: source[i].entry_abi.align32,
                value_offset: source[i].value_offset32,
            }),
            InterfaceType::Record(i) => TypeKind::Record(self.fields(
                source,
                source[i].fields.iter().map(|f| (f.name.clone(), f.ty)),
            )?),
            InterfaceType::Tuple(i) => TypeKind::Tuple(
                self.fields(
                    source,
                    source[i]
                        .types
                        .iter()
                        .enumerate()
                        .map(|(n, ty)| (n.to_string(), *ty)),
                )?,
            ),
            InterfaceType::Flags(i) => TypeKind::Flags(source[i].names.iter().cloned().collect()),
            InterfaceType::Own(i) => TypeKind::Own(i.as_u32().into()),
            InterfaceType::Borrow(i) => TypeKind::Borrow(i.as_u32().into()),
            InterfaceType::Variant(_)
            | InterfaceType::Enum(_)
            | InterfaceType::Option(_)
            | InterfaceType::Result(_) => self.cases(source, ty)?,
            InterfaceType::Future(_) => bail!("the type `future` is not supported yet"),
            InterfaceType::Stream(_) => bail!("the type `stream` is not supported yet"),
            InterfaceType::ErrorContext(_) => {
                bail!("the type `error-context` is not supported yet")
            }
        })
    }

    fn fields(
        &mut self,
        source: &ComponentTypes,
        fields: impl Iterator<Item = (String, InterfaceType)>,
    ) -> Result<Vec<Field>> {
        let mut named = Vec::new();
        for (name, ty) in fields {
            named.push((name, self.add(source, ty)?));
        }
        let (offsets, ..) = self.layout(named.iter().map(|(_, ty)| *ty));
        Ok(named
            .into_iter()
            .zip(offsets)
            .map(|((name, ty), offset)| Field { name, ty, offset })
            .collect())
    }

    /// Types with a discriminant.
    fn cases(&mut self, source: &ComponentTypes, ty: InterfaceType) -> Result<TypeKind> {
        let mut variant = |cases: Vec<(String, Option<InterfaceType>)>, info: &VariantInfo| {
            let cases = cases
                .into_iter()
                .map(|(name, ty)| {
                    let ty = ty.map(|ty| self.add(source, ty)).transpose()?;
                    Ok(Case { name, ty })
                })
                .collect::<Result<Vec<_>>>()?;
            Ok::<_, anyhow::Error>(Variant {
                cases,
                discriminant_size: info.size.byte_size(),
                payload_offset: info.payload_offset32,
            })
        };
        let case = |name: &str, ty| (name.to_string(), ty);
        Ok(match ty {
            InterfaceType::Variant(i) => {
                let cases = source[i].cases.iter().map(|(name, ty)| case(name, *ty));
                TypeKind::Variant(variant(cases.collect(), &source[i].info)?)
            }
            InterfaceType::Enum(i) => {
                let cases = source[i].names.iter().map(|name| case(name, None));
                TypeKind::Enum(variant(cases.collect(), &source[i].info)?)
            }
            InterfaceType::Option(i) => {
                let cases = vec![case("none", None), case("some", Some(source[i].ty))];
                TypeKind::Option(variant(cases, &source[i].info)?)
            }
            InterfaceType::Result(i) => {
                let cases = vec![case("ok", source[i].ok), case("err", source[i].err)];
                TypeKind::Result(variant(cases, &source[i].info)?)
            }
            other => bail!("internal error: `{other:?}` has no cases"),
        })
    }

    /// The flat form of a shape whose parts are known.
    fn flat(&self, kind: &TypeKind) -> Option<Vec<Flat>> {
        Some(match kind {
            TypeKind::S64 | TypeKind::U64 => vec![Flat::I64],
            TypeKind::F32 => vec![Flat::F32],
            TypeKind::F64 => vec![Flat::F64],
            TypeKind::String | TypeKind::List(_) | TypeKind::Map(_) => vec![Flat::I32, Flat::I32],
            TypeKind::Record(fields) | TypeKind::Tuple(fields) => {
                self.flatten(fields.iter().map(|field| field.ty), MAX_FLAT_PARAMS)?
            }
            TypeKind::FixedLengthList(element, length) => {
                let count = usize::try_from(*length).ok()?.min(MAX_FLAT_PARAMS + 1);
                self.flatten(std::iter::repeat_n(*element, count), MAX_FLAT_PARAMS)?
            }
            TypeKind::Variant(variant)
            | TypeKind::Enum(variant)
            | TypeKind::Option(variant)
            | TypeKind::Result(variant) => self.flat_cases(variant)?,
            TypeKind::Flags(names) => vec![Flat::I32; names.len().div_ceil(32)],
            TypeKind::Bool
            | TypeKind::S8
            | TypeKind::U8
            | TypeKind::S16
            | TypeKind::U16
            | TypeKind::S32
            | TypeKind::U32
            | TypeKind::Char
            | TypeKind::Own(_)
            | TypeKind::Borrow(_) => vec![Flat::I32],
        })
    }

    /// The discriminant, then each position wide enough for every case's payload.
    pub fn flat_cases(&self, variant: &Variant) -> Option<Vec<Flat>> {
        let mut flat = vec![Flat::I32];
        for ty in variant.cases.iter().filter_map(|case| case.ty) {
            for (i, core) in self[ty].flat.as_ref()?.iter().enumerate() {
                match flat.get_mut(i + 1) {
                    Some(joined) => *joined = join(*joined, *core),
                    None => flat.push(*core),
                }
            }
        }
        (flat.len() <= MAX_FLAT_PARAMS).then_some(flat)
    }
}

/// The core type that holds either of two.
fn join(a: Flat, b: Flat) -> Flat {
    match (a, b) {
        _ if a == b => a,
        (Flat::I32, Flat::F32) | (Flat::F32, Flat::I32) => Flat::I32,
        _ => Flat::I64,
    }
}
