//! Which world of a package was meant.

use crate::error::Error;
use crate::guard::Panicked;
use crate::near;
use wit_parser::{PackageId, Resolve};

/// The error to report where no world could be selected from a package.
pub(crate) fn explain(
    resolve: &Resolve,
    package: PackageId,
    name: Option<&str>,
    error: anyhow::Error,
) -> Error {
    if let Some(panicked) = error.downcast_ref::<Panicked>() {
        return panicked.clone().into();
    }
    let worlds: Vec<String> = resolve.packages[package].worlds.keys().cloned().collect();
    let package = resolve.packages[package].name.to_string();
    match name {
        Some(name) if name.contains(['/', ':']) => Error::NoSuchWorld {
            similar: None,
            world: name.to_string(),
            package,
            worlds: all_worlds(resolve),
        },
        Some(name) => Error::NoSuchWorld {
            similar: near::nearest(name, worlds.iter().map(String::as_str)).map(str::to_string),
            world: name.to_string(),
            package,
            worlds,
        },
        None if worlds.is_empty() => Error::Wit {
            message: format!("the package `{package}` has no world"),
            place: None,
            cure: Some("add one that says what the component imports and exports, such as `world my-world { }`".to_string()),
        },
        None => Error::SeveralWorlds { package, worlds },
    }
}

/// The worlds of all packages, each with its package.
fn all_worlds(resolve: &Resolve) -> Vec<String> {
    let worlds = resolve.packages.iter().flat_map(|(_, package)| {
        let names = package.worlds.keys();
        names.map(|world| package.name.interface_id(world))
    });
    worlds.collect()
}
