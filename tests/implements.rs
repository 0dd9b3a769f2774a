//! Names that say which interface they implement: read out of components, rejected with their place, and carried
//! through embedding, wrapping and decoding of generated worlds.

use arbitrary::Unstructured;
use componentize::implements::{Direction, Kind, Name, Names, Tier, look_up};
use std::collections::BTreeSet;
use wit_component::{ComponentEncoder, DecodedWasm, StringEncoding};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve, WorldId, WorldItem};

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

/// Every world that wit-smith makes is embedded in a module, wrapped, and its names read again.
#[test]
fn generated_worlds_keep_their_names() {
    let mut labelled = 0;
    let mut worlds = 0;
    for seed in 0..600u64 {
        for (resolve, world) in generated_worlds(seed) {
            worlds += 1;
            labelled += check_round_trip(&resolve, world);
        }
    }
    assert!(worlds > 50, "only {worlds} worlds were generated");
    assert!(
        labelled > 20,
        "only {labelled} labelled interfaces were seen"
    );
}

/// The worlds of a generated package, made with the `implements` feature.
fn generated_worlds(seed: u64) -> Vec<(Resolve, WorldId)> {
    let bytes = noise(seed, 4096);
    let config = wit_smith::Config {
        implements: true,
        max_packages: 3,
        max_pkg_items: 4,
        max_interface_items: 4,
        max_world_items: 12,
        max_type_size: 20,
        ..wit_smith::Config::default()
    };
    let Ok(package) = wit_smith::smith(&config, &mut Unstructured::new(&bytes)) else {
        return Vec::new();
    };
    let DecodedWasm::WitPackage(resolve, _) = wit_component::decode(&package).unwrap() else {
        panic!("wit-smith makes packages");
    };
    let worlds: Vec<WorldId> = resolve.worlds.iter().map(|(id, _)| id).collect();
    worlds
        .into_iter()
        .map(|world| (resolve.clone(), world))
        .collect()
}

fn check_round_trip(resolve: &Resolve, world: WorldId) -> usize {
    let mangling = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);
    let mut module = wit_component::dummy_module(resolve, world, mangling);
    wit_component::embed_component_metadata(
        &mut module,
        resolve,
        world,
        StringEncoding::UTF8,
        false,
    )
    .unwrap();
    let component = ComponentEncoder::default()
        .module(&module)
        .unwrap()
        .merge_imports_based_on_semver(false)
        .encode()
        .unwrap();
    let names = Names::read(&component).unwrap();

    let expected = |exports: bool| -> BTreeSet<String> {
        let items = if exports {
            &resolve.worlds[world].exports
        } else {
            &resolve.worlds[world].imports
        };
        items
            .iter()
            .filter_map(|(key, item)| expected_name(resolve, key, item))
            .collect()
    };
    let found = |items: &[componentize::implements::NamedItem]| -> BTreeSet<String> {
        items
            .iter()
            .filter(|item| item.kind == Kind::Instance)
            .filter_map(|item| item.name.as_ref().map(Name::to_string))
            .collect()
    };
    let imports = found(&names.imports);
    // An import that nothing uses is left out of the component; everything that is there must be in the world.
    for name in &imports {
        assert!(expected(false).contains(name), "{name} is not in the world");
    }
    assert_eq!(found(&names.exports), expected(true));
    imports
        .iter()
        .chain(&found(&names.exports))
        .filter(|name| name.contains("implements"))
        .count()
}

fn expected_name(
    resolve: &Resolve,
    key: &wit_parser::WorldKey,
    item: &WorldItem,
) -> Option<String> {
    let WorldItem::Interface { .. } = item else {
        return None;
    };
    let name = resolve.name_world_key(key);
    let interface = resolve
        .implements_interface(key, item)
        .map(|id| resolve.id_of(id).unwrap());
    Some(Name::of(&name, interface.as_deref()).unwrap().to_string())
}

/// Bytes that look random and are the same in every run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        })
        .collect()
}
