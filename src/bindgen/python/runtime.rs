//! The runtime that a package needs: one `.py` file for each theme, of which only the functions, classes, constants and
//! imports in use are written.
//!
//! A piece is an unindented definition between two blank lines of such a file, or one import. It needs the pieces whose
//! names its code mentions, so no list of them is kept.

use crate::bindgen::pieces::{Library, Piece, Used, identifiers};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The themes, in the order in which they are written: what unindented code uses comes first.
const THEMES: &[&str] = &[
    include_str!("runtime/errors.py"),
    include_str!("runtime/numbers.py"),
    include_str!("runtime/calls.py"),
    include_str!("runtime/memory.py"),
    include_str!("runtime/stage.py"),
    include_str!("runtime/strings.py"),
    include_str!("runtime/lists.py"),
    include_str!("runtime/handles.py"),
    include_str!("runtime/objects.py"),
    include_str!("runtime/transcode.py"),
    include_str!("runtime/loading.py"),
];

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in THEMES.iter().flat_map(|theme| pieces_of(theme)) {
        // Several themes import the same.
        if !pieces.iter().any(|known| known.name == piece.name) {
            pieces.push(piece);
        }
    }
    Library::new(pieces, code)
});

/// The pieces of a theme, without the text that opens it.
fn pieces_of(theme: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for text in theme.split("\n\n\n") {
        if imported(text.lines().nth(1).unwrap_or_default()).is_some() || text.starts_with("\"\"\"")
        {
            let imports = text
                .lines()
                .filter_map(|line| Some((imported(line)?, line)));
            pieces.extend(imports.map(|(name, text)| Piece { name, text }));
        } else if let Some(name) = text.lines().find_map(defined) {
            let text = text.trim();
            pieces.push(Piece { name, text });
        }
    }
    pieces
}

/// The name that an unindented import imports.
fn imported(line: &'static str) -> Option<&'static str> {
    let from = line
        .strip_prefix("from ")
        .map(|rest| rest.split(" import ").nth(1));
    from.flatten().or_else(|| line.strip_prefix("import "))
}

/// The name that an unindented line defines.
fn defined(line: &'static str) -> Option<&'static str> {
    let rest = ["def ", "class "]
        .iter()
        .find_map(|word| line.strip_prefix(word));
    let constant = line.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains(" = ");
    identifiers(rest.or(constant.then_some(line))?).next()
}

/// A piece without comments and documentation; an import needs nothing else.
fn code(text: &str) -> String {
    if text.starts_with("import ") || text.starts_with("from ") {
        return String::new();
    }
    let lines = text.lines().map(str::trim);
    let mut inside = false;
    let lines = lines.filter(|line| {
        let quotes = line.matches("\"\"\"").count();
        let documentation = inside || line.starts_with("\"\"\"");
        if quotes == 1 {
            inside = !inside;
        }
        !documentation && !line.starts_with('#')
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The pieces that one package needs.
pub struct Runtime {
    used: Used,
}

impl Default for Runtime {
    fn default() -> Runtime {
        Runtime {
            used: Used::of(&LIBRARY),
        }
    }
}

impl Runtime {
    /// Asks for a piece and all it needs; returns its name for use in the code.
    pub fn need(&mut self, name: &'static str) -> &'static str {
        self.used.need(name)
    }

    /// Whether a piece was asked for.
    pub fn uses(&self, name: &str) -> bool {
        self.used.uses(name)
    }

    /// Asks for what a file of WASI imports of the runtime.
    pub fn need_imported(&mut self, text: &str) {
        for rest in text.split("from .._runtime import ").skip(1) {
            self.used.need_all(rest.lines().next().unwrap_or_default());
        }
    }

    /// The text of all pieces asked for: imports, then everything else.
    pub fn text(&self) -> String {
        let mut modules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut rest = Vec::new();
        for piece in self.used.iter() {
            match (imported(piece.text), piece.text.strip_prefix("from ")) {
                (Some(name), Some(from)) => {
                    let module = from.split(' ').next().unwrap_or_default();
                    modules.entry(module).or_default().insert(name);
                }
                (Some(_), None) => rest.push(piece.text),
                (None, _) => {}
            }
        }
        rest.sort_unstable();
        let froms = modules.into_iter().map(|(module, names)| {
            format!("from {module} import {}", Vec::from_iter(names).join(", "))
        });
        let imports: Vec<_> = rest
            .iter()
            .map(|line| line.to_string())
            .chain(froms)
            .collect();
        let pieces = self.used.iter().map(|piece| piece.text);
        let pieces: Vec<_> = pieces.filter(|text| imported(text).is_none()).collect();
        format!(
            "\"\"\"Calls of core code.\"\"\"\nfrom __future__ import annotations\n\n{}\n\n\n{}\n",
            imports.join("\n"),
            pieces.join("\n\n\n")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_at_the_margin_is_a_piece() {
        let lines = THEMES.iter().flat_map(|theme| theme.lines());
        let definitions =
            lines.filter(|line| line.starts_with("def ") || line.starts_with("class "));
        for line in definitions {
            let name = defined(line).expect("a name");
            let piece = LIBRARY.pieces.iter().find(|piece| piece.name == name);
            assert!(
                piece.is_some_and(|piece| piece.text.contains(line)),
                "{line}"
            );
        }
    }

    #[test]
    fn pieces_bring_what_they_mention_and_nothing_else() {
        let mut runtime = Runtime::default();
        runtime.need("invalid");
        let names: Vec<_> = runtime.used.iter().map(|piece| piece.name).collect();
        assert_eq!(names, ["NoReturn", "Trap", "invalid"]);
    }
}
