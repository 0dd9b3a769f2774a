//! Prints `Cargo.toml`, `src/lib.rs` and `build.rs`.

use super::Package;
use crate::bindgen::source::{Source, line};

/// The Wasmtime whose API the bindings name.
const WASMTIME: &str = "48";

impl Package<'_> {
    pub fn manifest(&self) -> String {
        let mut source = Source::default();
        line!(source, "[package]");
        line!(source, "name = \"{}\"", self.package_name());
        line!(source, "version = \"0.1.0\"");
        line!(source, "edition = \"2024\"");
        line!(source, "publish = false");
        source.blank();
        line!(source, "[dependencies]");
        if self.options.asynchronous {
            line!(
                source,
                "tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}"
            );
        }
        wasmtime(&mut source, &self.features(!self.precompile));
        if self.uses_wasi() {
            let features = "default-features = false, features = [\"p2\"]";
            line!(
                source,
                "wasmtime-wasi = {{ version = \"{WASMTIME}\", {features} }}"
            );
        }
        if self.precompile {
            source.blank();
            line!(source, "[build-dependencies]");
            wasmtime(&mut source, &self.features(true));
        }
        source.blank();
        line!(
            source,
            "# A workspace of its own, wherever the directory lies."
        );
        line!(source, "[workspace]");
        source.as_str().to_string()
    }

    fn features(&self, compiler: bool) -> Vec<&'static str> {
        let mut features = vec!["backtrace", "component-model", "runtime", "std"];
        if compiler {
            features.extend(["cranelift", "parallel-compilation"]);
        }
        if self.options.asynchronous {
            features.push("async");
        }
        if self.bindings.features.garbage_collected {
            features.push("gc-copying");
        }
        features
    }

    pub fn library(&self) -> String {
        let mut source = Source::wide();
        line!(
            source,
            "//! A host for the component `{}`.",
            self.options.name
        );
        source.blank();
        line!(source, "pub mod bindings;");
        if self.precompile {
            line!(source, "pub mod engine;");
        }
        line!(source, "pub mod host;");
        line!(source, "pub mod linker;");
        source.as_str().to_string()
    }

    /// Compiles the component, so that the program needs no compiler.
    pub fn build_script(&self) -> String {
        let path = self.component_path();
        let compiled = path.replace(".wasm", ".cwasm");
        format!(
            r#"//! Compiles the component when the program is built: the program itself has no compiler.

#[path = "src/engine.rs"]
mod engine;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {{
    println!("cargo::rerun-if-changed={path}");
    println!("cargo::rerun-if-changed=src/engine.rs");
    let component = std::fs::read("{path}")?;
    let compiled = engine::engine()?.precompile_component(&component)?;
    let directory = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&directory).join("{compiled}"), compiled)?;
    Ok(())
}}
"#
        )
    }
}

fn wasmtime(source: &mut Source, features: &[&str]) {
    let features: Vec<String> = features.iter().map(|name| format!("\"{name}\"")).collect();
    let features = features.join(", ");
    line!(
        source,
        "wasmtime = {{ version = \"{WASMTIME}\", default-features = false, features = [{features}] }}"
    );
}
