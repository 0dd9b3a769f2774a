//! `componentize targets`: checks a component against a world.

use super::color::ColorArg;
use super::io::InputArg;
use super::verbose::VerboseArg;
use super::world::WorldArgs;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use componentize::{DifferenceKind, Misfit, targets};

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

    #[command(flatten)]
    color: ColorArg,
}

impl Targets {
    /// Reads and checks.
    pub fn run(self) -> Result<()> {
        let world = self.world.read()?;
        let component = self.input.read()?;
        targets(&component, &world, self.semver_compatible)
            .map_err(|error| match error.downcast_ref() {
                Some(misfit) if self.color.colors_messages() => anyhow!(colored(misfit)),
                _ => error,
            })
            .with_context(|| format!("{} was refused", self.input.name()))?;
        self.verbose
            .say(|| format!("{} fits the world `{}`", self.input.name(), world.name()));
        Ok(())
    }
}

/// The message, its lines in colors: what is missing in red, what is too much in magenta, what has another type in yellow.
fn colored(misfit: &Misfit) -> String {
    let lines = misfit.differences.iter().map(|difference| {
        let code = match difference.kind {
            DifferenceKind::Missing => 31,
            DifferenceKind::Extra => 35,
            DifferenceKind::Different => 33,
        };
        format!("\n  \x1b[{code}m{difference}\x1b[0m")
    });
    format!("{}{}", misfit.heading(), lines.collect::<String>())
}
