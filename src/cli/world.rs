//! The arguments that name a WIT package and a world in it.

use anyhow::Result;
use clap::Args;
use componentize::wit::{Features, Wit, World};
use std::path::PathBuf;

/// Which `@unstable` items are taken in.
#[derive(Args)]
#[command(next_help_heading = "World")]
pub struct FeatureArgs {
    /// Take in WIT items marked `@unstable` with this feature; several are separated by commas
    #[arg(long, value_name = "FEATURE")]
    features: Vec<String>,

    /// Take in every WIT item marked `@unstable`
    #[arg(long)]
    all_features: bool,
}

impl FeatureArgs {
    /// The features as the library has them.
    pub fn features(&self) -> Features {
        if self.all_features {
            Features::all()
        } else {
            Features::named(&self.features)
        }
    }
}

/// A world of a package.
#[derive(Args)]
#[command(next_help_heading = "World")]
pub struct WorldArgs {
    /// A directory of `*.wit` files, a `*.wit` file, or a WIT package in the binary format
    #[arg(value_name = "WIT")]
    wit: PathBuf,

    /// The world, if the package has several: its name, or `namespace:package/world` for one of a dependency
    #[arg(short, long, value_name = "WORLD")]
    world: Option<String>,

    #[command(flatten)]
    features: FeatureArgs,
}

impl WorldArgs {
    /// Reads the package and selects the world.
    pub fn read(&self) -> Result<World> {
        let package = Wit::package(&self.wit, &self.features.features())?;
        Ok(package.into_world(self.world.as_deref())?)
    }
}
