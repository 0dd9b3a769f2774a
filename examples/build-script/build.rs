//! Wraps the guest in a component that the program then contains.

use anyhow::{Context, Result};
use componentize::wit::{Features, Wit};
use componentize::{Componentizer, EmbedOptions, TargetsOptions, embed, targets};
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=guest");
    let out = std::env::var_os("OUT_DIR").context("cargo sets `OUT_DIR`")?;
    wrap(
        Path::new("guest"),
        &PathBuf::from(out).join("guest.component.wasm"),
    )
}

/// Embeds the world in the module, wraps the module with the built-in adapter, and checks what came out.
pub fn wrap(guest: &Path, component: &Path) -> Result<()> {
    let mut world =
        Wit::package(&guest.join("guest.wit"), &Features::default())?.into_world(None)?;
    let module = std::fs::read(guest.join("guest.wat")).context("failed to read the guest")?;
    let module = embed(&module, &mut world, &EmbedOptions::default())?;
    let wrapped = Componentizer::new(&module).builtin_adapter().encode()?;
    // The guest's own world, and nothing that it did not ask for.
    targets(&wrapped, &world, &TargetsOptions::default())?;
    std::fs::write(component, wrapped).context("failed to write the component")
}
