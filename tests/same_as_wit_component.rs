//! Without the built-in adapter, the component is the one that wit-component makes around the same module, to the byte.

mod inputs;

use componentize::Componentizer;
use inputs::{IN_WORLD, PLAIN, WORLD, wat, with_field, with_world, without_producers};
use wasi_preview1_component_adapter_provider as published;
use wasm_encoder::{CustomSection, Module, RawSection};
use wit_component::ComponentEncoder;

type Adapters<'a> = &'a [(&'a str, &'a [u8])];

fn assert_same(what: &str, module: &[u8], adapters: Adapters<'_>) {
    assert_same_with(what, module, adapters, |_| {}, |_| {});
}

/// Compares with options, which both are told in their way.
fn assert_same_with(
    what: &str,
    module: &[u8],
    adapters: Adapters<'_>,
    tell_ours: impl Fn(&mut Componentizer<'_>),
    tell_theirs: impl Fn(&mut ComponentEncoder),
) {
    let mut theirs = ComponentEncoder::default();
    theirs
        .validate(true)
        .debug_names(true)
        .module(module)
        .unwrap();
    let mut ours = Componentizer::new(module);
    for (name, bytes) in adapters {
        theirs.adapter(name, bytes).unwrap();
        ours.adapter(name, bytes);
    }
    tell_ours(&mut ours);
    tell_theirs(&mut theirs);
    let theirs = theirs
        .encode()
        .unwrap_or_else(|error| panic!("{what}: {error:?}"));
    let ours = ours
        .encode()
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    let (ours, theirs) = (without_producers(&ours), without_producers(&theirs));
    if ours != theirs {
        let print = |wasm: &[u8]| wasmprinter::print_bytes(wasm).unwrap();
        assert_eq!(print(&ours), print(&theirs), "{what}");
        panic!("{what}: the text is the same but the bytes are not");
    }
}

/// Custom sections before, between and after the others, and one whose size is written longer than it must be.
fn with_custom_sections(module: &[u8]) -> Vec<u8> {
    let mut output = Module::new();
    let custom = |name: &str, data: &str| CustomSection {
        name: name.to_string().into(),
        data: data.as_bytes().to_vec().into(),
    };
    output.section(&custom("first", "before everything"));
    for payload in wasmparser::Parser::new(0).parse_all(module) {
        if let Some((id, range)) = payload.unwrap().as_section() {
            let data = &module[range.start as usize..range.end as usize];
            output.section(&RawSection { id, data });
            output.section(&custom(".debug_info", "not really DWARF"));
        }
    }
    let mut bytes = output.finish();
    bytes.extend_from_slice(b"\x00\x87\x80\x00\x04lastxy");
    bytes
}

#[test]
fn modules_without_a_world() {
    assert_same("empty", b"\0asm\x01\0\0\0", &[]);
    assert_same("plain", &wat(PLAIN), &[]);
    assert_same("custom sections", &with_custom_sections(&wat(PLAIN)), &[]);
    let producers = r#"(module (@producers (language "Rust" "1.95") (sdk "wasi" "24")) (func))"#;
    assert_same("producers", &wat(producers), &[]);
}

#[test]
fn modules_in_a_world() {
    let guest = with_world(&wat(IN_WORLD), WORLD);
    assert_same("world", &guest, &[]);
    assert_same(
        "world and custom sections",
        &with_custom_sections(&guest),
        &[],
    );
    let both = with_field(IN_WORLD, r#"(@producers (language "C" "11"))"#);
    assert_same("world and producers", &with_world(&wat(&both), WORLD), &[]);
}

#[test]
fn modules_with_a_users_adapter() {
    let command = r#"(module
        (import "wasi_snapshot_preview1" "fd_write" (func $a (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $b (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
        (memory (export "memory") 1)
        (elem (i32.const 0) $a $b)
        (table 2 funcref)
        (func $start (export "_start") (drop (call $b (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
        (data (i32.const 0) "hello"))"#;
    let reactor = command.replace("_start", "_initialize");
    let name = "wasi_snapshot_preview1";
    let command_adapter = published::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER;
    let reactor_adapter = published::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER;
    assert_same("command", &wat(command), &[(name, command_adapter)]);
    assert_same("reactor", &wat(&reactor), &[(name, reactor_adapter)]);
    let imports = &reactor[..reactor.find("(memory").unwrap()];
    let guest = wat(&IN_WORLD.replacen("(module $guest", imports, 1));
    assert_same(
        "world and adapter",
        &with_world(&guest, WORLD),
        &[(name, reactor_adapter)],
    );
}

#[test]
fn options_reach_wit_component() {
    let name = "wasi_snapshot_preview1";
    let adapter = published::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER;
    let adapters: Adapters<'_> = &[(name, adapter)];
    let imports = r#"(module
        (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))"#;
    let adapted = with_world(
        &wat(&IN_WORLD.replacen("(module $guest", imports, 1)),
        WORLD,
    );
    let (old, new) = ("wasi:cli/stdout@0.2.6", "wasi:cli/stdout@0.2.1");
    assert_same_with(
        "import name",
        &adapted,
        adapters,
        |ours| _ = ours.import_name(old, new),
        |theirs| _ = theirs.import_name_map([(old.to_string(), new.to_string())].into()),
    );
    assert_same_with(
        "realloc via memory.grow",
        &adapted,
        adapters,
        |ours| _ = ours.realloc_via_memory_grow(true),
        |theirs| _ = theirs.realloc_via_memory_grow(true),
    );
    assert_same_with(
        "canonical names",
        &adapted,
        adapters,
        |ours| _ = ours.emit_canonical_names(true),
        |theirs| _ = theirs.emit_canonical_names(true),
    );
    assert_same_with(
        "no merging",
        &adapted,
        adapters,
        |ours| _ = ours.merge_imports_based_on_semver(false),
        |theirs| _ = theirs.merge_imports_based_on_semver(false),
    );
}

#[test]
fn options_reach_wit_component_without_adapters() {
    let guest = with_world(&wat(IN_WORLD), WORLD);
    assert_same_with(
        "no names",
        &guest,
        &[],
        |ours| _ = ours.debug_names(false),
        |theirs| _ = theirs.debug_names(false),
    );
    assert_same_with(
        "typed references",
        &guest,
        &[],
        |ours| _ = ours.return_call_ref(true),
        |theirs| _ = theirs.shim_return_call_ref(true),
    );
    let modern = wat(r#"(module (func (export "cm32p2||run")))"#);
    let modern = with_world(&modern, "package a:a; world w { export run: func(); }");
    assert_same_with(
        "standard names",
        &modern,
        &[],
        |ours| _ = ours.reject_legacy_names(true),
        |theirs| _ = theirs.reject_legacy_names(true),
    );
}

#[test]
fn historical_names_can_be_rejected() {
    let guest = with_world(&wat(IN_WORLD), WORLD);
    assert!(
        Componentizer::new(&guest)
            .reject_legacy_names(true)
            .encode()
            .is_err()
    );
}
