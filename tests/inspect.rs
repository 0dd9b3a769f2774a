//! `inspect`: fast whatever the size, and documented field by field.

use componentize::inspect::{Role, inspect, inspect_from};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;

const SIZE: u32 = 60 << 20;

/// A component with one core module that is nearly all function body, which a hole in the file stands for.
fn large_component(path: &Path) {
    let mut module = wat::parse_str("(module (func (export \"run\")))").unwrap();
    let code = module.len() - 6;
    assert_eq!(module[code..code + 2], [10, 4], "the code section is last");
    module.truncate(code);
    // One body: its size, no locals, and zeros, which are `unreachable`.
    let body = SIZE;
    let contents = 1 + 5 + body;
    module.push(10);
    module.extend(leb(contents));
    module.push(1);
    module.extend(leb(body));

    let mut component = wat::parse_str("(component)").unwrap();
    component.push(1);
    component.extend(leb(module.len() as u32 + body));
    component.extend(&module);
    let mut file = File::create(path).unwrap();
    file.write_all(&component).unwrap();
    file.seek(SeekFrom::Current(i64::from(body) - 1)).unwrap();
    file.write_all(&[0]).unwrap();
}

/// A number in five bytes.
fn leb(number: u32) -> [u8; 5] {
    std::array::from_fn(|index| {
        let bits = (number >> (7 * index)) as u8 & 0x7f;
        if index < 4 { bits | 0x80 } else { bits }
    })
}

/// A file that counts the bytes that are read of it.
struct Counting {
    file: File,
    read: u64,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let len = self.file.read(buffer)?;
        self.read += len as u64;
        Ok(len)
    }
}

impl Seek for Counting {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

/// What makes the answer fast: of function bodies nothing is read, however many there are.
#[test]
fn of_sixty_megabytes_only_headers_are_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.wasm");
    large_component(&path);
    let mut counting = Counting {
        file: File::open(&path).unwrap(),
        read: 0,
    };
    inspect_from(&mut counting).unwrap();
    assert!(counting.read < 4096, "{} bytes were read", counting.read);

    let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
        .arg("inspect")
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("component, 62,914,6"), "{text}");
    assert!(text.contains("1 function"), "{text}");
}

/// Each imported function is traced through the adapter to the import of the guest that it is there for.
#[test]
fn capabilities_are_traced_to_the_guest() {
    let guest = br#"(module
        (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
        (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "_start")))"#;
    let component = componentize::Componentizer::new(guest)
        .builtin_adapter()
        .encode()
        .unwrap();
    let report = inspect(&component).unwrap();
    let asked = |import: &str| -> Vec<String> {
        let capability = report
            .capabilities
            .iter()
            .find(|capability| capability.import.starts_with(import))
            .unwrap_or_else(|| panic!("{import} in {}", report.to_text()));
        let functions = capability.functions.iter();
        functions
            .flat_map(|function| function.asked_by.clone())
            .collect()
    };
    assert_eq!(
        asked("wasi:cli/exit@"),
        ["wasi_snapshot_preview1 proc_exit"]
    );
    assert_eq!(
        asked("wasi:random/random@"),
        ["wasi_snapshot_preview1 random_get"]
    );
    let adapter = &report.adapters[0];
    assert_eq!(adapter.name, "wasi_snapshot_preview1");
    assert!(adapter.built_in);
    assert_eq!(adapter.functions, ["proc_exit", "random_get"]);
    let roles: Vec<_> = report.modules.iter().map(|module| module.role).collect();
    assert_eq!(roles[..2], [Role::Main, Role::Adapter]);
}

/// An adapter that needs no memory, nor its allocator, is found as well, whether it fills a table or references.
#[test]
fn an_adapter_without_a_memory_is_found() {
    for (function, import) in [
        ("proc_exit", Some("wasi:cli/exit@0.2.12")),
        ("sched_yield", None),
    ] {
        for by_reference in [false, true] {
            let ty = match function {
                "proc_exit" => "(param i32)",
                _ => "(result i32)",
            };
            let guest = format!(
                r#"(module
                    (import "wasi_snapshot_preview1" "{function}" (func {ty}))
                    (memory (export "memory") 1)
                    (func (export "_start")))"#
            );
            let component = componentize::Componentizer::new(guest.as_bytes())
                .builtin_adapter()
                .return_call_ref(by_reference)
                .encode()
                .unwrap();
            let report = inspect(&component).unwrap();
            let text = report.to_text();
            let [adapter] = report.adapters.as_slice() else {
                panic!("{text}");
            };
            assert!(adapter.built_in, "{text}");
            assert_eq!(adapter.functions, [function]);
            let roles = report.modules.iter().map(|module| module.role);
            let roles: Vec<_> = roles.collect();
            let expected = [Role::Main, Role::Adapter, Role::Shim];
            assert_eq!(roles[..3], expected, "{text}");
            let capabilities = report.capabilities.iter();
            let imports: Vec<_> = capabilities.map(|found| found.import.as_str()).collect();
            assert_eq!(imports, Vec::from_iter(import), "{text}");
        }
    }
}

