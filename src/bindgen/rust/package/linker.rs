//! Prints `src/linker.rs`: the engine, the linker that all components share, and that of one component.

use super::Package;
use super::layout::{self, Doc};
use crate::bindgen::source::{Source, close, line, open};

/// How the program loads its component.
const LOAD: &str = "\
/// The component that the program was built with.
pub fn component(engine: &Engine) -> Result<Component> {
    Component::new(engine, COMPONENT)
}
";

/// The same, of a component that is compiled already.
const LOAD_COMPILED: &str = "\
/// The component that the program was built with.
pub fn component(engine: &Engine) -> Result<Component> {
    // SAFETY: the build script wrote these bytes, by the same engine.
    unsafe { Component::deserialize(engine, COMPONENT) }
}
";

/// The head of `engine`, up to what only some components need.
const ENGINE: &str = "\
/// Compiles components, and keeps what they share.
pub fn engine() -> Result<Engine> {
    let mut config = Config::new();
    // Labels, with the interfaces that they implement.
    config.wasm_component_model_implements(true);
";

/// The rest of `engine`.
const LIMITS: &str = "    // To stop components that run for too long:
    // config.epoch_interruption(true);
    // config.consume_fuel(true);
    Engine::new(&config)
}
";

impl Package<'_> {
    pub fn linker(&self) -> String {
        let mut source = Source::wide();
        line!(
            source,
            "//! The engine, one linker for all components, and a clone of it for each component."
        );
        line!(source, "//!");
        line!(
            source,
            "//! Made by `componentize bindgen rust` each time: what is yours is in `host.rs`."
        );
        source.blank();
        self.uses(&mut source);
        source.blank();
        self.component(&mut source);
        if !self.precompile {
            source.blank();
            self.engine(&mut source);
        }
        source.blank();
        self.shared_linker(&mut source);
        source.blank();
        self.linker_for(&mut source);
        source.as_str().to_string()
    }

    /// The file that both the program and its build script have.
    pub fn engine_file(&self) -> String {
        let mut source = Source::wide();
        line!(
            source,
            "//! The engine of the build script and of the program: both must agree on what is compiled."
        );
        line!(source, "//!");
        line!(source, "//! Made by `componentize bindgen rust` each time.");
        source.blank();
        line!(source, "use wasmtime::{{Config, Engine, Result}};");
        source.blank();
        self.engine(&mut source);
        source.as_str().to_string()
    }

    fn uses(&self, source: &mut Source) {
        let app = &self.bindings.app;
        let mut bindings = vec![format!("{app}Pre")];
        bindings.extend(self.plain.iter().map(|module| module.name.clone()));
        bindings.extend(
            self.labelled
                .iter()
                .map(|labelled| labelled.module.name.clone()),
        );
        layout::import(source, "use crate::bindings", bindings);
        if self.precompile {
            line!(source, "pub use crate::engine::engine;");
        }
        let mut host = vec!["State".to_string()];
        host.extend(self.labelled.iter().map(|labelled| labelled.object.clone()));
        layout::import(source, "use crate::host", host);
        let mut used = vec!["Component".to_string(), "Linker".to_string()];
        if !self.plain.is_empty() || !self.labelled.is_empty() {
            used.push("HasSelf".to_string());
        }
        layout::import(source, "use wasmtime::component", used);
        match self.precompile {
            true => line!(source, "use wasmtime::{{Engine, Result}};"),
            false => line!(source, "use wasmtime::{{Config, Engine, Result}};"),
        }
    }

    fn component(&self, source: &mut Source) {
        let path = self.component_path();
        let (what, value, load) = match self.precompile {
            true => {
                let path = path.replace(".wasm", ".cwasm");
                let value = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{path}\"))");
                (", compiled by the build script", value, LOAD_COMPILED)
            }
            false => ("", format!("include_bytes!(\"../{path}\")"), LOAD),
        };
        line!(source, "/// The component{what}.");
        layout::assign(source, "pub const COMPONENT: &[u8]", &value);
        source.section(load);
    }

    fn engine(&self, source: &mut Source) {
        let features = &self.bindings.features;
        source.block(ENGINE);
        source.indent();
        if features.maps {
            line!(source, "config.wasm_component_model_map(true);");
        }
        if features.fixed_length_lists {
            line!(
                source,
                "config.wasm_component_model_fixed_length_lists(true);"
            );
        }
        source.end();
        source.block(LIMITS);
    }

    fn shared_linker(&self, source: &mut Source) {
        line!(
            source,
            "/// What every component may import. Make one for the engine."
        );
        open!(
            source,
            "pub fn shared_linker(engine: &Engine) -> Result<Linker<State>> {{"
        );
        let plain = self
            .labelled
            .iter()
            .any(|labelled| labelled.plain.is_some());
        let empty = !self.uses_wasi() && self.plain.is_empty() && !plain;
        if empty {
            line!(source, "Ok(Linker::new(engine))");
            return close!(source, "}}");
        }
        line!(source, "let mut linker = Linker::new(engine);");
        if self.uses_wasi() {
            let kind = if self.options.asynchronous {
                "async"
            } else {
                "sync"
            };
            line!(
                source,
                "wasmtime_wasi::p2::add_to_linker_{kind}(&mut linker)?;"
            );
        }
        for module in &self.plain {
            let add = format!("{}::add_to_linker::<State, HasSelf<State>>", module.name);
            let arguments = ["&mut linker".to_string(), "|state| state".to_string()];
            layout::call(source, "", &add, &arguments, "?;");
        }
        for labelled in &self.labelled {
            if let Some(field) = &labelled.plain {
                let (module, object) = (&labelled.module.name, &labelled.object);
                let add = format!("{module}::add_to_linker::<State, HasSelf<{object}>>");
                let getter = format!("|state| &mut state.{field}");
                layout::call(source, "", &add, &["&mut linker".to_string(), getter], "?;");
            }
        }
        line!(source, "Ok(linker)");
        close!(source, "}}");
    }

    fn linker_for(&self, source: &mut Source) {
        let app = &self.bindings.app;
        line!(
            source,
            "/// Links one component, which then makes instances quickly."
        );
        let parameters = [("shared", "&Linker<State>"), ("component", "&Component")];
        let parameters = parameters.map(|(name, ty)| (name.to_string(), Doc::text(ty)));
        let result = Doc::text(format!("Result<{app}Pre<State>>"));
        layout::signature(source, "pub fn linker_for", &parameters, &result, " {");
        source.indent();
        if self.labelled.is_empty() {
            line!(source, "{app}Pre::new(shared, component)");
            return close!(source, "}}");
        }
        line!(
            source,
            "// Labels are the component's own: they go to a clone, which is dropped again."
        );
        line!(source, "let mut linker = shared.clone();");
        for labelled in &self.labelled {
            let add = format!(
                "{}::add_labels_to_linker::<State, HasSelf<{}>, _>",
                labelled.module.name, labelled.object
            );
            let arguments = [
                "&mut linker".to_string(),
                "component".to_string(),
                format!("{}::{}::look_up", labelled.module.name, labelled.label),
                format!("State::{}", labelled.getter),
            ];
            layout::call(source, "", &add, &arguments, "?;");
        }
        line!(source, "{app}Pre::new(&linker, component)");
        close!(source, "}}");
    }
}
