//! From the type of a function and its canonical options to a [`Call`]: what is passed in core values and what in
//! memory, and what handles demand of the call.

use super::CoreSignature;
use super::value::{
    Cases, Context, Element, Handle, Number, Place, Role, Routine, Shape, Span, Value, ValueKind,
};
use super::views::{MemoryView, view_of};
use crate::bindgen::plan::types::{
    Field, Flat, MAX_FLAT_PARAMS, MAX_FLAT_RESULTS, TypeId, TypeKind, Types, Variant,
};
use crate::bindgen::plan::{
    CanonicalOptions, FunctionType, PostReturnId, Resource, ResourceId, ResourceOrigin,
    ResourceTable, RoutineId, TableId,
};
use anyhow::{Context as _, Result};
use std::collections::HashMap;

/// How one function is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The component instance that lifts or lowers, its memory and its strings.
    pub context: Context,
    /// The type of the core function.
    pub signature: CoreSignature,
    /// The parameters.
    pub params: Vec<Param>,
    /// Set if there are more parameters than core values for them: they are one record in memory, and a pointer to it is
    /// the only core parameter (before the one for [`Call::result_area`]).
    pub params_area: Option<Area>,
    /// What the function returns.
    pub result: Option<Outcome>,
    /// Set if the result does not fit into one core value. A lifted function returns a pointer to it; a lowered import
    /// takes a pointer to where it belongs, as its last core parameter.
    pub result_area: Option<Area>,
    /// Whether parameters make handles that must have been dropped when the call returns.
    pub borrow_scope: bool,
    /// Whether parameters contain both `own` and `borrow`: what is lent must be noted while the host is called, since
    /// the same call may give away the handle.
    pub lends: bool,
    /// Resource types of which parameters contain both `own` and `borrow`: an object that is lent, anywhere, must not be
    /// given away by the same call.
    pub gives_what_it_lends: Vec<ResourceId>,
    /// What to call with the core results once they are lifted.
    pub post_return: Option<PostReturnId>,
    /// For a constructor, the handle of the resource that it makes.
    pub constructs: Option<Handle>,
    /// How the call ends.
    pub ending: Ending,
}

/// How a call ends. More of them come with async.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The core function returns, and with it the call.
    Sync,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name in WIT.
    pub name: String,
    /// What is passed.
    pub value: Value,
}

/// A piece of memory that holds parameters or a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Bytes.
    pub size: u32,
    /// Alignment.
    pub align: u32,
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A value.
    Plain(Value),
    /// A `result`: most languages return its one case, and throw the other.
    Fallible {
        /// The type of the `result`.
        ty: TypeId,
        /// Where it is said which case it is, in memory one byte.
        discriminant: Place,
        /// The payload of `ok`.
        ok: Option<Value>,
        /// The payload of `err`.
        err: Option<Value>,
    },
}

/// On which side of a call the component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The host calls the component.
    Lift,
    /// The component calls the host.
    Lower,
}

/// The routines found so far.
#[derive(Debug, Default)]
pub struct Routines {
    /// In the order in which they were first needed; parts stand before what is made of them.
    pub all: Vec<Routine>,
    known: HashMap<(TypeId, Context), RoutineId>,
}

/// Describes calls.
pub struct CallBuilder<'a> {
    /// All types.
    pub types: &'a Types,
    /// All resource types.
    pub resources: &'a [Resource],
    /// All tables.
    pub tables: &'a [Option<ResourceTable>],
    /// All views.
    pub views: &'a [MemoryView],
    /// Grows with each call.
    pub routines: &'a mut Routines,
}

