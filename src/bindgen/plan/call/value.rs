//! Values and the places they come from or go to.

use crate::bindgen::plan::index::{InstanceId, ResourceId, RoutineId, TableId, ViewId};
use crate::bindgen::plan::steps::StringEncoding;
use crate::bindgen::plan::types::{End, Flat, TypeId, TypeKind};

/// Where a core value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A core parameter or result.
    Slot {
        /// Its position.
        index: u32,
        /// Its core type.
        slot: Flat,
        /// The core type of the value in it, which may differ where cases of a variant share the slot.
        value: Flat,
    },
    /// Memory, relative to the pointer that the call or the routine gets.
    Memory {
        /// The distance from the pointer in bytes.
        offset: u32,
    },
}

/// A value in parts. The same tree is lifted from its places and lowered to them, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its type.
    pub ty: TypeId,
    /// Its parts.
    pub kind: ValueKind,
}

/// The parts of a [`Value`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueKind {
    /// One core value, or one number in memory.
    Word(Place, Word),
    /// A string, a list or a map: a pointer and a length.
    Span(Span, Contents),
    /// A record: fields with their names in WIT.
    Record(Vec<(String, Value)>),
    /// A tuple.
    Tuple(Vec<Value>),
    /// A list of fixed length in core values.
    FixedList(Vec<Value>),
    /// A list of fixed length in memory: the element, and how many there are.
    FixedElements(Element, u32),
    /// A type with cases.
    Cases(Cases),
    /// `flags`: bits of words.
    Flags {
        /// The words; none if there are no flags.
        words: Vec<Place>,
        /// Bytes of each word in memory.
        width: u32,
    },
    /// `own` or `borrow`.
    Handle(Handle),
    /// A type with a function of its own, in memory at this offset.
    Routine(RoutineId, u32),
}

/// What a core value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// `bool`: zero, or anything else.
    Bool,
    /// An integer or floating-point number.
    Number(Number),
    /// `char`: a Unicode scalar value.
    Char,
    /// `enum`: the position of a case, which has this many bytes in memory. The type has the number of cases.
    Enum(u32),
    /// The readable end of a stream or a future, or an error context.
    End(End),
}

/// A pointer and a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Where the pointer is.
    pub pointer: Place,
    /// Where the length is, in elements.
    pub length: Place,
}

/// What a [`Span`] is the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// `string`, in the encoding of the call.
    Text,
    /// A list of numbers, which can be copied at once.
    Numbers(Number),
    /// A list of anything else, element by element.
    List(Element),
    /// A list of pairs.
    Map(Pair),
}

/// The elements of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Element {
    /// Reads or writes one.
    pub routine: RoutineId,
    /// Bytes of one.
    pub size: u32,
    /// Alignment of one.
    pub align: u32,
}

/// The pairs of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    /// The key, at the beginning of a pair.
    pub key: RoutineId,
    /// The value.
    pub value: RoutineId,
    /// Where the value lies in a pair.
    pub value_offset: u32,
    /// Bytes of one.
    pub size: u32,
    /// Alignment of one.
    pub align: u32,
}

/// A numeric type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the variants are the numeric types of WIT")]
pub enum Number {
    U8,
    S8,
    U16,
    S16,
    U32,
    S32,
    U64,
    S64,
    F32,
    F64,
}

/// A kind of type with cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `variant`
    Variant,
    /// `option` of something that is not an option: a language may have a value for its absence.
    Option,
    /// `option` of an option: its payload may itself be the value for absence.
    NestedOption,
    /// `result`
    Result,
}

/// A type with cases and payloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cases {
    /// What kind of type it is.
    pub shape: Shape,
    /// Where the discriminant is, which is the position of the case.
    pub discriminant: Place,
    /// Bytes of the discriminant in memory.
    pub width: u32,
    /// Names in WIT, and payloads. In core values, slots that a payload does not use are zero.
    pub cases: Vec<(String, Option<Value>)>,
}

