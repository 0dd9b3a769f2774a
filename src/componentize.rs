//! The options of a wrap, and its steps in order.

use crate::adapter::{PREVIEW1, Variant, WasiVersion};
use crate::choose::{self, BuiltIn};
use crate::component::module::Module;
use crate::component::wiring::main_module;
use crate::encode::metadata::Metadata;
use crate::encode::outline::{Strip, outline};
use crate::encode::{Adapter, Options, encode};
use crate::error::Error;
use crate::input;
use crate::splice::graft::graft;
use crate::splice::plan::Wanted;
use crate::splice::rewire::rewire;
use crate::splice::shorten::shorten;
use crate::splice::specialise::{Request, Specialised, specialise};
use crate::validate::validate;
use anyhow::Context;
use std::borrow::Cow;
use std::collections::HashSet;

/// An import module, and the adapter for it in the binary format.
type Named<'a> = (&'a str, Cow<'a, [u8]>);

/// Turns one core module into a component.
///
/// Everything that `componentize new` does: set what differs from the defaults, then call
/// [`encode`](Componentizer::encode).
pub struct Componentizer<'a> {
    module: &'a [u8],
    builtin: Option<Option<Variant>>,
    adapters: Vec<(String, &'a [u8])>,
    wasi_version: WasiVersion,
    validate: bool,
    options: Options,
    worlds: Vec<Vec<u8>>,
    metadata: Metadata,
    strip: Option<Strip>,
}

impl<'a> Componentizer<'a> {
    /// Starts with a core module, in the binary format or as WAT text.
    pub fn new(module: &'a [u8]) -> Self {
        Componentizer {
            module,
            builtin: None,
            adapters: Vec::new(),
            wasi_version: WasiVersion::default(),
            validate: true,
            options: Options::default(),
            worlds: Vec::new(),
            metadata: Metadata::default(),
            strip: None,
        }
    }

    /// Satisfies imports from `wasi_snapshot_preview1` by the built-in adapter.
    ///
    /// Without a variant, a module that exports `_start` is a command and any other a reactor.
    pub fn builtin_adapter(&mut self, variant: Option<Variant>) -> &mut Self {
        self.builtin = Some(variant);
        self
    }

    /// Satisfies imports from the module `name` by an adapter of the caller's: a core module, in the binary format
    /// or as WAT text, of the shape that wit-component's `ComponentEncoder::adapter` asks for.
    pub fn adapter(&mut self, name: &str, bytes: &'a [u8]) -> &mut Self {
        self.adapters.push((name.to_string(), bytes));
        self
    }

    /// The WASI version that the built-in adapter imports; the newest by default.
    pub fn wasi_version(&mut self, version: WasiVersion) -> &mut Self {
        self.wasi_version = version;
        self
    }

    /// Whether to check that the output is a valid component; true by default.
    pub fn validate(&mut self, validate: bool) -> &mut Self {
        self.validate = validate;
        self
    }

    /// Imports the instance `old` under the name `new`.
    ///
    /// The new name is checked only with the whole component, by [`validate`](Self::validate).
    pub fn import_name(&mut self, old: &str, new: &str) -> &mut Self {
        self.options
            .import_names
            .insert(old.to_string(), new.to_string());
        self
    }

    /// Whether the caller's own adapters get their memory by `memory.grow`, for modules whose `cabi_realloc` cannot be
    /// called before they are initialized; false by default. The built-in adapter needs neither.
    pub fn realloc_via_memory_grow(&mut self, grow: bool) -> &mut Self {
        self.options.realloc_via_memory_grow = grow;
        self
    }

    /// Whether imports of one interface in semver-compatible versions become one import; true by default.
    pub fn merge_imports_based_on_semver(&mut self, merge: bool) -> &mut Self {
        self.options.merge_imports_based_on_semver = Some(merge);
        self
    }

    /// Whether imports and exports are named by the canonical part of their version (`wasi:cli/exit@0.2`), with the
    /// rest beside it; false by default.
    pub fn emit_canonical_names(&mut self, emit: bool) -> &mut Self {
        self.options.emit_canonical_names = emit;
        self
    }

    /// Whether core imports and exports must have the names of the component model's standard; false by default, which
    /// takes the historical names as well.
    pub fn reject_legacy_names(&mut self, reject: bool) -> &mut Self {
        self.options.reject_legacy_names = reject;
        self
    }

    /// Whether what is generated between the main module and its imports has names for debugging.
    ///
    /// If nothing is said, it has them unless the built-in adapter is used; with that, they would be a quarter of a small
    /// component.
    pub fn debug_names(&mut self, debug_names: bool) -> &mut Self {
        self.options.debug_names = Some(debug_names);
        self
    }

