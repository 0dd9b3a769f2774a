//! A component imports exactly what its module can use: the table in the README, held row by row.

use componentize::Componentizer;
use std::collections::BTreeSet;
use wit_component::DecodedWasm;

const README: &str = include_str!("../README.md");

/// Every function of preview1 with its core type.
const FUNCTIONS: &str = include_str!("../preview1/names.rs");

/// The rows of the table: functions, and the interfaces that they bring.
fn rows() -> Vec<(BTreeSet<String>, BTreeSet<String>)> {
    let table = README
        .split("| preview1 | WASI 0.2 |")
        .nth(1)
        .expect("the README has the table");
    let table = table.split("\n\n").next().unwrap();
    let names = |cell: &str| {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_string)
            .collect::<BTreeSet<_>>()
    };
    let rows = table.lines().skip(2).map(|row| {
        let mut cells = row.trim_matches('|').split('|');
        (names(cells.next().unwrap()), names(cells.next().unwrap()))
    });
    rows.collect()
}

/// The core type of a function, from the library's own list: letters for parameters and results.
fn signature(function: &str) -> (String, String) {
    let entry = FUNCTIONS
        .split(&format!("(\"{function}\", \""))
        .nth(1)
        .expect("a function of preview1");
    let mut quoted = entry.split('"');
    let params = quoted.next().unwrap();
    (params.to_string(), quoted.nth(1).unwrap().to_string())
}

/// A module that imports these functions and does nothing.
fn module(functions: &[&str]) -> Vec<u8> {
    let types = |letters: &str| {
        letters
            .chars()
            .map(|letter| if letter == 'I' { " i64" } else { " i32" })
            .collect::<String>()
    };
    let mut wat = String::from("(module\n");
    for function in functions {
        let (params, results) = signature(function);
        wat.push_str(&format!(
            "(import \"wasi_snapshot_preview1\" \"{function}\" (func (param{}) (result{})))\n",
            types(&params),
            types(&results)
        ));
    }
    wat.push_str("(memory (export \"memory\") 1))");
    wat.into_bytes()
}

/// The interfaces that a component around these functions imports, without versions.
fn interfaces(functions: &[&str]) -> BTreeSet<String> {
    let component = Componentizer::new(&module(functions))
        .builtin_adapter()
        .encode()
        .unwrap();
    let DecodedWasm::Component(resolve, world) = wit_component::decode(&component).unwrap() else {
        panic!("expected a component");
    };
    let imports = resolve.worlds[world]
        .imports
        .keys()
        .map(|key| resolve.name_world_key(key));
    imports
        .map(|name| name.split('@').next().unwrap().to_string())
        .collect()
}

#[test]
fn each_function_brings_the_interfaces_in_its_row() {
    let mut seen = 0;
    for (functions, expected) in rows() {
        for function in functions {
            assert_eq!(interfaces(&[&function]), expected, "{function}");
            seen += 1;
        }
    }
    assert_eq!(seen, 46, "every function stands in one row");
}

#[test]
fn no_file_can_be_opened_without_a_function_that_opens_one() {
    let opens = |name: &str| {
        name.starts_with("path_") || name.starts_with("fd_prestat_") || name == "fd_readdir"
    };
    let all: Vec<String> = rows()
        .into_iter()
        .flat_map(|(functions, _)| functions)
        .collect();
    let others: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|name| !opens(name))
        .collect();
    assert!(others.len() > 30);
    let imported = interfaces(&others);
    assert!(
        !imported
            .iter()
            .any(|name| name.starts_with("wasi:filesystem/")),
        "{imported:?}"
    );
    let with_files = interfaces(&["fd_write", "path_open"]);
    assert!(with_files.contains("wasi:filesystem/types"));
    assert!(!with_files.contains("wasi:cli/stdin") && !with_files.contains("wasi:io/poll"));
}

/// A program that only opens and closes has no use for streams.
#[test]
fn streams_come_with_reading_or_writing() {
    let imported = interfaces(&["path_open", "fd_close"]);
    let expected = ["wasi:filesystem/preopens", "wasi:filesystem/types"].map(str::to_string);
    assert_eq!(imported, BTreeSet::from(expected));
}

#[test]
fn printing_a_line_takes_at_most_3000_bytes() {
    let hello = include_bytes!("../examples/hello/hello.wat");
    let component = Componentizer::new(hello)
        .builtin_adapter()
        .encode()
        .unwrap();
    assert!(component.len() <= 3_000, "{} bytes", component.len());
    let imported = interfaces(&["fd_write"]);
    let expected = [
        "wasi:cli/stderr",
        "wasi:cli/stdout",
        "wasi:io/error",
        "wasi:io/streams",
    ]
    .map(str::to_string);
    assert_eq!(imported, BTreeSet::from(expected));
}

#[test]
fn a_small_program_grows_by_at_most_6144_bytes() {
    let module = module(&["fd_write", "environ_get", "environ_sizes_get", "proc_exit"]);
    let binary = wat::parse_bytes(&module).unwrap();
    let component = Componentizer::new(&module)
        .builtin_adapter()
        .encode()
        .unwrap();
    assert!(
        component.len() <= binary.len() + 6144,
        "{} bytes",
        component.len()
    );
}

#[test]
fn all_functions_take_at_most_24000_bytes() {
    let all: Vec<String> = rows()
        .into_iter()
        .flat_map(|(functions, _)| functions)
        .collect();
    assert_eq!(all.len(), 46);
    let names: Vec<&str> = all.iter().map(String::as_str).collect();
    let module = module(&names);
    let binary = wat::parse_bytes(&module).unwrap();
    let component = Componentizer::new(&module)
        .builtin_adapter()
        .encode()
        .unwrap();
    let added = component.len() - binary.len();
    assert!(added <= 24_000, "{added} bytes");
}
