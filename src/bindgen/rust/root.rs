//! Prints `mod.rs`: the modules, the struct of exports, and how everything is added to a linker.

use super::file::{File, collect};
use super::layout::{self, Doc};
use super::model::types::Ty;
use super::model::{Bindings, Module};
use super::names;
use super::options::Options;
use super::{exports, imports};
use crate::bindgen::names::{Names, pascal_case};
use crate::bindgen::source::{Source, close, line, open};

/// Why lints are off: what they would report comes from the component.
const LINTS: &str = "\
// Names, types and parameters are the component's, and a host need not use all of them.
#![allow(clippy::large_enum_variant, clippy::len_without_is_empty)]
#![allow(clippy::too_many_arguments, clippy::type_complexity, dead_code)]
";

/// The file.
pub fn file(bindings: &Bindings, options: &Options) -> String {
    // What the world exports by itself is printed like an exported interface.
    let root = Module {
        name: String::new(),
        interface: String::new(),
        instances: Vec::new(),
        functions: bindings.root.clone(),
        types: Vec::new(),
        resources: bindings.root_resources.clone(),
    };
    let mut file = File::new(bindings, &root, options);
    file.name = bindings.app.clone();
    let mut source = Source::wide();
    line!(
        source,
        "//! Bindings of the component `{}`, made by `componentize bindgen rust`.",
        options.name
    );
    source.section(LINTS);
    source.blank();
    modules(&mut source, bindings);
    uses(&mut source, &file);
    app(&mut source, &file);
    source.blank();
    open!(source, "impl {} {{", bindings.app);
    add_to_linker(&mut source, &file);
    constructors(&mut source, &file);
    for function in &bindings.root {
        source.blank();
        exports::method(&file, &mut source, function);
    }
    for resource in &bindings.root_resources {
        source.blank();
        exports::drop(&file, &mut source, resource);
    }
    close!(source, "}}");
    prepared(&mut source, &file);
    source.as_str().to_string()
}

fn modules(source: &mut Source, bindings: &Bindings) {
    let all = bindings.imports.iter().chain(&bindings.exports);
    let mut public: Vec<&str> = all.map(|module| module.name.as_str()).collect();
    if !bindings.types.named.is_empty() {
        public.push("types");
    }
    let mut names: Vec<(&str, &str)> = public.into_iter().map(|name| ("pub ", name)).collect();
    if uses_functions(bindings) {
        names.push(("", "functions"));
    }
    names.sort_by(|one, other| names::compare(one.1, other.1));
    for (visibility, name) in names {
        line!(source, "{visibility}mod {name};");
    }
}

/// Whether some function is exported.
pub fn uses_functions(bindings: &Bindings) -> bool {
    let interfaces = bindings.exports.iter();
    !bindings.root.is_empty()
        || interfaces
            .into_iter()
            .any(|module| !module.functions.is_empty())
}

fn uses(source: &mut Source, file: &File) {
    let bindings = file.bindings;
    source.blank();
    if !bindings.root.is_empty() {
        line!(source, "use functions::Functions;");
    }
    let types = (bindings.root.iter()).flat_map(|function| {
        function
            .parameters
            .iter()
            .map(|(_, ty)| ty)
            .chain(&function.result)
    });
    let types: Vec<&Ty> = types.collect();
    if types
        .iter()
        .any(|ty| ty.has(&|ty| matches!(ty, Ty::Map(..))))
    {
        line!(source, "use std::collections::HashMap;");
    }
    let mut named = Vec::new();
    types.iter().for_each(|ty| collect(ty, &mut named));
    named.extend(bindings.root_resources.iter().map(|resource| resource.ty));
    let local = named.iter().map(|id| file.scope.local[id].clone());
    layout::import(source, "use types", local.collect());
    let mut used = vec!["Component", "Instance", "InstancePre", "Linker"];
    if !bindings.root.is_empty() {
        used.push("TypedFunc");
    }
    if has_linker(bindings) {
        used.push("HasData");
    }
    if named
        .iter()
        .any(|id| bindings.types.named[id.0].is_host_resource())
    {
        used.push("Resource");
    }
    let used = used.into_iter().map(str::to_string).collect();
    layout::import(source, "use wasmtime::component", used);
    line!(source, "use wasmtime::{{AsContextMut, Result}};");
}

