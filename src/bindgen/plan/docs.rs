//! Documentation comments.
//!
//! A component does not carry them. So a user may also give the component's WIT, of which only the comments are used.

use crate::error::Error;
use anyhow::{Context, Result};
use std::collections::HashMap;
use std::path::Path;
use wit_parser::{Docs as WitDocs, Function, Interface, Resolve, TypeDefKind, WorldItem, WorldKey};

/// Documentation by the path to an item: names of instance, item, field.
#[derive(Debug, Default)]
pub struct Docs {
    texts: HashMap<String, String>,
    world: Option<World>,
}

/// The world of a component, which its bytes do not name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    /// The package that has it: `acme:shop@1.2.0`.
    pub package: String,
    /// Its name in the package.
    pub name: String,
    /// The name of both: `acme:shop/counter@1.2.0`.
    pub full_name: String,
    /// Its documentation.
    pub docs: Option<String>,
}

impl Docs {
    /// Reads all documentation of a WIT package and of the packages it depends on.
    ///
    /// # Errors
    ///
    /// WIT that cannot be read is refused.
    pub fn from_wit(path: &Path) -> Result<Docs, Error> {
        Docs::read(path, None).map_err(Error::from_any)
    }

    /// The same, for a component of the named world, where the package has several.
    ///
    /// # Errors
    ///
    /// WIT that cannot be read is refused.
    pub fn of_world(path: &Path, world: &str) -> Result<Docs, Error> {
        Docs::read(path, Some(world)).map_err(Error::from_any)
    }

    fn read(path: &Path, world: Option<&str>) -> Result<Docs> {
        let mut resolve = Resolve {
            all_features: true,
            ..Resolve::default()
        };
        let failed = || format!("failed to read WIT from `{}`", path.display());
        let (package, _) = resolve.push_path(path).with_context(failed)?;
        let package = &resolve.packages[package];
        let world = match world {
            Some(name) => package.worlds.get_key_value(name),
            None => package.worlds.first().filter(|_| package.worlds.len() == 1),
        };
        let world = world.map(|(name, id)| World {
            package: package.name.to_string(),
            name: name.clone(),
            full_name: package.name.interface_id(name),
            docs: resolve.worlds[*id].docs.contents.clone(),
        });
        let mut docs = Docs {
            world,
            ..Docs::default()
        };
        for (id, interface) in resolve.interfaces.iter() {
            if let Some(name) = resolve.id_of(id) {
                docs.add(&[&name], &interface.docs);
                docs.interface(&resolve, &name, interface);
            }
        }
        for world in resolve.worlds.iter().map(|(_, world)| world) {
            for (key, item) in world.imports.iter().chain(&world.exports) {
                docs.world_item(&resolve, key, item);
            }
        }
        Ok(docs)
    }

    /// The world, if it is known which of a package's worlds the component has.
    pub fn world(&self) -> Option<&World> {
        self.world.as_ref()
    }

    /// The documentation of the item that these names lead to.
    pub fn get(&self, path: &[&str]) -> Option<&str> {
        self.texts.get(&path.join("#")).map(String::as_str)
    }

    fn world_item(&mut self, resolve: &Resolve, key: &WorldKey, item: &WorldItem) {
        let name = resolve.name_world_key(key);
        match item {
            WorldItem::Interface { id, .. } => {
                let interface = &resolve.interfaces[*id];
                self.add(&[&name], &interface.docs);
                self.interface(resolve, &name, interface);
            }
            WorldItem::Function(function) => self.function(&name, function),
            WorldItem::Type { id, .. } => self.ty(resolve, &name, *id),
        }
    }

    fn interface(&mut self, resolve: &Resolve, name: &str, interface: &Interface) {
        for (function_name, function) in &interface.functions {
            self.function(&format!("{name}#{function_name}"), function);
        }
        for (type_name, id) in &interface.types {
            self.ty(resolve, &format!("{name}#{type_name}"), *id);
        }
    }

    fn function(&mut self, path: &str, function: &Function) {
        self.add(&[path], &function.docs);
    }

    fn ty(&mut self, resolve: &Resolve, path: &str, id: wit_parser::TypeId) {
        let ty = &resolve.types[id];
        self.add(&[path], &ty.docs);
        match &ty.kind {
            TypeDefKind::Record(record) => {
                for field in &record.fields {
                    self.add(&[path, &field.name], &field.docs);
                }
            }
            TypeDefKind::Variant(variant) => {
                for case in &variant.cases {
                    self.add(&[path, &case.name], &case.docs);
                }
            }
            TypeDefKind::Enum(cases) => {
                for case in &cases.cases {
                    self.add(&[path, &case.name], &case.docs);
                }
            }
            TypeDefKind::Flags(flags) => {
                for flag in &flags.flags {
                    self.add(&[path, &flag.name], &flag.docs);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, path: &[&str], docs: &WitDocs) {
        if let Some(text) = &docs.contents {
            self.texts.insert(path.join("#"), text.clone());
        }
    }
}
