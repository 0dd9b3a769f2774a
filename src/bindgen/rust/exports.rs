//! Prints an exported interface: a struct of its functions, found and checked once.
//!
//! A field holds a `TypedFunc`, whose type has no lifetime to name. If a parameter borrows, the field's type has
//! `'static`, and each call uses the function with the lifetime of its arguments: the checked type is the same.

use super::file::File;
use super::layout::{self, Doc};
use super::model::types::Ty;
use super::model::{Function, Module, Resource};
use super::text::{self, Passing};
use crate::bindgen::source::{Source, close, line, open};

/// What the file needs of `wasmtime::component`.
pub fn used(module: &Module) -> Vec<&'static str> {
    match module.functions.is_empty() {
        true => vec!["Instance"],
        false => vec!["Instance", "TypedFunc"],
    }
}

/// The struct and its functions.
pub fn print(file: &File, source: &mut Source) {
    let (module, name) = (file.module, &file.name);
    source.blank();
    line!(source, "/// The functions of {}.", module.title());
    line!(source, "#[derive(Clone)]");
    if module.functions.is_empty() {
        line!(source, "pub struct {name} {{}}");
    } else {
        open!(source, "pub struct {name} {{");
        module
            .functions
            .iter()
            .for_each(|function| field(file, source, function));
        close!(source, "}}");
    }
    source.blank();
    open!(source, "impl {name} {{");
    if module.functions.is_empty() {
        let head = "pub(super) fn new(_: impl AsContextMut, _: &Instance, _: &str)";
        open!(source, "{head} -> Result<{name}> {{");
        line!(source, "Ok({name} {{}})");
    } else {
        constructor(file, source);
    }
    close!(source, "}}");
    for function in &module.functions {
        source.blank();
        method(file, source, function);
    }
    for resource in &module.resources {
        source.blank();
        drop(file, source, resource);
    }
    close!(source, "}}");
}

fn constructor(file: &File, source: &mut Source) {
    let parameters = [
        ("mut store", "impl AsContextMut"),
        ("instance", "&Instance"),
        ("name", "&str"),
    ];
    let parameters = parameters.map(|(name, ty)| (name.to_string(), Doc::text(ty)));
    let result = Doc::generic("Result", vec![Doc::text(&file.name)]);
    layout::signature(source, "pub(super) fn new", &parameters, &result, " {");
    source.indent();
    line!(
        source,
        "let functions = Functions::new(&mut store, instance, Some(name))?;"
    );
    open!(source, "Ok({} {{", file.name);
    file.module
        .functions
        .iter()
        .for_each(|function| found(source, function));
    close!(source, "}})");
}

/// The field of a function.
pub fn field(file: &File, source: &mut Source, function: &Function) {
    let doc = |ty: &Ty| file.scope.doc(file.types(), ty, Passing::Static);
    let parameters = function.parameters.iter().map(|(_, ty)| doc(ty)).collect();
    let result = file_result(file, function).into_iter().collect();
    let ty = Doc::generic(
        "TypedFunc",
        vec![Doc::tuple(parameters), Doc::tuple(result)],
    );
    layout::definition(source, &format!("{}: ", function.rust), &ty, ",");
}

/// Finds the function for its field.
pub fn found(source: &mut Source, function: &Function) {
    let (rust, name) = (&function.rust, &function.name);
    let flat = format!("&mut store, \"{name}\"");
    let one_line = format!("{rust}: functions.get({flat})?,");
    let second_line = format!("    .get({flat})?,");
    let is_short = layout::fits_call(source, &second_line, &flat);
    if is_short && !layout::fits(source, &one_line) {
        line!(source, "{rust}: functions");
        return line!(source, "{second_line}");
    }
    let arguments = ["&mut store".to_string(), format!("\"{name}\"")];
    layout::call(
        source,
        &format!("{rust}: "),
        "functions.get",
        &arguments,
        "?,",
    );
}

fn file_result(file: &File, function: &Function) -> Option<Doc> {
    let result = function.result.as_ref()?;
    Some(file.scope.doc(file.types(), result, Passing::Owned))
}

