//! `componentize new`: wraps a core module in a component.

use super::encoder::EncoderArgs;
use super::io::{InputArg, WasmOutputArg};
use anyhow::{Context, Result};
use clap::Args;
use componentize::Componentizer;

/// Wrap a core module in a component
///
/// The module's custom sections say which world it implements; what it imports beyond that must come from an
/// adapter.
#[derive(Args)]
#[command(after_help = "\
Examples:
  A program that was built for WASI preview1:
    componentize new module.wasm --adapt wasi_snapshot_preview1 -o app.wasm
  A library, with an adapter of your own:
    componentize new module.wasm --adapt wasi_snapshot_preview1=adapter.wasm -o library.wasm")]
pub struct New {
    #[command(flatten)]
    input: InputArg,

    #[command(flatten)]
    output: WasmOutputArg,

    #[command(flatten)]
    encoder: EncoderArgs,

    /// Import an instance under another name; ignored if the module does not import it
    #[arg(long, value_name = "OLD=NEW", value_parser = parse_renaming)]
    import_name: Vec<(String, String)>,
}

fn parse_renaming(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((old, new)) => Ok((old.to_string(), new.to_string())),
        None => Err("expected `OLD=NEW`"),
    }
}

impl New {
    /// Reads, wraps, writes.
    pub fn run(self) -> Result<()> {
        let module = self.input.read()?;
        let adapters = self.encoder.adapters()?;
        let mut componentizer = Componentizer::new(&module);
        self.encoder.configure(&adapters, &mut componentizer);
        for (old, new) in &self.import_name {
            componentizer.import_name(old, new);
        }
        let component = componentizer
            .encode()
            .with_context(|| format!("failed to wrap {}", self.input.name()))?;
        self.output.write(&component)
    }
}
