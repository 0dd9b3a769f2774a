//! Where imported functions and classes come from: `import` statements, or members of the imports object.

use super::call::trampolines::{Target, scoped};
use super::file::{Binding, File, Member, Named};
use crate::bindgen::names::{
    camel_case, first_lower, first_upper, interface_name, pascal_case, version_track,
    without_version,
};
use crate::bindgen::plan::surface::{FunctionKind, class_import, function_kind, imported_name};
use crate::bindgen::plan::{ImportId, ImportPath, ResourceId, ResourceOrigin};
use crate::bindgen::script::casing::{CASING, display};
use crate::bindgen::script::literals::{member, quoted, renamed};
use crate::bindgen::script::options::{Instantiation, Specifier};
use crate::bindgen::source::{Source, line, list};
use std::collections::BTreeMap;

impl File<'_> {
    /// What a lowered import calls, and the name of that in messages.
    pub fn import_target(&mut self, path: &ImportPath) -> (Target, String) {
        let plan = self.plan;
        let import = &plan.imports[path.import];
        let (function, instances) = match path.names.split_last() {
            Some((function, instances)) => (function, Some(instances)),
            None => (&import.name, None),
        };
        let (kind, _) = function_kind(function);
        let name = self.imported_name(path.import, instances, function);
        let local = match kind {
            // The method is a member of the object.
            FunctionKind::Method(_) => String::new(),
            FunctionKind::Free => self.local(path.import, instances, &name),
            FunctionKind::Constructor(class) | FunctionKind::Static(class) => {
                self.imported_class(path.import, instances, class)
            }
        };
        let scope = instances.map(|_| import.name.as_str());
        let display = display(kind, &name, scope);
        (Target::new(kind, &name, local), display)
    }

    fn imported_name(&self, import: ImportId, instances: Option<&[String]>, item: &str) -> String {
        imported_name(self.plan, import, instances, item, &CASING)
    }

    /// The class of a resource type. One that the world imports by itself is an import of its own.
    fn imported_class(
        &mut self,
        import: ImportId,
        instances: Option<&[String]>,
        class: &str,
    ) -> String {
        let import = match instances {
            Some(_) => import,
            None => class_import(self.plan, class)
                .expect("validation demands the resource of a resource's function"),
        };
        let name = self.imported_name(import, instances, class);
        self.local(import, instances, &name)
    }

    /// The name in the code of a function or a class, which is imported by itself or is in an instance.
    fn local(&mut self, import: ImportId, instances: Option<&[String]>, name: &str) -> String {
        match instances {
            Some(instances) => self.path_member(import, instances, name),
            None => self.member(import, "", name.to_string(), true),
        }
    }

    fn path_member(&mut self, import: ImportId, instances: &[String], member: &str) -> String {
        let interface = interface_name(&self.plan.imports[import].name);
        let wanted = |member: &str| {
            let scope = match member.starts_with(char::is_uppercase) {
                true => pascal_case(interface),
                false => camel_case(interface),
            };
            // The first letter shows whether it is a class.
            let name = scoped(&scope, &first_upper(member));
            match member.starts_with(char::is_uppercase) {
                true => name,
                false => first_lower(&name),
            }
        };
        let Some((first, rest)) = instances.split_first() else {
            return self.member(import, member, wanted(member), true);
        };
        let first = camel_case(interface_name(first));
        let mut local = self.member(import, &first, wanted(&first), false);
        for name in rest {
            local = format!("{local}.{}", camel_case(interface_name(name)));
        }
        format!("{local}.{member}")
    }

    fn member(&mut self, import: ImportId, member: &str, wanted: String, callable: bool) -> String {
        let members = &mut self.bindings.entry(import).or_default().members;
        let member = members.entry(member.to_string()).or_insert_with(|| Member {
            local: self.names.take(&wanted),
            callable,
        });
        member.local.clone()
    }

    /// The host's class for a resource type that is imported, `undefined` if the component never names it.
    pub fn host_class(&mut self, resource: ResourceId) -> String {
        let plan = self.plan;
        let ResourceOrigin::Imported(path) = &plan.resources[resource].origin else {
            return "undefined".to_string();
        };
        match path.names.split_last() {
            Some((class, instances)) => self.imported_class(path.import, Some(instances), class),
            None => self.imported_class(path.import, None, &plan.imports[path.import].name),
        }
    }

    /// Writes the statements that give names to the members of all imports.
    pub fn write_bindings(&mut self, out: &mut Source) {
        let bindings = std::mem::take(&mut self.bindings);
        if self.options.instantiation == Instantiation::None {
            self.import_statements(out, &bindings);
        } else {
            for (import, binding) in bindings {
                self.import_lookup(out, import, &binding);
            }
        }
    }

    /// One `import` for each module, in the order in which the component's imports first need them.
    fn import_statements(&mut self, out: &mut Source, bindings: &BTreeMap<ImportId, Binding>) {
        let mut modules: Vec<(String, Named)> = Vec::new();
        for (import, binding) in bindings {
            let Specifier { module, export } = self.options.source_of(&self.plan.imports[*import]);
            let named = self.named_imports(*import, binding, export);
            match modules.iter_mut().find(|(name, _)| *name == module) {
                Some((_, all)) => all.extend(named),
                None => modules.push((module, named)),
            }
        }
        for (module, named) in modules {
            let module = quoted(&module);
            match named.as_slice() {
                [(export, local)] if export == "default" => {
                    line!(out, "import {local} from {module};");
                }
                named => {
                    let named = list("{ ", &renamed(named, " as "), " }");
                    out.block(&format!("import {named} from {module};"));
                }
            }
        }
    }

    /// The names that an import needs of its module. If the module exports an object, its members are destructured
    /// later.
    fn named_imports(
        &mut self,
        import: ImportId,
        binding: &Binding,
        export: Option<String>,
    ) -> Named {
        if let Some(member) = binding.members.get("") {
            let export = export.unwrap_or_else(|| "default".to_string());
            return vec![(export, member.local.clone())];
        }
        let Some(export) = export else {
            return binding.named();
        };
        let name = &self.plan.imports[import].name;
        let object = format!("{}Interface", camel_case(interface_name(name)));
        let object = self.names.take(&object);
        let binding = self.members_of(name, binding, &object);
        self.late_bindings.block(&binding);
        vec![(export, object)]
    }

    fn import_lookup(&mut self, out: &mut Source, import: ImportId, binding: &Binding) {
        let import = &self.plan.imports[import];
        let interface = import.implements.as_deref().unwrap_or(&import.name);
        let (mut names, mut object) = (Vec::new(), "imports".to_string());
        match self.options.specifier_of(import) {
            Some(Specifier {
                module,
                export: None,
            }) => names.push(quoted(&module)),
            Some(Specifier {
                module,
                export: Some(export),
            }) => {
                let name = quoted(&format!("{module}#{export}"));
                let (module, export) = (quoted(&module), member(&export));
                let export = export.trim_start_matches('.');
                object = format!("{{ ...imports, {name}: imports[{module}]?.{export} }}");
                names.push(name);
            }
            None => {}
        }
        if import.implements.is_some() {
            names.push(quoted(interface));
        }
        if interface.contains('@') {
            names.push(quoted(without_version(interface)));
        }
        let mut arguments = vec![
            object,
            quoted(&import.name),
            format!("[{}]", names.join(", ")),
        ];
        let track = version_track(interface).map(|track| quoted(&track));
        if import.implements.is_some() {
            arguments.push(track.unwrap_or("undefined".to_string()));
            arguments.push("true".to_string());
        } else {
            arguments.extend(track);
        }
        let found = format!("{}({})", self.need("findImport"), arguments.join(", "));
        match binding.members.get("") {
            Some(Member { local, .. }) => {
                let callable = self.need("callableImport");
                let name = quoted(&import.name);
                line!(out, "const {local} = {callable}({found}, {name});");
            }
            None => out.block(&self.members_of(&import.name, binding, &found)),
        }
    }

    /// A statement that destructures the object of an import, and refuses an object without all members.
    fn members_of(&mut self, import: &str, binding: &Binding, object: &str) -> String {
        let callable = binding.members.iter().filter(|(_, member)| member.callable);
        let callable: Vec<_> = callable.map(|(name, _)| quoted(name)).collect();
        let members = list("{ ", &renamed(&binding.named(), ": "), " }");
        let checked = format!(
            "{}({object}, {}, {})",
            self.need("checkImport"),
            quoted(import),
            list("[", &callable, "]")
        );
        format!("const {members} = {checked};")
    }
}
