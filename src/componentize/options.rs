//! The options that wrapping and linking share, and what each step takes from them.

use crate::adapter::UsedAdapter;
use crate::encode::{Adapter, Options};
use crate::error::Error;
use crate::finish::label::label;
use crate::finish::metadata::Metadata;
use crate::finish::producers::add_ourselves;
use crate::input;
use crate::requirements::BuiltIn;
use crate::specialise::request::Request;
use crate::specialise::specialised::Specialised;
use crate::specialise::standard_names::standard_names;
use crate::splice::rewire::{RewireOptions, rewire};
use crate::splice::split::front::Style;
use crate::variant::{PREVIEW1, Variant, WasiVersion};
use anyhow::Context;
use std::borrow::Cow;
use std::collections::HashSet;

/// An import module, and the user's adapter for it in the binary format.
pub type Named<'a> = (&'a str, Cow<'a, [u8]>);

/// The built-in adapter of one component: what was decided about it, and what wit-component sees of it.
pub struct Chosen {
    pub requirements: BuiltIn,
    pub outline: Vec<u8>,
}

/// What a caller chose about the component, whatever it is made from.
pub struct EncoderOptions<'a> {
    pub builtin: bool,
    pub variant: Variant,
    pub adapters: Vec<(String, &'a [u8])>,
    /// How many of them were named before the built-in adapter.
    pub before_builtin: usize,
    pub wasi_version: Option<WasiVersion>,
    pub validate: bool,
    pub wit_component: Options,
    pub labels: Vec<(String, String)>,
    pub metadata: Metadata,
}

/// The setters of [`EncoderOptions`], as methods of a type that has them in its field `encoder`.
macro_rules! encoder_options {
    ($life:lifetime) => {
        /// Satisfies imports from `wasi_snapshot_preview1` by the built-in adapter.
        pub fn builtin_adapter(&mut self) -> &mut Self {
            self.encoder.builtin = true;
            self.encoder.before_builtin = self.encoder.adapters.len();
            self
        }

        /// The built-in adapter's variant; [`Variant::Auto`](crate::Variant::Auto) by default.
        pub fn variant(&mut self, variant: crate::Variant) -> &mut Self {
            self.encoder.variant = variant;
            self
        }

        /// Satisfies imports from the module `name` by an adapter of the caller's: a core module, in the binary format
        /// or as WAT text, of the shape that wit-component's `ComponentEncoder::adapter` asks for.
        pub fn adapter(&mut self, name: &str, bytes: &$life [u8]) -> &mut Self {
            self.encoder.adapters.push((name.to_string(), bytes));
            self
        }

        /// The WASI version that the built-in adapter imports; the newest by default.
        pub fn wasi_version(&mut self, version: crate::WasiVersion) -> &mut Self {
            self.encoder.wasi_version = Some(version);
            self
        }

        /// Whether to check that the output is a valid component; true by default.
        pub fn validate(&mut self, validate: bool) -> &mut Self {
            self.encoder.validate = validate;
            self
        }

        /// Imports the instance `old` under the name `new`.
        ///
        /// The new name is checked only with the whole component, by [`validate`](Self::validate).
        pub fn import_name(&mut self, old: &str, new: &str) -> &mut Self {
            let names = &mut self.encoder.wit_component.import_names;
            names.insert(old.to_string(), new.to_string());
            self
        }

        /// Whether the caller's own adapters get their memory by `memory.grow`, for modules whose `cabi_realloc` cannot be
        /// called before they are initialized; false by default. The built-in adapter needs neither.
        pub fn realloc_via_memory_grow(&mut self, grow: bool) -> &mut Self {
            self.encoder.wit_component.realloc_via_memory_grow = grow;
            self
        }

        /// Whether imports of one interface in semver-compatible versions become one import; true by default.
        pub fn merge_imports_based_on_semver(&mut self, merge: bool) -> &mut Self {
            self.encoder.wit_component.merge_imports_based_on_semver = Some(merge);
            self
        }

        /// Whether imports and exports are named by the canonical part of their version (`wasi:cli/exit@0.2`), with the
        /// rest next to it; false by default.
        pub fn emit_canonical_names(&mut self, emit: bool) -> &mut Self {
            self.encoder.wit_component.emit_canonical_names = emit;
            self
        }

        /// Whether core imports and exports must have the names of the component model's standard; false by default,
        /// which takes the historical names as well. The built-in adapter then has the standard's names too.
        pub fn reject_legacy_names(&mut self, reject: bool) -> &mut Self {
            self.encoder.wit_component.reject_legacy_names = reject;
            self
        }

        /// Whether what is generated between the main module and its imports has names for debugging.
        ///
        /// By default it has them unless the built-in adapter is used; with that, they would be a quarter of a small
        /// component.
        pub fn debug_names(&mut self, debug_names: bool) -> &mut Self {
            self.encoder.wit_component.debug_names = Some(debug_names);
            self
        }

        /// Whether generated modules call typed function references instead of a table's entries; false by default.
        pub fn return_call_ref(&mut self, enable: bool) -> &mut Self {
            self.encoder.wit_component.return_call_ref = enable;
            self
        }

        /// Imports `interface` under a label, as one that implements it.
        ///
        /// A host can then give this component a store of its own, say, next to others of the same interface. An
        /// interface without a version means the only one that is imported.
        pub fn implements(&mut self, label: &str, interface: &str) -> &mut Self {
            let names = (label.to_string(), interface.to_string());
            self.encoder.labels.push(names);
            self
        }

        /// What the component says about itself; nothing by default.
        pub fn metadata(&mut self, metadata: crate::Metadata) -> &mut Self {
            self.encoder.metadata = metadata;
            self
        }
    };
}

