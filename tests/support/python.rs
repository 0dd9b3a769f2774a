//! The fourth host of a guest: a package of `bindgen python`. Scripts run in one Python process, commands in one each.
//!
//! `PYTHON` names the interpreter, which must have the package `wasmtime`; the default is `python3`.

use std::fs;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock};

use anyhow::{Context, Result};
use componentize::bindgen::plan::Plan;
use componentize::bindgen::python::{self, Options};
use tempfile::TempDir;

use super::command::Exit;
use super::hosts::{self, Host};
use super::script::Outcome;
use super::script_guest;
use super::world::{Directory, Permit, World};

/// A script guest that runs in Python.
pub struct PythonScript(u32);

/// The Python process.
struct Server {
    requests: BufWriter<ChildStdin>,
    answers: BufReader<ChildStdout>,
    started: u32,
    // Ends when its input does.
    _process: Child,
}

/// An answer: what kind it is, and its content.
type Answer = (u8, Vec<u8>);

impl PythonScript {
    /// Starts a script guest in a world over a directory.
    pub fn new(world: &World, dir: &Directory) -> PythonScript {
        let mut server = server();
        server.started += 1;
        let script = PythonScript(server.started);
        server.ask(b'n', script.0, described(world, dir).as_bytes());
        script
    }

    /// Calls a function by its name.
    pub fn call(&self, name: &str, args: &[u64]) -> Outcome {
        let mut request = format!("{name}\0").into_bytes();
        request.extend(args.iter().flat_map(|arg| arg.to_le_bytes()));
        let (kind, content) = server().ask(b'c', self.0, &request);
        let number = || u32::from_le_bytes(content[..].try_into().expect("a number"));
        match kind {
            b'=' => Outcome::Errno(number()),
            b'e' => Outcome::Exit(number() as i32),
            _ => Outcome::Trap(String::from_utf8_lossy(&content).into_owned()),
        }
    }

    /// Reads the guest's memory.
    pub fn peek(&self, at: u32, len: u32) -> Vec<u8> {
        server()
            .ask(
                b'r',
                self.0,
                &[at.to_le_bytes(), len.to_le_bytes()].concat(),
            )
            .1
    }

    /// Writes the guest's memory.
    pub fn poke(&self, at: u32, bytes: &[u8]) {
        server().ask(b'w', self.0, &[&at.to_le_bytes(), bytes].concat());
    }

    /// The size of the guest's memory in pages.
    pub fn pages(&self) -> u32 {
        let (_, pages) = server().ask(b'p', self.0, &[]);
        u32::from_le_bytes(pages[..].try_into().expect("a number"))
    }

    /// What went to `stdout` or `stderr`.
    pub fn printed(&self, stream: &str) -> Vec<u8> {
        server().ask(b'o', self.0, stream.as_bytes()).1
    }
}

impl Drop for PythonScript {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            server().ask(b'd', self.0, &[]);
        }
    }
}

/// A world over a directory, as JSON.
fn described(world: &World, dir: &Directory) -> String {
    let preopens = world.preopens.iter().map(|(guest, below, permit)| {
        let host = dir.path().join(below);
        serde_json::json!([guest, host, *permit == Permit::Write])
    });
    let world = serde_json::json!({
        "args": world.args,
        "env": world.env,
        "stdin": world.stdin,
        "terminal": world.terminal,
        "preopens": preopens.collect::<Vec<_>>(),
        "machine": world.machine,
    });
    world.to_string()
}

/// A Python process that runs a file of this directory and finds the packages in another.
fn interpreter(file: &str, packages: &Path) -> Child {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_string());
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support");
    let process = Command::new(&python)
        .arg(here.join(file))
        .env("PYTHONPATH", packages)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    process.unwrap_or_else(|e| {
        panic!("cannot run `{python}`, set PYTHON to a Python with `wasmtime`: {e}")
    })
}

/// Writes the package of a component.
fn write_package(component: &[u8], name: &str, directory: &Path) {
    let plan = Plan::new(component).expect("the component has a plan");
    let files = python::generate(&plan, &Options::new(name)).expect("a package");
    for (path, contents) in files.iter() {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, contents).expect("the package is written");
    }
}

/// Runs a command in a world over a directory: how it ended, its standard output and its standard error.
pub fn run(wasm: &[u8], world: &World, dir: &Directory) -> Result<(Exit, Vec<u8>, Vec<u8>)> {
    let packages = TempDir::new()?;
    let component = hosts::componentize(Host::Python, wasm)?;
    write_package(&component, "program", packages.path());
    let mut process = interpreter("python_command.py", packages.path());
    let mut input = process.stdin.take().expect("a pipe");
    let written = input.write_all(described(world, dir).as_bytes());
    drop(input);
    let output = process.wait_with_output()?.stdout;
    written?;
    let end = output.iter().position(|byte| *byte == b'\n');
    let (line, printed) = output.split_at(end.context("the command's host failed")? + 1);
    let outcome: serde_json::Value = serde_json::from_slice(line)?;
    let exit = match (outcome["status"].as_i64(), outcome["trap"].as_str()) {
        (Some(status), _) => Exit::Status(i32::try_from(status)?),
        (None, why) => Exit::Trap(why.unwrap_or_default().to_string()),
    };
    let stdout = outcome["printed"][0].as_u64().context("a length")?;
    let (stdout, stderr) = printed.split_at(usize::try_from(stdout)?);
    Ok((exit, stdout.to_vec(), stderr.to_vec()))
}

impl Server {
    fn start() -> Server {
        let mut process = interpreter("python_host.py", &package());
        Server {
            requests: BufWriter::new(process.stdin.take().expect("a pipe")),
            answers: BufReader::new(process.stdout.take().expect("a pipe")),
            started: 0,
            _process: process,
        }
    }

    fn ask(&mut self, kind: u8, script: u32, content: &[u8]) -> Answer {
        self.try_ask(kind, script, content)
            .expect("the Python process answers; its standard error says why not")
    }

    fn try_ask(&mut self, kind: u8, script: u32, content: &[u8]) -> std::io::Result<Answer> {
        let length = u32::try_from(content.len()).expect("a short request");
        self.requests.write_all(&[kind])?;
        self.requests.write_all(&script.to_le_bytes())?;
        self.requests.write_all(&length.to_le_bytes())?;
        self.requests.write_all(content)?;
        self.requests.flush()?;
        let mut head = [0; 5];
        self.answers.read_exact(&mut head)?;
        let [kind, length @ ..] = head;
        let mut content = vec![0; u32::from_le_bytes(length) as usize];
        self.answers.read_exact(&mut content)?;
        Ok((kind, content))
    }
}

/// The one Python process. A test that panics while it has it does not keep the others from it.
fn server() -> MutexGuard<'static, Server> {
    static SERVER: OnceLock<Mutex<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| Mutex::new(Server::start()));
    server
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// The directory with the script guest's package.
fn package() -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(concat!("python-scripts-", env!("CARGO_CRATE_NAME")));
    if directory.exists() {
        fs::remove_dir_all(&directory).expect("an older run's package goes away");
    }
    let component = hosts::componentize(Host::Python, script_guest::guest());
    write_package(
        &component.expect("the guest is wrapped"),
        "script",
        &directory,
    );
    directory
}
