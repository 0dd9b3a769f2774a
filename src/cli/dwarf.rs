//! Debug information for modules that are written as text.

use super::io::{IN_AND_OUT, InputArg};
use anyhow::Result;
use clap::{Args, ValueEnum};

/// The arguments that ask for it.
#[derive(Args)]
pub struct DwarfArgs {
    /// Map the binary back to the lines of a module in the text format, in DWARF
    ///
    /// Nothing is added to a module in the binary format.
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

/// How much is told.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Dwarf {
    /// Lines
    Lines,
    /// Lines, and what functions and their locals are called
    Full,
}

impl DwarfArgs {
    /// Reads the input; text becomes binary if debug information was asked for.
    pub fn read(&self, input: &InputArg) -> Result<Vec<u8>> {
        let bytes = input.read()?;
        let dwarf = match self.generate_dwarf {
            _ if self.generate_full_dwarf => wat::GenerateDwarf::Full,
            Some(Dwarf::Full) => wat::GenerateDwarf::Full,
            Some(Dwarf::Lines) => wat::GenerateDwarf::Lines,
            None => return Ok(bytes),
        };
        if wat::Detect::from_bytes(&bytes) != wat::Detect::WasmText {
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