pub(crate) use encoder_options;

impl Default for EncoderOptions<'_> {
    fn default() -> Self {
        EncoderOptions {
            builtin: false,
            variant: Variant::default(),
            adapters: Vec::new(),
            before_builtin: 0,
            wasi_version: None,
            validate: true,
            wit_component: Options::default(),
            labels: Vec::new(),
            metadata: Metadata::default(),
        }
    }
}

impl<'a> EncoderOptions<'a> {
    /// Puts the built-in adapter in, on its own memory. `start` is the main module's export to be called before its
    /// `_initialize`.
    pub fn rewire(
        &self,
        component: &[u8],
        adapter: Specialised,
        start: Option<&str>,
    ) -> anyhow::Result<Vec<u8>> {
        let options = RewireOptions {
            start,
            style: Style {
                by_reference: self.wit_component.return_call_ref,
                debug_names: self.wit_component.debug_names == Some(true),
            },
        };
        rewire(component, adapter, options)
    }

    /// Whether a component that needs no adapter is to have no names for debugging, as if it had the built-in adapter.
    pub fn leaves_out_names(&self) -> bool {
        self.builtin && self.wit_component.debug_names == Some(false)
    }

    /// What the caller may want to know about the built-in adapter.
    pub fn used(&self, chosen: &Chosen) -> UsedAdapter {
        UsedAdapter::new(&chosen.requirements, self.wasi_version.unwrap_or_default())
    }

    /// Adds what the user says about the component.
    pub fn describe(&self, mut component: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        if !self.labels.is_empty() {
            component = label(&component, &self.labels)?;
        }
        component = add_ourselves(&component)?;
        self.metadata.add_to(component)
    }

    /// The user's adapters, in the binary format.
    pub fn files(&self) -> Result<Vec<Named<'_>>, Error> {
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

    pub fn refuse_two_adapters(&self) -> Result<(), Error> {
        let mut seen = HashSet::new();
        if self.builtin {
            seen.insert(PREVIEW1);
        }
        match self.adapters.iter().find(|(name, _)| !seen.insert(name)) {
            Some((name, _)) => Err(Error::TwoAdapters { name: name.clone() }),
            None => Ok(()),
        }
    }

    /// All adapters, as wit-component takes them, in the order in which they were named: the component imports what they
    /// import in that order.
    pub fn adapters<'s>(
        &self,
        chosen: Option<&'s Chosen>,
        files: &'s [Named<'_>],
    ) -> Vec<Adapter<'s>> {
        let named = files.iter().map(|(name, wasm)| Adapter {
            name,
            wasm,
            built_in: false,
        });
        let mut adapters: Vec<_> = named.collect();
        if let Some(chosen) = chosen {
            let built_in = Adapter {
                name: PREVIEW1,
                wasm: &chosen.outline,
                built_in: true,
            };
            adapters.insert(self.before_builtin, built_in);
        }
        adapters
    }

    /// The import modules that have an adapter.
    pub fn adapted<'n>(&self, files: &[Named<'n>]) -> Vec<&'n str> {
        let mut adapted: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        adapted.extend(self.builtin.then_some(PREVIEW1));
        adapted
    }

    /// Makes the built-in adapter that a component requires, and the outline of it.
    pub fn make_adapter(
        &self,
        requirements: BuiltIn,
        specialise: impl Fn(&Request<'_>) -> anyhow::Result<Specialised>,
    ) -> anyhow::Result<(Chosen, Specialised)> {
        let mut adapter = specialise(&Request {
            functions: &requirements.functions,
            variant: requirements.variant,
            wasi_version: self.wasi_version.unwrap_or_default(),
            memory_page_size_log2: requirements.memory_page_size_log2,
            tracks_leaving: requirements.tracks_leaving,
        })
        .context("failed to specialise the built-in adapter")?;
        if self.wit_component.reject_legacy_names {
            standard_names(&mut adapter.module);
        }
        let outline = adapter.outline()?;
        let chosen = Chosen {
            requirements,
            outline,
        };
        Ok((chosen, adapter))
    }

    /// What besides the module can make the component invalid.
    pub fn suspect(&self) -> Option<&'static str> {
        if !self.wit_component.import_names.is_empty() {
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
}
