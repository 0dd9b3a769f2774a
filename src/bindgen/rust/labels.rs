//! Prints what an interface that is imported under labels needs: the labels as an enum, and a function that registers
//! the interface for each of them.
//!
//! A name of a component is looked up by the rule of [`crate::implements`]: the interface's own name is left to the
//! plain `add_to_linker`; then comes a label whose `implements` is a compatible version; then a label without
//! `implements`.

use super::file::File;
use super::imports;
use super::layout;
use super::names;
use crate::bindgen::names::Names;
use crate::bindgen::source::{Source, close, line, open};

/// The head of `add_labels_to_linker`, up to its conditions.
const REGISTRATION: &str = "\
/// Registers the interface for every label of a component that stands for it.
///
/// `look_up` returns what a label means, or refuses it; `get` finds that in the store's data. A label
/// stands for the interface if it implements a compatible version, or if it does not say what it
/// implements and `look_up` knows it.
pub fn add_labels_to_linker<T, D, Id>(
    linker: &mut Linker<T>,
    component: &Component,
    mut look_up: impl FnMut(&str) -> Result<Id>,
    get: fn(&mut T, Id) -> D::Data<'_>,
) -> Result<()>
";

/// Its body, up to the question whether an import implements the interface.
const EACH_IMPORT: &str = "\
let engine = linker.engine().clone();
for (name, import) in component.component_type().imports(&engine) {
";

/// The rest of its body.
const LOOKED_UP: &str = "    let is_open = import.implements.is_none() && !name.contains(':');
    let is_instance = matches!(import.ty, ComponentItem::ComponentInstance(_));
    let stands = implements || (is_open && is_instance);
    if !stands {
        continue;
    }
    let id = match look_up(name) {
        Ok(id) => id,
        Err(error) if implements => return Err(error),
        Err(_) => continue,
    };
    let mut instance = linker.instance(name)?;
    add_to_instance::<T, D>(&mut instance, move |data| get(data, id))?;
}
Ok(())
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
    let message = format!(
        "\"there is no {} for the label `{{label}}`: there are {}\"",
        file.module.title(),
        known.join(", ")
    );
    refusal(source, &message);
    close!(source, "}}");
    close!(source, "}}");
    close!(source, "}}");
}

/// The last arm of a match, which refuses everything else.
fn refusal(source: &mut Source, message: &str) {
    let call = format!("bail!({message})");
    if layout::fits(source, &format!("_ => {call},")) {
        return line!(source, "_ => {call},");
    }
    let fits = layout::fits(source, &format!("    {call}"));
    let (start, body, end) = match fits {
        true => ("_ => {", call.as_str(), "}"),
        false => ("_ => bail!(", message, "),"),
    };
    open!(source, "{start}");
    line!(source, "{body}");
    close!(source, "{end}");
}

fn registration(file: &File, source: &mut Source) {
    let interface = format!("\"{}\"", file.module.interface);
    source.section(REGISTRATION);
    imports::bounds(file, source, &["Id: Copy + Send + Sync + 'static,"]);
    open!(source, "{{");
    source.block(EACH_IMPORT);
    source.indent();
    layout::call(
        source,
        "let implements = ",
        "import.is_implements",
        &[interface],
        ";",
    );
    source.end();
    source.block(LOOKED_UP);
    close!(source, "}}");
}
