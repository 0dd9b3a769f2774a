//! Which modules refer to which.

use crate::sources::{Modules, code};
use std::collections::{BTreeMap, BTreeSet};

/// The modules that each module refers to.
pub type Edges<'m> = BTreeMap<&'m str, BTreeSet<&'m str>>;

/// All references between modules, whether by `use` or in the code, through `crate`, `super`, `self` or the name of a
/// module inside.
pub fn edges(modules: &Modules) -> Edges<'_> {
    let of = |module: &str, text: &str| -> BTreeSet<&str> {
        let targets = paths(modules, module, &code(text))
            .into_iter()
            .filter_map(|path| target(modules, &path))
            .collect::<Vec<_>>();
        let others = targets.into_iter();
        others.filter(|other| *other != module).collect()
    };
    modules
        .iter()
        .filter(|(module, _)| !module.is_empty() && *module != "main")
        .map(|(module, text)| (module.as_str(), of(module, text)))
        .collect()
}

/// The paths, from the root of the crate, that a module's code names.
fn paths(modules: &Modules, module: &str, code: &str) -> Vec<String> {
    let mut written = Vec::new();
    for part in code.split("use ").skip(1) {
        let tree = part.split(';').next().unwrap();
        if ["crate::", "super::", "self::"]
            .iter()
            .any(|start| tree.starts_with(start))
        {
            let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
            spell_out("", &tree, &mut written);
        }
    }
    for start in ["crate::", "super::"] {
        // A group in braces is spelt out by `spell_out`.
        let found = in_code(code, start).into_iter();
        written.extend(found.filter(|(_, group)| !group).map(|(path, _)| path));
    }
    let mut paths: Vec<String> = written
        .iter()
        .filter_map(|path| from_root(module, path))
        .collect();
    let inside = format!("{module}::");
    for child in modules
        .keys()
        .filter_map(|other| other.strip_prefix(&inside))
    {
        if !child.contains("::") && !in_code(code, &format!("{child}::")).is_empty() {
            paths.push(format!("{inside}{child}"));
        }
    }
    paths
}

/// The paths in code that start so, where nothing of a path comes before; and whether a group in braces follows.
fn in_code(code: &str, start: &str) -> Vec<(String, bool)> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut found = Vec::new();
    for (at, _) in code.match_indices(start) {
        if code[..at].ends_with(|before| is_word(before) || before == ':') {
            continue;
        }
        let rest = &code[at..];
        let end = rest.find(|letter| !is_word(letter) && letter != ':');
        let path = rest[..end.unwrap_or(rest.len())].trim_end_matches(':');
        let group = rest[path.len()..].starts_with("::{");
        found.push((path.to_string(), group));
    }
    found
}

/// A path from the root of the crate, of one that a module has written.
fn from_root(module: &str, path: &str) -> Option<String> {
    let mut base: Vec<&str> = module.split("::").collect();
    let mut parts = path.split("::").peekable();
    match parts.next()? {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            base.pop();
            while parts.next_if_eq(&"super").is_some() {
                base.pop();
            }
        }
        _ => return None,
    }
    base.extend(parts);
    Some(base.join("::"))
}

/// The paths of a tree after `use`, with groups in braces spelt out.
pub fn spell_out(before: &str, tree: &str, paths: &mut Vec<String>) {
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
