//! How much JavaScript there is.

use super::echo;
use super::wit::EVERY_TYPE;
use componentize::bindgen::js::{self, Options};
use componentize::bindgen::plan::Plan;
use std::path::Path;
use wit_component::StringEncoding;

fn javascript(component: &[u8], minify: bool) -> usize {
    let plan = Plan::with_tasks(component).expect("a plan");
    let options = Options {
        minify,
        ..Options::new("sized")
    };
    let files = js::generate(&plan, &options);
    let (_, text) = files
        .iter()
        .find(|(name, _)| *name == "sized.js")
        .expect("the module");
    text.len()
}

fn read(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    wat::parse_file(path).expect("the component parses")
}

#[test]
fn a_function_from_string_to_string() {
    let component = read("examples/browser/greeter.wat");
    let size = javascript(&component, false);
    assert!(size <= 5900, "{size} bytes");
    let minified = javascript(&component, true);
    assert!(minified <= 3000, "{minified} bytes minified");
}

/// A component that imports and exports every type, and passes everything on.
pub fn every_type() -> Vec<u8> {
    let wit = format!(
        "package test:every; interface all {{ {EVERY_TYPE} }} world w {{ import all; export all; }}"
    );
    echo::component(&wit, StringEncoding::UTF8)
}

#[test]
fn a_component_that_imports_and_exports_every_type() {
    let component = every_type();
    let (size, minified) = (javascript(&component, false), javascript(&component, true));
    assert!(size <= 40 << 10, "{size} bytes");
    assert!(minified <= 24_000, "{minified} bytes minified");
}

/// The component of the benchmarks, which has tasks, subtasks, streams, and a function that waits.
#[test]
fn an_asynchronous_component() {
    let component = read("benches/js/async.wat");
    let (size, minified) = (javascript(&component, false), javascript(&component, true));
    assert!(size <= 53_000, "{size} bytes");
    assert!(minified <= 30_000, "{minified} bytes minified");
}
