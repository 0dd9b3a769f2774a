//! WIT: read from text, from a directory, or out of a component or module; rearranged; written again.
//!
//! [`Wit`] is what `componentize wit` prints, [`World`] what the other commands compare a module or component with.
//!
//! ```
//! use componentize::wit::{Features, TextOptions, Wit};
//!
//! # fn main() -> Result<(), componentize::Error> {
//! let text = "package a:b; world app { import run: func(); export start: func(); }";
//! let mut wit = Wit::parse("app.wit", text.as_bytes(), &Features::default())?;
//! wit.importize(Some("app"), None)?;
//! assert!(wit.to_text(&TextOptions::default())?.contains("import start: func();"));
//! # Ok(())
//! # }
//! ```

mod door;
mod files;
mod form;
mod nesting;
mod rearrange;
mod write;

pub use form::{BinaryOptions, PackageFile, TextOptions};

use crate::encode::refuse_circles;
use crate::error::Error;
use crate::explain::{self, wit::Origin};
use crate::guard::guard;
use crate::input;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::Path;
use wat::Detect;
use wit_component::DecodedWasm;
use wit_parser::{PackageId, Resolve, WorldId};

/// Which items marked `@unstable` are taken in; none by default.
#[derive(Debug, Clone, Default)]
pub struct Features {
    names: Vec<String>,
    all: bool,
}

/// WIT packages, and the one of them, or the world, that was asked for.
pub struct Wit {
    resolve: Resolve,
    root: Root,
}

/// What was asked for.
#[derive(Clone, Copy)]
enum Root {
    Package(PackageId),
    World(WorldId),
}

/// One world, with everything that it refers to.
pub struct World {
    resolve: Resolve,
    id: WorldId,
}

impl Features {
    /// The features named, several in a text being separated by spaces or commas.
    pub fn named<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Features {
        let mut features = Features::default();
        for text in names {
            let parts = text.as_ref().split([',', ' ', '\t', '\n']);
            features
                .names
                .extend(parts.filter(|name| !name.is_empty()).map(str::to_string));
        }
        features
    }

    /// Every feature.
    pub fn all() -> Features {
        Features {
            names: Vec::new(),
            all: true,
        }
    }

    fn resolve(&self) -> Resolve {
        let mut resolve = Resolve {
            all_features: self.all,
            ..Resolve::default()
        };
        resolve.features.extend(self.names.iter().cloned());
        resolve
    }
}

impl Wit {
    /// Reads a package: a directory of `*.wit` files with its `deps`, a `*.wit` file, or a package in the binary format.
    ///
    /// # Errors
    ///
    /// What cannot be read, or has a mistake, is refused with the place of the mistake.
    pub fn package(path: &Path, features: &Features) -> Result<Wit, Error> {
        door::check(path)?;
        nesting::check_path(path).map_err(Error::from_any)?;
        let read = guard("reading WIT", || {
            let mut resolve = features.resolve();
            match resolve.push_path(path) {
                Ok((id, _)) => Ok(Wit::new(resolve, Root::Package(id))),
                Err(error) => {
                    Err(explain::wit::explain(&resolve, Origin::Path(path), &error).into())
                }
            }
        });
        read.map_err(Error::from_any)
    }

    /// Takes a package whose files are not on a disk. Their paths are relative to the package's directory, with `/` between
    /// the parts: `world.wit`, `deps/clocks/timezone.wit`. What is not WIT is ignored, as in a directory.
    ///
    /// # Errors
    ///
    /// Those of [`package`](Wit::package).
    pub fn from_files(
        files: &BTreeMap<String, Vec<u8>>,
        features: &Features,
    ) -> Result<Wit, Error> {
        let read = guard("reading WIT", || {
            let mut resolve = features.resolve();
            match files::push(&mut resolve, files) {
                Ok(id) => Ok(Wit::new(resolve, Root::Package(id))),
                Err(error) if error.is::<Error>() => Err(error),
                Err(error) => {
                    Err(explain::wit::explain(&resolve, Origin::Files(files), &error).into())
                }
            }
        });
        read.map_err(Error::from_any)
    }

    /// Reads whatever has WIT in it: all that [`package`](Wit::package) takes, and components and modules.
    ///
    /// # Errors
    ///
    /// Those of [`package`](Wit::package) and [`parse`](Wit::parse).
    pub fn open(path: &Path, features: &Features) -> Result<Wit, Error> {
        if path.is_dir() {
            return Wit::package(path, features);
        }
        let bytes = std::fs::read(path)
            .with_context(|| format!("failed to read `{}`", path.display()))
            .map_err(Error::from_any)?;
        Wit::parse(&path.display().to_string(), &bytes, features)
    }