/// The function that calls it.
pub fn method(file: &File, source: &mut Source, function: &Function) {
    match &function.docs {
        Some(docs) => layout::docs(source, docs),
        None => line!(source, "/// `{}`", function.name),
    }
    let is_result = matches!(function.result, Some(Ty::Result(..)));
    if is_result {
        line!(source, "///");
        line!(
            source,
            "/// The outer error is a trap, the inner one the component's own."
        );
    }
    let borrowed = |ty: &Ty| file.scope.doc(file.types(), ty, Passing::Borrowed);
    let store = match file.options.asynchronous {
        true => "impl AsContextMut<Data: Send>",
        false => "impl AsContextMut",
    };
    let mut parameters = vec![
        ("&self".to_string(), Doc::text("")),
        ("store".to_string(), Doc::text(store)),
    ];
    let own = function.parameters.iter();
    parameters.extend(own.map(|(name, ty)| (name.clone(), borrowed(ty))));
    let result = file_result(file, function).unwrap_or_else(|| Doc::text("()"));
    let result = Doc::generic("Result", vec![result]);
    let asynchronous = file.options.function_prefix();
    let head = format!("pub {asynchronous}fn {}", function.rust);
    layout::signature(source, &head, &parameters, &result, " {");
    source.indent();
    body(file, source, function);
    close!(source, "}}");
}

fn body(file: &File, source: &mut Source, function: &Function) {
    let types = file.types();
    let borrows = function
        .parameters
        .iter()
        .any(|(_, ty)| text::borrows(types, ty));
    let mut callee = format!("self.{}", function.rust);
    if borrows {
        let cast = |of: &str| {
            format!("let function = unsafe {{ TypedFunc::new_unchecked(*{of}.func()) }};")
        };
        if !layout::fits(source, &cast(&callee)) {
            layout::assign(source, "let checked", &format!("&{callee}"));
            callee = "checked".to_string();
        }
        line!(
            source,
            "// SAFETY: `new` has checked the type; only the lifetime differs."
        );
        line!(source, "{}", cast(&callee));
        callee = "function".to_string();
    }
    let names: Vec<&str> = function
        .parameters
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let mut params = match names.as_slice() {
        [name] => format!("({name},)"),
        names => format!("({})", names.join(", ")),
    };
    let chain = |callee: &str, params: &str| match file.options.asynchronous {
        true => format!("{callee}.call_async(store, {params}).await"),
        false => format!("{callee}.call(store, {params})"),
    };
    let (before, after) = match function.result {
        Some(_) => ("let (result,) = ", "?;"),
        None => ("", ""),
    };
    // rustfmt leaves a chain of calls on one line up to this length.
    let is_long = |callee: &str, params: &str| chain(callee, params).len() + after.len() > 60;
    if is_long(&callee, &params) {
        tuple(source, &names);
        params = "params".to_string();
    }
    if is_long(&callee, &params) {
        layout::assign(source, "let function", &format!("&{callee}"));
        callee = "function".to_string();
    }
    line!(source, "{before}{}{after}", chain(&callee, &params));
    if function.result.is_some() {
        line!(source, "Ok(result)");
    }
}

/// `let params = (a, b);`
fn tuple(source: &mut Source, names: &[&str]) {
    let flat = match names {
        [name] => format!("({name},)"),
        names => format!("({})", names.join(", ")),
    };
    let one_line = format!("let params = {flat};");
    if flat.len() <= 62 && layout::fits(source, &one_line) {
        return line!(source, "{one_line}");
    }
    open!(source, "let params = (");
    names.iter().for_each(|name| line!(source, "{name},"));
    close!(source, ");");
}

/// The function that gives up a resource.
pub fn drop(file: &File, source: &mut Source, resource: &Resource) {
    let ty = &file.scope.local[&resource.ty];
    line!(
        source,
        "/// Gives up a `{}`; the component drops it.",
        resource.name
    );
    let (head, store, call) = match file.options.asynchronous {
        true => (
            "pub async fn",
            "impl AsContextMut<Data: Send>",
            "resource_drop_async(store).await",
        ),
        false => ("pub fn", "impl AsContextMut", "resource_drop(store)"),
    };
    let parameters = [
        ("&self".to_string(), Doc::text("")),
        ("store".to_string(), Doc::text(store)),
        ("resource".to_string(), Doc::text(ty)),
    ];
    let result = Doc::text("Result<()>");
    let head = format!("{head} {}", resource.drop);
    layout::signature(source, &head, &parameters, &result, " {");
    source.indent();
    line!(source, "resource.{call}");
    close!(source, "}}");
}
