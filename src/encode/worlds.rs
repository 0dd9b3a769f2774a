//! Checks the worlds that modules bring along, before wit-component merges them.
//!
//! Merging follows the dependencies between packages and has no end if they form a circle. WIT text cannot describe
//! one, but the bytes in a custom section can.

use crate::component::module::is_world;
use crate::component::sections;
use crate::input;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::BinaryReader;
use wit_component::DecodedWasm;
use wit_parser::decoding::decode_world;
use wit_parser::{Resolve, WorldId};

/// Packages, and those that each depends on.
type Dependencies = BTreeMap<String, BTreeSet<String>>;

/// Refuses core modules whose worlds, taken together, depend on each other in a circle.
pub fn refuse_circles<'a>(modules: impl Iterator<Item = &'a [u8]>) -> Result<()> {
    let mut dependencies = Dependencies::new();
    for module in modules {
        for section in sections::sections(module)? {
            if is_world(&section) {
                collect(&contents(module, &section)?.0, &mut dependencies);
            }
        }
    }
    refuse_circle(dependencies)
}

/// Takes away packages that depend on nothing that is left; a circle stays.
fn refuse_circle(mut dependencies: Dependencies) -> Result<()> {
    loop {
        let free: Vec<String> = dependencies
            .iter()
            .filter(|(_, on)| !on.iter().any(|package| dependencies.contains_key(package)))
            .map(|(package, _)| package.clone())
            .collect();
        if free.is_empty() {
            break;
        }
        for package in free {
            dependencies.remove(&package);
        }
    }
    if !dependencies.is_empty() {
        let packages: Vec<String> = dependencies.into_keys().collect();
        bail!(
            "the embedded worlds are malformed: the packages `{}` depend on each other in a circle",
            packages.join("`, `")
        );
    }
    Ok(())
}

/// The names of the worlds that a module has embedded, each with its package.
pub fn embedded_worlds(module: &[u8]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for section in sections::sections(module)?
        .iter()
        .filter(|section| is_world(section))
    {
        let (resolve, world) = contents(module, section)?;
        if let Some(world) = world.map(|id| &resolve.worlds[id]) {
            let package = world.package.map(|id| &resolve.packages[id].name);
            names.push(match package {
                Some(package) => package.interface_id(&world.name),
                None => world.name.clone(),
            });
        }
    }
    Ok(names)
}

/// What follows the name in a custom section, decoded; the format before the current one does not say which world it is.
fn contents(module: &[u8], section: &sections::Section<'_>) -> Result<(Resolve, Option<WorldId>)> {
    let mut reader = BinaryReader::new(&module[section.contents.clone()], 0);
    let name = reader.read_string()?;
    let data = reader.read_bytes(reader.bytes_remaining())?;
    let decoded = match data.first() {
        // The format before the current one: a version, an encoding, a name, and the packages.
        Some(3) => {
            let mut reader = BinaryReader::new(data, 0);
            reader.read_bytes(2)?;
            reader.read_string()?;
            let packages = reader.read_bytes(reader.bytes_remaining())?;
            input::refuse_cut_short(packages, "embedded world")?;
            wit_component::decode(packages).map(|decoded| match decoded {
                DecodedWasm::WitPackage(resolve, _) | DecodedWasm::Component(resolve, _) => {
                    (resolve, None)
                }
            })
        }
        _ => input::refuse_cut_short(data, "embedded world")
            .and_then(|()| decode_world(data))
            .map(|(resolve, world)| (resolve, Some(world))),
    };
    decoded.with_context(|| format!("failed to decode the world in the custom section `{name}`"))
}

fn collect(resolve: &Resolve, dependencies: &mut Dependencies) {
    for (id, package) in resolve.packages.iter() {
        let on = resolve.package_direct_deps(id);
        let on = on.map(|package| resolve.packages[package].name.to_string());
        dependencies
            .entry(package.name.to_string())
            .or_default()
            .extend(on);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edges: &[(&str, &str)]) -> Result<()> {
        let mut dependencies = Dependencies::new();
        for (from, to) in edges {
            let on = dependencies.entry(from.to_string()).or_default();
            on.insert(to.to_string());
        }
        refuse_circle(dependencies)
    }

    #[test]
    fn only_circles_are_refused() {
        assert!(check(&[]).is_ok());
        assert!(check(&[("a:a", "b:b"), ("a:a", "c:c"), ("b:b", "c:c")]).is_ok());
        let error = check(&[("a:a", "b:b"), ("b:b", "c:c"), ("c:c", "b:b")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the embedded worlds are malformed: the packages `a:a`, `b:b`, `c:c` depend on each other in a circle"
        );
    }
}
