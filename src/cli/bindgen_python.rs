//! `componentize bindgen python`: writes a Python package that runs a component.

use super::console::Console;
use super::io::{self, IN_AND_OUT, InputArg};
use super::maps::{self, parse_map};
use anyhow::{Context, Result};
use clap::Args;
use componentize::bindgen::plan::{Plan, docs::Docs};
use componentize::bindgen::python;
use std::path::PathBuf;

const PACKAGE: &str = "Package";

/// Write a typed Python package
///
/// The package runs the component on `wasmtime` from the package index (46 or newer) in Python 3.10 or newer; no support for
/// components is needed.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  componentize bindgen python app.wasm -o .\n  componentize bindgen python app.wasm -o dist/ --name greeter --pyproject"
)]
pub struct Python {
    #[command(flatten)]
    input: InputArg,

    /// Further values of `--map`
    #[arg(value_name = "SPEC=TARGET", value_parser = parse_map, requires = "map", hide = true)]
    more_maps: Vec<(String, String)>,

    /// Directory to write the package to
    #[arg(short, long, value_name = "DIR", default_value = ".", help_heading = IN_AND_OUT)]
    output: PathBuf,

    /// Name of the package; that of the input by default
    #[arg(long, value_name = "NAME", help_heading = IN_AND_OUT)]
    name: Option<String>,

    /// Take imports that a program does not give from Python modules
    ///
    /// SPEC is the name of an import, with or without its version; `*` in it stands for any part, which replaces `*`
    /// in TARGET. TARGET is a module, or `MODULE#NAME` for what it has under a name. Further values may follow the input.
    #[arg(long, short_alias = 'M', value_name = "SPEC=TARGET", value_parser = parse_map, help_heading = PACKAGE)]
    map: Vec<(String, String)>,

    /// Take documentation from WIT, which a component does not carry
    #[arg(long, value_name = "WIT", help_heading = PACKAGE)]
    docs: Option<PathBuf>,

    /// Write no implementation of WASI: the program gives these imports as well
    #[arg(long, help_heading = PACKAGE)]
    no_wasi: bool,

    /// Write a `pyproject.toml` for the package
    #[arg(long, help_heading = PACKAGE)]
    pyproject: bool,
}

impl Python {
    /// Reads, plans, writes, and says what was written.
    pub fn run(self, console: &Console) -> Result<()> {
        let options = self.options();
        let failed = || format!("failed to make bindings for {}", self.input.name());
        let input = self.input.read()?;
        let component = componentize::input::component(&input)
            .map_err(|error| error.in_file(&self.input.file()))
            .with_context(|| format!("failed to read {}", self.input.name()))?;
        let mut plan = Plan::new(&component).with_context(failed)?;
        if let Some(wit) = &self.docs {
            plan.docs = Docs::from_wit(wit)?;
        }
        console.warn(maps::unused(&options.map, &plan, maps::as_flag))?;
        let files = python::generate(&plan, &options).with_context(failed)?;
        io::write_files(&self.output, files.iter())?;
        if console.is_quiet() {
            return Ok(());
        }
        let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        let folder = self.output.join(&options.name);
        let report = format!("wrote the package `{}` ({bytes} bytes)\n", folder.display());
        io::write_stdout(report.as_bytes())
    }

    fn options(&self) -> python::Options {
        let name = self.name.clone().unwrap_or_else(|| {
            let stem = self.input.stem().unwrap_or_else(|| "component".to_string());
            python::package_name(&stem)
        });
        python::Options {
            map: [&self.map[..], &self.more_maps[..]].concat(),
            wasi: !self.no_wasi,
            pyproject: self.pyproject,
            ..python::Options::new(&name)
        }
    }
}
