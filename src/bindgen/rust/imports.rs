//! Prints an imported interface: the trait that a host implements, and how it is added to a linker.

use super::file::File;
use super::layout::{self, Doc};
use super::model::types::Ty;
use super::model::{Function, Module, Resource};
use super::text::Passing;
use crate::bindgen::source::{Source, close, line, open};

/// The parameter that finds the host in a store's data.
pub const GETTER: &str = "get: fn(&mut T) -> D::Data<'_>";

/// What the file needs of `wasmtime::component`.
pub fn used(module: &Module) -> Vec<&'static str> {
    let mut used = vec!["HasData", "LinkerInstance", "Linker"];
    if !module.resources.is_empty() {
        used.push("ResourceType");
    }
    if module.is_labelled() {
        used.push("Component");
    }
    used
}

/// The trait, its implementation for references, and the functions that register it.
pub fn print(file: &File, source: &mut Source) {
    host_trait(file, source);
    host_reference(file, source);
    if file.module.is_plain() {
        add_to_linker(file, source);
    }
    add_to_instance(file, source);
}

/// What a function of the trait is: its own, or the one that drops a resource.
enum Member<'a> {
    Function(&'a Function),
    Drop(&'a Resource),
}

fn members(module: &Module) -> impl Iterator<Item = Member<'_>> {
    let functions = module.functions.iter().map(Member::Function);
    functions.chain(module.resources.iter().map(Member::Drop))
}

fn host_trait(file: &File, source: &mut Source) {
    source.blank();
    line!(source, "/// What the component asks of its host.");
    let send = if file.options.asynchronous {
        ": Send"
    } else {
        ""
    };
    open!(source, "pub trait Host{send} {{");
    for (index, member) in members(file.module).enumerate() {
        if index > 0 {
            source.blank();
        }
        match &member {
            Member::Function(function) => match &function.docs {
                Some(docs) => layout::docs(source, docs),
                None => line!(source, "/// `{}`", function.name),
            },
            Member::Drop(resource) => {
                line!(
                    source,
                    "/// The component dropped its last handle of a `{}`.",
                    resource.name
                )
            }
        }
        signature(file, source, &member, ";");
    }
    close!(source, "}}");
}

/// A reference to a host is a host: getters return references.
fn host_reference(file: &File, source: &mut Source) {
    source.blank();
    let send = if file.options.asynchronous {
        " + Send"
    } else {
        ""
    };
    open!(source, "impl<H: Host + ?Sized{send}> Host for &mut H {{");
    for (index, member) in members(file.module).enumerate() {
        if index > 0 {
            source.blank();
        }
        signature(file, source, &member, " {");
        source.indent();
        let (name, mut arguments) = call(&member);
        arguments.insert(0, "self".to_string());
        layout::call(source, "", &format!("H::{name}"), &arguments, "");
        close!(source, "}}");
    }
    close!(source, "}}");
}

/// The name of a member and of its parameters.
fn call<'a>(member: &Member<'a>) -> (&'a str, Vec<String>) {
    match member {
        Member::Function(function) => {
            let names = function.parameters.iter().map(|(name, _)| name.clone());
            (&function.rust, names.collect())
        }
        Member::Drop(resource) => (&resource.drop, vec!["resource".to_string()]),
    }
}

fn signature(file: &File, source: &mut Source, member: &Member, end: &str) {
    let doc = |ty: &Ty| file.scope.doc(file.types(), ty, Passing::Owned);
    let mut parameters = vec![("&mut self".to_string(), Doc::text(""))];
    let (name, result) = match member {
        Member::Function(function) => {
            let own = function.parameters.iter();
            parameters.extend(own.map(|(name, ty)| (name.clone(), doc(ty))));
            (&function.rust, function.result.as_ref().map(doc))
        }
        Member::Drop(resource) => {
            parameters.push(("resource".to_string(), doc(&Ty::Named(resource.ty))));
            (&resource.drop, None)
        }
    };
    let result = result.unwrap_or_else(|| Doc::text("()"));
    let result = match file.options.infallible {
        true => result,
        false => Doc::generic("Result", vec![result]),
    };
    let result = match file.options.asynchronous {
        true => Doc::future(result),
        false => result,
    };
    layout::signature(source, &format!("fn {name}"), &parameters, &result, end);
}

fn add_to_linker(file: &File, source: &mut Source) {
    source.blank();
    let place = match file.module.interface.as_str() {
        "" => "linker.root()".to_string(),
        name => format!("linker.instance(\"{name}\")?"),
    };
    line!(source, "/// Registers the interface under its own name.");
    let generics = ["T", "D"].map(str::to_string);
    let parameters = ["linker: &mut Linker<T>", GETTER];
    layout::registration(source, "pub fn add_to_linker", &generics, &parameters);
    bounds(file, source, &[]);
    open!(source, "{{");
    line!(source, "let mut instance = {place};");
    line!(source, "add_to_instance::<T, D>(&mut instance, get)");
    close!(source, "}}");
}

