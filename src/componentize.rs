//! The options of a wrap.

mod layout;
pub(crate) mod link;
mod standard_names;
mod steps;

use crate::adapter::{Variant, WasiVersion};
use crate::encode::Options;
use crate::encode::metadata::Metadata;
use crate::encode::outline::Strip;
use crate::encoded::Encoded;
use crate::error::Error;
use crate::splice::specialise::specialise;

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
    labels: Vec<(String, String)>,
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
            labels: Vec::new(),
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
    /// takes the historical names as well. The built-in adapter then has the standard's names too.
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

    /// Imports `interface` under a label, as one that implements it.
    ///
    /// A host can then give this component a store of its own, say, next to others of the same interface. An interface
    /// without a version means the only one that is imported.
    pub fn implements(&mut self, label: &str, interface: &str) -> &mut Self {
        self.labels.push((label.to_string(), interface.to_string()));
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
        self.encode_in_place().map(|encoded| encoded.to_vec())
    }

    /// Wraps the module without copying it, for who writes a large component to a file.
    ///
    /// # Errors
    ///
    /// Those of [`encode`](Self::encode); when this returns, nothing but writing can fail.
    pub fn encode_in_place(&self) -> Result<Encoded<'a>, Error> {
        self.run(specialise)
    }
}

#[cfg(test)]
mod tests;
