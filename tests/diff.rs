//! `componentize inspect --diff`: every byte is in one part, functions are found again, and limits fail a build.

use componentize::Componentizer;
use componentize::diff::{Change, Diff, Sizes, diff};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn of(old: &str, new: &str) -> Diff {
    diff(old.as_bytes(), new.as_bytes()).unwrap()
}

/// What happened to each function, with the growth in bytes.
fn functions(diff: &Diff) -> Vec<(String, Change, i64)> {
    let one =
        |it: &componentize::diff::FunctionDiff| (it.name.clone(), it.change, it.size.growth());
    diff.functions.iter().map(one).collect()
}

/// The parts of a file add up to it.
#[track_caller]
fn adds_up(diff: &Diff) {
    for pick in [|size: Sizes| size.old, |size: Sizes| size.new] {
        let mut sum = pick(diff.component).unwrap();
        for module in &diff.modules {
            let Some(size) = pick(module.size) else {
                continue;
            };
            let sections = module.sections.iter();
            let in_sections: u64 = sections.filter_map(|it| pick(it.size)).sum();
            assert_eq!(size, 8 + in_sections, "{}", module.name);
            sum += size;
        }
        assert_eq!(pick(diff.size), Some(sum));
    }
}

#[test]
fn every_byte_is_in_one_part() {
    let hello = fs::read("examples/hello/hello.wat").unwrap();
    let greeter = fs::read("examples/browser/greeter.wat").unwrap();
    let wrapped = |module: &[u8]| {
        let mut componentizer = Componentizer::new(module);
        componentizer.builtin_adapter().encode().unwrap()
    };
    let components = [
        wrapped(&hello),
        wat::parse_bytes(&greeter).unwrap().into_owned(),
        wrapped(b"(module)"),
        wat::parse_str("(component (component (core module (func))) (core module (memory 1)))")
            .unwrap(),
    ];
    for old in &components {
        for new in &components {
            let diff = diff(old, new).unwrap();
            adds_up(&diff);
            assert_eq!(diff.growth(), new.len() as i64 - old.len() as i64);
        }
    }
    let nested = diff(&components[2], &components[3]).unwrap();
    let names: Vec<&str> = nested.modules.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["main module", "component 0: main module"]);
}

/// Sizes and numbers may be written longer than they need to be; linkers do so.
#[test]
fn padded_numbers_are_in_their_part() {
    let module = b"\0asm\x01\0\0\0\x01\x84\x80\x80\x80\0\x01\x60\0\0\x03\x02\x01\0\x0a\x88\x80\x80\x80\0\x01\x82\x80\x80\x80\0\0\x0b";
    let diff = diff(module, b"(module)").unwrap();
    adds_up(&diff);
    assert_eq!(functions(&diff), [("#0".to_string(), Change::Removed, -7)]);
}

#[test]
fn functions_are_found_by_name() {
    let diff = of(
        r#"(module (func $a nop) (func $gone nop) (func (export "run") nop nop))"#,
        r#"(module (func $new) (func (export "run") nop) (func $a nop nop nop))"#,
    );
    let expected = [
        ("gone", Change::Removed, -4),
        ("new", Change::Added, 3),
        ("a", Change::Changed, 2),
        ("run", Change::Changed, -1),
    ];
    let expected = expected.map(|(name, change, growth)| (name.to_string(), change, growth));
    assert_eq!(functions(&diff), expected);
}

/// Rust adds a hash to each name, which differs from build to build.
#[test]
fn a_rust_function_is_the_same_with_another_hash() {
    let module = |hash: &str, body: &str| {
        format!("(module (func $_ZN4core3fmt5write17h{hash}E {body}) (func $x nop))")
    };
    let diff = of(
        &module("0123456789abcdef", "nop"),
        &module("fedcba9876543210", "nop nop"),
    );
    let expected = ("core::fmt::write".to_string(), Change::Changed, 1);
    assert_eq!(functions(&diff), [expected]);
}

/// Copies of a generic function have one name: those that are equal are not reported, whatever their order.
#[test]
fn functions_of_one_name_are_told_apart_by_their_bodies() {
    let module = |bodies: [&str; 2]| {
        let function = |index: usize| {
            let name = format!("_ZN1a1f17h{index:016x}E");
            format!("(func ${name} {})", bodies[index])
        };
        format!("(module {} {})", function(0), function(1))
    };
    let (one, other) = ("nop nop nop", "i32.const 7 drop");
    let diff = of(&module([one, other]), &module([other, one]));
    assert_eq!(functions(&diff), []);
}

/// Without names, a function that comes first moves the numbers of all others.
#[test]
fn functions_without_names_are_found_by_what_they_do() {
    let old = r#"(module
        (func (result i32) i32.const 7)
        (func call 0 drop)
        (func call 1 call 1))"#;
    let new = r#"(module
        (func nop nop nop nop)
        (func (result i32) i32.const 7)
        (func call 1 drop)
        (func call 2 call 2))"#;
    let diff = of(old, new);
    assert_eq!(functions(&diff), [("#0".to_string(), Change::Added, 7)]);
}

