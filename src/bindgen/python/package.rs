//! The files of a package.

use super::generator::Generator;
use super::hidden::hidden;
use super::homes::{Home, LOOSE};
use super::import_sources::used_imports;
use super::initialization::COMPONENT;
use super::module::{Module, PUBLIC, documentation, head};
use super::names::{CASING, class_case, quoted, snake_case};
use super::resource::classes::Owner;
use super::wasi;
use crate::bindgen::Files;
use crate::bindgen::names::Names;
use crate::bindgen::plan::surface::Surface;
use crate::bindgen::plan::{ResourceId, ResourceOrigin};
use crate::bindgen::source::{line, open};

/// Names that the file of the package uses for itself.
const OWN: &[&str] = &["instantiate"];

/// The program that compiles the core modules.
const COMPILE: &str = include_str!("compile.py");

impl Generator<'_> {
    /// Prints everything.
    pub fn package(&mut self, files: &mut Files) {
        let folder = self.options.name.clone();
        let surface = Surface::new(self.plan, &CASING);
        let mut exports = Vec::new();
        let mut loose = self.loose_module();
        let mut root = self.root_module(&surface, &mut loose, &mut exports);
        let imports = self.import_modules();
        let index = self.imports_index();
        let host = self.component_linking(&mut root);
        let values = self.values_module();
        let mut add =
            |path: &str, text: String| files.add(&format!("{folder}/{path}"), text.into_bytes());
        let title = "What a program gives for the imports.";
        if self.has_imports() {
            add("imports/__init__.py", index.text(title));
        } else if !imports.is_empty() {
            add("imports/__init__.py", format!("\"\"\"{title}\"\"\"\n"));
        }
        for module in imports.iter().chain(&exports) {
            let path = module.path.replace('.', "/");
            add(
                &format!("{path}.py"),
                module.text("Types and functions of an interface."),
            );
        }
        if !exports.is_empty() {
            add(
                "exports/__init__.py",
                "\"\"\"What the component exports.\"\"\"\n".to_string(),
            );
        }
        if !loose.types.is_empty() || !loose.code.is_empty() {
            add(
                &format!("{LOOSE}.py"),
                loose.text("Types that no interface has."),
            );
        }
        for (file, docs) in [
            (host, "Functions of the host as core modules call them."),
            (values, "Values in the memory of the component."),
        ] {
            if !file.code.is_empty() {
                add(&format!("{}.py", file.path), file.text(docs));
            }
        }
        self.runtime_files(&mut add);
        self.export_names(&mut root);
        add("__init__.py", root.text(&self.title()));
        add("py.typed", String::new());
        self.core_files(&folder, files);
        if self.options.pyproject {
            files.add("pyproject.toml", self.project().into_bytes());
        }
    }

    /// The core modules: those of the component, and the stage's.
    fn core_files(&self, folder: &str, files: &mut Files) {
        for (i, core) in self.plan.modules.iter().enumerate() {
            files.add(
                &format!("{folder}/{}.wasm", self.core_name(i)),
                core.wasm.clone(),
            );
        }
        if !self.stage.is_empty() {
            let name = format!("{folder}/{}.wasm", self.stage_name());
            files.add(&name, self.stage.wasm.clone());
        }
    }

    fn title(&self) -> String {
        let title = format!("The component `{}`.", self.options.name);
        let docs = self
            .plan
            .docs
            .world()
            .and_then(|world| world.docs.as_deref());
        docs.map_or(title.clone(), |docs| format!("{title}\n\n{docs}"))
    }

    /// Whether the component calls any imports.
    pub fn has_imports(&self) -> bool {
        !used_imports(self.plan).is_empty()
    }

    /// Exports the names of the runtime that the package needs. Everything else is written already.
    fn export_names(&mut self, root: &mut Module) {
        let used = PUBLIC.iter().filter(|name| self.runtime.uses(name));
        let used: Vec<_> = used.collect();
        used.iter().for_each(|name| {
            root.export(name);
        });
        let own = root.exported.iter().map(String::as_str);
        let all = own.chain(used.into_iter().copied()).map(quoted);
        let all = all.collect::<Vec<_>>().join(", ");
        root.after.push(format!("__all__ = [{all}]"));
    }

    /// The runtime with all that the other files need, WASI, and the programs.
    fn runtime_files(&mut self, add: &mut impl FnMut(&str, String)) {
        let used = used_imports(self.plan);
        let interfaces = used.iter().filter_map(|import| {
            let interface = import.item.interface();
            self.wasi_file(interface).map(str::to_string)
        });
        let mut interfaces: Vec<_> = interfaces.collect();
        if let Some(run) = self.command() {
            interfaces.push("_command".to_string());
            add("__main__.py", self.program(run));
        }
        if !interfaces.is_empty() {
            for name in wasi::reached(interfaces.into_iter()) {
                let text = wasi::file(name).unwrap_or_default();
                self.runtime.need_imported(text);
                add(&format!("wasi/{name}.py"), text.to_string());
            }
        }
        add("compile.py", COMPILE.to_string());
        self.runtime.need("default_engine");
        if self.runtime.uses("Ok") {
            self.runtime.need("Result");
        }
        add("_runtime.py", self.runtime.text());
    }

    /// The file of types that no interface has.
    fn loose_module(&mut self) -> Module {
        let mut module = Module::new(LOOSE);
        module.names = self.homes.loose.names.clone();
        let types = self.homes.loose.types.clone();
        self.define_types(&mut module, &types, None);
        for ty in self.homes.unnamed.clone() {
            if let Some(home) = self.homes.class_of(ty).cloned() {
                self.define_type(&mut module, ty, &home, &[]);
            }
        }
        module
    }

    /// The file of the package: the class of the component.
    fn root_module(
        &mut self,
        surface: &Surface,
        loose: &mut Module,
        exports: &mut Vec<Module>,
    ) -> Module {
        let mut module = Module::new("");
        let class = class_case(&self.options.name.replace('_', "-"));
        let class = Names::reserving(&[
            "Err", "Ok", "Some", "Trap", "Imports", "Store", "Config", "Wasi", "Any",
        ])
        .take(&class);
        module.names.reserve(&class);
        let words = OWN.iter().copied().chain(hidden(self.plan));
        words.for_each(|name| module.names.reserve(name));
        PUBLIC.iter().for_each(|name| module.names.reserve(name));
        if self.imports_wasi() {
            // This comes before an interface takes the name.
            module.import(".wasi", "Wasi", "Wasi");
        }
        for item in self.plan.exports.iter().chain(&self.plan.imports) {
            // The short names of interfaces are also names of files in the package.
            module.names.reserve(&snake_case(&item.name));
        }
        let mut owner = Owner::new(None);
        for name in ["store", "close"] {
            owner.names.reserve(name);
        }
        self.members(
            &mut module,
            Some(loose),
            &mut owner,
            &surface.members,
            &surface.classes,
            exports,
        );
        self.bind_others(&mut module, surface, &mut owner);
        let imports = match self.has_imports() {
            true => module.class(&Home {
                module: "imports".to_string(),
                class: "Imports".to_string(),
            }),
            false => {
                let mapping = module.global("collections.abc", "Mapping");
                let types = ["str", "object"].map(|name| module.builtin(name));
                format!("{mapping}[{}]", types.join(", "))
            }
        };
        self.component_class(&mut module, &class, &owner, &imports);
        module
    }

    /// Classes for resource types that no export names.
    fn bind_others(&mut self, module: &mut Module, surface: &Surface, owner: &mut Owner) {
        for (i, resource) in self.plan.resources.iter().enumerate() {
            let id = ResourceId::from(i);
            let known = surface.classes.iter().any(|class| class.resource == id);
            if let (ResourceOrigin::Defined { .. }, false) = (&resource.origin, known) {
                let bind = module.runtime(&mut self.runtime, "bind_class");
                let base = module.runtime(&mut self.runtime, "Resource");
                line!(owner.init, "{bind}(component.state, {id}, {base}, self)");
            }
        }
    }

    fn component_class(&mut self, module: &mut Module, class: &str, owner: &Owner, imports: &str) {
        let wasi = self.imports_wasi();
        let state = self.state_class();
        let state = module.runtime(&mut self.runtime, state);
        let params = self.component_params(module, imports, wasi);
        let out = &mut module.code;
        let mut slots = owner.slots.clone();
        slots.push("'store'".to_string());
        open!(out, "class {class}:");
        out.block(&documentation("An instance of the component.\n\n`store` is a store of your own, `config` the configuration of a new one."));
        out.blank();
        line!(out, "__slots__ = ({})", slots.join(", "));
        owner
            .attributes
            .iter()
            .for_each(|attribute| line!(out, "{attribute}"));
        out.section(&head("def __init__(", &params, ") -> None:"));
        out.indent();
        line!(out, "self._state = {state}(store, config)");
        line!(out, "self.store = self._state.store");
        let given = match (self.has_imports(), wasi) {
            (false, _) => "",
            (true, false) => ", {**(imports or {})}",
            (true, true) => ", {**(imports or {})}, Wasi() if wasi is None else wasi",
        };
        line!(out, "component = {COMPONENT}(self._state{given})");
        out.block(owner.init.as_str());
        line!(out, "self._state.running = None");
        out.end();
        self.component_methods(module, owner, class);
        module.code.section(owner.methods.as_str());
        module.code.end();
        module.code.block("\n\n");
        self.instantiate_function(module, class, wasi);
    }

    /// The parameters of a component's class.
    fn component_params(&mut self, module: &mut Module, imports: &str, wasi: bool) -> Vec<String> {
        let needed = used_imports(self.plan)
            .iter()
            .any(|import| !self.has_default(import.item));
        let types = ["Store", "Config"].map(|name| module.import("wasmtime", name, name));
        let mut params = vec!["self".to_string()];
        params.push(match needed {
            true => format!("imports: {imports}"),
            false => format!("imports: {imports} | None = None"),
        });
        params.push("*".to_string());
        if wasi {
            let class = module.import(".wasi", "Wasi", "Wasi");
            params.push(format!("wasi: {class} | None = None"));
        }
        params.push(format!("store: {} | None = None", types[0]));
        params.push(format!("config: {} | None = None", types[1]));
        params
    }

    fn instantiate_function(&mut self, module: &mut Module, class: &str, wasi: bool) {
        module.after.push(format!("instantiate = {class}"));
        module.exported = vec![class.to_string(), "instantiate".to_string()];
        if self.has_imports() {
            module.exported.push("Imports".to_string());
        }
        if wasi {
            module.exported.push("Wasi".to_string());
        }
    }

    /// The methods of every component.
    fn component_methods(&mut self, module: &mut Module, owner: &Owner, class: &str) {
        let literal = (!owner.interfaces.is_empty()).then(|| module.global("typing", "Literal"));
        let overload = (owner.interfaces.len() > 1).then(|| module.global("typing", "overload"));
        let any = overload.as_ref().map(|_| module.global("typing", "Any"));
        let object = module.builtin("object");
        let text = module.builtin("str");
        let out = &mut module.code;
        out.blank();
        open!(out, "def close(self) -> None:");
        out.block(&documentation(
            "Ends the instance, and its store unless that is yours.",
        ));
        line!(out, "self._state.close()");
        out.end();
        out.blank();
        open!(out, "def __enter__(self) -> {class}:");
        line!(out, "return self");
        out.end();
        out.blank();
        open!(out, "def __exit__(self, *_error: {object}) -> None:");
        line!(out, "self.close()");
        out.end();
        let (Some(literal), names) = (literal, &owner.interfaces) else {
            return;
        };
        for (name, _, class) in names {
            out.blank();
            match &overload {
                Some(overload) => {
                    line!(out, "@{overload}");
                    line!(
                        out,
                        "def __getitem__(self, name: {literal}[{}]) -> {class}: ...",
                        quoted(name)
                    );
                }
                None => open!(
                    out,
                    "def __getitem__(self, name: {literal}[{}]) -> {class}:",
                    quoted(name)
                ),
            }
        }
        if let Some(any) = any {
            out.blank();
            open!(out, "def __getitem__(self, name: {text}) -> {any}:");
        }
        out.block(&documentation("An exported interface by its whole name."));
        let entries = names
            .iter()
            .map(|(name, attribute, _)| format!("{}: self.{attribute}", quoted(name)));
        let entries: Vec<_> = entries.collect();
        line!(out, "return {{{}}}[name]", entries.join(", "));
        out.end();
    }
}
