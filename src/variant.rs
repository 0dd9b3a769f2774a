//! The words for the built-in adapter: the import module that it satisfies, its variants, the WASI versions.

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

/// The text is not a version that [`WasiVersion`] knows.
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
