//! Mistakes in WIT: where they are, and what cures the usual ones.
//!
//! The place and the message are wit-parser's; a cure is added where the message shows what was meant.

use crate::error::{Error, Place};
use crate::guard::Panicked;
use crate::near;
use std::collections::BTreeMap;
use std::path::Path;
use wit_parser::{
    PackageName, ParseError, ParseErrorKind, Resolve, ResolveError, ResolveErrorKind, Span,
};

/// Where the WIT comes from.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'o> {
    /// A directory of `*.wit` files, or one such file.
    Path(&'o Path),
    /// Text that the caller has.
    Text(&'o str),
    /// A directory that the caller has.
    Files(&'o BTreeMap<String, Vec<u8>>),
}

/// The error to report for a failure to read WIT.
pub(crate) fn explain(resolve: &Resolve, origin: Origin<'_>, error: &anyhow::Error) -> Error {
    if let Some(panicked) = error.downcast_ref::<Panicked>() {
        return panicked.clone().into();
    }
    let known = error.chain().find_map(|layer| {
        let parse = layer.downcast_ref::<ParseError>().map(ParseError::kind);
        let parse = parse.map(|kind| (kind.span(), parse_message(kind)));
        let failed = layer.downcast_ref::<ResolveError>().map(ResolveError::kind);
        parse.or(failed.map(|kind| (kind.span(), resolve_message(kind, origin))))
    });
    let Some((span, (message, cure))) = known else {
        let message = resolve.render_error(error);
        if let (true, Origin::Path(path)) = (message.contains("an actual component"), origin) {
            return Error::NotWit {
                path: path.display().to_string(),
                found: "a component".to_string(),
            };
        }
        let cure = cure_of_package(&message);
        return wit(message, None, cure);
    };
    let Some((place, text, at)) = place(resolve, span, origin) else {
        let cure = cure.or_else(|| cure_of_package(&message));
        return wit(message, None, cure);
    };
    let cure = cure.or_else(|| cure_of_text(&message, &text, at));
    wit(message, Some(place), cure)
}

fn wit(message: String, place: Option<Place>, cure: Option<String>) -> Error {
    Error::Wit {
        message,
        place,
        cure,
    }
}

/// The place, the text of the file, and the byte in it.
fn place(resolve: &Resolve, span: Span, origin: Origin<'_>) -> Option<(Place, String, usize)> {
    let location = resolve.source_map.resolve_span(span)?;
    let text = match origin {
        Origin::Path(_) => std::fs::read_to_string(location.path).ok()?,
        Origin::Text(text) => text.to_string(),
        Origin::Files(files) => String::from_utf8(files.get(location.path)?.clone()).ok()?,
    };
    let (start, end) = (location.range.start, location.range.end);
    let mut place = Place::new(&text, start, end);
    place.file = Some(location.path.to_string());
    Some((place, text, start))
}

type Message = (String, Option<String>);

fn parse_message(kind: &ParseErrorKind) -> Message {
    let cure = match kind {
        ParseErrorKind::TypeCycle { .. } => Some(
            "WIT has no recursive types: refer to the inner value by an index into a list, or by a resource".to_string(),
        ),
        _ => None,
    };
    (kind.to_string(), cure)
}

fn resolve_message(kind: &ResolveErrorKind, origin: Origin<'_>) -> Message {
    match kind {
        ResolveErrorKind::PackageNotFound {
            requested, known, ..
        } => {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            let known = match known.as_slice() {
                [] => String::new(),
                known => format!("; known are {}", known.join(", ")),
            };
            let message = format!("the package `{requested}` is not there{known}");
            (message, Some(where_to_put(requested, origin)))
        }
        kind => (kind.to_string(), None),
    }
}

/// Where the WIT of a dependency is looked for.
fn where_to_put(package: &PackageName, origin: Origin<'_>) -> String {
    let file = |directory: &Path| {
        let place = directory.join("deps").join(&package.name);
        format!("put its WIT into `{}/`", place.display())
    };
    match origin {
        Origin::Path(path) if path.is_dir() => file(path),
        Origin::Files(_) => file(Path::new("")),
        Origin::Path(path) => {
            let directory = match path.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            format!(
                "{}, and name the directory `{}` instead of the file: a file by itself has no dependencies",
                file(directory),
                directory.display()
            )
        }
        Origin::Text(_) => {
            format!(
                "{}, next to the file, and name the directory: text by itself has no dependencies",
                file(Path::new(""))
            )
        }
    }
}

/// Cures of mistakes that are not at one place.
fn cure_of_package(message: &str) -> Option<String> {
    let cure = if message.contains("no `package` header") {
        "start one of the files with a line such as `package my-company:my-package;`"
    } else if message.contains("does not match previous package name") {
        SEVERAL_PACKAGES
    } else {
        return None;
    };
    Some(cure.to_string())
}

const SEVERAL_PACKAGES: &str = "all files of one directory are one package: move the other package's files into `deps/`, in a directory of their own";

/// Cures of mistakes in text.
fn cure_of_text(message: &str, text: &str, at: usize) -> Option<String> {
    let quoted = |message: &str| {
        let (_, rest) = message.split_once('`')?;
        Some(rest.split('`').next()?.to_string())
    };
    if message.contains("found keyword `") {
        let keyword = message.split("found keyword").nth(1).and_then(quoted)?;
        if message.contains("expected an identifier") {
            return Some(format!(
                "`{keyword}` is a keyword of WIT: write `%{keyword}` to use it as a name"
            ));
        }
    }
    if let Some(cure) = cure_of_version(text, at) {
        return Some(cure);
    }
    if message.contains("in identifier") {
        let name = kebab(word_at(text, at));
        let words =
            "names are words of letters and digits with dashes between them, each word in one case";
        return Some(match name.is_ascii() {
            true => format!("{words}: write `{name}`"),
            false => format!("{words}: write `{name}` with letters from `a` to `z`"),
        });
    }
    if message.contains("expected ';'") {
        let line = text[..at.min(text.len())].trim_end().matches('\n').count() + 1;
        return Some(format!("end line {line} with `;`"));
    }
    if message.contains("does not exist") {
        let name = quoted(message)?;
        let names = defined(text);
        let near = near::nearest(&name, names.iter().map(String::as_str))?;
        return Some(format!("write `{near}`, if that is meant"));
    }
    if message.contains("borrow<") {
        return Some(
            "a borrowed handle ends with the call: return the resource itself, which is an owned handle".to_string(),
        );
    }
    if message.contains("does not match previous package name") {
        return Some(SEVERAL_PACKAGES.to_string());
    }
    let twice = ["already", "more than once", "duplicate", "conflicts with"];
    if twice.iter().any(|word| message.contains(word)) {
        return Some("give one of them another name".to_string());
    }
    cure_of_package(message)
}

/// A version of one or two numbers, which ends where the mistake is.
fn cure_of_version(text: &str, at: usize) -> Option<String> {
    let line_start = text.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text[line_start..at].rsplit_once('@')?.1;
    let rest: String = text[at..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let version = format!("{before}{rest}");
    let numbers: Vec<&str> = version.split('.').collect();
    let are_numbers = numbers
        .iter()
        .all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    (are_numbers && numbers.len() < 3).then(|| {
        let missing = ".0".repeat(3 - numbers.len());
        format!("a version has three numbers: write `{version}{missing}`")
    })
}

/// The name that a byte is in.
fn word_at(text: &str, at: usize) -> &str {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '%');
    let before = text.get(..at).unwrap_or_default();
    let start = before.rfind(|c| !is_part(c)).map_or(0, |found| {
        found + before[found..].chars().next().map_or(1, char::len_utf8)
    });
    let rest = &text[start..];
    &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())]
}

