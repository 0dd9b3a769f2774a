//! The type of what a program gives for all imports.
//!
//! Keys that a program must give are required. For an interface under labels, it gives either every label, or the
//! interface's own name and any of the labels. These are two types, and `Imports` is their union.

use crate::bindgen::python::generator::Generator;
use crate::bindgen::python::import_sources::used_imports;
use crate::bindgen::python::module::Module;
use crate::bindgen::python::names::quoted;
use crate::bindgen::source::{line, open};

/// For up to this many interfaces under labels, all combinations are types; the keys of others are not required.
const MOST: usize = 3;

/// One of the types of which `Imports` is the union: keys with their types.
#[derive(Debug, Clone, Default)]
struct Kind {
    required: Vec<String>,
    optional: Vec<String>,
}

/// An interface that is imported under labels.
struct Labelled {
    interface: String,
    labels: Vec<String>,
    /// The key of the interface itself.
    itself: String,
}

impl Generator<'_> {
    /// Writes what a program gives for all imports.
    pub fn imports_index(&mut self) -> Module {
        let mut module = Module::new("imports");
        module.names.reserve("Imports");
        let mut rest = Kind::default();
        let mut labelled: Vec<Labelled> = Vec::new();
        for import in used_imports(self.plan) {
            let annotation = self.import_annotation(&mut module, &import);
            let has_default = self.has_default(import.item);
            let entry = format!("{}: {annotation}", quoted(&import.item.name));
            let Some(interface) = import.item.implements.as_deref() else {
                match has_default {
                    true => rest.optional.push(entry),
                    false => rest.required.push(entry),
                }
                continue;
            };
            let mut known = labelled.iter_mut();
            if let Some(known) = known.find(|known| known.interface == interface) {
                known.labels.push(entry);
                continue;
            }
            let callable = module.global("collections.abc", "Callable");
            let union = module.global("typing", "Union");
            let text = module.builtin("str");
            let itself = format!(
                "{}: {union}[{annotation}, {callable}[[{text}], {annotation}]]",
                quoted(interface)
            );
            match has_default {
                true => rest.optional.extend([entry, itself]),
                false => labelled.push(Labelled {
                    interface: interface.to_string(),
                    labels: vec![entry],
                    itself,
                }),
            }
        }
        write(&mut module, &kinds(rest, labelled));
        module
    }
}

/// All combinations of labels and interfaces.
fn kinds(mut rest: Kind, mut labelled: Vec<Labelled>) -> Vec<Kind> {
    for other in labelled.split_off(labelled.len().min(MOST)) {
        rest.optional.extend(other.labels);
        rest.optional.push(other.itself);
    }
    let mut kinds = vec![rest];
    for Labelled { labels, itself, .. } in labelled {
        let with = |kind: &Kind| {
            let (mut by_label, mut by_interface) = (kind.clone(), kind.clone());
            by_label.required.extend(labels.iter().cloned());
            by_interface.required.push(itself.clone());
            by_interface.optional.extend(labels.iter().cloned());
            [by_label, by_interface]
        };
        kinds = kinds.iter().flat_map(with).collect();
    }
    kinds
}

fn write(module: &mut Module, kinds: &[Kind]) {
    if let [kind] = kinds {
        return write_kind(module, kind, "");
    }
    let mut names = Vec::new();
    for (i, kind) in kinds.iter().enumerate() {
        let number = (i + 1).to_string();
        write_kind(module, kind, &number);
        names.push(format!("Imports{number}"));
    }
    let union = module.global("typing", "Union");
    module.code.blank();
    line!(module.code, "Imports = {union}[{}]", names.join(", "));
}

/// Writes one kind of imports: as one type, or as one for required keys, one for optional keys and a class of both.
fn write_kind(module: &mut Module, kind: &Kind, number: &str) {
    let typed = module.global("typing", "TypedDict");
    let code = &mut module.code;
    let mut dict = |name: String, entries: &[String], total: &str| {
        open!(code, "{name} = {typed}('{name}', {{");
        entries.iter().for_each(|entry| line!(code, "{entry},"));
        code.close(format_args!("}}{total})"));
    };
    let (required, optional) = (&kind.required, &kind.optional);
    match (required.is_empty(), optional.is_empty()) {
        (_, true) => dict(format!("Imports{number}"), required, ""),
        (true, false) => dict(format!("Imports{number}"), optional, ", total=False"),
        (false, false) => {
            dict(format!("Required{number}"), required, "");
            dict(format!("Optional{number}"), optional, ", total=False");
            code.blank();
            code.blank();
            open!(
                code,
                "class Imports{number}(Required{number}, Optional{number}):"
            );
            line!(
                code,
                "\"\"\"What a program gives for the imports, by their names in WIT.\"\"\""
            );
            code.end();
        }
    }
}
