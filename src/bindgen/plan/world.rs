//! Imports and exports as trees of named items.

use super::declared::Declared;
use super::{Builder, Function, Item, ItemKind, Lift, ResourceId};
use anyhow::{Context, Result, bail};
use std::collections::HashMap;
use wasmtime_environ::component::{
    ComponentExtern, ComponentTypes, Export, ExportIndex, TypeComponentInstanceIndex, TypeDef,
    TypeResourceTable, TypeResourceTableIndex,
};

impl<'a> Builder<'a> {
    pub(super) fn imports(&mut self) -> Result<Vec<Item>> {
        let component = self.component;
        let imports = component.import_types.values();
        imports
            .map(|(name, item)| self.imported(name, item, self.declared.import(name)))
            .collect()
    }

    fn imported(&mut self, name: &str, item: &ComponentExtern, declared: Declared) -> Result<Item> {
        Ok(Item {
            name: name.to_string(),
            implements: item.data.implements.clone(),
            kind: self
                .item_of_type(&item.ty, declared)
                .with_context(|| format!("failed to read the import `{name}`"))?,
        })
    }

    /// An item from its type alone, which is all that is known about an import.
    fn item_of_type(&mut self, ty: &TypeDef, declared: Declared) -> Result<ItemKind> {
        Ok(match ty {
            TypeDef::ComponentFunc(ty) => ItemKind::Function(Function {
                ty: self.types.function(self.source, *ty, declared)?,
                lift: None,
            }),
            TypeDef::ComponentInstance(ty) => {
                let source = self.source;
                let items = source[*ty].exports.iter();
                ItemKind::Instance(
                    items
                        .map(|(name, item)| self.imported(name, item, declared.member(name)))
                        .collect::<Result<_>>()?,
                )
            }
            TypeDef::Interface(ty) => ItemKind::Type(self.types.add(self.source, *ty, declared)?),
            TypeDef::Resource(table) => ItemKind::Resource(self.resource(*table)),
            TypeDef::Component(_) | TypeDef::Module(_) | TypeDef::CoreFunc(_) => {
                bail!("a {} is not supported here", ty.desc())
            }
        })
    }

    fn resource(&self, table: TypeResourceTableIndex) -> Option<ResourceId> {
        match &self.source[table] {
            TypeResourceTable::Concrete { ty, .. } => Some(ty.as_u32().into()),
            TypeResourceTable::Abstract(_) => None,
        }
    }

    pub(super) fn exports(&mut self) -> Result<Vec<Item>> {
        let component = self.component;
        let exports = component.exports.raw_iter();
        let exports = exports.map(|(name, (index, data))| {
            let name: &str = name;
            let kind = self
                .exported(name, *index, None, self.declared.export(name))
                .with_context(|| format!("failed to read the export `{name}`"))?;
            Ok(Item {
                name: name.to_string(),
                implements: data.implements.clone(),
                kind,
            })
        });
        exports.collect()
    }

    /// An export; `ty` is its type according to the type of its instance, in which types and their names agree.
    fn exported(
        &mut self,
        name: &str,
        index: ExportIndex,
        ty: Option<&TypeDef>,
        declared: Declared,
    ) -> Result<ItemKind> {
        let component = self.component;
        Ok(match &component.export_items[index] {
            Export::LiftedFunction {
                ty: lifted_index,
                func,
                options,
            } => {
                let lifted = self.types.function(self.source, *lifted_index, declared)?;
                let returns = self.source[*lifted_index].results;
                let call = self.lifted(name, &lifted, returns, options.as_u32().into())?;
                ItemKind::Function(Function {
                    ty: match ty {
                        Some(TypeDef::ComponentFunc(ty)) => {
                            self.types.function(self.source, *ty, declared)?
                        }
                        _ => lifted.clone(),
                    },
                    lift: Some(Lift {
                        ty: lifted,
                        core: self.core_def(func)?,
                        call,
                    }),
                })
            }
            Export::Instance { ty, exports } => {
                let exports = exports.raw_iter().map(|(name, (index, data))| {
                    let name: &str = name;
                    (name, *index, data.implements.clone())
                });
                self.exported_instance(*ty, exports, declared)?
            }
            Export::Type(TypeDef::ComponentFunc(_)) => {
                bail!("a function type as an export is not supported")
            }
            Export::Type(TypeDef::ComponentInstance(_)) => {
                bail!("an instance type as an export is not supported")
            }
            Export::Type(own) => self.item_of_type(ty.unwrap_or(own), declared)?,
            Export::ModuleStatic { .. } | Export::ModuleImport { .. } => {
                bail!("a core module as an export is not supported")
            }
        })
    }

    fn exported_instance<'e>(
        &mut self,
        ty: TypeComponentInstanceIndex,
        exports: impl Iterator<Item = (&'e str, ExportIndex, Option<String>)>,
        declared: Declared,
    ) -> Result<ItemKind> {
        let source: &'a ComponentTypes = self.source;
        let types = &source[ty].exports;
        let items = exports.map(|(name, index, implements)| {
            let ty = types.get(name).map(|item| &item.ty);
            let kind = self
                .exported(name, index, ty, declared.member(name))
                .with_context(|| format!("failed to read the export `{name}`"))?;
            Ok(Item {
                name: name.to_string(),
                implements,
                kind,
            })
        });
        let mut items: Vec<Item> = items.collect::<Result<_>>()?;
        // wasmtime-environ loses the order of exports in some instances; the type keeps the component's order.
        let order: HashMap<_, usize> = types.keys().zip(0..).collect();
        items.sort_by_key(|item| (order.get(&item.name).copied(), item.name.clone()));
        Ok(ItemKind::Instance(items))
    }
}

impl Item {
    /// The items of an instance, none for anything else.
    pub fn items(&self) -> &[Item] {
        match &self.kind {
            ItemKind::Instance(items) => items,
            ItemKind::Function(_) | ItemKind::Type(_) | ItemKind::Resource(_) => &[],
        }
    }

    /// The function, if it is one.
    pub fn function(&self) -> Option<&Function> {
        match &self.kind {
            ItemKind::Function(function) => Some(function),
            ItemKind::Instance(_) | ItemKind::Type(_) | ItemKind::Resource(_) => None,
        }
    }

    /// The resource type, if it is one.
    pub fn resource(&self) -> Option<ResourceId> {
        match &self.kind {
            ItemKind::Resource(resource) => *resource,
            ItemKind::Instance(_) | ItemKind::Type(_) | ItemKind::Function(_) => None,
        }
    }
}
