//! A crate that runs a component: the bindings, linkers, and a first version of what its user writes.
//!
//! Some files are written each time, and nobody edits them: the bindings, `src/linker.rs`, the component. The others
//! are written once, and are the user's from then on.

mod host;
mod linker;
mod main;
mod manifest;

use super::model::types::Definition;
use super::model::{Bindings, Module};
use super::options::Options;
use super::{files, labels, layout, names};
use crate::bindgen::Files;
use crate::bindgen::names::Names;
use crate::bindgen::plan::Plan;
use crate::bindgen::rust::file::File;
use anyhow::Result;

/// The files of a crate.
#[derive(Debug)]
pub struct Crate {
    /// Written each time.
    pub generated: Files,
    /// Written only if there is none yet: they are the user's.
    pub once: Files,
}

/// What printing the crate's own files needs to know.
struct Package<'a> {
    bindings: &'a Bindings,
    options: &'a Options,
    precompile: bool,
    /// Interfaces that are imported under labels, with the host's structs for them.
    labelled: Vec<Labelled<'a>>,
    /// Interfaces that the state itself implements.
    plain: Vec<&'a Module>,
}

/// An interface that is imported under labels.
struct Labelled<'a> {
    module: &'a Module,
    /// The struct that implements it.
    object: String,
    /// The method of the state that finds the object of a label.
    getter: String,
    /// The enum of labels.
    label: String,
    /// Labels, the cases of the enum, and the fields of the state.
    cases: Vec<(String, String, String)>,
    /// The field for the import under the interface's own name.
    plain: Option<String>,
}

/// The crate for a component.
///
/// # Errors
///
/// The errors of [`generate`](super::generate).
pub fn package(
    plan: &Plan,
    component: &[u8],
    options: &Options,
    precompile: bool,
) -> Result<Crate> {
    let options = Options {
        host_module: Some("crate::host".to_string()),
        ..options.clone()
    };
    let bindings = Bindings::new(plan, &options)?;
    let package = Package::new(&bindings, &options, precompile);
    let mut generated = Files::default();
    for (path, bytes) in files::files(&bindings, plan, &options).iter() {
        generated.add(&format!("src/bindings/{path}"), bytes.to_vec());
    }
    generated.add("src/linker.rs", package.linker().into_bytes());
    generated.add(&package.component_path(), component.to_vec());
    let mut once = Files::default();
    once.add("Cargo.toml", package.manifest().into_bytes());
    once.add("src/lib.rs", package.library().into_bytes());
    once.add("src/host.rs", package.host().into_bytes());
    once.add("src/main.rs", package.main().into_bytes());
    once.add("tests/component.rs", package.test().into_bytes());
    if precompile {
        generated.add("src/engine.rs", package.engine_file().into_bytes());
        once.add("build.rs", package.build_script().into_bytes());
    }
    Ok(Crate { generated, once })
}

impl<'a> Package<'a> {
    fn new(bindings: &'a Bindings, options: &'a Options, precompile: bool) -> Package<'a> {
        let mut objects = names::for_types();
        for named in &bindings.types.named {
            if matches!(named.definition, Definition::HostResource(..)) {
                objects.reserve(&named.names[0].rust);
            }
        }
        let mut fields = Names::reserving(&["table", "wasi", "new", "ctx", "state"]);
        let labelled = bindings.labelled().map(|module| {
            let file = File::new(bindings, module, options);
            let cases = labels::cases(&file);
            Labelled {
                module,
                object: objects.take(&file.name),
                getter: names::take_snake(
                    &mut fields,
                    &format!("{}-of", names::bare(&module.name)),
                ),
                label: labels::enum_name(&file),
                cases: cases
                    .into_iter()
                    .map(|(label, case)| {
                        let field = names::take_snake(&mut fields, &label);
                        (label, case, field)
                    })
                    .collect(),
                plain: module
                    .is_plain()
                    .then(|| names::take_snake(&mut fields, names::bare(&module.name))),
            }
        });
        Package {
            labelled: labelled.collect(),
            plain: bindings
                .plain()
                .filter(|module| !module.is_labelled())
                .collect(),
            bindings,
            options,
            precompile,
        }
    }

    fn component_path(&self) -> String {
        format!("{}.wasm", self.file_name())
    }

    /// The component's name as a file's: its words of ASCII letters, digits and `_`, with `-` between them.
    fn file_name(&self) -> String {
        let name = self.options.name.trim_end_matches(".component");
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let words: Vec<&str> = name
            .split(|c| !allowed(c))
            .filter(|word| !word.is_empty())
            .collect();
        match words[..] {
            [] => "app".to_string(),
            _ => words.join("-"),
        }
    }

    /// The name of the package, which cannot be a keyword or one of Rust's own crates.
    fn package_name(&self) -> String {
        let name = self.file_name().to_lowercase();
        match name.starts_with(|c: char| c.is_ascii_digit()) {
            true => format!("app-{name}-host"),
            false => format!("{name}-host"),
        }
    }

    /// The name of the library in Rust.
    fn library_name(&self) -> String {
        self.package_name().replace('-', "_")
    }

    fn uses_wasi(&self) -> bool {
        !self.bindings.wasi.is_empty()
    }

    /// The names of host resources that are the user's, and not wasmtime-wasi's.
    fn resources(&self) -> impl Iterator<Item = &str> {
        let named = self.bindings.types.named.iter();
        let own = named.filter(|named| named.is_host_resource() && !self.of_wasi(named));
        own.map(|named| named.names[0].rust.as_str())
    }

    fn of_wasi(&self, named: &super::model::types::Named) -> bool {
        self.options.wasi && named.definition.of_wasi().is_some()
    }

    /// The field of the exported `wasi:cli/run`.
    fn run(&self) -> Option<&str> {
        let modules = self.bindings.exports.iter();
        let mut run = modules.filter(|module| {
            let name = crate::bindgen::names::without_version(&module.interface);
            name == "wasi:cli/run"
                && module
                    .functions
                    .iter()
                    .any(|function| function.name == "run")
        });
        let instance = run.next()?.instances.first()?;
        Some(&instance.rust)
    }
}
