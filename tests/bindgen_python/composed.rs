//! Components made of components: values and handles that go from one to another.

use super::harness;
use super::pairs::{every_encoding, lists};
use componentize::bindgen::python::Options;
use std::fmt::Write;

#[test]
fn values_pass_from_component_to_component_in_every_encoding() {
    let (declarations, types, cases) = lists();
    for (name, component) in every_encoding(&declarations, &types) {
        let directory = harness::directory(&name);
        harness::generate(&component, &directory, &Options::new("composed"));
        let place = ["exports/pass_.py", "types.py"]
            .into_iter()
            .find(|file| directory.join("composed").join(file).exists());
        let module = match place {
            Some("types.py") => "composed.types",
            _ => "composed.exports.pass_",
        };
        let mut script = format!(
            "import composed\nimport {module} as types\n\nfor _name in ('Ok', 'Err', 'Some'):\n    setattr(types, _name, getattr(composed, _name, None))\n\ncases = [\n"
        );
        for (i, list, value) in &cases {
            writeln!(script, "    ({i}, {}),", list.python(value)).unwrap();
        }
        script.push_str("]\n");
        std::fs::write(directory.join("cases.py"), script).expect("the cases");
        harness::run("run_composed.py", &directory);
    }
}
