//! Wraps a core module as the flags ask.

use super::environment::Environment;
use super::options::{Adapt, Options, WasiAdapter, WorldSource};
use crate::componentize::Componentizer;
use crate::embed::{EmbedOptions, embedded_world};
use crate::encoded::Encoded;
use crate::error::Error;
use crate::finish::metadata::Metadata;
use crate::variant::{PREVIEW1, Variant};
use crate::wit::{Features, Wit, World};
use anyhow::{Context, Result};
use std::fs;

/// The files of `--adapt`, read.
pub struct Adapters(Vec<(String, Vec<u8>)>);

impl Adapters {
    /// Reads them.
    pub fn read(options: &Options) -> Result<Adapters> {
        let mut files = Vec::new();
        for adapt in &options.adapt {
            if let Adapt::File { name, path } = adapt {
                let bytes = fs::read(path)
                    .with_context(|| format!("failed to read `{}`", path.display()))?;
                files.push((name.clone(), bytes));
            }
        }
        Ok(Adapters(files))
    }
}

/// Wraps a core module.
pub fn wrap<'a>(
    core: &'a [u8],
    adapters: &'a Adapters,
    options: &Options,
    environment: &Environment,
) -> Result<Encoded<'a>> {
    let mut componentizer = Componentizer::new(core);
    adapt(&mut componentizer, adapters, options);
    componentizer
        .validate(!options.skip_validation)
        .merge_imports_based_on_semver(!options.keep_versions_apart)
        .reject_legacy_names(options.reject_legacy_names)
        .realloc_via_memory_grow(options.realloc_via_memory_grow)
        .return_call_ref(options.return_call_ref);
    if let Some(version) = options.wasi_version {
        componentizer.wasi_version(version);
    }
    for (old, new) in &options.import_name {
        componentizer.import_name(old, new);
    }
    for (label, interface) in &options.implements {
        componentizer.implements(label, interface);
    }
    for source in &options.worlds {
        let embed = EmbedOptions::default().encoding(options.string_encoding);
        componentizer.embedded_world(embedded_world(&mut world(source)?, &embed)?);
    }
    if let Some(strip) = options.strip {
        componentizer.strip(strip);
    }
    if options.cargo_metadata {
        componentizer.metadata(cargo_metadata(environment));
    }
    Ok(componentizer.wrap()?)
}

/// Chooses the adapters: the built-in one, unless `none` or a file for the same imports was asked for.
///
/// Where a choice was made, the component is byte for byte the one of `componentize new` with the same choice. Where
/// none was, generated modules have no names for debugging, whether or not the program needs the adapter.
fn adapt<'a>(componentizer: &mut Componentizer<'a>, adapters: &'a Adapters, options: &Options) {
    let mut variant = match options.wasi_adapter {
        None => Some(Variant::Auto),
        Some(WasiAdapter::BuiltIn(variant)) => Some(variant),
        Some(WasiAdapter::Absent) => None,
    };
    for adapt in &options.adapt {
        match adapt {
            Adapt::BuiltIn(named) => variant = Some(*named),
            Adapt::File { name, .. } if name == PREVIEW1 => variant = None,
            Adapt::File { .. } => {}
        }
    }
    for (name, bytes) in &adapters.0 {
        componentizer.adapter(name, bytes);
    }
    if let Some(variant) = variant {
        componentizer.builtin_adapter().variant(variant);
    }
    if options.wasi_adapter.is_none() && options.adapt.is_empty() {
        componentizer.debug_names(false);
    }
}

/// The world that a flag names.
pub fn world(source: &WorldSource) -> Result<World> {
    let wit = Wit::package(&source.path, &Features::default())?;
    Ok(wit.into_world(source.world.as_deref())?)
}

/// What cargo says about the package that is built.
fn cargo_metadata(environment: &Environment) -> Metadata {
    let of = |name: &str| environment.text(&format!("CARGO_PKG_{name}"));
    Metadata {
        name: of("NAME"),
        version: of("VERSION"),
        description: of("DESCRIPTION"),
        licenses: of("LICENSE"),
        homepage: of("HOMEPAGE"),
        source: of("REPOSITORY"),
        ..Metadata::default()
    }
}

/// Whether a module was refused for imports that come from undefined symbols.
pub fn has_undefined(error: &anyhow::Error) -> bool {
    match error.downcast_ref() {
        Some(Error::UnknownImports { modules }) => {
            modules.iter().any(|import| import.module == "env")
        }
        _ => false,
    }
}

/// The names that such a module imports.
pub fn unknown_names(error: &anyhow::Error) -> Vec<&str> {
    match error.downcast_ref() {
        Some(Error::UnknownImports { modules }) => {
            let names = modules.iter().flat_map(|import| &import.names);
            names.map(String::as_str).collect()
        }
        _ => Vec::new(),
    }
}