/// The published adapter differs in size only.
#[test]
fn other_adapters_are_found_too() {
    let guest = br#"(module
        (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
        (func (export "_start")))"#;
    let adapter = wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER;
    let component = componentize::Componentizer::new(guest)
        .adapter("wasi_snapshot_preview1", adapter)
        .encode()
        .unwrap();
    let report = inspect(&component).unwrap();
    assert_eq!(report.adapters.len(), 1);
    assert!(!report.adapters[0].built_in);
    assert!(
        report.adapters[0].made_by.contains("Rust"),
        "{}",
        report.adapters[0].made_by
    );
    let random = report
        .capabilities
        .iter()
        .find(|capability| capability.import.starts_with("wasi:random/random@"))
        .unwrap();
    assert_eq!(
        random.functions[0].asked_by,
        ["wasi_snapshot_preview1 random_get"]
    );
}

/// Composed components hold their parts.
#[test]
fn nested_components_are_inspected_too() {
    let component = wat::parse_str(
        r#"(component
            (component (import "run" (func)))
            (component
                (component (core module (memory 3) (func (export "run"))))
                (export "inner" (component 0))))"#,
    )
    .unwrap();
    let report = inspect(&component).unwrap();
    assert_eq!(report.components.len(), 2);
    assert_eq!(report.components[0].imports[0].name, "run");
    assert_eq!(
        report.components[1].components[0].modules[0].memories[0].minimum,
        3
    );
    let text = report.to_text();
    assert!(
        text.contains("nested components without core modules: 1"),
        "{text}"
    );
    assert!(text.contains("memory: 3 pages"), "{text}");
}

#[test]
fn endless_nesting_is_refused() {
    let empty = wat::parse_str("(component)").unwrap();
    let mut component = empty.clone();
    for _ in 0..150 {
        let inner = std::mem::replace(&mut component, empty.clone());
        component.push(4);
        component.extend(leb(inner.len() as u32));
        component.extend(inner);
    }
    let error = inspect(&component).unwrap_err().to_string();
    assert!(
        error.starts_with("components nest deeper than 100 levels at byte"),
        "{error}"
    );
}

/// Every key of the JSON form is described, and nothing is described that is not there.
#[test]
fn the_json_form_is_documented() {
    let module = r#"(module $m
        (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1 2)
        (func (export "_start"))
        (@producers (language "C" "11"))
        (@custom "version" "1") (@custom "description" "d") (@custom "authors" "a") (@custom "licenses" "l")
        (@custom "source" "s") (@custom "homepage" "h") (@custom "revision" "r")
        (@custom ".dep-v0" "list"))"#;
    let component = componentize::Componentizer::new(module.as_bytes())
        .builtin_adapter()
        .encode()
        .unwrap();
    let labelled =
        wat::parse_str(r#"(component (import "a" (implements "b:c/d@1.0.0") (instance)))"#)
            .unwrap();
    let mut keys = BTreeSet::new();
    for wasm in [component, labelled] {
        let report = inspect(&wasm).unwrap();
        collect(
            &serde_json::from_str(&report.to_json()).unwrap(),
            "",
            &mut keys,
        );
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/inspect.md");
    let documentation = std::fs::read_to_string(path).unwrap();
    let documented: BTreeSet<String> = documentation
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(key, _)| key.to_string())
        .filter(|key| !key.starts_with('-'))
        .collect();
    assert_eq!(keys, documented);
}

/// Gathers the paths of keys, `[]` standing for an array's elements.
fn collect(value: &Value, path: &str, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                keys.insert(path.clone());
                // Nested components have the same keys again.
                if path != "components" {
                    collect(value, &path, keys);
                }
            }
        }
        Value::Array(elements) => {
            for element in elements {
                collect(element, &format!("{path}[]"), keys);
            }
        }
        _ => {}
    }
}
