//! Protocols of what a program provides: one for each imported interface, and one for each of its resource types.

use super::annotations::Way;
use crate::bindgen::plan::surface::{FunctionKind, function_kind};
use crate::bindgen::plan::types::TypeKind;
use crate::bindgen::plan::{FunctionType, ImportPath, Item, ItemKind, Trampoline};
use crate::bindgen::python::call::exported::{Style, parameter_names};
use crate::bindgen::python::generator::Generator;
use crate::bindgen::python::homes::{Home, attribute};
use crate::bindgen::python::import_sources::UsedImport;
use crate::bindgen::python::module::{Module, documentation};
use crate::bindgen::python::names::{class_case, snake_case};
use crate::bindgen::source::{line, open};

impl Generator<'_> {
    /// Writes the files of imported interfaces, and the one that lists them.
    pub fn import_modules(&mut self) -> Vec<Module> {
        let mut modules = Vec::new();
        let count = self.homes.files.len();
        for i in 0..count {
            let file = &self.homes.files[i];
            if !file.path.starts_with("imports.") {
                continue;
            }
            let (item, types) = (file.item, file.types.clone());
            let mut module = Module::new(&file.path);
            module.names = file.names.clone();
            let name = module.names.take(&class_case(attribute(&module.path)));
            self.define_types(&mut module, &types, Some(item));
            self.resource_protocols(&mut module, item);
            self.interface_protocol(&mut module, item, &name);
            modules.push(module);
        }
        modules
    }

    /// The functions of an imported interface that the component calls: names and types.
    fn lowered_functions(&self, item: &Item) -> Vec<(String, FunctionType, bool)> {
        let plan = self.plan;
        let mut found = Vec::new();
        for trampoline in &plan.trampolines {
            let Trampoline::LowerImport { import, ty, call } = trampoline else {
                continue;
            };
            if let Some(name) = self.name_in(import, item)
                && !found.iter().any(|(known, _, _)| *known == name)
            {
                let fallible = call.is_fallible();
                found.push((name, ty.clone(), fallible));
            }
        }
        found
    }

    /// The name of a function in an instance that it is a direct member of.
    fn name_in(&self, import: &ImportPath, item: &Item) -> Option<String> {
        let mut at = &self.plan.imports[import.import];
        let (function, inner) = import.names.split_last()?;
        for name in inner {
            at = at.items().iter().find(|item| item.name == *name)?;
        }
        std::ptr::eq(at, item).then(|| function.clone())
    }

    fn resource_protocols(&mut self, module: &mut Module, item: &Item) {
        let functions = self.lowered_functions(item);
        for resource in item.items() {
            let home = resource
                .resource()
                .and_then(|id| self.homes.resource(id))
                .cloned();
            let Some(home) = home.filter(|home| home.module == module.path) else {
                continue;
            };
            let own: Vec<_> = functions
                .iter()
                .filter(|(name, ..)| owner_of(name) == Some(&resource.name))
                .cloned()
                .collect();
            self.resource_protocol(module, &home, item, resource, &own);
        }
    }

    fn resource_protocol(
        &mut self,
        module: &mut Module,
        home: &Home,
        scope: &Item,
        item: &Item,
        functions: &[(String, FunctionType, bool)],
    ) {
        let protocol = module.global("typing", "Protocol");
        module.code.blank();
        open!(module.code, "class {}({protocol}):", home.class);
        let docs = self
            .plan
            .docs
            .get(&[&scope.name, &item.name])
            .map(str::to_string);
        let docs = docs.unwrap_or_else(|| format!("Resource `{}` of `{}`.", item.name, scope.name));
        module.code.block(&documentation(&docs));
        for (name, ty, fallible) in functions {
            module.code.blank();
            let style = match function_kind(name).0 {
                FunctionKind::Constructor(_) => Style::Constructor,
                FunctionKind::Static(_) => Style::Static,
                _ => Style::Method,
            };
            self.protocol_method(module, Some(scope), (name, ty, *fallible), style);
        }
        module.code.end();
        module.code.blank();
    }

    fn protocol_method(
        &mut self,
        module: &mut Module,
        scope: Option<&Item>,
        (name, ty, fallible): (&str, &FunctionType, bool),
        style: Style,
    ) {
        let (params, returns) = self.host_signature(module, ty, fallible, style);
        let own = match style {
            Style::Constructor => "__init__".to_string(),
            _ => snake_case(function_kind(name).1),
        };
        let returns = if style == Style::Constructor {
            "None".to_string()
        } else {
            returns
        };
        if style == Style::Static {
            let decorator = module.builtin("staticmethod");
            line!(module.code, "@{decorator}");
        }
        let first = if style == Style::Static { "" } else { "self, " };
        let params = match params.is_empty() {
            true => first.trim_end_matches(", ").to_string(),
            false => format!("{first}{}, /", params.join(", ")),
        };
        let docs = scope
            .and_then(|scope| self.plan.docs.get(&[&scope.name, name]))
            .map(str::to_string);
        match docs {
            Some(docs) => {
                open!(module.code, "def {own}({params}) -> {returns}:");
                module.code.block(&documentation(&docs));
                line!(module.code, "...");
                module.code.end();
            }
            None => line!(module.code, "def {own}({params}) -> {returns}: ..."),
        }
    }

    /// Parameters, without the object of a method, and what the function returns.
    fn host_signature(
        &mut self,
        module: &mut Module,
        ty: &FunctionType,
        fallible: bool,
        style: Style,
    ) -> (Vec<String>, String) {
        let names = parameter_names(ty, style);
        let skipped = usize::from(style == Style::Method);
        let params = names.iter().zip(&ty.params).skip(skipped);
        let params = params
            .map(|(name, (_, ty))| format!("{name}: {}", self.annotation(module, *ty, Way::Out)));
        let params: Vec<_> = params.collect();
        let returns = match (ty.result, fallible) {
            (None, _) => "None".to_string(),
            (Some(ty), false) => self.annotation(module, ty, Way::In),
            (Some(ty), true) => match &self.plan.types[ty].kind {
                TypeKind::Result(variant) => self.payload(module, variant.cases[0].ty, Way::In),
                _ => "None".to_string(),
            },
        };
        (params, returns)
    }

    fn interface_protocol(&mut self, module: &mut Module, item: &Item, name: &str) {
        let protocol = module.global("typing", "Protocol");
        let functions = self.lowered_functions(item);
        let mut properties: Vec<String> = Vec::new();
        module.code.blank();
        open!(module.code, "class {name}({protocol}):");
        let title = format!("Interface `{}`.", item.name);
        let docs = self.plan.docs.get(&[&item.name]);
        let docs = docs.map_or(title.clone(), |docs| format!("{title}\n\n{docs}"));
        module.code.block(&documentation(&docs));
        for (name, ty, fallible) in &functions {
            match function_kind(name).0 {
                FunctionKind::Free => {
                    module.code.blank();
                    self.protocol_method(
                        module,
                        Some(item),
                        (name, ty, *fallible),
                        Style::Function,
                    );
                }
                FunctionKind::Constructor(class) | FunctionKind::Static(class) => {
                    if !properties.iter().any(|known| known == class) {
                        properties.push(class.to_string());
                    }
                }
                FunctionKind::Method(_) => {}
            }
        }
        for class in properties {
            let resource = item
                .items()
                .iter()
                .find(|inner| inner.name == class)
                .and_then(Item::resource);
            let home = resource
                .and_then(|resource| self.homes.resource(resource))
                .cloned();
            let Some(home) = home else { continue };
            // In the class, the name is that of the property.
            let local = module.class(&home);
            let alias = format!("_{local}");
            let kind = module.builtin("type");
            module.code.blank();
            let decorator = module.builtin("property");
            line!(module.code, "@{decorator}");
            line!(
                module.code,
                "def {}(self) -> {kind}[{alias}]: ...",
                class_case(&class)
            );
            if module.names.is_free(&alias) {
                module.names.reserve(&alias);
                module.after.push(format!("{alias} = {local}"));
            }
        }
        module.code.end();
    }

    /// Whether a program need not give an import.
    pub fn has_default(&self, item: &Item) -> bool {
        let interface = item.interface();
        self.wasi_file(interface).is_some() || self.options.target_of(item).is_some()
    }

    pub fn import_annotation(&mut self, module: &mut Module, import: &UsedImport) -> String {
        match &import.item.kind {
            ItemKind::Instance(_) => {
                let file = self
                    .homes
                    .file(import.item)
                    .map(|file| file.path.clone())
                    .unwrap_or_default();
                let class = class_case(attribute(&file));
                // Types of the file may have taken the name.
                let class = self.interface_class(&file, class);
                module.class(&Home {
                    module: file,
                    class,
                })
            }
            ItemKind::Function(_) => {
                let lowered =
                    self.plan
                        .trampolines
                        .iter()
                        .find_map(|trampoline| match trampoline {
                            Trampoline::LowerImport {
                                import: path,
                                ty,
                                call,
                            } if path.import == import.id && path.names.is_empty() => {
                                Some((ty.clone(), call.is_fallible()))
                            }
                            _ => None,
                        });
                let callable = module.global("collections.abc", "Callable");
                let Some((ty, fallible)) = lowered else {
                    return module.global("typing", "Any");
                };
                let (_, returns) = self.host_signature(module, &ty, fallible, Style::Function);
                let params = ty
                    .params
                    .iter()
                    .map(|(_, ty)| self.annotation(module, *ty, Way::Out));
                let params: Vec<_> = params.collect();
                format!("{callable}[[{}], {returns}]", params.join(", "))
            }
            ItemKind::Type(_) | ItemKind::Resource(_) => module.global("typing", "Any"),
        }
    }

    /// The name that the class of an interface has in its file.
    pub fn interface_class(&self, path: &str, wanted: String) -> String {
        let file = self.homes.files.iter().find(|file| file.path == path);
        file.map_or(wanted.clone(), |file| file.names.clone().take(&wanted))
    }
}

/// The resource that a function belongs to.
fn owner_of(function: &str) -> Option<&str> {
    match function_kind(function).0 {
        FunctionKind::Free => None,
        FunctionKind::Constructor(of) | FunctionKind::Method(of) | FunctionKind::Static(of) => {
            Some(of)
        }
    }
}
