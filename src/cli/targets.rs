//! `componentize targets`: checks a component against a world.

use super::color::ColorArg;
use super::io::InputArg;
use super::verbose::VerboseArg;
use super::world::WorldArgs;
use anyhow::{Context, Result};
use clap::Args;
use componentize::targets;

/// Check that a component fits a world
///
/// A host that provides the world's imports and calls its exports can then use the component. Prints nothing if it
/// fits, and otherwise what is missing, what is too much, and what has another type.
#[derive(Args)]
#[command(after_help = "Example:\n  componentize targets app.wit app.wasm --world app")]
pub struct Targets {
    #[command(flatten)]
    world: WorldArgs,

    #[command(flatten)]
    input: InputArg,

    /// Match interfaces in every compatible version, not in the same one only
    #[arg(long)]
    semver_compatible: bool,

    #[command(flatten)]
    verbose: VerboseArg,

    /// Nothing is printed in color; taken for scripts that say it to every command.
    #[command(flatten)]
    _color: ColorArg,
}

impl Targets {
    /// Reads and checks.
    pub fn run(self) -> Result<()> {
        let world = self.world.read()?;
        let component = self.input.read()?;
        targets(&component, &world, self.semver_compatible)
            .with_context(|| format!("{} was refused", self.input.name()))?;
        self.verbose
            .say(|| format!("{} fits the world `{}`", self.input.name(), world.name()));
        Ok(())
    }
}
