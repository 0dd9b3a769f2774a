//! Components made of components: values that go from one to another through fused adapters and transcoders.

use super::random::Random;
use super::value::{Declarations, Type, scalars};
use super::{echo, harness};
use componentize::bindgen::js::Instantiation;
use componentize::bindgen::plan::Plan;
use std::fmt::Write;
use wasm_encoder::{ComponentBuilder, ComponentExportKind};
use wit_component::StringEncoding;

const PASS: &str = "test:values/pass";

/// Joins two components: the second imports what the first exports, and the whole exports what the second does.
fn compose(first: &[u8], second: &[u8]) -> Vec<u8> {
    let mut builder = ComponentBuilder::default();
    let first = builder.component_raw(None, first);
    let second = builder.component_raw(None, second);
    let no_arguments: [(&str, ComponentExportKind, u32); 0] = [];
    let first = builder.instantiate(None, first, no_arguments);
    let passed = builder.alias_export(first, PASS, ComponentExportKind::Instance);
    let second = builder.instantiate(
        None,
        second,
        [(PASS, ComponentExportKind::Instance, passed)],
    );
    let exported = builder.alias_export(second, PASS, ComponentExportKind::Instance);
    builder.export(PASS, ComponentExportKind::Instance, exported, None);
    builder.finish()
}

/// The WIT of both sides, without and with an import.
fn wit(declarations: &Declarations, types: &[Type], import: &str) -> String {
    let mut functions = String::new();
    for (i, ty) in types.iter().enumerate() {
        let ty = ty.wit();
        writeln!(functions, "same-{i}: func(x: list<{ty}>) -> list<{ty}>;").unwrap();
    }
    format!(
        "package test:values; interface pass {{ {} {functions} }} world pass-on {{ {import} export pass; }}",
        declarations.text
    )
}

#[test]
fn values_pass_from_component_to_component_in_every_encoding() {
    let mut random = Random::new(7);
    let mut declarations = Declarations::default();
    let mut types = scalars();
    types.extend((0..20).map(|_| declarations.random_type(&mut random, 2)));
    let mut script = String::from("export const cases = [\n");
    for (i, ty) in types.iter().enumerate() {
        let list = Type::List(Box::new(ty.clone()));
        let mut values: Vec<_> = (0..8).map(|_| list.random_value(&mut random)).collect();
        if let Type::String = ty {
            values.extend(
                ty.edges()
                    .into_iter()
                    .map(|text| wasmtime::component::Val::List(vec![text])),
            );
        }
        for value in values {
            writeln!(
                script,
                "  {{ case: {i}, value: {} }},",
                list.javascript(&value)
            )
            .unwrap();
        }
    }
    script.push_str("];\n");
    let encodings = [
        StringEncoding::UTF8,
        StringEncoding::UTF16,
        StringEncoding::CompactUTF16,
    ];
    for (i, inner) in encodings.into_iter().enumerate() {
        for (j, outer) in encodings.into_iter().enumerate() {
            let first = echo::component(&wit(&declarations, &types, ""), inner);
            let second = echo::component(&wit(&declarations, &types, "import pass;"), outer);
            let directory = harness::directory(&format!("composed-{i}-{j}"));
            let options = harness::options("composed", Instantiation::Sync);
            harness::generate(&compose(&first, &second), &directory, &options);
            std::fs::write(directory.join("cases.js"), &script).expect("the cases");
            harness::run("composed.js", &directory);
        }
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
    // Elements that must be looked at are not.
    for element in ["bool", "char", "string", "list<u8>"] {
        assert!(fused_adapter(element).contains("loop"), "{element}");
    }
}
