//! Documentation comments, where the component carries them.
//!
//! They travel in a custom section that only wit-component reads. A component that its decoder refuses (one that no
//! WIT describes) simply has no documentation.

use std::collections::HashMap;
use wit_component::DecodedWasm;
use wit_parser::{Docs as WitDocs, Function, Interface, Resolve, TypeDefKind, WorldItem, WorldKey};

/// Documentation by the path to an item: names of instance, item, field.
#[derive(Debug, Default)]
pub struct Docs {
    texts: HashMap<String, String>,
}

impl Docs {
    /// Reads what the component documents.
    pub fn read(component: &[u8]) -> Docs {
        let mut docs = Docs::default();
        // Decoding costs more than the whole plan, and most components carry no documentation at all.
        if !has_section(component, b"package-docs") {
            return docs;
        }
        let Ok(DecodedWasm::Component(resolve, world)) = wit_component::decode(component) else {
            return docs;
        };
        let world = &resolve.worlds[world];
        for (key, item) in world.imports.iter().chain(&world.exports) {
            docs.world_item(&resolve, key, item);
        }
        docs
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

fn has_section(component: &[u8], name: &[u8]) -> bool {
    component.windows(name.len()).any(|window| window == name)
}
