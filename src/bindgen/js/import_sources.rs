//! Where imported functions and classes come from: `import` statements, or members of the imports object.

use super::call::trampolines::Target;
use super::function_name::FunctionName;
use super::generator::{Generator, quoted};
use super::options::{Instantiation, Specifier};
use crate::bindgen::names::{
    camel_case, interface_name, pascal_case, version_track, without_version,
};
use crate::bindgen::plan::{ImportPath, ResourceOrigin};
use crate::bindgen::source::{Source, line, list};
use std::collections::BTreeMap;

/// What the code uses of one import.
#[derive(Debug, Default)]
pub struct Binding {
    /// Its members by name, and what the code calls them; a root function is its own only member, without a name.
    pub members: BTreeMap<String, String>,
}

impl Generator<'_> {
    /// What a lowered import calls, and how messages call that.
    pub fn import_target(&mut self, path: &ImportPath) -> (Target, String) {
        let plan = self.plan;
        let import = &plan.imports[path.import];
        let Some((function, instances)) = path.names.split_last() else {
            let name = FunctionName::parse(&import.name);
            let local = self.member(path.import, "", &camel_case(&import.name));
            return (Target::new(&name, local), name.display(None));
        };
        let name = FunctionName::parse(function);
        let member = match &name {
            FunctionName::Free(name) => name.clone(),
            FunctionName::Constructor(class) | FunctionName::Static(class, _) => pascal_case(class),
            // The object brings its own method along.
            FunctionName::Method(..) => String::new(),
        };
        let local = if member.is_empty() {
            member
        } else {
            self.path_member(path.import, instances, &member)
        };
        let display = name.display(Some(&import.name));
        (Target::new(&name, local), display)
    }

    fn path_member(&mut self, import: usize, instances: &[String], member: &str) -> String {
        let Some((first, rest)) = instances.split_first() else {
            return self.member(import, member, member);
        };
        let first = camel_case(interface_name(first));
        let mut local = self.member(import, &first, &first);
        for name in rest {
            local = format!("{local}.{}", camel_case(interface_name(name)));
        }
        format!("{local}.{member}")
    }

    fn member(&mut self, import: usize, member: &str, wanted: &str) -> String {
        if let Some(local) = self.bindings.entry(import).or_default().members.get(member) {
            return local.clone();
        }
        let interface = camel_case(interface_name(&self.plan.imports[import].name));
        let is_class = wanted.starts_with(char::is_uppercase);
        let wanted = match (member, is_class) {
            ("", _) => wanted.to_string(),
            (_, true) => format!(
                "{}{wanted}",
                pascal_case(interface_name(&self.plan.imports[import].name))
            ),
            _ => format!("{interface}{}{}", wanted[..1].to_uppercase(), &wanted[1..]),
        };
        let local = self.names.take(&wanted);
        let binding = self.bindings.entry(import).or_default();
        binding.members.insert(member.to_string(), local.clone());
        local
    }

    /// The host's class for a resource type that is imported, `undefined` if the component never names it.
    pub fn host_class(&mut self, resource: usize) -> String {
        let plan = self.plan;
        let ResourceOrigin::Imported(path) = &plan.resources[resource].origin else {
            return "undefined".to_string();
        };
        match path.names.split_last() {
            Some((class, instances)) => {
                self.path_member(path.import, instances, &pascal_case(class))
            }
            None => "undefined".to_string(),
        }
    }

    /// Writes what makes the members of all imports known.
    pub fn write_bindings(&mut self, out: &mut Source) {
        for (import, binding) in std::mem::take(&mut self.bindings) {
            if self.options.instantiation == Instantiation::None {
                self.import_statement(out, import, &binding);
            } else {
                self.import_lookup(out, import, &binding);
            }
        }
    }

    fn import_statement(&mut self, out: &mut Source, import: usize, binding: &Binding) {
        let import = &self.plan.imports[import];
        let specifier = self.options.specifier(&import.name);
        let specifier = specifier.or_else(|| self.options.specifier(import.implements.as_deref()?));
        let Specifier { module, export } = specifier.unwrap_or_else(|| Specifier {
            module: without_version(&import.name).to_string(),
            export: None,
        });
        let module = quoted(&module);
        if let Some(local) = binding.members.get("") {
            match export {
                Some(export) => line!(out, "import {{ {export} as {local} }} from {module};"),
                None => line!(out, "import {local} from {module};"),
            }
            return;
        }
        match export {
            Some(export) => {
                let object = self.names.take(&format!("{export}Interface"));
                line!(out, "import {{ {export} as {object} }} from {module};");
                let members = members(binding, ": ");
                self.late_bindings
                    .push(format!("const {members} = {object};"));
            }
            None => {
                let members = members(binding, " as ");
                out.block(&format!("import {members} from {module};"));
            }
        }
    }

    fn import_lookup(&mut self, out: &mut Source, import: usize, binding: &Binding) {
        let import = &self.plan.imports[import];
        let find = self.need("findImport");
        let mut names = Vec::new();
        if let Some(specifier) = self.options.specifier(&import.name) {
            names.push(quoted(&specifier.module));
        }
        let interface = import.implements.as_deref().unwrap_or(&import.name);
        if import.implements.is_some() {
            names.push(quoted(interface));
        }
        if interface.contains('@') {
            names.push(quoted(without_version(interface)));
        }
        let track =
            version_track(interface).map_or("undefined".to_string(), |track| quoted(&track));
        let mut arguments = format!("imports, {}, [{}]", quoted(&import.name), names.join(", "));
        if import.implements.is_some() {
            arguments.push_str(&format!(", {track}, true"));
        } else if track != "undefined" {
            arguments.push_str(&format!(", {track}"));
        }
        match binding.members.get("") {
            Some(local) => {
                let object = self.names.take(&format!("{local}Import"));
                line!(out, "const {object} = {find}({arguments});");
                line!(out, "const {local} = {object}.default ?? {object};");
            }
            None => {
                let members = members(binding, ": ");
                out.block(&format!("const {members} = {find}({arguments});"));
            }
        }
    }
}

/// Members under the names that the code has for them, between braces.
fn members(binding: &Binding, joint: &str) -> String {
    let members = binding.members.iter().map(|(member, local)| {
        if member == local {
            member.clone()
        } else {
            format!("{member}{joint}{local}")
        }
    });
    list("{ ", &members.collect::<Vec<_>>(), " }")
}
