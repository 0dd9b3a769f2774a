//! WASI 0.2 in Python, as generated packages contain it: its classes are called by the tests of this directory.
//!
//! `PYTHON` names the interpreter; the default is `python3`. Without one the tests fail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

fn directory(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A directory with the package `app`, which has all of WASI.
fn package() -> &'static Path {
    static PACKAGE: OnceLock<PathBuf> = OnceLock::new();
    PACKAGE.get_or_init(|| {
        let packages = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasi_in_python");
        if packages.exists() {
            fs::remove_dir_all(&packages).expect("an older run's files go away");
        }
        let app = packages.join("app");
        fs::create_dir_all(app.join("wasi")).expect("a directory for the package");
        fs::write(app.join("__init__.py"), "").expect("the package is written");
        let copy = |from: PathBuf, to: PathBuf| {
            fs::copy(&from, to).unwrap_or_else(|e| panic!("cannot copy {}: {e}", from.display()));
        };
        copy(
            directory("src/bindgen/python/runtime/errors.py"),
            app.join("_runtime.py"),
        );
        for entry in fs::read_dir(directory("src/bindgen/python/wasi")).expect("WASI's files") {
            let entry = entry.expect("an entry");
            copy(entry.path(), app.join("wasi").join(entry.file_name()));
        }
        packages
    })
}

/// Runs the tests of one file.
fn run(module: &str) {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_string());
    let tests = directory("tests/wasi_in_python");
    let paths = std::env::join_paths([package(), &tests]).expect("paths without colons");
    let output = Command::new(&python)
        .args(["-W", "error", "-m", "unittest", module])
        .env("PYTHONPATH", paths)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap_or_else(|e| {
            panic!("cannot run `{python}`, set PYTHON to a Python 3.10 or newer: {e}")
        });
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{module}:\n{report}");
    // A file in which no test is found ends well too.
    assert!(
        report.contains("Ran ") && !report.contains("Ran 0 tests"),
        "{module}:\n{report}"
    );
}

macro_rules! modules {
    ($($module:ident),* $(,)?) => {
        $(#[test]
        fn $module() {
            run(stringify!($module));
        })*

        const MODULES: &[&str] = &[$(stringify!($module)),*];
    };
}

modules!(
    test_escapes,
    test_fallback,
    test_files,
    test_paths,
    test_races,
    test_settings,
    test_streams,
);

#[test]
fn every_file_of_tests_is_run() {
    let files = fs::read_dir(directory("tests/wasi_in_python")).expect("this directory");
    let names = files.map(|file| file.expect("an entry").file_name().into_string().unwrap());
    let mut tests: Vec<_> = names.filter(|name| name.starts_with("test_")).collect();
    tests.sort();
    let modules: Vec<_> = MODULES.iter().map(|name| format!("{name}.py")).collect();
    assert_eq!(tests, modules);
}