/// A name as WIT has it: `getUser` and `get_user` become `get-user`.
fn kebab(name: &str) -> String {
    let mut words = String::new();
    let mut before = '-';
    for c in name.chars() {
        if c.is_uppercase() && before.is_lowercase() || c == '_' {
            words.push('-');
        }
        if c != '_' {
            words.extend(c.to_lowercase());
        }
        before = c;
    }
    words.trim_matches('-').replace("--", "-")
}

/// The names that a file defines or uses, and those of WIT's own types.
fn defined(text: &str) -> Vec<String> {
    const DEFINING: [&str; 9] = [
        "record",
        "variant",
        "enum",
        "flags",
        "type",
        "resource",
        "interface",
        "world",
        "as",
    ];
    const TYPES: [&str; 13] = [
        "bool", "char", "string", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32",
        "f64",
    ];
    let code = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or(line));
    let code: String = code.collect::<Vec<_>>().join("\n");
    let words: Vec<&str> = code
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut names: Vec<String> = words
        .windows(2)
        .filter(|pair| DEFINING.contains(&pair[0]))
        .map(|pair| pair[1].to_string())
        .collect();
    names.extend(TYPES.map(str::to_string));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_those_of_wit() {
        assert_eq!(kebab("getUser"), "get-user");
        assert_eq!(kebab("get_user_2"), "get-user-2");
        assert_eq!(kebab("HTTPServer"), "httpserver");
        assert_eq!(kebab("_private_"), "private");
        let cure = |text| cure_of_text("invalid character in identifier", text, 0).unwrap();
        assert!(cure("getUser").ends_with("write `get-user`"));
        assert!(cure("größe").ends_with("write `größe` with letters from `a` to `z`"));
    }

    #[test]
    fn words_and_versions_are_found_around_a_byte() {
        let text = "interface i { getUser: func(); }";
        let at = text.find("User").unwrap();
        assert_eq!(word_at(text, at), "getUser");
        assert_eq!(word_at("Foo", 0), "Foo");
        let version = |text: &str, at| cure_of_version(text, at).unwrap_or_default();
        let package = "package a:b@1.0;";
        let end = package.len() - 1;
        assert!(version(package, end).contains("`1.0.0`"));
        assert!(version("package a:b@2;", 13).contains("`2.0.0`"));
        assert_eq!(version("package a:b@1.0.0;", 17), "");
        assert_eq!(version("package a:b;", 11), "");
    }

    #[test]
    fn a_name_that_is_not_there_finds_its_like() {
        let text = "interface i { record user { n: u32 } f: func() -> usr; }";
        let cure = cure_of_text("name `usr` does not exist", text, 0);
        assert_eq!(cure.unwrap(), "write `user`, if that is meant");
    }
}
