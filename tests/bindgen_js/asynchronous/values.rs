//! What JavaScript makes of streams, futures and cancellation.

use super::harness;
use super::place;
use componentize::bindgen::js::Instantiation;
use componentize::bindgen::plan::Plan;

#[test]
fn streams_futures_and_signals_are_values_of_javascript() {
    let component = wat::parse_file(place("values.wat")).expect("a component");
    let directory = harness::directory("async-values");
    let plan = Plan::with_tasks(&component).expect("a plan");
    harness::write(
        &plan,
        &directory,
        &harness::options("values", Instantiation::Sync),
    );
    assert_eq!(harness::run("async/values.js", &directory), "ok\n");
}

/// A host in TypeScript is checked against the declarations.
#[test]
fn declarations_of_async_functions_are_strict_typescript() {
    let component = wat::parse_file(place("values.wat")).expect("a component");
    let directory = harness::directory("async-declarations");
    let plan = Plan::with_tasks(&component).expect("a plan");
    for (name, instantiation) in [
        ("none", Instantiation::None),
        ("values", Instantiation::Async),
    ] {
        harness::write(&plan, &directory, &harness::options(name, instantiation));
    }
    harness::install();
    std::fs::copy(place("host.ts"), directory.join("host.ts")).expect("the host in TypeScript");
    let files = ["none.d.ts", "host.ts"].map(str::to_string);
    crate::declarations::tsc(&directory, &files);
}
