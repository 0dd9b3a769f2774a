//! Values of every type, both ways: lowered and lifted by the generated code, and crossing to Wasmtime and back.

use super::crossing::{Batch, pass_edge_values, pass_random_values};
use super::harness;
use super::value::Type;
use componentize::bindgen::js::{Instantiation, Options};

/// Sends all values through Node, and compares with Wasmtime.
fn pass(name: &str, batch: &mut Batch, minify: bool) {
    let directory = harness::directory(name);
    let options = Options {
        minify,
        ..harness::options("values", Instantiation::Sync)
    };
    harness::generate(&batch.component, &directory, &options);
    let values = batch.program(|case, ty, value, image| {
        let (is_result, value) = (matches!(ty, Type::Result(..)), ty.javascript(value));
        format!("  {{ case: {case}, isResult: {is_result}, value: {value}, image: '{image}' }},\n")
    });
    let script = format!("export const cases = [\n{values}];\n");
    std::fs::write(directory.join("cases.js"), script).expect("the cases");
    harness::run("values.js", &directory);
    batch.check_images(&directory);
}

#[test]
fn every_type_holds_its_edge_values() {
    pass_edge_values(|name, batch| pass(name, batch, false));
}

/// In minified modules.
#[test]
fn random_values_of_random_types() {
    pass_random_values(|name, batch| pass(name, batch, true));
}
