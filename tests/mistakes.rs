//! The usual mistakes, and what wit-component and wit-parser say of them.
//!
//! Each directory of `tests/golden/mistakes` is a mistake: its inputs, the commands in `run`, and our words in
//! `expected.txt`, which `tests/golden.rs` holds. `plain.txt` has the words of the libraries that `wasm-tools component`
//! is made of, and `README.md` our judgement of both. `BLESS=1 cargo test --test mistakes` rewrites `plain.txt`.

mod expected;

use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use wit_component::{ComponentEncoder, DecodedWasm, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, WorldId};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/mistakes")
}

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(directory()).unwrap();
    let mut cases: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    cases.sort();
    cases
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What wasm-tools calls the files of a case: their names, without the directory.
fn plain(case: &Path) -> String {
    let temporary = tempfile::tempdir().unwrap();
    let shared = temporary.path().to_str().unwrap();
    let mut answers = String::new();
    for line in text(&case.join("run")).lines() {
        let words: Vec<String> = line
            .split_whitespace()
            .map(|word| word.replace("$TMP", shared))
            .collect();
        let answer = match run(case, &words) {
            Ok(()) => "(accepted)\n".to_string(),
            Err(error) => {
                let layers: Vec<String> = error.chain().map(ToString::to_string).collect();
                format!("error: {}\n", layers.join("\n  caused by: "))
            }
        };
        let case = format!("{}/", case.display());
        let answer = answer.replace(&case, "").replace(shared, "$TMP");
        answers.push_str(&format!("$ {line}\n{answer}"));
    }
    answers
}

/// Runs a command as `wasm-tools component` does, with those libraries alone.
fn run(case: &Path, words: &[String]) -> Result<()> {
    let option = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1).map(String::as_str)
    };
    let file = |word: &str| case.join(word);
    let world = option("--world");
    match words[0].as_str() {
        "new" => {
            let mut module = module(&file(&words[1]))?;
            if let Some(wit) = option("--wit") {
                let (resolve, id) = select(&file(wit), world)?;
                embed_component_metadata(&mut module, &resolve, id, StringEncoding::UTF8, false)?;
            }
            let mut encoder = ComponentEncoder::default();
            let component = encoder.validate(true).module(&module)?.encode()?;
            write(option("-o"), &component)
        }
        "embed" => {
            let (resolve, id) = select(&file(&words[1]), world)?;
            let path = words.get(2).filter(|word| !word.starts_with('-'));
            let mut module = match path {
                Some(path) => module(&file(path))?,
                None => wat::parse_bytes(b"")?.into_owned(),
            };
            embed_component_metadata(&mut module, &resolve, id, StringEncoding::UTF8, false)?;
            write(option("-o"), &module)
        }
        "targets" => {
            let (resolve, id) = select(&file(&words[1]), world)?;
            let component = module(&file(&words[2]))?;
            wit_component::targets(&resolve, id, &component, false)
        }
        "wit" => match wit_component::decode(&module(&file(&words[1]))?)? {
            DecodedWasm::WitPackage(..) | DecodedWasm::Component(..) => Ok(()),
        },
        // wasm-tools has no such command, or another one.
        command => bail!("(there is no `{command}` to compare with)"),
    }
}

fn module(path: &Path) -> Result<Vec<u8>> {
    Ok(wat::parse_file(path)?)
}

fn select(path: &Path, world: Option<&str>) -> Result<(Resolve, WorldId)> {
    let mut resolve = Resolve::default();
    match resolve.push_path(path) {
        Ok((package, _)) => {
            let id = resolve.select_world(&[package], world)?;
            Ok((resolve, id))
        }
        Err(error) => bail!("{}", resolve.render_error(&error)),
    }
}

fn write(path: Option<&str>, bytes: &[u8]) -> Result<()> {
    match path {
        Some(path) => {
            fs::write(path, bytes).with_context(|| format!("failed to create file: {path}"))
        }
        None => Ok(()),
    }
}

#[test]
fn what_the_libraries_say_is_written_down() {
    for case in cases() {
        let file = case.join("plain.txt");
        if let Some(difference) = expected::differs(&file, &plain(&case)) {
            panic!("{difference}");
        }
    }
}

#[test]
fn no_message_passes_on_what_is_not_true() {
    for case in cases() {
        let ours = text(&case.join("expected.txt"));
        assert!(ours.contains("error: "), "{} is accepted", case.display());
        for untrue in [
            "failed to decode world from module",
            "module was not valid",
            "internal error",
            "wit-component",
        ] {
            assert!(!ours.contains(untrue), "{}: {untrue}", case.display());
        }
    }
}

#[test]
fn each_mistake_is_judged_and_most_are_called_better() {
    let readme = text(&directory().join("README.md"));
    let mut judged = BTreeSet::new();
    let mut better = 0;
    for row in readme.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`');
        let case = directory().join(name);
        let (ours, theirs) = (
            text(&case.join("expected.txt")),
            text(&case.join("plain.txt")),
        );
        match cells[2] {
            "better" => better += 1,
            "same" => {}
            other => panic!("{name}: `{other}` is not a judgement that may stand"),
        }
        assert!(cells[2] == "same" || ours != theirs, "{name}");
        judged.insert(name.to_string());
    }
    let names = cases().into_iter().map(|case| {
        let name = case.file_name().unwrap();
        name.to_string_lossy().into_owned()
    });
    assert_eq!(judged, names.collect(), "one row a mistake");
    assert_eq!(judged.len(), 55);
    assert!(better >= 45, "{better} of {} are better", judged.len());
}
