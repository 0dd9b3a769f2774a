//! Runs generated packages in the Python that `toolchains/setup.sh python` installs, with wasmtime, mypy and pyright.

use componentize::bindgen::Files;
use componentize::bindgen::plan::Plan;
use componentize::bindgen::python::{self, Options};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Once;

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where `toolchains/setup.sh` installs.
pub fn toolchains() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").expect("a home directory"));
    let cache =
        || std::env::var_os("XDG_CACHE_HOME").map_or_else(|| home().join(".cache"), PathBuf::from);
    std::env::var_os("TOOLCHAINS")
        .map_or_else(|| cache().join("componentize-toolchains"), PathBuf::from)
}

/// Installs a part of the toolchains, or what it lacks.
fn set_up(part: &str) {
    let setup = root().join("toolchains/setup.sh");
    let status = Command::new(setup).arg(part).status();
    assert!(
        status.expect("bash runs").success(),
        "`toolchains/setup.sh {part}` failed"
    );
}

/// A program of the environment for Python, installed if it is not there.
pub fn program(name: &str) -> Command {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| set_up("python"));
    let folder = match name {
        "pyright" => "pyright/node_modules/.bin",
        _ => "python/bin",
    };
    Command::new(toolchains().join(folder).join(name))
}

/// A directory for the files of one test, empty.
pub fn directory(test: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("bindgen_python")
        .join(test);
    if directory.exists() {
        std::fs::remove_dir_all(&directory).expect("an older run's files go away");
    }
    std::fs::create_dir_all(&directory).expect("a directory for the test");
    directory
}

/// Writes the package of a component.
pub fn generate(component: &[u8], directory: &Path, options: &Options) {
    let plan = Plan::new(component).unwrap_or_else(|error| panic!("no plan: {error:?}"));
    let files =
        python::generate(&plan, options).unwrap_or_else(|error| panic!("no package: {error:?}"));
    write(&files, directory);
}

/// Writes files of a package.
pub fn write(files: &Files, directory: &Path) {
    for (name, bytes) in files.iter() {
        let path = directory.join(name);
        std::fs::create_dir_all(path.parent().expect("a file lies in a directory"))
            .expect("a directory");
        std::fs::write(path, bytes).expect("a generated file");
    }
}

/// Runs a script of `tests/python` with a test's directory, where packages are found; its standard output.
pub fn run(script: &str, directory: &Path) -> String {
    let script = root().join("tests/python").join(script);
    let output = python(directory, &[script.to_str().expect("a path in UTF-8")]);
    succeeded(&output, &script.display().to_string())
}

/// Runs Python in a test's directory.
pub fn python(directory: &Path, arguments: &[&str]) -> Output {
    let mut python = interpreter(directory);
    python.args(arguments).output().expect("python runs")
}

/// Python in a test's directory, where packages are found.
pub fn interpreter(directory: &Path) -> Command {
    let mut python = program("python");
    python
        .args(["-B", "-W", "error"])
        .current_dir(directory)
        .env("PYTHONPATH", directory);
    python
}

/// Another Python than that of most tests, or another wasmtime.
pub struct Version {
    /// The interpreter, below the toolchains.
    python: &'static str,
    /// What its version begins with.
    pub number: &'static str,
    /// The version of wasmtime.
    pub wasmtime: &'static str,
}

/// The oldest wasmtime and the newest, in two Pythons; most tests run in one of these four.
pub const VERSIONS: [Version; 3] = [
    Version {
        python: "python/bin/python",
        number: "3.",
        wasmtime: "46.0.1",
    },
    Version {
        python: "python-3.13/bin/python",
        number: "3.13.",
        wasmtime: "46.0.1",
    },
    Version {
        python: "python-3.13/bin/python",
        number: "3.13.",
        wasmtime: "50.0.1",
    },
];

impl Version {
    /// Its Python in a test's directory, where packages are found.
    pub fn interpreter(&self, directory: &Path) -> Command {
        static INSTALL: Once = Once::new();
        INSTALL.call_once(|| ["python", "pythons"].into_iter().for_each(set_up));
        let wasmtime = toolchains().join("python-wasmtime").join(self.wasmtime);
        let path = std::env::join_paths([directory, &wasmtime]).expect("paths without `:`");
        let mut python = Command::new(toolchains().join(self.python));
        python
            .args(["-B", "-W", "error"])
            .current_dir(directory)
            .env("PYTHONPATH", path);
        python
    }
}

/// The standard output of a program, which must have succeeded.
pub fn succeeded(output: &Output, what: &str) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{what} failed:\n{}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    text(&output.stdout)
}

/// What `mypy --strict` and pyright say about files of a test's directory.
pub fn check_types(directory: &Path, files: &[String]) -> [Output; 2] {
    let cache = directory.join(".mypy_cache");
    let mypy = program("mypy")
        .args(["--strict", "--python-version", "3.10", "--cache-dir"])
        .arg(cache)
        .args(files)
        .current_dir(directory)
        .output()
        .expect("mypy runs");
    let interpreter = toolchains().join("python/bin/python");
    let pyright = program("pyright")
        .arg("--pythonpath")
        .arg(interpreter)
        .args(["--pythonversion", "3.10"])
        .args(files)
        .current_dir(directory)
        .output()
        .expect("pyright runs");
    [mypy, pyright]
}
