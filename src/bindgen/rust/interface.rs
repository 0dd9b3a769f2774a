//! Prints the file of one interface: its types, then what is imported or exported.

use super::file::File;
use super::model::types::Ty;
use super::text::Passing;
use super::{exports, imports, labels, layout};
use crate::bindgen::source::{Source, line};

/// The whole file.
pub fn print(file: &File, exported: bool) -> String {
    let mut source = Source::wide();
    let direction = if exported { "exports" } else { "imports" };
    match file.module.interface.as_str() {
        "" => line!(source, "//! What the world {direction} by itself."),
        _ => line!(
            source,
            "//! What the component {direction} as {}.",
            file.module.title()
        ),
    }
    source.blank();
    if exported && !file.module.functions.is_empty() {
        line!(source, "use super::functions::Functions;");
    }
    layout::import(&mut source, "pub use super::types", file.from_types.clone());
    uses(file, &mut source, exported);
    for (name, ty) in &file.aliases {
        let doc = file.scope.doc(file.types(), ty, Passing::Owned);
        source.blank();
        layout::definition(&mut source, &format!("pub type {name} = "), &doc, ";");
    }
    if exported && file.module.is_linked() {
        exports::print(file, &mut source);
    } else if !exported && file.module.is_linked() {
        imports::print(file, &mut source);
        if file.module.is_labelled() {
            labels::print(file, &mut source);
        }
    }
    // An interface may have nothing after its first line.
    format!("{}\n", source.as_str().trim_end())
}

fn uses(file: &File, source: &mut Source, exported: bool) {
    let linked = file.module.is_linked();
    if file.all(&|ty| matches!(ty, Ty::Map(..))) {
        line!(source, "use std::collections::HashMap;");
    }
    let labelled = linked && !exported && file.module.is_labelled();
    if linked && !exported && !labelled {
        line!(source, "use wasmtime::Result;");
    }
    if labelled {
        line!(source, "use wasmtime::component::types::ComponentItem;");
    }
    let named = &file.types().named;
    let mut used = match exported {
        _ if !linked => Vec::new(),
        true => exports::used(file.module),
        false => imports::used(file.module),
    };
    let is_host = |ty: &Ty| match ty {
        Ty::Named(id) => named[id.0].is_host_resource(),
        _ => false,
    };
    let drops = !exported && !file.module.resources.is_empty();
    if drops || file.all(&is_host) {
        used.push("Resource");
    }
    let used = used.into_iter().map(str::to_string).collect();
    layout::import(source, "use wasmtime::component", used);
    if labelled {
        line!(source, "use wasmtime::{{Result, bail}};");
    }
    if linked && exported {
        line!(source, "use wasmtime::{{AsContextMut, Result}};");
    }
}
