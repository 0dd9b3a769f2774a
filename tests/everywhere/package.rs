//! The package, built once by the native build of the same sources; and how large it is.

use crate::harness::{self, Node};
use crate::python;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The native command.
pub const NATIVE: &str = env!("CARGO_BIN_EXE_componentize");

/// The component and the package.
pub struct Built {
    /// `componentize` as a component.
    pub component: PathBuf,
    /// The core module that it was made of.
    pub module: PathBuf,
    /// The package's directory.
    pub package: PathBuf,
}

/// Builds the package; what is up to date stays. With EVERYWHERE_BUILT nothing is built.
pub fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        harness::install();
        let package = root().join("npm");
        if std::env::var_os("EVERYWHERE_BUILT").is_some() {
            return already(package);
        }
        let installed = Command::new(root().join("toolchains/setup.sh"))
            .arg("small")
            .status()
            .unwrap();
        assert!(installed.success());
        let toolchains = python::toolchains();
        let output = Command::new(Node::Newest.program())
            .arg(package.join("build.js"))
            .arg(NATIVE)
            .env("SMALL_SYSROOT", toolchains.join("small-sysroot"))
            .env(
                "WASM_OPT",
                toolchains.join("binaryen/node_modules/binaryen/bin/wasm-opt"),
            )
            .current_dir(root())
            .output()
            .unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}");
        already(package)
    })
}

fn already(package: PathBuf) -> Built {
    let target = root().join("target/npm");
    Built {
        component: target.join("componentize.wasm"),
        module: target.join("module.wasm"),
        package,
    }
}

/// The bars: what a user downloads, and what the package fills on a disk.
#[test]
fn the_package_is_small() {
    let package = &built().package;
    let core = package.join("core/componentize.core.wasm");
    let core = std::fs::metadata(core).unwrap().len();
    assert!(core <= LARGEST_CORE, "{core} bytes");

    let output = Command::new("npm")
        .args(["pack", "--dry-run", "--json", "--ignore-scripts"])
        .current_dir(package)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let packed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packed = &packed[0];
    let unpacked = packed["unpackedSize"].as_u64().unwrap();
    assert!(unpacked <= 8_000_000, "{unpacked} bytes unpacked");
    let size = packed["size"].as_u64().unwrap();
    assert!(size <= LARGEST_PACKED, "{size} bytes packed");

    let files = packed["files"].as_array().unwrap().iter();
    let files: Vec<&str> = files.map(|file| file["path"].as_str().unwrap()).collect();
    for file in [
        "cli.js",
        "index.js",
        "index.d.ts",
        "plugin.js",
        "core/componentize.js",
    ] {
        assert!(files.contains(&file), "{files:?}");
    }
    assert!(!files.iter().any(|file| file.starts_with("component/")));
}

/// The core module, not compressed.
const LARGEST_CORE: u64 = 5_350_000;

/// The package, compressed by gzip as npm does.
const LARGEST_PACKED: u64 = 2_080_000;

#[test]
fn the_api_depends_on_no_package() {
    let text = std::fs::read_to_string(root().join("npm/package.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(package.get("dependencies").is_none());
    assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
}
