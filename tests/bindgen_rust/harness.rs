//! Checks and runs generated Rust with the Wasmtime that the tests themselves were built with.
//!
//! The compiler is called directly, with the libraries that cargo put next to the test: so Wasmtime is compiled once,
//! and many components are checked as modules of one crate.

use componentize::bindgen::Files;
use componentize::bindgen::plan::Plan;
use componentize::bindgen::rust::{self, Options};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

/// An empty directory for a test.
pub fn directory(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("bindgen-rust")
        .join(name);
    match fs::remove_dir_all(&path) {
        Err(error) if path.exists() => panic!("`{}`: {error}", path.display()),
        _ => fs::create_dir_all(&path).expect("a directory"),
    }
    path
}

/// Bindings of a component.
pub fn generate(component: &[u8], options: &Options) -> Files {
    let plan = Plan::new(component).unwrap_or_else(|error| panic!("{}: {error:#}", options.name));
    rust::generate(&plan, options).unwrap_or_else(|error| panic!("{}: {error:#}", options.name))
}

/// Writes files.
pub fn write(directory: &Path, files: &Files) {
    for (name, bytes) in files.iter() {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
}

/// The number of lines of all files.
pub fn lines(files: &Files) -> usize {
    let lines = files
        .iter()
        .map(|(_, bytes)| bytes.iter().filter(|&&b| b == b'\n').count());
    lines.sum()
}

/// A crate of modules, each the bindings of a component.
pub struct Batch {
    directory: PathBuf,
    names: Vec<String>,
}

impl Batch {
    /// An empty one.
    pub fn new(name: &str) -> Batch {
        Batch {
            directory: directory(name),
            names: Vec::new(),
        }
    }

    /// Adds the bindings of a component.
    pub fn add(&mut self, name: &str, component: &[u8], options: &Options) -> Files {
        let files = generate(component, options);
        write(&self.directory.join(name), &files);
        self.names.push(name.to_string());
        files
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Compiles all of them, with every lint of clippy an error; then compares them with rustfmt's form.
    pub fn check(&self) {
        self.lint();
        let mut rustfmt = Command::new("rustfmt");
        rustfmt
            .args(["--edition", "2024", "--check"])
            .arg(self.directory.join("lib.rs"));
        succeed(&mut rustfmt);
    }

    /// Compiles all of them, with every lint of clippy an error.
    pub fn lint(&self) {
        let modules = self.names.iter().map(|name| format!("pub mod {name};\n"));
        let root = self.directory.join("lib.rs");
        let mut names: Vec<String> = modules.collect();
        names.sort();
        fs::write(&root, names.concat()).expect("a file");
        let mut clippy = Command::new("clippy-driver");
        clippy.args([
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
            "-D",
            "warnings",
        ]);
        compile(&mut clippy, &root, &self.directory);
        succeed(&mut clippy);
    }
}

/// Builds a crate that was generated, its program included; returns the program.
pub fn build(directory: &Path, library: &str) -> PathBuf {
    let out = directory.join("built");
    fs::create_dir_all(&out).expect("a directory");
    succeed(&mut compile_library(directory, library));
    let library = format!(
        "{library}={}",
        out.join(format!("lib{library}.rlib")).display()
    );
    build_main(directory, &["--extern", &library])
}

/// Builds `src/main.rs`; returns the program.
pub fn build_main(directory: &Path, arguments: &[&str]) -> PathBuf {
    let out = directory.join("built");
    let mut rustc = Command::new("rustc");
    rustc.args(["--crate-type", "bin", "--crate-name", "program"]);
    compile(rustc.args(arguments), &directory.join("src/main.rs"), &out);
    succeed(&mut rustc);
    out.join("program")
}

fn clippy(kind: &str, name: &str) -> Command {
    let mut clippy = Command::new("clippy-driver");
    clippy.args(["--emit", "metadata", "-D", "warnings", "--crate-type", kind]);
    clippy.args(["--crate-name", name]);
    clippy
}

/// Compiles a crate's build script.
pub fn build_script(directory: &Path) -> PathBuf {
    let out = directory.join("built");
    let mut rustc = Command::new("rustc");
    rustc.args(["--crate-type", "bin", "--crate-name", "script"]);
    compile(&mut rustc, &directory.join("build.rs"), &out);
    succeed(&mut rustc);
    out.join("script")
}

/// What the compiler says of a library that it refuses.
pub fn fails_to_build(directory: &Path, library: &str) -> String {
    let output = compile_library(directory, library)
        .output()
        .expect("rustc runs");
    assert!(
        !output.status.success(),
        "`{}` was built",
        directory.display()
    );
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn compile_library(directory: &Path, library: &str) -> Command {
    let mut rustc = Command::new("rustc");
    rustc.args([
        "-D",
        "warnings",
        "--crate-type",
        "lib",
        "--crate-name",
        library,
    ]);
    compile(
        &mut rustc,
        &directory.join("src/lib.rs"),
        &directory.join("built"),
    );
    rustc
}

/// Compiled libraries that generated crates are checked and built with.
pub struct Libraries {
    /// Where cargo put them.
    directory: PathBuf,
    /// Those that a crate may name.
    names: &'static [&'static str],
}

impl Libraries {
    /// Those that the tests themselves use.
    pub fn of_tests() -> Libraries {
        let test = std::env::current_exe().expect("a test has a path");
        Libraries {
            directory: test.parent().expect("a directory").to_path_buf(),
            names: &["wasmtime", "wasmtime_wasi"],
        }
    }

    /// Compiles a crate's library, program and test without running them, with every lint of clippy an error.
    pub fn lint(&self, directory: &Path, library: &str) {
        let files = ["src/lib.rs", "src/main.rs", "tests/component.rs"];
        self.lint_files(directory, library, &files);
    }

    /// The same, of the library alone.
    pub fn lint_library(&self, directory: &Path, library: &str) {
        self.lint_files(directory, library, &["src/lib.rs"]);
    }

    fn lint_files(&self, directory: &Path, library: &str, files: &[&str]) {
        let out = directory.join("built");
        fs::create_dir_all(&out).expect("a directory");
        let metadata = out.join(format!("lib{library}.rmeta"));
        for file in files {
            let mut command = match *file {
                "src/lib.rs" => clippy("lib", library),
                _ => clippy("bin", "program"),
            };
            if *file != "src/lib.rs" {
                command
                    .arg("--extern")
                    .arg(format!("{library}={}", metadata.display()));
            }
            if file.starts_with("tests") {
                command.arg("--test");
            }
            self.compile(&mut command, &directory.join(file), &out);
            succeed(&mut command);
        }
    }

    /// Compiles a library without running it.
    pub fn check(&self, root: &Path, out: &Path) {
        let mut rustc = Command::new("rustc");
        rustc.args(["--crate-type", "lib", "--emit", "metadata"]);
        self.compile(&mut rustc, root, out);
        succeed(&mut rustc);
    }

    /// The arguments of every compiler: a root file, where to write, and the libraries.
    fn compile(&self, compiler: &mut Command, root: &Path, out: &Path) {
        compiler
            .args(["--edition", "2024", "--out-dir"])
            .arg(out)
            .arg(root);
        // Cargo gives a crate with a build script a directory of this name.
        compiler.env("OUT_DIR", out);
        // Macros may ask for the crate's directory.
        compiler.env("CARGO_MANIFEST_DIR", out);
        let dependencies = format!("dependency={}", self.directory.display());
        compiler.arg("-L").arg(dependencies);
        for name in self.names {
            let path = newest(&self.directory, &format!("lib{name}-"));
            compiler
                .arg("--extern")
                .arg(format!("{name}={}", path.display()));
        }
    }
}

fn compile(compiler: &mut Command, root: &Path, out: &Path) {
    Libraries::of_tests().compile(compiler, root, out);
}

/// The library that was built last: an older build may lie next to it.
fn newest(directory: &Path, prefix: &str) -> PathBuf {
    let entries = fs::read_dir(directory)
        .expect("a directory")
        .map(|entry| entry.expect("an entry"));
    let libraries = entries.filter(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with(prefix) && name.ends_with(".rlib")
    });
    let modified =
        |entry: &fs::DirEntry| -> Option<SystemTime> { entry.metadata().ok()?.modified().ok() };
    let newest = libraries.max_by_key(modified);
    newest
        .unwrap_or_else(|| panic!("no {prefix}*.rlib in `{}`", directory.display()))
        .path()
}

/// Runs a command; panics with what it wrote if it fails.
pub fn succeed(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The `componentize` command.
pub fn componentize() -> Command {
    Command::new(env!("CARGO_BIN_EXE_componentize"))
}
