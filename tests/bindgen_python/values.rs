//! Values of every type, both ways: lowered and lifted by the generated code, and crossing to Wasmtime and back.

use super::crossing::{Batch, pass_edge_values, pass_random_values};
use super::harness;
use super::value::Type;
use componentize::bindgen::python::Options;
use std::path::PathBuf;

/// What a program with values begins with: their types, which some packages have, under one name.
const TYPES: &str = "import types

import values
HERE
for name in ('Ok', 'Err', 'Some'):
    setattr(types, name, getattr(values, name, None))

cases = [
";

/// Sends all values through Python, and compares with Wasmtime.
fn pass(name: &str, batch: &mut Batch) {
    let directory = write(name, batch);
    harness::run("run_values.py", &directory);
    batch.check_images(&directory);
}

/// Writes a package and the values for it; returns their directory.
pub fn write(name: &str, batch: &mut Batch) -> PathBuf {
    let directory = harness::directory(name);
    harness::generate(&batch.component, &directory, &Options::new("values"));
    let has_types = directory.join("values/imports/types.py").exists();
    let import = match has_types {
        true => "from values.imports import types\n",
        false => "",
    };
    let values = batch.program(|case, ty, value, image| {
        let is_result = match ty {
            Type::Result(..) => "True",
            _ => "False",
        };
        let value = ty.python(value);
        format!("    ({case}, {is_result}, {value}, '{image}'),\n")
    });
    let script = format!("{}{values}]\n", TYPES.replace("HERE\n", import));
    std::fs::write(directory.join("cases.py"), script).expect("the cases");
    directory
}

#[test]
fn every_type_holds_its_edge_values() {
    pass_edge_values(pass);
}

#[test]
fn random_values_of_random_types() {
    pass_random_values(pass);
}
