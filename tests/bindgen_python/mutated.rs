//! Components with changed bytes: refused, or their packages are Python.

use super::harness;
use super::random::Random;
use componentize::bindgen::plan::Plan;
use componentize::bindgen::python::{self, Options};

/// How often each component is changed.
const CHANGES: usize = 200;

#[test]
fn changed_components_are_refused_or_have_packages_that_compile() {
    let directory = harness::directory("mutated");
    let mut random = Random::new(11);
    let (mut refused, mut written) = (0, 0);
    let folder = std::fs::read_dir(harness::root().join("tests/js/components")).expect("files");
    let mut paths: Vec<_> = folder
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort_unstable();
    for path in paths {
        let component = wat::parse_file(&path).unwrap_or_else(|error| panic!("{error}"));
        for _ in 0..CHANGES {
            let mut changed = component.clone();
            for _ in 0..=random.below(2) {
                let at = 8 + random.below(changed.len() - 8);
                changed[at] = random.below(256) as u8;
            }
            let Ok(plan) = Plan::new(&changed) else {
                refused += 1;
                continue;
            };
            let options = Options::new(&format!("changed{written}"));
            match python::generate(&plan, &options) {
                Ok(files) => {
                    harness::write(&files, &directory);
                    written += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 50 && written > 50, "{refused} {written}");
    let compiled = harness::python(&directory, &["-m", "compileall", "-q", "."]);
    harness::succeeded(&compiled, "packages of changed components");
}
