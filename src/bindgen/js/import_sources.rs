//! Where imported functions and classes come from: `import` statements, or members of the imports object.

use super::call::trampolines::Target;
use super::function_name::FunctionName;
use super::generator::{Generator, key, quoted};
use super::options::{Instantiation, Options, Specifier, rest_of};
use crate::bindgen::names::{
    camel_case, interface_name, pascal_case, version_track, without_version,
};
use crate::bindgen::plan::{
    ImportId, ImportPath, Item, ItemKind, Plan, ResourceId, ResourceOrigin, Trampoline,
};
use crate::bindgen::source::{Source, line, list};
use std::collections::{BTreeMap, BTreeSet};

/// What the code uses of one import.
#[derive(Debug, Default)]
pub struct Binding {
    /// Its members by name; a function or a class that is imported by itself is its own only member, without a name.
    pub members: BTreeMap<String, Member>,
}

/// A member of an import.
#[derive(Debug)]
pub struct Member {
    /// What the code calls it.
    local: String,
    /// Whether it is a function or a class; a nested instance is neither.
    callable: bool,
}

/// The names that a module is asked for, and what the code calls them.
type Named = Vec<(String, String)>;

impl Generator<'_> {
    /// What a lowered import calls, and how messages call that.
    pub fn import_target(&mut self, path: &ImportPath) -> (Target, String) {
        let plan = self.plan;
        let import = &plan.imports[path.import];
        let (function, instances) = match path.names.split_last() {
            Some((function, instances)) => (function, Some(instances)),
            None => (&import.name, None),
        };
        let name = FunctionName::parse(function);
        let local = match (&name, instances) {
            // The object brings its own method along.
            (FunctionName::Method(..), _) => String::new(),
            (FunctionName::Free(name), None) => self.lone_member(path.import, name),
            (FunctionName::Free(name), Some(instances)) => {
                self.path_member(path.import, instances, name)
            }
            (FunctionName::Constructor(class) | FunctionName::Static(class, _), None) => {
                self.lone_class(class)
            }
            (
                FunctionName::Constructor(class) | FunctionName::Static(class, _),
                Some(instances),
            ) => self.path_member(path.import, instances, &pascal_case(class)),
        };
        let display = name.display(instances.map(|_| import.name.as_str()));
        (Target::new(&name, local), display)
    }

    /// The class of a resource that the world imports by itself; its functions are imports of their own, and members
    /// of that class.
    fn lone_class(&mut self, resource: &str) -> String {
        let is_class =
            |import: &Item| import.name == resource && matches!(import.kind, ItemKind::Resource(_));
        let import = self.plan.imports.iter().position(is_class);
        let import = import.expect("validation demands the resource of a resource's function");
        let import = ImportId::from(import);
        self.lone_member(import, &pascal_case(resource))
    }

    /// A function or a class that is imported by itself.
    fn lone_member(&mut self, import: ImportId, wanted: &str) -> String {
        self.member(import, "", wanted.to_string(), true)
    }

    fn path_member(&mut self, import: ImportId, instances: &[String], member: &str) -> String {
        let interface = interface_name(&self.plan.imports[import].name);
        let wanted = |member: &str| {
            let scope = match member.starts_with(char::is_uppercase) {
                true => pascal_case(interface),
                false => camel_case(interface),
            };
            format!("{scope}{}", capitalised(member))
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
        let binding = self.bindings.entry(import).or_default();
        if let Some(member) = binding.members.get(member) {
            return member.local.clone();
        }
        let local = self.names.take(&wanted);
        let member_of = Member {
            local: local.clone(),
            callable,
        };
        binding.members.insert(member.to_string(), member_of);
        local
    }

    /// The host's class for a resource type that is imported, `undefined` if the component never names it.
    pub fn host_class(&mut self, resource: ResourceId) -> String {
        let plan = self.plan;
        let ResourceOrigin::Imported(path) = &plan.resources[resource].origin else {
            return "undefined".to_string();
        };
        match path.names.split_last() {
            Some((class, instances)) => {
                self.path_member(path.import, instances, &pascal_case(class))
            }
            None => self.lone_class(&plan.imports[path.import].name),
        }
    }

    /// Writes what makes the members of all imports known.
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

    /// What an import asks of its module; members of an object that the module exports are taken out of it later.
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
        self.late_bindings.push(binding);
        vec![(export, object)]
    }

    fn import_lookup(&mut self, out: &mut Source, import: ImportId, binding: &Binding) {
        let import = &self.plan.imports[import];
        let interface = import.implements.as_deref().unwrap_or(&import.name);
        let mut names = Vec::new();
        if let Some(specifier) = self.options.specifier_of(import) {
            names.push(quoted(&specifier.module));
        }
        if import.implements.is_some() {
            names.push(quoted(interface));
        }
        if interface.contains('@') {
            names.push(quoted(without_version(interface)));
        }
        let mut arguments = vec![
            "imports".to_string(),
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

    /// A statement that takes the members of an import out of an object, and refuses an object that lacks some.
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

impl Binding {
    fn named(&self) -> Named {
        let members = self.members.iter();
        members
            .map(|(name, member)| (name.clone(), member.local.clone()))
            .collect()
    }
}

/// Names, each with the name that the code has for it if that is another.
fn renamed(named: &[(String, String)], joint: &str) -> Vec<String> {
    let renamed = named.iter().map(|(name, local)| {
        if name == local {
            name.clone()
        } else {
            format!("{}{joint}{local}", key(name))
        }
    });
    renamed.collect()
}

impl Options {
    /// Where an import comes from if something says so: by its name, or else by that of the interface it implements.
    fn specifier_of(&self, import: &Item) -> Option<Specifier> {
        let by_interface = || self.specifier(import.implements.as_deref()?);
        self.specifier(&import.name).or_else(by_interface)
    }

    /// Where an import comes from: the module of its own name, unless something else is said.
    pub fn source_of(&self, import: &Item) -> Specifier {
        self.specifier_of(import).unwrap_or_else(|| Specifier {
            module: without_version(&import.name).to_string(),
            export: None,
        })
    }

    /// The modules that the generated module imports, in order.
    pub fn modules(&self, plan: &Plan) -> Vec<String> {
        let mut modules = Vec::new();
        if self.instantiation == Instantiation::None {
            for import in used_imports(plan) {
                let module = self.source_of(import).module;
                if !modules.contains(&module) {
                    modules.push(module);
                }
            }
        }
        modules
    }

    /// The patterns of `map` that fit no import.
    pub fn unused_maps(&self, plan: &Plan) -> Vec<&str> {
        let fits = |pattern: &str| {
            plan.imports.iter().any(|import| {
                let names = [Some(&import.name), import.implements.as_ref()];
                let mut names = names.into_iter().flatten();
                names.any(|name| rest_of(pattern, name).is_some())
            })
        };
        let patterns = self.map.iter().map(|(pattern, _)| pattern.as_str());
        patterns.filter(|pattern| !fits(pattern)).collect()
    }
}

/// The imports that a host must provide: those of which the component calls or names something.
pub fn used_imports(plan: &Plan) -> impl Iterator<Item = &Item> {
    let functions = plan
        .trampolines
        .iter()
        .filter_map(|trampoline| match trampoline {
            Trampoline::LowerImport { import, .. } => Some(import),
            _ => None,
        });
    let resources = plan
        .resources
        .iter()
        .filter_map(|resource| match &resource.origin {
            ResourceOrigin::Imported(path) => Some(path),
            ResourceOrigin::Defined { .. } => None,
        });
    let used: BTreeSet<_> = functions.chain(resources).map(|path| path.import).collect();
    used.into_iter()
        .map(|import| &plan.imports[import])
        .filter(|import| FunctionName::parse(&import.name).resource().is_none())
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}
