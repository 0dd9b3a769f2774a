//! Handles: from words to objects, and back.

use crate::bindgen::plan::call::{Handle, Role};
use crate::bindgen::python::generator::FunctionWriter;
use crate::bindgen::source::line;

impl FunctionWriter<'_, '_> {
    /// The handles of a component instance.
    fn handles(&mut self) -> String {
        format!("{}.handles", self.instance())
    }

    /// An expression for the representation, or the host's object, that an owned handle gives up.
    pub fn take_own(&mut self, handle: &Handle, word: &str, place: &str) -> String {
        format!(
            "{}.take({word}, {}, {place})",
            self.handles(),
            handle.resource
        )
    }

    /// An expression for the object that a handle is lifted to; a borrowed handle is lent while the host is called.
    pub fn lift_handle(&mut self, handle: &Handle, word: &str, place: &str) -> String {
        match handle.role {
            Role::OwnDefined => {
                let taken = self.take_own(handle, word, place);
                format!("{}(_s, {}, {taken})", self.need("adopt"), handle.resource)
            }
            Role::OwnImported => self.take_own(handle, word, place),
            Role::Representation | Role::BorrowDefined | Role::BorrowImported => {
                let entry = format!(
                    "{}.get({word}, {}, {place})",
                    self.handles(),
                    handle.resource
                );
                match self.scope {
                    true => format!("{}({entry}, _scope)", self.need("lend")),
                    false => format!("{entry}.rep"),
                }
            }
        }
    }

    /// Expressions for the handle, or representation, that an object is lowered to: a fast one, and one that checks.
    pub fn lower_handle(&mut self, handle: &Handle, value: &str, path: &str) -> (String, String) {
        let (resource, scope) = (handle.resource, if self.scope { "_scope" } else { "None" });
        let rep = match handle.role {
            Role::OwnImported | Role::BorrowImported => {
                format!("{}({value}, {path})", self.need("host_object"))
            }
            Role::OwnDefined => {
                self.uses_instance = true;
                format!(
                    "{}(_s, {resource}, {value}, {path}, {scope})",
                    self.need("take_object")
                )
            }
            Role::Representation | Role::BorrowDefined => {
                self.uses_instance = true;
                let noted = match self.file.plan.lends_what_is_given(resource) && self.scope {
                    true => ", _scope",
                    false => "",
                };
                format!(
                    "{}(_s, {resource}, {value}, {path}{noted})",
                    self.need("representation")
                )
            }
        };
        let made = match handle.role {
            Role::Representation if value == "self" && !rep.ends_with("_scope)") => {
                return ("self._rep".to_string(), rep);
            }
            Role::Representation => rep,
            Role::OwnDefined | Role::OwnImported => {
                let give = self.need("give_handle");
                format!("{give}({}, {resource}, {rep}, {scope})", self.handles())
            }
            Role::BorrowDefined | Role::BorrowImported => {
                let borrow = self.need("borrow_handle");
                format!("{borrow}({}, {resource}, {rep}, {scope})", self.handles())
            }
        };
        let name = self.variable();
        line!(self.out, "{name} = {made}");
        (name.clone(), name)
    }
}
