//! One function while it is written.

use super::file::{File, Role};
use crate::bindgen::names::Names;
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
    pub variables: usize,
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
    pub fn need(&mut self, name: &str) -> &'static str {
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

    /// Runs `write` with an empty text, and returns what it wrote.
    pub fn aside<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> (Source, T) {
        let before = std::mem::take(&mut self.out);
        let result = write(self);
        (std::mem::replace(&mut self.out, before), result)
    }
}

impl File<'_> {
    /// Writes a function.
    pub fn function(&mut self, out: &mut Source, write: impl FnOnce(&mut FunctionWriter)) {
        let mut writer = FunctionWriter::new(self);
        write(&mut writer);
        out.block(writer.out.as_str());
    }

    /// The name of what is written once for a type, and whether it is still to be written.
    pub fn value_name(&mut self, role: Role, number: usize, wanted: &str) -> (String, bool) {
        if let Some(name) = self.uses.value_names.get(&(role, number)) {
            return (name.clone(), false);
        }
        let name = self.names.take(wanted);
        self.uses.value_names.insert((role, number), name.clone());
        (name, true)
    }

    /// Writes a function for a type once, and returns its name.
    pub fn value_function(
        &mut self,
        role: Role,
        number: usize,
        wanted: &str,
        write: impl FnOnce(&mut FunctionWriter, &str),
    ) -> String {
        let (name, new) = self.value_name(role, number, wanted);
        if new {
            let mut out = Source::default();
            self.function(&mut out, |this| write(this, &name));
            self.parts.values.section(out.as_str());
        }
        name
    }
}
