//! `componentize adapter`: writes the built-in adapter.

use super::console::Console;
use super::io::{self, IN_AND_OUT, WasmOutputArg};
use super::values::offering;
use anyhow::{Context, Result, bail};
use clap::Args;
use componentize::{Variant, WasiVersion, builtin_adapter, specialised_adapter};
use std::path::PathBuf;

/// Write the built-in adapter for `wasi_snapshot_preview1`, whole or for one module
///
/// The adapter is a core module with two memories, its own and the guest's. Other tools cannot use it in place of a
/// published adapter: this command is for reading it, and for tools that do what `new` does.
#[derive(Args)]
#[command(
    after_help = "Example:\n  componentize adapter --for module.wasm -o adapter.wasm\n\n\
                  See how it does one thing:\n  componentize adapter -t"
)]
pub struct AdapterCommand {
    /// Reduce it to what this core module imports
    #[arg(long = "for", value_name = "MODULE", help_heading = IN_AND_OUT)]
    module: Option<PathBuf>,

    #[command(flatten)]
    output: WasmOutputArg,

    /// Wrap the module as a program or as a library; by default, one that exports `_start` is a program
    #[arg(
        long,
        value_name = "VARIANT",
        help_heading = "Adapter",
        default_value_t = Variant::Auto,
        hide_default_value = true,
        requires = "module",
        value_parser = offering::<Variant, _>(["auto", "command", "reactor"])
    )]
    variant: Variant,

    /// The WASI version that it imports, 0.2.0 to 0.2.12
    #[arg(
        long,
        value_name = "0.2.N",
        help_heading = "Adapter",
        default_value_t = WasiVersion::default(),
        hide_possible_values = true,
        requires = "module",
        value_parser = offering::<WasiVersion, _>(WasiVersion::all())
    )]
    wasi_version: WasiVersion,
}

impl AdapterCommand {
    /// Specialises, writes.
    pub fn run(self, console: &Console) -> Result<()> {
        let Some(path) = &self.module else {
            return self.output.write(builtin_adapter(), console);
        };
        let module = io::read(path)?;
        let adapter = specialised_adapter(&module, self.variant, self.wasi_version)
            .map_err(|error| error.in_file(&path.display().to_string()))
            .with_context(|| format!("failed to make an adapter for `{}`", path.display()))?;
        match adapter {
            Some(adapter) => self.output.write(&adapter, console),
            None => bail!(
                "`{}` needs no adapter: it imports nothing from `wasi_snapshot_preview1`",
                path.display()
            ),
        }
    }
}
