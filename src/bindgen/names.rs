//! Names in the generated code: WIT's kebab-case in other cases, and names that no two things share.

use std::collections::HashSet;

/// `user-name` as `userName`.
pub fn camel_case(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_lowercase();
    words.fold(first, |camel, word| camel + &capitalised(word))
}

/// `user-name` as `UserName`.
pub fn pascal_case(name: &str) -> String {
    name.split('-').map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars.flat_map(char::to_lowercase)).collect()
}

/// A string as a literal in single quotes; `escape` writes the characters that the language does not allow there.
pub fn quoted(text: &str, escape: impl Fn(char) -> Option<String>) -> String {
    let mut literal = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => literal.push_str("\\'"),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            c => match escape(c) {
                Some(escaped) => literal.push_str(&escaped),
                None => literal.push(c),
            },
        }
    }
    literal.push('\'');
    literal
}

/// With a capital first letter, and the rest as it is.
pub fn first_upper(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// With a small first letter, and the rest as it is.
pub fn first_lower(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect()
}

/// Names of the members of one object, in camel case. If two labels become one name, as `a1` and `a-1` do, the second
/// gets a number.
pub fn member_names<'n>(labels: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut names = Names::default();
    labels.map(|label| names.take(&camel_case(label))).collect()
}

/// The last part of an interface's name, without the version: `types` of `wasi:filesystem/types@0.2.0`.
pub fn interface_name(name: &str) -> &str {
    let name = without_version(name);
    name.rsplit(['/', ':']).next().unwrap_or(name)
}

/// `wasi:filesystem/types` of `wasi:filesystem/types@0.2.0`.
pub fn without_version(name: &str) -> &str {
    name.split('@').next().unwrap_or(name)
}

/// What the names of all compatible versions of an interface begin with: `a:b/c@1.` for `a:b/c@1.2.0`, `a:b/c@0.2.` for
/// `a:b/c@0.2.1`. `None` for a version that is only compatible with itself.
pub fn version_track(name: &str) -> Option<String> {
    let (interface, version) = name.split_once('@')?;
    if version.contains('-') {
        return None;
    }
    let mut numbers = version.split('.');
    match (numbers.next()?, numbers.next()?) {
        ("0", "0") => None,
        ("0", minor) => Some(format!("{interface}@0.{minor}.")),
        (major, _) => Some(format!("{interface}@{major}.")),
    }
}

/// What the `*` of a pattern stands for in a name that fits it; the empty string if the pattern has no `*`.
///
/// A pattern without a version fits every version.
pub fn rest_of<'n>(pattern: &str, name: &'n str) -> Option<&'n str> {
    let plain = without_version(name);
    match pattern.split_once('*') {
        None => (pattern == name || pattern == plain).then_some(""),
        Some((start, end)) => {
            let name = if pattern.contains('@') { name } else { plain };
            name.strip_prefix(start)?.strip_suffix(end)
        }
    }
}

/// Names that are taken in one scope of the generated code.
#[derive(Debug, Default, Clone)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// A scope in which these words are taken.
    pub fn reserving(words: &[&str]) -> Names {
        Names {
            taken: words.iter().map(|word| word.to_string()).collect(),
        }
    }

    /// Takes a name, so that nothing gets it.
    pub fn reserve(&mut self, name: &str) {
        self.taken.insert(name.to_string());
    }

    /// Whether a name is not taken.
    pub fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name)
    }

    /// Takes `wanted`, or the closest identifier that is free.
    pub fn take(&mut self, wanted: &str) -> String {
        let mut name: String = wanted
            .chars()
            .map(|c| {
                if c.is_alphanumeric() || c == '_' {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            name.insert(0, '_');
        }
        let mut unique = name.clone();
        let mut count = 1;
        while !self.taken.insert(unique.clone()) {
            count += 1;
            // A digit after a digit would read as another number.
            let joint = if name.ends_with(|c: char| c.is_ascii_digit()) {
                "_"
            } else {
                ""
            };
            unique = format!("{name}{joint}{count}");
        }
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kebab_case_becomes_the_cases_of_the_web() {
        assert_eq!(camel_case("user-name"), "userName");
        assert_eq!(camel_case("get-URL-of"), "getUrlOf");
        assert_eq!(pascal_case("output-stream"), "OutputStream");
    }

    #[test]
    fn labels_that_are_one_name_in_camel_case_are_numbered() {
        let names = member_names(["a1", "b", "a-1", "delete"].into_iter());
        assert_eq!(names, ["a1", "b", "a1_2", "delete"]);
    }

    #[test]
    fn interfaces_are_named_by_their_last_part() {
        assert_eq!(interface_name("wasi:filesystem/types@0.2.0"), "types");
        assert_eq!(interface_name("label"), "label");
        assert_eq!(without_version("a:b/c@1.0.0"), "a:b/c");
    }

    #[test]
    fn versions_are_compatible_within_a_track() {
        assert_eq!(version_track("a:b/c@1.2.3").as_deref(), Some("a:b/c@1."));
        assert_eq!(version_track("a:b/c@0.2.3").as_deref(), Some("a:b/c@0.2."));
        assert_eq!(version_track("a:b/c@0.0.3"), None);
        assert_eq!(version_track("a:b/c@1.0.0-rc"), None);
        assert_eq!(version_track("a:b/c"), None);
    }

    #[test]
    fn a_pattern_may_name_the_version() {
        assert_eq!(rest_of("a:b/*@1.0.0", "a:b/c@1.0.0"), Some("c"));
        assert_eq!(rest_of("a:b/*@1.0.0", "a:b/c@1.2.0"), None);
        assert_eq!(rest_of("a:b/*", "a:b/c@1.0.0"), Some("c"));
        assert_eq!(rest_of("a:b/c", "a:b/c@1.0.0"), Some(""));
        assert_eq!(rest_of("*", "log"), Some("log"));
        assert_eq!(rest_of("a*a", "a"), None);
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::reserving(&["delete"]);
        assert_eq!(names.take("delete"), "delete2");
        assert_eq!(names.take("a1"), "a1");
        assert_eq!(names.take("a1"), "a1_2");
        assert_eq!(names.take("2x"), "_2x");
        assert_eq!(names.take(""), "_");
    }
}
