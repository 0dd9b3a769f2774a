//! The name that was probably meant.

use crate::error::{Near, NearKind};
use crate::preview1::distance;

/// Finds what a module exports nearly under the name `wanted`, among names that mean nothing else.
pub fn export<'n>(wanted: &str, exports: &[&'n str]) -> Option<Near> {
    let found = |kind: NearKind| {
        move |name: &&'n str| Near {
            name: (*name).to_string(),
            kind,
        }
    };
    let spelling = exports
        .iter()
        .find(|name| simplified(name) == simplified(wanted));
    if let Some(name) = spelling {
        return Some(found(NearKind::Spelling)(name));
    }
    let parts = Parts::of(wanted);
    for name in exports {
        let other = Parts::of(name);
        if other.function != parts.function {
            continue;
        }
        if other.interface == parts.interface && other.interface.is_some() {
            let owned = |version: Option<&str>| version.map(str::to_string);
            let kind = NearKind::Version {
                found: owned(other.version),
                wanted: owned(parts.version),
            };
            return Some(found(kind)(name));
        }
        if other.interface.is_none() && parts.interface.is_some() {
            return Some(found(NearKind::NoInterface)(name));
        }
    }
    nearest(wanted, exports.iter().copied()).map(|name| found(NearKind::Letters)(&name))
}

/// The name that differs in the fewest letters, if they are few.
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let names = names.into_iter().map(|name| (distance(wanted, name), name));
    let (letters, name) = names.min()?;
    // One letter of a short name, and more of a long one; what stands before `#` does not make a name long.
    let length = wanted
        .rsplit(['#', '|', '/'])
        .next()
        .unwrap_or(wanted)
        .len();
    (letters <= (length / 4).clamp(1, 3)).then_some(name)
}

/// A name without what languages change: case, dashes and underscores.
pub fn simplified(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A core export's name: `namespace:package/interface@version#function`.
struct Parts<'n> {
    interface: Option<&'n str>,
    version: Option<&'n str>,
    function: &'n str,
}

impl<'n> Parts<'n> {
    fn of(name: &'n str) -> Parts<'n> {
        let Some((interface, function)) = name.split_once('#') else {
            return Parts {
                interface: None,
                version: None,
                function: name,
            };
        };
        let (interface, version) = match interface.split_once('@') {
            Some((interface, version)) => (interface, Some(version)),
            None => (interface, None),
        };
        Parts {
            interface: Some(interface),
            version,
            function,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(wanted: &str, exports: &[&str]) -> Option<(String, NearKind)> {
        export(wanted, exports).map(|near| (near.name, near.kind))
    }

    #[test]
    fn names_differ_in_known_ways() {
        let spelling = kind("greet-user", &["memory", "greet_user"]);
        assert_eq!(spelling, Some(("greet_user".into(), NearKind::Spelling)));
        let version = kind("a:b/c@1.2.0#go", &["a:b/c@1.1.0#stop", "a:b/c@1.1.0#go"]);
        let versions = |found: Option<&str>, wanted: Option<&str>| NearKind::Version {
            found: found.map(str::to_string),
            wanted: wanted.map(str::to_string),
        };
        assert_eq!(
            version,
            Some((
                "a:b/c@1.1.0#go".into(),
                versions(Some("1.1.0"), Some("1.2.0"))
            ))
        );
        let bare = kind("a:b/c@1.2.0#go", &["a:b/c#go"]);
        assert_eq!(
            bare,
            Some(("a:b/c#go".into(), versions(None, Some("1.2.0"))))
        );
        let alone = kind("a:b/c@1.2.0#go", &["go"]);
        assert_eq!(alone, Some(("go".into(), NearKind::NoInterface)));
        let letters = kind("a:b/c@1.2.0#go", &["a:b/c@1.2.0#gog"]);
        assert_eq!(letters, Some(("a:b/c@1.2.0#gog".into(), NearKind::Letters)));
        assert_eq!(kind("greet", &["memory", "other"]), None);
        assert_eq!(kind("greet", &[]), None);
    }

    #[test]
    fn a_short_name_is_near_by_one_letter() {
        assert_eq!(nearest("log", ["lag", "print"]), Some("lag"));
        assert_eq!(nearest("log", ["let"]), None);
        assert_eq!(nearest("interface", ["intreface"]), Some("intreface"));
    }
}
