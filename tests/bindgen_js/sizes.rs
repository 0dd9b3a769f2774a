//! How much JavaScript there is.

use super::echo;
use componentize::bindgen::js::{self, Options};
use componentize::bindgen::plan::Plan;
use std::path::Path;
use wit_component::StringEncoding;

fn javascript(component: &[u8], minify: bool) -> usize {
    let plan = Plan::new(component).expect("a plan");
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

#[test]
fn a_function_from_string_to_string() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/browser/greeter.wat");
    let component = wat::parse_file(example).expect("the component parses");
    let size = javascript(&component, false);
    assert!(size <= 6000, "{size} bytes");
    let minified = javascript(&component, true);
    assert!(minified < size * 9 / 10, "{minified} of {size} bytes");
}

/// Every type of WIT, alone, in lists, and in what is made of others; results and parameters that do not fit core values.
const EVERY_TYPE: &str = "
    resource thing {
        constructor(n: u32);
        get: func() -> u32;
        merge: static func(a: thing, b: thing) -> result<thing, string>;
    }
    record scalars {
        a: bool, b: s8, c: u8, d: s16, e: u16, f: s32, g: u32, h: s64, i: u64, j: f32, k: f64, l: char,
    }
    record user { name: string, id: u64, address: option<string> }
    variant shape { circle(f64), label(string), owner(user), nothing }
    enum color { red, green, blue, yellow }
    flags rights { read, write, execute, share, delete }
    all-scalars: func(x: scalars) -> scalars;
    many-parameters: func(a: list<u8>, b: list<f64>, c: list<bool>, d: list<string>, e: list<user>, f: list<shape>,
        g: list<list<u16>>, h: list<s64>, i: bool) -> list<user>;
    a-shape: func(x: shape) -> shape;
    small: func(a: color, b: rights, c: tuple<u8, string>, d: option<option<u8>>) -> tuple<color, rights>;
    a-result: func(x: result<u32, string>) -> result<string, shape>;
    a-map: func(name: string, x: map<string, u32>) -> map<string, u32>;
    a-fixed-list: func(x: list<f32, 4>) -> list<f32, 4>;
    handles: func(a: thing, b: list<thing>, c: borrow<thing>, d: list<borrow<thing>>) -> thing;
";

/// A component that imports and exports them, and passes everything on.
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
    assert!(size <= 40 << 10, "{size} bytes, {minified} minified");
}
