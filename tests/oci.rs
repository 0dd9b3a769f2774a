//! Components as OCI artifacts: what the layout says, that it is the same everywhere, and what is refused.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// The component of a program that prints, with metadata.
fn component(directory: &Path) {
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hello/hello.wat");
    let arguments = ["new", hello, "--adapt", "wasi_snapshot_preview1"];
    let metadata = ["--name", "hello", "--version", "1.2.0", "--licenses", "MIT"];
    let described = ["--homepage", "https://example.com/", "-o", "hello.wasm"];
    done(&run(
        directory,
        &[&arguments[..], &metadata, &described].concat(),
    ));
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    run_with(directory, arguments, &[])
}

fn run_with(directory: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(arguments)
        .current_dir(directory)
        .env_remove("SOURCE_DATE_EPOCH")
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

/// What a run that succeeded printed.
#[track_caller]
fn done(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a run that was refused said.
#[track_caller]
fn refused(output: &Output, status: i32) -> String {
    assert_eq!(output.status.code(), Some(status));
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The blob that a descriptor refers to, after its size and digest are compared.
fn blob(layout: &Path, descriptor: &Value) -> Vec<u8> {
    let digest = descriptor["digest"].as_str().unwrap();
    let hex = digest.strip_prefix("sha256:").unwrap();
    let path = layout.join("blobs/sha256").join(hex);
    let bytes = fs::read(&path).unwrap();
    assert_eq!(descriptor["size"].as_u64(), Some(bytes.len() as u64));
    let sum = Command::new("sha256sum").arg(&path).output().unwrap();
    assert!(String::from_utf8_lossy(&sum.stdout).starts_with(hex));
    bytes
}

/// The only manifest of a layout, and its configuration.
fn manifest(layout: &Path) -> (Value, Value) {
    let index = json(&layout.join("index.json"));
    let manifests = index["manifests"].as_array().unwrap();
    assert_eq!(manifests.len(), 1);
    let manifest: Value = serde_json::from_slice(&blob(layout, &manifests[0])).unwrap();
    let config = serde_json::from_slice(&blob(layout, &manifest["config"])).unwrap();
    (manifest, config)
}

#[test]
fn the_layout_is_that_of_a_wasm_artifact() {
    let directory = TempDir::new().unwrap();
    component(directory.path());
    let printed = done(&run(directory.path(), &["oci", "hello.wasm", "layout:1.2"]));
    let layout = directory.path().join("layout");

    assert_eq!(
        json(&layout.join("oci-layout")),
        serde_json::json!({ "imageLayoutVersion": "1.0.0" })
    );
    let index = json(&layout.join("index.json"));
    let entry = &index["manifests"][0];
    assert_eq!(printed.trim_end(), entry["digest"]);
    assert_eq!(
        entry["annotations"]["org.opencontainers.image.ref.name"],
        "1.2"
    );

    let (manifest, config) = manifest(&layout);
    assert_eq!(
        manifest["mediaType"],
        "application/vnd.oci.image.manifest.v1+json"
    );
    assert_eq!(
        manifest["config"]["mediaType"],
        "application/vnd.wasm.config.v0+json"
    );
    let annotations = serde_json::json!({
        "org.opencontainers.image.title": "hello",
        "org.opencontainers.image.version": "1.2.0",
        "org.opencontainers.image.licenses": "MIT",
        "org.opencontainers.image.url": "https://example.com/",
    });
    assert_eq!(manifest["annotations"], annotations);
    let layers = manifest["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 1);
    assert_eq!(layers[0]["mediaType"], "application/wasm");
    assert_eq!(
        blob(&layout, &layers[0]),
        fs::read(directory.path().join("hello.wasm")).unwrap()
    );

    assert_eq!(config["created"], "1970-01-01T00:00:00Z");
    assert_eq!(config["architecture"], "wasm");
    assert_eq!(config["os"], "wasip2");
    assert_eq!(
        config["layerDigests"],
        serde_json::json!([layers[0]["digest"]])
    );
    let exports = serde_json::json!(["wasi:cli/run@0.2.12"]);
    assert_eq!(config["component"]["exports"], exports);
    let imports = config["component"]["imports"].as_array().unwrap();
    assert!(
        imports.contains(&"wasi:cli/stdout@0.2.12".into()),
        "{imports:?}"
    );
}

#[test]
fn a_label_is_listed_as_the_interface_that_it_implements() {
    let directory = TempDir::new().unwrap();
    let module = r#"(module (import "a:b/store@1.0.0" "get" (func (result i32))))"#;
    fs::write(directory.path().join("m.wat"), module).unwrap();
    let wit = "package a:b@1.0.0;
        interface store { get: func() -> u32; }
        world w { import store; }";
    fs::write(directory.path().join("m.wit"), wit).unwrap();
    let wrap = ["new", "m.wat", "--wit", "m.wit", "-o", "m.wasm"];
    let label = ["--implements", "primary=a:b/store@1.0.0"];
    done(&run(directory.path(), &[&wrap[..], &label].concat()));
    done(&run(directory.path(), &["oci", "m.wasm", "layout"]));
    let (manifest, config) = manifest(&directory.path().join("layout"));
    let title = &manifest["layers"][0]["annotations"]["org.opencontainers.image.title"];
    assert_eq!(title, "component.wasm");
    let imports = serde_json::json!(["a:b/store@1.0.0"]);
    assert_eq!(config["component"]["imports"], imports);
}

#[test]
fn the_digest_depends_on_the_component_and_the_options_alone() {
    let directories = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let mut digests = Vec::new();
    for (directory, layout) in directories.iter().zip(["layout:1", "a-deeper/place:2"]) {
        component(directory.path());
        digests.push(done(&run(directory.path(), &["oci", "hello.wasm", layout])));
    }
    assert_eq!(digests[0], digests[1]);

    let first = directories[0].path();
    let dated = [("SOURCE_DATE_EPOCH", "1700000000")];
    let arguments = ["oci", "hello.wasm", "dated"];
    assert_ne!(done(&run_with(first, &arguments, &dated)), digests[0]);
    let (_, config) = manifest(&first.join("dated"));
    assert_eq!(config["created"], "2023-11-14T22:13:20Z");

    let arguments = [
        "oci",
        "hello.wasm",
        "told",
        "--target",
        "wasi:cli/command@0.2.12",
    ];
    let annotations = [
        "--annotation",
        "org.opencontainers.image.title=Hello",
        "--annotation",
        "a=b=c",
    ];
    done(&run(first, &[&arguments[..], &annotations].concat()));
    let (manifest, config) = manifest(&first.join("told"));
    assert_eq!(config["component"]["target"], "wasi:cli/command@0.2.12");
    assert_eq!(
        manifest["annotations"]["org.opencontainers.image.title"],
        "Hello"
    );
    assert_eq!(manifest["annotations"]["a"], "b=c");
}

#[test]
fn other_tags_of_a_layout_are_kept_and_the_same_is_replaced() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    component(path);
    fs::write(path.join("empty.wat"), "(component)").unwrap();
    let tags = |file: &str, layout: &str| {
        done(&run(path, &["oci", file, layout]));
        let index = json(&path.join("layout/index.json"));
        let manifests = index["manifests"].as_array().unwrap().clone();
        let tag = |it: &Value| it["annotations"]["org.opencontainers.image.ref.name"].clone();
        manifests.iter().map(tag).collect::<Vec<Value>>()
    };
    assert_eq!(tags("hello.wasm", "layout:1"), ["1"]);
    assert_eq!(tags("empty.wat", "layout"), ["1", "latest"]);
    let before = json(&path.join("layout/index.json"))["manifests"][0]["digest"].clone();
    assert_eq!(tags("empty.wat", "layout:1"), ["latest", "1"]);
    let after = json(&path.join("layout/index.json"))["manifests"][1]["digest"].clone();
    assert_ne!(before, after);
}

#[test]
fn what_cannot_be_written_is_refused_and_nothing_is_left() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    component(path);
    fs::write(path.join("module.wat"), "(module)").unwrap();
    let said = refused(&run(path, &["oci", "module.wat", "layout"]), 1);
    assert!(
        said.contains("expected a component but found a core module"),
        "{said}"
    );
    assert!(!path.join("layout").exists());

    let said = refused(&run(path, &["oci", "hello.wasm", "layout:ä"]), 2);
    assert!(said.contains("expected a tag"), "{said}");

    fs::create_dir(path.join("mine")).unwrap();
    fs::write(path.join("mine/notes.txt"), "notes").unwrap();
    let said = refused(&run(path, &["oci", "hello.wasm", "mine"]), 1);
    assert!(
        said.contains("found a directory with other files"),
        "{said}"
    );
    assert_eq!(fs::read_dir(path.join("mine")).unwrap().count(), 1);

    done(&run(path, &["oci", "hello.wasm", "layout"]));
    for index in ["{", "[]", r#"{"manifests": 7}"#, "7"] {
        fs::write(path.join("layout/index.json"), index).unwrap();
        let said = refused(&run(path, &["oci", "hello.wasm", "layout"]), 1);
        assert!(said.contains("expected an OCI image index"), "{said}");
        assert_eq!(
            fs::read_to_string(path.join("layout/index.json")).unwrap(),
            index
        );
    }
    let epoch = [("SOURCE_DATE_EPOCH", "yesterday")];
    let said = refused(&run_with(path, &["oci", "hello.wasm", "other"], &epoch), 1);
    assert!(
        said.contains("expected a number of seconds in SOURCE_DATE_EPOCH"),
        "{said}"
    );
}

#[test]
fn new_writes_an_artifact_at_once() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    component(path);
    let later = done(&run(path, &["oci", "hello.wasm", "later"]));
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hello/hello.wat");
    let arguments = ["new", hello, "--adapt", "wasi_snapshot_preview1"];
    let metadata = ["--name", "hello", "--version", "1.2.0", "--licenses", "MIT"];
    let described = ["--homepage", "https://example.com/", "--oci", "at-once:1"];
    let arguments = [&arguments[..], &metadata, &described].concat();
    assert_eq!(done(&run(path, &arguments)), later);
    let named = [&arguments[..], &["-o", "same.wasm"]].concat();
    assert_eq!(done(&run(path, &named)), "");
    let bytes = |name: &str| fs::read(path.join(name)).unwrap();
    assert_eq!(bytes("same.wasm"), bytes("hello.wasm"));

    fs::write(path.join("m.wit"), "package a:b@1.0.0; world w { }").unwrap();
    fs::write(path.join("m.wat"), "(module)").unwrap();
    let arguments = ["new", "m.wat", "--wit", "m.wit", "--oci", "world"];
    done(&run(path, &arguments));
    let (_, config) = manifest(&path.join("world"));
    assert_eq!(config["component"]["target"], "a:b/w@1.0.0");
}

/// An output that fails leaves no artifact, and a layout that is refused leaves no output.
#[test]
fn new_writes_both_or_neither() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    fs::write(path.join("m.wat"), "(module)").unwrap();
    fs::create_dir(path.join("other")).unwrap();
    fs::write(path.join("other/file"), "").unwrap();
    for (layout, output) in [("layout", "missing/out.wasm"), ("other", "out.wasm")] {
        let arguments = ["new", "m.wat", "--oci", layout, "-o", output];
        refused(&run(path, &arguments), 1);
        assert!(!path.join("layout").exists(), "{layout} {output}");
        assert!(!path.join(output).exists(), "{layout} {output}");
    }
}

/// The tool that many registries' users push with reads the layout, and gives the component's bytes back.
#[cfg(feature = "toolchain-tests")]
#[test]
fn oras_pulls_the_bytes() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    component(path);
    done(&run(path, &["oci", "hello.wasm", "layout:1.2"]));
    let oras = |arguments: &[&str]| {
        let output = Command::new("oras")
            .args(arguments)
            .current_dir(path)
            .output();
        done(&output.expect("oras is needed: toolchains/setup.sh registry installs it"))
    };
    oras(&["pull", "--oci-layout", "layout:1.2", "-o", "pulled"]);
    let pulled = fs::read(path.join("pulled/hello.wasm")).unwrap();
    assert_eq!(pulled, fs::read(path.join("hello.wasm")).unwrap());
    let fetched = oras(&["manifest", "fetch", "--oci-layout", "layout:1.2"]);
    let fetched: Value = serde_json::from_str(&fetched).unwrap();
    assert_eq!(fetched, manifest(&path.join("layout")).0);
}
