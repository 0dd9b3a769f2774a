//! Functions of the host that may suspend the stack of the core code that calls them (JSPI): imports that return promises to a
//! component without tasks, and the functions that tasks wait in.
//!
//! An engine suspends the stack at every call of a function that can suspend it, even if there is nothing to wait for.
//! It can do so only if no code of the host is on the stack. So such an import is split, and a core module joins its
//! parts again. Before:
//!
//! ```wat
//! (call $lowered (local.get $argument))
//! ```
//!
//! and after, where `$wait` alone suspends:
//!
//! ```wat
//! (if (i32.eqz (call $begin (local.get $argument))) (then (call $wait)))
//! (call $take)
//! ```
//!
//! Where the host returns a value, nothing is suspended, and any function can call the import. Without tasks, exports that
//! can reach one return promises, and all others stay as they are. With tasks, those that can reach one run on a stack of
//! their own.

mod exported;
mod split;
mod stacks;

use super::builtins::Builtin;
use super::call::Ending;
use super::call_graph::{CallGraph, Callers};
use super::index::{CallbackId, TrampolineId};
use super::model::{Function, Item, ItemKind, Plan, Trampoline};
use super::steps::{ImportPath, Step};
use super::surface::{FunctionKind, function_kind};
use super::types::FunctionType;
use crate::bindgen::names::rest_of;
use crate::error::Error;
use anyhow::{Result, bail};
use exported::each_function;
use std::collections::HashSet;

impl Plan {
    /// Lets functions of the host return promises. A name is `sleep`, or `wasi:io/poll#poll` with or without the version, or
    /// `wasi:io/poll` for all functions of an interface; `*` stands for any part of a name. Exported functions that can call
    /// one of them then return promises as well, except constructors.
    ///
    /// Returns the names that fit no function.
    ///
    /// # Errors
    ///
    /// A component with tasks is refused: the types of its functions say which are async.
    pub fn async_imports(&mut self, names: &[String]) -> Result<Vec<String>, Error> {
        self.suspend(names).map_err(Error::from_any)
    }

    /// Lets tasks wait in the middle of their core code.
    pub(super) fn suspend_tasks(&mut self) -> Result<()> {
        let trampolines = self.trampolines.iter().enumerate();
        let suspending = trampolines.filter(|(_, trampoline)| trampoline.suspends());
        let suspending: HashSet<TrampolineId> = suspending.map(|(i, _)| i.into()).collect();
        if suspending.is_empty() {
            return Ok(());
        }
        let mut exports = std::mem::take(&mut self.exports);
        let mut callbacks = HashSet::new();
        let on_stacks: Vec<bool>;
        {
            let graph = CallGraph::of(&self.modules, &self.steps)?;
            let callers = graph.callers_of_host(&suspending);
            let trampolines = self.trampolines.iter();
            let on_stack = trampolines.map(|trampoline| match trampoline {
                Trampoline::GuestCall(call) => callers.contains(&call.core),
                _ => false,
            });
            on_stacks = on_stack.collect();
            for step in &self.steps {
                if let Step::Callback { index, from, .. } = step
                    && callers.contains(from)
                {
                    callbacks.insert(*index);
                }
            }
            for item in &mut exports {
                each_function(item, &mut |_, function| {
                    mark_task(function, &callers, &callbacks)
                });
            }
        }
        self.exports = exports;
        for (trampoline, on_stack) in self.trampolines.iter_mut().zip(on_stacks) {
            if let Trampoline::GuestCall(call) = trampoline {
                call.on_stack = on_stack;
            }
        }
        split::split(self, &suspending);
        stacks::stacks(self, &callbacks);
        Ok(())
    }

    /// Whether some functions of the host may suspend the stack that calls them.
    pub fn suspends(&self) -> bool {
        let mut trampolines = self.trampolines.iter();
        trampolines.any(|trampoline| matches!(trampoline, Trampoline::Wait))
    }

    /// Whether `subtask.cancel` alone may suspend a stack, which it seldom does.
    pub fn seldom_suspends(&self) -> bool {
        let mut trampolines = self.trampolines.iter().filter(|one| one.suspends());
        trampolines.all(|trampoline| match trampoline {
            Trampoline::Builtin { builtin, .. } => {
                matches!(builtin, Builtin::SubtaskCancel { .. })
            }
            _ => false,
        })
    }

