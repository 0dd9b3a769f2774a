//! The arguments that decide how a component is encoded, the same for `new` and `link`.

use super::io;
use super::values::offering;
use anyhow::{Result, bail};
use clap::{ArgAction, Args};
use componentize::{Variant, WasiVersion};
use std::path::Path;
use std::str::FromStr;

const BUILT_IN: &str = "wasi_snapshot_preview1";

/// The adapters and their options.
#[derive(Args)]
#[command(next_help_heading = "Adapters")]
pub struct AdapterArgs {
    /// Satisfy the imports from a module name by an adapter
    ///
    /// `wasi_snapshot_preview1` alone is the built-in adapter, `wasi_snapshot_preview1=command` or `=reactor` fixes
    /// its variant (otherwise a module that exports `_start` is a command). `NAME=FILE` is an adapter of your own,
    /// and `FILE` alone one for the module name before the first dot of the file's name. An existing FILE wins over
    /// the built-in adapter.
    #[arg(
        long,
        value_name = "[NAME=]ADAPTER",
        hide_possible_values = true,
        value_parser = offering::<Adapt, _>([
            "wasi_snapshot_preview1",
            "wasi_snapshot_preview1=command",
            "wasi_snapshot_preview1=reactor",
        ])
    )]
    adapt: Vec<Adapt>,

    /// The WASI version that the built-in adapter imports, 0.2.0 to 0.2.12 [default: 0.2.12]
    ///
    /// Older hosts need an older one: Wasmtime before 46, for example, has no `exit-with-code`, which is new in 0.2.12.
    #[arg(
        long,
        value_name = "0.2.N",
        hide_possible_values = true,
        value_parser = offering::<WasiVersion, _>(WasiVersion::all())
    )]
    pub(super) wasi_version: Option<WasiVersion>,

    /// Give users' adapters memory by `memory.grow` instead of the module's `cabi_realloc`
    ///
    /// For modules whose `cabi_realloc` cannot be called before they are initialized.
    #[arg(long)]
    pub(super) realloc_via_memory_grow: bool,
}

/// How to encode a component.
#[derive(Args)]
#[command(next_help_heading = "Encoding")]
pub struct EncodingArgs {
    /// Check that the output is a valid component
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = true,
          default_missing_value = "true", action = ArgAction::Set)]
    pub(super) validate: bool,

    /// The same as `--validate=false`
    #[arg(long, conflicts_with = "validate")]
    pub(super) skip_validation: bool,

    /// Import an interface once when it is needed in several semver-compatible versions
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = true,
          default_missing_value = "true", action = ArgAction::Set)]
    pub(super) merge_imports_based_on_semver: bool,

    /// Name interfaces by the canonical part of their version, with the rest next to it
    ///
    /// `wasi:cli/exit@0.2` instead of `wasi:cli/exit@0.2.12`.
    #[arg(long)]
    pub(super) emit_canonical_names: bool,

    /// Take only the standard's names of core imports and exports, not the historical ones
    #[arg(long)]
    pub(super) reject_legacy_names: bool,

    /// Name generated definitions, for debugging; true by default without the built-in adapter
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(super) debug_names: Option<bool>,

    /// Let generated modules call typed function references instead of a table's entries
    ///
    /// The component then needs an engine with tail calls and function references.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = false,
          default_missing_value = "true", action = ArgAction::Set)]
    pub(super) return_call_ref: bool,
}

impl AdapterArgs {
    /// Reads the adapters that are files.
    pub fn read(&self) -> Result<Vec<AdapterSource>> {
        let adapters: Vec<AdapterSource> = self
            .adapt
            .iter()
            .map(Adapt::resolve)
            .collect::<Result<_>>()?;
        let built_in = |adapter: &&AdapterSource| matches!(adapter, AdapterSource::BuiltIn(_));
        if adapters.iter().filter(built_in).count() > 1 {
            bail!("two adapters were named for `{BUILT_IN}`: name one");
        }
        Ok(adapters)
    }
}

