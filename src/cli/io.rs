//! The only place that touches files, standard input and standard output.
//!
//! An input is a path, or standard input for `-` or no argument. An output appears whole or not at all: it is
//! written to a temporary file next to its target, which is then renamed over it, so a failed run leaves an older
//! output as it was.

use super::color::{Colored, with_bold_headings};
use super::console::Console;
use super::staged::{Content, Staged};
use anyhow::{Context, Result, bail};
use clap::{Arg, Args};
use componentize::{Encoded, Error, Expected, Found, input};
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// The heading in `--help` of what goes in and out.
pub const IN_AND_OUT: &str = "Input and output";

/// The argument that names a command's main input.
#[derive(Args)]
pub struct InputArg {
    /// Core module or component, in the binary format or as WAT text; `-` or nothing reads standard input
    #[arg(value_name = "INPUT")]
    path: Option<PathBuf>,
}

impl InputArg {
    /// The argument of a command that takes core modules only.
    pub fn core_module(argument: Arg) -> Arg {
        argument.help(
            "Core module, in the binary format or as WAT text; `-` or nothing reads standard input",
        )
    }

    /// The argument of a command that takes components only.
    pub fn component(argument: Arg) -> Arg {
        argument.help(
            "Component, in the binary format or as WAT text; `-` or nothing reads standard input",
        )
    }

    /// Reads the input as it is: binary or text.
    pub fn read(&self) -> Result<Vec<u8>> {
        read(self.path.as_deref().unwrap_or(Path::new("-")))
    }

    /// Opens the input for random access. A file in the binary format is not read as a whole. Text is, and becomes
    /// binary.
    pub fn open(&self) -> Result<Box<dyn ReadSeek>> {
        if let Some(path) = self.path.as_deref().filter(|path| path.as_os_str() != "-") {
            let failed = || format!("failed to read `{}`", path.display());
            let mut file = File::open(path).with_context(failed)?;
            let mut magic = [0; 4];
            let is_binary = file.read_exact(&mut magic).is_ok() && &magic == b"\0asm";
            if is_binary && file.metadata().with_context(failed)?.is_file() {
                return Ok(Box::new(file));
            }
        }
        let bytes = self.read()?;
        let wasm = input::either(&bytes)
            .map_err(|error| error.in_file(&self.file()))
            .with_context(|| format!("failed to read {}", self.name()))?;
        Ok(Box::new(io::Cursor::new(wasm.into_owned())))
    }

    /// The name of the file without directories and ending; none for standard input.
    #[cfg(feature = "bindgen")]
    pub fn stem(&self) -> Option<String> {
        let path = self
            .path
            .as_deref()
            .filter(|path| path.as_os_str() != "-")?;
        Some(path.file_stem()?.to_string_lossy().into_owned())
    }

    /// The input's path; debug information calls standard input as the messages of `wat` do.
    pub fn path(&self) -> &Path {
        match self.path.as_deref() {
            Some(path) if path.as_os_str() != "-" => path,
            _ => Path::new("<stdin>"),
        }
    }

    /// How messages call the file in front of a line and a column.
    pub fn file(&self) -> String {
        self.path().display().to_string()
    }

    /// How messages call this input.
    pub fn name(&self) -> String {
        match &self.path {
            Some(path) if path.as_os_str() != "-" => format!("`{}`", path.display()),
            _ => "standard input".to_string(),
        }
    }
}

/// Something with random access.
pub trait ReadSeek: Read + io::Seek {}

impl<T: Read + io::Seek> ReadSeek for T {}

/// The arguments that say where a command's output goes.
#[derive(Args)]
pub struct OutputArg {
    /// Where to write; `-` or nothing writes to standard output
    #[arg(short, long, value_name = "FILE", help_heading = IN_AND_OUT)]
    output: Option<PathBuf>,
}

/// The arguments of a command whose output is a core module or a component.
#[derive(Args)]
pub struct WasmOutputArg {
    #[command(flatten)]
    output: OutputArg,

    /// Write the text format instead of the binary format
    #[arg(short = 't', long, help_heading = IN_AND_OUT)]
    wat: bool,
}

impl OutputArg {
    /// Writes text.
    pub fn write_text(&self, text: &str) -> Result<()> {
        match self.file() {
            Some(path) => write_file(path, text.as_bytes()),
            None => write_stdout(text.as_bytes()),
        }
    }

    /// Writes a text for a reader, whose headings are bold where colors are.
    pub fn write_report(&self, text: &str, console: &Console) -> Result<()> {
        match console.colors_text(self.is_file()) {
            true => self.write_text(&with_bold_headings(text)),
            false => self.write_text(text),
        }
    }

    /// Writes bytes, but never to a terminal.
    pub fn write_binary(&self, bytes: &[u8]) -> Result<()> {
        self.write_content(&|output| output.write_all(bytes))
    }

    /// Writes what `content` writes, but never to a terminal.
    fn write_content(&self, content: Content<'_>) -> Result<()> {
        match self.file() {
            Some(path) => write_file_content(path, content),
            None => {
                refuse_terminal(io::stdout().is_terminal())?;
                write_stdout_content(content)
            }
        }
    }

