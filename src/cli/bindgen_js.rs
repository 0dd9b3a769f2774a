//! `componentize bindgen js`: writes an ES module, declarations and core modules, or declarations for WIT alone.

use super::console::Console;
use super::io::{self, IN_AND_OUT, InputArg};
use super::maps::{self, parse_map};
use super::world::FeatureArgs;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use componentize::bindgen::Files;
use componentize::bindgen::js::{self, Instantiation};
use componentize::bindgen::plan::{Plan, docs::Docs};
use componentize::wit::Wit;
use componentize::{Componentizer, DummyNames, EmbedOptions, dummy_module, embed};
use std::path::{Path, PathBuf};

/// The headings in `--help` of what the module does, and of the declarations.
const MODULE: &str = "Module";
const DECLARATIONS: &str = "Declarations";

/// Write an ES module, TypeScript declarations and core modules
///
/// The result runs in Node, Deno, Bun, browsers and wherever else there is WebAssembly; no support for components is
/// needed.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  componentize bindgen js app.wasm -o app/\n  componentize bindgen js --types app.wit --stub -o types/"
)]
pub struct Js {
    #[command(flatten)]
    input: InputArg,

    /// Further values of `--map`
    #[arg(value_name = "SPEC=TARGET", value_parser = parse_map, requires = "map", hide = true)]
    more_maps: Vec<(String, String)>,

    /// Directory to write to
    #[arg(
        short,
        long,
        value_name = "DIR",
        default_value = ".",
        alias = "out-dir",
        help_heading = IN_AND_OUT
    )]
    output: PathBuf,

    /// Name of the files, without an ending; that of the input by default
    #[arg(long, value_name = "NAME", help_heading = IN_AND_OUT)]
    name: Option<String>,

    /// How the component is instantiated: where the module is imported, or by a function that it exports
    #[arg(long, short_alias = 'I', value_enum, value_name = "HOW", default_value_t = How::None, help_heading = MODULE)]
    instantiation: How,

    /// Take imports from other modules
    ///
    /// SPEC is the name of an import, with or without its version; `*` in it stands for any part, which replaces `*`
    /// in TARGET. TARGET is a module, or `MODULE#EXPORT` for one of its exports. Further values may follow the input.
    #[arg(long, short_alias = 'M', value_name = "SPEC=TARGET", value_parser = parse_map, help_heading = MODULE)]
    map: Vec<(String, String)>,

    /// Let functions of the host return promises: exports that call them do so, too (needs JSPI)
    ///
    /// NAME is a function, `sleep` or `wasi:io/poll#poll`, or an interface for all its functions, with or without the
    /// version; `*` in it stands for any part. Several are joined by commas.
    #[arg(long, value_name = "NAME", value_delimiter = ',', conflicts_with = "types", help_heading = MODULE)]
    async_imports: Vec<String>,

    /// Write core modules of up to this size into the JavaScript
    #[arg(long, value_name = "BYTES", default_value_t = 0, aliases = ["base64-cutoff", "inline"],
          help_heading = MODULE)]
    inline_core: usize,

    /// Take documentation comments for the declarations from WIT, which a component does not carry
    #[arg(long, value_name = "WIT", conflicts_with = "types", help_heading = DECLARATIONS)]
    docs: Option<PathBuf>,

    /// Write declarations only, for a world of this WIT; there is no INPUT then
    #[arg(long, value_name = "WIT", conflicts_with_all = ["path", "no_types"], help_heading = DECLARATIONS)]
    types: Option<PathBuf>,

    /// With `--types`: the world, if the package has several
    #[arg(short, long, value_name = "WORLD", requires = "types", help_heading = DECLARATIONS)]
    world: Option<String>,

    #[command(flatten)]
    features: FeatureArgs,

    /// With `--types`: write `NAME.host.js` too, an implementation of all imports to fill in
    #[arg(long, requires = "types", help_heading = DECLARATIONS)]
    stub: bool,

    /// Write no TypeScript declarations
    #[arg(long, alias = "no-typescript", help_heading = DECLARATIONS)]
    no_types: bool,

    /// Do not take WASI imports from `@bytecodealliance/preview2-shim` and `preview3-shim`
    #[arg(long, help_heading = MODULE)]
    no_wasi_shim: bool,

    /// Fetch core modules only, and leave out how Node, Deno and Bun read them from files
    #[arg(long, alias = "no-nodejs-compat", help_heading = MODULE)]
    no_node: bool,

    /// Do without a top-level `await`: export a promise `$init`, and fill the other exports when it is resolved
    #[arg(long, alias = "tla-compat", conflicts_with = "instantiation", help_heading = MODULE)]
    no_top_level_await: bool,

    /// Do not destroy resources that the host forgets: it disposes of each, and making one costs less
    #[arg(long, help_heading = MODULE)]
    no_finalization: bool,

    /// Reject calls of async functions that nothing can wake any more
    #[arg(long, help_heading = MODULE)]
    detect_deadlocks: bool,

    /// Leave out comments and white space, and shorten names
    #[arg(long, short_alias = 'm', help_heading = MODULE)]
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