/// Passes the arguments on to a `Componentizer` or a `Linker`, which have the same setters for them.
macro_rules! configure {
    ($encoder:expr, $arguments:expr, $adapters:expr, $encoding:expr) => {
        for adapter in $adapters {
            match adapter {
                $crate::cli::encoder::AdapterSource::BuiltIn(variant) => {
                    $encoder.builtin_adapter().variant(*variant)
                }
                $crate::cli::encoder::AdapterSource::File { name, bytes } => {
                    $encoder.adapter(name, bytes)
                }
            };
        }
        $encoder
            .realloc_via_memory_grow($arguments.realloc_via_memory_grow)
            .validate($encoding.validate && !$encoding.skip_validation)
            .merge_imports_based_on_semver($encoding.merge_imports_based_on_semver)
            .emit_canonical_names($encoding.emit_canonical_names)
            .reject_legacy_names($encoding.reject_legacy_names)
            .return_call_ref($encoding.return_call_ref);
        if let Some(version) = $arguments.wasi_version {
            $encoder.wasi_version(version);
        }
        if let Some(debug_names) = $encoding.debug_names {
            $encoder.debug_names(debug_names);
        }
    };
}

pub(super) use configure;

/// One `--adapt`, as it was written: what stands before `=`, if there is one, and the rest.
#[derive(Clone)]
struct Adapt {
    name: Option<String>,
    value: String,
}

/// The text cannot be an adapter.
#[derive(Debug, thiserror::Error)]
pub enum NotAnAdapter {
    #[error("expected an adapter's name, `NAME=FILE` or `FILE`")]
    Empty,
    #[error(
        "there is no file `{0}`, and `{0}` is not a variant of the built-in adapter: those are `command` and `reactor`"
    )]
    Variant(String),
    #[error("there is no file `{0}`, and the built-in adapter is called `wasi_snapshot_preview1`")]
    Name(String),
}

impl FromStr for Adapt {
    type Err = NotAnAdapter;

    fn from_str(text: &str) -> Result<Adapt, NotAnAdapter> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (Some(name), value),
            None => (None, text),
        };
        if value.is_empty() || name == Some("") {
            return Err(NotAnAdapter::Empty);
        }
        let adapt = Adapt {
            name: name.map(str::to_string),
            value: value.to_string(),
        };
        match adapt.misspelt() {
            Some(error) => Err(error),
            None => Ok(adapt),
        }
    }
}

/// What an `--adapt` asks for.
pub enum AdapterSource {
    /// The built-in adapter.
    BuiltIn(Variant),
    /// A file, read, and the import module that it stands for.
    File { name: String, bytes: Vec<u8> },
}

impl Adapt {
    /// Decides between the built-in adapter and a file, which wins if it exists, and reads the file.
    fn resolve(&self) -> Result<AdapterSource> {
        let path = Path::new(&self.value);
        match self.built_in() {
            Some(variant) if !path.is_file() => Ok(AdapterSource::BuiltIn(variant)),
            _ => Ok(AdapterSource::File {
                name: self.module_name(path),
                bytes: io::read(path)?,
            }),
        }
    }

    /// The variant, if this names the built-in adapter.
    fn built_in(&self) -> Option<Variant> {
        match (self.name.as_deref(), self.value.as_str()) {
            (None, BUILT_IN) => Some(Variant::Auto),
            (Some(BUILT_IN), variant) => variant.parse().ok(),
            _ => None,
        }
    }

    /// What is wrong with a word that is not a file and looks like an attempt at the built-in adapter.
    fn misspelt(&self) -> Option<NotAnAdapter> {
        let path = Path::new(&self.value);
        let bare = !path.exists() && path.extension().is_none() && path.components().count() == 1;
        if !bare || self.built_in().is_some() {
            return None;
        }
        match self.name.as_deref() {
            Some(BUILT_IN) => Some(NotAnAdapter::Variant(self.value.clone())),
            None => Some(NotAnAdapter::Name(self.value.clone())),
            Some(_) => None,
        }
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
