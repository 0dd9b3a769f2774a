//! The files of the sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The text of each module of the crate by its path, such as `splice::plan`; the path of the crate itself is empty.
pub type Modules = BTreeMap<String, String>;

/// The crate's directory.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a directory whose names end so, each with its text.
pub fn files(below: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    descend(&root().join(below), endings, &mut found);
    assert!(!found.is_empty(), "there are no files in `{below}`");
    found
}

fn descend(directory: &Path, endings: &[&str], found: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let ending = path.extension().unwrap_or_default().to_str().unwrap();
        // Installed packages are not ours, and what the benches generate is not source.
        if path.ends_with("node_modules") || path.ends_with("benches/js/out") {
            continue;
        }
        if path.is_dir() {
            descend(&path, endings, found);
        } else if endings.contains(&ending) {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

/// The modules of the library and of its command.
pub fn modules() -> Modules {
    let source = root().join("src");
    let module = |(file, text): (PathBuf, String)| {
        let path = file.strip_prefix(&source).unwrap().with_extension("");
        let parts = path.iter().map(|part| part.to_str().unwrap());
        let parts: Vec<&str> = parts.filter(|part| *part != "mod").collect();
        match parts.join("::").as_str() {
            "lib" => (String::new(), text),
            path => (path.to_string(), text),
        }
    };
    files("src", &["rs"]).into_iter().map(module).collect()
}

/// A module's code: without comments and strings, without what is compiled for tests only, and with `super` in a module
/// that is written in the same file as `self`.
pub fn code(text: &str) -> String {
    let mut code = String::new();
    let mut nested: Option<usize> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let indentation = line.len() - trimmed.len();
        // A file ends with its tests; a test module in a file of its own is one line.
        if trimmed.starts_with("mod tests {") {
            break;
        }
        if trimmed.starts_with("//") {
            continue;
        }
        let opens = trimmed.ends_with('{')
            && (trimmed.starts_with("mod ") || trimmed.starts_with("pub mod "));
        if opens && nested.is_none() {
            nested = Some(indentation);
        }
        let line = without_strings(line);
        match nested {
            Some(_) => code.push_str(&line.replace("super::", "self::")),
            None => code.push_str(&line),
        }
        if nested == Some(indentation) && trimmed == "}" {
            nested = None;
        }
        code.push('\n');
    }
    code
}

/// A line without what is between double quotes; a string of several lines keeps its first and last.
fn without_strings(line: &str) -> String {
    let line = line.replace("'\"'", "' '").replace("\\\"", "  ");
    let parts = line.split('"').enumerate();
    let outside = parts.filter(|(at, _)| at % 2 == 0).map(|(_, part)| part);
    outside.collect::<Vec<_>>().join("\"\"")
}
