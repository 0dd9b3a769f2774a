//! What wit-parser must not be given: a limit on how deep WIT types nest, and packages that are cut short.
//!
//! wit-parser descends one call for each `<` and has no limit of its own, so a text of a few megabytes could exhaust
//! the stack, which cannot be caught. No generator of WIT nests types nearly as deep as the limit.

use crate::input::{is_binary, refuse_cut_short};
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;

const DEEPEST: usize = 200;

/// Refuses WIT text whose types nest deeper than the limit.
pub(super) fn check(name: &str, text: &str) -> Result<()> {
    let mut depth = 0usize;
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or(line);
        // `->` closes nothing.
        for (index, c) in code.char_indices() {
            match c {
                '<' | '{' | '(' => depth += 1,
                '>' if code[..index].ends_with('-') => {}
                '>' | '}' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                bail!(
                    "types nest deeper than {DEEPEST} levels at `{name}:{}`: give an inner type a name",
                    number + 1
                );
            }
        }
    }
    Ok(())
}

/// Checks every WIT file that reading `path` as a package would read.
pub(super) fn check_path(path: &Path) -> Result<()> {
    if path.is_dir() {
        check_directory(path)?;
        return check_directory_of_dependencies(&path.join("deps"));
    }
    check_file(path)
}

fn check_directory_of_dependencies(deps: &Path) -> Result<()> {
    // What cannot be read is for wit-parser to report, which knows whether it is needed.
    let Ok(entries) = fs::read_dir(deps) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            check_directory(&path)?;
        } else {
            check_file(&path)?;
        }
    }
    Ok(())
}

fn check_directory(directory: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(directory) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "wit") {
            check_file(&path)?;
        }
    }
    Ok(())
}

fn check_file(path: &Path) -> Result<()> {
    let Ok(bytes) = fs::read(path) else {
        return Ok(());
    };
    if is_binary(&bytes) {
        return refuse_cut_short(&bytes, "WIT package");
    }
    match String::from_utf8(bytes) {
        Ok(text) => check(&path.display().to_string(), &text),
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(depth: usize) -> String {
        format!(
            "package a:b;\ninterface i {{ type t = {}u8{}; }}",
            "list<".repeat(depth),
            ">".repeat(depth)
        )
    }

    #[test]
    fn ordinary_text_passes() {
        check("a.wit", &nested(100)).unwrap();
        check("a.wit", &"f: func() -> u8;\n".repeat(1000)).unwrap();
        check("a.wit", &"// <<<<<\n".repeat(1000)).unwrap();
    }

    #[test]
    fn deep_types_are_refused_with_their_line() {
        let error = check("a.wit", &nested(300)).unwrap_err().to_string();
        assert_eq!(
            error,
            "types nest deeper than 200 levels at `a.wit:2`: give an inner type a name"
        );
    }
}