/// The conditions of every function that registers the interface.
pub fn bounds(file: &File, source: &mut Source, more: &[&str]) {
    open!(source, "where");
    let send = if file.options.asynchronous {
        "Send + "
    } else {
        ""
    };
    line!(source, "T: {send}'static,");
    line!(source, "D: HasData,");
    line!(source, "for<'a> D::Data<'a>: Host,");
    for line in more {
        line!(source, "{line}");
    }
    source.end();
}

fn add_to_instance(file: &File, source: &mut Source) {
    source.blank();
    line!(
        source,
        "/// Registers the interface's functions in any instance."
    );
    open!(source, "pub fn add_to_instance<T, D>(");
    line!(source, "instance: &mut LinkerInstance<'_, T>,");
    line!(
        source,
        "get: impl Fn(&mut T) -> D::Data<'_> + Copy + Send + Sync + 'static,"
    );
    close!(source, ") -> Result<()>");
    bounds(file, source, &[]);
    open!(source, "{{");
    for member in members(file.module) {
        match member {
            Member::Function(function) => register(file, source, function),
            Member::Drop(resource) => register_resource(file, source, resource),
        }
    }
    line!(source, "Ok(())");
    close!(source, "}}");
}

fn register(file: &File, source: &mut Source, function: &Function) {
    let asynchronous = file.options.asynchronous;
    let wrap = if asynchronous {
        "func_wrap_async"
    } else {
        "func_wrap"
    };
    let names = function.parameters.iter().map(|(name, _)| Doc::text(name));
    let names = Doc::tuple(names.collect());
    let types = function.parameters.iter();
    let types = types.map(|(_, ty)| file.scope.doc(file.types(), ty, Passing::Owned));
    let types = Doc::tuple(types.collect());
    let header = format!("move |mut store, {}: {}| {{", names.flat(), types.flat());
    let is_broken = names.is_broken() || types.is_broken();
    let is_short = !is_broken && source.indentation() + 4 + header.len() <= layout::SURE;
    let header = match is_short {
        true => header.as_str(),
        false => "move |mut store, params| {",
    };
    let arguments = [format!("\"{}\"", function.name)];
    layout::closure(
        source,
        &format!("instance.{wrap}"),
        &arguments,
        header,
        |source| {
            if !is_short {
                layout::binding(source, &names, &types, "params");
            }
            body(file, source, function);
        },
    );
}

fn body(file: &File, source: &mut Source, function: &Function) {
    if file.options.asynchronous {
        open!(source, "Box::new(async move {{");
    }
    let arguments: Vec<String> = function
        .parameters
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    answer(
        file,
        source,
        function.result.is_some(),
        &function.rust,
        &arguments,
    );
    match function.result {
        Some(_) => line!(source, "Ok((result,))"),
        None => line!(source, "Ok(())"),
    }
    if file.options.asynchronous {
        close!(source, "}})");
    }
}

/// Calls the host.
fn answer(file: &File, source: &mut Source, result: bool, name: &str, arguments: &[String]) {
    let bind = if result { "let result = " } else { "" };
    let question = if file.options.infallible { "" } else { "?" };
    let flat = arguments.join(", ");
    let chain = format!("get(store.data_mut()).{name}({flat})");
    if file.options.asynchronous {
        let whole = format!("{chain}.await{question}");
        if whole.len() < 60 && layout::fits(source, &format!("{bind}{whole};")) {
            return line!(source, "{bind}{whole};");
        }
        line!(source, "let mut host = get(store.data_mut());");
        layout::call(
            source,
            "let future = ",
            &format!("host.{name}"),
            arguments,
            ";",
        );
        return line!(source, "{bind}future.await{question};");
    }
    let whole = format!("{bind}{chain}{question};");
    if layout::fits_call(source, &whole, &flat) {
        return line!(source, "{whole}");
    }
    line!(source, "let mut host = get(store.data_mut());");
    let end = format!("{question};");
    layout::call(source, bind, &format!("host.{name}"), arguments, &end);
}

fn register_resource(file: &File, source: &mut Source, resource: &Resource) {
    let asynchronous = file.options.asynchronous;
    let register = if asynchronous {
        "resource_async"
    } else {
        "resource"
    };
    let ty = &file.scope.local[&resource.ty];
    line!(source, "let ty = ResourceType::host::<{ty}>();");
    let arguments = [format!("\"{}\"", resource.name), "ty".to_string()];
    let header = "move |mut store, rep| {";
    layout::closure(
        source,
        &format!("instance.{register}"),
        &arguments,
        header,
        |source| {
            if asynchronous {
                open!(source, "Box::new(async move {{");
            }
            line!(source, "let resource = Resource::new_own(rep);");
            answer(
                file,
                source,
                false,
                &resource.drop,
                &["resource".to_string()],
            );
            line!(source, "Ok(())");
            if asynchronous {
                close!(source, "}})");
            }
        },
    );
}
