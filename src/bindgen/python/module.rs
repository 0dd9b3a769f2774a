//! One Python file while it is written: its names, its imports and the constants that its code needs.

use super::homes::Home;
use super::runtime::Runtime;
use crate::bindgen::names::Names;
use crate::bindgen::source::{Source, line, list};
use std::collections::BTreeMap;

/// Names of the runtime that the package exports if it needs them.
pub const PUBLIC: &[&str] = &["Err", "Ok", "Result", "Some", "Trap"];

/// A file of the package.
pub struct Module {
    /// Its name in the package, as in `exports.api`; that of the package itself is empty.
    pub path: String,
    /// Names that are taken.
    pub names: Names,
    /// What is imported: by module, the names there and in the file.
    froms: BTreeMap<String, BTreeMap<String, String>>,
    /// Constants by their values.
    constants: Vec<(String, String)>,
    /// Types, which come before the constants.
    pub types: Source,
    /// Code, which comes after the constants.
    pub code: Source,
    /// Names that the file of the package exports, other than those of the runtime.
    pub exported: Vec<String>,
    /// The lines at the end.
    pub after: Vec<String>,
}

impl Module {
    /// An empty file.
    pub fn new(path: &str) -> Module {
        Module {
            path: path.to_string(),
            names: Names::default(),
            froms: BTreeMap::new(),
            constants: Vec::new(),
            types: Source::wide(),
            code: Source::wide(),
            exported: Vec::new(),
            after: Vec::new(),
        }
    }

