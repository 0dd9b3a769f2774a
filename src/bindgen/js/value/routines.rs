//! Functions that read types from memory and write them to it.

use super::places::{Path, Places};
use super::shapes::{has_members, is_tagged, reads_view};
use crate::bindgen::js::file::Role;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::plan::RoutineId;
use crate::bindgen::plan::call::{Routine, Shape, Value, ValueKind};
use crate::bindgen::source::{close, line, open};

impl FunctionWriter<'_, '_> {
    /// A call of the function that reads or writes values of a type.
    pub fn call_routine(&mut self, role: Role, id: RoutineId, arguments: &str) -> String {
        match self.routine(role, id) {
            (name, true) => format!("{name}({arguments}, {})", self.call),
            (name, false) => format!("{name}({arguments})"),
        }
    }

    /// The same function as an argument.
    pub fn pass_routine(&mut self, role: Role, id: RoutineId) -> String {
        match self.routine(role, id) {
            (name, true) => format!("(...at) => {name}(...at, {})", self.call),
            (name, false) => name,
        }
    }

    /// The name of the function, and whether it also gets the variable of the call.
    fn routine(&mut self, role: Role, id: RoutineId) -> (String, bool) {
        let file = &mut *self.file;
        let routine = &file.plan.routines[id];
        let (verb, mut params, notes) = match role {
            Role::Load => ("load", "pointer, where".to_string(), file.plan.borrows(id)),
            _ => (
                "store",
                "pointer, value, path".to_string(),
                file.plan.has_handles(id),
            ),
        };
        let wanted = format!("{verb}{}", file.type_names.name(routine.value.ty));
        let name = file.value_function(role, routine.shape.index(), &wanted, |this, name| {
            if notes {
                this.call = "call";
                params.push_str(", call");
            }
            open!(this.out, "function {name}({params}) {{");
            match role {
                Role::Load => this.load_body(routine),
                _ => this.store_body(routine),
            }
            close!(this.out, "}}");
        });
        (name, notes)
    }

    fn load_body(&mut self, routine: &Routine) {
        let value = &routine.value;
        let mut from = Places::memory("pointer", routine.context);
        // A view that is read once needs no name.
        if has_members(value) {
            from = from.viewed();
            if reads_view(&self.file.plan.routines, value) {
                self.declare_view(routine.context);
            }
        }
        match &value.kind {
            ValueKind::Record(fields) => {
                open!(self.out, "return {{");
                for member in self.members(fields, &from) {
                    line!(self.out, "{member},");
                }
                close!(self.out, "}};");
            }
            ValueKind::Cases(cases) if cases.shape == Shape::Variant => {
                let payloads = self.payloads(cases, &from, Self::lift);
                self.switch(cases, payloads, &from, ["return ", ""]);
            }
            _ => {
                let value = self.lift(value, &from);
                line!(self.out, "return {value};");
            }
        }
    }

    fn store_body(&mut self, routine: &Routine) {
        let mut to = Places::memory("pointer", routine.context);
        let value = &routine.value;
        if value.parts().len() > 3 && value.parts().into_iter().all(Value::is_word) {
            self.declare_view(routine.context);
            to = to.viewed();
        }
        match &value.kind {
            ValueKind::FixedElements(element, length) => {
                let (length_of, items) = (self.need("listLength"), self.need("storeItems"));
                let store = self.pass_routine(Role::Store, element.routine);
                let how = format!("{length}, path, {}, {store}", element.size);
                line!(self.out, "{length_of}(value, path, {length});");
                line!(self.out, "{items}(pointer, value, {how});");
            }
            ValueKind::Record(_) | ValueKind::Tuple(_) => self.store_parts(value, &to),
            ValueKind::Cases(cases) if is_tagged(cases.shape) => self.store_parts(value, &to),
            _ => self.lower(value, "value", &Path::Given, &to),
        }
    }

    fn store_parts(&mut self, value: &Value, to: &Places) {
        self.inside(|this| this.lower(value, "value", &Path::new(""), to));
    }

    /// Writes statements in which the error for a refused part gets its whole path.
    pub fn inside(&mut self, write: impl FnOnce(&mut Self)) {
        let inside = self.need("inside");
        open!(self.out, "try {{");
        write(self);
        let thrown = format!("{inside}(path, error)");
        close!(self.out, "}} catch (error) {{ throw {thrown}; }}");
    }
}