    /// Takes WIT text, or a component, module or package in the binary format or as WAT text; `name` is what messages
    /// call it.
    ///
    /// # Errors
    ///
    /// What has no WIT, or has a mistake, is refused with the place of the mistake.
    pub fn parse(name: &str, bytes: &[u8], features: &Features) -> Result<Wit, Error> {
        Wit::read(name, bytes, features).map_err(Error::from_any)
    }

    fn read(name: &str, bytes: &[u8], features: &Features) -> Result<Wit> {
        match Detect::from_bytes(bytes) {
            Detect::WasmBinary | Detect::WasmText => {
                let wasm = input::either(bytes).map_err(|error| error.in_file(name))?;
                guard("decoding WIT", || Wit::decode(&wasm))
            }
            Detect::Unknown => Wit::parse_text(name, bytes, features),
        }
    }

    fn parse_text(name: &str, bytes: &[u8], features: &Features) -> Result<Wit> {
        let text = door::text(bytes)?;
        nesting::check(name, text)?;
        guard("parsing WIT", || {
            let mut resolve = features.resolve();
            match resolve.push_str(name, text) {
                Ok(id) => Ok(Wit::new(resolve, Root::Package(id))),
                Err(error) => {
                    Err(explain::wit::explain(&resolve, Origin::Text(text), &error).into())
                }
            }
        })
    }

    fn decode(wasm: &[u8]) -> Result<Wit> {
        if wasmparser::Parser::is_component(wasm) {
            input::refuse_cut_short(wasm, "component")?;
            return Ok(match wit_component::decode(wasm)? {
                DecodedWasm::WitPackage(resolve, id) => Wit::new(resolve, Root::Package(id)),
                DecodedWasm::Component(resolve, id) => Wit::new(resolve, Root::World(id)),
            });
        }
        refuse_circles([wasm].into_iter())?;
        let (rest, metadata) = wit_component::metadata::decode(wasm)?;
        if rest.is_none() {
            return Err(Error::NoWit.into());
        }
        Ok(Wit::new(metadata.resolve, Root::World(metadata.world)))
    }

    fn new(resolve: Resolve, root: Root) -> Wit {
        Wit { resolve, root }
    }

    /// The package that was asked for.
    fn root_package(&self) -> Result<PackageId> {
        match self.root {
            Root::Package(id) => Ok(id),
            Root::World(id) => self.resolve.worlds[id]
                .package
                .context("the world belongs to no package"),
        }
    }

    /// Selects a world by its name; without a name, the only world there is.
    ///
    /// # Errors
    ///
    /// A name that no world has is refused, and no name where there are several worlds.
    pub fn into_world(self, name: Option<&str>) -> Result<World, Error> {
        let id = self.world_id(name).map_err(Error::from_any)?;
        Ok(World {
            resolve: self.resolve,
            id,
        })
    }

    fn world_id(&self, name: Option<&str>) -> Result<WorldId> {
        match (self.root, name) {
            (Root::World(id), None) => Ok(id),
            _ => {
                let package = self.root_package()?;
                guard("selecting a world", || {
                    self.resolve.select_world(&[package], name)
                })
                .map_err(|error| {
                    explain::worlds::explain(&self.resolve, package, name, error).into()
                })
            }
        }
    }
}

impl World {
    /// The world's name.
    pub fn name(&self) -> &str {
        &self.resolve.worlds[self.id].name
    }

    /// The name with its package, as `namespace:package/world@version`. A world without a package has none.
    pub fn full_name(&self) -> Option<String> {
        let world = &self.resolve.worlds[self.id];
        let package = &self.resolve.packages[world.package?].name;
        Some(package.interface_id(&world.name))
    }

    /// Makes imports of one interface in compatible versions one import, of the newest version.
    ///
    /// # Errors
    ///
    /// Imports whose versions should be compatible and are not cannot be merged.
    pub fn merge_imports_based_on_semver(&mut self) -> Result<(), Error> {
        guard("merging imports", || {
            self.resolve.merge_world_imports_based_on_semver(self.id)
        })
        .map_err(Error::from_any)
    }

    pub(crate) fn resolve(&self) -> &Resolve {
        &self.resolve
    }

    pub(crate) fn id(&self) -> WorldId {
        self.id
    }
}
