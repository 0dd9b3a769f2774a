//! The types of a component with their layout in memory and their flat form, from wasmtime-environ's tables.
//!
//! Types are nominal, as in WIT: two records with the same fields and different names are two types. Code that depends
//! only on their bytes uses [`Type::shape`], which is the same for both.

use super::declared::TypeName;
use super::index::{InstanceId, TableId};
use std::collections::HashMap;
use wasmtime_environ::component::InterfaceType;
use wasmtime_environ::wasmparser::component_types::ComponentDefinedTypeId;

/// The canonical ABI passes more flat parameters than this through memory.
pub const MAX_FLAT_PARAMS: usize = 16;
/// The same limit for a function that is lowered with `async`.
pub const MAX_FLAT_ASYNC_PARAMS: usize = 4;
/// The canonical ABI passes more flat results than this through memory.
pub const MAX_FLAT_RESULTS: usize = 1;

/// Position of a type in [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// All types of a component.
#[derive(Debug, Default)]
pub struct Types {
    pub(super) all: Vec<Type>,
    /// The types that were read, by what they were read from.
    pub(super) read: HashMap<(InterfaceType, Option<ComponentDefinedTypeId>), TypeId>,
    /// The same types, by name and kind.
    pub(super) known: HashMap<(Option<TypeName>, TypeKind), TypeId>,
    /// The first type of each shape.
    pub(super) shapes: HashMap<InterfaceType, TypeId>,
}

/// A type with its layout.
#[derive(Debug, Clone)]
pub struct Type {
    /// What it is made of.
    pub kind: TypeKind,
    /// Where a record, a variant, an enum or flags are declared, and under which name.
    pub name: Option<TypeName>,
    /// The first type of the same shape, which may be itself: in memory and in core values they are the same.
    pub shape: TypeId,
    /// Bytes in memory.
    pub size: u32,
    /// Alignment in memory.
    pub align: u32,
    /// Core types of its flat form; `None` if that is longer than any signature allows.
    pub flat: Option<Vec<Flat>>,
}

/// A core value type of a flat form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// What a type is made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    /// A stream or a future, whose readable end is passed, or an error context.
    End(End),
}

impl From<End> for TypeKind {
    fn from(end: End) -> TypeKind {
        TypeKind::End(end)
    }
}

/// The type of a stream or a future as one component instance sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct End {
    /// Which of the two it is.
    pub kind: EndKind,
    /// Ends are of one type if their tables are equal.
    pub table: u32,
    /// The component instance.
    pub instance: InstanceId,
    /// What passes through it.
    pub payload: Option<TypeId>,
}

/// A stream or a future, or an error context, which is a handle like an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EndKind {
    /// Any number of values.
    Stream,
    /// One value.
    Future,
    /// An error that somebody made.
    ErrorContext,
}

/// A field of a record, or an element of a tuple (named by its position).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Where it lies in the record.
    pub offset: u32,
}

/// A map, which in memory is a list of pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Variant {
    /// Names and payloads.
    pub cases: Vec<Case>,
    /// Bytes of the discriminant: 1, 2 or 4.
    pub discriminant_size: u32,
    /// Where the payload lies.
    pub payload_offset: u32,
}

/// A case of a [`Variant`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// Its payload.
    pub ty: Option<TypeId>,
}

/// The type of a component function.
#[derive(Debug, Clone)]
pub struct FunctionType {
    /// Names and types of the parameters.
    pub params: Vec<(String, TypeId)>,
    /// Type of the result.
    pub result: Option<TypeId>,
    /// Whether it is an `async func`.
    pub asynchronous: bool,
    /// Whether the host may return a promise, or gets one, although it is not an `async func`.
    pub suspends: bool,
}

impl std::ops::Index<TypeId> for Types {
    type Output = Type;
    fn index(&self, id: TypeId) -> &Type {
        &self.all[id.0]
    }
}

impl Types {
    /// All types.
    pub fn iter(&self) -> impl Iterator<Item = &Type> {
        self.all.iter()
    }

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

    /// The flat form of a shape whose parts are known.
    pub(super) fn flat(&self, kind: &TypeKind) -> Option<Vec<Flat>> {
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
            | TypeKind::Borrow(_)
            | TypeKind::End(_) => vec![Flat::I32],
        })
    }

    /// The discriminant, then core types that can hold the payload of every case.
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

/// The core type that can hold values of both.
fn join(a: Flat, b: Flat) -> Flat {
    match (a, b) {
        _ if a == b => a,
        (Flat::I32, Flat::F32) | (Flat::F32, Flat::I32) => Flat::I32,
        _ => Flat::I64,
    }
}
