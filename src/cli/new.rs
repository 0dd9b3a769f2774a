//! `componentize new`: wraps a core module in a component.

use super::console::Console;
use super::dwarf::DwarfArgs;
use super::encoder::{AdapterArgs, EncodingArgs, configure};
use super::io::{self, IN_AND_OUT, InputArg, StagedFile, WasmOutputArg};
use super::metadata::MetadataArgs;
use super::oci::Layout;
use super::values::offering;
use super::warnings;
use super::world::FeatureArgs;
use anyhow::{Context, Result};
use clap::Args;
use componentize::wit::{Features, TextOptions, Wit, World};
use componentize::{Componentizer, EmbedOptions, Encoded, Strip, embedded_world};
use std::path::PathBuf;

/// Wrap a core module in a component
///
/// The module's custom sections describe the world that it implements. An adapter must satisfy all other imports.
#[derive(Args)]
#[command(
    mut_arg("path", InputArg::core_module),
    after_help = "\
Examples:
  A program that was built for WASI preview1:
    componentize new module.wasm --adapt wasi_snapshot_preview1 -o app.wasm
  A library, with an adapter of your own:
    componentize new module.wasm --adapt wasi_snapshot_preview1=adapter.wasm -o library.wasm
  A module without a world of its own, and the component's WIT:
    componentize new module.wasm --wit app.wit --world app --emit-wit component.wit -o app.wasm"
)]
pub struct New {
    #[command(flatten)]
    input: InputArg,

    #[command(flatten)]
    output: WasmOutputArg,

    /// Write the component's WIT to this file as well
    #[arg(long, value_name = "FILE", help_heading = IN_AND_OUT)]
    emit_wit: Option<PathBuf>,

    /// Write an OCI artifact as well, under the tag `latest` if none is named; see `componentize oci`
    ///
    /// Without `-o` its digest goes to standard output, and the component to the artifact alone.
    #[arg(long, value_name = "DIR[:TAG]", help_heading = IN_AND_OUT)]
    oci: Option<Layout>,

    #[command(flatten)]
    dwarf: DwarfArgs,

    #[command(flatten)]
    adapters: AdapterArgs,

    #[command(flatten)]
    world: ModuleWorldArgs,

    #[command(flatten)]
    metadata: MetadataArgs,

    #[command(flatten)]
    encoding: EncodingArgs,

    /// Leave out the module's custom sections, or only those for debugging
    ///
    /// `all` leaves out every one except the list of dependencies for auditing tools, `.dep-v0`; `debug` leaves out debug
    /// information and where to find it, but not names.
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "all",
          help_heading = "Encoding", value_parser = offering::<Strip, _>([Strip::All, Strip::Debug]))]
    strip: Option<Strip>,
}

/// A world for a module that has none of its own, and the names of imports.
#[derive(Args)]
#[command(
    next_help_heading = "World",
    mut_arg("features", |argument| argument.requires("wit")),
    mut_arg("all_features", |argument| argument.requires("wit"))
)]
struct ModuleWorldArgs {
    /// Embed a world of this WIT package first: a directory of `*.wit` files or a `*.wit` file
    #[arg(long, value_name = "PATH")]
    wit: Option<PathBuf>,

    /// The world, if the package of `--wit` has several
    #[arg(short, long, value_name = "WORLD", requires = "wit")]
    world: Option<String>,

    #[command(flatten)]
    features: FeatureArgs,

    /// Import an instance under another name
    #[arg(long, value_name = "OLD=NEW", value_parser = parse_renaming)]
    import_name: Vec<(String, String)>,

    /// Import an interface under a label, as one that implements it
    ///
    /// `primary=wasi:keyvalue/store` lets a host tell this store from others.
    #[arg(long, value_name = "LABEL=INTERFACE", value_parser = parse_label)]
    implements: Vec<(String, String)>,
}

impl ModuleWorldArgs {
    /// The world to embed, if there is one.
    fn to_embed(&self) -> Result<Option<World>> {
        let Some(path) = &self.wit else {
            return Ok(None);
        };
        let package = Wit::package(path, &self.features.features())?;
        Ok(Some(package.into_world(self.world.as_deref())?))
    }
}

fn parse_renaming(text: &str) -> Result<(String, String), &'static str> {
    parse_pair(text).ok_or("expected `OLD=NEW`")
}

fn parse_label(text: &str) -> Result<(String, String), &'static str> {
    parse_pair(text).ok_or("expected `LABEL=INTERFACE`")
}

fn parse_pair(text: &str) -> Option<(String, String)> {
    let (first, second) = text.split_once('=')?;
    let complete = !first.is_empty() && !second.is_empty();
    complete.then(|| (first.to_string(), second.to_string()))
}

impl New {
    /// Reads, wraps, writes.
    pub fn run(self, console: &Console) -> Result<()> {
        let module = self.dwarf.read(&self.input, console)?;
        let adapters = self.adapters.read()?;
        let mut componentizer = Componentizer::new(&module);
        configure!(componentizer, self.adapters, &adapters, self.encoding);
        for (old, new) in &self.world.import_name {
            componentizer.import_name(old, new);
        }
        for (label, interface) in &self.world.implements {
            componentizer.implements(label, interface);
        }
        let mut world = self.world.to_embed()?;
        if let Some(world) = &mut world {
            componentizer.embedded_world(embedded_world(world, &EmbedOptions::default())?);
        }
        if let Some(strip) = self.strip {
            componentizer.strip(strip);
        }
        componentizer.metadata(self.metadata.clone().into());

        let component = componentizer
            .wrap()
            .map_err(|error| error.in_file(&self.input.file()))
            .with_context(|| format!("failed to wrap {}", self.input.name()))?;
        console.warn(warnings::with_cures(component.warnings()))?;
        self.write(&component, world.as_ref(), console)?;
        console.say(|| {
            let name = self.input.name();
            let (before, after) = (module.len(), component.size());
            format!("wrapped {name} of {before} bytes in a component of {after} bytes")
        });
        console.say_adapter(component.adapter());
        Ok(())
    }

    /// Writes the component, and what else is asked for.
    fn write(
        &self,
        component: &Encoded<'_>,
        world: Option<&World>,
        console: &Console,
    ) -> Result<()> {
        let mut staged = None;
        if let Some(path) = &self.emit_wit {
            let wit = Wit::parse("component", component.skeleton(), &Features::default())?;
            let text = wit.to_text(&TextOptions::default())?;
            staged = Some(io::stage_file(path, text.as_bytes())?);
        }
        let artifact = match &self.oci {
            Some(layout) => {
                let target = world.and_then(World::full_name);
                Some(layout.artifact_of(&component.to_vec(), target)?)
            }
            None => None,
        };
        // The output may fail, so the artifact comes after it.
        if artifact.is_none() || self.output.is_named() {
            self.output.write_encoded(component, console)?;
        }
        if let Some(artifact) = artifact {
            let digest = artifact.write()?;
            if !self.output.is_named() {
                io::write_stdout(format!("{digest}\n").as_bytes())?;
            }
        }
        staged.map_or(Ok(()), StagedFile::finish)
    }
}
