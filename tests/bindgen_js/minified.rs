//! Minified modules are the same programs as those that they are made of. That they run is shown by other tests: random
//! values and bundles in one file pass through minified modules, and with the environment variable `MINIFY` all tests do.

use super::harness::{self, Node};
use super::{sizes, worlds};
use componentize::bindgen::js::{Instantiation, Options};
use componentize::bindgen::plan::Plan;
use std::path::{Path, PathBuf};

/// Every component in text in these directories.
fn in_text(directories: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = directories.iter().flat_map(|directory| {
        let entries = std::fs::read_dir(root.join(directory)).expect("a directory");
        entries.map(|entry| entry.expect("an entry").path())
    });
    let mut files: Vec<PathBuf> = entries
        .filter(|path| path.extension().is_some_and(|ending| ending == "wat"))
        .collect();
    files.sort();
    let components = files.iter().filter_map(|file| wat::parse_file(file).ok());
    components.collect()
}

/// Four ways to make a module, of which the third awaits nothing where it is imported.
fn ways(name: &str) -> [Options; 4] {
    let way = |instantiation, top_level_await| Options {
        instantiation,
        top_level_await,
        types: false,
        ..Options::new(name)
    };
    [
        way(Instantiation::None, true),
        way(Instantiation::Async, true),
        way(Instantiation::None, false),
        way(Instantiation::Sync, true),
    ]
}

#[test]
fn every_name_stands_for_the_same_declaration() {
    let directory = harness::directory("minified");
    let places = [
        "benches/js",
        "examples/browser",
        "examples/python",
        "tests/js/async",
        "tests/js/components",
        "tests/js/suspension",
    ];
    let written = in_text(&places).into_iter().chain([sizes::every_type()]);
    let random = (1000..1060).flat_map(worlds::components);
    let mut count = 0;
    for (i, component) in written.chain(random).enumerate() {
        let Ok(plan) = Plan::with_tasks(&component) else {
            continue;
        };
        let way = &ways(&format!("module{i}"))[i % 4];
        harness::write_both(&plan, &directory, way);
        count += 1;
    }
    assert!(count > 60, "{count} components");
    let output = Node::Newest.run_script("minified.js", &directory);
    assert!(
        output.starts_with(&format!("{count} modules, ")),
        "{output}"
    );
}

/// The modules that are made of a component of `tests/js`, in all ways.
fn modules(component: &str) -> [String; 4] {
    let directory = harness::directory(&format!("minified-{component}"));
    let plan = Plan::new(&super::behaviour::component(component)).expect("a plan");
    ways("module").map(|options| {
        harness::write_both(&plan, &directory, &options);
        std::fs::read_to_string(directory.join("module.js")).expect("the module")
    })
}

/// A host sees the names of classes, and bundlers look for the addresses of core modules.
#[test]
fn what_others_look_for_stays() {
    for (component, class) in [("resources", "Counter"), ("errors", "ComponentError")] {
        for module in modules(component) {
            let kept = [
                &format!("class {class}"),
                "new URL('./module.core.wasm',import.meta.url)",
            ];
            for text in kept {
                assert!(module.contains(text), "{text}: {module}");
            }
        }
    }
}
