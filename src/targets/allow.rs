//! Imports that are allowed in addition to those of the world.
//!
//! They are added to the world, as the component has them, before the two are compared; so the verdict stays
//! wit-component's, and an interface that the world has itself is still compared with that.

use crate::guard::guard;
use crate::wit::World;
use anyhow::{Context, Result, bail};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldId, WorldItem, WorldKey};

/// The world with the component's imports that one of the patterns names: the name of an interface, with its version or
/// without, or `*` after the beginning of one.
pub fn with_allowed(
    world: &World,
    component: &[u8],
    patterns: &[String],
) -> Result<(Resolve, WorldId)> {
    guard("adding what is allowed to the world", || {
        let DecodedWasm::Component(resolve, id) =
            wit_component::decode(component).context("failed to read the component's own world")?
        else {
            bail!("expected a component but found a WIT package");
        };
        let allowed: Vec<(WorldKey, WorldItem)> = resolve.worlds[id]
            .imports
            .iter()
            .filter(|(key, _)| is_allowed(&resolve.name_world_key(key), patterns))
            .map(|(key, item)| (key.clone(), item.clone()))
            .collect();
        let mut merged = world.resolve().clone();
        let map = merged
            .merge(resolve)
            .context("an allowed interface is not the same in the world's packages")?;
        for (key, item) in allowed {
            let (
                WorldKey::Interface(from),
                WorldItem::Interface {
                    stability,
                    docs,
                    span,
                    ..
                },
            ) = (key, item)
            else {
                continue;
            };
            let id = map.map_interface(from, span)?;
            let imports = &mut merged.worlds[world.id()].imports;
            imports
                .entry(WorldKey::Interface(id))
                .or_insert(WorldItem::Interface {
                    id,
                    stability,
                    external_id: None,
                    docs,
                    span,
                });
        }
        Ok((merged, world.id()))
    })
}

fn is_allowed(name: &str, patterns: &[String]) -> bool {
    let unversioned = name.split('@').next().unwrap_or(name);
    patterns
        .iter()
        .any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => pattern == name || pattern == unversioned,
        })
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn patterns_name_interfaces() {
        let allowed = |pattern: &str| is_allowed("wasi:cli/exit@0.2.3", &[pattern.to_string()]);
        for pattern in [
            "*",
            "wasi:*",
            "wasi:cli/*",
            "wasi:cli/exit",
            "wasi:cli/exit@0.2.3",
        ] {
            assert!(allowed(pattern), "{pattern}");
        }
        for pattern in ["", "wasi", "wasi:cli", "wasi:cli/exit@0.2", "wasi:io/*"] {
            assert!(!allowed(pattern), "{pattern}");
        }
    }
}