impl CallBuilder<'_> {
    /// Describes one function; `name` is that in WIT, which says whether it is a constructor.
    pub fn call(
        &mut self,
        name: &str,
        ty: &FunctionType,
        options: &CanonicalOptions,
        direction: Direction,
    ) -> Result<Call> {
        let context = Context {
            instance: options.instance,
            view: view_of(self.views, options),
            encoding: options.encoding,
        };
        let mut signature = CoreSignature::default();
        let (params, params_area) = self.params(ty, context, &mut signature)?;
        let result_area = ty.result.and_then(|ty| self.result_area(ty));
        match (ty.result, result_area, direction) {
            (Some(_), Some(_), Direction::Lift) => signature.results.push(Flat::I32),
            (Some(_), Some(_), Direction::Lower) => signature.params.push(Flat::I32),
            (Some(ty), None, _) => {
                let flat = self.types[ty].flat.as_deref();
                signature.results.extend(flat.unwrap_or_default());
            }
            (None, _, _) => {}
        }
        let result = match ty.result {
            Some(ty) => Some(self.outcome(ty, context, result_area.is_some())?),
            None => None,
        };
        let constructs = match &result {
            Some(outcome) if name.starts_with("[constructor]") => constructed(outcome),
            _ => None,
        };
        let handles = self.handles(&params);
        let owns = |resource| {
            let mut handles = handles.iter();
            handles.any(|handle| handle.role.is_own() && handle.resource == resource)
        };
        let mut both: Vec<ResourceId> = Vec::new();
        for handle in handles.iter().filter(|handle| !handle.role.is_own()) {
            if owns(handle.resource) && !both.contains(&handle.resource) {
                both.push(handle.resource);
            }
        }
        Ok(Call {
            context,
            signature,
            params,
            params_area,
            result,
            result_area,
            borrow_scope: handles.iter().any(|handle| handle.role.is_scoped()),
            lends: handles.iter().any(|handle| handle.role.is_own())
                && handles.iter().any(|handle| !handle.role.is_own()),
            gives_what_it_lends: both,
            post_return: options.post_return,
            constructs,
            ending: Ending::Sync,
        })
    }

    /// Parameters in core values, or as one record in memory.
    fn params(
        &mut self,
        ty: &FunctionType,
        context: Context,
        signature: &mut CoreSignature,
    ) -> Result<(Vec<Param>, Option<Area>)> {
        let types: Vec<_> = ty.params.iter().map(|(_, ty)| *ty).collect();
        let flat = self.types.flatten(types.iter().copied(), MAX_FLAT_PARAMS);
        let mut params = Vec::new();
        let Some(flat) = flat else {
            let (offsets, size, align) = self.types.layout(types.iter().copied());
            signature.params.push(Flat::I32);
            for ((name, ty), offset) in ty.params.iter().zip(offsets) {
                params.push(Param {
                    name: name.clone(),
                    value: self.in_memory(*ty, context, offset)?,
                });
            }
            return Ok((params, Some(Area { size, align })));
        };
        let mut slots = Slots::new(&flat);
        for (name, ty) in &ty.params {
            params.push(Param {
                name: name.clone(),
                value: self.in_slots(*ty, context, &mut slots)?,
            });
        }
        signature.params.extend(flat);
        Ok((params, None))
    }

    fn result_area(&self, ty: TypeId) -> Option<Area> {
        let (size, align) = (self.types[ty].size, self.types[ty].align);
        let flat = self.types.flatten([ty], MAX_FLAT_RESULTS);
        flat.is_none().then_some(Area { size, align })
    }

    fn outcome(&mut self, ty: TypeId, context: Context, in_memory: bool) -> Result<Outcome> {
        let types = self.types;
        let flat = types[ty].flat.clone().unwrap_or_default();
        let TypeKind::Result(variant) = &types[ty].kind else {
            return Ok(Outcome::Plain(match in_memory {
                true => self.in_memory(ty, context, 0)?,
                false => self.in_slots(ty, context, &mut Slots::new(&flat))?,
            }));
        };
        let cases = match in_memory {
            true => self.cases_in_memory(variant, Shape::Result, context)?,
            false => {
                self.cases_in_slots(variant, Shape::Result, context, &mut Slots::new(&flat))?
            }
        };
        let mut payloads = cases.cases.into_iter().map(|(_, payload)| payload);
        Ok(Outcome::Fallible {
            ty,
            discriminant: cases.discriminant,
            ok: payloads.next().flatten(),
            err: payloads.next().flatten(),
        })
    }

    fn handles(&self, params: &[Param]) -> Vec<Handle> {
        let mut handles = Vec::new();
        for param in params {
            param
                .value
                .each_handle(&self.routines.all, &mut |handle| handles.push(*handle));
        }
        handles
    }

    /// A value in memory where it is used: what is made of others has a function.
    fn in_memory(&mut self, ty: TypeId, context: Context, offset: u32) -> Result<Value> {
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

    /// The function of a type.
    fn routine(&mut self, ty: TypeId, context: Context) -> Result<RoutineId> {
        if let Some(id) = self.routines.known.get(&(ty, context)) {
            return Ok(*id);
        }
        let value = Value {
            ty,
            kind: self.body(ty, context)?,
        };
        let id = RoutineId::from(self.routines.all.len());
        self.routines.all.push(Routine { context, value });
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

    fn element(&mut self, ty: TypeId, context: Context) -> Result<Element> {
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

    fn cases_in_memory(
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
    fn in_slots(&mut self, ty: TypeId, context: Context, slots: &mut Slots) -> Result<Value> {
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
    fn cases_in_slots(
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

    /// A value that is not made of others, or is so only through a pointer.
    fn leaf(&mut self, kind: &TypeKind, context: Context, to: &mut In) -> Result<ValueKind> {
        if let Some(number) = number(kind) {
            return Ok(ValueKind::Number(number, to.place(number.flat())));
        }
        Ok(match kind {
            TypeKind::Bool => ValueKind::Bool(to.place(Flat::I32)),
            TypeKind::Char => ValueKind::Char(to.place(Flat::I32)),
            TypeKind::String => ValueKind::Text(to.span()),
            TypeKind::List(element) => {
                let span = to.span();
                match self::number(&self.types[*element].kind) {
                    Some(number) => ValueKind::Numbers(span, number),
                    None => ValueKind::List(span, self.element(*element, context)?),
                }
            }
            TypeKind::Map(map) => ValueKind::Map {
                span: to.span(),
                key: self.routine(map.key, context)?,
                value: self.routine(map.value, context)?,
                size: map.entry_size,
                align: map.entry_align,
                value_offset: map.value_offset,
            },
            TypeKind::Enum(variant) => ValueKind::Enum {
                discriminant: to.place(Flat::I32),
                width: variant.discriminant_size,
            },
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
struct Slots<'a> {
    types: &'a [Flat],
    index: usize,
}

impl<'a> Slots<'a> {
    fn new(types: &'a [Flat]) -> Slots<'a> {
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

/// Where a leaf belongs.
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

impl Number {
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
        | TypeKind::Borrow(_) => return None,
    })
}

/// The handle in the result of a constructor, plain or of a `result`.
fn constructed(outcome: &Outcome) -> Option<Handle> {
    let value = match outcome {
        Outcome::Plain(value) => value,
        Outcome::Fallible { ok, .. } => ok.as_ref()?,
    };
    match &value.kind {
        ValueKind::Handle(handle) => Some(*handle),
        _ => None,
    }
}
