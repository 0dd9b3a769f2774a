//! A component that componentize-py made of Python: CPython and WASI 0.2 in core modules, with an `async` export and import.

use super::guests::guest;
use super::harness;
use componentize::bindgen::js::Options;

#[test]
fn a_python_guest() {
    harness::install();
    let directory = harness::directory("python-guest");
    let packages = directory.join("node_modules");
    std::os::unix::fs::symlink(harness::scripts().join("node_modules"), packages)
        .expect("the packages");
    let host = "export const notes = [], asked = [];
        export const note = (text) => notes.push(text);
        export async function later(x) {
            asked.push(x);
            await new Promise((resolve) => setTimeout(resolve, 20));
            return x + 1;
        }";
    std::fs::write(directory.join("host.js"), host).expect("the host");
    let map = [
        ("test:python/clock", "./host.js"),
        ("note", "./host.js#note"),
    ];
    let options = Options {
        map: map
            .map(|(name, target)| (name.into(), target.into()))
            .to_vec(),
        ..Options::new("guest")
    };
    harness::generate(&guest("python"), &directory, &options);
    assert_eq!(harness::run("python-guest.js", &directory), "ok\n");
}