/// A handle, and what it means on the host's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    /// Where it is.
    pub place: Place,
    /// The resource type as the component instance sees it.
    pub table: TableId,
    /// The resource type.
    pub resource: ResourceId,
    /// The component instance whose handle it is.
    pub instance: InstanceId,
    /// What it means on the host's side.
    pub role: Role,
}

/// What a handle means on the host's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `own` of the component's resource. Lifted: an object that owns the representation. Lowered: the object gives its
    /// representation up.
    OwnDefined,
    /// `own` of the host's resource. Lifted: the host's object. Lowered: the host's object goes into the table.
    OwnImported,
    /// `borrow` of a resource that the receiving instance defines: it gets the representation, not a handle.
    Representation,
    /// `borrow` of the component's resource, of which another instance gets a handle in the scope of the call.
    BorrowDefined,
    /// `borrow` of the host's resource. Lifted: the host's object. Lowered: a handle in the scope of the call.
    BorrowImported,
}

impl Role {
    /// Whether it is an owned handle.
    pub fn is_own(self) -> bool {
        match self {
            Role::OwnDefined | Role::OwnImported => true,
            Role::Representation | Role::BorrowDefined | Role::BorrowImported => false,
        }
    }

    /// Whether lowering makes a handle that must be dropped before the call returns.
    pub fn is_scoped(self) -> bool {
        match self {
            Role::BorrowDefined | Role::BorrowImported => true,
            Role::OwnDefined | Role::OwnImported | Role::Representation => false,
        }
    }
}

/// What reading and writing memory depends on, other than the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Context {
    /// The component instance that holds the handles.
    pub instance: InstanceId,
    /// Its memory, if the call has one.
    pub view: Option<ViewId>,
    /// How strings are encoded.
    pub encoding: StringEncoding,
}

/// A type with functions of its own that read it, `(pointer) -> value`, and write it, `(pointer, value)`.
#[derive(Debug)]
pub struct Routine {
    /// What it depends on, other than the type.
    pub context: Context,
    /// The first routine for types of this shape, which may be this one. All of them read and write the same bytes, so one
    /// function is enough in a language whose values do not show the name of their type.
    pub shape: RoutineId,
    /// The value, at offsets from the pointer. It is never a [`ValueKind::Routine`] itself.
    pub value: Value,
}

impl Value {
    /// Its direct parts, without those of its routines.
    pub fn parts(&self) -> Vec<&Value> {
        match &self.kind {
            ValueKind::Record(fields) => fields.iter().map(|(_, value)| value).collect(),
            ValueKind::Tuple(values) | ValueKind::FixedList(values) => values.iter().collect(),
            ValueKind::Cases(cases) => {
                let payloads = cases.cases.iter().map(|(_, payload)| payload.as_ref());
                payloads.flatten().collect()
            }
            ValueKind::Word(..)
            | ValueKind::Span(..)
            | ValueKind::FixedElements(..)
            | ValueKind::Flags { .. }
            | ValueKind::Handle(_)
            | ValueKind::Routine(..) => Vec::new(),
        }
    }

    /// The routines that it calls directly.
    pub fn routines(&self) -> Vec<RoutineId> {
        match &self.kind {
            ValueKind::Span(_, Contents::List(element)) | ValueKind::FixedElements(element, _) => {
                vec![element.routine]
            }
            ValueKind::Span(_, Contents::Map(pair)) => vec![pair.key, pair.value],
            ValueKind::Routine(routine, _) => vec![*routine],
            ValueKind::Record(_)
            | ValueKind::Tuple(_)
            | ValueKind::FixedList(_)
            | ValueKind::Cases(_)
            | ValueKind::Word(..)
            | ValueKind::Span(_, Contents::Text | Contents::Numbers(_))
            | ValueKind::Flags { .. }
            | ValueKind::Handle(_) => Vec::new(),
        }
    }

    /// Calls `visit` with every handle in it, at any depth.
    pub fn each_handle(&self, routines: &[Routine], visit: &mut dyn FnMut(&Handle)) {
        if let ValueKind::Handle(handle) = &self.kind {
            visit(handle);
        }
        let parts = self.parts().into_iter();
        for part in parts.chain(self.routines().into_iter().map(|id| &routines[id].value)) {
            part.each_handle(routines, visit);
        }
    }