#[test]
fn a_compatible_version_is_the_same_interface() {
    let component = |imports: &[&str]| {
        let import = |name: &&str| format!(r#"(import "{name}" (instance))"#);
        let imports: String = imports.iter().map(import).collect();
        format!("(component {imports})")
    };
    let old = component(&[
        "a:b/same@1.0.0",
        "a:b/newer@0.2.6",
        "a:b/other@0.2.0",
        "gone",
    ]);
    let new = component(&[
        "a:b/newer@0.2.12",
        "a:b/other@0.3.0",
        "a:b/same@1.0.0",
        "come",
    ]);
    let imports = of(&old, &new).imports;
    assert_eq!(imports.added, ["a:b/other@0.3.0", "come"]);
    assert_eq!(imports.removed, ["a:b/other@0.2.0", "gone"]);
    assert_eq!(imports.changed.len(), 1);
    assert_eq!(imports.changed[0].old, "a:b/newer@0.2.6");
    assert_eq!(imports.changed[0].new, "a:b/newer@0.2.12");
}

/// Two files in a fresh directory, and what a run with them gives.
fn compare(files: [&str; 2], arguments: &[&str]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in ["old.wat", "new.wat"].iter().zip(files) {
        fs::write(directory.path().join(name), text).unwrap();
    }
    run(
        directory.path(),
        &[&["inspect", "--diff", "old.wat", "new.wat"], arguments].concat(),
    )
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const OLD: &str = r#"(component
    (import "a:b/log@1.0.0" (instance))
    (core module (func $run nop) (func $old nop)))"#;
const NEW: &str = r#"(component
    (import "a:b/log@1.1.0" (instance))
    (import "a:b/`net`|x" (func))
    (core module (func $run nop nop) (memory 1) (func $new nop nop nop)))"#;

#[test]
fn it_prints_text() {
    let new = NEW.replace("a:b/`net`|x", "net");
    let output = compare([OLD, &new], &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let expected = "\
110 bytes, before 85: +25

imports
  + net
  a:b/log@1.0.0 -> a:b/log@1.1.0
";
    let printed = text(&output.stdout);
    assert!(printed.starts_with(expected), "{printed}");
    for line in [
        "    memory                                      -            5           +5",
        "          +1  run, main module",
        "          -4  old, main module, removed",
    ] {
        assert!(printed.contains(line), "{printed}");
    }
}

#[test]
fn it_prints_markdown_and_json() {
    let new = NEW
        .replace("a:b/`net`|x", "net")
        .replace("$new", "$\"a|b`c\"");
    let printed = text(&compare([OLD, &new], &["--markdown"]).stdout);
    for line in [
        "- new import `net`\n",
        "| `a\\|b'c`, added | main module | +6 |\n",
    ] {
        assert!(printed.contains(line), "{printed}");
    }
    let printed = compare([OLD, &new], &["--json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&printed).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["imports"]["added"], serde_json::json!(["net"]));
    assert_eq!(json["modules"][0]["sections"][0]["name"], "type");
    assert_eq!(json["functions"][0]["change"], "added");
}

#[test]
fn limits_fail_after_the_diff_is_printed() {
    let new = NEW.replace("a:b/`net`|x", "net");
    let refused = |arguments: &[&str], expected: &str| {
        let output = compare([OLD, &new], arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stdout).starts_with("110 bytes"));
        let said = text(&output.stderr);
        assert!(said.contains(expected), "{said}");
    };
    refused(
        &["--fail-if-grows", "24"],
        "it grew by 25 bytes, and may grow by 24",
    );
    refused(&["--fail-on-new-import"], "it has a new import: `net`");
    for allowed in [&["--fail-if-grows", "25"][..], &[]] {
        assert!(compare([OLD, &new], allowed).status.success());
    }
    // Compared the other way round, it shrinks, and an import is removed.
    let output = compare(
        [&new, OLD],
        &["--fail-if-grows", "0", "--fail-on-new-import"],
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn the_same_file_has_no_difference() {
    let output = compare([OLD, OLD], &["--fail-if-grows", "0"]);
    let printed = text(&output.stdout);
    assert!(
        printed.starts_with("85 bytes, as before\n\nbytes "),
        "{printed}"
    );
    assert!(!printed.contains("functions"), "{printed}");
}

#[test]
fn what_is_not_wasm_is_refused_with_its_name() {
    for (files, named) in [(["(module", OLD], "old.wat"), ([OLD, "\x7fELF"], "new.wat")] {
        let output = compare(files, &[]);
        assert_eq!(output.status.code(), Some(1));
        let said = text(&output.stderr);
        assert!(said.contains(named), "{said}");
        assert!(!said.contains("internal error"), "{said}");
    }
    let output = run(Path::new("."), &["inspect", "--markdown", "a.wasm"]);
    assert_eq!(output.status.code(), Some(2));
}