    /// Writes a core module or a component, in the text format if `wat` says so.
    pub fn write_wasm(&self, wasm: &[u8], wat: bool, console: &Console) -> Result<()> {
        if !wat {
            return self.write_binary(wasm);
        }
        let failed = "failed to print the text format";
        let text = if console.colors_text(self.file().is_some()) {
            let mut colored = Colored::default();
            wasmprinter::Config::new()
                .print(wasm, &mut colored)
                .context(failed)?;
            colored.0
        } else {
            wasmprinter::print_bytes(wasm).context(failed)?
        };
        self.write_text(&text)
    }

    /// Whether it goes to a file and not to standard output.
    pub fn is_file(&self) -> bool {
        self.file().is_some()
    }

    fn file(&self) -> Option<&Path> {
        self.output
            .as_deref()
            .filter(|path| path.as_os_str() != "-")
    }
}

impl WasmOutputArg {
    /// Whether `-o` says where the output goes.
    pub fn is_named(&self) -> bool {
        self.output.output.is_some()
    }

    /// Writes a core module or a component, as text where `-t` asks for it.
    pub fn write(&self, wasm: &[u8], console: &Console) -> Result<()> {
        self.output.write_wasm(wasm, self.wat, console)
    }

    /// Writes a component that is in pieces.
    pub fn write_encoded(&self, encoded: &Encoded<'_>, console: &Console) -> Result<()> {
        if self.wat {
            return self.write(&encoded.to_vec(), console);
        }
        self.output
            .write_content(&|mut output| encoded.write_to(&mut output))
    }
}

fn refuse_terminal(terminal: bool) -> Result<()> {
    if terminal {
        bail!(
            "refusing to print a binary to the terminal: name a file with `-o`, or ask for text with `-t`"
        );
    }
    Ok(())
}

/// Reads a file, or standard input for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("failed to read standard input")?;
        return Ok(bytes);
    }
    let failed = || format!("failed to read `{}`", path.display());
    if path.is_dir() {
        let found = Found::Directory { wit: has_wit(path) };
        let expected = Expected::File;
        return Err(Error::NotWasm { expected, found }).with_context(failed);
    }
    fs::read(path).with_context(failed)
}

/// Whether a directory has WIT files.
fn has_wit(directory: &Path) -> bool {
    let mut entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.any(|entry| {
        entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "wit")
    })
}

/// Whether the reader of standard output went away, which is not a failure of ours: `componentize … -t | head`.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes files into a directory, which is created if it does not exist. No file is replaced before all are written.
pub fn write_files<'a>(
    directory: &Path,
    files: impl Iterator<Item = (&'a str, &'a [u8])>,
) -> Result<()> {
    let mut staged = Vec::new();
    for (name, bytes) in files {
        let path = directory.join(name);
        create_directory_of(&path)?;
        staged.push(stage_file(&path, bytes)?);
    }
    staged.into_iter().try_for_each(StagedFile::finish)
}

/// The list of files that were written to a directory, for the user.
pub fn written<'a>(directory: &Path, files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let line = |(name, bytes): (&str, &[u8])| {
        let path = directory.join(name);
        format!("wrote `{}` ({} bytes)\n", path.display(), bytes.len())
    };
    files.map(line).collect()
}

/// A file that is written and has not replaced its target yet.
pub struct StagedFile {
    path: PathBuf,
    staged: Staged,
}

impl StagedFile {
    /// Replaces the target.
    pub fn finish(self) -> Result<()> {
        let finished = self.staged.finish();
        finished.with_context(|| failed_to_write(&self.path))
    }
}

/// Writes `bytes` to a temporary file next to `path`.
pub fn stage_file(path: &Path, bytes: &[u8]) -> Result<StagedFile> {
    let staged = Staged::new(path, &|output| output.write_all(bytes));
    Ok(StagedFile {
        path: path.to_path_buf(),
        staged: staged.with_context(|| failed_to_write(path))?,
    })
}

fn failed_to_write(path: &Path) -> String {
    format!("failed to write `{}`", path.display())
}

/// Writes `bytes` to `path` by way of a temporary file in the same directory.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    write_file_content(path, &|output| output.write_all(bytes))
}

fn write_file_content(path: &Path, content: Content<'_>) -> Result<()> {
    let staged = Staged::new(path, content).and_then(Staged::finish);
    staged.with_context(|| failed_to_write(path))
}

/// Makes the directory that a file will stand in.
pub fn create_directory_of(path: &Path) -> Result<()> {
    match path.parent() {
        Some(parent) => fs::create_dir_all(parent)
            .with_context(|| format!("failed to create the directory `{}`", parent.display())),
        None => Ok(()),
    }
}

/// Writes bytes to standard output.
pub fn write_stdout(bytes: &[u8]) -> Result<()> {
    write_stdout_content(&|output| output.write_all(bytes))
}

fn write_stdout_content(content: Content<'_>) -> Result<()> {
    let mut stdout = io::stdout().lock();
    content(&mut stdout)
        .and_then(|()| stdout.flush())
        .context("failed to write standard output")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_is_not_printed_to_a_terminal() {
        assert!(refuse_terminal(false).is_ok());
        let error = refuse_terminal(true).unwrap_err().to_string();
        assert!(error.starts_with("refusing to print a binary to the terminal"));
    }
}
