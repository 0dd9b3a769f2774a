//! What a path of imports leads to, and the names under which a host may give an import.

use super::surface::{Casing, function_kind, item_names};
use super::{ImportId, ImportPath, Item, ItemKind, Plan};
use crate::bindgen::names::{version_track, without_version};

/// A function or a resource type that the component imports.
#[derive(Clone, Copy)]
pub struct Imported<'a> {
    /// The import that it belongs to. A function of a resource that the world imports by itself belongs to that resource.
    pub import: ImportId,
    /// The instances that lead from the import to it; `None` if the world imports it by itself.
    pub instances: Option<&'a [String]>,
    /// Its name in WIT.
    pub item: &'a str,
}

impl Plan {
    /// What a path leads to.
    pub fn imported<'a>(&'a self, path: &'a ImportPath) -> Imported<'a> {
        let import = path.import;
        if let Some((item, instances)) = path.names.split_last() {
            let instances = Some(instances);
            return Imported {
                import,
                instances,
                item,
            };
        }
        let item = &self.imports[import].name;
        let resource = function_kind(item).0.resource();
        let is_class = |import: &Item| {
            Some(import.name.as_str()) == resource && matches!(import.kind, ItemKind::Resource(_))
        };
        let class = self.imports.iter().position(is_class);
        Imported {
            import: class.map_or(import, ImportId::from),
            instances: None,
            item,
        }
    }

    /// The name in the language of an item next to an imported one, or of that one itself.
    pub fn imported_name(&self, imported: &Imported, item: &str, casing: &Casing) -> String {
        let mut items = self.imports.as_slice();
        if let Some(instances) = imported.instances {
            items = self.imports[imported.import].items();
            for name in instances {
                let inner = items.iter().find(|item| item.name == *name);
                items = inner.map_or(&[], |inner| inner.items());
            }
        }
        let names = item_names(items, casing, &[]).into_iter();
        let mut named = names.zip(items).filter(|(_, found)| found.name == item);
        // A class that only its own functions name is not among the items.
        named
            .next()
            .map_or_else(|| (casing.class)(item), |(name, _)| name)
    }
}

impl Item {
    /// The interface that an import implements, or else its own name.
    pub fn interface(&self) -> &str {
        self.implements.as_deref().unwrap_or(&self.name)
    }

    /// The names under which a host may give an import, after the import's own, in order.
    pub fn other_names(&self) -> Vec<&str> {
        let interface = self.interface();
        let mut names = Vec::new();
        if self.implements.is_some() {
            names.push(interface);
        }
        if interface.contains('@') {
            names.push(without_version(interface));
        }
        names
    }

    /// What the names begin with under which a host may give a compatible version of the interface, if there is one.
    pub fn version_track(&self) -> Option<String> {
        version_track(self.interface())
    }
}
