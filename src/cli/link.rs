//! `componentize link`: makes one component of dynamic libraries.

use super::console::Console;
use super::encoder::{AdapterArgs, EncodingArgs, configure};
use super::io::{self, WasmOutputArg};
use super::metadata::MetadataArgs;
use super::warnings;
use anyhow::Result;
use clap::Args;
use componentize::Linker;
use std::path::Path;
use std::str::FromStr;

/// Link dynamic libraries into one component
///
/// The core modules must follow the dynamic linking convention (`wasm-ld -shared`, `clang -shared -fPIC`). The
/// component's world is that of all of them together. If several libraries export one symbol, the first one wins.
#[derive(Args)]
#[command(
    after_help = "Example:\n  componentize link libapp.so libc.so --adapt wasi_snapshot_preview1 -o app.wasm"
)]
pub struct Link {
    /// A library: its file, and before it the name that other libraries need it as; the file's name by default
    #[arg(value_name = "[NAME=]MODULE", required_unless_present = "dl_openable")]
    inputs: Vec<Library>,

    #[command(flatten)]
    output: WasmOutputArg,

    /// A library that can be opened by `dlopen` as well; may be repeated
    #[arg(long, value_name = "[NAME=]MODULE", help_heading = "Libraries")]
    dl_openable: Vec<Library>,

    /// The size of the stack in bytes
    #[arg(long, value_name = "BYTES", help_heading = "Libraries")]
    stack_size: Option<u32>,

    /// Make functions that no library has trap when they are called
    #[arg(long, help_heading = "Libraries")]
    stub_missing_functions: bool,

    /// Add an implementation of `dlopen`, `dlsym` and the functions that belong to them
    #[arg(long, help_heading = "Libraries")]
    use_built_in_libdl: bool,

    #[command(flatten)]
    adapters: AdapterArgs,

    #[command(flatten)]
    metadata: MetadataArgs,

    #[command(flatten)]
    encoding: EncodingArgs,
}

/// One library, as it was written.
#[derive(Clone)]
struct Library {
    name: String,
    path: String,
}

impl FromStr for Library {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Library, &'static str> {
        let (name, path) = match text.split_once('=') {
            Some((name, path)) => (name.to_string(), path),
            None => {
                let name = Path::new(text)
                    .file_name()
                    .ok_or("expected a file's name")?;
                (name.to_string_lossy().into_owned(), text)
            }
        };
        if name.is_empty() || path.is_empty() {
            return Err("expected `NAME=FILE` or `FILE`");
        }
        Ok(Library {
            name,
            path: path.to_string(),
        })
    }
}

impl Link {
    /// Reads, links, writes.
    pub fn run(self, console: &Console) -> Result<()> {
        let inputs = read(&self.inputs)?;
        let dl_openable = read(&self.dl_openable)?;
        let adapters = self.adapters.read()?;
        let mut linker = Linker::new();
        linker
            .stub_missing_functions(self.stub_missing_functions)
            .use_built_in_libdl(self.use_built_in_libdl);
        if let Some(size) = self.stack_size {
            linker.stack_size(size);
        }
        configure!(linker, self.adapters, &adapters, self.encoding);
        linker.metadata(self.metadata.into());
        for (name, bytes) in &inputs {
            linker.library(name, bytes);
        }
        for (name, bytes) in &dl_openable {
            linker.dl_openable_library(name, bytes);
        }
        let component = linker.link()?;
        console.warn(warnings::with_cures(component.warnings()))?;
        self.output.write_encoded(&component, console)?;
        console.say(|| {
            let count = inputs.len() + dl_openable.len();
            format!(
                "linked {count} libraries into a component of {} bytes",
                component.size()
            )
        });
        console.say_adapter(component.adapter());
        Ok(())
    }
}

/// The names and contents of libraries.
fn read(libraries: &[Library]) -> Result<Vec<(&str, Vec<u8>)>> {
    libraries
        .iter()
        .map(|library| Ok((library.name.as_str(), io::read(Path::new(&library.path))?)))
        .collect()
}
