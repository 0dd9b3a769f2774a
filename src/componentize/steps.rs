//! The steps of a wrap, in order.

use super::Componentizer;
use super::standard_names::standard_names;
use crate::adapter::PREVIEW1;
use crate::choose::{self, BuiltIn};
use crate::component::module::Module;
use crate::component::wiring::main_module;
use crate::encode::label::label;
use crate::encode::outline::{Names, outline};
use crate::encode::{Adapter, encode};
use crate::encoded::Encoded;
use crate::error::Error;
use crate::input;
use crate::splice::front::Style;
use crate::splice::graft::graft;
use crate::splice::rewire::{Wanted, rewire};
use crate::splice::specialise::{Request, Specialised};
use crate::validate::validate;
use anyhow::Context;
use std::borrow::Cow;
use std::collections::HashSet;

/// An import module, and the user's adapter for it in the binary format.
pub(super) type Named<'a> = (&'a str, Cow<'a, [u8]>);

/// The built-in adapter, and what was decided about it.
pub(super) struct Special {
    pub(super) chosen: BuiltIn,
    pub(super) adapter: Specialised,
}

impl<'a> Componentizer<'a> {
    /// Runs all steps. The adapter's specialisation is a parameter so that the wiring can be tested with a small
    /// adapter whose every instruction is in the test.
    pub(super) fn run(
        &self,
        specialise: impl Fn(&Request<'_>) -> anyhow::Result<Specialised>,
    ) -> Result<Encoded<'a>, Error> {
        let binary = input::core_module(self.module)?;
        let mut module = Module::parse(&binary)?;
        module.worlds = self.worlds.iter().map(Vec::as_slice).collect();

        let files = self.files()?;
        let special = match self.choose(&module, &files)? {
            Some(chosen) => Some(self.specialise(chosen, specialise)?),
            None => None,
        };
        let adapters = adapters(special.as_ref(), &files);
        for adapter in adapters.iter().filter(|adapter| adapter.built_in) {
            choose::fits(&module, adapter)?;
        }

        let names = match self.options.reject_legacy_names {
            true => Names::Standard,
            false => Names::Historical,
        };
        let outline = outline(&module, special.as_ref().map(|_| names), self.strip)?;
        let mut component = encode(&module, &outline, &adapters, &self.options)
            .map_err(|error| self.reason(error, &binary, &adapters))?;
        if let Some(special) = &special {
            component = self.rewire(&component, special)?;
        }
        component = self.describe(component)?;
        let pieces = graft(&component, main_module(&component)?, &module, &outline)?;
        drop(module);
        let encoded = Encoded::new(binary, pieces, component);
        if self.validate {
            validate(&encoded, self.suspect())
                .map_err(|error| self.reason(error, encoded.module(), &adapters))?;
        }
        Ok(encoded)
    }

