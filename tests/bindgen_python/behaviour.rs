//! How generated packages behave, on the components of the JavaScript tests.

use super::harness;
use componentize::bindgen::python::Options;

#[test]
fn resources_go_in_both_directions() {
    let directory = harness::directory("resources");
    let text = include_str!("../js/components/resources.wat");
    let component = wat::parse_str(text).expect("the component parses");
    harness::generate(&component, &directory, &Options::new("resources"));
    harness::run("run_resources.py", &directory);
    for output in harness::check_types(&directory, &["resources".to_string()]) {
        harness::succeeded(&output, "a package with resources");
    }
}
