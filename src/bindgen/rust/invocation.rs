//! Prints a call of Wasmtime's own macro, `bindgen!`, for a host that stays with it: the component's WIT, and options
//! that agree with those of the bindings.
//!
//! The WIT is in the file itself. The macro's paths are relative to the crate, but its user chooses where in the crate
//! the file is.

use super::options::Options;
use super::wasi;
use crate::bindgen::Files;
use crate::bindgen::source::{Source, close, line, open};
use crate::error::Error;
use crate::wit::{TextOptions, Wit, World};
use anyhow::{Result, bail};
use wit_parser::{WorldItem, WorldKey};

/// A module that calls `bindgen!`: `mod.rs`, with the WIT of a component or of a package's world.
///
/// # Errors
///
/// Refuses a world that the WIT does not have, and one that the macro does not compile: with an interface that is
/// imported under its own name as well as under labels.
pub fn invocation(wit: Wit, world: Option<&str>, options: &Options) -> Result<Files, Error> {
    let text = wit.to_text(&TextOptions::default())?;
    let world = wit.into_world(world)?;
    let imports = Imports::of(&world);
    imports.refuse_twice().map_err(Error::from_any)?;
    let mut files = Files::default();
    files.add(
        "mod.rs",
        print(&text, &world, &imports, options).into_bytes(),
    );
    Ok(files)
}

/// The interfaces that a world imports.
#[derive(Default)]
struct Imports {
    plain: Vec<String>,
    labelled: Vec<String>,
}

impl Imports {
    fn of(world: &World) -> Imports {
        let (resolve, mut imports) = (world.resolve(), Imports::default());
        for (key, item) in &resolve.worlds[world.id()].imports {
            let WorldItem::Interface { id, .. } = item else {
                continue;
            };
            // An interface that is written inside the world has a name there, and none of its own.
            let Some(name) = resolve.id_of(*id) else {
                continue;
            };
            let names = match key {
                WorldKey::Interface(_) => &mut imports.plain,
                WorldKey::Name(_) => &mut imports.labelled,
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        imports
    }

    fn refuse_twice(&self) -> Result<()> {
        match self.labelled.iter().find(|name| self.plain.contains(name)) {
            Some(name) => bail!(
                "`{name}` is imported under its own name and under labels, which `bindgen!` does not compile: leave out \
                 `--macro`"
            ),
            None => Ok(()),
        }
    }
}

fn print(text: &str, world: &World, imports: &Imports, options: &Options) -> String {
    let mut source = Source::wide();
    line!(
        source,
        "//! The bindings of `{}`, made by Wasmtime's macro.",
        options.name
    );
    line!(source, "//!");
    line!(
        source,
        "//! Written by `componentize bindgen rust --macro` each time."
    );
    if !imports.labelled.is_empty() {
        line!(
            source,
            "//! The engine must know labels: `Config::wasm_component_model_implements(true)`."
        );
    }
    source.blank();
    let (start, end) = raw_string(text);
    line!(source, "wasmtime::component::bindgen!({{");
    line!(source, "    inline: {start}");
    source.block(text);
    line!(source, "{end},");
    source.indent();
    line!(source, "world: \"{}\",", world.name());
    functions(&mut source, options);
    replacements(&mut source, imports, options);
    labels(&mut source, imports);
    close!(source, "}});");
    source.as_str().to_string()
}

/// The delimiters of a raw string that this text does not end.
fn raw_string(text: &str) -> (String, String) {
    let mut hashes = "#".to_string();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    (format!("r{hashes}\""), format!("\"{hashes}"))
}

fn functions(source: &mut Source, options: &Options) {
    let imports = match (options.asynchronous, options.infallible) {
        (true, true) => Some("async"),
        (true, false) => Some("async | trappable"),
        (false, true) => None,
        (false, false) => Some("trappable"),
    };
    if let Some(flags) = imports {
        line!(source, "imports: {{ default: {flags} }},");
    }
    if options.asynchronous {
        line!(source, "exports: {{ default: async }},");
    }
}

/// The host's types, and wasmtime-wasi's bindings for what it provides.
fn replacements(source: &mut Source, imports: &Imports, options: &Options) {
    let provided = imports
        .plain
        .iter()
        .filter(|name| options.wasi && wasi::is_provided(name));
    let paths = provided.map(|name| (name.clone(), wasi::module(name, options.asynchronous)));
    let mut paths: Vec<(String, String)> = paths.collect();
    // wasmtime-wasi's own bindings are async, and send a store's data to another thread.
    if !paths.is_empty() && !options.asynchronous {
        line!(source, "require_store_data_send: true,");
    }
    let own = options.resources.iter();
    paths.extend(own.map(|(resource, path)| {
        let (interface, name) = resource.rsplit_once('/').unwrap_or(("", resource));
        (format!("{interface}.{name}"), path.clone())
    }));
    table(source, "with", &paths);
}

/// An interface under labels has a trait whose functions get the label first.
fn labels(source: &mut Source, imports: &Imports) {
    let labelled = imports.labelled.iter();
    let ids = labelled.map(|name| (name.clone(), "std::string::String".to_string()));
    table(source, "named_imports", &ids.collect::<Vec<_>>());
}

fn table(source: &mut Source, name: &str, rows: &[(String, String)]) {
    if rows.is_empty() {
        return;
    }
    open!(source, "{name}: {{");
    for (key, path) in rows {
        line!(source, "\"{key}\": {path},");
    }
    close!(source, "}},");
}

#[cfg(test)]
mod tests {
    use super::raw_string;

    #[test]
    fn a_raw_string_is_not_ended_by_its_text() {
        assert_eq!(raw_string("a").0, "r#\"");
        assert_eq!(raw_string("/// `\"#`").1, "\"##");
    }
}