    /// Whether generated modules call typed function references instead of a table's entries; false by default.
    pub fn return_call_ref(&mut self, enable: bool) -> &mut Self {
        self.options.return_call_ref = enable;
        self
    }

    /// Adds a world that the module implements, as [`embedded_world`](crate::embedded_world) encodes it.
    ///
    /// The component is the one that the module with this world [embedded](crate::embed) gives, without the copy.
    pub fn embedded_world(&mut self, contents: Vec<u8>) -> &mut Self {
        self.worlds.push(contents);
        self
    }

    /// What the component says about itself; nothing by default.
    pub fn metadata(&mut self, metadata: Metadata) -> &mut Self {
        self.metadata = metadata;
        self
    }

    /// Leaves out custom sections of the module; none by default.
    pub fn strip(&mut self, strip: Strip) -> &mut Self {
        self.strip = Some(strip);
        self
    }

    /// Wraps the module.
    ///
    /// # Errors
    ///
    /// A module that cannot be wrapped is refused by the [`Error`] variant that says why. No input makes this panic.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        self.run(specialise)
    }

    /// The steps, in order. The adapter's specialisation is a parameter so that the wiring can be tested with a small
    /// adapter whose every instruction is in the test.
    fn run(
        &self,
        specialise: impl Fn(&Request<'_>) -> anyhow::Result<Specialised>,
    ) -> Result<Vec<u8>, Error> {
        let binary = input::core_module(self.module)?;
        let mut module = Module::parse(&binary)?;
        module.worlds = self.worlds.iter().map(Vec::as_slice).collect();

        let files = self.files()?;
        self.refuse_two_adapters()?;
        let mut names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        names.extend(self.builtin.map(|_| PREVIEW1));
        choose::refuse_unadapted(&module, &names)?;
        let built_in = match self.builtin {
            Some(variant) => choose::built_in(&module, variant)?,
            None => None,
        };

        let tracks_leaving = built_in
            .as_ref()
            .is_some_and(|chosen| chosen.tracks_leaving);
        let specialised = match built_in {
            Some(chosen) => Some(self.specialise(&chosen, specialise)?),
            None => None,
        };
        let mut adapters = Vec::new();
        if let Some(specialised) = &specialised {
            adapters.push(Adapter {
                name: PREVIEW1,
                wasm: &specialised.wasm,
                built_in: true,
            });
        }
        for (name, wasm) in &files {
            adapters.push(Adapter {
                name,
                wasm,
                built_in: false,
            });
        }
        for adapter in &adapters {
            choose::fits(&module, adapter.name, adapter.wasm, adapter.built_in)?;
        }

        let outline = outline(&module, specialised.is_some(), self.strip)?;
        let mut component = encode(&module, &outline, &adapters, &self.options)?;
        if let Some(specialised) = &specialised {
            let named = self.options.debug_names == Some(true);
            let late = &specialised.late;
            let wanted = Wanted {
                late,
                tracks_leaving,
            };
            component = rewire(&component, &wanted, named)?;
            if !named {
                component = shorten(&component)?;
            }
        }
        component = self.metadata.add_to(component)?;
        let grafted = graft(&component, main_module(&component)?, &module, &outline)?;
        if self.validate {
            validate(&grafted)?;
        }
        Ok(grafted.bytes)
    }

    /// The user's adapters, in the binary format.
    fn files(&self) -> Result<Vec<Named<'_>>, Error> {
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

    fn refuse_two_adapters(&self) -> Result<(), Error> {
        let mut seen = HashSet::new();
        if self.builtin.is_some() {
            seen.insert(PREVIEW1);
        }
        match self.adapters.iter().find(|(name, _)| !seen.insert(name)) {
            Some((name, _)) => Err(Error::TwoAdapters { name: name.clone() }),
            None => Ok(()),
        }
    }

    fn specialise(
        &self,
        chosen: &BuiltIn,
        specialise: impl Fn(&Request<'_>) -> anyhow::Result<Specialised>,
    ) -> Result<Specialised, Error> {
        let request = Request {
            functions: &chosen.functions,
            variant: chosen.variant,
            wasi_version: self.wasi_version,
            memory_page_size_log2: chosen.memory_page_size_log2,
            tracks_leaving: chosen.tracks_leaving,
        };
        Ok(specialise(&request).context("failed to specialise the built-in adapter")?)
    }
}

#[cfg(test)]
mod tests;
