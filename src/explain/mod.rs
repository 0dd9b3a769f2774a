//! Why a module cannot be wrapped, in terms of the module and of its world.
//!
//! wit-component stops at the first thing that does not fit, and names it. After such a failure, and only then, this room
//! compares everything that the module imports and exports with its world, and names what was probably meant. So it refuses
//! nothing that wit-component accepts.
//!
//! ```text
//! the module does not implement the world `w`:
//!   export `greet-user: func(n: u32) -> u32`: the module has no core export `greet-user: (i32) -> i32`; it exports
//!   `greet_user`: rename it
//! ```

mod canonical;
mod exports;
mod imports;
pub(crate) mod linking;
mod unknown;
mod wanted;
pub(crate) mod wit;
pub(crate) mod worlds;

use crate::component::module::Module;
use crate::encode::fits::fits;
use crate::encode::{Adapter, embedded_worlds};
use crate::error::Error;
use crate::guard::{Panicked, guard};
use anyhow::anyhow;
use wanted::World;
use wit_parser::{LiftLowerAbi, ManglingAndAbi};

/// A module that was refused, with all that it was given.
pub(crate) struct Refused<'a> {
    /// The module.
    pub module: &'a Module<'a>,
    /// Its outline, which has its worlds.
    pub outline: &'a [u8],
    /// The adapters.
    pub adapters: &'a [Adapter<'a>],
    /// Whether only the standard's names are taken.
    pub standard_only: bool,
}

impl Refused<'_> {
    /// The error to report in place of `error`, which is reported where nothing better is found.
    pub(crate) fn explain(&self, error: anyhow::Error) -> Error {
        let users = self.adapters.iter().filter(|adapter| !adapter.built_in);
        let misfit = users
            .into_iter()
            .find_map(|adapter| fits(self.module, adapter).err());
        match (misfit, error.downcast_ref::<Panicked>()) {
            // wit-component does not check that adapters are valid, and may panic if one is not.
            (Some(misfit @ Error::BadAdapter { .. }), _) | (Some(misfit), None) => return misfit,
            (_, Some(panicked)) => return panicked.clone().into(),
            (None, None) => {}
        }
        // A failure of the explanation must not hide the first one.
        let explained = guard("explaining a refusal", || Ok(self.compare()));
        explained
            .ok()
            .flatten()
            .unwrap_or_else(|| self.without_untrue_layers(error))
    }

    /// Compares the module with its world.
    fn compare(&self) -> Option<Error> {
        let (_, metadata) = wit_component::metadata::decode(self.outline).ok()?;
        let standard = self
            .module
            .exports
            .iter()
            .any(|export| export.name.starts_with("cm32p2"));
        let world = World {
            resolve: &metadata.resolve,
            id: metadata.world,
            naming: match standard || self.standard_only {
                true => ManglingAndAbi::Standard32,
                false => ManglingAndAbi::Legacy(LiftLowerAbi::Sync),
            },
            takes_legacy: !self.standard_only,
        };
        let adapted: Vec<&str> = self.adapters.iter().map(|adapter| adapter.name).collect();
        let mut imports = imports::misfits(self.module, &world, &adapted);
        if !imports.unknown.is_empty() {
            unknown::explain(self.module, Some(&world), &mut imports.unknown);
            return Some(Error::UnknownImports {
                modules: imports.unknown,
            });
        }
        let mut problems = exports::problems(self.module, &world);
        problems.extend(imports.problems);
        problems.extend(canonical::helpers(self.module, &world));
        if problems.is_empty() {
            problems = canonical::options(self.module, &world);
        }
        if problems.is_empty() {
            return None;
        }
        let embedded = embedded_worlds(self.outline).unwrap_or_default();
        Some(Error::WorldMismatch {
            world: match embedded.as_slice() {
                [one] => one.clone(),
                [_, _, ..] => String::new(),
                [] => metadata.resolve.worlds[metadata.world].name.clone(),
            },
            problems,
            embedded,
        })
    }

    /// wit-component's own words. Its outer layers, "failed to decode world from module" and "module was not valid", are
    /// not what happened: the world was decoded and the module is valid.
    fn without_untrue_layers(&self, error: anyhow::Error) -> Error {
        let strict = self.standard_only && self.adapters.iter().any(|adapter| adapter.built_in);
        let exports = |name| self.module.export(name).is_some();
        if strict && exports("memory") && !exports("cm32p2_memory") {
            return Error::HistoricalMemory;
        }
        const UNTRUE: [&str; 2] = ["failed to decode world from module", "module was not valid"];
        let layers: Vec<String> = error.chain().map(ToString::to_string).collect();
        if !layers.iter().any(|layer| UNTRUE.contains(&layer.as_str())) {
            return Error::from_any(error);
        }
        let kept = layers
            .iter()
            .filter(|layer| !UNTRUE.contains(&layer.as_str()));
        let mut kept = kept.rev();
        let Some(innermost) = kept.next() else {
            return Error::from_any(error);
        };
        let innermost = anyhow!("{innermost}");
        Error::from_any(kept.fold(innermost, |error: anyhow::Error, layer| {
            error.context(layer.clone())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Explains a failure of a module without adapters.
    fn explained(text: &str, error: anyhow::Error) -> Error {
        let wasm = wat::parse_str(text).unwrap();
        let module = Module::parse(&wasm).unwrap();
        let refused = Refused {
            module: &module,
            outline: &wasm,
            adapters: &[],
            standard_only: false,
        };
        refused.explain(error)
    }

    #[test]
    fn a_panic_is_not_explained_away() {
        let unknown = r#"(module (import "env" "f" (func)))"#;
        let panicked = guard("wrapping", || -> anyhow::Result<()> { panic!("oh") }).unwrap_err();
        assert!(matches!(
            explained(unknown, panicked),
            Error::Internal { message, .. } if message == "oh"
        ));
        assert!(matches!(
            explained(unknown, anyhow!("no")),
            Error::UnknownImports { .. }
        ));
    }

    #[test]
    fn untrue_layers_are_left_out() {
        let error = anyhow!("the reason")
            .context("the step")
            .context("module was not valid")
            .context("failed to decode world from module");
        let error = anyhow::Error::new(explained("(module)", error));
        let layers: Vec<String> = error.chain().map(ToString::to_string).collect();
        assert_eq!(layers, ["the step", "the reason"]);
    }
}
