//! Fused adapters that nobody calls are left out: once callers call a function of another component directly, its adapter may
//! have no callers left.
//!
//! Nothing can see the difference. An adapter has no start function and no active segments, so all that its instantiation
//! does is to hold what it imports.

use super::core_items::each_core_item;
use super::index::{CoreInstanceId, ModuleId};
use super::model::{Item, Trampoline};
use super::steps::{CoreDef, CoreModule, Step};

/// Leaves them out, with their modules.
pub fn leave_out(
    modules: &mut Vec<CoreModule>,
    steps: &mut Vec<Step>,
    trampolines: &mut [Trampoline],
    exports: &mut [Item],
) {
    // The last first: an adapter may be called by a later one, which nobody calls.
    for position in (0..steps.len()).rev() {
        let Step::Instantiate { module, .. } = steps[position] else {
            continue;
        };
        let before = &steps[..position];
        let before = before.iter().filter(|step| is_instance(step)).count();
        let instance = CoreInstanceId::from(before);
        let mut used = !modules[module].fused_adapter;
        each_core_item(steps, trampolines, exports, &mut |item| {
            used |= matches!(item, CoreDef::Export(export) if export.instance == instance);
        });
        if used {
            continue;
        }
        steps.remove(position);
        each_core_item(steps, trampolines, exports, &mut |item| {
            if let CoreDef::Export(export) = item
                && export.instance > instance
            {
                export.instance = (export.instance.index() - 1).into();
            }
        });
        remove_module(modules, steps, module);
    }
}

fn remove_module(modules: &mut Vec<CoreModule>, steps: &mut [Step], module: ModuleId) {
    let mut of_steps: Vec<_> = steps
        .iter_mut()
        .filter_map(|step| match step {
            Step::Instantiate { module, .. } => Some(module),
            _ => None,
        })
        .collect();
    if of_steps.iter().any(|other| **other == module) {
        return;
    }
    modules.remove(module.index());
    for other in of_steps.iter_mut().filter(|other| ***other > module) {
        **other = (other.index() - 1).into();
    }
}

fn is_instance(step: &Step) -> bool {
    matches!(step, Step::Instantiate { .. })
}
