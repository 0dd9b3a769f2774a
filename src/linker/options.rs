//! What the flags of ours ask for.

use super::text::text;
use crate::embed::Encoding;
use crate::encode::strip::Strip;
use crate::variant::{Variant, WasiVersion};
use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The values of all flags of ours.
#[derive(Debug, Default)]
pub struct Options {
    pub wasm_ld_path: Option<PathBuf>,
    pub appended: Vec<OsString>,
    pub skip_wit_component: bool,
    pub wasi_adapter: Option<WasiAdapter>,
    pub adapt: Vec<Adapt>,
    pub wasi_version: Option<WasiVersion>,
    pub worlds: Vec<WorldSource>,
    pub string_encoding: Encoding,
    pub implements: Vec<(String, String)>,
    pub import_name: Vec<(String, String)>,
    pub strip: Option<Strip>,
    pub cargo_metadata: bool,
    pub targets: Option<WorldSource>,
    pub semver_compatible: bool,
    pub skip_validation: bool,
    pub keep_versions_apart: bool,
    pub reject_legacy_names: bool,
    pub realloc_via_memory_grow: bool,
    pub return_call_ref: bool,
    pub emit_wit: Option<PathBuf>,
    pub summary: Option<PathBuf>,
    pub core_output: Option<PathBuf>,
    pub wasm_opt: Option<Vec<OsString>>,
    /// Asked for by wasm-ld's own `--verbose`.
    pub verbose: bool,
}

/// `--wasi-adapter`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasiAdapter {
    /// The built-in adapter as this variant.
    BuiltIn(Variant),
    /// None.
    Absent,
}

/// One `--adapt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adapt {
    /// The built-in adapter.
    BuiltIn(Variant),
    /// A file, and the import module that it is for.
    File { name: String, path: PathBuf },
}

/// A WIT package and the world in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorldSource {
    pub path: PathBuf,
    pub world: Option<String>,
}

impl WorldSource {
    /// The package's only world, unless one is named later.
    pub fn only(path: &OsStr) -> WorldSource {
        WorldSource {
            path: path.into(),
            world: None,
        }
    }

    /// `PATH` or `PATH#WORLD`.
    pub fn with_fragment(value: &OsStr) -> WorldSource {
        match value.to_str().and_then(|value| value.rsplit_once('#')) {
            Some((path, world)) if !Path::new(value).exists() => WorldSource {
                path: path.into(),
                world: Some(world.to_string()),
            },
            _ => WorldSource::only(value),
        }
    }
}

impl Options {
    /// `--world` is about the package that was named last.
    pub fn world(&mut self, value: &OsStr) -> Result<()> {
        let name = text(value)?.to_string();
        let Some(source) = self.worlds.last_mut() else {
            bail!("`--world` comes after the `--wit` that it chooses from");
        };
        source.world = Some(name);
        Ok(())
    }
}

pub fn wasi_adapter(value: &OsStr) -> Result<WasiAdapter> {
    Ok(match text(value)? {
        "command" => WasiAdapter::BuiltIn(Variant::Command),
        // A proxy is a reactor; the built-in adapter imports only what the module can use in either case.
        "reactor" | "proxy" => WasiAdapter::BuiltIn(Variant::Reactor),
        "none" => WasiAdapter::Absent,
        _ => bail!("expected `command`, `reactor`, `proxy` or `none`"),
    })
}

const BUILT_IN: &str = crate::variant::PREVIEW1;

pub fn adapt(value: &OsStr) -> Result<Adapt> {
    let pair = value.to_str().and_then(|value| value.split_once('='));
    let (name, file) = match pair {
        Some((name, file)) => (Some(name), OsStr::new(file)),
        None => (None, value),
    };
    if file.is_empty() || name == Some("") {
        bail!("expected `[NAME=]FILE`");
    }
    let path = PathBuf::from(file);
    if !path.exists() {
        match (name, file.to_str()) {
            (None, Some(BUILT_IN)) => return Ok(Adapt::BuiltIn(Variant::Auto)),
            (Some(BUILT_IN), Some("command")) => return Ok(Adapt::BuiltIn(Variant::Command)),
            (Some(BUILT_IN), Some("reactor")) => return Ok(Adapt::BuiltIn(Variant::Reactor)),
            _ => {}
        }
    }
    let name = match name {
        Some(name) => name.to_string(),
        // The published adapters are called `wasi_snapshot_preview1.command.wasm`.
        None => {
            let file = path.file_name().unwrap_or(file).to_string_lossy();
            file.split('.').next().unwrap_or_default().to_string()
        }
    };
    Ok(Adapt::File { name, path })
}

pub fn string_encoding(value: &OsStr) -> Result<Encoding> {
    Ok(text(value)?.parse()?)
}

pub fn wasi_version(value: &OsStr) -> Result<WasiVersion> {
    Ok(text(value)?.parse()?)
}

pub fn pair(value: &OsStr, expected: &'static str) -> Result<(String, String)> {
    let pair = text(value)?.split_once('=');
    let (first, second) = pair.context(expected)?;
    Ok((first.to_string(), second.to_string()))
}

pub fn strip(value: &OsStr) -> Result<Strip> {
    Ok(match text(value)? {
        "" | "all" => Strip::All,
        "debug" => Strip::Debug,
        _ => bail!("expected `debug` or `all`"),
    })
}

pub fn boolean(value: &OsStr) -> Result<bool> {
    Ok(match text(value)? {
        "" | "true" => true,
        "false" => false,
        _ => bail!("expected `true` or `false`"),
    })
}
