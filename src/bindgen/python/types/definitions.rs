//! The classes of records, variants, enums and flags.

use super::annotations::Way;
use crate::bindgen::names::Names;
use crate::bindgen::plan::types::{TypeId, TypeKind, Variant};
use crate::bindgen::plan::{Item, ItemKind};
use crate::bindgen::python::generator::Generator;
use crate::bindgen::python::homes::Home;
use crate::bindgen::python::module::{Module, documentation};
use crate::bindgen::python::names::{class_case, constant_case, distinct, snake_case};
use crate::bindgen::source::{line, open};

impl Generator<'_> {
    /// Writes the types of an interface: those that have their home in its file, and other names of the rest.
    pub fn define_types(
        &mut self,
        module: &mut Module,
        types: &[(String, &Item)],
        scope: Option<&Item>,
    ) {
        for (name, item) in types {
            let path: Vec<&str> = scope
                .map(|scope| scope.name.as_str())
                .into_iter()
                .chain([item.name.as_str()])
                .collect();
            let ItemKind::Type(ty) = &item.kind else {
                self.rename_resource(module, name, item);
                continue;
            };
            match self.homes.class_of(*ty).cloned() {
                Some(home) if home.module == module.path && home.class == *name => {
                    self.define_type(module, *ty, &home, &path);
                }
                Some(home) if home.module != module.path => module.export_again(&home, name),
                Some(home) => line!(module.types, "{name} = {}", home.class),
                None => {
                    let alias = self.annotation(module, *ty, Way::Out);
                    line!(module.types, "{name} = {alias}");
                }
            }
        }
    }

    /// Another name of a resource type that has its home elsewhere.
    fn rename_resource(&mut self, module: &mut Module, name: &str, item: &Item) {
        let Some(home) = item
            .resource()
            .and_then(|resource| self.homes.resource(resource))
            .cloned()
        else {
            return;
        };
        if home.module != module.path {
            module.export_again(&home, name);
        }
    }

    /// Writes the class of a type.
    pub fn define_type(&mut self, module: &mut Module, ty: TypeId, home: &Home, path: &[&str]) {
        let plan = self.plan;
        module.types.blank();
        match &plan.types[ty].kind {
            TypeKind::Record(fields) => {
                let names = distinct(fields.iter().map(|field| field.name.as_str()), snake_case);
                let members = names.into_iter().zip(fields);
                let members: Vec<_> = members
                    .map(|(name, field)| {
                        let annotation = self.annotation(module, field.ty, Way::Out);
                        (format!("{name}: {annotation}"), field.name.as_str())
                    })
                    .collect();
                self.dataclass(module, &home.class, &members, path);
            }
            TypeKind::Variant(variant) => self.variant(module, &home.class, variant, path),
            TypeKind::Enum(variant) => {
                let names = variant.cases.iter().map(|case| case.name.as_str());
                self.numbered(module, home, "Enum", names, |i| i.to_string(), path);
            }
            TypeKind::Flags(names) => {
                let names = names.iter().map(String::as_str);
                self.numbered(module, home, "Flag", names, |i| format!("1 << {i}"), path);
            }
            _ => {}
        }
        module.types.blank();
    }

    fn dataclass(
        &mut self,
        module: &mut Module,
        name: &str,
        members: &[(String, &str)],
        path: &[&str],
    ) {
        let dataclass = module.global("dataclasses", "dataclass");
        line!(module.types, "@{dataclass}(slots=True)");
        open!(module.types, "class {name}:");
        self.document(module, path);
        for (member, field) in members {
            line!(module.types, "{member}");
            self.document(module, &[path, &[*field]].concat());
        }
        if members.is_empty() {
            line!(module.types, "pass");
        }
        module.types.end();
        module.types.blank();
    }

    /// A class for each case, and their union.
    fn variant(&mut self, module: &mut Module, name: &str, variant: &Variant, path: &[&str]) {
        let cases = self.case_classes(name, variant);
        for (class, case) in cases.iter().zip(&variant.cases) {
            let value = case
                .ty
                .map(|ty| format!("value: {}", self.annotation(module, ty, Way::Out)));
            let members: Vec<_> = value.into_iter().map(|member| (member, "")).collect();
            self.dataclass(
                module,
                class,
                &members,
                &[path, &[case.name.as_str()]].concat(),
            );
        }
        match cases.len() {
            1 => line!(module.types, "{name} = {}", cases[0]),
            _ => {
                let union = module.global("typing", "Union");
                line!(module.types, "{name} = {union}[{}]", cases.join(", "));
            }
        }
        self.document(module, path);
    }

    /// The classes of a variant's cases.
    pub fn case_classes(&self, name: &str, variant: &Variant) -> Vec<String> {
        let cases = variant.cases.iter().map(|case| case.name.as_str());
        let cases = distinct(cases, class_case).into_iter();
        cases.map(|case| format!("{name}_{case}")).collect()
    }

    fn numbered<'n>(
        &mut self,
        module: &mut Module,
        home: &Home,
        base: &'static str,
        names: impl Iterator<Item = &'n str>,
        value: impl Fn(usize) -> String,
        path: &[&str],
    ) {
        let base = module.global("enum", base);
        open!(module.types, "class {}({base}):", home.class);
        self.document(module, path);
        let mut taken = Names::default();
        let mut count = 0;
        for (i, name) in names.enumerate() {
            let member = taken.take(&constant_case(name));
            line!(module.types, "{member} = {}", value(i));
            self.document(module, &[path, &[name]].concat());
            count += 1;
        }
        if count == 0 {
            line!(module.types, "pass");
        }
        module.types.end();
    }

    /// Documentation from WIT, where there is some.
    fn document(&self, module: &mut Module, path: &[&str]) {
        if let Some(docs) = self.plan.docs.get(path) {
            module.types.block(&documentation(docs));
        }
    }
}
