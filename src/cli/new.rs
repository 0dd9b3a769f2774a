//! `componentize new`: wraps a core module in a component.

use super::io::{self, InputArg, WasmOutputArg};
use anyhow::{Context, Result};
use clap::Args;
use componentize::{Componentizer, Variant, WasiVersion};
use std::path::Path;

const BUILT_IN: &str = "wasi_snapshot_preview1";

/// Wrap a core module in a component
///
/// The module's custom sections say which world it implements; what it imports beyond that must come from an
/// adapter.
#[derive(Args)]
#[command(
    after_help = "Example:\n  componentize new module.wasm --adapt wasi_snapshot_preview1 -o app.wasm"
)]
pub struct New {
    #[command(flatten)]
    input: InputArg,

    #[command(flatten)]
    output: WasmOutputArg,

    /// Satisfy the imports from a module name by an adapter
    ///
    /// `wasi_snapshot_preview1` alone is the built-in adapter, `wasi_snapshot_preview1=command` or `=reactor` fixes
    /// its variant (otherwise a module that exports `_start` is a command). `NAME=FILE` is an adapter of your own,
    /// and `FILE` alone one that is named as its file is without the ending. An existing FILE wins over the built-in
    /// adapter.
    #[arg(long, value_name = "[NAME=]ADAPTER")]
    adapt: Vec<Adapt>,

    /// The WASI version that the built-in adapter imports, 0.2.0 to 0.2.12
    #[arg(long, value_name = "0.2.N", default_value_t = WasiVersion::default())]
    wasi_version: WasiVersion,

    /// Do not check that the output is a valid component
    #[arg(long)]
    skip_validation: bool,
}

/// One `--adapt`, as it was written: what stands before `=`, if there is one, and the rest.
#[derive(Clone)]
struct Adapt {
    name: Option<String>,
    value: String,
}

impl std::str::FromStr for Adapt {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Adapt, &'static str> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (Some(name), value),
            None => (None, text),
        };
        if value.is_empty() || name == Some("") {
            return Err("expected an adapter's name, `NAME=FILE` or `FILE`");
        }
        Ok(Adapt {
            name: name.map(str::to_string),
            value: value.to_string(),
        })
    }
}

/// What an `--adapt` asks for.
enum Adapter {
    BuiltIn(Option<Variant>),
    File { name: String, bytes: Vec<u8> },
}

impl Adapt {
    /// Decides between the built-in adapter and a file, which wins if it exists, and reads the file.
    fn resolve(&self) -> Result<Adapter> {
        let path = Path::new(&self.value);
        if !path.is_file() {
            match (self.name.as_deref(), self.value.as_str()) {
                (None, BUILT_IN) => return Ok(Adapter::BuiltIn(None)),
                (Some(BUILT_IN), "command") => return Ok(Adapter::BuiltIn(Some(Variant::Command))),
                (Some(BUILT_IN), "reactor") => return Ok(Adapter::BuiltIn(Some(Variant::Reactor))),
                _ => {}
            }
        }
        Ok(Adapter::File {
            name: self.module_name(path),
            bytes: io::read(path)?,
        })
    }

    /// The import module that a file stands for: the published `wasi_snapshot_preview1.command.wasm` is named by
    /// what precedes its first dot.
    fn module_name(&self, path: &Path) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let file = path.file_name().unwrap_or(path.as_os_str());
        let file = file.to_string_lossy();
        file.split('.').next().unwrap_or(&file).to_string()
    }
}

impl New {
    /// Reads, wraps, writes.
    pub fn run(self) -> Result<()> {
        let module = self.input.read()?;
        let adapters = self
            .adapt
            .iter()
            .map(Adapt::resolve)
            .collect::<Result<Vec<_>>>()?;
        let mut componentizer = Componentizer::new(&module);
        componentizer
            .wasi_version(self.wasi_version)
            .validate(!self.skip_validation);
        for adapter in &adapters {
            match adapter {
                Adapter::BuiltIn(variant) => componentizer.builtin_adapter(*variant),
                Adapter::File { name, bytes } => componentizer.adapter(name, bytes),
            };
        }
        let component = componentizer
            .encode()
            .with_context(|| format!("failed to wrap {}", self.input.name()))?;
        self.output.write(&component)
    }
}