    /// Whether it contains a handle, or the end of a stream or a future, at any depth.
    pub fn has_handles(&self, routines: &[Routine]) -> bool {
        let mut found = self.has_end(routines);
        self.each_handle(routines, &mut |_| found = true);
        found
    }

    /// Whether it contains the end of a stream or a future, at any depth.
    pub fn has_end(&self, routines: &[Routine]) -> bool {
        let own = self.routines().into_iter();
        let mut parts = own.map(|id| &routines[id].value).chain(self.parts());
        matches!(self.kind, ValueKind::Word(_, Word::End(_)))
            || parts.any(|part| part.has_end(routines))
    }

    /// Whether it is one number in memory or one core value, whatever that means.
    pub fn is_word(&self) -> bool {
        match &self.kind {
            ValueKind::Word(..) | ValueKind::Handle(_) => true,
            ValueKind::Flags { words, .. } => words.len() == 1,
            _ => false,
        }
    }

    /// Whether it can be checked without reading members of an object. Lowering it then runs no code of the host, so it
    /// can be done before the component is entered.
    pub fn is_plain(&self) -> bool {
        match &self.kind {
            ValueKind::Word(_, word) => !matches!(word, Word::End(_)),
            ValueKind::Span(_, Contents::Text) => true,
            ValueKind::Handle(handle) => handle.role == Role::Representation,
            ValueKind::Span(_, Contents::Numbers(_) | Contents::List(_) | Contents::Map(_))
            | ValueKind::Record(_)
            | ValueKind::Tuple(_)
            | ValueKind::FixedList(_)
            | ValueKind::FixedElements(..)
            | ValueKind::Cases(_)
            | ValueKind::Flags { .. }
            | ValueKind::Routine(..) => false,
        }
    }
}

impl Number {
    /// Bytes in memory.
    pub fn width(self) -> u32 {
        match self {
            Number::U8 | Number::S8 => 1,
            Number::U16 | Number::S16 => 2,
            Number::U32 | Number::S32 | Number::F32 => 4,
            Number::U64 | Number::S64 | Number::F64 => 8,
        }
    }

    /// Its core type.
    pub fn flat(self) -> Flat {
        match self {
            Number::U64 | Number::S64 => Flat::I64,
            Number::F32 => Flat::F32,
            Number::F64 => Flat::F64,
            Number::U8 | Number::S8 | Number::U16 | Number::S16 | Number::U32 | Number::S32 => {
                Flat::I32
            }
        }
    }
}

impl Word {
    /// Bytes in memory.
    pub fn width(self) -> u32 {
        match self {
            Word::Bool => 1,
            Word::Number(number) => number.width(),
            Word::Enum(width) => width,
            Word::Char | Word::End(_) => 4,
        }
    }
}

/// The numeric type of this kind, if it is one.
pub fn number(kind: &TypeKind) -> Option<Number> {
    Some(match kind {
        TypeKind::U8 => Number::U8,
        TypeKind::S8 => Number::S8,
        TypeKind::U16 => Number::U16,
        TypeKind::S16 => Number::S16,
        TypeKind::U32 => Number::U32,
        TypeKind::S32 => Number::S32,
        TypeKind::U64 => Number::U64,
        TypeKind::S64 => Number::S64,
        TypeKind::F32 => Number::F32,
        TypeKind::F64 => Number::F64,
        TypeKind::Bool
        | TypeKind::Char
        | TypeKind::String
        | TypeKind::List(_)
        | TypeKind::FixedLengthList(..)
        | TypeKind::Map(_)
        | TypeKind::Record(_)
        | TypeKind::Tuple(_)
        | TypeKind::Variant(_)
        | TypeKind::Enum(_)
        | TypeKind::Option(_)
        | TypeKind::Result(_)
        | TypeKind::Flags(_)
        | TypeKind::Own(_)
        | TypeKind::Borrow(_)
        | TypeKind::End(_) => return None,
    })
}
