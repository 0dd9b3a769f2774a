//! Values of every type, both ways: lowered and lifted by the generated code, and crossing to Wasmtime and back.

use super::crossing::{
    Cases, Peer, SEEDS, compare_images, component, edge_batches, engine, hex, random_batch,
};
use super::harness;
use super::value::{Declarations, Type};
use componentize::bindgen::python::Options;
use std::fmt::Write;
use wit_component::StringEncoding;

/// Sends all values through Python, and compares with Wasmtime; returns how many there were.
fn compare(
    name: &str,
    declarations: &Declarations,
    cases: &Cases,
    encoding: StringEncoding,
) -> usize {
    let bytes = component(declarations, cases, encoding);
    let directory = harness::directory(name);
    harness::generate(&bytes, &directory, &Options::new("values"));
    let mut peer = Peer::new(&engine(), &bytes, cases.len());
    let mut script = String::from("import types\n\nimport values\n\n");
    let has_types = directory.join("values/imports/types.py").exists();
    script.push_str(if has_types {
        "from values.imports import types\n"
    } else {
        ""
    });
    script.push_str(
        "for _name in ('Ok', 'Err', 'Some'):\n    setattr(types, _name, getattr(values, _name, None))\n\ncases = [\n",
    );
    let mut expected = Vec::new();
    for (case, (ty, values)) in cases.iter().enumerate() {
        for value in values {
            let image = hex(&peer.image(case, value));
            let is_result = if matches!(ty, Type::Result(..)) {
                "True"
            } else {
                "False"
            };
            writeln!(
                script,
                "    ({case}, {is_result}, {}, '{image}'),",
                ty.python(value)
            )
            .unwrap();
            expected.push((case, value));
        }
    }
    script.push_str("]\n");
    std::fs::write(directory.join("cases.py"), script).expect("the cases");
    harness::run("run_values.py", &directory);
    let images = std::fs::read_to_string(directory.join("images.txt")).expect("the images");
    compare_images(&mut peer, &images, &expected, cases, &directory);
    expected.len()
}

#[test]
fn every_type_holds_its_edge_values() {
    let (declarations, cases, encodings) = edge_batches();
    for (name, encoding) in encodings {
        let count = compare(&format!("edges-{name}"), &declarations, &cases, encoding);
        assert!(count > 600, "only {count} values");
    }
}

#[test]
fn random_values_of_random_types() {
    let mut count = 0;
    for seed in 0..SEEDS {
        let (declarations, cases, encoding) = random_batch(seed);
        count += compare(&format!("random-{seed}"), &declarations, &cases, encoding);
    }
    assert_eq!(count, 10_000);
}
