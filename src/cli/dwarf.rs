//! Debug information for modules that are written as text.

use super::console::Console;
use super::io::{IN_AND_OUT, InputArg};
use anyhow::Result;
use clap::{Args, ValueEnum};

/// The arguments that ask for it.
#[derive(Args)]
pub struct DwarfArgs {
    /// Map the binary back to the lines of a module in the text format, in DWARF
    ///
    /// A module in the binary format stays as it is, and a warning says so.
    #[arg(
        long,
        value_name = "lines|full",
        conflicts_with = "generate_full_dwarf",
        help_heading = IN_AND_OUT
    )]
    generate_dwarf: Option<Dwarf>,

    /// The same as `--generate-dwarf full`
    #[arg(short = 'g', help_heading = IN_AND_OUT)]
    generate_full_dwarf: bool,
}

/// How much is described.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dwarf {
    /// Lines
    Lines,
    /// Lines, and what functions and their locals are called
    Full,
}

impl DwarfArgs {
    /// Reads the input; text becomes binary if debug information was asked for.
    pub fn read(&self, input: &InputArg, console: &Console) -> Result<Vec<u8>> {
        let bytes = input.read()?;
        let dwarf = match self.generate_dwarf {
            _ if self.generate_full_dwarf => wat::GenerateDwarf::Full,
            Some(Dwarf::Full) => wat::GenerateDwarf::Full,
            Some(Dwarf::Lines) => wat::GenerateDwarf::Lines,
            None => return Ok(bytes),
        };
        if wat::Detect::from_bytes(&bytes) != wat::Detect::WasmText {
            console.warn([
                "the module is in the binary format, so no debug information is added to it: leave out \
                 `-g` and `--generate-dwarf`",
            ])?;
            return Ok(bytes);
        }
        // A mistake in the text gets the words that it has everywhere.
        componentize::input::either(&bytes).map_err(|error| error.in_file(&input.file()))?;
        let wasm = wat::Parser::new()
            .generate_dwarf(dwarf)
            .parse_bytes(Some(input.path()), &bytes)?;
        Ok(wasm.into_owned())
    }
}