    /// The dots that lead from the file to the package.
    fn root(&self) -> &'static str {
        match self.path.starts_with("imports") || self.path.starts_with("exports") {
            true => "..",
            false => ".",
        }
    }

    /// Imports a name; returns its name in the file.
    pub fn import(&mut self, module: &str, name: &str, wanted: &str) -> String {
        let named = self.froms.entry(module.to_string()).or_default();
        if let Some(local) = named.get(name) {
            return local.clone();
        }
        let local = self.names.take(wanted);
        named.insert(name.to_string(), local.clone());
        local
    }

    /// A name of the standard library, under its own name unless something else in the file has that.
    pub fn global(&mut self, module: &'static str, name: &'static str) -> String {
        match self.names.is_free(name) || name.starts_with(char::is_uppercase) {
            true => self.import(module, name, name),
            false => self.import(module, name, &format!("_{name}")),
        }
    }

    /// A built-in name, which something of the component may hide.
    pub fn builtin(&mut self, name: &'static str) -> String {
        match self.names.is_free(name) {
            true => name.to_string(),
            false => self.import("builtins", name, &format!("_{name}")),
        }
    }

    /// A piece of the runtime, under a name with `_` that no name in WIT becomes.
    pub fn runtime(&mut self, runtime: &mut Runtime, name: &'static str) -> String {
        runtime.need(name);
        if self.path.is_empty() && PUBLIC.contains(&name) {
            return self.export(name);
        }
        let module = format!("{}_runtime", self.root());
        self.import(&module, name, &format!("_{name}"))
    }

    /// A public name of the runtime, as users know it.
    pub fn public(&mut self, runtime: &mut Runtime, name: &'static str) -> String {
        runtime.need(name);
        if self.path.is_empty() {
            return self.export(name);
        }
        let module = format!("{}_runtime", self.root());
        self.import(&module, name, name)
    }

    /// Exports a name of the runtime from the file of the package, which reserves all of them.
    pub fn export(&mut self, name: &str) -> String {
        let named = self.froms.entry("._runtime".to_string()).or_default();
        named.insert(name.to_string(), name.to_string());
        name.to_string()
    }

    /// A class, wherever it is defined.
    pub fn class(&mut self, home: &Home) -> String {
        if home.module == self.path {
            return home.class.clone();
        }
        let module = format!("{}{}", self.root(), home.module);
        self.import(&module, &home.class, &home.class)
    }

    /// Exports a class of another file from this file too, under a name that was taken for it.
    pub fn export_again(&mut self, home: &Home, name: &str) {
        let module = format!("{}{}", self.root(), home.module);
        let named = self.froms.entry(module).or_default();
        let known = named
            .entry(home.class.clone())
            .or_insert_with(|| name.to_string());
        if known != name {
            self.types.line(format_args!("{name} = {known}"));
        }
    }

    /// The file's name for another file of the package.
    pub fn sibling(&mut self, module: &str) -> String {
        let (folder, file) = module.rsplit_once('.').unwrap_or(("", module));
        let from = format!("{}{folder}", self.root());
        let wanted = match file.starts_with('_') {
            true => file.to_string(),
            false => format!("_{file}"),
        };
        self.import(&from, file, &wanted)
    }

    /// A constant of this value; `wanted` says what it is.
    pub fn constant(&mut self, value: String, wanted: &str) -> String {
        if let Some((_, name)) = self.constants.iter().find(|(known, _)| *known == value) {
            return name.clone();
        }
        let name = self.names.take(wanted);
        self.constants.push((value, name.clone()));
        name
    }

    /// A method of a `struct.Struct`.
    pub fn structure(&mut self, format: &str, method: &str) -> String {
        let structure = self.import("struct", "Struct", "_Struct");
        self.constant(
            format!("{structure}('{format}').{method}"),
            &format!("_{method}"),
        )
    }

    /// The whole text. Imports of files that need this file's types come after the types.
    pub fn text(&self, docs: &str) -> String {
        let mut out = Source::wide();
        out.block(&documentation(docs));
        line!(out, "from __future__ import annotations");
        out.blank();
        let late = |module: &str| match self.path.as_str() {
            super::homes::LOOSE => module == ".",
            path => path.starts_with("exports") && module == "..",
        };
        for (module, named) in self.froms.iter().filter(|(module, _)| !late(module)) {
            self.write_import(&mut out, module, named);
        }
        if !self.types.is_empty() {
            out.section(self.types.as_str());
        }
        out.blank();
        for (module, named) in self.froms.iter().filter(|(module, _)| late(module)) {
            self.write_import(&mut out, module, named);
        }
        out.blank();
        for (value, name) in &self.constants {
            line!(out, "{name} = {value}");
        }
        out.section(self.code.as_str());
        out.blank();
        self.after.iter().for_each(|text| line!(out, "{text}"));
        let text = out.as_str().trim_end();
        format!("{text}\n")
    }

    fn write_import(&self, out: &mut Source, module: &str, named: &BTreeMap<String, String>) {
        // `from … import name as name` exports the name again.
        let public =
            module.starts_with('.') && (!module.ends_with("_runtime") || self.path.is_empty());
        let named = named.iter().map(|(name, local)| match name == local {
            true if public && !PUBLIC.contains(&name.as_str()) => format!("{name} as {name}"),
            true => name.clone(),
            false => format!("{name} as {local}"),
        });
        let named: Vec<_> = named.collect();
        let text = list("", &named, "");
        match text.contains('\n') {
            true => out.block(&format!(
                "from {module} import (\n    {},\n)",
                named.join(",\n    ")
            )),
            false => line!(out, "from {module} import {text}"),
        }
    }
}

/// The head of a function: in one line, or a line for each parameter.
pub fn head(open: &str, params: &[String], close: &str) -> String {
    list(open, params, close).replace("\n  ", "\n    ")
}

/// A docstring.
pub fn documentation(text: &str) -> String {
    let text = text
        .trim()
        .replace('\\', "\\\\")
        .replace("\"\"\"", "\\\"\\\"\\\"");
    let text = match text.ends_with('"') {
        true => format!("{text} "),
        false => text,
    };
    match text.contains('\n') {
        true => format!("\"\"\"{text}\n\"\"\""),
        false => format!("\"\"\"{text}\"\"\""),
    }
}
