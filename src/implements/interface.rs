//! The name of an interface, and which versions of it are compatible.

use semver::Version;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use wasmparser::names::{
    ComponentName, ComponentNameKind, is_canonical_version, split_canonical_version,
};

/// An interface's name, `namespace:package/interface` with or without `@version`.
///
/// The version is a full one, as in `wasi:keyvalue/store@0.2.1`, or a canonical one, as in `wasi:keyvalue/store@0.2`,
/// which stands for every version that is compatible with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct InterfaceName {
    text: String,
    /// Where the version starts in `text`, after the `@`.
    version: Option<usize>,
}

/// The text is not the name of an interface.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not the name of an interface: {reason}; expected `namespace:package/interface@version`"
)]
pub struct NotAnInterface {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

impl InterfaceName {
    /// The whole name, as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name without its version: `wasi:keyvalue/store`.
    pub fn unversioned(&self) -> &str {
        match self.version {
            Some(start) => &self.text[..start - 1],
            None => &self.text,
        }
    }

    /// The version, as it was written.
    pub fn version(&self) -> Option<&str> {
        self.version.map(|start| &self.text[start..])
    }

    /// The version that stands for all compatible ones: `1` for 1.2.3, `0.2` for 0.2.1, the version itself for 0.0.1
    /// and for a prerelease, which are compatible with themselves only.
    pub fn track(&self) -> Option<&str> {
        let version = self.version()?;
        Some(split_canonical_version(version).map_or(version, |(track, _)| track))
    }

    /// Whether one can stand for the other: the same interface, in compatible versions.
    ///
    /// 1.1.0 is compatible with 1.0.0 and 0.2.3 with 0.2.1, but 0.3.0 is not with 0.2.0; an interface without a version
    /// is compatible with none that has one. What the metadata after a `+` says makes no difference.
    pub fn is_compatible(&self, other: &InterfaceName) -> bool {
        self.unversioned() == other.unversioned() && self.track() == other.track()
    }

    /// Orders versions of one interface, the newer the greater. A canonical version is less than every full one: it
    /// has for certain only what the oldest compatible version has.
    pub(super) fn newer(&self, other: &InterfaceName) -> Ordering {
        let full = |name: &InterfaceName| {
            name.version()
                .and_then(|version| Version::parse(version).ok())
        };
        full(self).cmp(&full(other))
    }
}

impl FromStr for InterfaceName {
    type Err = NotAnInterface;

    fn from_str(text: &str) -> Result<InterfaceName, NotAnInterface> {
        let wrong = |reason: &str| NotAnInterface {
            text: text.to_string(),
            reason: reason.to_string(),
        };
        if !text.contains(':') {
            return Err(wrong("it has no namespace"));
        }
        let name = ComponentName::new(text, 0).map_err(|error| wrong(error.message()))?;
        let ComponentNameKind::Interface(_) = name.kind() else {
            return Err(wrong("it is a plain name"));
        };
        let version = text.find('@').map(|at| at + 1);
        if let Some(start) = version {
            let version = &text[start..];
            if split_canonical_version(version).is_none() && !is_canonical_version(version) {
                return Err(wrong(&format!("`{version}` is not a version")));
            }
        }
        Ok(InterfaceName {
            text: text.to_string(),
            version,
        })
    }
}

impl fmt::Display for InterfaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> InterfaceName {
        text.parse().unwrap()
    }

    #[test]
    fn the_parts_of_a_name() {
        let store = name("wasi:keyvalue/store@0.2.1");
        assert_eq!(store.unversioned(), "wasi:keyvalue/store");
        assert_eq!(store.version(), Some("0.2.1"));
        assert_eq!(store.track(), Some("0.2"));
        assert_eq!(name("a:b/c").version(), None);
    }

    #[test]
    fn compatible_versions() {
        for (one, other, compatible) in [
            ("a:b/c@1.1.0", "a:b/c@1.0.0", true),
            ("a:b/c@0.2.3", "a:b/c@0.2.1", true),
            ("a:b/c@0.2.0", "a:b/c@0.3.0", false),
            ("a:b/c@1.0.0", "a:b/c@2.0.0", false),
            ("a:b/c@1.0.0", "a:b/d@1.0.0", false),
            ("a:b/c@1.0.0", "x:b/c@1.0.0", false),
            ("a:b/c@0.0.1", "a:b/c@0.0.2", false),
            ("a:b/c@0.0.1", "a:b/c@0.0.1", true),
            ("a:b/c", "a:b/c", true),
            ("a:b/c", "a:b/c@1.0.0", false),
            ("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0", false),
            ("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0-rc.2", false),
            ("a:b/c@1.0.0-rc.1", "a:b/c@1.0.0-rc.1", true),
            ("a:b/c@1.0.0-rc.1+x", "a:b/c@1.0.0-rc.1+y", true),
            ("a:b/c@1.2.3+build", "a:b/c@1.0.0", true),
            ("a:b/c@1", "a:b/c@1.4.0", true),
            ("a:b/c@0.2", "a:b/c@0.2.9", true),
            ("a:b/c@0.2", "a:b/c@0.3.0", false),
        ] {
            assert_eq!(
                name(one).is_compatible(&name(other)),
                compatible,
                "{one} {other}"
            );
            assert_eq!(
                name(other).is_compatible(&name(one)),
                compatible,
                "{other} {one}"
            );
        }
    }

    #[test]
    fn what_is_no_interface_is_refused_with_the_reason() {
        for (text, reason) in [
            ("store", "it has no namespace"),
            ("", "it has no namespace"),
            ("a:b/c@1.0", "`1.0` is not a version"),
            ("a:b/c@0", "`0` is not a version"),
            ("a:b/c@01.0.0", "`01.0.0` is not a version"),
        ] {
            assert_eq!(
                text.parse::<InterfaceName>().unwrap_err().reason,
                reason,
                "{text}"
            );
        }
        for text in [
            "a:b",
            "a:b/",
            ":b/c",
            "A_:b/c",
            "a:b/c@",
            "a:b/c/d",
            "a:b/c@1.0.0 ",
        ] {
            assert!(text.parse::<InterfaceName>().is_err(), "{text}");
        }
    }
}
