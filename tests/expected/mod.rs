//! Files that hold what is expected. A test compares with them, and `BLESS=1` rewrites them: read the difference first.

// Each test binary uses its own part of this.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

/// How many lines of a difference are shown.
const SHOWN: usize = 12;

/// A path in the project.
pub fn path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Whether the files are rewritten.
pub fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Asserts that a file of the project holds this text, or writes it there.
#[track_caller]
pub fn hold(file: &str, found: &str) {
    if let Some(difference) = differs(&path(file), found) {
        panic!("{difference}");
    }
}

/// How a text differs from what a file holds, unless the file is rewritten.
pub fn differs(file: &Path, found: &str) -> Option<String> {
    if is_blessing() {
        write(file, found);
    }
    difference(file, &fs::read_to_string(file).unwrap_or_default(), found)
}

/// Writes a file.
pub fn write(file: &Path, text: &str) {
    fs::write(file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// How a text differs from the expected one, from the first line that does.
pub fn difference(file: &Path, expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let lines = expected.lines().zip(found.lines());
    let same = lines.take_while(|(one, other)| one == other).count();
    let from_there = |text: &str| {
        let lines: Vec<&str> = text.lines().skip(same).take(SHOWN).collect();
        lines.join("\n")
    };
    Some(format!(
        "{} differs in line {} (`BLESS=1` rewrites it)\nexpected:\n{}\nfound:\n{}\n",
        file.display(),
        same + 1,
        from_there(expected),
        from_there(found)
    ))
}
