//! Functions that read types from memory.

use super::places::From;
use super::shapes::{case_value, has_members, reads_view};
use crate::bindgen::js::file::Role;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::names::member_names;
use crate::bindgen::plan::RoutineId;
use crate::bindgen::plan::call::{Routine, Shape, ValueKind};
use crate::bindgen::source::{close, line, open};

impl FunctionWriter<'_, '_> {
    /// An expression that reads a value by its function.
    pub fn call_load(&mut self, id: RoutineId, pointer: &str, place: &str) -> String {
        let load = self.load_function(id);
        match self.file.plan.borrows(id) {
            true => format!("{load}({pointer}, {place}, {})", self.call),
            false => format!("{load}({pointer}, {place})"),
        }
    }

    /// The function that reads a value of this type, as an argument.
    pub fn load_callback(&mut self, id: RoutineId) -> String {
        let load = self.load_function(id);
        self.callback(&load, self.file.plan.borrows(id))
    }

    /// The function that reads a value of this type from memory.
    fn load_function(&mut self, id: RoutineId) -> String {
        let file = &mut *self.file;
        let routine = &file.plan.routines[id];
        let name = format!("load{}", file.type_names.name(routine.value.ty));
        file.value_function(Role::Load, routine.shape.index(), &name, |this, name| {
            let mut params = "pointer, where";
            if this.file.plan.borrows(id) {
                this.call = "call";
                params = "pointer, where, call";
            }
            let (body, ()) = this.aside(|this| this.load_body(routine));
            open!(this.out, "function {name}({params}) {{");
            if has_members(&routine.value) && reads_view(&this.file.plan.routines, &routine.value) {
                let memory = this.file.memory(routine.context);
                line!(this.out, "const {{ view }} = {memory};");
            }
            this.out.block(body.as_str());
            close!(this.out, "}}");
        })
    }

    fn load_body(&mut self, routine: &Routine) {
        let from = From::memory("pointer", routine.context);
        match &routine.value.kind {
            ValueKind::Record(fields) => {
                open!(self.out, "return {{");
                let names = member_names(fields.iter().map(|(name, _)| name.as_str()));
                for (name, (_, field)) in names.iter().zip(fields) {
                    let value = self.lift(field, &from);
                    line!(self.out, "{name}: {value},");
                }
                close!(self.out, "}};");
            }
            ValueKind::Cases(cases) if cases.shape == Shape::Variant => {
                let discriminant = self.core(&cases.discriminant, &from, cases.width);
                open!(self.out, "switch ({discriminant}) {{");
                for (i, (name, payload)) in cases.cases.iter().enumerate() {
                    let payload = payload.as_ref().map(|value| self.lift(value, &from));
                    let value = case_value(name, payload, true);
                    line!(self.out, "case {i}: return {value};");
                }
                let invalid = self.need("invalidCase");
                line!(self.out, "default: {invalid}(where);");
                close!(self.out, "}}");
            }
            _ if !has_members(&routine.value) => {
                // The view is read once, so it needs no name.
                let view = match reads_view(&self.file.plan.routines, &routine.value) {
                    true => format!("{}.view", self.file.memory(routine.context)),
                    false => String::new(),
                };
                let from = From {
                    view: &view,
                    ..from
                };
                let value = self.lift(&routine.value, &from);
                line!(self.out, "return {value};");
            }
            _ => {
                let value = self.lift(&routine.value, &from);
                line!(self.out, "return {value};");
            }
        }
    }
}
