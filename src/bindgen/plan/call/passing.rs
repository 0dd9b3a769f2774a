//! From the type of a function and its canonical options to a [`Call`]: what is passed in core values and what in
//! memory, and what the call must do for its handles.

use super::builder::CallBuilder;
use super::description::{Area, Buffer, Call, Direction, Ending, Fallible, Outcome, Param};
use super::places::Slots;
use super::signature::CoreSignature;
use super::value::{Context, Handle, Shape, ValueKind, number};
use super::views::view_of;
use crate::bindgen::plan::index::ResourceId;
use crate::bindgen::plan::steps::CanonicalOptions;
use crate::bindgen::plan::types::{
    Flat, FunctionType, MAX_FLAT_ASYNC_PARAMS, MAX_FLAT_PARAMS, MAX_FLAT_RESULTS, TypeId, TypeKind,
};
use anyhow::Result;

impl CallBuilder<'_> {
    /// Describes one function; `name` is its name in WIT, which shows whether it is a constructor.
    pub fn call(
        &mut self,
        name: &str,
        ty: &FunctionType,
        options: &CanonicalOptions,
        direction: Direction,
    ) -> Result<Call> {
        let context = self.context(options);
        let mut signature = CoreSignature::default();
        let subtask = options.asynchronous && direction == Direction::Lower;
        let (params, params_area) = self.params(ty, context, subtask, &mut signature)?;
        let result_type = match (direction, options.asynchronous) {
            // `task.return` gets the result.
            (Direction::Lift, true) => None,
            (Direction::Lift | Direction::Lower | Direction::Return, _) => ty.result,
        };
        let result_area = result_type.and_then(|ty| self.result_area(ty, subtask));
        match (result_type, result_area, direction) {
            (Some(_), Some(_), Direction::Lower) => signature.params.push(Flat::I32),
            (Some(_), Some(_), Direction::Lift | Direction::Return) => {
                signature.results.push(Flat::I32);
            }
            (Some(ty), None, _) => {
                let flat = self.types[ty].flat.as_deref();
                signature.results.extend(flat.unwrap_or_default());
            }
            (None, _, _) => {}
        }
        if subtask || (options.callback.is_some() && direction == Direction::Lift) {
            signature.results.push(Flat::I32);
        }
        let result = match result_type {
            Some(ty) => Some(self.outcome(ty, context, result_area.is_some())?),
            None => None,
        };
        let constructs = result
            .as_ref()
            .filter(|_| name.starts_with("[constructor]"))
            .and_then(constructed);
        let handles = self.handles(&params);
        Ok(Call {
            context,
            signature,
            params,
            params_area,
            result,
            result_area,
            borrow_scope: handles.iter().any(|handle| handle.role.is_scoped()),
            lends: (subtask || handles.iter().any(|handle| handle.role.is_own()))
                && handles.iter().any(|handle| !handle.role.is_own()),
            gives_what_it_lends: owned_and_borrowed(&handles),
            post_return: options.post_return,
            constructs,
            ending: ending(subtask, direction, ty),
            asynchronous: ty.asynchronous,
            on_stack: false,
        })
    }

    fn context(&self, options: &CanonicalOptions) -> Context {
        Context {
            instance: options.instance,
            view: view_of(self.views, options),
            encoding: options.encoding,
        }
    }

    /// Describes the buffer of a stream or future: the memory that a read fills, or that a write reads.
    pub fn buffer(
        &mut self,
        payload: Option<TypeId>,
        options: &CanonicalOptions,
    ) -> Result<Buffer> {
        let context = self.context(options);
        let element = payload.map(|ty| self.element(ty, context)).transpose()?;
        Ok(Buffer {
            view: context.view,
            element,
            number: payload.and_then(|ty| number(&self.types[ty].kind)),
            asynchronous: options.asynchronous,
        })
    }

    /// Parameters in core values, of which a subtask has fewer, or as one record in memory.
    fn params(
        &mut self,
        ty: &FunctionType,
        context: Context,
        subtask: bool,
        signature: &mut CoreSignature,
    ) -> Result<(Vec<Param>, Option<Area>)> {
        let types: Vec<_> = ty.params.iter().map(|(_, ty)| *ty).collect();
        let most = match subtask {
            true => MAX_FLAT_ASYNC_PARAMS,
            false => MAX_FLAT_PARAMS,
        };
        let flat = self.types.flatten(types.iter().copied(), most);
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

    /// The area of a result that is in memory; the result of a subtask always is.
    fn result_area(&self, ty: TypeId, subtask: bool) -> Option<Area> {
        let (size, align) = (self.types[ty].size, self.types[ty].align);
        let flat = self.types.flatten([ty], MAX_FLAT_RESULTS);
        (subtask || flat.is_none()).then_some(Area { size, align })
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
        Ok(Outcome::Fallible(Fallible {
            ty,
            discriminant: cases.discriminant,
            ok: payloads.next().flatten(),
            err: payloads.next().flatten(),
        }))
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
}

/// How a call ends, unless its core function is lifted async.
fn ending(subtask: bool, direction: Direction, ty: &FunctionType) -> Ending {
    match (subtask, direction) {
        (true, _) => Ending::Subtask,
        (false, Direction::Lower) if ty.asynchronous => Ending::Suspend,
        (false, _) => Ending::Sync,
    }
}

/// The resource types of which there are both owned and borrowed handles.
fn owned_and_borrowed(handles: &[Handle]) -> Vec<ResourceId> {
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
    both
}

/// The handle that a constructor returns, directly or in a `result`.
fn constructed(outcome: &Outcome) -> Option<Handle> {
    let value = match outcome {
        Outcome::Plain(value) => value,
        Outcome::Fallible(fallible) => fallible.ok.as_ref()?,
    };
    match &value.kind {
        ValueKind::Handle(handle) => Some(*handle),
        _ => None,
    }
}
