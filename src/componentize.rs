//! The options of a wrap, and its steps in order.

use crate::adapter::{PREVIEW1, Variant, WasiVersion};
use crate::error::Error;
use anyhow::Context;
use wit_component::ComponentEncoder;

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

    /// Wraps the module.
    ///
    /// # Errors
    ///
    /// A module that cannot be wrapped is refused by the [`Error`] variant that says why. No input makes this panic.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let module = wat::parse_bytes(self.module).context("failed to parse the module")?;
        if wasmparser::Parser::is_component(&module) {
            return Err(Error::AlreadyComponent);
        }
        if self.builtin.is_some() {
            return Err(Error::Other(anyhow::anyhow!(
                "the built-in adapter for `{PREVIEW1}` at WASI {} is not part of this build",
                self.wasi_version
            )));
        }
        let mut encoder = ComponentEncoder::default();
        encoder.validate(self.validate);
        encoder.module(&module)?;
        for (name, bytes) in &self.adapters {
            encoder.adapter(name, bytes)?;
        }
        Ok(encoder.encode()?)
    }
}