/// Whether there is anything for the host to register.
pub fn has_linker(bindings: &Bindings) -> bool {
    bindings.plain().next().is_some() || bindings.labelled().next().is_some()
}

fn app(source: &mut Source, file: &File) {
    source.blank();
    line!(source, "/// Everything that the component exports.");
    line!(source, "#[derive(Clone)]");
    let fields: Vec<_> = instances(file.bindings).collect();
    if fields.is_empty() && file.bindings.root.is_empty() {
        return line!(source, "pub struct {} {{}}", file.name);
    }
    open!(source, "pub struct {} {{", file.name);
    for (instance, _, ty) in fields {
        line!(source, "/// `{}`", instance.name);
        line!(source, "pub {}: {ty},", instance.rust);
    }
    for function in &file.bindings.root {
        exports::field(file, source, function);
    }
    close!(source, "}}");
}

/// Exported instances that have functions, with their modules and the paths of their structs.
pub fn instances(
    bindings: &Bindings,
) -> impl Iterator<Item = (&super::model::Instance, &Module, String)> {
    let modules = bindings.exports.iter().filter(|module| module.is_linked());
    modules.flat_map(|module| {
        let ty = format!("{}::{}", module.name, exports_name(bindings, module));
        module
            .instances
            .iter()
            .map(move |instance| (instance, module, ty.clone()))
    })
}

fn exports_name(bindings: &Bindings, module: &Module) -> String {
    File::new(bindings, module, &Options::new("")).name
}

/// An import under a label, with the type parameter and the getter that registering it takes.
struct Label<'a> {
    module: &'a Module,
    name: &'a str,
    ty: String,
    getter: String,
}

fn labels(bindings: &Bindings) -> Vec<Label<'_>> {
    let mut types = names::for_types();
    let mut values = Names::reserving(&["linker", "get", "instance"]);
    let instances = bindings.labelled().flat_map(|module| {
        let labels = module.instances.iter().filter(|instance| instance.label);
        labels.map(move |instance| (module, instance.name.as_str()))
    });
    let labels = instances.map(|(module, name)| Label {
        module,
        name,
        ty: types.take(&pascal_case(name)),
        getter: names::take_snake(&mut values, name),
    });
    labels.collect()
}

fn add_to_linker(source: &mut Source, file: &File) {
    if !has_linker(file.bindings) {
        return;
    }
    let plain: Vec<&Module> = file.bindings.plain().collect();
    let labels = labels(file.bindings);
    registration(source, &plain, &labels);
    bounds(source, file, &plain, &labels);
    open!(source, "{{");
    for module in &plain {
        line!(
            source,
            "{}::add_to_linker::<T, D>(linker, get)?;",
            module.name
        );
    }
    for label in &labels {
        let name = label.name;
        line!(source, "let mut instance = linker.instance(\"{name}\")?;");
        let add = format!("{}::add_to_instance::<T, {}>", label.module.name, label.ty);
        let arguments = ["&mut instance".to_string(), label.getter.clone()];
        layout::call(source, "", &add, &arguments, "?;");
    }
    line!(source, "Ok(())");
    close!(source, "}}");
    source.blank();
}

/// The head of `add_to_linker`, up to its bounds.
fn registration(source: &mut Source, plain: &[&Module], labels: &[Label]) {
    let mut generics = vec!["T".to_string()];
    generics.extend((!plain.is_empty()).then(|| "D".to_string()));
    generics.extend(labels.iter().map(|label| label.ty.clone()));
    line!(
        source,
        "/// Registers everything that the component imports{}.",
        match labels.is_empty() {
            true => "",
            false => ", each label with a getter of its own",
        }
    );
    let mut parameters = vec!["linker: &mut Linker<T>".to_string()];
    parameters.extend((!plain.is_empty()).then(|| imports::GETTER.to_string()));
    let getters = labels.iter();
    parameters.extend(
        getters.map(|Label { getter, ty, .. }| format!("{getter}: fn(&mut T) -> {ty}::Data<'_>")),
    );
    let parameters: Vec<&str> = parameters.iter().map(String::as_str).collect();
    layout::registration(source, "pub fn add_to_linker", &generics, &parameters);
}

