//! How much JavaScript there is.

use super::value::{Declarations, Type, scalars};
use super::{behaviour, echo};
use componentize::bindgen::js::{self, Options};
use componentize::bindgen::plan::Plan;
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;
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
    assert!(size <= 6 << 10, "{size} bytes");
    let minified = javascript(&component, true);
    assert!(minified < size * 9 / 10, "{minified} of {size} bytes");
}

#[test]
fn a_component_that_takes_and_returns_every_type() {
    let mut declarations = Declarations::default();
    let mut types = scalars();
    let boxed = |ty: Type| Box::new(ty);
    types.extend([
        Type::List(boxed(Type::String)),
        Type::List(boxed(Type::U8)),
        Type::FixedList(boxed(Type::F32), 4),
        Type::Map(boxed(Type::String), boxed(Type::U32)),
        Type::Option(boxed(Type::String)),
        Type::Option(boxed(Type::Option(boxed(Type::U8)))),
        Type::Result(Some(boxed(Type::U32)), Some(boxed(Type::String))),
        Type::Tuple(vec![Type::U8, Type::String]),
        declarations.record(vec![Type::String, Type::U64, Type::List(boxed(Type::Char))]),
        declarations.variant(vec![Some(Type::F64), Some(Type::String), None]),
        declarations.enumeration(5),
        declarations.flags(9),
    ]);
    let mut functions = String::new();
    for (i, ty) in types.iter().enumerate() {
        writeln!(functions, "echo-{i}: func(x: {0}) -> {0};", ty.wit()).unwrap();
    }
    let wit = format!(
        "package test:every; interface all {{
            resource thing {{ constructor(n: u32); get: func() -> u32; same: static func(t: thing) -> thing; }}
            {} {functions}
        }} world w {{ export all; }}",
        declarations.text
    );
    let size = javascript(&echo::component(&wit, StringEncoding::UTF8), false);
    assert!(size <= 40 << 10, "{size} bytes");
}

#[test]
fn what_is_not_supported_is_refused_by_name() {
    for (component, reason) in [
        ("(component (core module $m (memory i64 1)))", "memory64"),
        (
            "(component (core module $m (memory 1 1 shared)))",
            "threads",
        ),
        ("(component (type (stream u8)))", "`stream`"),
        ("(component (type (future u8)))", "`future`"),
        ("(component (import \"f\" (func async)))", "`async func`"),
        ("(component (core func (canon task.cancel)))", "async"),
        ("(component (core func (canon backpressure.inc)))", "async"),
        (
            "(component (import \"m\" (core module)))",
            "imports `m`, a core module",
        ),
        (
            "(component (import \"c\" (component)))",
            "imports `c`, a component",
        ),
        (
            "(component (core module $m) (export \"m\" (core module $m)))",
            "exports `m`, a core module",
        ),
    ] {
        let bytes =
            wat::parse_str(component).unwrap_or_else(|error| panic!("{component}: {error}"));
        let error = Plan::new(&bytes).expect_err("it is refused").to_string();
        assert!(error.contains(reason), "{component}: {error}");
    }
    assert!(Plan::new(b"no component").is_err());
    assert!(Plan::new(&wat::parse_str("(module)").expect("a module")).is_err());
}

#[test]
fn a_plan_takes_no_time_worth_mentioning() {
    let component = behaviour::component("resources");
    let start = Instant::now();
    javascript(&component, false);
    // Fifty milliseconds are asked for, of a component of 3 MB and a release build.
    assert!(start.elapsed().as_millis() < 500, "{:?}", start.elapsed());
}
