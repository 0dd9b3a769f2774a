//! WASI in Python: which files a package needs, and which types they have.

use super::names::{class_case, constant_case, distinct, snake_case};
use crate::bindgen::names::without_version;
use crate::bindgen::plan::Plan;
use crate::bindgen::plan::types::{TypeId, TypeKind};

/// The files of WASI, by their names in the package.
const FILES: &[(&str, &str)] = &[
    ("__init__", include_str!("wasi/__init__.py")),
    ("_changes", include_str!("wasi/_changes.py")),
    ("_codes", include_str!("wasi/_codes.py")),
    ("_command", include_str!("wasi/_command.py")),
    ("_contents", include_str!("wasi/_contents.py")),
    ("_files", include_str!("wasi/_files.py")),
    ("_paths", include_str!("wasi/_paths.py")),
    ("_sandbox", include_str!("wasi/_sandbox.py")),
    ("cli", include_str!("wasi/cli.py")),
    ("clocks", include_str!("wasi/clocks.py")),
    ("filesystem", include_str!("wasi/filesystem.py")),
    ("io", include_str!("wasi/io.py")),
    ("random", include_str!("wasi/random.py")),
    ("sockets", include_str!("wasi/sockets.py")),
];

/// The text of a file.
pub fn file(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// These files, and all that they need, directly or through others.
pub fn reached(names: impl Iterator<Item = String>) -> Vec<&'static str> {
    let mut waiting: Vec<String> = names.collect();
    waiting.push("__init__".to_string());
    let mut found: Vec<&'static str> = Vec::new();
    while let Some(name) = waiting.pop() {
        let Some((name, text)) = FILES.iter().find(|(known, _)| *known == name) else {
            continue;
        };
        if !found.contains(name) {
            found.push(name);
            waiting.extend(text.lines().filter_map(imported).flatten());
        }
    }
    found.sort_unstable();
    found
}

/// The neighbouring files that an unindented line imports.
fn imported(line: &str) -> Option<Vec<String>> {
    let (module, names) = line.strip_prefix("from .")?.split_once(" import ")?;
    match module {
        "" => Some(
            names
                .split(',')
                .map(|name| {
                    name.split_whitespace()
                        .next()
                        .unwrap_or_default()
                        .to_string()
                })
                .collect(),
        ),
        module if !module.starts_with('.') => Some(vec![module.to_string()]),
        _ => None,
    }
}

/// The file that implements an interface of WASI.
pub fn implementation(interface: &str) -> Option<&'static str> {
    let (package, _) = without_version(interface)
        .strip_prefix("wasi:")?
        .split_once('/')?;
    Some(FILES.iter().find(|(name, _)| *name == package)?.0)
}

/// The file that implements an interface, if it has a class with the name and the members of this type.
pub fn file_with_type(
    plan: &Plan,
    interface: &str,
    class: &str,
    ty: TypeId,
) -> Option<&'static str> {
    let name = implementation(interface)?;
    let text = file(name)?;
    let members = match &plan.types[ty].kind {
        TypeKind::Record(fields) => {
            distinct(fields.iter().map(|field| field.name.as_str()), snake_case)
        }
        TypeKind::Enum(variant) => distinct(
            variant.cases.iter().map(|case| case.name.as_str()),
            constant_case,
        ),
        TypeKind::Flags(names) => distinct(names.iter().map(String::as_str), constant_case),
        TypeKind::Variant(variant) => {
            let cases = distinct(
                variant.cases.iter().map(|case| case.name.as_str()),
                class_case,
            );
            let has = |case: &String| members_of(text, &format!("{class}_{case}")).is_some();
            return cases.iter().all(has).then_some(name);
        }
        _ => return None,
    };
    (members_of(text, class)? == members).then_some(name)
}

/// The members of a class, by the lines that name them.
fn members_of(text: &str, class: &str) -> Option<Vec<String>> {
    let start = text
        .find(&format!("\nclass {class}("))
        .or_else(|| text.find(&format!("\nclass {class}:")))?;
    let body = text[start + 1..].lines().skip(1);
    let body = body.take_while(|line| line.is_empty() || line.starts_with(' '));
    let members = body.filter_map(|line| {
        let line = line
            .strip_prefix("    ")
            .filter(|line| !line.starts_with(' '))?;
        let end = line.find([':', ' ', '='])?;
        let (name, rest) = line.split_at(end);
        let is_member = rest.starts_with(':') || rest.starts_with(" =");
        let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        (is_member && is_name && !name.is_empty()).then(|| name.to_string())
    });
    Some(members.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bindgen/python/wasi");
        let mut found: Vec<_> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .into_string()
                    .expect("a name in UTF-8")
            })
            .collect();
        found.sort_unstable();
        let mut listed: Vec<_> = FILES.iter().map(|(name, _)| format!("{name}.py")).collect();
        listed.sort_unstable();
        assert_eq!(found, listed);
    }

    #[test]
    fn members_of_a_class_are_found() {
        let text = "x = 1\nclass A(Enum):\n    \"\"\"Text: of it.\"\"\"\n    ONE = 0\n    TWO = 1\n\n    def f(self) -> None:\n        y = 1\n\nclass B:\n    a: int\n";
        assert_eq!(members_of(text, "A").expect("a class"), ["ONE", "TWO"]);
        assert_eq!(members_of(text, "B").expect("a class"), ["a"]);
        assert!(members_of(text, "C").is_none());
    }

    #[test]
    fn imports_of_files_next_to_it_are_found() {
        assert_eq!(imported("from .io import Error").expect("a file"), ["io"]);
        assert_eq!(
            imported("from . import io, _paths as paths").expect("files"),
            ["io", "_paths"]
        );
        assert!(imported("from .._runtime import Err").is_none());
    }
}