impl From<How> for Instantiation {
    fn from(how: How) -> Instantiation {
        match how {
            How::None => Instantiation::None,
            How::Async => Instantiation::Async,
            How::Sync => Instantiation::Sync,
        }
    }
}

impl Js {
    /// Reads, plans, writes, and says what was written.
    pub fn run(self, console: &Console) -> Result<()> {
        if let Some(wit) = &self.types {
            return self.declare(wit, console);
        }
        let options = self.options(self.input.stem())?;
        let input = self.input.read()?;
        let component = componentize::input::component(&input)
            .map_err(|error| error.in_file(&self.input.file()))
            .with_context(|| format!("failed to read {}", self.input.name()))?;
        let failed = || format!("failed to make bindings for {}", self.input.name());
        let mut plan = Plan::with_tasks(&component).with_context(failed)?;
        let unused = plan.async_imports(&self.async_imports);
        let unused = unused.with_context(failed)?;
        if let Some(wit) = &self.docs {
            plan.docs = Docs::from_wit(wit)?;
        }
        console.warn(maps::unused(&options.map, &plan, maps::as_flag))?;
        let as_flag = |name: &str| format!("`--async-imports {name}`");
        console.warn(maps::no_functions(&unused, &plan, as_flag))?;
        let files = js::generate(&plan, &options);
        io::write_files(&self.output, files.iter())?;
        self.report(console, &files, requirements(&plan, &options))
    }

    /// Declares what a component of a world has, by way of one whose functions all trap.
    fn declare(&self, wit: &Path, console: &Console) -> Result<()> {
        let failed = || format!("failed to declare the world of `{}`", wit.display());
        let mut world =
            Wit::package(wit, &self.features.features())?.into_world(self.world.as_deref())?;
        let options = self.options(Some(world.name().to_string()))?;
        let module = dummy_module(&world, DummyNames::Legacy)?;
        let module = embed(&module, &mut world, &EmbedOptions::default())?;
        let component = Componentizer::new(&module).encode().with_context(failed)?;
        let mut plan = Plan::with_tasks(&component).with_context(failed)?;
        plan.docs = Docs::of_world(wit, world.name())?;
        let mut files = js::declarations(&plan, &options);
        if self.stub {
            js::stub(&plan, &options, &mut files);
        }
        io::write_files(&self.output, files.iter())?;
        self.report(console, &files, None)
    }

    /// Lists the files, and what the user must provide.
    fn report(&self, console: &Console, files: &Files, requirements: Option<String>) -> Result<()> {
        if console.is_quiet() {
            return Ok(());
        }
        let mut report = io::written(&self.output, files.iter());
        if let Some(requirements) = requirements {
            report.push_str(&format!("{requirements}\n"));
        }
        io::write_stdout(report.as_bytes())
    }

    fn options(&self, stem: Option<String>) -> Result<js::Options> {
        let name = self.name.clone().or(stem);
        let name = name.unwrap_or_else(|| "component".to_string());
        if name.is_empty() {
            bail!("the name of the files is empty: give `--name` one, or leave it out");
        }
        if name.contains(['/', '\\']) {
            bail!("the name `{name}` is a path: name the directory with `-o`");
        }
        Ok(js::Options {
            name,
            instantiation: self.instantiation.into(),
            map: [&self.map[..], &self.more_maps[..]].concat(),
            inline_core: self.inline_core,
            types: !self.no_types,
            wasi_shim: !self.no_wasi_shim,
            minify: self.minify,
            node: !self.no_node,
            finalization: !self.no_finalization,
            detect_deadlocks: self.detect_deadlocks,
            top_level_await: !self.no_top_level_await,
        })
    }
}

/// What a user has to provide for the module to run, if it imports anything.
fn requirements(plan: &Plan, options: &js::Options) -> Option<String> {
    let (does, names) = match options.instantiation {
        Instantiation::None => ("imports", options.modules(plan)),
        Instantiation::Async | Instantiation::Sync => {
            let imports = js::used_imports(plan).map(|import| import.name.clone());
            ("takes the imports", imports.collect())
        }
    };
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| format!("`{}.js` {does} {}", options.name, names.join(", ")))
}