    /// Decides about the built-in adapter, and refuses early what no adapter can help.
    fn choose(&self, module: &Module<'_>, files: &[Named<'_>]) -> Result<Option<BuiltIn>, Error> {
        self.refuse_two_adapters()?;
        let mut names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        names.extend(self.builtin.map(|_| PREVIEW1));
        choose::refuse_unadapted(module, &names)?;
        match self.builtin {
            Some(variant) => choose::built_in(module, variant),
            None => Ok(None),
        }
    }

    /// Puts the built-in adapter in, on its own memory.
    pub(super) fn rewire(&self, component: &[u8], special: &Special) -> anyhow::Result<Vec<u8>> {
        let wanted = Wanted {
            tracks_leaving: special.chosen.tracks_leaving,
            style: Style {
                by_reference: self.options.return_call_ref,
                debug_names: self.options.debug_names == Some(true),
            },
        };
        rewire(component, &special.adapter, wanted)
    }

    /// Adds what the user says about the component.
    pub(super) fn describe(&self, mut component: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        if !self.labels.is_empty() {
            component = label(&component, &self.labels)?;
        }
        self.metadata.add_to(component)
    }

    /// What was given wrong, to say instead of where that led to.
    ///
    /// Asked only after something has failed, so that nothing is refused which would have been taken: wit-component
    /// leaves out what nobody uses of an adapter.
    fn reason(&self, error: Error, module: &[u8], adapters: &[Adapter<'_>]) -> Error {
        let (other, module) = match (error, Module::parse(module)) {
            (Error::Other(other), Ok(module)) => (other, module),
            (error, _) => return error,
        };
        let users = |adapter: &Adapter<'_>| !adapter.built_in;
        let misfit = |adapter| choose::fits(&module, adapter).err();
        if let Some(misfit) = adapters
            .iter()
            .filter(|adapter| users(adapter))
            .find_map(misfit)
        {
            return misfit;
        }
        let strict = self.options.reject_legacy_names && !adapters.iter().all(users);
        let exports = |name| module.export(name).is_some();
        if strict && exports("memory") && !exports("cm32p2_memory") {
            return Error::Other(other.context(
                "the module exports its memory under the historical name `memory`, but `--reject-legacy-names` takes \
                 `cm32p2_memory` only",
            ));
        }
        Error::Other(other)
    }

    /// What besides the module can make the component invalid.
    fn suspect(&self) -> Option<&'static str> {
        if !self.options.import_names.is_empty() {
            Some("the new names of imports must be valid, and no two the same")
        } else if !self.labels.is_empty() {
            Some("no label may be the name of another import")
        } else if !self.adapters.is_empty() {
            Some(
                "the adapter imports something from the module, or passes something to it, that does not fit",
            )
        } else {
            None
        }
    }

    /// The user's adapters, in the binary format.
    pub(super) fn files(&self) -> Result<Vec<Named<'_>>, Error> {
        let binary = |(name, bytes): &'_ (String, &'a [u8])| {
            input::core_module(bytes).map_err(|error| Error::BadAdapter {
                name: name.clone(),
                message: match error {
                    Error::AlreadyComponent => {
                        "it is a component, but an adapter is a core module".to_string()
                    }
                    error => error.to_string(),
                },
            })
        };
        self.adapters
            .iter()
            .map(|adapter| Ok((adapter.0.as_str(), binary(adapter)?)))
            .collect()
    }

    pub(super) fn refuse_two_adapters(&self) -> Result<(), Error> {
        let mut seen = HashSet::new();
        if self.builtin.is_some() {
            seen.insert(PREVIEW1);
        }
        match self.adapters.iter().find(|(name, _)| !seen.insert(name)) {
            Some((name, _)) => Err(Error::TwoAdapters { name: name.clone() }),
            None => Ok(()),
        }
    }

    pub(super) fn specialise(
        &self,
        chosen: BuiltIn,
        specialise: impl Fn(&Request<'_>) -> anyhow::Result<Specialised>,
    ) -> Result<Special, Error> {
        let mut adapter = specialise(&Request {
            functions: &chosen.functions,
            variant: chosen.variant,
            wasi_version: self.wasi_version,
            memory_page_size_log2: chosen.memory_page_size_log2,
            tracks_leaving: chosen.tracks_leaving,
        })
        .context("failed to specialise the built-in adapter")?;
        if self.options.reject_legacy_names {
            adapter = standard_names(adapter)?;
        }
        Ok(Special { chosen, adapter })
    }
}

/// All adapters, as wit-component takes them.
pub(super) fn adapters<'s>(
    special: Option<&'s Special>,
    files: &'s [Named<'_>],
) -> Vec<Adapter<'s>> {
    let built_in = special.map(|special| Adapter {
        name: PREVIEW1,
        wasm: &special.adapter.facade,
        built_in: true,
    });
    let files = files.iter().map(|(name, wasm)| Adapter {
        name,
        wasm,
        built_in: false,
    });
    built_in.into_iter().chain(files).collect()
}
