//! The name that is nearest to another, and was probably meant.

use crate::error::{Near, NearKind};

/// Names longer than this, and more names than this, are not compared by letters, which would take too long.
const LONGEST: usize = 256;
const MOST: usize = 1000;

/// For how many names of a module a near name is looked up; more are not shown.
pub const SEARCHED: usize = 32;

/// An export with nearly the name that is wanted.
#[derive(Debug, PartialEq, Eq)]
pub enum Alike {
    /// Under another name.
    Name(Near),
    /// Under the same name, in the interface of this name, which has another version or none.
    Version(String),
}

/// Finds what a module exports nearly under the name `wanted`, among names that mean nothing else.
pub fn export(wanted: &str, exports: &[&str]) -> Option<Alike> {
    let alike = |name: &str, kind| {
        Some(Alike::Name(Near {
            name: name.to_string(),
            kind,
        }))
    };
    let spelling = exports
        .iter()
        .find(|name| simplified(name) == simplified(wanted));
    if let Some(name) = spelling {
        return alike(name, NearKind::Spelling);
    }
    let parts = Parts::of(wanted);
    for name in exports {
        let other = Parts::of(name);
        if other.function != parts.function {
            continue;
        }
        match other.interface {
            Some(interface) if unversioned(interface) == unversioned(parts.interface?) => {
                return Some(Alike::Version(interface.to_string()));
            }
            None if parts.interface.is_some() => return alike(name, NearKind::NoInterface),
            _ => {}
        }
    }
    alike(nearest(wanted, exports.iter().copied())?, NearKind::Letters)
}

/// The name that differs in the fewest letters, if they are few.
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    if wanted.len() > LONGEST {
        return None;
    }
    let names = names.into_iter().filter(|name| name.len() <= LONGEST);
    let (letters, name) = names
        .take(MOST)
        .map(|name| (distance(wanted, name), name))
        .min()?;
    // One letter of a short name, and more of a long one; what stands before `#` does not make a name long.
    let length = wanted
        .rsplit(['#', '|', '/'])
        .next()
        .unwrap_or(wanted)
        .len();
    (letters <= (length / 4).clamp(1, 3)).then_some(name)
}

/// How many letters must be put in, taken out, changed or swapped with the next one to get from `a` to `b`.
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let changed = row[j] + usize::from(left != right);
            let mut least = changed.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *right && b[j - 1] == *left {
                let swapped: &Vec<usize> = &before;
                least = least.min(swapped[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

/// A name without what differs between languages (case, dashes and underscores), and without the mark of a method or
/// constructor.
pub fn simplified(name: &str) -> String {
    let mut in_brackets = false;
    let outside = name.chars().filter(|c| match c {
        '[' => {
            in_brackets = true;
            false
        }
        ']' => {
            in_brackets = false;
            false
        }
        c => !in_brackets && !matches!(c, '-' | '_'),
    });
    outside.flat_map(char::to_lowercase).collect()
}

/// A name without its version.
pub fn unversioned(name: &str) -> &str {
    name.split('@').next().unwrap_or(name)
}

/// A core export's name: `namespace:package/interface@version#function`.
struct Parts<'n> {
    interface: Option<&'n str>,
    function: &'n str,
}

impl<'n> Parts<'n> {
    fn of(name: &'n str) -> Parts<'n> {
        match name.split_once('#') {
            Some((interface, function)) => Parts {
                interface: Some(interface),
                function,
            },
            None => Parts {
                interface: None,
                function: name,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, kind: NearKind) -> Option<Alike> {
        Some(Alike::Name(Near {
            name: name.to_string(),
            kind,
        }))
    }

    #[test]
    fn names_differ_in_known_ways() {
        let spelling = export("greet-user", &["memory", "greet_user"]);
        assert_eq!(spelling, named("greet_user", NearKind::Spelling));
        let method = export("a:b/c#[method]d.get", &["a:b/c#d.get"]);
        assert_eq!(method, named("a:b/c#d.get", NearKind::Spelling));
        for other in ["a:b/c@1.1.0", "a:b/c"] {
            let go = format!("{other}#go");
            let version = export("a:b/c@1.2.0#go", &["a:b/c@1.1.0#stop", &go]);
            assert_eq!(version, Some(Alike::Version(other.to_string())));
        }
        let alone = export("a:b/c@1.2.0#go", &["go"]);
        assert_eq!(alone, named("go", NearKind::NoInterface));
        let letters = export("a:b/c@1.2.0#stop", &["a:b/c@1.2.0#stpo"]);
        assert_eq!(letters, named("a:b/c@1.2.0#stpo", NearKind::Letters));
        assert_eq!(export("greet", &["memory", "other"]), None);
        assert_eq!(export("greet", &[]), None);
    }

    #[test]
    fn a_short_name_is_near_by_one_letter() {
        assert_eq!(nearest("log", ["lag", "print"]), Some("lag"));
        assert_eq!(nearest("log", ["lgo"]), Some("lgo"));
        assert_eq!(nearest("log", ["let"]), None);
        assert_eq!(nearest("interface", ["intreface"]), Some("intreface"));
        let long = "x".repeat(1 << 20);
        assert_eq!(nearest(&long, [long.as_str()]), None);
    }

    #[test]
    fn letters_are_counted() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("stop", "stpo"), 1);
    }
}
