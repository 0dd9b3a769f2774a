//! What may be read as WIT, before wit-parser reads it.

use crate::error::{Error, Expected, Found};
use crate::input;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

/// Refuses a path that has no WIT: nothing at all, a core module or a component.
pub(super) fn check(path: &Path) -> Result<(), Error> {
    if !path.exists() {
        return Err(Error::NoWitFile {
            path: path.display().to_string(),
            others: siblings(path),
        });
    }
    if path.is_dir() {
        return Ok(());
    }
    // What cannot be read is for wit-parser to report.
    let Ok(bytes) = fs::read(path) else {
        return Ok(());
    };
    if !input::is_binary(&bytes) {
        let is_wat = std::str::from_utf8(&bytes).is_ok_and(input::is_text_format);
        return if is_wat {
            Ok(())
        } else {
            text(&bytes).map(|_| ())
        };
    }
    if !wasmparser::Parser::is_component(&bytes) {
        return Err(Error::NotWit {
            path: path.display().to_string(),
            found: "a core module".to_string(),
        });
    }
    Ok(())
}

/// The WIT files in the directory that a missing file should be in.
fn siblings(path: &Path) -> Vec<String> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension() == Some(OsStr::new("wit")))
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

/// Takes bytes as WIT text, unless they are recognised as something else.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Error> {
    match (input::describe(bytes), std::str::from_utf8(bytes)) {
        (Found::Text | Found::Wit, Ok(text)) => Ok(text),
        (found, _) => Err(Error::NotWasm {
            expected: Expected::Wit,
            found,
        }),
    }
}
