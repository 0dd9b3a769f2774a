//! `examples/guests`: built and wrapped by their script, and run.

mod support;

use componentize::inspect::inspect_from;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use support::command::{Exit, same};
use support::world::{Node, Permit, World};

/// The script, which is to build into this directory.
fn script(out: &Path) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/guests/build.sh");
    let mut command = Command::new(script);
    command.arg(out);
    command
}

#[test]
fn a_missing_compiler_is_named_before_anything_is_built() {
    let out = tempfile::tempdir().unwrap();
    let output = script(out.path())
        .env_remove("TOOLCHAINS")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("`TOOLCHAINS`"), "{error}");
    assert!(error.contains("npm install assemblyscript"), "{error}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn the_script_builds_what_the_readme_says() {
    let out = tempfile::tempdir().unwrap();
    let status = script(out.path())
        .env("COMPONENTIZE", env!("CARGO_BIN_EXE_componentize"))
        .status()
        .unwrap();
    assert!(status.success());

    for (name, language, writes) in [
        ("c", "C", true),
        ("rust", "Rust", true),
        ("assemblyscript", "AssemblyScript", false),
    ] {
        let mut world = World::new();
        world.args.push("World".to_string());
        world
            .preopens
            .push((".".into(), String::new(), Permit::Write));
        let module = fs::read(out.path().join(format!("{name}.wasm"))).unwrap();
        let ran = same(name, &module, &world);
        assert_eq!(ran.exit, Exit::Status(0), "{name}");
        let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert_eq!(printed, format!("hello World, from {language}\n"));
        if writes {
            assert_eq!(
                ran.files[Path::new("greeting.txt")],
                Node::file("hello World\n")
            );
        }
        let component = out.path().join(format!("{name}.component.wasm"));
        let report = inspect_from(File::open(component).unwrap()).unwrap();
        let imports_files = report
            .imports
            .iter()
            .any(|import| import.name.starts_with("wasi:filesystem/"));
        assert_eq!(imports_files, writes, "{name}: {}", report.to_text());
    }
}
