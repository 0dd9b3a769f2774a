//! Labels that generated code could take for names of its own, or of the language.

use super::behaviour::component;
use super::harness::{self, Node};
use super::{echo, sizes};
use componentize::bindgen::js::{self, Instantiation, Options};
use componentize::bindgen::names::camel_case;
use componentize::bindgen::plan::Plan;
use std::collections::BTreeSet;
use std::fmt::Write;
use wit_component::StringEncoding;

/// `utf8Decoder` as `utf8-decoder`, if that is a label whose camel case it is.
fn label(word: &str) -> Option<String> {
    let mut label = String::new();
    for c in word.chars() {
        if c.is_ascii_uppercase() {
            label.push('-');
        }
        label.push(c.to_ascii_lowercase());
    }
    let starts = word.starts_with(|c: char| c.is_ascii_lowercase());
    (starts && camel_case(&label) == word && !label.contains('_')).then_some(label)
}

/// Every word of the modules that are generated for these components.
fn words(components: &[Vec<u8>]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for component in components {
        let plan = Plan::new(component).expect("a plan");
        for instantiation in [Instantiation::None, Instantiation::Sync] {
            let options = Options {
                instantiation,
                types: false,
                ..Options::new("words")
            };
            for (name, bytes) in js::generate(&plan, &options).iter() {
                if name.ends_with(".js") {
                    let text = String::from_utf8_lossy(bytes).into_owned();
                    let found = text.split(|c: char| !c.is_ascii_alphanumeric());
                    words.extend(found.filter_map(label));
                }
            }
        }
    }
    words
}

#[test]
fn a_component_whose_labels_are_all_words_of_generated_code() {
    let first = [
        sizes::every_type(),
        component("resources"),
        component("traps"),
    ];
    let mut labels = words(&first);
    // The core module has its memory under this name.
    labels.remove("memory");
    assert!(labels.len() > 400, "{} labels", labels.len());
    for name in [
        "memory0",
        "exports0",
        "utf8-decoder",
        "module0",
        "state",
        "delete",
    ] {
        assert!(labels.contains(name), "{name}");
    }
    let (mut wit, mut module) = (String::new(), String::new());
    for (label, param) in labels.iter().zip(labels.iter().cycle().skip(7)) {
        writeln!(
            wit,
            "export %{label}: func(%{param}: string, %{label}: u32) -> u32;"
        )
        .unwrap();
        writeln!(
            module,
            "(func (export \"{label}\") (param i32 i32 i32) (result i32) (i32.add (local.get 1) (local.get 2)))"
        )
        .unwrap();
    }
    let allocator = include_str!("../support/allocator.wat");
    let component = echo::encode(
        &format!("(module {allocator} {module})"),
        &format!("package test:names; world names {{ {wit} }}"),
        StringEncoding::UTF8,
    );
    let directory = harness::directory("hostile");
    for instantiation in [Instantiation::Sync, Instantiation::None] {
        let options = harness::options("names", instantiation);
        let directory = match instantiation {
            Instantiation::None => directory.join("none"),
            Instantiation::Async | Instantiation::Sync => directory.clone(),
        };
        harness::generate(&component, &directory, &options);
    }
    for node in Node::ALL {
        let output = node.run_script("names.js", &directory);
        assert_eq!(output, format!("{}\n", labels.len()), "{node:?}");
    }
}

#[test]
fn members_that_objects_and_classes_have_already() {
    let directory = harness::directory("members");
    let options = harness::options("members", Instantiation::Sync);
    harness::generate(&component("members"), &directory, &options);
    assert_eq!(harness::run("members.js", &directory), "ok\n");
}

#[test]
fn two_resources_of_one_name() {
    let directory = harness::directory("twice");
    let options = harness::options("twice", Instantiation::Sync);
    harness::generate(&component("twice"), &directory, &options);
    assert_eq!(harness::run("twice.js", &directory), "ok\n");
}
