//! One function while it is written.

use super::file::File;
use crate::bindgen::names::{Names, camel_case};
use crate::bindgen::plan::call::{Call, Param, ValueKind};
use crate::bindgen::plan::types::Types;
use crate::bindgen::source::Source;

/// What belongs to the function being written, and the file that it is part of.
pub struct FunctionWriter<'f, 'a> {
    /// The file, whose names and parts the function uses.
    pub file: &'f mut File<'a>,
    /// The text so far.
    pub out: Source,
    /// Names in the function.
    pub locals: Names,
    /// How many numbered variables there are.
    variables: usize,
    /// The variable that holds what the call lends, takes and must give back; `undefined` if nothing is noted.
    pub call: &'static str,
}

impl<'f, 'a> FunctionWriter<'f, 'a> {
    /// Begins a function.
    pub fn new(file: &'f mut File<'a>) -> FunctionWriter<'f, 'a> {
        let locals = file.reserved.clone();
        FunctionWriter {
            file,
            out: Source::default(),
            locals,
            variables: 0,
            call: "undefined",
        }
    }

    /// Asks for a piece of the runtime.
    pub fn need(&mut self, name: &'static str) -> &'static str {
        self.file.need(name)
    }

    /// A fresh variable.
    pub fn variable(&mut self) -> String {
        loop {
            let name = format!("p{}", self.variables);
            self.variables += 1;
            if self.locals.is_free(&name) {
                return name;
            }
        }
    }

    /// The function of a routine as an argument; it also gets the call, if its values belong to one.
    pub fn callback(&self, name: &str, handles: bool) -> String {
        match handles {
            true => format!("(...at) => {name}(...at, {})", self.call),
            false => name.to_string(),
        }
    }

    /// Runs `write` with an empty text, and returns what it wrote.
    pub fn aside<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> (Source, T) {
        let before = std::mem::take(&mut self.out);
        let result = write(self);
        (std::mem::replace(&mut self.out, before), result)
    }
}

/// Names for the parameters of a lifted function.
pub fn parameter_names(locals: &mut Names, call: &Call) -> Vec<String> {
    let params = call.params.iter();
    params
        .map(|param| locals.take(&camel_case(&param.name)))
        .collect()
}

/// Names for the core values that a parameter is made of; `lowered` says that the parameter itself has its name already.
pub fn core_names(locals: &mut Names, types: &Types, param: &Param, lowered: bool) -> Vec<String> {
    let name = camel_case(&param.name);
    let count = types[param.value.ty].flat.as_ref().map_or(0, Vec::len);
    let names = match (&param.value.kind, count) {
        (
            ValueKind::Text(_)
            | ValueKind::Numbers(..)
            | ValueKind::List(..)
            | ValueKind::Map { .. },
            _,
        ) => vec![format!("{name}Pointer"), format!("{name}Length")],
        (ValueKind::Handle(_), _) if lowered => vec![format!("{name}Handle")],
        (_, 1) if lowered => vec![format!("{name}Core")],
        (_, 1) => vec![name],
        (_, count) => (0..count).map(|i| format!("{name}{i}")).collect(),
    };
    names.iter().map(|name| locals.take(name)).collect()
}
