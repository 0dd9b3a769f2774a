//! Where imported functions and classes come from: `import` statements, or members of the imports object.

use super::call::trampolines::{Target, scoped};
use super::file::{Binding, File, Member, Named};
use crate::bindgen::names::{camel_case, first_lower, first_upper, interface_name, pascal_case};
use crate::bindgen::plan::imported::Imported;
use crate::bindgen::plan::surface::{FunctionKind, function_kind};
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
        let imported = plan.imported(path);
        let (kind, _) = function_kind(imported.item);
        let name = plan.imported_name(&imported, imported.item, &CASING);
        let local = match kind {
            // The method is a member of the object.
            FunctionKind::Method(_) => String::new(),
            FunctionKind::Free => self.local(&imported, &name),
            FunctionKind::Constructor(class) | FunctionKind::Static(class) => {
                self.imported_class(&imported, class)
            }
        };
        let scope = imported
            .instances
            .map(|_| plan.imports[path.import].name.as_str());
        let display = display(kind, &name, scope);
        (Target::new(kind, &name, local), display)
    }

    /// The class of a resource type next to an imported item, or that item itself.
    fn imported_class(&mut self, imported: &Imported, class: &str) -> String {
        let name = self.plan.imported_name(imported, class, &CASING);
        self.local(imported, &name)
    }

    /// The name in the code of a function or a class, which is imported by itself or is in an instance.
    fn local(&mut self, imported: &Imported, name: &str) -> String {
        match imported.instances {
            Some(instances) => self.path_member(imported.import, instances, name),
            None => self.member(imported.import, "", name.to_string(), true),
        }
    }

    fn path_member(&mut self, import: ImportId, instances: &[String], member: &str) -> String {
        let interface = interface_name(&self.plan.imports[import].name);
        let wanted = |member: &str| match member.starts_with(char::is_uppercase) {
            // The first letter shows whether it is a class.
            true => scoped(&pascal_case(interface), member),
            false => first_lower(&scoped(&camel_case(interface), &first_upper(member))),
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
        let members = &mut self.uses.bindings.entry(import).or_default().members;
        let member = members.entry(member.to_string()).or_insert_with(|| Member {
            local: self.names.take(&wanted),
            callable,
        });
        member.local.clone()
    }

    /// The host's class for a resource type that is imported, `undefined` if the component never names it.
    pub fn host_class(&mut self, resource: ResourceId) -> String {
        let plan = self.plan;
        match &plan.resources[resource].origin {
            ResourceOrigin::Imported(path) => {
                let imported = plan.imported(path);
                self.imported_class(&imported, imported.item)
            }
            ResourceOrigin::Defined { .. } => "undefined".to_string(),
        }
    }

    /// Writes the statements that give names to the members of all imports.
    pub fn write_bindings(&mut self, out: &mut Source) {
        let bindings = std::mem::take(&mut self.uses.bindings);
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
        self.parts.late_bindings.block(&binding);
        vec![(export, object)]
    }

    fn import_lookup(&mut self, out: &mut Source, import: ImportId, binding: &Binding) {
        let import = &self.plan.imports[import];
        let (mut names, mut object) = (Vec::new(), "imports".to_string());
        if let Some(Specifier { module, export }) = self.options.specifier_of(import) {
            let mut name = quoted(&module);
            if let Some(export) = export {
                let given = format!(
                    "imports[{name}]?.{}",
                    member(&export).trim_start_matches('.')
                );
                name = quoted(&format!("{module}#{export}"));
                object = format!("{{ ...imports, {name}: {given} }}");
            }
            names.push(name);
        }
        names.extend(import.other_names().into_iter().map(quoted));
        let names = format!("[{}]", names.join(", "));
        let mut arguments = vec![object, quoted(&import.name), names];
        let track = import.version_track().map(|track| quoted(&track));
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
