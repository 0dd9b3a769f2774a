//! Prints what an interface needs that is imported under labels: the labels as an enum, and a function that registers
//! the interface for each of them.
//!
//! A name of a component is looked up by the rule of [`crate::implements`]: the interface's own name is left to the
//! plain `add_to_linker`; then comes a label whose `implements` is a compatible version; then a label that says no
//! interface.

use super::imports;
use super::interface::File;
use super::layout;
use super::names;
use crate::bindgen::names::Names;
use crate::bindgen::source::{Source, close, line, open};

/// The documentation of `add_labels_to_linker`.
const REGISTRATION: &str = "\
/// Registers the interface for every label of a component that stands for it.
///
/// `look_up` returns what a label means, or refuses it; `get` finds that in the store's data. A label
/// stands for the interface if it implements a compatible version, or if it does not say what it
/// implements and `look_up` knows it.
";

/// The enum, and `add_labels_to_linker`.
pub fn print(file: &File, source: &mut Source) {
    let labels = cases(file);
    if !labels.is_empty() {
        print_enum(file, source, &labels);
    }
    registration(file, source);
}

/// The enum's name.
pub fn enum_name(file: &File) -> String {
    let mut names = names::for_types();
    file.scope
        .local
        .values()
        .for_each(|name| names.reserve(name));
    names.take(&format!("{}Label", file.name))
}

/// Labels and the cases that stand for them.
pub fn cases(file: &File) -> Vec<(String, String)> {
    let mut taken = Names::default();
    let labels = file
        .module
        .instances
        .iter()
        .filter(|instance| instance.label);
    let labels = labels.map(|instance| {
        let case = names::take_pascal(&mut taken, &instance.name);
        (instance.name.clone(), case)
    });
    labels.collect()
}

fn print_enum(file: &File, source: &mut Source, labels: &[(String, String)]) {
    let name = enum_name(file);
    source.blank();
    line!(
        source,
        "/// The labels under which the component imports {}.",
        file.module.title()
    );
    line!(source, "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]");
    open!(source, "pub enum {name} {{");
    for (label, case) in labels {
        line!(source, "/// `{label}`");
        line!(source, "{case},");
    }
    close!(source, "}}");
    source.blank();
    open!(source, "impl {name} {{");
    line!(
        source,
        "/// The label of that name; if there is none, the error lists those there are."
    );
    open!(source, "pub fn look_up(label: &str) -> Result<{name}> {{");
    line!(
        source,
        "// Labels that differ in case or dashes alone are equal."
    );
    line!(
        source,
        "match label.replace('-', \"\").to_lowercase().as_str() {{"
    );
    source.indent();
    for (label, case) in labels {
        let label = label.replace('-', "").to_lowercase();
        line!(source, "\"{label}\" => Ok({name}::{case}),");
    }
    let known: Vec<String> = labels
        .iter()
        .map(|(label, _)| format!("`{label}`"))
        .collect();
    open!(source, "_ => bail!(");
    line!(
        source,
        "\"there is no {} for the label `{{label}}`: there are {}\"",
        file.module.title(),
        known.join(", ")
    );
    close!(source, "),");
    close!(source, "}}");
    close!(source, "}}");
    close!(source, "}}");
}

fn registration(file: &File, source: &mut Source) {
    let interface = &file.module.interface;
    source.blank();
    source.block(REGISTRATION);
    open!(source, "pub fn add_labels_to_linker<T, D, Id>(");
    line!(source, "linker: &mut Linker<T>,");
    line!(source, "component: &Component,");
    line!(source, "mut look_up: impl FnMut(&str) -> Result<Id>,");
    line!(source, "get: fn(&mut T, Id) -> D::Data<'_>,");
    close!(source, ") -> Result<()>");
    imports::bounds(file, source, &["Id: Copy + Send + Sync + 'static,"]);
    open!(source, "{{");
    line!(source, "let engine = linker.engine().clone();");
    open!(
        source,
        "for (name, import) in component.component_type().imports(&engine) {{"
    );
    layout::call(
        source,
        "let implements = ",
        "import.is_implements",
        &[format!("\"{interface}\"")],
        ";",
    );
    line!(
        source,
        "let is_open = import.implements.is_none() && !name.contains(':');"
    );
    line!(
        source,
        "let is_instance = matches!(import.ty, ComponentItem::ComponentInstance(_));"
    );
    line!(
        source,
        "let stands = implements || (is_open && is_instance);"
    );
    open!(source, "if !stands {{");
    line!(source, "continue;");
    close!(source, "}}");
    open!(source, "let id = match look_up(name) {{");
    line!(source, "Ok(id) => id,");
    line!(source, "Err(error) if implements => return Err(error),");
    line!(source, "Err(_) => continue,");
    close!(source, "}};");
    line!(source, "let mut instance = linker.instance(name)?;");
    line!(
        source,
        "add_to_instance::<T, D>(&mut instance, move |data| get(data, id))?;"
    );
    close!(source, "}}");
    line!(source, "Ok(())");
    close!(source, "}}");
}
