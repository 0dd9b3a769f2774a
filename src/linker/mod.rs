//! The build step: a linker for compilers, which runs wasm-ld and wraps what it wrote.
//!
//! A compiler calls it as it would call wasm-ld. [`LinkStep`] takes our own flags from the command line, passes every
//! other argument on, and makes the core module a component by [`Componentizer`](crate::Componentizer):
//!
//! ```text
//! rustc, clang, cmake ...  ->  LinkStep  ->  wasm-ld      core module, in a directory next to the output
//!                                        ->  wasm-opt     if asked for
//!                                        ->  Componentizer
//!                                        ->  rename       the component is the output, or nothing has changed
//! ```
//!
//! The obvious other way, a program that runs after the compiler, needs a script in every project, and the tools that
//! run what they built (`cargo run`, `cargo test`, CTest) would run the core module.

mod arguments;
mod environment;
mod flags;
mod go;
mod linked;
mod optimize;
mod options;
mod outputs;
mod response;
mod text;
mod undefined;
mod wasm_ld;
mod workspace;
mod wrap;

pub use go::GoTool;
pub use linked::Linked;
pub use workspace::abandon;

use crate::error::Error;
use anyhow::{Context, Result};
use arguments::{CommandLine, FLAGS_VARIABLE, Forwarded, Question};
use environment::Environment;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::Path;
use wasm_ld::{WasmLd, code};
use workspace::Workspace;
use wrap::Adapters;

/// One call of the linker.
///
/// ```no_run
/// use componentize::linker::LinkStep;
///
/// let linked = LinkStep::new(["main.o".into(), "-o".into(), "app.wasm".into()]).run()?;
/// assert_eq!(linked.status(), 0);
/// # Ok::<(), componentize::Error>(())
/// ```
pub struct LinkStep {
    arguments: Vec<OsString>,
    environment: Environment,
}

/// Whether a program of this name is to be a linker: clang looks for `wasm-component-ld` and its prefixed kind.
pub fn is_linker_name(program: &OsStr) -> bool {
    let stem = Path::new(program).file_stem().unwrap_or_default();
    stem.as_encoded_bytes().ends_with(b"wasm-component-ld")
}

/// Whether a program's first argument is what a compiler passes to a linker: `-flavor` by rustc, `-m` by clang, `@FILE`
/// by both where a command line would be too long.
pub fn is_linker_argument(first: &OsStr) -> bool {
    first == "-flavor" || first == "-m" || first.as_encoded_bytes().starts_with(b"@")
}

impl LinkStep {
    /// Takes the arguments, without the program's name, and the variables of this process.
    pub fn new(arguments: impl IntoIterator<Item = OsString>) -> LinkStep {
        LinkStep {
            arguments: arguments.into_iter().collect(),
            environment: Environment::of_process(),
        }
    }

    /// Links, wraps and writes. What wasm-ld prints goes to this process's standard output and standard error.
    ///
    /// # Errors
    ///
    /// What went wrong on our side: flags, files, or a module that cannot be wrapped. The output is then as it was.
    pub fn run(&self) -> Result<Linked, Error> {
        self.link().map_err(Error::from_any)
    }

    fn link(&self) -> Result<Linked> {
        let flags = self.environment.get(FLAGS_VARIABLE);
        let line = CommandLine::parse(&self.arguments, flags)?;
        let wasm_ld = WasmLd::find(line.options.wasm_ld_path.as_deref(), &self.environment);
        let wasm_ld = match (wasm_ld, line.question) {
            // Our own flags can be listed without it.
            (Err(_), Some(Question::Help)) => {
                print(&flags::help());
                return Ok(Linked::default());
            }
            (found, _) => found?,
        };
        match (line.question, &line.output) {
            (Some(question), _) => answer(question, &line, &wasm_ld).map(Linked::with_status),
            (None, Some(output)) if !line.hands_over() => self.wrap(output, &line, &wasm_ld),
            _ => hand_over(&line, &wasm_ld).map(Linked::with_status),
        }
    }

    /// Links to a file of ours, wraps that, and renames the component over the output.
    fn wrap(&self, output: &OsStr, line: &CommandLine, wasm_ld: &WasmLd) -> Result<Linked> {
        let options = &line.options;
        // Linking takes time, so mistakes in them are reported before it.
        let adapters = Adapters::read(options)?;
        let workspace = Workspace::for_output(output)?;
        let status = link_core(line, wasm_ld, &workspace)?;
        if status != 0 {
            return Ok(Linked::with_status(status));
        }
        if let Some(arguments) = &options.wasm_opt
            && let Some(status) = optimize::optimize(&workspace, arguments, &self.environment)?
        {
            return Ok(Linked::with_status(status));
        }
        let core = fs::read(workspace.core())
            .with_context(|| format!("wasm-ld wrote no module for `{}`", output.display()))?;
        let component = wrap::wrap(&core, &adapters, options, &self.environment)
            .map_err(|error| explain(error, line, wasm_ld, &workspace))
            .with_context(|| format!("failed to wrap `{}`", output.display()))?;
        outputs::write(&component, &core, output, &workspace, options)?;
        Ok(Linked::wrapped(&component))
    }
}

/// Runs wasm-ld for the core module; its status.
fn link_core(line: &CommandLine, wasm_ld: &WasmLd, workspace: &Workspace) -> Result<u8> {
    let arguments = line.without_output(|_| true);
    let mut command = wasm_ld.with(&arguments, line.quoting(), workspace.directory())?;
    command.arg("-o").arg(workspace.core());
    if line.options.verbose {
        let _ = writeln!(std::io::stderr(), "{command:?}");
    }
    Ok(code(wasm_ld.run(&mut command)?))
}

/// Lets wasm-ld write the output.
fn hand_over(line: &CommandLine, wasm_ld: &WasmLd) -> Result<u8> {
    let arguments = line.with_output();
    let run = |directory: &Path| -> Result<u8> {
        let mut command = wasm_ld.with(&arguments, line.quoting(), directory)?;
        Ok(code(wasm_ld.run(&mut command)?))
    };
    match arguments.iter().any(Forwarded::needs_file) {
        true => run(Workspace::without_output()?.directory()),
        false => run(Path::new("")),
    }
}

/// Lets wasm-ld answer, so that build tools recognise it and it checks the other arguments; then adds our answer.
fn answer(question: Question, line: &CommandLine, wasm_ld: &WasmLd) -> Result<u8> {
    let status = hand_over(line, wasm_ld)?;
    if status == 0 {
        let version = env!("CARGO_PKG_VERSION");
        match question {
            Question::Version => print(&format!(
                "componentize {version}, which wraps what it links\n"
            )),
            Question::Help => print(&flags::help()),
        }
    }
    Ok(status)
}

/// Prints to standard output. A reader that has closed it is not an error.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Names the objects that refer to undefined symbols, where that is why a module was refused.
fn explain(
    error: anyhow::Error,
    line: &CommandLine,
    wasm_ld: &WasmLd,
    workspace: &Workspace,
) -> anyhow::Error {
    if !wrap::has_undefined(&error) {
        return error;
    }
    match undefined::undefined(line, wasm_ld, workspace) {
        Ok(undefined) if !undefined.is_empty() => {
            let message = undefined::message(&undefined);
            let names = wrap::unknown_names(&error);
            match names.iter().all(|name| undefined.contains_key(*name)) {
                true => anyhow::anyhow!(message),
                false => error.context(message),
            }
        }
        _ => error,
    }
}
