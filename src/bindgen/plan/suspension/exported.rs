//! The functions that a component exports.

use crate::bindgen::plan::model::{Function, Item, ItemKind};

/// Calls a function with each exported function and its name.
pub fn each_function(item: &mut Item, change: &mut impl FnMut(&str, &mut Function)) {
    match &mut item.kind {
        ItemKind::Function(function) => change(&item.name, function),
        ItemKind::Instance(items) => items
            .iter_mut()
            .for_each(|item| each_function(item, change)),
        ItemKind::Type(_) | ItemKind::Resource(_) => {}
    }
}
