//! Whether a component fits a world: a host that provides the world's imports and calls its exports can use it.
//!
//! The verdict is wit-component's, by the component model's subtyping. Where a component does not fit, [`compare`] goes
//! through both worlds item by item and says why, in the words of WIT.

mod allow;
mod compare;

use crate::error::{Difference, DifferenceKind, Error, Misfit};
use crate::guard::guard;
use crate::input;
use crate::wit::World;
use anyhow::{Context, Result};
use wit_component::DecodedWasm;

/// How a component is checked against a world.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct TargetsOptions {
    /// Whether interfaces match in every compatible version, such as `wasi:cli/run@0.2.3` and `wasi:cli/run@0.2.0`,
    /// and not in the same version only.
    pub semver_compatible: bool,
    /// Interfaces that the component may import though the world does not have them.
    pub allowed: Vec<String>,
}

impl TargetsOptions {
    /// Whether interfaces match in every compatible version, such as `wasi:cli/run@0.2.3` and `wasi:cli/run@0.2.0`;
    /// false by default.
    pub fn semver_compatible(mut self, semver_compatible: bool) -> Self {
        self.semver_compatible = semver_compatible;
        self
    }

    /// Allows the component to import an interface that the world does not have: the name with its version or without, or
    /// `*` after the beginning of one, such as `wasi:*`.
    pub fn allow(mut self, pattern: &str) -> Self {
        self.allowed.push(pattern.to_string());
        self
    }
}

/// Checks a component, in the binary format or as WAT text, against a world.
///
/// # Errors
///
/// A component that was read and does not fit is refused with [`Error::Misfit`].
pub fn targets(component: &[u8], world: &World, options: &TargetsOptions) -> Result<(), Error> {
    check(component, world, options).map_err(Error::from_any)
}

fn check(component: &[u8], world: &World, options: &TargetsOptions) -> Result<()> {
    let semver_compatible = options.semver_compatible;
    let wasm = input::component(component)?;
    input::refuse_cut_short(&wasm, "component")?;
    let wider = match options.allowed.as_slice() {
        [] => None,
        allowed => Some(allow::with_allowed(world, &wasm, allowed)?),
    };
    let (wanted, wanted_id) = match &wider {
        Some((resolve, id)) => (resolve, *id),
        None => (world.resolve(), world.id()),
    };
    let verdict = guard("checking the component against the world", || {
        wit_component::targets(wanted, wanted_id, &wasm, semver_compatible)
    });
    let Err(error) = verdict else {
        return Ok(());
    };
    let differences = guard("comparing the worlds", || {
        let decoded =
            wit_component::decode(&wasm).context("failed to read the component's own world")?;
        let DecodedWasm::Component(resolve, id) = decoded else {
            return Ok(vec![Difference {
                kind: DifferenceKind::Different,
                text: "it is a WIT package, which has no functions to call".to_string(),
            }]);
        };
        Ok(compare::compare(
            (&resolve, id),
            (wanted, wanted_id),
            semver_compatible,
        ))
    });
    match differences {
        Ok(differences) if !differences.is_empty() => Err(Error::Misfit(Misfit {
            world: world.name().to_string(),
            differences,
        })
        .into()),
        // What cannot be compared was refused for a reason that the verdict names.
        _ => Err(error.context(format!(
            "the component does not fit the world `{}`",
            world.name()
        ))),
    }
}
