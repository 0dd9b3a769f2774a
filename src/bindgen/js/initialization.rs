//! Steps of instantiation.

use super::generator::{Generator, key, quoted};
use super::options::Instantiation;
use crate::bindgen::plan::{CoreDef, CoreImport, Step};
use crate::bindgen::source::{Source, close, line, list, open};
use std::collections::BTreeMap;

impl Generator<'_> {
    /// Writes the loading of core modules.
    pub fn load_modules(&mut self, out: &mut Source) {
        let plan = self.plan;
        for (i, module) in plan.modules.iter().enumerate() {
            let inline = module.wasm.len() <= self.options.inline_core;
            let (mode, file) = (self.options.instantiation, quoted(&self.core_file(i)));
            let source = if inline {
                let bytes = format!(
                    "{}({})",
                    self.need("decodeBase64"),
                    quoted(&super::base64::encode(&module.wasm))
                );
                match mode {
                    Instantiation::Sync => format!("new WebAssembly.Module({bytes})"),
                    Instantiation::None | Instantiation::Async => {
                        format!("WebAssembly.compile({bytes})")
                    }
                }
            } else {
                match mode {
                    Instantiation::None => format!(
                        "{}({})",
                        self.need("compile"),
                        quoted(&format!("./{}", self.core_file(i)))
                    ),
                    Instantiation::Async | Instantiation::Sync => format!("getCoreModule({file})"),
                }
            };
            line!(out, "const module{i} = {source};");
        }
        if self.options.instantiation != Instantiation::Sync && plan.modules.len() > 1 {
            let modules: Vec<_> = (0..plan.modules.len())
                .map(|i| format!("module{i}"))
                .collect();
            line!(out, "await Promise.all([{}]);", modules.join(", "));
        }
    }

    /// The name of a core module's file.
    pub fn core_file(&self, module: usize) -> String {
        match module {
            0 => format!("{}.core.wasm", self.options.name),
            _ => format!("{}.core{}.wasm", self.options.name, module + 1),
        }
    }

    /// Writes the steps in order.
    pub fn write_steps(&mut self, out: &mut Source) {
        let plan = self.plan;
        let mut instances = 0;
        for step in &plan.steps {
            match step {
                Step::Instantiate { module, imports } => {
                    self.instantiate(out, instances, *module, imports);
                    instances += 1;
                }
                Step::Memory { index, from } => {
                    let memory = self.core_def(&CoreDef::Export(from.clone()));
                    self.assign_views(out, &format!(".memory = {memory};"), |view| {
                        view.memory == *index
                    });
                }
                Step::Realloc { index, from } => {
                    let realloc = self.core_def(from);
                    self.assign_views(out, &format!(".realloc = {realloc};"), |view| {
                        view.realloc == Some(*index)
                    });
                }
                Step::PostReturn { index, from } => {
                    self.name_core_function(out, &format!("postReturn{index}"), from);
                }
                Step::Resource {
                    resource,
                    destructor: Some(destructor),
                } => {
                    let destructor = self.core_def(destructor);
                    let name = self.resources[*resource].destructor.clone();
                    line!(out, "{name} = {destructor};");
                }
                Step::Resource {
                    destructor: None, ..
                } => {}
            }
        }
    }

    /// Writes constants for the functions of core instances that exports call.
    pub fn core_functions(&self, out: &mut Source) {
        for (instance, names) in &self.core_names {
            let members = names
                .iter()
                .map(|(export, name)| format!("{}: {name}", key(export)));
            let members: Vec<_> = members.collect();
            let text = list("{ ", &members, " }");
            out.block(&format!("const {text} = exports{instance};"));
        }
    }

    fn assign_views(
        &self,
        out: &mut Source,
        assignment: &str,
        fits: impl Fn(&super::memories::MemoryView) -> bool,
    ) {
        for i in self.used_views.iter().filter(|i| fits(&self.memories[**i])) {
            line!(out, "memory{i}{assignment}");
        }
    }

    fn instantiate(
        &mut self,
        out: &mut Source,
        instance: usize,
        module: usize,
        imports: &[CoreImport],
    ) {
        let (before, after) = match self.options.instantiation {
            Instantiation::None => (
                format!("await WebAssembly.instantiate(await module{module}"),
                "",
            ),
            Instantiation::Async => (format!("await instantiateCore(await module{module}"), ""),
            Instantiation::Sync => (format!("instantiateCore(module{module}"), ""),
        };
        let result = format!("const {{ exports: exports{instance} }} = {before}");
        if imports.is_empty() {
            line!(out, "{result}){after};");
            return;
        }
        let mut modules: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for import in imports {
            let def = self.core_def(&import.def);
            modules
                .entry(&import.module)
                .or_default()
                .insert(&import.name, def);
        }
        open!(out, "{result}, {{");
        for (module, fields) in modules {
            open!(out, "{}: {{", key(module));
            for (name, def) in fields {
                line!(out, "{}: {def},", key(name));
            }
            close!(out, "}},");
        }
        close!(out, "}}){after};");
    }
}
