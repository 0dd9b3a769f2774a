//! Prints `src/host.rs`: the state of a store, and a first version of every function that the component imports.

use super::{Labelled, Package};
use crate::bindgen::rust::layout::{self, Doc};
use crate::bindgen::rust::model::types::{NamedId, Ty};
use crate::bindgen::rust::model::{Function, Module, Resource};
use crate::bindgen::rust::names;
use crate::bindgen::rust::text::{Passing, Scope};
use crate::bindgen::source::{Source, close, line, open};

impl Package<'_> {
    pub fn host(&self) -> String {
        let mut source = Source::wide();
        line!(
            source,
            "//! What the component gets from its host. This file is yours: it is not written again."
        );
        source.blank();
        self.host_uses(&mut source);
        source.blank();
        self.state(&mut source);
        for rust in self.resources() {
            source.blank();
            line!(source, "/// What the host keeps for a resource.");
            line!(source, "pub struct {rust};");
        }
        for module in &self.plain {
            self.implementation(&mut source, module, "State");
        }
        for labelled in &self.labelled {
            source.blank();
            line!(
                source,
                "/// What one label of {} stands for.",
                labelled.module.title()
            );
            line!(source, "#[derive(Default)]");
            line!(source, "pub struct {} {{}}", labelled.object);
            self.implementation(&mut source, labelled.module, &labelled.object);
        }
        source.as_str().to_string()
    }

    fn host_modules(&self) -> impl Iterator<Item = &Module> {
        let labelled = self.labelled.iter().map(|labelled| labelled.module);
        self.plain.iter().copied().chain(labelled)
    }

    fn host_uses(&self, source: &mut Source) {
        let mut modules: Vec<String> = self
            .host_modules()
            .map(|module| module.name.clone())
            .collect();
        let linked = !modules.is_empty();
        let types = self.host_types();
        let is_own = |id: &NamedId| {
            let named = &self.bindings.types.named[id.0];
            named.is_host_resource() && !self.of_wasi(named)
        };
        if types.iter().any(|id| !is_own(id)) {
            modules.push("types".to_string());
        }
        layout::import(source, "use crate::bindings", modules);
        let all = self.host_modules().flat_map(|module| &module.functions);
        let mut all = all.flat_map(|f| f.parameters.iter().map(|(_, ty)| ty).chain(&f.result));
        if all.any(|ty| ty.has(&|ty| matches!(ty, Ty::Map(..)))) {
            line!(source, "use std::collections::HashMap;");
        }
        let mut used = Vec::new();
        if types
            .iter()
            .any(|id| self.bindings.types.named[id.0].is_host_resource())
        {
            used.push("Resource".to_string());
        }
        let infallible = self.options.infallible;
        if self.uses_wasi() {
            used.push("ResourceTable".to_string());
        }
        layout::import(source, "use wasmtime::component", used);
        if linked && !infallible {
            line!(source, "use wasmtime::{{Result, bail}};");
        }
        if self.uses_wasi() {
            line!(
                source,
                "use wasmtime_wasi::{{WasiCtx, WasiCtxView, WasiView}};"
            );
        }
    }

    /// The named types in the signatures of host functions.
    fn host_types(&self) -> Vec<NamedId> {
        let mut types = Vec::new();
        for module in self.host_modules() {
            for function in &module.functions {
                let parameters = function.parameters.iter().map(|(_, ty)| ty);
                for ty in parameters.chain(&function.result) {
                    crate::bindgen::rust::file::collect(ty, &mut types);
                }
            }
            types.extend(module.resources.iter().map(|resource| resource.ty));
        }
        types
    }

    fn state(&self, source: &mut Source) {
        line!(
            source,
            "/// What a store holds: add the data of your host functions."
        );
        if !self.uses_wasi() {
            line!(source, "#[derive(Default)]");
        }
        let fields = self.labelled.iter().flat_map(Labelled::fields);
        let fields: Vec<(&String, &String)> = fields.collect();
        if fields.is_empty() && !self.uses_wasi() {
            line!(source, "pub struct State {{}}");
        } else {
            open!(source, "pub struct State {{");
            for (field, object) in &fields {
                line!(source, "pub {field}: {object},");
            }
            if self.uses_wasi() {
                line!(source, "wasi: WasiCtx,");
                line!(source, "table: ResourceTable,");
            }
            close!(source, "}}");
        }
        if self.uses_wasi() {
            self.wasi_state(source, &fields);
        }
        if !self.labelled.is_empty() {
            source.blank();
            open!(source, "impl State {{");
            for (index, labelled) in self.labelled.iter().enumerate() {
                if index > 0 {
                    source.blank();
                }
                labelled.getter(source);
            }
            close!(source, "}}");
        }
    }

    fn wasi_state(&self, source: &mut Source, fields: &[(&String, &String)]) {
        source.blank();
        open!(source, "impl State {{");
        line!(
            source,
            "/// The state of a program with these arguments. It can use the standard streams and nothing else of"
        );
        line!(
            source,
            "/// the machine: `inherit_env`, `preopened_dir` and their like give it more."
        );
        open!(source, "pub fn new(arguments: &[String]) -> State {{");
        line!(source, "let mut wasi = WasiCtx::builder();");
        line!(source, "wasi.inherit_stdio().args(arguments);");
        open!(source, "State {{");
        for (field, object) in fields {
            line!(source, "{field}: {object}::default(),");
        }
        line!(source, "wasi: wasi.build(),");
        line!(source, "table: ResourceTable::new(),");
        close!(source, "}}");
        close!(source, "}}");
        close!(source, "}}");
        source.blank();
        open!(source, "impl WasiView for State {{");
        open!(source, "fn ctx(&mut self) -> WasiCtxView<'_> {{");
        open!(source, "WasiCtxView {{");
        line!(source, "ctx: &mut self.wasi,");
        line!(source, "table: &mut self.table,");
        close!(source, "}}");
        close!(source, "}}");
        close!(source, "}}");
    }

    fn implementation(&self, source: &mut Source, module: &Module, object: &str) {
        source.blank();
        open!(source, "impl {}::Host for {object} {{", module.name);
        let mut first = true;
        for function in &module.functions {
            if !std::mem::take(&mut first) {
                source.blank();
            }
            self.function(source, module, function);
        }
        for resource in &module.resources {
            if !std::mem::take(&mut first) {
                source.blank();
            }
            self.drop(source, module, resource);
        }
        close!(source, "}}");
    }

    fn function(&self, source: &mut Source, module: &Module, function: &Function) {
        let own = function.parameters.iter();
        let own = own.map(|(name, ty)| (format!("_{}", names::bare(name)), self.host_type(ty)));
        let result = function.result.as_ref().map(|ty| self.host_type(ty));
        self.signature(source, &function.rust, own.collect(), result);
        self.not_written(source, module, &function.name);
        close!(source, "}}");
    }

    fn drop(&self, source: &mut Source, module: &Module, resource: &Resource) {
        let ty = self.host_type(&Ty::Named(resource.ty));
        self.signature(
            source,
            &resource.drop,
            vec![("_resource".to_string(), ty)],
            None,
        );
        self.not_written(source, module, &format!("drop {}", resource.name));
        close!(source, "}}");
    }

    fn signature(
        &self,
        source: &mut Source,
        name: &str,
        own: Vec<(String, Doc)>,
        result: Option<Doc>,
    ) {
        let mut parameters = vec![("&mut self".to_string(), Doc::text(""))];
        parameters.extend(own);
        let result = result.unwrap_or_else(|| Doc::text("()"));
        let result = match self.options.infallible {
            true => result,
            false => Doc::generic("Result", vec![result]),
        };
        let asynchronous = self.options.function_prefix();
        layout::signature(
            source,
            &format!("{asynchronous}fn {name}"),
            &parameters,
            &result,
            " {",
        );
        source.indent();
    }

    fn not_written(&self, source: &mut Source, module: &Module, name: &str) {
        let (start, end) = match self.options.infallible {
            true => ("unimplemented!(", ")"),
            false => ("bail!(", ")"),
        };
        let text = format!(
            "\"`{name}` of {} is not written yet: see src/host.rs\"",
            module.title()
        );
        let one_line = format!("{start}{text}{end}");
        if layout::fits(source, &one_line) {
            return line!(source, "{one_line}");
        }
        open!(source, "{start}");
        line!(source, "{text}");
        close!(source, "{end}");
    }

    /// A type as this file writes it: resources are its own, other types are those of `types.rs`.
    fn host_type(&self, ty: &Ty) -> Doc {
        let types = &self.bindings.types;
        let local = types.named.iter().enumerate().map(|(index, named)| {
            let rust = &named.names[0].rust;
            let own = named.is_host_resource() && !self.of_wasi(named);
            let name = if own {
                rust.clone()
            } else {
                format!("types::{rust}")
            };
            (NamedId(index), name)
        });
        let scope = Scope {
            local: local.collect(),
        };
        scope.doc(types, ty, Passing::Owned)
    }
}

impl Labelled<'_> {
    /// Fields of the state, and the struct that they hold.
    fn fields(&self) -> impl Iterator<Item = (&String, &String)> {
        let fields = self.cases.iter().map(|(_, _, field)| field);
        fields.chain(&self.plain).map(|field| (field, &self.object))
    }

    /// From a label to what it stands for.
    fn getter(&self, source: &mut Source) {
        let (module, label) = (&self.module.name, &self.label);
        line!(
            source,
            "/// What a label of {} stands for.",
            self.module.title()
        );
        let parameters = [
            ("&mut self".to_string(), Doc::text("")),
            ("label".to_string(), Doc::text(format!("{module}::{label}"))),
        ];
        let result = Doc::text(format!("&mut {}", self.object));
        layout::signature(
            source,
            &format!("pub fn {}", self.getter),
            &parameters,
            &result,
            " {",
        );
        source.indent();
        open!(source, "match label {{");
        for (_, case, field) in &self.cases {
            line!(source, "{module}::{label}::{case} => &mut self.{field},");
        }
        close!(source, "}}");
        close!(source, "}}");
    }
}
