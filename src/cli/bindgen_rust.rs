//! `componentize bindgen rust`: writes a crate that runs a component on Wasmtime, or only the bindings.

use super::io::{self, IN_AND_OUT, InputArg};
use anyhow::{Context, Result, bail};
use clap::Args;
use componentize::bindgen::Files;
use componentize::bindgen::plan::{Plan, docs::Docs};
use componentize::bindgen::rust;
use componentize::wit::{Features, Wit};
use componentize::{Componentizer, DummyNames, EmbedOptions, dummy_module, embed};
use std::path::{Path, PathBuf};

/// The headings in `--help` of what the bindings are for, and what they are like.
const WORLD: &str = "World";
const BINDINGS: &str = "Bindings";

/// Write a crate that runs a component on Wasmtime
///
/// The crate has the component, its bindings, linkers, and a first version of the functions that the component imports.
/// `src/bindings`, `src/linker.rs` and the component are written each time; the other files are yours, and written only
/// where there are none.
#[derive(Args)]
#[command(after_help = "Example:\n  componentize bindgen rust app.wasm -o host/")]
pub struct Rust {
    #[command(flatten)]
    input: InputArg,

    /// Directory to write to
    #[arg(short, long, value_name = "DIR", help_heading = IN_AND_OUT)]
    output: PathBuf,

    /// Name of the component in the crate; that of the input by default
    #[arg(long, value_name = "NAME", help_heading = IN_AND_OUT)]
    name: Option<String>,

    /// Write the bindings alone, a module for an existing crate
    #[arg(long, conflicts_with_all = ["precompile", "force"], help_heading = IN_AND_OUT)]
    no_crate: bool,

    /// Write the bindings of a WIT world, for any component that fits it; needs `--no-crate`
    #[arg(
        long,
        value_name = "WIT",
        requires = "no_crate",
        conflicts_with = "path",
        help_heading = WORLD
    )]
    wit: Option<PathBuf>,

    /// The world, if the WIT package has several
    #[arg(short, long, value_name = "WORLD", requires = "wit", help_heading = WORLD)]
    world: Option<String>,

    /// Take documentation comments from WIT, which a component does not carry
    #[arg(long, value_name = "WIT", help_heading = WORLD)]
    docs: Option<PathBuf>,

    /// Write a call of Wasmtime's macro `bindgen!` with the component's WIT, instead of bindings; needs `--no-crate`
    #[arg(long = "macro", requires = "no_crate", conflicts_with = "docs", help_heading = BINDINGS)]
    invocation: bool,

    /// Write `async` functions, for a host that runs in tokio
    #[arg(long = "async", help_heading = BINDINGS)]
    asynchronous: bool,

    /// Let host functions return plain values: they cannot trap
    #[arg(long, help_heading = BINDINGS)]
    infallible: bool,

    /// Write traits for WASI's interfaces as well, rather than take them from wasmtime-wasi
    #[arg(long, help_heading = BINDINGS)]
    no_wasi: bool,

    /// Use a type of the host's for an imported resource
    ///
    /// RESOURCE is the interface and the resource, as in `wasi:keyvalue/store@0.2.0/bucket`; PATH is the type in Rust.
    #[arg(long = "with", value_name = "RESOURCE=PATH", value_parser = parse_with, help_heading = BINDINGS)]
    resources: Vec<(String, String)>,

    /// Compile the component when the crate is built, so that its program has no compiler
    #[arg(long, help_heading = BINDINGS)]
    precompile: bool,

    /// Overwrite the files that are yours
    #[arg(long, help_heading = IN_AND_OUT)]
    force: bool,
}

fn parse_with(text: &str) -> Result<(String, String), &'static str> {
    match text.rsplit_once('=') {
        Some((resource, path)) if resource.contains('/') && !path.is_empty() => {
            Ok((resource.to_string(), path.to_string()))
        }
        _ => Err("expected `INTERFACE/RESOURCE=PATH`"),
    }
}

impl Rust {
    /// Reads, plans and writes.
    pub fn run(self) -> Result<()> {
        if self.invocation {
            return self.write_invocation();
        }
        let (name, component) = match &self.wit {
            Some(wit) => component_of_world(wit, self.world.as_deref())?,
            None => self.component()?,
        };
        let options = self.options(name)?;
        let failed = || format!("failed to make bindings for {}", self.subject());
        let mut plan = Plan::new(&component).with_context(failed)?;
        if let Some(wit) = self.docs.as_ref().or(self.wit.as_ref()) {
            plan.docs = Docs::from_wit(wit)?;
        }
        if self.no_crate {
            let files = rust::generate(&plan, &options).with_context(failed)?;
            return io::write_files(&self.output, files.iter());
        }
        let package = rust::package(&plan, &component, &options, self.precompile);
        let package = package.with_context(failed)?;
        let once = self.missing(&package.once);
        io::write_files(&self.output, package.generated.iter().chain(once))
    }

    /// A plan is not needed: the macro reads WIT, and takes whatever its Wasmtime does.
    fn write_invocation(&self) -> Result<()> {
        let (name, wit) = match &self.wit {
            Some(path) => ("app".to_string(), Wit::package(path, &Features::all())?),
            None => {
                let (name, component) = self.component()?;
                let wit = Wit::parse(&self.input.file(), &component, &Features::all())?;
                (name, wit)
            }
        };
        let files = rust::invocation(wit, self.world.as_deref(), &self.options(name)?)
            .with_context(|| format!("failed to make bindings for {}", self.subject()))?;
        io::write_files(&self.output, files.iter())
    }

    /// The component's name and its bytes.
    fn component(&self) -> Result<(String, Vec<u8>)> {
        let input = self.input.read()?;
        let component = componentize::input::component(&input)
            .map_err(|error| error.in_file(&self.input.file()))
            .with_context(|| format!("failed to read {}", self.input.name()))?;
        let stem = self.input.stem().unwrap_or_else(|| "app".to_string());
        Ok((stem, component.into_owned()))
    }

    /// How messages call what the bindings are made of.
    fn subject(&self) -> String {
        match &self.wit {
            Some(wit) => format!("the world of `{}`", wit.display()),
            None => self.input.name(),
        }
    }

    fn options(&self, name: String) -> Result<rust::Options> {
        let name = self.name.clone().unwrap_or(name);
        if name.is_empty() || name.contains(['/', '\\']) {
            bail!("`{name}` cannot be a name: name the directory with `-o`");
        }
        Ok(rust::Options {
            wasi: !self.no_wasi,
            asynchronous: self.asynchronous,
            infallible: self.infallible,
            resources: self.resources.clone(),
            ..rust::Options::new(&name)
        })
    }

    /// The user's own files that are not there yet.
    fn missing<'a>(&self, files: &'a Files) -> Vec<(&'a str, &'a [u8])> {
        let missing = |path: &str| self.force || !self.output.join(path).exists();
        files.iter().filter(|(path, _)| missing(path)).collect()
    }
}

/// The name of a world, and a component of it whose functions all trap.
fn component_of_world(wit: &Path, world: Option<&str>) -> Result<(String, Vec<u8>)> {
    let mut world = Wit::package(wit, &Features::all())?.into_world(world)?;
    let name = world.name().to_string();
    let module = dummy_module(&world, DummyNames::Legacy)?;
    let module = embed(&module, &mut world, &EmbedOptions::default())?;
    let failed = || {
        format!(
            "failed to make a component of the world of `{}`",
            wit.display()
        )
    };
    let component = Componentizer::new(&module).encode().with_context(failed)?;
    Ok((name, component))
}
