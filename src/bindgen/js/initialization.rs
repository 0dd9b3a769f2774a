//! Steps of instantiation.

use super::file::File;
use crate::bindgen::plan::{CoreDef, CoreImport, MemoryView, ModuleId, Step, Trampoline};
use crate::bindgen::script::literals::{key, quoted};
use crate::bindgen::script::options::Instantiation;
use crate::bindgen::source::{Source, close, line, list, open};
use std::collections::BTreeMap;

impl File<'_> {
    /// Writes the loading of core modules.
    pub fn load_modules(&mut self, out: &mut Source) {
        let count = self.plan.modules.len();
        for module in 0..count {
            let source = self.module_source(module);
            line!(out, "const module{module} = {source};");
        }
        if self.options.instantiation != Instantiation::Sync && count > 1 {
            let modules: Vec<_> = (0..count).map(|i| format!("module{i}")).collect();
            line!(out, "await Promise.all([{}]);", modules.join(", "));
        }
    }

    /// An expression for a core module, or for a promise of one.
    fn module_source(&mut self, module: usize) -> String {
        let (file, mode) = (quoted(&self.core_file(module)), self.options.instantiation);
        let wasm = &self.plan.modules[module].wasm;
        let own = if wasm.len() <= self.options.inline_core {
            let compile = match mode {
                Instantiation::Sync => "new WebAssembly.Module",
                Instantiation::None | Instantiation::Async => "WebAssembly.compile",
            };
            let bytes = quoted(&super::base64::encode(wasm));
            format!("{compile}({}({bytes}))", self.need("decodeBase64"))
        } else {
            let compile = self.need(match (mode, self.options.node) {
                // A fetch cannot be synchronous.
                (Instantiation::Sync, false) => return format!("getCoreModule({file})"),
                (Instantiation::Sync, true) => "compileFile",
                (Instantiation::None | Instantiation::Async, true) => "compile",
                (Instantiation::None | Instantiation::Async, false) => "compileFetched",
            });
            // Bundlers find files by this expression, if it is written out.
            let relative = quoted(&format!("./{}", escaped(&self.core_file(module))));
            format!("{compile}(new URL({relative}, import.meta.url))")
        };
        if mode == Instantiation::None {
            return own;
        }
        let once = self.need("compileOnce");
        format!("getCoreModule?.({file}) ?? {once}({file}, () => {own})")
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
                    let realloc = self.realloc(from);
                    self.assign_views(out, &format!(".realloc = {realloc};"), |view| {
                        view.realloc == Some(*index)
                    });
                }
                Step::PostReturn { index, from } => {
                    self.name_core_function(out, &format!("postReturn{index}"), from);
                }
                Step::Callback {
                    index,
                    from,
                    on_stack,
                } => {
                    let name = format!("callback{index}");
                    self.on_stack(out, &name, from, *on_stack);
                }
                Step::Resource {
                    resource,
                    destructor: Some(destructor),
                } => {
                    let destructor = self.core_def(destructor);
                    let name = self.resources[resource.index()].destructor.clone();
                    line!(out, "{name} = {destructor};");
                }
                Step::Resource {
                    destructor: None, ..
                } => {}
            }
        }
    }

    /// The realloc of a memory. Code with a context has another one there.
    fn realloc(&mut self, from: &CoreDef) -> String {
        let realloc = self.core_def(from);
        let mut steps = self.plan.steps.iter();
        let has_context = steps.any(|step| match step {
            Step::Instantiate { imports, .. } => imports
                .iter()
                .any(|import| matches!(import.def, CoreDef::Context { .. })),
            _ => false,
        });
        match has_context {
            true => format!("{}(state, {realloc})", self.need("inOwnContext")),
            false => realloc,
        }
    }

    /// Writes constants for the functions of core instances that exports call.
    pub fn core_functions(&self, out: &mut Source) {
        for (instance, names) in &self.uses.core_names {
            let members = names
                .iter()
                .map(|(export, name)| format!("{}: {name}", key(export)));
            let members: Vec<_> = members.collect();
            let text = list("{ ", &members, " }");
            out.block(&format!("const {text} = exports{instance};"));
        }
    }

    fn assign_views(&self, out: &mut Source, assignment: &str, fits: impl Fn(&MemoryView) -> bool) {
        let mut views = self.uses.views.iter();
        while let Some(i) = views.find(|i| fits(&self.plan.views[**i])) {
            line!(out, "memory{i}{assignment}");
        }
    }

    fn instantiate(
        &mut self,
        out: &mut Source,
        instance: usize,
        module: ModuleId,
        imports: &[CoreImport],
    ) {
        let before = match self.options.instantiation {
            Instantiation::None => "await WebAssembly.instantiate(await ",
            Instantiation::Async => "await instantiateCore(await ",
            Instantiation::Sync => "instantiateCore(",
        };
        let result = format!("const {{ exports: exports{instance} }} = {before}module{module}");
        if imports.is_empty() {
            line!(out, "{result});");
            return;
        }
        let mut modules: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for import in imports {
            let mut def = self.core_def(&import.def);
            // Core code that catches exceptions must not go on after a trap, or after an error of the host.
            if let CoreDef::Trampoline(index) = import.def
                && self.plan.features.catches_exceptions
            {
                let guard = self.need("guard");
                def = match self.plan.trampolines[index] {
                    // A trap itself reports what ended the instance.
                    Trampoline::Trap => format!("{guard}(state, {def}, true)"),
                    // It is not a JavaScript function, and throws nothing.
                    Trampoline::Wait => def,
                    _ => format!("{guard}(state, {def})"),
                };
            }
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
        close!(out, "}});");
    }
}

/// A file's name as part of a URL.
fn escaped(name: &str) -> String {
    let mut escaped = String::new();
    for c in name.chars() {
        match c {
            '#' | '?' | '%' | '\\' | '\0'..=' ' | '\u{7f}' => {
                escaped.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_files_are_escaped_in_urls() {
        assert_eq!(super::escaped("a#b?c%41 d"), "a%23b%3Fc%2541%20d");
        assert_eq!(super::escaped("größe.core.wasm"), "größe.core.wasm");
    }
}
