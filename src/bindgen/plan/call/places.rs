//! The places of values: the position of a core value, or the offset from a pointer.

use super::builder::CallBuilder;
use super::value::{
    Cases, Contents, Context, Element, Handle, Pair, Place, Role, Routine, Shape, Span, Value,
    ValueKind, Word, number,
};
use crate::bindgen::plan::index::{RoutineId, TableId};
use crate::bindgen::plan::steps::{ResourceOrigin, ResourceTable};
use crate::bindgen::plan::types::{Field, Flat, TypeId, TypeKind, Variant};
use anyhow::{Context as _, Result};

impl CallBuilder<'_> {
    /// A value in memory, where it is used: a type that is made of others has a routine.
    pub(super) fn in_memory(&mut self, ty: TypeId, context: Context, offset: u32) -> Result<Value> {
        let kind = match &self.types[ty].kind {
            TypeKind::Record(_)
            | TypeKind::Tuple(_)
            | TypeKind::FixedLengthList(..)
            | TypeKind::Variant(_)
            | TypeKind::Option(_)
            | TypeKind::Result(_) => ValueKind::Routine(self.routine(ty, context)?, offset),
            leaf => self.leaf(leaf, context, &mut In::Memory(offset))?,
        };
        Ok(Value { ty, kind })
    }

    /// The routine of a type.
    fn routine(&mut self, ty: TypeId, context: Context) -> Result<RoutineId> {
        if let Some(id) = self.routines.known.get(&(ty, context)) {
            return Ok(*id);
        }
        let value = Value {
            ty,
            kind: self.body(ty, context)?,
        };
        let id = RoutineId::from(self.routines.all.len());
        let shape = (self.types[ty].shape, context);
        let shape = *self.routines.shapes.entry(shape).or_insert(id);
        self.routines.all.push(Routine {
            context,
            shape,
            value,
        });
        self.routines.known.insert((ty, context), id);
        Ok(id)
    }

    /// What a routine reads or writes.
    fn body(&mut self, ty: TypeId, context: Context) -> Result<ValueKind> {
        let types = self.types;
        Ok(match &types[ty].kind {
            TypeKind::Record(fields) => {
                let values = self.fields(fields, context)?;
                let names = fields.iter().map(|field| field.name.clone());
                ValueKind::Record(names.zip(values).collect())
            }
            TypeKind::Tuple(fields) => ValueKind::Tuple(self.fields(fields, context)?),
            TypeKind::FixedLengthList(element, length) => {
                ValueKind::FixedElements(self.element(*element, context)?, *length)
            }
            TypeKind::Variant(variant) => {
                ValueKind::Cases(self.cases_in_memory(variant, Shape::Variant, context)?)
            }
            TypeKind::Option(variant) => {
                let shape = self.option_shape(variant);
                ValueKind::Cases(self.cases_in_memory(variant, shape, context)?)
            }
            TypeKind::Result(variant) => {
                ValueKind::Cases(self.cases_in_memory(variant, Shape::Result, context)?)
            }
            leaf => self.leaf(leaf, context, &mut In::Memory(0))?,
        })
    }

    fn fields(&mut self, fields: &[Field], context: Context) -> Result<Vec<Value>> {
        let fields = fields.iter();
        fields
            .map(|field| self.in_memory(field.ty, context, field.offset))
            .collect()
    }

    pub(super) fn element(&mut self, ty: TypeId, context: Context) -> Result<Element> {
        Ok(Element {
            routine: self.routine(ty, context)?,
            size: self.types[ty].size,
            align: self.types[ty].align,
        })
    }

    fn option_shape(&self, variant: &Variant) -> Shape {
        let payload = variant.cases.get(1).and_then(|case| case.ty);
        match payload.map(|ty| &self.types[ty].kind) {
            Some(TypeKind::Option(_)) => Shape::NestedOption,
            _ => Shape::Option,
        }
    }

    pub(super) fn cases_in_memory(
        &mut self,
        variant: &Variant,
        shape: Shape,
        context: Context,
    ) -> Result<Cases> {
        let mut cases = Vec::new();
        for case in &variant.cases {
            let payload = case
                .ty
                .map(|ty| self.in_memory(ty, context, variant.payload_offset));
            cases.push((case.name.clone(), payload.transpose()?));
        }
        Ok(Cases {
            shape,
            discriminant: Place::Memory { offset: 0 },
            width: variant.discriminant_size,
            cases,
        })
    }

    /// A value in core values.
    pub(super) fn in_slots(
        &mut self,
        ty: TypeId,
        context: Context,
        slots: &mut Slots,
    ) -> Result<Value> {
        let types = self.types;
        let kind = match &types[ty].kind {
            TypeKind::Record(fields) => {
                let mut values = Vec::new();
                for field in fields {
                    let value = self.in_slots(field.ty, context, slots)?;
                    values.push((field.name.clone(), value));
                }
                ValueKind::Record(values)
            }
            TypeKind::Tuple(fields) => {
                let fields = fields.iter();
                let values = fields.map(|field| self.in_slots(field.ty, context, slots));
                ValueKind::Tuple(values.collect::<Result<_>>()?)
            }
            TypeKind::FixedLengthList(element, length) => {
                let values = (0..*length).map(|_| self.in_slots(*element, context, slots));
                ValueKind::FixedList(values.collect::<Result<_>>()?)
            }
            TypeKind::Variant(variant) => {
                ValueKind::Cases(self.cases_in_slots(variant, Shape::Variant, context, slots)?)
            }
            TypeKind::Option(variant) => {
                let shape = self.option_shape(variant);
                ValueKind::Cases(self.cases_in_slots(variant, shape, context, slots)?)
            }
            TypeKind::Result(variant) => {
                ValueKind::Cases(self.cases_in_slots(variant, Shape::Result, context, slots)?)
            }
            leaf => self.leaf(leaf, context, &mut In::Slots(slots))?,
        };
        Ok(Value { ty, kind })
    }

    /// Every case begins at the slot after the discriminant; the slots are as wide as the widest needs.
    pub(super) fn cases_in_slots(
        &mut self,
        variant: &Variant,
        shape: Shape,
        context: Context,
        slots: &mut Slots,
    ) -> Result<Cases> {
        let joined = self.types.flat_cases(variant).unwrap_or_default();
        let discriminant = slots.next(Flat::I32);
        let mut cases = Vec::new();
        for case in &variant.cases {
            let mut own = slots.clone();
            let payload = case.ty.map(|ty| self.in_slots(ty, context, &mut own));
            cases.push((case.name.clone(), payload.transpose()?));
        }
        slots.index += joined.len().saturating_sub(1);
        Ok(Cases {
            shape,
            discriminant,
            width: variant.discriminant_size,
            cases,
        })
    }

    /// A value that is not made of others, or only through a pointer.
    fn leaf(&mut self, kind: &TypeKind, context: Context, to: &mut In) -> Result<ValueKind> {
        if let Some(number) = number(kind) {
            return Ok(ValueKind::Word(
                to.place(number.flat()),
                Word::Number(number),
            ));
        }
        Ok(match kind {
            TypeKind::Bool => ValueKind::Word(to.place(Flat::I32), Word::Bool),
            TypeKind::Char => ValueKind::Word(to.place(Flat::I32), Word::Char),
            TypeKind::String => ValueKind::Span(to.span(), Contents::Text),
            TypeKind::List(element) => {
                let contents = match number(&self.types[*element].kind) {
                    Some(number) => Contents::Numbers(number),
                    None => Contents::List(self.element(*element, context)?),
                };
                ValueKind::Span(to.span(), contents)
            }
            TypeKind::Map(map) => {
                let pair = Pair {
                    key: self.routine(map.key, context)?,
                    value: self.routine(map.value, context)?,
                    value_offset: map.value_offset,
                    size: map.entry_size,
                    align: map.entry_align,
                };
                ValueKind::Span(to.span(), Contents::Map(pair))
            }
            TypeKind::Enum(variant) => {
                ValueKind::Word(to.place(Flat::I32), Word::Enum(variant.discriminant_size))
            }
            TypeKind::Flags(names) => {
                let count = names.len();
                ValueKind::Flags {
                    words: (0..count.div_ceil(32)).map(|i| to.word(i)).collect(),
                    width: match count {
                        0..=8 => 1,
                        9..=16 => 2,
                        _ => 4,
                    },
                }
            }
            TypeKind::Own(table) => ValueKind::Handle(self.handle(*table, true, to)?),
            TypeKind::Borrow(table) => ValueKind::Handle(self.handle(*table, false, to)?),
            TypeKind::End(end) => ValueKind::Word(to.place(Flat::I32), Word::End(*end)),
            other => anyhow::bail!("internal error: `{other:?}` is made of other types"),
        })
    }

    fn handle(&self, table: TableId, owned: bool, to: &mut In) -> Result<Handle> {
        let ResourceTable { resource, instance } = self.tables[table]
            .context("internal error: a function with a resource type that no instance has")?;
        let definer = match self.resources[resource].origin {
            ResourceOrigin::Imported(_) => None,
            ResourceOrigin::Defined { instance, .. } => Some(instance),
        };
        let role = match (definer, owned) {
            (Some(_), true) => Role::OwnDefined,
            (None, true) => Role::OwnImported,
            (Some(definer), false) if definer == instance => Role::Representation,
            (Some(_), false) => Role::BorrowDefined,
            (None, false) => Role::BorrowImported,
        };
        Ok(Handle {
            place: to.place(Flat::I32),
            table,
            resource,
            instance,
            role,
        })
    }
}

