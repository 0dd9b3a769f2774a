//! Where a value is lifted from or lowered to, and its name in messages.

use crate::bindgen::plan::call::Context;
use crate::bindgen::script::literals::quoted;

/// The name of a value in messages, while it is lowered.
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

/// Where a value is lifted from or lowered to.
#[derive(Clone, Copy)]
pub struct Places<'p> {
    /// The names of core values, or of variables for them.
    pub slots: &'p [String],
    /// The name of a pointer whose range was checked.
    pub pointer: &'p str,
    /// A number that is added to offsets.
    pub base: u32,
    /// The variable for the memory's view, if there is one.
    pub view: Option<&'p str>,
    /// The memory and handles.
    pub context: Context,
    /// The name of a lifted value in messages: a literal or a variable.
    pub name: &'p str,
}

impl<'p> Places<'p> {
    /// Core values.
    pub fn slots(slots: &'p [String], context: Context) -> Places<'p> {
        Places {
            slots,
            ..Places::memory("", context)
        }
    }

    /// Memory; the variable `where` is the name of the value in messages.
    pub fn memory(pointer: &'p str, context: Context) -> Places<'p> {
        Places {
            slots: &[],
            pointer,
            base: 0,
            view: None,
            context,
            name: "where",
        }
    }

    /// The same, where the variable `view` is the memory's view.
    pub fn viewed(self) -> Places<'p> {
        let view = Some("view");
        Places { view, ..self }
    }

    /// The same, for a lifted value with this name in messages.
    pub fn named(self, name: &'p str) -> Places<'p> {
        Places { name, ..self }
    }

    /// `pointer + offset`
    pub fn at(&self, offset: u32) -> String {
        match self.base + offset {
            0 => self.pointer.to_string(),
            offset => format!("{} + {offset}", self.pointer),
        }
    }
}
