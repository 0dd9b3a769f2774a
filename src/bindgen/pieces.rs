//! The runtimes that generated code needs, in pieces. Only the pieces in use are written.
//!
//! A piece needs the pieces whose names its code mentions, so no list of them is kept.

use std::collections::{BTreeSet, HashMap};

/// A function, class, constant or import of a runtime.
pub struct Piece {
    pub name: &'static str,
    pub text: &'static str,
}

/// The runtime of a language.
pub struct Library {
    /// The pieces, in the order in which they are written.
    pub pieces: Vec<Piece>,
    positions: HashMap<&'static str, usize>,
    /// Returns the text of a piece without comments.
    code: fn(&str) -> String,
}

impl Library {
    pub fn new(pieces: Vec<Piece>, code: fn(&str) -> String) -> Library {
        let positions = pieces.iter().enumerate();
        let positions = positions.map(|(i, piece)| (piece.name, i)).collect();
        Library {
            pieces,
            positions,
            code,
        }
    }
}

/// The pieces that one output needs.
pub struct Used {
    library: &'static Library,
    used: BTreeSet<usize>,
}

impl Used {
    /// No pieces yet.
    pub fn of(library: &'static Library) -> Used {
        Used {
            library,
            used: BTreeSet::new(),
        }
    }

    /// Asks for a piece and all it needs; returns its name for use in the code.
    pub fn need(&mut self, name: &str) -> &'static str {
        let Some(position) = self.library.positions.get(name) else {
            panic!("no piece of the runtime is called `{name}`");
        };
        self.add(*position);
        self.library.pieces[*position].name
    }

    /// Asks for the pieces that a text mentions.
    pub fn need_all(&mut self, text: &str) {
        let library = self.library;
        let needed = identifiers(text).filter_map(|word| library.positions.get(word));
        needed.for_each(|position| self.add(*position));
    }

    fn add(&mut self, position: usize) {
        if self.used.insert(position) {
            let code = (self.library.code)(self.library.pieces[position].text);
            self.need_all(&code);
        }
    }

    /// Whether a piece was asked for.
    pub fn uses(&self, name: &str) -> bool {
        let position = self.library.positions.get(name);
        position.is_some_and(|position| self.used.contains(position))
    }

    /// The pieces that were asked for, in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = &'static Piece> {
        let pieces = &self.library.pieces;
        self.used.iter().map(|position| &pieces[*position])
    }
}

/// The identifiers of a text that are not members of an object.
pub fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(is_part)?;
            // Several dots spread a list, or name a package that is further out.
            let is_member = rest[..start].ends_with('.') && !rest[..start].ends_with("..");
            let word = &rest[start..];
            let length = word.find(|c| !is_part(c)).unwrap_or(word.len());
            rest = &word[length..];
            if !is_member {
                return Some(&word[..length]);
            }
        }
    })
}
