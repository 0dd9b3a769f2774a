//! The sources keep to the house's rules: no rooms import each other in a circle, and no file is longer than one can take in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module's path, such as `splice::plan`, and its text.
type Modules = BTreeMap<String, String>;

fn source_files(below: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn modules() -> Modules {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&root, &mut files);
    let module = |file: PathBuf| {
        let path = file.strip_prefix(&root).unwrap().with_extension("");
        let parts = path.iter().map(|part| part.to_str().unwrap());
        let parts: Vec<&str> = parts.filter(|part| *part != "mod").collect();
        (parts.join("::"), fs::read_to_string(&file).unwrap())
    };
    files.into_iter().map(module).collect()
}

/// The paths behind `use crate::`, with groups in braces spelt out.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let mut paths = Vec::new();
    for part in code.split("use crate::").skip(1) {
        let tree = part.split(';').next().unwrap();
        let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
        spell_out("", &tree, &mut paths);
    }
    paths
}

fn spell_out(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((prefix, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap().trim();
        paths.push(format!("{before}{path}"));
        return;
    };
    let group = group.trim_end().strip_suffix('}').unwrap();
    let before = format!("{before}{}", prefix.trim());
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in group.char_indices().chain([(group.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let item = group[start..at].trim();
                if !item.is_empty() {
                    spell_out(&before, item, paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The module that a path leads into: the longest beginning of it that is one.
fn target<'m>(modules: &'m Modules, path: &str) -> Option<&'m str> {
    let mut path = path;
    loop {
        if let Some((module, _)) = modules.get_key_value(path) {
            return Some(module);
        }
        path = path.rsplit_once("::")?.0;
    }
}

fn reached<'m>(from: &str, edges: &BTreeMap<&'m str, BTreeSet<&'m str>>) -> BTreeSet<&'m str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(module) = next.pop() {
        for other in edges.get(module).into_iter().flatten() {
            if reached.insert(*other) {
                next.push(other);
            }
        }
    }
    reached
}

#[test]
fn no_rooms_import_each_other_in_a_circle() {
    let modules = modules();
    let edges: BTreeMap<&str, BTreeSet<&str>> = modules
        .iter()
        .map(|(module, text)| {
            let imports = imports(text);
            let targets = imports.iter().filter_map(|path| target(&modules, path));
            (
                module.as_str(),
                targets.filter(|other| other != module).collect(),
            )
        })
        .collect();
    // Splitting imports must find some, or a circle would go unseen.
    assert!(
        edges["splice::rewire"].contains("component::wiring"),
        "{edges:?}"
    );
    let in_circles: Vec<_> = modules
        .keys()
        .filter(|module| reached(module, &edges).contains(module.as_str()))
        .map(|module| (module, &edges[module.as_str()]))
        .collect();
    assert!(
        in_circles.is_empty(),
        "in circles, with what they import: {in_circles:#?}"
    );
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let lines = |text: &String| text.lines().count();
    let modules = modules();
    let long: Vec<_> = modules
        .iter()
        .filter(|(_, text)| lines(text) > 400)
        .map(|(module, text)| format!("{module}: {}", lines(text)))
        .collect();
    assert!(long.is_empty(), "{long:?}");
}
