//! `componentize targets`: checks a component against a world.

use super::console::Console;
use super::cures;
use super::io::{self, IN_AND_OUT, InputArg};
use super::world::WorldArgs;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use componentize::wit::World;
use componentize::{DifferenceKind, Error, Misfit, TargetsOptions, targets};

/// Check that a component fits a world
///
/// A host that provides the world's imports and calls its exports can then use the component. Prints nothing if it
/// fits, and otherwise what is missing, what is extra, and what has another type.
#[derive(Args)]
#[command(
    mut_arg("path", InputArg::component),
    after_help = "Example:\n  componentize targets app.wit app.wasm --world app"
)]
pub struct Targets {
    /// Write what was found as JSON, to standard output
    #[arg(short, long, help_heading = IN_AND_OUT)]
    json: bool,

    #[command(flatten)]
    world: WorldArgs,

    #[command(flatten)]
    input: InputArg,

    /// Match interfaces in all compatible versions, not only in the same version
    #[arg(long, help_heading = "Comparison")]
    semver_compatible: bool,

    /// Allow the component to import this interface although the world does not have it; may be repeated
    ///
    /// The name with its version or without, or `*` after the beginning of one: `wasi:*` allows all of WASI.
    #[arg(long, value_name = "IMPORT", help_heading = "Comparison")]
    allow: Vec<String>,
}

impl Targets {
    /// Reads and checks.
    pub fn run(self, console: &Console) -> Result<()> {
        let world = self.world.read()?;
        let component = self.input.read()?;
        let in_file = |error: Error| error.in_file(&self.input.file());
        let options = TargetsOptions::default().semver_compatible(self.semver_compatible);
        let allow = |options: TargetsOptions, pattern: &String| options.allow(pattern);
        let options = self.allow.iter().fold(options, allow);
        let outcome = targets(&component, &world, &options).map_err(in_file);
        if self.json {
            self.write_json(&world, outcome.as_ref().err())?;
        }
        outcome
            .map_err(|error| match error {
                Error::Misfit(_) if self.json => anyhow!("it does not fit the world"),
                Error::Misfit(misfit) if console.colors_messages() => {
                    let colored = colored(&misfit);
                    let cure = cures::of_error(&Error::Misfit(misfit));
                    let cure = cure.map(|cure| format!("\n  cure: {cure}"));
                    anyhow!("{colored}{}", cure.unwrap_or_default())
                }
                error => error.into(),
            })
            .with_context(|| format!("{} was refused", self.input.name()))?;
        console.say(|| format!("{} fits the world `{}`", self.input.name(), world.name()));
        Ok(())
    }

    /// Writes the verdict and its reasons. A component that could not be read has neither.
    fn write_json(&self, world: &World, error: Option<&Error>) -> Result<()> {
        let differences = match error {
            None => &[][..],
            Some(Error::Misfit(misfit)) => &misfit.differences,
            Some(_) => return Ok(()),
        };
        let differences = differences.iter().map(|difference| {
            serde_json::json!({ "kind": difference.kind.as_str(), "text": difference.text })
        });
        let found = serde_json::json!({
            "world": world.name(),
            "fits": error.is_none(),
            "differences": differences.collect::<Vec<_>>(),
        });
        io::write_stdout(format!("{found:#}\n").as_bytes())
    }
}

/// The message, its lines in colors: what is missing in red, what is extra in magenta, what has another type in yellow.
fn colored(misfit: &Misfit) -> String {
    let lines = misfit.differences.iter().map(|difference| {
        let code = match difference.kind {
            DifferenceKind::Missing => 31,
            DifferenceKind::Extra => 35,
            _ => 33,
        };
        format!("\n  \x1b[{code}m{difference}\x1b[0m")
    });
    format!("{}{}", misfit.heading(), lines.collect::<String>())
}
