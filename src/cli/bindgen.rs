//! `componentize bindgen`: writes host bindings for a component, one file for each language.

use super::bindgen_js::Js;
use super::bindgen_python::Python;
use super::bindgen_rust::Rust;
use super::console::Console;
use anyhow::Result;
use clap::{Args, Subcommand};

/// Write what a host needs to use a component
#[derive(Args)]
pub struct Bindgen {
    #[command(subcommand)]
    language: Language,
}

#[derive(Subcommand)]
enum Language {
    Js(Box<Js>),
    Python(Box<Python>),
    Rust(Box<Rust>),
}

impl Bindgen {
    /// Runs the language's command.
    pub fn run(self, console: &Console) -> Result<()> {
        match self.language {
            Language::Js(js) => js.run(console),
            Language::Python(python) => python.run(console),
            Language::Rust(rust) => rust.run(),
        }
    }
}
