//! Prints `types.rs`: every type with a name, each shape once.

use super::layout::{self, Doc};
use super::model::Bindings;
use super::model::types::{Definition, Named, NamedId, Ty};
use super::names;
use super::options::Options;
use super::text::{Passing, Scope};
use crate::bindgen::names::Names;
use crate::bindgen::plan::Plan;
use crate::bindgen::source::{Source, close, line, open};

/// The file, unless there are no types.
pub fn file(bindings: &Bindings, plan: &Plan, options: &Options) -> Option<String> {
    let types = &bindings.types;
    if types.named.is_empty() {
        return None;
    }
    let ids = (0..types.named.len()).map(NamedId);
    let local = ids.map(|id| (id, types.global_name(id, None).to_string()));
    let mut printer = Printer {
        bindings,
        plan,
        options,
        scope: Scope {
            local: local.collect(),
        },
        source: Source::wide(),
    };
    printer.header();
    for named in &types.named {
        printer.named(named);
    }
    Some(printer.source.as_str().to_string())
}

struct Printer<'a> {
    bindings: &'a Bindings,
    plan: &'a Plan,
    options: &'a Options,
    scope: Scope,
    source: Source,
}

impl Printer<'_> {
    fn header(&mut self) {
        let source = &mut self.source;
        line!(
            source,
            "//! The component's types, each once: interfaces re-export what they use."
        );
        source.blank();
        let named = &self.bindings.types.named;
        let parts: Vec<Ty> = named
            .iter()
            .flat_map(|named| named.definition.parts())
            .collect();
        let has = |holds: &dyn Fn(&Ty) -> bool| parts.iter().any(|ty| ty.has(holds));
        if has(&|ty| matches!(ty, Ty::Map(..))) {
            line!(source, "use std::collections::HashMap;");
        }
        let mut used = Vec::new();
        for named in named {
            match named.definition {
                Definition::Record(_) | Definition::Variant(_) | Definition::Enum(_) => {
                    used.extend(["ComponentType", "Lift", "Lower"]);
                }
                Definition::Flags(_) => used.push("flags"),
                Definition::GuestResource(..) => used.push("ResourceAny"),
                Definition::HostResource(..) => {}
            }
        }
        let is_host = |ty: &Ty| match ty {
            Ty::Named(id) => matches!(named[id.0].definition, Definition::HostResource(..)),
            _ => false,
        };
        if has(&is_host) {
            used.push("Resource");
        }
        let used = used.into_iter().map(str::to_string).collect();
        layout::import(source, "use wasmtime::component", used);
    }

    fn named(&mut self, named: &Named) {
        self.source.blank();
        let name = &named.names[0];
        if !matches!(named.definition, Definition::Flags(_)) {
            self.origins(&name.origins);
        }
        match &named.definition {
            Definition::Record(fields) => self.record(named, fields),
            Definition::Variant(cases) => self.variant(named, cases),
            Definition::Enum(cases) => self.cases(named, cases),
            Definition::Flags(flags) => self.flags(named, flags),
            Definition::HostResource(..) => self.host_resource(named),
            Definition::GuestResource(..) => {
                let source = &mut self.source;
                line!(source, "///");
                line!(
                    source,
                    "/// It lives in the component until `resource_drop` is called."
                );
                line!(source, "pub type {} = ResourceAny;", name.rust);
            }
        }
        for alias in &named.names[1..] {
            self.source.blank();
            self.origins(&alias.origins);
            line!(self.source, "pub type {} = {};", alias.rust, name.rust);
        }
    }

    /// Where WIT declares a type, and its documentation.
    fn origins(&mut self, origins: &[(String, String)]) {
        let mut text = String::new();
        for (interface, name) in origins {
            let keys = match interface.as_str() {
                "" => vec![name.as_str()],
                interface => vec![interface, name.as_str()],
            };
            if let Some(docs) = self.plan.docs.get(&keys) {
                text = format!("{docs}\n\n");
                break;
            }
        }
        let paths: Vec<String> = origins
            .iter()
            .map(|(interface, name)| path(interface, name))
            .collect();
        text.push_str(&paths.join("\nand "));
        layout::docs(&mut self.source, &text);
    }

    fn field_docs(&mut self, named: &Named, field: &str) {
        let docs = named.names.iter().flat_map(|name| &name.origins);
        let docs = docs.filter_map(|(interface, name)| match interface.as_str() {
            "" => self.plan.docs.get(&[name, field]),
            interface => self.plan.docs.get(&[interface, name, field]),
        });
        if let Some(text) = { docs }.next() {
            layout::docs(&mut self.source, text);
        }
    }

    fn derive(&mut self, named: &Named, more: &[&str]) {
        let mut derived = vec!["ComponentType", "Lift", "Lower", "Debug"];
        if named.is_clone {
            derived.push("Clone");
        }
        if named.is_copy {
            derived.push("Copy");
        }
        if named.is_clone {
            derived.push("PartialEq");
        }
        if named.is_eq {
            derived.push("Eq");
        }
        derived.extend(more);
        line!(self.source, "#[derive({})]", derived.join(", "));
    }

    fn record(&mut self, named: &Named, fields: &[(String, Ty)]) {
        self.derive(named, &[]);
        line!(self.source, "#[component(record)]");
        open!(self.source, "pub struct {} {{", named.names[0].rust);
        let mut taken = Names::default();
        for (name, ty) in fields {
            let rust = names::take_snake(&mut taken, name);
            self.field_docs(named, name);
            if rust != *name {
                line!(self.source, "#[component(name = \"{name}\")]");
            }
            let ty = self.doc(ty);
            layout::definition(&mut self.source, &format!("pub {rust}: "), &ty, ",");
        }
        close!(self.source, "}}");
    }

    fn variant(&mut self, named: &Named, cases: &[(String, Option<Ty>)]) {
        self.derive(named, &[]);
        line!(self.source, "#[component(variant)]");
        open!(self.source, "pub enum {} {{", named.names[0].rust);
        let mut taken = Names::default();
        for (name, ty) in cases {
            let rust = names::take_pascal(&mut taken, name);
            self.field_docs(named, name);
            line!(self.source, "#[component(name = \"{name}\")]");
            match ty {
                Some(ty) => {
                    let payload = self.doc(ty);
                    layout::case(&mut self.source, &rust, &payload);
                }
                None => line!(self.source, "{rust},"),
            }
        }
        close!(self.source, "}}");
    }

    fn cases(&mut self, named: &Named, cases: &[String]) {
        self.derive(named, &["Hash"]);
        line!(self.source, "#[component(enum)]");
        let bits = if cases.len() <= 256 { 8 } else { 16 };
        line!(self.source, "#[repr(u{bits})]");
        open!(self.source, "pub enum {} {{", named.names[0].rust);
        let mut taken = Names::default();
        for name in cases {
            let rust = names::take_pascal(&mut taken, name);
            self.field_docs(named, name);
            line!(self.source, "#[component(name = \"{name}\")]");
            line!(self.source, "{rust},");
        }
        close!(self.source, "}}");
    }

    /// Wasmtime's macro has no place for documentation.
    fn flags(&mut self, named: &Named, flags: &[String]) {
        let paths = named.names[0].origins.iter();
        for (interface, name) in paths {
            line!(self.source, "// {}", path(interface, name));
        }
        open!(self.source, "flags! {{");
        open!(self.source, "{} {{", named.names[0].rust);
        let mut taken = Names::default();
        for name in flags {
            let rust = names::take_snake(&mut taken, name);
            let rust = names::bare(&rust).to_uppercase();
            line!(self.source, "#[component(name = \"{name}\")]");
            line!(self.source, "const {rust};");
        }
        close!(self.source, "}}");
        close!(self.source, "}}");
    }

    /// The user's own type, wasmtime-wasi's, or one that only distinguishes handles.
    fn host_resource(&mut self, named: &Named) {
        let Definition::HostResource(interface, name) = &named.definition else {
            return;
        };
        let rust = &named.names[0].rust;
        let of_wasi = match self.options.wasi {
            true => named
                .definition
                .of_wasi()
                .map(|path| format!("wasmtime_wasi::p2::{path}")),
            false => None,
        };
        let given = self.options.resource(interface, name, rust);
        match of_wasi.or(given) {
            Some(path) if path.rsplit("::").next() == Some(rust) => {
                line!(self.source, "pub use {path};");
            }
            Some(path) => line!(self.source, "pub use {path} as {rust};"),
            None => line!(self.source, "pub enum {rust} {{}}"),
        }
    }

    fn doc(&self, ty: &Ty) -> Doc {
        self.scope.doc(&self.bindings.types, ty, Passing::Owned)
    }
}

/// How documentation refers to an item of WIT.
fn path(interface: &str, name: &str) -> String {
    match interface {
        "" => format!("`{name}`"),
        interface => format!("`{name}` of `{interface}`"),
    }
}
