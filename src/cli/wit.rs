//! `componentize wit`: prints WIT, read from text, a component or a module.

use super::console::Console;
use super::io::{self, IN_AND_OUT, OutputArg};
use super::world::FeatureArgs;
use anyhow::Result;
use clap::Args;
use componentize::Error;
use componentize::wit::{BinaryOptions, TextOptions, Wit};
use std::path::{Path, PathBuf};

/// Print the WIT of a component, a core module, a directory or a file
///
/// Prints text, or one of the formats below. The world can be rearranged first.
#[derive(Args)]
#[command(after_help = "Example:\n  componentize wit app.wasm\n\n\
                  All packages that it needs, as files:\n  componentize wit app.wasm --out-dir wit")]
pub struct WitCommand {
    /// A component, a core module with an embedded world, a `*.wit` file, a directory of them, or a WIT package in the
    /// binary format; `-` or nothing reads standard input
    #[arg(value_name = "INPUT")]
    input: Option<PathBuf>,

    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    format: Format,

    #[command(flatten)]
    rearrange: Rearrange,

    #[command(flatten)]
    features: FeatureArgs,
}

/// In which format the WIT is written.
#[derive(Args)]
#[command(next_help_heading = "Format")]
struct Format {
    /// Write a WIT package in the binary format
    #[arg(short, long, conflicts_with_all = ["wat", "out_dir"], group = "binary")]
    wasm: bool,

    /// Write a WIT package in the text format of the binary one
    #[arg(short = 't', long, conflicts_with = "out_dir", group = "binary")]
    wat: bool,

    /// Write JSON, as wit-parser lays it out
    #[arg(short, long, conflicts_with_all = ["wasm", "out_dir", "wat"])]
    json: bool,

    /// Write every package to a file in this directory, and those that the main one needs to `deps`
    #[arg(long, value_name = "DIRECTORY", help_heading = IN_AND_OUT, conflicts_with = "output")]
    out_dir: Option<PathBuf>,

    /// Leave out doc comments
    #[arg(long)]
    no_docs: bool,

    /// With `--wasm` or `--wat`: do not validate the output
    #[arg(long)]
    skip_validation: bool,

    /// With `--wasm` or `--wat`: write versions as `wasi:cli/exit@0.2`, with the rest next to them
    #[arg(long, requires = "binary")]
    emit_canonical_names: bool,
}

/// What is done to a world before it is written.
#[derive(Args)]
#[command(next_help_heading = "World")]
struct Rearrange {
    /// Make a component's exports imports: the world of a component that uses it
    #[arg(long, groups = ["rearrangement", "importizing"])]
    importize: bool,

    /// The same for a world of a WIT package
    #[arg(long, value_name = "WORLD", groups = ["rearrangement", "importizing"])]
    importize_world: Option<String>,

    /// The name of the world that `--importize` and `--importize-world` make
    #[arg(long, value_name = "NAME", requires = "importizing")]
    importize_out_world_name: Option<String>,

    /// Make a component's imports exports: the world of a component that provides them
    #[arg(long, groups = ["rearrangement", "exportizing"])]
    exportize: bool,

    /// The same for a world of a WIT package
    #[arg(long, value_name = "WORLD", groups = ["rearrangement", "exportizing"])]
    exportize_world: Option<String>,

    /// The name of the world that `--exportize` and `--exportize-world` make
    #[arg(long, value_name = "NAME", requires = "exportizing")]
    exportize_out_world_name: Option<String>,

    /// With `--exportize` or `--exportize-world`: move this import only; may be repeated
    #[arg(
        long = "exportize-import",
        value_name = "IMPORT",
        requires = "exportizing"
    )]
    exportize_imports: Vec<String>,

    /// Merge the world's imports of one interface in compatible versions
    #[arg(long, value_name = "WORLD", group = "rearrangement")]
    merge_world_imports_based_on_semver: Option<String>,

    /// Give types that the world both imports and exports two identities; seen in `--json`
    #[arg(long, value_name = "WORLD", group = "rearrangement")]
    generate_nominal_type_ids: Option<String>,
}

impl WitCommand {
    /// Reads, rearranges, writes.
    pub fn run(self, console: &Console) -> Result<()> {
        let mut wit = self.read()?;
        self.rearrange.apply(&mut wit)?;
        self.write(&wit, console)?;
        console.say(|| match &self.input {
            Some(path) => format!("wrote the WIT of `{}`", path.display()),
            None => "wrote the WIT of standard input".to_string(),
        });
        Ok(())
    }

    fn write(&self, wit: &Wit, console: &Console) -> Result<()> {
        let format = &self.format;
        if format.json {
            return self.output.write_text(&wit.to_json()?);
        }
        if format.wasm || format.wat {
            let options = BinaryOptions::default()
                .canonical_names(format.emit_canonical_names)
                .validate(!format.skip_validation);
            let wasm = wit.to_wasm(&options)?;
            return self.output.write_wasm(&wasm, format.wat, console);
        }
        let options = TextOptions::default().docs(!format.no_docs);
        match &format.out_dir {
            Some(directory) => write_files(wit, directory, &options, console),
            None => self.output.write_text(&wit.to_text(&options)?),
        }
    }

    fn read(&self) -> Result<Wit> {
        let features = self.features.features();
        let wit = match &self.input {
            Some(path) if path.as_os_str() != "-" => Wit::open(path, &features),
            _ => Wit::parse("<stdin>", &io::read(Path::new("-"))?, &features),
        };
        Ok(wit?)
    }
}

impl Rearrange {
    fn apply(&self, wit: &mut Wit) -> Result<(), Error> {
        if self.importize || self.importize_world.is_some() {
            wit.importize(
                self.importize_world.as_deref(),
                self.importize_out_world_name.as_deref(),
            )
        } else if self.exportize || self.exportize_world.is_some() {
            wit.exportize(
                self.exportize_world.as_deref(),
                self.exportize_out_world_name.as_deref(),
                &self.exportize_imports,
            )
        } else if let Some(world) = &self.merge_world_imports_based_on_semver {
            wit.merge_imports_based_on_semver(world)
        } else if let Some(world) = &self.generate_nominal_type_ids {
            wit.generate_nominal_type_ids(world)
        } else {
            Ok(())
        }
    }
}

/// Writes one file a package, and lists them.
fn write_files(
    wit: &Wit,
    directory: &Path,
    options: &TextOptions,
    console: &Console,
) -> Result<()> {
    let files: Vec<(String, String)> = wit
        .to_files(options)?
        .into_iter()
        .map(|file| (file.path.display().to_string(), file.text))
        .collect();
    let contents = files.iter();
    let contents = contents.map(|(name, text)| (name.as_str(), text.as_bytes()));
    io::write_files(directory, contents.clone())?;
    if console.is_quiet() {
        return Ok(());
    }
    io::write_stdout(io::written(directory, contents).as_bytes())
}
