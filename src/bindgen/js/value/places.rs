//! Where a value is lifted from and lowered to, and its name in messages.

use super::numbers::at;
use crate::bindgen::plan::call::Context;
use crate::bindgen::script::literals::quoted;

/// The name of a value in messages.
#[derive(Clone)]
pub enum Path {
    /// This path, relative to the function.
    Known(String),
    /// The path that the function takes as a parameter.
    Given,
}

impl Path {
    /// The path of a parameter.
    pub fn new(path: &str) -> Path {
        Path::Known(path.to_string())
    }

    /// The path of a part. If the path is given, that of the part is relative to it.
    pub fn part(&self, step: &str) -> Path {
        match self {
            Path::Known(path) => Path::Known(format!("{path}{step}")),
            Path::Given => Path::new(step),
        }
    }

    /// The path as an expression.
    pub fn literal(&self) -> String {
        match self {
            Path::Known(path) => quoted(path),
            Path::Given => "path".to_string(),
        }
    }
}

/// Where a value is lifted from.
#[derive(Clone, Copy)]
pub struct From<'s> {
    /// Names of core values.
    pub slots: &'s [String],
    /// The name of a pointer whose range was checked; `view` is in scope.
    pub pointer: &'s str,
    /// A number that is added to offsets.
    pub base: u32,
    /// The name of the view that is read.
    pub view: &'s str,
    /// The memory and handles.
    pub context: Context,
    /// The name of the value in messages: a literal or a variable.
    pub place: &'s str,
}

impl<'s> From<'s> {
    /// From core values.
    pub fn slots(slots: &'s [String], context: Context, place: &'s str) -> From<'s> {
        From {
            slots,
            pointer: "",
            base: 0,
            view: "",
            context,
            place,
        }
    }

    /// From memory; the variable `where` is the name of the value in messages.
    pub fn memory(pointer: &'s str, context: Context) -> From<'s> {
        From {
            slots: &[],
            pointer,
            base: 0,
            view: "view",
            context,
            place: "where",
        }
    }
}

impl From<'_> {
    /// `pointer + offset`
    pub fn at(&self, offset: u32) -> String {
        at(self.pointer, self.base + offset)
    }
}

/// Where a value is lowered to.
#[derive(Clone, Copy)]
pub struct To<'t> {
    /// Names of variables for core values.
    pub slots: &'t [String],
    /// The name of a pointer.
    pub pointer: &'t str,
    /// The name of the memory's view, if nothing is allocated before all is written.
    pub view: Option<&'t str>,
    /// The memory and handles.
    pub context: Context,
}

impl<'t> To<'t> {
    /// To core values.
    pub fn slots(slots: &'t [String], context: Context) -> To<'t> {
        To {
            slots,
            pointer: "",
            view: None,
            context,
        }
    }

    /// To memory.
    pub fn memory(pointer: &'t str, context: Context) -> To<'t> {
        To {
            slots: &[],
            pointer,
            view: None,
            context,
        }
    }
}
