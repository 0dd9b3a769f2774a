//! Wrapping a core module: its options, and where it starts.

mod dylink;
pub(crate) mod link;
mod options;
mod warnings;
mod wrap;

use crate::encode::strip::Strip;
use crate::encoded::Encoded;
use crate::error::Error;
use crate::input;
use crate::specialise::specialise;
use options::{EncoderOptions, encoder_options};

/// Turns one core module into a component.
///
/// Everything that `componentize new` does: set what differs from the defaults, then call
/// [`encode`](Componentizer::encode).
pub struct Componentizer<'a> {
    module: &'a [u8],
    encoder: EncoderOptions<'a>,
    worlds: Vec<Vec<u8>>,
    strip: Option<Strip>,
}

impl<'a> Componentizer<'a> {
    /// Starts with a core module, in the binary format or as WAT text.
    pub fn new(module: &'a [u8]) -> Self {
        Componentizer {
            module,
            encoder: EncoderOptions::default(),
            worlds: Vec::new(),
            strip: None,
        }
    }

    encoder_options!('a);

    /// Adds a world that the module implements, as [`embedded_world`](crate::embedded_world) encodes it.
    ///
    /// The component is the same as that of the module with this world [embedded](crate::embed), but nothing is copied.
    pub fn embedded_world(&mut self, contents: Vec<u8>) -> &mut Self {
        self.worlds.push(contents);
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
        self.wrap().map(|encoded| encoded.to_vec())
    }

    /// Wraps the module without copying its bytes; use it to write large components, or to see the warnings.
    ///
    /// # Errors
    ///
    /// Those of [`encode`](Self::encode); when this returns, nothing but writing can fail.
    pub fn wrap(&self) -> Result<Encoded<'a>, Error> {
        self.run(specialise).map_err(|error| {
            let wasm = input::core_module(self.module).unwrap_or_default();
            input::place::locate(self.module, &wasm, Error::from_any(error))
        })
    }
}

#[cfg(test)]
mod tests;
