//! A package whose files are not on a disk, laid out as in a directory.
//!
//! wit-parser reads directories itself, but only those of a file system. Which files belong to which package is decided here
//! as it does: `*.wit`, `deps/NAME/*.wit`, and `deps/NAME.wit`, `.wat` or `.wasm`. All others are ignored.

use super::nesting;
use crate::error::Error;
use crate::input;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use wat::Detect;
use wit_component::DecodedWasm;
use wit_parser::{PackageId, Resolve, SourceMap, UnresolvedPackageGroup};

/// Files by their paths.
type Files = BTreeMap<String, Vec<u8>>;

/// Adds a package and its dependencies.
pub(super) fn push(resolve: &mut Resolve, files: &Files) -> Result<PackageId> {
    let main = parse(resolve, files, |path| is_text(path) && !path.contains('/'))?;
    let mut dependencies = Vec::new();
    for name in dependency_names(files) {
        let path = format!("deps/{name}");
        match files.get(&path) {
            None => {
                let directory = format!("{path}/");
                let is_part = |path: &str| {
                    let file = path.strip_prefix(&directory);
                    file.is_some_and(|file| is_text(file) && !file.contains('/'))
                };
                dependencies.push(parse(resolve, files, is_part)?);
            }
            Some(bytes) if Detect::from_bytes(bytes).is_wasm() => merge(resolve, &path, bytes)?,
            Some(_) => dependencies.push(parse(resolve, files, |other| other == path)?),
        }
    }
    Ok(resolve.push_groups(main, dependencies)?)
}

fn is_text(path: &str) -> bool {
    path.ends_with(".wit")
}

/// The directories in `deps` and its files that may be packages, each once and in order.
fn dependency_names(files: &Files) -> Vec<&str> {
    let mut names = Vec::new();
    for path in files.keys().filter_map(|path| path.strip_prefix("deps/")) {
        let (name, is_file) = match path.split_once('/') {
            Some((directory, _)) => (directory, false),
            None => (path, true),
        };
        let is_package = || {
            [".wit", ".wat", ".wasm"]
                .iter()
                .any(|end| name.ends_with(end))
        };
        if !is_file || is_package() {
            names.push(name);
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Parses the files that are part of one package.
fn parse(
    resolve: &mut Resolve,
    files: &Files,
    is_part: impl Fn(&str) -> bool,
) -> Result<UnresolvedPackageGroup> {
    let mut sources = SourceMap::default();
    for (path, bytes) in files.iter().filter(|(path, _)| is_part(path)) {
        let text =
            std::str::from_utf8(bytes).with_context(|| format!("failed to read `{path}`"))?;
        nesting::check(path, text)?;
        sources.push_str(path, text);
    }
    sources.parse().map_err(|(sources, error)| {
        // Nothing else is in there yet, so that the places in the error hold.
        resolve.push_source_map(sources);
        error.into()
    })
}

/// Adds a package in the binary format, or as WAT.
fn merge(resolve: &mut Resolve, path: &str, bytes: &[u8]) -> Result<()> {
    let wasm = input::either(bytes).map_err(|error| error.in_file(path))?;
    input::refuse_cut_short(&wasm, "WIT package")?;
    match wit_component::decode(&wasm)? {
        DecodedWasm::WitPackage(package, _) => resolve.merge(package).map(|_| ()),
        DecodedWasm::Component(..) => Err(Error::NotWit {
            path: path.to_string(),
            found: "a component".to_string(),
        }
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wit::{BinaryOptions, Features, TextOptions, Wit};
    use std::fs;

    fn from(files: &[(&str, &[u8])]) -> Result<String, Error> {
        let files = files.iter();
        let files = files.map(|(path, bytes)| (path.to_string(), bytes.to_vec()));
        Wit::from_files(&files.collect(), &Features::default())?.to_text(&TextOptions::default())
    }

    /// The same files on a disk.
    fn on_disk(files: &[(&str, &[u8])]) -> Result<String, Error> {
        let directory = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let found = Wit::package(directory.path(), &Features::default());
        found.and_then(|wit| wit.to_text(&TextOptions::default()))
    }

    const WORLD: &[u8] =
        b"package a:b; world w { import c:d/i; import e:f/i; import g:h/i; import here; }";
    const HERE: &[u8] = b"interface here { f: func(); }";

    fn binary(text: &str) -> Vec<u8> {
        let wit = Wit::parse("x", text.as_bytes(), &Features::default()).unwrap();
        wit.to_wasm(&BinaryOptions::default()).unwrap()
    }

    #[test]
    fn files_are_read_as_from_a_directory() {
        let e = binary("package e:f; interface i { f: func() -> u8; }");
        let g = wasmprinter::print_bytes(binary("package g:h; interface i { type t = u8; }"));
        let files: &[(&str, &[u8])] = &[
            ("world.wit", WORLD),
            ("here.wit", HERE),
            ("notes.txt", b"\xff"),
            (
                "deps/c/one.wit",
                b"package c:d; interface i { use two.{t}; f: func(x: t); }",
            ),
            ("deps/c/two.wit", b"interface two { use g:h/i.{t}; }"),
            ("deps/c/deps/none.wit", b"not read"),
            ("deps/e.wasm", &e),
            ("deps/g.wat", g.as_ref().unwrap().as_bytes()),
            ("deps/README.md", b"not WIT"),
        ];
        let text = from(files).unwrap();
        assert!(text.contains("import here;"), "{text}");
        assert_eq!(text, on_disk(files).unwrap());
        let single: &[(&str, &[u8])] = &[
            ("world.wit", b"package a:b; world w { import c:d/i; }"),
            ("deps/c.wit", b"package c:d; interface i { f: func(); }"),
        ];
        assert_eq!(from(single).unwrap(), on_disk(single).unwrap());
    }

    #[test]
    fn mistakes_are_found_in_their_file() {
        let refused = |path: &str, bytes: &[u8]| {
            let error = from(&[("world.wit", WORLD), ("here.wit", HERE), (path, bytes)]);
            error.unwrap_err().to_string()
        };
        let error = refused("deps/c.wit", b"package c:d;\ninterface i { f func(); }");
        assert!(error.contains("deps/c.wit:2:17"), "{error}");
        let error = refused(
            "deps/c.wit",
            b"package c:d; interface i { use nothing.{t}; }",
        );
        assert!(error.contains("deps/c.wit:1:"), "{error}");
        let error = refused("deps/c.wasm", b"\0asm\x0d\0\x01\0");
        assert!(error.contains("deps/c.wasm"), "{error}");
        let error = refused("deps/c/x.wit", b"\xff");
        assert!(error.contains("deps/c/x.wit"), "{error}");
        let error = refused("z.wit", "interface z { }".repeat(2).as_bytes());
        assert!(error.contains("z.wit:1:"), "{error}");
        assert!(from(&[]).is_err());
    }
}