    fn suspend(&mut self, names: &[String]) -> Result<Vec<String>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(what) = &self.features.asynchronous {
            bail!("{what}: its types say which of its imports are async, so none can be named");
        }
        let mut unused = Vec::new();
        let mut suspending = HashSet::new();
        for name in names {
            let found = self.lowered(name);
            if found.is_empty() {
                unused.push(name.clone());
            }
            suspending.extend(found);
        }
        if suspending.is_empty() {
            return Ok(unused);
        }
        let mut exports = std::mem::take(&mut self.exports);
        {
            let graph = CallGraph::of(&self.modules, &self.steps)?;
            let callers = graph.callers_of_host(&suspending);
            for item in &mut exports {
                each_function(item, &mut |name, function| mark(name, function, &callers));
            }
        }
        self.exports = exports;
        self.mark_imports(&suspending);
        split::split(self, &suspending);
        Ok(unused)
    }

    /// The trampolines of the imported functions that a name fits.
    fn lowered(&self, name: &str) -> Vec<TrampolineId> {
        let trampolines = self.trampolines.iter().enumerate();
        let fitting = trampolines.filter(|(_, trampoline)| match trampoline {
            Trampoline::LowerImport { import, .. } => self.fits(name, import),
            _ => false,
        });
        fitting.map(|(index, _)| index.into()).collect()
    }

    /// Whether a name is that of a function, or of its interface. No name fits a constructor, which returns no promise.
    fn fits(&self, name: &str, path: &ImportPath) -> bool {
        let item = &self.imports[path.import];
        let (interface, function) = match name.split_once('#') {
            Some((interface, function)) => (interface, Some(function)),
            None => (name, None),
        };
        let own = path.names.last().unwrap_or(&item.name);
        if matches!(function_kind(own).0, FunctionKind::Constructor(_)) {
            return false;
        }
        let mut names = [Some(&item.name), item.implements.as_ref()]
            .into_iter()
            .flatten();
        let of_interface = names.any(|name| rest_of(interface, name).is_some());
        of_interface && function.is_none_or(|function| rest_of(function, own).is_some())
    }

    fn mark_imports(&mut self, suspending: &HashSet<TrampolineId>) {
        for index in suspending {
            if let Trampoline::LowerImport { import, ty, call } =
                &mut self.trampolines[index.index()]
            {
                call.ending = Ending::Suspend;
                ty.suspends = true;
                if let Some(ty) = function_at(&mut self.imports, import) {
                    ty.suspends = true;
                }
            }
        }
    }
}

/// Marks an exported function if it can be suspended.
fn mark(name: &str, function: &mut Function, callers: &Callers) {
    let is_constructor = matches!(function_kind(name).0, FunctionKind::Constructor(_));
    if let Some(lift) = &mut function.lift
        && !is_constructor
        && callers.contains(&lift.core)
    {
        lift.call.ending = Ending::Suspend;
        lift.ty.suspends = true;
        function.ty.suspends = true;
    }
}

/// Marks an async function if its core function or its callback can be suspended.
fn mark_task(function: &mut Function, callers: &Callers, callbacks: &HashSet<CallbackId>) {
    if let Some(lift) = &mut function.lift {
        let callback = match lift.call.ending {
            Ending::Callback { callback, .. } => callbacks.contains(&callback),
            _ => false,
        };
        let suspends = callback || callers.contains(&lift.core);
        lift.call.on_stack = lift.call.asynchronous && suspends;
    }
}

/// The type of an imported function.
fn function_at<'i>(imports: &'i mut [Item], path: &ImportPath) -> Option<&'i mut FunctionType> {
    let mut item = &mut imports[path.import.index()];
    for name in &path.names {
        let ItemKind::Instance(items) = &mut item.kind else {
            return None;
        };
        item = items.iter_mut().find(|item| item.name == *name)?;
    }
    match &mut item.kind {
        ItemKind::Function(function) => Some(&mut function.ty),
        ItemKind::Instance(_) | ItemKind::Type(_) | ItemKind::Resource(_) => None,
    }
}
