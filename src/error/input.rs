//! What an input should have been, what it is, and a place in a text.

use std::fmt;

/// What an input should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// A core module.
    CoreModule,
    /// A component.
    Component,
    /// A core module or a component.
    Either,
    /// WIT text, a component or a core module.
    Wit,
    /// A file, whatever is in it.
    File,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expected::CoreModule => "a core module, in the binary format or as WAT text,",
            Expected::Component => "a component, in the binary format or as WAT text,",
            Expected::File => "a file",
            Expected::Either => {
                "a core module or a component, in the binary format or as WAT text,"
            }
            Expected::Wit => {
                "WIT text, or a core module or a component, in the binary format or as WAT text,"
            }
        })
    }
}

/// What an input that is not WebAssembly looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// No bytes at all.
    Nothing,
    /// A directory; whether there are WIT files in it.
    Directory {
        /// Whether there are files called `*.wit` in it.
        wit: bool,
    },
    /// A compressed file or an archive, by the name of its format.
    Archive(&'static str),
    /// A static library (`.a`).
    StaticLibrary,
    /// LLVM bitcode.
    Bitcode,
    /// A program for a machine, by the name of its format.
    NativeExecutable(&'static str),
    /// An object file for a machine, by the name of its format.
    NativeObject(&'static str),
    /// A script that starts with `#!/`.
    Script,
    /// WIT text.
    Wit,
    /// Source code, by the name of its language.
    Source(&'static str),
    /// Any other text.
    Text,
    /// Any other bytes, and the first of them.
    Bytes(Vec<u8>),
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Found::Nothing => f.write_str("nothing: the input is empty"),
            Found::Directory { wit: false } => f.write_str("a directory"),
            Found::Directory { wit: true } => f.write_str("a directory of WIT files"),
            Found::Archive(format) => write!(f, "a {format} archive: unpack it first"),
            Found::StaticLibrary => f.write_str("a static library: link it to a core module first"),
            Found::Bitcode => f.write_str("LLVM bitcode: compile and link it first"),
            Found::NativeExecutable(format) => {
                write!(
                    f,
                    "a native executable ({format}): build it for wasm32-wasip1"
                )
            }
            Found::NativeObject(format) => {
                write!(
                    f,
                    "a native object file ({format}): build it for wasm32-wasip1"
                )
            }
            Found::Script => f.write_str("a script"),
            Found::Wit => f.write_str("WIT, which describes a world and has no code"),
            Found::Source(language) => {
                write!(
                    f,
                    "{language} source code: compile it for wasm32-wasip1 first"
                )
            }
            Found::Text => f.write_str("text that is not WAT"),
            Found::Bytes(bytes) => {
                let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                write!(f, "data that starts with the bytes `{}`", bytes.join(" "))
            }
        }
    }
}

/// A place in a text. It is shown on lines of its own, with a mark below it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The file, if the text was read from one that the caller named.
    pub file: Option<String>,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted in characters from 1.
    pub column: usize,
    /// How many characters of the line are meant.
    pub length: usize,
    /// What the line says.
    pub text: String,
}

/// How much of a long line is shown.
const WIDEST: usize = 120;

impl Place {
    /// The place of a byte range in a text.
    pub(crate) fn new(text: &str, start: usize, end: usize) -> Place {
        let start = floor_boundary(text, start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let rest = &text[line_start..];
        let line = rest
            .split('\n')
            .next()
            .unwrap_or(rest)
            .trim_end_matches('\r');
        let end = floor_boundary(text, end.max(start)).min(line_start + line.len());
        let length = text
            .get(start..end)
            .map_or(0, |meant| meant.chars().count());
        Place {
            file: None,
            line: text[..line_start].matches('\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            length: length.max(1),
            text: line.to_string(),
        }
    }
}

/// The nearest place at or before a byte where a character starts.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = (self.line, self.column);
        match &self.file {
            Some(file) => write!(f, "\n     --> {file}:{line}:{column}")?,
            None => write!(f, "\n     --> line {line}:{column}")?,
        }
        // A line of a megabyte is shown around the place only.
        let skipped = if self.text.chars().count() > WIDEST {
            column.saturating_sub(WIDEST / 2)
        } else {
            0
        };
        let shown: String = self.text.chars().skip(skipped).take(WIDEST).collect();
        let before: String = shown
            .chars()
            .take(column - 1 - skipped.min(column - 1))
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let mark = "-".repeat(self.length.saturating_sub(1).min(WIDEST));
        write!(f, "\n      |\n {line:4} | {shown}\n      | {before}^{mark}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters() {
        let text = "(module\n  (func $ä i33))\r\nend";
        let at = text.find("i33").unwrap();
        let place = Place::new(text, at, at + 3);
        assert_eq!((place.line, place.column, place.length), (2, 12, 3));
        assert_eq!(place.text, "  (func $ä i33))");
        assert!(place.to_string().ends_with("|            ^--"), "{place}");
        let end = Place::new(text, text.len(), text.len() + 9);
        assert_eq!((end.line, end.column, end.length), (3, 4, 1));
        assert_eq!(
            Place::new("", 0, 0).to_string(),
            "\n     --> line 1:1\n      |\n    1 | \n      | ^"
        );
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = format!("{}here{}", " ".repeat(5000), " ".repeat(5000));
        let shown = Place::new(&text, 5000, 5004).to_string();
        assert!(shown.len() < 500 && shown.contains("here"), "{shown}");
    }
}
