//! Links the preview1 adapter: takes the core module that cargo built, and writes the artefact that
//! `componentize` carries.
//!
//! 1. [`memories`]: accesses of the guest's memory become single instructions on a second, imported memory.
//! 2. [`shape`]: what the artefact must be like is checked.
//! 3. Its world is embedded, for tools that take the artefact as it is.

mod memories;
// The part of it that only `componentize` needs is unused here.
#[allow(dead_code)]
#[path = "../../../preview1/names.rs"]
mod names;
mod shape;

use anyhow::{Context, Result, bail};
use std::path::Path;
use wit_component::StringEncoding;
use wit_parser::Resolve;

/// The adapter's worlds.
const WIT: &str = include_str!("../../../preview1/adapter.wit");

fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args_os().collect();
    let [_, input, output] = arguments.as_slice() else {
        bail!("usage: adapter-link BUILT.wasm ARTEFACT.wasm");
    };
    let built = std::fs::read(input)
        .with_context(|| format!("failed to read `{}`", Path::new(input).display()))?;
    let artefact = link(&built)?;
    std::fs::write(output, artefact)
        .with_context(|| format!("failed to write `{}`", Path::new(output).display()))
}

fn link(built: &[u8]) -> Result<Vec<u8>> {
    let mut module = walrus::ModuleConfig::new()
        .generate_name_section(false)
        .generate_producers_section(false)
        .parse(built)
        .context("failed to parse the built adapter")?;
    memories::split(&mut module)?;
    walrus::passes::gc::run(&mut module);
    let mut artefact = module.emit_wasm();
    shape::check(&artefact)?;

    let mut resolve = Resolve::default();
    let package = resolve.push_str("preview1.wit", WIT)?;
    let world = resolve.select_world(&[package], Some("command"))?;
    wit_component::embed_component_metadata(
        &mut artefact,
        &resolve,
        world,
        StringEncoding::UTF8,
        false,
    )?;
    Ok(artefact)
}
