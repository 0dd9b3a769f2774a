//! Checks the worlds that modules bring along, before wit-component merges them.
//!
//! Merging follows the dependencies between packages and has no end if they form a circle. WIT text cannot describe
//! one, but the bytes in a custom section can.

use crate::component::module::{Module, is_world};
use crate::component::sections;
use crate::guard::guard;
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
                let (resolve, _) = contents(module, &section)?;
                collect(&resolve, &mut dependencies);
            }
        }
    }
    refuse_circle(dependencies)
}

/// The name, with its version, under which a world of the module exports an interface.
///
/// A world that cannot be decoded exports nothing here: encoding says later what is wrong with it.
pub fn exported(module: &Module<'_>, interface: &str) -> Option<String> {
    let embedded = module.sections.iter().filter(|section| is_world(section));
    let embedded = embedded.map(|section| contents(module.bytes, section));
    let given = module.worlds.iter().map(|world| decoded(world));
    let worlds = || embedded.chain(given).filter_map(Result::ok);
    let named = |(resolve, world): (Resolve, Option<WorldId>)| {
        let exports = resolve.worlds[world?].exports.keys();
        let mut names = exports.map(|key| resolve.name_world_key(key));
        names.find(|name| name.split('@').next() == Some(interface))
    };
    guard(
        "reading the module's world",
        || Ok(worlds().find_map(named)),
    )
    .unwrap_or_default()
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

/// What follows the name in a custom section, decoded.
fn contents(module: &[u8], section: &sections::Section<'_>) -> Result<(Resolve, Option<WorldId>)> {
    let mut reader = BinaryReader::new(&module[section.contents.clone()], 0);
    let name = reader.read_string()?;
    let data = reader.read_bytes(reader.bytes_remaining())?;
    decoded(data)
        .with_context(|| format!("failed to decode the world in the custom section `{name}`"))
}

/// An encoded world, and the packages that it came with.
fn decoded(data: &[u8]) -> Result<(Resolve, Option<WorldId>)> {
    // The format before the current one: a version, an encoding, a name, and the packages.
    if data.first() != Some(&3) {
        input::refuse_cut_short(data, "embedded world")?;
        return decode_world(data).map(|(resolve, world)| (resolve, Some(world)));
    }
    let mut reader = BinaryReader::new(data, 0);
    reader.read_bytes(2)?;
    let name = reader.read_string()?;
    let packages = reader.read_bytes(reader.bytes_remaining())?;
    input::refuse_cut_short(packages, "embedded world")?;
    Ok(match wit_component::decode(packages)? {
        DecodedWasm::WitPackage(resolve, package) => {
            let world = resolve.select_world(&[package], Some(name)).ok();
            (resolve, world)
        }
        DecodedWasm::Component(resolve, world) => (resolve, Some(world)),
    })
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
