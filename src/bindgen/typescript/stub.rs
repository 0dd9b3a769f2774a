//! A host to fill in: every function and class that a component imports, each of which throws, in JavaScript that
//! TypeScript checks.

use super::interface::{Declarations, Interface};
use super::scope::Meaning;
use crate::bindgen::names::{Names, camel_case, pascal_case};
use crate::bindgen::plan::surface::{FunctionKind, class_members, function_kind, item_names};
use crate::bindgen::plan::{Function, Item, ItemKind};
use crate::bindgen::script::casing::{CASING, display};
use crate::bindgen::script::import_sources::used_imports;
use crate::bindgen::script::literals::{KEYWORDS, key, quoted};
use crate::bindgen::source::{Source, close, line, open};

impl Declarations<'_> {
    /// The text of the host.
    pub fn stub(&self) -> String {
        let name = &self.options.name;
        let mut out = Source::default();
        line!(
            out,
            "// What `{name}` imports, to be filled in; `tsc --strict --noEmit --checkJs` checks it."
        );
        line!(out, "// @ts-check");
        out.blank();
        let module = quoted(&format!("./{name}.js"));
        line!(
            out,
            "/** @typedef {{import({module}).ImportObject}} ImportObject */"
        );
        let mut names = Names::reserving(KEYWORDS);
        names.reserve("imports");
        names.reserve("Error");
        let mut members = Vec::new();
        for import in used_imports(self.plan) {
            let local = self.stub_of(&mut out, &mut names, import);
            members.push((key(&import.name), local));
        }
        out.blank();
        line!(out, "/** @type {{ImportObject}} */");
        open!(out, "export const imports = {{");
        for (member, local) in members {
            match member == local {
                true => line!(out, "{local},"),
                false => line!(out, "{member}: {local},"),
            }
        }
        close!(out, "}};");
        out.as_str().to_string()
    }

    /// Writes one import; returns its name.
    fn stub_of(&self, out: &mut Source, names: &mut Names, import: &Item) -> String {
        let ty = format!("ImportObject[{}]", quoted(&import.name));
        out.blank();
        match &import.kind {
            ItemKind::Function(function) => {
                let local = names.take(&camel_case(&import.name));
                line!(out, "/** @type {{{ty}}} */");
                open!(
                    out,
                    "export const {local} = ({}) => {{",
                    parameters(function, 0)
                );
                not_implemented(out, &local);
                close!(out, "}};");
                local
            }
            ItemKind::Instance(items) => {
                let same = |interface: &&Interface| std::ptr::eq(interface.item, import);
                let file = self.interfaces.iter().find(same);
                let file = file.map_or(import.name.as_str(), |interface| &interface.file);
                let local = names.take(&camel_case(file));
                line!(out, "/** @type {{{ty}}} */");
                open!(out, "export const {local} = {{");
                self.stub_members(out, items, file, &import.name);
                close!(out, "}};");
                local
            }
            ItemKind::Type(_) | ItemKind::Resource(_) => {
                let local = names.take(&pascal_case(&import.name));
                let module = quoted(&format!("./{}.js", self.options.name));
                let declared = format!("import({module}).{}", pascal_case(&import.name));
                open!(out, "export class {local} {{");
                members_of_class(out, &self.plan.imports, import, &declared);
                close!(out, "}}");
                local
            }
        }
    }

    /// Functions and classes of an interface, without the classes that another interface declares.
    fn stub_members(&self, out: &mut Source, items: &[Item], file: &str, import: &str) {
        let is_own = |item: &&Item| {
            let home = Meaning::of(item).and_then(|meaning| self.homes.get(&meaning));
            home.is_none_or(|home| home.file == file)
        };
        let module = quoted(&format!("./interfaces/{file}.js"));
        let names = item_names(items, &CASING, &[]);
        for (item, name) in items.iter().zip(&names).filter(|(item, _)| is_own(item)) {
            match &item.kind {
                ItemKind::Function(function) => free_function(out, (item, name), function, import),
                ItemKind::Resource(_) => {
                    open!(out, "{name}: class {{");
                    members_of_class(out, items, item, &format!("import({module}).{name}"));
                    close!(out, "}},");
                }
                ItemKind::Type(_) | ItemKind::Instance(_) => {}
            }
        }
    }
}

fn free_function(out: &mut Source, (item, name): (&Item, &str), function: &Function, import: &str) {
    if let (kind @ FunctionKind::Free, _) = function_kind(&item.name) {
        open!(out, "{name}({}) {{", parameters(function, 0));
        not_implemented(out, &display(kind, name, Some(import)));
        close!(out, "}},");
    }
}

/// Constructor, methods and static functions of a class that is declared elsewhere.
fn members_of_class(out: &mut Source, items: &[Item], resource: &Item, declared: &str) {
    for (name, kind, function) in class_members(items, &resource.name, &CASING) {
        match kind {
            FunctionKind::Constructor(_) => {
                let parameters = named(function, 0);
                for (i, parameter) in parameters.iter().enumerate() {
                    line!(
                        out,
                        "/** @param {{ConstructorParameters<typeof {declared}>[{i}]}} {parameter} */"
                    );
                }
                open!(out, "constructor({}) {{", parameters.join(", "));
            }
            FunctionKind::Method(_) => {
                line!(out, "/** @type {{{declared}[{}]}} */", quoted(&name));
                open!(out, "{name}({}) {{", parameters(function, 1));
            }
            FunctionKind::Static(_) | FunctionKind::Free => {
                line!(out, "/** @type {{typeof {declared}[{}]}} */", quoted(&name));
                open!(out, "static {name}({}) {{", parameters(function, 0));
            }
        }
        not_implemented(out, &display(kind, &name, None));
        close!(out, "}}");
    }
}

fn not_implemented(out: &mut Source, function: &str) {
    line!(
        out,
        "throw new Error({});",
        quoted(&format!("`{function}` is not implemented"))
    );
}

fn parameters(function: &Function, skip: usize) -> String {
    named(function, skip).join(", ")
}

fn named(function: &Function, skip: usize) -> Vec<String> {
    let mut names = Names::reserving(KEYWORDS);
    let params = function.ty.params.iter().skip(skip);
    params
        .map(|(name, _)| names.take(&camel_case(name)))
        .collect()
}
