//! Names as Python writes them: WIT's kebab-case in other cases, and never a keyword.

use crate::bindgen::names::{
    self, Names, interface_name, pascal_case, version_track, without_version,
};
use crate::bindgen::plan::surface::Casing;

/// Words that cannot be names.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// Members of the class of a component that its exports cannot have.
const MEMBERS: &[&str] = &["close", "store"];

/// Members of the classes of resources.
const METHODS: &[&str] = &["close"];

/// How Python writes names.
pub const CASING: Casing = Casing {
    function: snake_case,
    class: class_case,
    reserved: MEMBERS,
    reserved_methods: METHODS,
    reserved_statics: METHODS,
};

fn free(name: String) -> String {
    match KEYWORDS.contains(&name.as_str()) {
        true => name + "_",
        false => name,
    }
}

/// `user-name` as `user_name`; keywords end with `_`.
pub fn snake_case(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    free(name.to_lowercase())
}

/// `user-name` as `UserName`; keywords end with `_`.
pub fn class_case(name: &str) -> String {
    free(pascal_case(name))
}

/// `user-name` as `USER_NAME`.
pub fn constant_case(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}

/// Names that the fields of a record have; where two labels become one name, the second is numbered.
pub fn distinct<'n>(
    labels: impl Iterator<Item = &'n str>,
    case: fn(&str) -> String,
) -> Vec<String> {
    let mut names = Names::default();
    labels.map(|label| names.take(&case(label))).collect()
}

/// A string as a Python literal.
pub fn quoted(text: &str) -> String {
    names::quoted(text, |c| {
        c.is_control().then(|| format!("\\U{:08x}", u32::from(c)))
    })
}

/// The name of an interface's file, the shortest that is free of `types`, `a_b_types` and `a_b_types_v1`.
pub fn file_name(names: &mut Names, interface: &str) -> String {
    let plain = without_version(interface);
    let whole = snake_case(plain);
    let mut wanted = vec![snake_case(interface_name(interface)), whole.clone()];
    if plain.starts_with("wasi:") {
        // WASI has many interfaces, and several are called `types`.
        wanted.remove(0);
    }
    if let Some(track) = version_track(interface) {
        let version = track.rsplit('@').next().unwrap_or_default();
        wanted.push(format!(
            "{whole}_v{}",
            snake_case(version.trim_end_matches('.'))
        ));
    }
    let free = wanted.iter().find(|name| names.is_free(name));
    let name = free.unwrap_or(&whole).clone();
    names.take(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_keywords() {
        assert_eq!(snake_case("get-URL"), "get_url");
        assert_eq!(snake_case("class"), "class_");
        assert_eq!(class_case("none"), "None_");
        assert_eq!(constant_case("no-change"), "NO_CHANGE");
    }

    #[test]
    fn files_have_the_shortest_name_that_is_free() {
        let mut names = Names::default();
        assert_eq!(file_name(&mut names, "a:b/types@1.2.0"), "types");
        assert_eq!(file_name(&mut names, "c:d/types@1.2.0"), "c_d_types");
        assert_eq!(file_name(&mut names, "c:d/types@0.2.0"), "c_d_types_v0_2");
        assert_eq!(
            file_name(&mut names, "wasi:io/streams@0.2.0"),
            "wasi_io_streams"
        );
        assert_eq!(file_name(&mut names, "types"), "types2");
    }

    #[test]
    fn literals_are_escaped() {
        assert_eq!(quoted("it's\n"), "'it\\'s\\n'");
    }
}
