//! Names that say which interface they implement: read out of components, matched, and rejected with their place.

use componentize::implements::{Direction, Kind, Name, Names, Tier, look_up};

fn read(wat: &str) -> Names {
    Names::read(&wat::parse_str(wat).unwrap()).unwrap()
}

fn rejection(wat: &str) -> String {
    Names::read(&wat::parse_str(wat).unwrap())
        .unwrap_err()
        .to_string()
}

#[test]
fn labels_and_their_interfaces_are_read() {
    let names = read(
        r#"(component
            (import "primary" (implements "a:b/c@1.0.0") (instance $i))
            (import "secondary" (implements "a:b/c@1.0.0") (instance))
            (import "a:b/c@1.0.0" (instance))
            (import "run" (func))
            (core module)
            (component (import "inner" (func)))
            (export "again" (implements "a:b/c@1.0.0") (instance $i)))"#,
    );
    let imports: Vec<_> = names
        .imports
        .iter()
        .map(|item| item.name.clone().unwrap())
        .collect();
    assert_eq!(
        imports,
        [
            Name::labelled("primary", "a:b/c@1.0.0").unwrap(),
            Name::labelled("secondary", "a:b/c@1.0.0").unwrap(),
            Name::interface("a:b/c@1.0.0").unwrap(),
            Name::plain("run").unwrap(),
        ]
    );
    assert_eq!(names.imports[3].kind, Kind::Function);
    assert_eq!(names.exports.len(), 1);
    assert_eq!(names.exports[0].place.direction, Direction::Export);
    assert_eq!(
        names.exports[0].name,
        Some(Name::labelled("again", "a:b/c@1.0.0").unwrap())
    );
}

#[test]
fn a_guest_is_satisfied_by_a_newer_host() {
    let guest =
        read(r#"(component (import "cache" (implements "wasi:keyvalue/store@1.0.0") (instance)))"#);
    let host = [Name::interface("wasi:keyvalue/store@1.0.1").unwrap()];
    let found = look_up(guest.imports[0].name.as_ref().unwrap(), &host).unwrap();
    assert_eq!((found.index, found.tier), (0, Tier::Implements));
}

#[test]
fn two_imports_with_one_label_are_rejected() {
    assert_eq!(
        rejection(
            r#"(component
                (import "primary" (implements "a:b/c@1.0.0") (instance))
                (import "primary" (implements "a:b/d@1.0.0") (instance)))"#
        ),
        "import 1 (at byte 0x31): `primary` is the name of import 0 (at byte 0x10) already: give each its own label"
    );
}

#[test]
fn labels_that_differ_in_case_only_are_one_label() {
    let message = rejection(r#"(component (import "store" (func)) (import "STORE" (func)))"#);
    assert!(
        message.contains("`STORE` is the name of import 0"),
        "{message}"
    );
}

#[test]
fn an_import_and_an_export_may_share_a_label() {
    let names = read(r#"(component (import "run" (func $f)) (export "run" (func $f)))"#);
    assert_eq!((names.imports.len(), names.exports.len()), (1, 1));
}

#[test]
fn a_label_that_is_no_kebab_name_is_rejected() {
    let message =
        rejection(r#"(component (import "read_only" (implements "a:b/c@1.0.0") (instance)))"#);
    assert!(
        message.starts_with("import 0 (at byte ") && message.contains("`read_only` is not a label"),
        "{message}"
    );
    assert!(message.ends_with("such as `read-only`"), "{message}");
}

#[test]
fn only_an_instance_implements() {
    let message = rejection(r#"(component (import "run" (implements "a:b/c@1.0.0") (func)))"#);
    assert!(
        message.ends_with("`run` says that it implements `a:b/c@1.0.0`, but it is a function: only an instance can"),
        "{message}"
    );
}

#[test]
fn what_is_implemented_must_be_an_interface() {
    for value in ["store", "a:b", "a:b/c@1.x"] {
        let message = rejection(&format!(
            r#"(component (import "primary" (implements "{value}") (instance)))"#
        ));
        assert!(
            message.contains(&format!("`{value}` is not the name of an interface")),
            "{message}"
        );
    }
}

#[test]
fn what_is_no_component_is_rejected() {
    assert_eq!(
        rejection("(module)"),
        "expected a component in the binary format but found a core module"
    );
    assert!(Names::read(b"hello").is_err());
    let component = wat::parse_str("(component (core module (func)))").unwrap();
    for length in 1..component.len() {
        // A cut may fall between two sections, and then the rest is simply not there.
        let _ = Names::read(&component[..length]);
    }
}
