//! Functions that write types to memory.

use super::places::{Path, To};
use super::shapes::is_tagged;
use crate::bindgen::js::file::Role;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::plan::RoutineId;
use crate::bindgen::plan::call::{Routine, Value, ValueKind};
use crate::bindgen::source::{close, line, open};

impl FunctionWriter<'_, '_> {
    /// The function that writes a value of this type to memory.
    pub fn store_function(&mut self, id: RoutineId) -> String {
        let file = &mut *self.file;
        let routine = &file.plan.routines[id];
        let name = format!("store{}", file.type_names.name(routine.value.ty));
        file.value_function(Role::Store, routine.shape.index(), &name, |this, name| {
            let mut params = "pointer, value, path";
            if this.file.plan.has_handles(id) {
                this.call = "call";
                params = "pointer, value, path, call";
            }
            open!(this.out, "function {name}({params}) {{");
            this.store_body(routine);
            close!(this.out, "}}");
        })
    }

    /// The function that writes a value of this type, as an argument.
    pub fn store_callback(&mut self, id: RoutineId) -> String {
        let store = self.store_function(id);
        let handles = self.file.plan.has_handles(id);
        self.callback(&store, handles)
    }

    fn store_body(&mut self, routine: &Routine) {
        let mut to = To::memory("pointer", routine.context);
        let value = &routine.value;
        if value.parts().len() > 3 && value.parts().into_iter().all(Value::is_word) {
            let memory = self.file.memory(routine.context);
            line!(self.out, "const {{ view }} = {memory};");
            to.view = Some("view");
        }
        let has_parts = match &value.kind {
            ValueKind::Record(_) | ValueKind::Tuple(_) => true,
            ValueKind::Cases(cases) => is_tagged(cases.shape),
            _ => false,
        };
        match &value.kind {
            ValueKind::FixedElements(element, length) => {
                let (length_of, items) = (self.need("listLength"), self.need("storeItems"));
                let (store, size) = (self.store_callback(element.routine), element.size);
                line!(self.out, "{length_of}(value, path, {length});");
                line!(
                    self.out,
                    "{items}(pointer, value, {length}, path, {size}, {store});"
                );
            }
            _ if has_parts => {
                // The error for a refused part names its whole path.
                open!(self.out, "try {{");
                self.lower(value, "value", &Path::new(""), &to);
                let inside = self.need("inside");
                close!(
                    self.out,
                    "}} catch (error) {{ throw {inside}(path, error); }}"
                );
            }
            _ => self.lower(value, "value", &Path::Given, &to),
        }
    }
}