/// The core values of a call, taken one after another.
#[derive(Clone)]
pub(super) struct Slots<'a> {
    types: &'a [Flat],
    index: usize,
}

impl<'a> Slots<'a> {
    pub(super) fn new(types: &'a [Flat]) -> Slots<'a> {
        Slots { types, index: 0 }
    }

    fn next(&mut self, value: Flat) -> Place {
        let slot = self.types.get(self.index).copied().unwrap_or(value);
        let place = Place::Slot {
            index: self.index as u32,
            slot,
            value,
        };
        self.index += 1;
        place
    }
}

/// Where a leaf is.
enum In<'s, 'a> {
    Memory(u32),
    Slots(&'s mut Slots<'a>),
}

impl In<'_, '_> {
    fn place(&mut self, value: Flat) -> Place {
        self.at(0, value)
    }

    /// The n-th of several words.
    fn word(&mut self, n: usize) -> Place {
        self.at(4 * n as u32, Flat::I32)
    }

    fn span(&mut self) -> Span {
        Span {
            pointer: self.word(0),
            length: self.word(1),
        }
    }

    fn at(&mut self, distance: u32, value: Flat) -> Place {
        match self {
            In::Memory(offset) => Place::Memory {
                offset: *offset + distance,
            },
            In::Slots(slots) => slots.next(value),
        }
    }
}
