//! Runs generated JavaScript in the versions of Node that `tests/js/package.json` names, the newest and the oldest.

use componentize::bindgen::Files;
use componentize::bindgen::js::{self, Instantiation, Options};
use componentize::bindgen::plan::{CoreDef, Plan, Step};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;
use wasmparser::{Parser, Payload, TypeRef};

/// The directory of the scripts that run generated code.
pub fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js")
}

/// A version of Node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// The one that is in long-term support.
    Newest,
    /// The oldest that generated code supports.
    Oldest,
}

impl Node {
    /// Both.
    pub const ALL: [Node; 2] = [Node::Newest, Node::Oldest];

    /// The program.
    pub fn program(self) -> PathBuf {
        let package = match self {
            Node::Newest => "node",
            Node::Oldest => "node22",
        };
        scripts()
            .join("node_modules")
            .join(package)
            .join("bin/node")
    }

    /// Runs it; panics with its standard error if it fails.
    pub fn run(self, arguments: &[&str]) -> String {
        install();
        let output = Command::new(self.program())
            .args(arguments)
            .current_dir(scripts())
            .output()
            .expect("node runs");
        assert!(
            output.status.success(),
            "{self:?} failed:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("text")
    }

    /// Runs a script of `tests/js` with a test's directory; its standard output.
    pub fn run_script(self, script: &str, directory: &Path) -> String {
        let script = scripts().join(script);
        self.run(&[
            script.to_str().expect("a path in UTF-8"),
            directory.to_str().expect("a path in UTF-8"),
        ])
    }
}

/// Installs what the lock file names, once, and again when `package.json` has changed since.
///
/// Not by `npm ci`: the lock file cannot name packages for other systems that were never published, which are optional, and
/// `npm ci` takes that for a lock file out of date.
pub fn install() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let wanted = std::fs::read(scripts().join("package.json")).expect("a package.json");
        let installed = scripts().join("node_modules/.installed.json");
        if std::fs::read(&installed).is_ok_and(|installed| installed == wanted) {
            return;
        }
        let status = Command::new("npm")
            .args(["install", "--no-save", "--no-audit", "--no-fund"])
            .current_dir(scripts())
            .status()
            .expect("npm runs");
        assert!(status.success(), "npm install failed in tests/js");
        std::fs::write(installed, wanted).expect("a note of what is installed");
    });
}

/// A directory for the files of one test, empty.
pub fn directory(test: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("bindgen_js")
        .join(test);
    if directory.exists() {
        std::fs::remove_dir_all(&directory).expect("an older run's files go away");
    }
    std::fs::create_dir_all(&directory).expect("a directory for the test");
    // Generated code is a module, and finds packages where the scripts do.
    std::fs::write(directory.join("package.json"), "{\"type\":\"module\"}")
        .expect("a package.json");
    directory
}

/// Writes the bindings of a component.
pub fn generate(component: &[u8], directory: &Path, options: &Options) {
    let plan = Plan::with_tasks(component).unwrap_or_else(|error| panic!("no plan: {error:?}"));
    check_signatures(&plan);
    write(&plan, directory, options);
}

/// Core modules import functions of the host with the very types that the plan says.
pub fn check_signatures(plan: &Plan) {
    for step in &plan.steps {
        let Step::Instantiate { module, imports } = step else {
            continue;
        };
        let types = function_imports(&plan.modules[*module].wasm);
        for import in imports {
            if let CoreDef::Trampoline(index) = import.def {
                let signature = plan.trampolines[index].signature();
                let types = &types[&(import.module.clone(), import.name.clone())];
                assert_eq!(&format!("{signature:?}"), types, "{import:?}");
            }
        }
    }
}

/// The types of imported functions by their names, as [`check_signatures`] compares them.
fn function_imports(module: &[u8]) -> HashMap<(String, String), String> {
    let (mut types, mut imported) = (Vec::new(), HashMap::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.expect("a core module") {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    types.push(ty.expect("a function type"));
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.expect("an import");
                    if let TypeRef::Func(index) = import.ty {
                        let ty = &types[index as usize];
                        let names = (import.module.to_string(), import.name.to_string());
                        let text = format!(
                            "CoreSignature {{ params: {:?}, results: {:?} }}",
                            ty.params(),
                            ty.results()
                        );
                        imported.insert(names, text);
                    }
                }
            }
            _ => {}
        }
    }
    imported
}

/// Writes the bindings of a component that was read already; with the environment variable `MINIFY`, minified ones, and
/// the others next to them.
pub fn write(plan: &Plan, directory: &Path, options: &Options) {
    match std::env::var_os("MINIFY") {
        Some(_) => write_both(plan, directory, options),
        None => write_files(directory, &js::generate(plan, options)),
    }
}

/// Writes `NAME.js` minified, and what it is made of as `NAME.plain.js`, for `minified.js` to compare.
pub fn write_both(plan: &Plan, directory: &Path, options: &Options) {
    let [plain, minified] = [false, true].map(|minify| {
        let options = Options {
            minify,
            ..options.clone()
        };
        js::generate(plan, &options)
    });
    write_files(directory, &minified);
    let module = format!("{}.js", options.name);
    let (_, text) = plain
        .iter()
        .find(|(name, _)| *name == module)
        .expect("a module");
    let path = directory.join(format!("{}.plain.js", options.name));
    std::fs::write(path, text).expect("the module");
}

fn write_files(directory: &Path, files: &Files) {
    for (name, bytes) in files.iter() {
        let path = directory.join(name);
        std::fs::create_dir_all(path.parent().expect("a file lies in a directory"))
            .expect("a directory");
        std::fs::write(path, bytes).expect("a generated file");
    }
}

/// Options for a module that is instantiated by hand.
pub fn options(name: &str, instantiation: Instantiation) -> Options {
    Options {
        instantiation,
        ..Options::new(name)
    }
}

/// Runs a script of `tests/js` with a test's directory in each version; their standard output, which is the same.
pub fn run(script: &str, directory: &Path) -> String {
    let newest = Node::Newest.run_script(script, directory);
    let oldest = Node::Oldest.run_script(script, directory);
    assert_eq!(
        newest, oldest,
        "{script} in the newest Node and in the oldest"
    );
    newest
}
