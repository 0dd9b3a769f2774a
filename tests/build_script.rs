//! `examples/build-script`: what its build script does, done here.

#[path = "../examples/build-script/build.rs"]
#[allow(dead_code)]
mod build;

use std::path::Path;
use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

#[test]
fn the_component_runs() {
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/build-script/guest");
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("guest.component.wasm");
    build::wrap(&guest, &path).unwrap();

    let engine = Engine::default();
    let component = Component::from_file(&engine, &path).unwrap();
    assert_eq!(component.component_type().imports(&engine).count(), 0);
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine)
        .instantiate(&mut store, &component)
        .unwrap();
    let add = instance
        .get_typed_func::<(u32, u32), (u32,)>(&mut store, "add")
        .unwrap();
    assert_eq!(add.call(&mut store, (40, 2)).unwrap(), (42,));
}

#[test]
fn a_guest_that_does_not_fit_stops_the_build() {
    let guest = tempfile::tempdir().unwrap();
    std::fs::write(guest.path().join("guest.wat"), "(module)").unwrap();
    std::fs::write(
        guest.path().join("guest.wit"),
        "package example:guest; world guest { export add: func(a: u32, b: u32) -> u32; }",
    )
    .unwrap();
    let error = build::wrap(guest.path(), &guest.path().join("out.wasm")).unwrap_err();
    assert!(format!("{error:#}").contains("add"), "{error:#}");
    assert!(!guest.path().join("out.wasm").exists());
}

/// The manifest's default features are those of the command; a build script leaves them out.
#[test]
fn the_library_alone_is_at_most_40_crates() {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--no-default-features"])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let tree = String::from_utf8(output.stdout).unwrap();
    let packages: std::collections::BTreeSet<&str> = tree
        .lines()
        .map(|line| line.trim_end_matches(" (*)"))
        .collect();
    assert!(packages.len() <= 40, "{}: {packages:#?}", packages.len());
    let readme = include_str!("../README.md");
    let said = format!("{} crates, all included", packages.len());
    assert!(readme.contains(&said), "README should say `{said}`");
    for command in [
        "clap ",
        "clap_complete ",
        "clap_mangen ",
        "tempfile ",
        "wasmtime-environ ",
    ] {
        assert!(!tree.contains(command), "{command}");
    }
}
