//! What joins the inner components of an asynchronous component: parts of calls, and ends that move.

use super::builtins::{Builtin, End};
use super::fused::{self, Part};
use super::index::{InstanceId, TrampolineId};
use super::{
    Builder, CoreDef, CoreExport, CoreModule, Function, Item, ItemKind, Plan, Step, Trampoline,
};
use anyhow::Result;
use std::collections::{HashMap, HashSet};
use wasmtime_environ::EntityRef;
use wasmtime_environ::component::{
    RuntimeCallbackIndex, Trampoline as EnvironTrampoline,
    TypeComponentLocalErrorContextTableIndex, TypeFutureTableIndex, TypeStreamTableIndex,
};

impl Plan {
    /// Whether some core code reads [`CoreDef::MayBlock`].
    pub fn reads_may_block(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Instantiate { imports, .. } => {
                imports.iter().any(|import| import.def == CoreDef::MayBlock)
            }
            _ => false,
        })
    }
}

/// Lifts the functions of calls in place of functions that adapters no longer export.
fn rename_lifted(items: &mut [Item], known: &HashMap<CoreExport, TrampolineId>) {
    for item in items {
        match &mut item.kind {
            ItemKind::Instance(items) => rename_lifted(items, known),
            ItemKind::Function(Function {
                lift: Some(lift), ..
            }) => {
                if let CoreDef::Export(export) = &lift.core
                    && let Some(index) = known.get(export)
                {
                    lift.core = CoreDef::Trampoline(*index);
                }
            }
            _ => {}
        }
    }
}

impl Builder<'_> {
    /// Joins the parts of calls between component instances.
    pub(super) fn join_calls(
        &self,
        modules: &mut [CoreModule],
        steps: &mut [Step],
        trampolines: &mut Vec<Trampoline>,
        exports: &mut [Item],
    ) -> Result<()> {
        let parts = self.parts_of_calls();
        let known = fused::join(modules, steps, trampolines, &parts)?;
        rename_lifted(exports, &known);
        Builder::mark_cancels(trampolines);
        Ok(())
    }

    /// Notes which component instances have subtasks of others.
    fn mark_cancels(trampolines: &mut [Trampoline]) {
        let callers = trampolines
            .iter()
            .filter_map(|trampoline| match trampoline {
                Trampoline::GuestCall(call) if call.subtask => Some(call.caller),
                _ => None,
            });
        let callers: HashSet<InstanceId> = callers.collect();
        for trampoline in trampolines {
            if let Trampoline::Builtin {
                instance,
                builtin: Builtin::SubtaskCancel { of_guests, .. },
            } = trampoline
            {
                *of_guests = callers.contains(instance);
            }
        }
    }

    /// The trampolines that are parts of calls between component instances.
    fn parts_of_calls(&self) -> HashMap<TrampolineId, Part> {
        use EnvironTrampoline as T;
        let named = |callback: &Option<RuntimeCallbackIndex>| {
            callback.map(|callback| callback.as_u32().into())
        };
        let parts = self.trampolines.iter().filter_map(|(index, trampoline)| {
            let part = match trampoline {
                T::PrepareCall { memory } => {
                    Part::Prepare(memory.map(|memory| memory.as_u32().into()))
                }
                T::SyncStartCall { callback } => Part::Start {
                    callback: named(callback),
                    post_return: None,
                },
                T::AsyncStartCall {
                    callback,
                    post_return,
                } => Part::Start {
                    callback: named(callback),
                    post_return: post_return.map(|function| function.as_u32().into()),
                },
                _ => return None,
            };
            Some((index.index().into(), part))
        });
        parts.collect()
    }

    /// The ends of all streams and of all futures, and error contexts, if some move between component instances.
    pub(super) fn end_tables(&mut self, trampolines: &[Trampoline]) -> Result<[Vec<End>; 3]> {
        let (mut streams, mut futures, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for trampoline in trampolines {
            match trampoline {
                Trampoline::TransferStream => {
                    for table in 0..self.component.num_stream_tables {
                        let table = TypeStreamTableIndex::new(table);
                        let declared = self.declared.unnamed();
                        streams.push(self.types.stream(self.source, table, declared)?);
                    }
                }
                Trampoline::TransferFuture => {
                    for table in 0..self.component.num_future_tables {
                        let table = TypeFutureTableIndex::new(table);
                        let declared = self.declared.unnamed();
                        futures.push(self.types.future(self.source, table, declared)?);
                    }
                }
                Trampoline::TransferErrorContext => {
                    for table in 0..self.component.num_error_context_tables {
                        let table = TypeComponentLocalErrorContextTableIndex::new(table);
                        errors.push(self.types.error_context(self.source, table));
                    }
                }
                _ => {}
            }
        }
        Ok([streams, futures, errors])
    }
}
