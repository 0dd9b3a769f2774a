//! `componentize bindgen python` as a command: its flags, and the wheel of a project.

use super::{echo, harness};
use componentize::bindgen::python::package_name;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use wit_component::StringEncoding;

const WIT: &str = "package acme:tool@0.1.0;
/// Writes down what happens.
interface log { write: func(text: string) -> u32; }
/// The tool.
interface tool {
    /// Passes a line on.
    write: func(text: string) -> u32;
}
world tools { import log; import wasi:cli/environment@0.2.0; export tool; export get-arguments: func() -> list<string>; }
";

const WASI: &str =
    "package wasi:cli@0.2.0 { interface environment { get-arguments: func() -> list<string>; } }";

const HOSTS: &str = "def write(text):\n    return len(text)\n";

/// A directory with the component, its WIT and a module of the host's.
fn directory(test: &str) -> PathBuf {
    let directory = harness::directory(test);
    let component = echo::component(&format!("{WIT}{WASI}"), StringEncoding::UTF8);
    std::fs::write(directory.join("tool.wasm"), component).expect("the component");
    std::fs::write(directory.join("tool.wit"), format!("{WIT}{WASI}")).expect("the WIT");
    std::fs::write(directory.join("hosts.py"), HOSTS).expect("the hosts");
    directory
}

fn componentize(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_componentize"));
    command
        .args(["bindgen", "python", "tool.wasm", "-o", "."])
        .args(arguments)
        .current_dir(directory);
    command.output().expect("componentize runs")
}

/// Runs lines of Python.
fn python(directory: &Path, lines: &str) -> String {
    harness::succeeded(&harness::python(directory, &["-c", lines]), lines)
}

#[test]
fn every_flag_does_what_its_page_says() {
    let directory = directory("flags");
    harness::succeeded(&componentize(&directory, &[]), "no flags");
    assert!(directory.join("tool/wasi/cli.py").exists());
    let flags = [
        "--name",
        "other",
        "--map",
        "acme:tool/log=hosts",
        "--docs",
        "tool.wit",
        "--quiet",
    ];
    let output = componentize(&directory, &flags);
    harness::succeeded(&output, "--name --map --docs");
    assert!(output.stderr.is_empty(), "{output:?}");
    let lines = "import other\nit = other.instantiate()\nprint(it.tool.write('abc'), type(it).__name__, other.exports.tool.Tool.write.__doc__)";
    assert_eq!(
        python(&directory, lines).trim(),
        "3 Other Passes a line on."
    );

    let flags = ["--name", "bare", "--no-wasi"];
    harness::succeeded(&componentize(&directory, &flags), "--no-wasi");
    assert!(!directory.join("bare/wasi").exists());
    let lines = "import bare
class Log:
    def write(self, text): return 7
class Environment:
    def get_arguments(self): return ['given']
try:
    bare.instantiate({'acme:tool/log': Log()})
except TypeError as error:
    print(error)
print(bare.instantiate({'acme:tool/log': Log(), 'wasi:cli/environment': Environment()}).tool.write('abc'))";
    let expected = "missing import `wasi:cli/environment@0.2.0`\n7";
    assert_eq!(python(&directory, lines).trim(), expected);
}

#[test]
fn what_is_refused_writes_no_file() {
    let directory = directory("refused");
    let output = componentize(&directory, &["--name", "not-a-package"]);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("`not_a_package` can"), "{text}");
    let files = std::fs::read_dir(&directory).expect("a directory");
    assert_eq!(files.count(), 3);
}

/// A package with such a name hides the module from `wasmtime` and from itself.
#[test]
fn names_of_pythons_own_modules_are_not_taken() {
    let directory = directory("own-modules");
    for (stem, package) in [
        ("wasmtime", "wasmtime_"),
        ("select", "select_"),
        ("größe", "größe"),
    ] {
        let copy = format!("{stem}.wasm");
        std::fs::copy(directory.join("tool.wasm"), directory.join(&copy)).expect("a copy");
        let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
            .args(["bindgen", "python", &copy, "-o", "."])
            .current_dir(&directory)
            .output()
            .expect("the command runs");
        harness::succeeded(&output, stem);
        assert!(
            directory.join(package).join("__init__.py").is_file(),
            "{stem}"
        );
        assert!(!directory.join("wasmtime").exists());
        python(
            &directory,
            &format!("import {package}\n{package}.instantiate"),
        );
    }
    let output = componentize(&directory, &["--name", "json"]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("`json_` can"), "{text}");
}

/// The list in the generator has every module of the Python that runs the tests.
#[test]
fn every_module_of_the_standard_library_is_known() {
    let directory = directory("standard-library");
    let lines = "import sys\nfor name in sorted(sys.stdlib_module_names): print(name)";
    let modules = python(&directory, lines);
    let public = modules.lines().filter(|name| !name.starts_with('_'));
    let unknown: Vec<_> = public
        .filter(|name| package_name(name) != format!("{}_", name.to_lowercase()))
        .collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

#[test]
fn the_wheel_of_a_project_runs_without_the_directory() {
    let directory = directory("wheel");
    harness::succeeded(&componentize(&directory, &["--pyproject"]), "--pyproject");
    let pip = ["-m", "pip", "--quiet", "--disable-pip-version-check"];
    // Warnings of the tools are not the project's.
    let build = [
        "wheel",
        ".",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        "wheels",
    ];
    let mut command = harness::program("python");
    command.args(pip).args(build).current_dir(&directory);
    harness::succeeded(&command.output().expect("pip runs"), "pip wheel");
    let wheels: Vec<_> = std::fs::read_dir(directory.join("wheels"))
        .expect("a directory")
        .map(|entry| entry.expect("a wheel").path())
        .collect();
    let [wheel] = wheels.as_slice() else {
        panic!("{wheels:?}");
    };
    let mut install = harness::program("python");
    install
        .args(pip)
        .args([
            "install",
            "--no-deps",
            "--no-index",
            "--target",
            "installed",
        ])
        .arg(wheel)
        .current_dir(&directory);
    harness::succeeded(&install.output().expect("pip runs"), "pip install");
    let installed = directory.join("installed");
    assert!(installed.join("tool/py.typed").exists());
    let lines = "import tool
class Log:
    def write(self, text): return len(text)
it = tool.instantiate({'acme:tool/log': Log()}, wasi=tool.Wasi(['a', 'b']))
print(it.tool.write('abc'), it.get_arguments(), tool.__file__.rpartition('/installed/')[2])";
    let output = python(&installed, lines);
    assert_eq!(output.trim(), "3 ['a', 'b'] tool/__init__.py");
}
