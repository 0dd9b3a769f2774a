//! What JavaScript makes of streams, futures and cancellation.

use super::harness;
use super::place;
use componentize::bindgen::js::{Instantiation, Options};
use componentize::bindgen::plan::Plan;

/// Runs the script of a component.
fn check(name: &str) {
    let component = wat::parse_file(place(&format!("{name}.wat"))).expect("a component");
    let directory = harness::directory(&format!("async-{name}"));
    let plan = Plan::with_tasks(&component).expect("a plan");
    let options = harness::options(name, Instantiation::Sync);
    harness::write(&plan, &directory, &options);
    let script = format!("async/{name}.js");
    let output = match plan.suspends() {
        true => harness::Node::Newest.run_script(&script, &directory),
        false => harness::run(&script, &directory),
    };
    assert_eq!(output, "ok\n");
}

#[test]
fn values_are_waited_for_in_the_middle_of_a_function() {
    check("awaited");
}

#[test]
fn streams_futures_and_signals_are_values_of_javascript() {
    check("values");
}

#[test]
fn resources_are_lent_until_the_host_has_returned() {
    check("lent");
}

/// Calls that nothing can wake are rejected, if that is asked for; what is written otherwise has nothing for it.
#[test]
fn deadlocks_are_detected_on_request() {
    for name in ["deadlock", "values", "awaited"] {
        let component = wat::parse_file(place(&format!("{name}.wat"))).expect("a component");
        let plan = Plan::with_tasks(&component).expect("a plan");
        let directory = harness::directory(&format!("async-deadlocks-{name}"));
        let plain = harness::options(name, Instantiation::Sync);
        harness::write(&plan, &directory, &plain);
        let module = directory.join(format!("{name}.js"));
        let text = std::fs::read_to_string(&module).expect("a module");
        assert!(
            !["outside", "watch()", "WatchedStore"]
                .iter()
                .any(|word| text.contains(word))
        );
        for minify in [false, true] {
            let options = Options {
                detect_deadlocks: true,
                minify,
                ..plain.clone()
            };
            harness::write(&plan, &directory, &options);
            let output = harness::Node::Newest.run_script(&format!("async/{name}.js"), &directory);
            assert_eq!(output, "ok\n", "minify: {minify}");
        }
    }
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