/// What its type parameters must be.
fn bounds(source: &mut Source, file: &File, plain: &[&Module], labels: &[Label]) {
    open!(source, "where");
    let send = if file.options.asynchronous {
        "Send + "
    } else {
        ""
    };
    line!(source, "T: {send}'static,");
    if !plain.is_empty() {
        line!(source, "D: HasData,");
    }
    for module in plain {
        line!(source, "for<'a> D::Data<'a>: {}::Host,", module.name);
    }
    for Label { module, ty, .. } in labels {
        line!(source, "{ty}: HasData,");
        line!(source, "for<'a> {ty}::Data<'a>: {}::Host,", module.name);
    }
    source.end();
}

fn constructors(source: &mut Source, file: &File) {
    let app = &file.name;
    let fields: Vec<_> = instances(file.bindings).collect();
    let is_empty = fields.is_empty() && file.bindings.root.is_empty();
    line!(
        source,
        "/// Finds the exports of an instance, and checks their types."
    );
    let parameters = match is_empty {
        true => ["_: impl AsContextMut", "_: &Instance"],
        false => ["mut store: impl AsContextMut", "instance: &Instance"],
    };
    let parameters = parameters.map(|text| (text.to_string(), Doc::text("")));
    let result = Doc::generic("Result", vec![Doc::text(app)]);
    layout::signature(source, "pub fn new", &parameters, &result, " {");
    source.indent();
    if is_empty {
        line!(source, "Ok({app} {{}})");
        return close!(source, "}}");
    }
    if !file.bindings.root.is_empty() {
        line!(
            source,
            "let functions = Functions::new(&mut store, instance, None)?;"
        );
    }
    open!(source, "Ok({app} {{");
    for (instance, _, ty) in &fields {
        let name = format!("\"{}\"", instance.name);
        let arguments = ["&mut store".to_string(), "instance".to_string(), name];
        layout::call(
            source,
            &format!("{}: ", instance.rust),
            &format!("{ty}::new"),
            &arguments,
            "?,",
        );
    }
    for function in &file.bindings.root {
        exports::found(source, function);
    }
    close!(source, "}})");
    close!(source, "}}");
}

/// The struct for many instances of one component.
fn prepared(source: &mut Source, file: &File) {
    let app = &file.name;
    let (keyword, data, call) = match file.options.asynchronous {
        true => (
            "async fn",
            "Send + 'static",
            "instantiate_async(&mut store).await?",
        ),
        false => ("fn", "'static", "instantiate(&mut store)?"),
    };
    source.blank();
    line!(
        source,
        "/// A component with its imports linked and checked, ready to make instances."
    );
    line!(source, "pub struct {app}Pre<T: {data}> {{");
    line!(source, "    pre: InstancePre<T>,");
    line!(source, "}}");
    source.blank();
    open!(source, "impl<T: {data}> {app}Pre<T> {{");
    line!(
        source,
        "/// Links a component; an import that the linker lacks is an error."
    );
    let parameters = [("linker", "&Linker<T>"), ("component", "&Component")];
    let parameters = parameters.map(|(name, ty)| (name.to_string(), Doc::text(ty)));
    let result = Doc::generic("Result", vec![Doc::text(format!("{app}Pre<T>"))]);
    layout::signature(source, "pub fn new", &parameters, &result, " {");
    source.indent();
    line!(source, "let pre = linker.instantiate_pre(component)?;");
    line!(source, "Ok({app}Pre {{ pre }})");
    close!(source, "}}");
    source.blank();
    line!(source, "/// Makes an instance, and finds its exports.");
    let parameters = [("&self", ""), ("mut store", "impl AsContextMut<Data = T>")];
    let parameters = parameters.map(|(name, ty)| (name.to_string(), Doc::text(ty)));
    let result = Doc::generic("Result", vec![Doc::text(app)]);
    layout::signature(
        source,
        &format!("pub {keyword} instantiate"),
        &parameters,
        &result,
        " {",
    );
    source.indent();
    line!(source, "let instance = self.pre.{call};");
    line!(source, "{app}::new(&mut store, &instance)");
    close!(source, "}}");
    close!(source, "}}");
}
