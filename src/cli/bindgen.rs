//! `componentize bindgen`: writes host bindings for a component.

use super::io::{self, InputArg};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use componentize::bindgen::js::{self, Instantiation};
use componentize::bindgen::plan::{Plan, docs::Docs};
use std::path::PathBuf;

/// Write what a host needs to use a component
#[derive(Args)]
pub struct Bindgen {
    #[command(subcommand)]
    language: Language,
}

#[derive(Subcommand)]
enum Language {
    Js(Js),
}

impl Bindgen {
    /// Hands over to the language.
    pub fn run(self) -> Result<()> {
        match self.language {
            Language::Js(js) => js.run(),
        }
    }
}

/// Write an ES module, TypeScript declarations and core modules
///
/// The result runs in Node, in browsers and wherever else there is WebAssembly; no support for components is needed.
#[derive(Args)]
#[command(after_help = "Example:\n  componentize bindgen js app.wasm -o app/")]
struct Js {
    #[command(flatten)]
    input: InputArg,

    /// Directory to write to
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    output: PathBuf,

    /// Name of the files, without an ending; that of the input by default
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// How the module comes to life: by being imported, or by a function that it exports
    #[arg(long, value_enum, value_name = "HOW", default_value_t = How::None)]
    instantiation: How,

    /// Take an import from another module
    ///
    /// SPEC is the name of an import, with or without its version; `*` at its end stands for any rest, which replaces
    /// `*` in TARGET. TARGET is a module, or `MODULE#EXPORT` for one of its exports.
    #[arg(long, value_name = "SPEC=TARGET", value_parser = parse_map)]
    map: Vec<(String, String)>,

    /// Write core modules of up to this size into the JavaScript
    #[arg(long, value_name = "BYTES", default_value_t = 0)]
    inline_core: usize,

    /// Take documentation comments for the declarations from WIT, which a component does not carry
    #[arg(long, value_name = "WIT")]
    docs: Option<PathBuf>,

    /// Write no TypeScript declarations
    #[arg(long)]
    no_types: bool,

    /// Do not take WASI imports from `@bytecodealliance/preview2-shim`
    #[arg(long)]
    no_wasi_shim: bool,

    /// Leave out comments and indentation
    #[arg(long)]
    minify: bool,
}

/// The values of `--instantiation`.
#[derive(Clone, Copy, ValueEnum)]
enum How {
    /// The module loads its imports and core modules itself, and exports what the component does
    None,
    /// It exports `async function instantiate(getCoreModule, imports, instantiateCore)`
    Async,
    /// It exports `function instantiate(getCoreModule, imports, instantiateCore)`
    Sync,
}

fn parse_map(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((spec, target)) if !spec.is_empty() && !target.is_empty() => {
            Ok((spec.to_string(), target.to_string()))
        }
        _ => Err("expected `SPEC=TARGET`"),
    }
}

impl Js {
    fn run(self) -> Result<()> {
        let options = self.options()?;
        let input = self.input.read()?;
        let component = wat::parse_bytes(&input)
            .with_context(|| format!("failed to read {}", self.input.name()))?;
        let mut plan = Plan::new(&component)
            .with_context(|| format!("failed to make bindings for {}", self.input.name()))?;
        if let Some(wit) = &self.docs {
            plan.docs = Docs::from_wit(wit)?;
        }
        io::write_files(&self.output, js::generate(&plan, &options).iter())
    }

    fn options(&self) -> Result<js::Options> {
        let name = self
            .name
            .clone()
            .or_else(|| self.input.stem())
            .unwrap_or_else(|| "component".to_string());
        if name.contains(['/', '\\']) {
            bail!("the name `{name}` is a path: name the directory with `-o`");
        }
        Ok(js::Options {
            name,
            instantiation: match self.instantiation {
                How::None => Instantiation::None,
                How::Async => Instantiation::Async,
                How::Sync => Instantiation::Sync,
            },
            map: self.map.clone(),
            inline_core: self.inline_core,
            types: !self.no_types,
            wasi_shim: !self.no_wasi_shim,
            minify: self.minify,
        })
    }
}
