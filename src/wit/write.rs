//! WIT as text, as files, as JSON, and as a package in the binary format.

use super::Wit;
use super::form::{BinaryOptions, PackageFile, TextOptions};
use crate::error::Error;
use crate::guard::guard;
use anyhow::{Context, Result};
use std::collections::HashMap;
use std::path::PathBuf;
use wasmparser::{Validator, WasmFeatures};
use wit_component::WitPrinter;
use wit_parser::{PackageId, PackageName};

impl Wit {
    /// The package that was asked for as text, with the packages that it needs nested in it.
    ///
    /// # Errors
    ///
    /// A world that belongs to no package cannot be written.
    pub fn to_text(&self, options: &TextOptions) -> Result<String, Error> {
        self.text(options).map_err(Error::from_any)
    }

    fn text(&self, options: &TextOptions) -> Result<String> {
        let root = self.root_package()?;
        let packages = self.resolve.packages.iter().map(|(id, _)| id);
        let others: Vec<PackageId> = packages.filter(|id| *id != root).collect();
        self.print(root, &others, options)
    }

    /// Every package as a file of its own: the one that was asked for, and the others in `deps`.
    ///
    /// # Errors
    ///
    /// Those of [`to_text`](Wit::to_text).
    pub fn to_files(&self, options: &TextOptions) -> Result<Vec<PackageFile>, Error> {
        self.files(options).map_err(Error::from_any)
    }

    fn files(&self, options: &TextOptions) -> Result<Vec<PackageFile>> {
        let root = self.root_package()?;
        let names: Vec<&PackageName> = self
            .resolve
            .packages
            .iter()
            .map(|(_, package)| &package.name)
            .collect();
        let mut files = Vec::new();
        for (id, package) in self.resolve.packages.iter() {
            let file = PathBuf::from(format!("{}.wit", file_stem(&package.name, &names)));
            files.push(PackageFile {
                path: if id == root {
                    file
                } else {
                    PathBuf::from("deps").join(file)
                },
                text: self.print(id, &[], options)?,
            });
        }
        Ok(files)
    }

    /// All packages as JSON, as wit-parser lays them out.
    ///
    /// # Errors
    ///
    /// Only an internal error of wit-parser.
    pub fn to_json(&self) -> Result<String, Error> {
        guard("writing JSON", || {
            Ok(serde_json::to_string_pretty(&self.resolve)?)
        })
        .map_err(Error::from_any)
    }

    /// The package that was asked for in the binary format.
    ///
    /// # Errors
    ///
    /// A package that breaks a rule which the text format has no room for is refused.
    pub fn to_wasm(&self, options: &BinaryOptions) -> Result<Vec<u8>, Error> {
        self.wasm(options).map_err(Error::from_any)
    }

    fn wasm(&self, options: &BinaryOptions) -> Result<Vec<u8>> {
        let root = self.root_package()?;
        let wasm = guard("encoding WIT", || {
            wit_component::encode(&self.resolve, root, options.canonical_names)
        })?;
        if options.validate {
            Validator::new_with_features(WasmFeatures::all())
                .validate_all(&wasm)
                .context("the encoded package is not valid")?;
        }
        Ok(wasm)
    }

    fn print(
        &self,
        package: PackageId,
        nested: &[PackageId],
        options: &TextOptions,
    ) -> Result<String> {
        guard("printing WIT", || {
            let mut printer = WitPrinter::default();
            printer.emit_docs(options.docs);
            printer.print(&self.resolve, package, nested)?;
            Ok(printer.output.to_string())
        })
    }
}

/// The shortest name that no other package has.
fn file_stem(name: &PackageName, all: &[&PackageName]) -> String {
    let mut same_name: HashMap<&str, usize> = HashMap::new();
    for other in all.iter().filter(|other| other.name == name.name) {
        *same_name.entry(&other.namespace).or_default() += 1;
    }
    let versions = same_name.get(name.namespace.as_str()).copied().unwrap_or(1);
    match (same_name.len() <= 1, versions <= 1, &name.version) {
        (true, true, _) | (true, false, None) => name.name.clone(),
        (true, false, Some(version)) => format!("{}@{version}", name.name),
        (false, true, _) => format!("{}:{}", name.namespace, name.name),
        (false, false, _) => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(name: &str, others: &[&str]) -> String {
        let package = |text: &str| {
            let (name, version) = match text.split_once('@') {
                Some((name, version)) => (name, Some(version.parse().unwrap())),
                None => (text, None),
            };
            let (namespace, name) = name.split_once(':').unwrap();
            PackageName {
                namespace: namespace.to_string(),
                name: name.to_string(),
                version,
            }
        };
        let all: Vec<PackageName> = others
            .iter()
            .chain([&name])
            .map(|text| package(text))
            .collect();
        file_stem(&package(name), &all.iter().collect::<Vec<_>>())
    }

    #[test]
    fn files_are_named_as_shortly_as_can_be() {
        assert_eq!(stem("a:b@1.0.0", &["a:c"]), "b");
        assert_eq!(stem("a:b@1.0.0", &["a:b@2.0.0"]), "b@1.0.0");
        assert_eq!(stem("a:b", &["a:b@2.0.0"]), "b");
        assert_eq!(stem("a:b@1.0.0", &["x:b"]), "a:b");
        assert_eq!(stem("a:b@1.0.0", &["a:b@2.0.0", "x:b"]), "a:b@1.0.0");
    }
}
