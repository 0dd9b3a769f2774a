//! Components made of components: values that go from one to another through fused adapters and transcoders.

use super::pairs::{compose, every_encoding, lists};
use super::{echo, harness};
use componentize::bindgen::js::Instantiation;
use componentize::bindgen::plan::{CoreDef, CoreInstanceId, Plan, Step};
use std::fmt::Write;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};
use wit_component::StringEncoding;

#[test]
fn values_pass_from_component_to_component_in_every_encoding() {
    let (declarations, types, cases) = lists();
    let mut script = String::from("export const cases = [\n");
    for (i, list, value) in &cases {
        let value = list.javascript(value);
        writeln!(script, "  {{ case: {i}, value: {value} }},").unwrap();
    }
    script.push_str("];\n");
    for (name, component) in every_encoding(&declarations, &types) {
        let directory = harness::directory(&name);
        let options = harness::options("composed", Instantiation::Sync);
        harness::generate(&component, &directory, &options);
        std::fs::write(directory.join("cases.js"), &script).expect("the cases");
        harness::run("composed.js", &directory);
    }
}

/// The fused adapter of two components that pass on a list, as text.
fn fused_adapter(element: &str) -> String {
    let wit = |import: &str| {
        format!(
            "package test:values; interface pass {{ same-0: func(x: list<{element}>) -> list<{element}>; }}
            world pass-on {{ {import} export pass; }}"
        )
    };
    let first = echo::component(&wit(""), StringEncoding::UTF8);
    let second = echo::component(&wit("import pass;"), StringEncoding::UTF8);
    let plan = Plan::new(&compose(&first, &second)).expect("a plan");
    let fused = plan.modules.iter().find(|module| module.fused_adapter);
    wasmprinter::print_bytes(&fused.expect("an adapter").wasm).expect("it is printed")
}

#[test]
fn lists_of_numbers_are_copied_at_once() {
    for element in [
        "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64",
    ] {
        let text = fused_adapter(element);
        assert_eq!(text.matches("memory.copy").count(), 2, "{element}: {text}");
        assert!(!text.contains("loop"), "{element}: {text}");
    }
    // Elements that must be checked are copied one by one.
    for element in ["bool", "char", "string", "list<u8>"] {
        assert!(fused_adapter(element).contains("loop"), "{element}");
    }
}

/// Bindings of `tests/js/components/passed.wat`, with the fused adapter's imports of the modules after it.
#[test]
fn numbers_and_text_pass_without_a_call_of_the_host() {
    let component = super::behaviour::component("passed");
    let plan = Plan::new(&component).expect("a plan");
    let imports = plan.steps.iter().filter_map(|step| match step {
        Step::Instantiate { module, imports } => Some((&plan.modules[*module], imports)),
        _ => None,
    });
    let imports: Vec<_> = imports.collect();
    let adapter = imports.iter().position(|(module, _)| module.fused_adapter);
    let adapter = CoreInstanceId::from(adapter.expect("a fused adapter"));
    let of_adapter = imports.iter().flat_map(|(_, imports)| imports.iter());
    let of_adapter = of_adapter.filter(
        |import| matches!(&import.def, CoreDef::Export(export) if export.instance == adapter),
    );
    let of_adapter: Vec<_> = of_adapter.map(|import| import.name.as_str()).collect();
    // The callee's own function stands for `add`; text has to be copied, and a byte to be tested.
    assert_eq!(of_adapter, ["next", "measure"]);
    let directory = harness::directory("passed");
    let options = harness::options("passed", Instantiation::Sync);
    harness::generate(&component, &directory, &options);
    assert_eq!(harness::run("passed.js", &directory), "ok\n");
}

#[test]
fn an_adapter_that_nobody_calls_is_left_out() {
    let path = harness::scripts().join("small/direct.wat");
    let component = wat::parse_file(path).expect("the component parses");
    let plan = Plan::new(&component).expect("a plan");
    let own = plan.modules.iter().filter(|module| !module.fused_adapter);
    assert_eq!((own.count(), plan.modules.len()), (2, 2));
    let instances = plan.steps.iter();
    let instances = instances.filter(|step| matches!(step, Step::Instantiate { .. }));
    assert_eq!(instances.count(), 2);
}

/// An adapter tests may-leave of its caller if an allocator can call it, even one that no function of the host uses.
#[test]
fn an_allocator_cannot_call_another_component() {
    let component = super::behaviour::component("allocator");
    let engine = Engine::default();
    let compiled = Component::new(&engine, &component).expect("a component");
    let mut store = Store::new(&engine, ());
    let linker = Linker::new(&engine);
    let instance = linker
        .instantiate(&mut store, &compiled)
        .expect("an instance");
    let go = instance.get_typed_func::<(), (u32,)>(&mut store, "go");
    let error = go
        .expect("the function")
        .call(&mut store, ())
        .expect_err("a trap");
    assert!(
        format!("{error:?}").contains("cannot leave component instance"),
        "{error:?}"
    );
    let directory = harness::directory("allocator");
    let options = harness::options("allocator", Instantiation::Sync);
    harness::generate(&component, &directory, &options);
    assert_eq!(harness::run("allocator.js", &directory), "ok\n");
}
