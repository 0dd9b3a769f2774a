//! `componentize embed`: puts a world into a core module.

use super::console::Console;
use super::dwarf::DwarfArgs;
use super::io::{IN_AND_OUT, InputArg, WasmOutputArg};
use super::values::offering;
use super::world::WorldArgs;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use componentize::{DummyNames, EmbedOptions, Encoding, dummy_module, embed, embedded_world};

/// Embed a world in a core module, for `new` to wrap it
///
/// Toolchains for components do this themselves. Use it with other toolchains, and for modules written by hand.
#[derive(Args)]
#[command(
    mut_arg("path", InputArg::core_module),
    after_help = "Example:\n  componentize embed app.wit module.wasm -o embedded.wasm\n\n\
                  See what a world asks of a module:\n  componentize embed app.wit --world app --dummy-names legacy -t"
)]
pub struct Embed {
    #[command(flatten)]
    output: WasmOutputArg,

    /// Write the contents of the custom section only
    #[arg(long, help_heading = IN_AND_OUT, conflicts_with_all = ["wat", "dummy", "dummy_names"])]
    only_custom: bool,

    #[command(flatten)]
    dwarf: DwarfArgs,

    #[command(flatten)]
    world: WorldArgs,

    #[command(flatten)]
    input: InputArg,

    #[command(flatten)]
    dummy: DummyArgs,

    /// How the module encodes strings
    #[arg(
        long,
        help_heading = "Encoding",
        value_name = "ENCODING",
        default_value_t = Encoding::default(),
        value_parser = offering::<Encoding, _>(Encoding::ALL)
    )]
    encoding: Encoding,

    /// Write versions as `wasi:cli/exit@0.2`, with the rest next to them
    #[arg(long, help_heading = "Encoding")]
    emit_canonical_names: bool,
}

/// A module that is made from the world, where there is no module to embed it in.
#[derive(Args)]
#[command(next_help_heading = "Dummy module")]
struct DummyArgs {
    /// Read no module: make one with the world's imports and exports, which traps; the same as `--dummy-names standard32`
    #[arg(long, conflicts_with = "dummy_names")]
    dummy: bool,

    /// Read no module: make one with the world's imports and exports, named by this scheme
    #[arg(long, value_name = "SCHEME")]
    dummy_names: Option<Scheme>,

    /// With `--dummy-names legacy`: make every function asynchronous, with a callback
    #[arg(long, requires = "dummy_names", conflicts_with = "async_stackful")]
    async_callback: bool,

    /// With `--dummy-names legacy`: make every function asynchronous, each on a stack of its own
    #[arg(long, requires = "dummy_names")]
    async_stackful: bool,
}

/// `--dummy-names`
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Scheme {
    Legacy,
    Standard32,
}

impl Embed {
    /// Reads, embeds, writes.
    pub fn run(self, console: &Console) -> Result<()> {
        let mut world = self.world.read()?;
        let options = EmbedOptions::default()
            .encoding(self.encoding)
            .canonical_names(self.emit_canonical_names);
        if self.only_custom {
            let section = embedded_world(&mut world, &options)?;
            return self.output.write(&section, console);
        }
        let (name, module) = match self.dummy.names()? {
            Some(names) => {
                if options.canonical_names {
                    world.merge_imports_based_on_semver()?;
                }
                ("the dummy module".to_string(), dummy_module(&world, names)?)
            }
            None => (self.input.name(), self.dwarf.read(&self.input, console)?),
        };
        let embedded = embed(&module, &mut world, &options)
            .map_err(|error| error.in_file(&self.input.file()))
            .with_context(|| format!("failed to embed the world `{}` in {name}", world.name()))?;
        self.output.write(&embedded, console)?;
        console.say(|| {
            let added = embedded.len() - module.len();
            format!(
                "embedded the world `{}` of {added} bytes in {name}",
                world.name()
            )
        });
        Ok(())
    }
}

impl DummyArgs {
    /// The names of the dummy module, if one is asked for.
    fn names(&self) -> Result<Option<DummyNames>> {
        let scheme = match self.dummy_names {
            Some(scheme) => scheme,
            None if self.dummy => Scheme::Standard32,
            None => return Ok(None),
        };
        Ok(Some(
            match (scheme, self.async_callback, self.async_stackful) {
                (Scheme::Legacy, true, _) => DummyNames::LegacyAsyncCallback,
                (Scheme::Legacy, false, true) => DummyNames::LegacyAsyncStackful,
                (Scheme::Legacy, false, false) => DummyNames::Legacy,
                (Scheme::Standard32, false, false) => DummyNames::Standard32,
                (Scheme::Standard32, ..) => anyhow::bail!(
                    "the names of `standard32` have no asynchronous functions yet: use `--dummy-names legacy`"
                ),
            },
        ))
    }
}
