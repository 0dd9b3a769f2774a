//! All references to core items, for passes that renumber core instances or replace items.

use super::model::{Item, ItemKind, Trampoline};
use super::steps::{CoreDef, Step};

/// Calls a function with every reference to a core item. It may replace the item, but a memory only by another export.
pub fn each_core_item(
    steps: &mut [Step],
    trampolines: &mut [Trampoline],
    exports: &mut [Item],
    change: &mut impl FnMut(&mut CoreDef),
) {
    for step in steps {
        match step {
            Step::Instantiate { imports, .. } => {
                let imports = imports.iter_mut();
                imports.for_each(|import| change(&mut import.def));
            }
            Step::Memory { from, .. } => {
                let mut memory = CoreDef::Export(from.clone());
                change(&mut memory);
                if let CoreDef::Export(export) = memory {
                    *from = export;
                }
            }
            Step::Realloc { from, .. }
            | Step::PostReturn { from, .. }
            | Step::Callback { from, .. } => change(from),
            Step::Resource { destructor, .. } => destructor.iter_mut().for_each(&mut *change),
        }
    }
    for trampoline in trampolines {
        if let Trampoline::GuestCall(call) = trampoline {
            let items = [&mut call.start, &mut call.finish, &mut call.core];
            items.into_iter().for_each(&mut *change);
        }
    }
    each_lifted(exports, change);
}

fn each_lifted(items: &mut [Item], change: &mut impl FnMut(&mut CoreDef)) {
    for item in items {
        match &mut item.kind {
            ItemKind::Function(function) => {
                let lift = function.lift.iter_mut();
                lift.for_each(|lift| change(&mut lift.core));
            }
            ItemKind::Instance(items) => each_lifted(items, change),
            ItemKind::Type(_) | ItemKind::Resource(_) => {}
        }
    }
}
