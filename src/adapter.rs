//! What the user chose about adapters: the built-in one's variant, and the WASI version it imports.

use crate::choose::{self, BuiltIn};
use crate::component::module::Module;
use crate::error::Error;
use crate::input;
use crate::splice::specialise::{ARTEFACT, Request, specialise};
use std::fmt;
use std::str::FromStr;

/// The module name that the built-in adapter satisfies.
pub const PREVIEW1: &str = "wasi_snapshot_preview1";

/// The variants of the built-in preview1 adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Variant {
    /// A command if the module exports `_start`, otherwise a reactor.
    #[default]
    Auto,
    /// For a program: the component exports `wasi:cli/run`, which calls the module's `_start`.
    Command,
    /// For a library: the component exports what the module's own world says, and nothing more.
    Reactor,
}

/// A variant, decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Command,
    Reactor,
}

impl Variant {
    /// Decides by whether there is a `_start` where the caller did not.
    pub(crate) fn decide(self, starts: impl FnOnce() -> bool) -> Form {
        match self {
            Variant::Command => Form::Command,
            Variant::Reactor => Form::Reactor,
            Variant::Auto if starts() => Form::Command,
            Variant::Auto => Form::Reactor,
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Variant::Auto => "auto",
            Variant::Command => "command",
            Variant::Reactor => "reactor",
        })
    }
}

/// The text does not name a variant of the adapter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected `command`, `reactor` or `auto` but found `{0}`")]
pub struct UnknownVariant(String);

impl FromStr for Variant {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        [Variant::Auto, Variant::Command, Variant::Reactor]
            .into_iter()
            .find(|variant| variant.to_string() == text)
            .ok_or_else(|| UnknownVariant(text.to_string()))
    }
}

/// The built-in adapter as it is in one component.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UsedAdapter {
    /// Command or reactor.
    pub variant: Variant,
    /// The WASI version that it imports.
    pub wasi_version: WasiVersion,
    /// The preview1 functions that the module imports, in alphabetical order.
    pub functions: Vec<String>,
}

impl UsedAdapter {
    pub(crate) fn new(chosen: &BuiltIn, wasi_version: WasiVersion) -> Self {
        UsedAdapter {
            variant: match chosen.variant {
                Form::Command => Variant::Command,
                Form::Reactor => Variant::Reactor,
            },
            wasi_version,
            functions: chosen.functions.iter().cloned().collect(),
        }
    }
}

/// A version of WASI 0.2 that the built-in adapter can import, `0.2.0` to `0.2.12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WasiVersion(u8);

impl WasiVersion {
    /// The newest version, which is the default.
    const NEWEST: u8 = 12;

    /// Every version, the oldest first.
    pub fn all() -> impl Iterator<Item = WasiVersion> {
        (0..=Self::NEWEST).map(WasiVersion)
    }

    /// The number after `0.2.`.
    pub fn patch(self) -> u8 {
        self.0
    }

    /// Whether `wasi:cli/exit` has `exit-with-code`, without which every failure becomes exit status 1.
    pub fn exit_with_code(self) -> bool {
        self.0 >= 12
    }
}

impl Default for WasiVersion {
    fn default() -> Self {
        WasiVersion(Self::NEWEST)
    }
}

impl fmt::Display for WasiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0.2.{}", self.0)
    }
}

/// The text is no version that [`WasiVersion`] knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a WASI version from `0.2.0` to `0.2.12` but found `{0}`")]
pub struct UnknownWasiVersion(String);

impl FromStr for WasiVersion {
    type Err = UnknownWasiVersion;

    fn from_str(text: &str) -> Result<Self, UnknownWasiVersion> {
        WasiVersion::all()
            .find(|version| version.to_string() == text)
            .ok_or_else(|| UnknownWasiVersion(text.to_string()))
    }
}

/// The built-in adapter for `wasi_snapshot_preview1` as it is built in: a core module with all its functions and two
/// memories, its own and the guest's.
///
/// It is for reading. Before it is used it is specialised, see [`specialised_adapter`].
pub fn builtin_adapter() -> &'static [u8] {
    ARTEFACT
}

/// The built-in adapter reduced to what one core module, in the binary format or as WAT text, imports from preview1.
///
/// The result is a core module with a world. Its imported functions must be lowered on its exported memory
/// `private-memory`, but for those of modules that start with `on-guest-memory:`, which are lowered on the memory that it
/// imports; [`Componentizer`](crate::Componentizer) does so by itself. A module that needs no adapter gives `None`.
///
/// # Errors
///
/// A module that the adapter cannot be made for is refused as [`Componentizer::wrap`](crate::Componentizer::wrap) does.
pub fn specialised_adapter(
    module: &[u8],
    variant: Variant,
    wasi_version: WasiVersion,
) -> Result<Option<Vec<u8>>, Error> {
    let wasm = input::core_module(module)?;
    let Some(chosen) = choose::built_in(&Module::parse(&wasm)?, variant, &[])? else {
        return Ok(None);
    };
    let specialised = specialise(&Request {
        functions: &chosen.functions,
        variant: chosen.variant,
        wasi_version,
        memory_page_size_log2: chosen.memory_page_size_log2,
        tracks_leaving: chosen.tracks_leaving,
    })
    .map_err(Error::from_any)?;
    specialised.whole().map(Some).map_err(Error::from_any)
}

#[cfg(test)]
mod tests {
    use super::{Variant, WasiVersion};

    #[test]
    fn variants_are_read_as_they_are_written() {
        for variant in [Variant::Auto, Variant::Command, Variant::Reactor] {
            assert_eq!(variant.to_string().parse(), Ok(variant));
        }
        assert_eq!(
            "comand".parse::<Variant>().unwrap_err().to_string(),
            "expected `command`, `reactor` or `auto` but found `comand`"
        );
    }

    #[test]
    fn versions_are_those_of_wasi_0_2() {
        assert_eq!(WasiVersion::default().to_string(), "0.2.12");
        assert!(WasiVersion::default().exit_with_code());
        let old: WasiVersion = "0.2.3".parse().unwrap();
        assert_eq!(old.patch(), 3);
        assert!(!old.exit_with_code());
        for wrong in ["0.2.13", "0.3.0", "0.2", "0.2.03", "", "0.2.1 "] {
            assert!(wrong.parse::<WasiVersion>().is_err(), "{wrong}");
        }
    }
}
