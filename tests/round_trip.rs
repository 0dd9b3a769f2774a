//! Worlds with labels, made by wit-smith, go through everything: embedded, wrapped, validated, decoded, printed, parsed
//! again, inspected, linked, and checked against themselves. Each time the names and what they implement are the same.

mod inputs;

use arbitrary::Unstructured;
use componentize::implements::{Kind, Name, Names};
use componentize::inspect::{Extern, inspect};
use componentize::wit::{Features, TextOptions, Wit, World};
use componentize::{
    Componentizer, DummyNames, EmbedOptions, Linker, TargetsOptions, dummy_module, embed, targets,
};
use inputs::{Random, cases};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldId, WorldItem};

/// The instances that a world or component imports, and those that it exports, each as a name with what it implements.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
struct Instances {
    imports: BTreeSet<String>,
    exports: BTreeSet<String>,
}

impl Instances {
    fn of_world(resolve: &Resolve, world: WorldId) -> Instances {
        let names = |items: &wit_parser::IndexMap<_, _>| {
            let named = |(key, item): (&_, &WorldItem)| match item {
                WorldItem::Interface { .. } => {
                    let interface = resolve.implements_interface(key, item);
                    let interface = interface.map(|id| resolve.id_of(id).unwrap());
                    let name = resolve.name_world_key(key);
                    Some(Name::of(&name, interface.as_deref()).unwrap().to_string())
                }
                WorldItem::Function(_) | WorldItem::Type { .. } => None,
            };
            items.iter().filter_map(named).collect()
        };
        let world = &resolve.worlds[world];
        Instances {
            imports: names(&world.imports),
            exports: names(&world.exports),
        }
    }

    fn read(component: &[u8]) -> Instances {
        let names = Names::read(component).unwrap();
        let instances = |items: &[componentize::implements::NamedItem]| {
            let instances = items.iter().filter(|item| item.kind == Kind::Instance);
            instances
                .filter_map(|item| item.name.as_ref().map(Name::to_string))
                .collect()
        };
        Instances {
            imports: instances(&names.imports),
            exports: instances(&names.exports),
        }
    }

    fn inspected(component: &[u8]) -> Instances {
        let report = inspect(component).unwrap();
        let name = |item: &Extern| {
            let version = item.version.as_ref();
            let version = version.map_or_else(String::new, |version| format!("@{version}"));
            let interface = item.interface.as_ref();
            let interface = interface.map(|interface| format!("{interface}{version}"));
            let implements = interface.filter(|_| item.label.is_some());
            Name::of(&item.name, implements.as_deref())
                .unwrap()
                .to_string()
        };
        let instances = |items: &[Extern]| {
            let instances = items.iter().filter(|item| item.kind == "instance");
            instances.map(name).collect()
        };
        Instances {
            imports: instances(&report.imports),
            exports: instances(&report.exports),
        }
    }

    /// How many have a label.
    fn labelled(&self) -> usize {
        let names = self.imports.iter().chain(&self.exports);
        names.filter(|name| name.contains("implements")).count()
    }
}

#[test]
fn generated_worlds_keep_their_names() {
    let (worlds, labelled) = (AtomicUsize::new(0), AtomicUsize::new(0));
    cases("generated_worlds_keep_their_names", 1_200, |case| {
        let Some(package) = generated(case) else {
            return;
        };
        let DecodedWasm::WitPackage(resolve, _) = wit_component::decode(&package).unwrap() else {
            panic!("wit-smith makes packages");
        };
        for (id, world) in resolve.worlds.iter() {
            let name = resolve.id_of_name(world.package.unwrap(), &world.name);
            let wit = Wit::parse("package", &package, &Features::all()).unwrap();
            let labels = check(&resolve, id, wit.into_world(Some(&name)).unwrap());
            worlds.fetch_add(1, Ordering::Relaxed);
            labelled.fetch_add(labels, Ordering::Relaxed);
        }
    });
    let (worlds, labelled) = (worlds.into_inner(), labelled.into_inner());
    println!("{worlds} worlds with {labelled} labels");
    if std::env::var_os("CASE").is_none() {
        assert!(worlds > 100 && labelled > 20, "{worlds}, {labelled}");
    }
}

/// A package in the binary format.
fn generated(case: u64) -> Option<Vec<u8>> {
    let config = wit_smith::Config {
        implements: true,
        max_packages: 3,
        max_pkg_items: 4,
        max_interface_items: 4,
        max_world_items: 12,
        max_type_size: 20,
        ..wit_smith::Config::default()
    };
    let bytes = Random(case).bytes(4096);
    wit_smith::smith(&config, &mut Unstructured::new(&bytes)).ok()
}

/// Takes a world through everything, and says how many of its names are labels.
fn check(resolve: &Resolve, id: WorldId, mut world: World) -> usize {
    let expected = Instances::of_world(resolve, id);
    let module = dummy_module(&world, DummyNames::Legacy).unwrap();
    let module = embed(&module, &mut world, &EmbedOptions::default()).unwrap();
    let component = Componentizer::new(&module)
        .merge_imports_based_on_semver(false)
        .encode()
        .unwrap();
    let found = Instances::read(&component);
    // An import that nothing uses is left out of the component; everything that is there must be in the world.
    assert!(found.imports.is_subset(&expected.imports), "{found:?}");
    assert_eq!(found.exports, expected.exports);
    assert_eq!(Instances::inspected(&component), found);
    assert_eq!(printed(&component), found);
    targets(&component, &world, &TargetsOptions::default()).unwrap();

    let mut linker = Linker::new();
    let library = library(&module);
    linker.dl_openable_library("library", &library);
    linker.merge_imports_based_on_semver(false);
    assert_eq!(Instances::read(&linker.encode().unwrap()), found);
    found.labelled()
}

/// The names in the text that a component is printed as.
fn printed(component: &[u8]) -> Instances {
    let wit = Wit::parse("component", component, &Features::all()).unwrap();
    let text = wit.to_text(&TextOptions::default()).unwrap();
    let mut resolve = Resolve::default();
    let package = resolve.push_str("printed.wit", &text).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    Instances::of_world(&resolve, world)
}

/// A dummy module as a dynamic library, which has no memory of its own to export.
fn library(module: &[u8]) -> Vec<u8> {
    let text = wasmprinter::print_bytes(module).unwrap();
    let text = text
        .replacen("(module", "(module (@dylink.0 (mem-info))", 1)
        .replace("(export \"memory\" (memory 0))", "");
    wat::parse_str(text).unwrap()
}
