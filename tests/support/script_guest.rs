//! The script guest's text and world, and core modules that have a world embedded.

use std::fmt::Write;
use std::sync::OnceLock;

use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use super::preview1::{FUNCTIONS, MODULE, Param};
use super::script::PAGES;

/// The text of the script guest, and of its world.
pub fn source() -> (String, String) {
    let mut wat = String::from("(module\n");
    let mut wit = String::from("package script:guest;\n\nworld script {\n");
    for f in FUNCTIONS {
        let core: String = f.params.iter().map(|p| core_type(*p)).collect();
        let result = if f.has_result() { "(result i32)" } else { "" };
        writeln!(
            wat,
            "  (import \"{MODULE}\" \"{0}\" (func ${0} (param{core}) {result}))",
            f.name
        )
        .unwrap();
    }
    for f in FUNCTIONS {
        let core: String = f.params.iter().map(|p| core_type(*p)).collect();
        let result = if f.has_result() { "(result i32)" } else { "" };
        let gets: String = (0..f.params.len())
            .map(|i| format!("local.get {i} "))
            .collect();
        let name = f.name.replace('_', "-");
        writeln!(
            wat,
            "  (func (export \"{name}\") (param{core}) {result} {gets} call ${})",
            f.name
        )
        .unwrap();
        let params: Vec<_> = f.params.iter().enumerate().map(wit_param).collect();
        let result = if f.has_result() { " -> u32" } else { "" };
        writeln!(wit, "  export {name}: func({}){result};", params.join(", ")).unwrap();
    }
    wat.push_str(MEMORY);
    wit.push_str(
        "  export peek: func(at: u32, len: u32) -> list<u8>;\n  export poke: func(at: u32, bytes: list<u8>);\n  \
         export pages: func() -> u32;\n}\n",
    );
    (wat.replace("PAGES", &PAGES.to_string()), wit)
}

fn core_type(param: Param) -> &'static str {
    match param {
        Param::I32 => " i32",
        Param::I64 => " i64",
    }
}

fn wit_param((i, param): (usize, &Param)) -> String {
    match param {
        Param::I32 => format!("a{i}: u32"),
        Param::I64 => format!("a{i}: u64"),
    }
}

/// Reading and writing the memory. Small buffers of the canonical ABI always lie at 8192, the largest at most 48 KiB
/// long; a large one is the published adapter's own state, which gets a page that stays its own.
const MEMORY: &str = r#"
  (memory (export "memory") PAGES)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (if (result i32) (i32.ge_u (local.get 3) (i32.const 65536))
      (then (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))
      (else (i32.const 8192))))
  (func (export "peek") (param $at i32) (param $len i32) (result i32)
    (i32.store (i32.const 4096) (local.get $at))
    (i32.store (i32.const 4100) (local.get $len))
    (i32.const 4096))
  (func (export "poke") (param $at i32) (param $from i32) (param $len i32)
    (memory.copy (local.get $at) (local.get $from) (local.get $len)))
  (func (export "pages") (result i32) (memory.size))
)
"#;

/// The script guest as a core module with its world embedded.
pub fn guest() -> &'static [u8] {
    static GUEST: OnceLock<Vec<u8>> = OnceLock::new();
    GUEST.get_or_init(|| {
        let (wat, wit) = source();
        with_world(&wat, &wit, "script")
    })
}

/// A core module from its text, with a world embedded.
pub fn with_world(wat: &str, wit: &str, world: &str) -> Vec<u8> {
    let mut wasm = wat::parse_str(wat).expect("the guest's text is well-formed");
    let mut resolve = Resolve::default();
    let package = resolve
        .push_str("world.wit", wit)
        .expect("the guest's world is well-formed");
    let world = resolve
        .select_world(&[package], Some(world))
        .expect("the guest's world exists");
    embed_component_metadata(&mut wasm, &resolve, world, StringEncoding::UTF8, false)
        .expect("a world can be embedded");
    wasm
}
