//! What `adapter` and `targets` write.

use crate::examples::write_inputs;
use crate::{run, stdout};
use std::fs;

#[test]
fn the_adapter_for_a_module_is_smaller_than_the_whole() {
    let directory = tempfile::tempdir().unwrap();
    write_inputs(directory.path(), "");
    stdout(&run(directory.path(), &["adapter", "-o", "whole.wasm"]));
    stdout(&run(
        directory.path(),
        &["adapter", "--for", "module.wasm", "-o", "special.wasm"],
    ));
    let size = |name: &str| fs::metadata(directory.path().join(name)).unwrap().len();
    let (special, whole) = (size("special.wasm"), size("whole.wasm"));
    assert!(special * 2 < whole, "{special} of {whole}");
    let adapter = fs::read(directory.path().join("special.wasm")).unwrap();
    wasmparser::Validator::new().validate_all(&adapter).unwrap();
    let refused = run(directory.path(), &["adapter", "--for", "library.wasm"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("needs no adapter"));
}

/// What does not fit is listed as JSON, too, and the exit status is 1.
#[test]
fn targets_writes_json() {
    let directory = tempfile::tempdir().unwrap();
    write_inputs(directory.path(), "");
    let arguments = [
        "new",
        "module.wasm",
        "--adapt=wasi_snapshot_preview1",
        "-o",
        "program.wasm",
    ];
    stdout(&run(directory.path(), &arguments));
    let output = run(
        directory.path(),
        &["targets", "app.wit", "program.wasm", "--json"],
    );
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["fits"], false);
    let kinds = found["differences"].as_array().unwrap().iter();
    let kinds: Vec<&str> = kinds.map(|found| found["kind"].as_str().unwrap()).collect();
    assert!(
        kinds.contains(&"extra") && kinds.contains(&"missing"),
        "{kinds:?}"
    );

    // Allowing what is extra leaves what is missing.
    let arguments = [
        "targets",
        "app.wit",
        "program.wasm",
        "--json",
        "--allow",
        "wasi:*",
    ];
    let output = run(directory.path(), &arguments);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["differences"].as_array().unwrap().len(), 1);
    assert_eq!(found["differences"][0]["kind"], "missing");
}
