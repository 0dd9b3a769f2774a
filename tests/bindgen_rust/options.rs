//! The command's options, and what it refuses.

use super::checked::{project, text};
use super::run::generate;
use super::{harness, worlds};
use componentize::bindgen::rust::Options;
use std::fs;
use std::process::Output;

const DOCUMENTED: &str = "package t:b;
    /// Shelves of books.
    interface shelf {
        /// A book.
        record book {
            /// What it is called.
            title: string,
        }
        /// How it stands.
        enum state {
            /// Upright.
            standing,
            lying,
        }
        resource reader { read: func(book: book) -> state; }
        /// Finds a book.
        ///
        /// There may be none.
        find: func(title: string) -> option<book>;
    }
    world library { import shelf; export shelf; }";

fn run(arguments: &[&str]) -> Output {
    let mut command = harness::componentize();
    command.args(["bindgen", "rust"]).args(arguments);
    command.output().expect("it runs")
}

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).expect("text")
}

/// Cargo takes names of ASCII letters alone, and a file may have any.
#[test]
fn a_crate_is_named_by_the_words_of_the_file() {
    let directory = harness::directory("named");
    let greeter = project("examples/browser/greeter.wat");
    for (stem, name) in [("ünï größe", "n-gr-e"), ("日本", "app"), ("1x", "app-1x")] {
        let path = directory.join(stem).with_extension("wat");
        fs::copy(&greeter, &path).expect("a copy");
        let out = directory.join(name);
        let (path, out) = (path.to_str().expect("text"), out.to_str().expect("text"));
        assert!(run(&[path, "-o", out]).status.success(), "{stem}");
        let manifest = fs::read_to_string(directory.join(name).join("Cargo.toml"));
        let named = format!("name = \"{name}-host\"\n");
        assert!(manifest.expect("a manifest").contains(&named), "{stem}");
    }
}

#[test]
fn a_worlds_documentation_is_in_its_bindings() {
    let directory = harness::directory("documented");
    let wit = directory.join("library.wit");
    fs::write(&wit, DOCUMENTED).expect("a file");
    let out = directory.join("bindings");
    let arguments = ["--no-crate", "--wit", wit.to_str().expect("text"), "-o"];
    let output = run(&[&arguments[..], &[out.to_str().expect("text")]].concat());
    assert!(output.status.success(), "{output:?}");
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("a file");
    let types = read("types.rs");
    for docs in [
        "/// A book.",
        "    /// What it is called.",
        "/// How it stands.",
        "    /// Upright.",
    ] {
        assert_eq!(types.matches(docs).count(), 1, "{docs}\n{types}");
    }
    let find = "    /// Finds a book.\n    ///\n    /// There may be none.\n    fn find(";
    assert!(read("shelf.rs").contains(find), "{}", read("shelf.rs"));
    let find = find.replace("fn find(", "pub fn find(");
    assert!(read("exported_shelf.rs").contains(&find));
    assert!(
        read("mod.rs").contains("pub struct Library {"),
        "{}",
        read("mod.rs")
    );
}

#[test]
fn a_resource_may_be_a_type_of_the_hosts() {
    let component = worlds::of_wit(DOCUMENTED);
    let reader = ("t:b/shelf/reader".to_string(), "crate::People".to_string());
    let options = Options {
        resources: vec![reader],
        ..Options::new("library")
    };
    let files = harness::generate(&component, &options);
    let types = text(&files, "types.rs");
    assert!(
        types.contains("pub use crate::People as ShelfReader;"),
        "{types}"
    );
    let files = harness::generate(&component, &Options::new("library"));
    assert!(text(&files, "types.rs").contains("pub enum ShelfReader {}"));
}

/// A garbage collector is asked for where core code needs one, and nowhere else.
#[test]
fn the_manifest_asks_for_a_collector() {
    let throws = fs::read(project("tests/js/components/exceptions.wat")).expect("a component");
    let catches_all = "(component (core module (func (block (try_table (catch_all 0))))))";
    let has_structs = "(component (core module (type (struct (field i32)))))";
    let calls = "(component (core module (func $f (call $f))))";
    for (component, expected) in [
        (throws.as_slice(), true),
        (catches_all.as_bytes(), true),
        (has_structs.as_bytes(), true),
        (calls.as_bytes(), false),
    ] {
        let component = wat::parse_bytes(component).expect("a component");
        let directory = generate("collected", &component, &[]);
        let manifest = fs::read_to_string(directory.join("Cargo.toml")).expect("a file");
        assert_eq!(manifest.contains("\"gc-copying\""), expected, "{manifest}");
    }
}

#[test]
fn what_cannot_be_printed_is_refused_by_name() {
    let directory = harness::directory("refused");
    let path = directory.join("many.wasm");
    let parameters: Vec<String> = (0..18).map(|n| format!("p{n}: u8")).collect();
    let wit = format!(
        "package t:b; world w {{ export many: func({}); }}",
        parameters.join(", ")
    );
    fs::write(&path, worlds::of_wit(&wit)).expect("a file");
    let (path, out) = (path.to_str().expect("text"), directory.join("out"));
    let out = out.to_str().expect("text");
    let error = refused(&[path, "-o", out]);
    for part in [
        "`many`",
        "it has 18 parameters",
        "up to 17",
        "put some of them in a record",
    ] {
        assert!(error.contains(part), "{error}");
    }
    assert!(!directory.join("out").exists());

    let wit = project("tests/commands/given/app.wit");
    let error = refused(&["--wit", wit.to_str().expect("text"), "-o", out]);
    assert!(error.contains("--no-crate"), "{error}");
    let error = refused(&[path, "-o", out, "--with", "reader=People"]);
    assert!(
        error.contains("expected `INTERFACE/RESOURCE=PATH`"),
        "{error}"
    );
    let error = refused(&[path, "-o", out, "--name", "a/b"]);
    assert!(error.contains("`a/b` cannot be a name"), "{error}");
}
