//! The files that make a package a program and a project.

use super::generator::Generator;
use super::import_sources::used_imports;
use super::names::quoted;
use crate::bindgen::plan::{Item, ItemKind};
use crate::bindgen::source::{Source, line, open};

impl Generator<'_> {
    /// The interface of a program that the package can run by itself.
    pub fn command(&self) -> Option<&str> {
        let run = self
            .plan
            .exports
            .iter()
            .find(|item| item.name.starts_with("wasi:cli/run@"))?;
        let given = used_imports(self.plan)
            .iter()
            .all(|import| self.has_default(import.item));
        (given && self.options.wasi).then_some(run.name.as_str())
    }

    /// Whether the component imports WASI that the package implements.
    pub fn imports_wasi(&self) -> bool {
        used_imports(self.plan).iter().any(|import| {
            let interface = import.item.interface();
            self.wasi_file(interface).is_some()
        })
    }

    pub fn program(&self, run: &str) -> String {
        let name = &self.options.name;
        let given = if self.imports_wasi() { "wasi=wasi" } else { "" };
        let mut out = Source::wide();
        line!(
            out,
            "\"\"\"Runs the program: `python -m {name} --help`.\"\"\""
        );
        out.block("import sys\n\nfrom . import instantiate\nfrom .wasi import Wasi\nfrom .wasi._command import main\n\n");
        open!(out, "def run(wasi: Wasi) -> None:");
        line!(out, "instantiate({given})[{}].run()", quoted(run));
        out.end();
        out.block("\n\nif __name__ == '__main__':");
        out.indent();
        line!(out, "sys.exit(main(run, prog='python -m {name}'))");
        out.as_str().to_string()
    }

    /// The project of the package.
    pub fn project(&self) -> String {
        let name = self.options.name.replace('_', "-");
        format!(
            "[build-system]\nrequires = [\"setuptools>=64\"]\nbuild-backend = \"setuptools.build_meta\"\n\n[project]\nname = \"{name}\"\nversion = \"0.1.0\"\nrequires-python = \">=3.10\"\ndependencies = [\"wasmtime>=46\"]\n\n[tool.setuptools]\npackages = [{}]\n\n[tool.setuptools.package-data]\n{} = [\"*.wasm\", \"py.typed\"]\n",
            self.packages()
                .iter()
                .map(|name| format!("\"{name}\""))
                .collect::<Vec<_>>()
                .join(", "),
            self.options.name
        )
    }

    fn packages(&self) -> Vec<String> {
        let name = &self.options.name;
        let mut packages = vec![name.clone()];
        let mut files = self.homes.files.iter();
        if self.has_imports() || files.any(|file| file.path.starts_with("imports.")) {
            packages.push(format!("{name}.imports"));
        }
        let is_instance = |item: &&Item| matches!(item.kind, ItemKind::Instance(_));
        if self.plan.exports.iter().any(|item| is_instance(&item)) {
            packages.push(format!("{name}.exports"));
        }
        if self.imports_wasi() || self.command().is_some() {
            packages.push(format!("{name}.wasi"));
        }
        packages
    }
}
