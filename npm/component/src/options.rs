//! Options as the interface has them, in the library's types.

use crate::bindings::exports::componentize::tools::tools as wit;
use crate::refusal::not_an_option;
use componentize::bindgen::{js, python, rust};
use componentize::wit::{Features, Wit, World};
use componentize::{Componentizer, Encoding, Linker, Metadata, Strip, TargetsOptions, Variant};
use wit::{Instantiation, Preview1, Refusal, StringEncoding, WitSource};

/// What messages call the WIT of a caller, who has no file for it.
const WIT: &str = "wit";

pub fn world(world: &wit::WitWorld) -> Result<World, Refusal> {
    let package = read(WIT, &world.source, &Features::named(&world.features))?;
    Ok(package.into_world(world.name.as_deref())?)
}

/// Reads WIT; `name` is what messages call a single file.
pub fn read(name: &str, source: &wit::WitSource, features: &Features) -> Result<Wit, Refusal> {
    Ok(match source {
        WitSource::File(bytes) => Wit::parse(name, bytes, features)?,
        WitSource::Directory(files) => {
            let file = |file: &wit::File| (file.path.clone(), file.contents.clone());
            Wit::from_files(&files.iter().map(file).collect(), features)?
        }
    })
}

/// Passes the options on to a `Componentizer` or a `Linker`, which have the same setters for them.
macro_rules! configure {
    ($encoder:expr, $encoding:expr) => {{
        let encoding = $encoding;
        if let Some(variant) = variant(encoding.preview1) {
            $encoder.builtin_adapter().variant(variant);
        }
        for adapter in &encoding.adapters {
            $encoder.adapter(&adapter.name, &adapter.module);
        }
        if let Some(version) = &encoding.wasi_version {
            $encoder.wasi_version(version.parse().map_err(not_an_option)?);
        }
        $encoder
            .validate(encoding.validate)
            .metadata(metadata(&encoding.metadata));
    }};
}

pub fn configure<'a>(
    componentizer: &mut Componentizer<'a>,
    options: &'a wit::NewOptions,
) -> Result<(), Refusal> {
    configure!(componentizer, &options.encoding);
    for (old, new) in &options.import_names {
        componentizer.import_name(old, new);
    }
    for (label, interface) in &options.implements {
        componentizer.implements(label, interface);
    }
    match options.strip {
        wit::Strip::No => {}
        wit::Strip::Debug => {
            componentizer.strip(Strip::Debug);
        }
        wit::Strip::All => {
            componentizer.strip(Strip::All);
        }
    }
    Ok(())
}

pub fn configure_linker<'a>(
    linker: &mut Linker<'a>,
    options: &'a wit::LinkOptions,
) -> Result<(), Refusal> {
    configure!(linker, &options.encoding);
    linker
        .stub_missing_functions(options.stub_missing_functions)
        .use_built_in_libdl(options.use_built_in_libdl);
    if let Some(size) = options.stack_size {
        linker.stack_size(size);
    }
    Ok(())
}

fn variant(preview1: Preview1) -> Option<Variant> {
    match preview1 {
        Preview1::No => None,
        Preview1::Auto => Some(Variant::Auto),
        Preview1::Command => Some(Variant::Command),
        Preview1::Reactor => Some(Variant::Reactor),
    }
}

fn metadata(from: &wit::Metadata) -> Metadata {
    let mut metadata = Metadata::default();
    metadata.name = from.name.clone();
    metadata.version = from.version.clone();
    metadata.description = from.description.clone();
    metadata.licenses = from.licenses.clone();
    metadata.source = from.source.clone();
    metadata.homepage = from.homepage.clone();
    metadata.revision = from.revision.clone();
    metadata
}

pub fn encoding(encoding: StringEncoding) -> Encoding {
    match encoding {
        StringEncoding::Utf8 => Encoding::Utf8,
        StringEncoding::Utf16 => Encoding::Utf16,
        StringEncoding::CompactUtf16 => Encoding::CompactUtf16,
    }
}

pub fn targets(options: &wit::TargetsOptions) -> TargetsOptions {
    let start = TargetsOptions::default().semver_compatible(options.semver_compatible);
    let allow = |all: TargetsOptions, pattern: &String| all.allow(pattern);
    options.allow.iter().fold(start, allow)
}

pub fn js(options: wit::JsOptions) -> js::Options {
    js::Options {
        name: options.name,
        instantiation: match options.instantiation {
            Instantiation::None => js::Instantiation::None,
            Instantiation::Asynchronous => js::Instantiation::Async,
            Instantiation::Synchronous => js::Instantiation::Sync,
        },
        map: options.map,
        inline_core: options.inline_core as usize,
        types: options.types,
        wasi_shim: options.wasi_shim,
        minify: options.minify,
        node: options.node,
        finalization: options.finalization,
        detect_deadlocks: options.detect_deadlocks,
        top_level_await: options.top_level_await,
    }
}

pub fn python(options: wit::PythonOptions) -> python::Options {
    python::Options {
        map: options.map,
        wasi: options.wasi,
        pyproject: options.pyproject,
        ..python::Options::new(&python::package_name(&options.name))
    }
}

pub fn rust(options: wit::RustOptions) -> rust::Options {
    rust::Options {
        wasi: options.wasi,
        asynchronous: options.asynchronous,
        infallible: options.infallible,
        resources: options.resources,
        ..rust::Options::new(&options.name)
    }
}
