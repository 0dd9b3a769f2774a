//! Components made of two: the second passes on to the first what it is given, and returns what that returns.

use super::echo;
use super::random::Random;
use super::value::{Declarations, Type, scalars};
use std::fmt::Write;
use wasm_encoder::{ComponentBuilder, ComponentExportKind};
use wasmtime::component::Val;
use wit_component::StringEncoding;

const PASS: &str = "test:values/pass";

/// Joins two components: the second imports what the first exports, and the whole exports what the second does.
pub fn compose(first: &[u8], second: &[u8]) -> Vec<u8> {
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

/// Lists of many types: declarations, the types of the elements, and values with the numbers of their types.
pub fn lists() -> (Declarations, Vec<Type>, Vec<(usize, Type, Val)>) {
    let mut random = Random::new(7);
    let mut declarations = Declarations::default();
    let mut types = scalars();
    types.extend((0..20).map(|_| declarations.random_type(&mut random, 2)));
    let mut cases = Vec::new();
    for (i, ty) in types.iter().enumerate() {
        let list = Type::List(Box::new(ty.clone()));
        let mut values: Vec<_> = (0..8).map(|_| list.random_value(&mut random)).collect();
        if let Type::String = ty {
            values.extend(ty.edges().into_iter().map(|text| Val::List(vec![text])));
        }
        cases.extend(values.into_iter().map(|value| (i, list.clone(), value)));
    }
    (declarations, types, cases)
}

/// The component of two that passes lists on, for each pair of string encodings, with a name.
pub fn every_encoding(declarations: &Declarations, types: &[Type]) -> Vec<(String, Vec<u8>)> {
    let encodings = [
        StringEncoding::UTF8,
        StringEncoding::UTF16,
        StringEncoding::CompactUTF16,
    ];
    let mut components = Vec::new();
    for (i, inner) in encodings.into_iter().enumerate() {
        for (j, outer) in encodings.into_iter().enumerate() {
            let first = echo::component(&wit(declarations, types, ""), inner);
            let second = echo::component(&wit(declarations, types, "import pass;"), outer);
            components.push((format!("composed-{i}-{j}"), compose(&first, &second)));
        }
    }
    components
}
