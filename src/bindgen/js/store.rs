//! State: what runs, and what belongs to each component instance. That of a component with tasks is a store, in the words
//! of the canonical ABI.

use super::file::File;
use crate::bindgen::source::{Source, line};

impl File<'_> {
    /// Declares the state, the instances with their handles, and the memories.
    pub fn state(&mut self, out: &mut Source) {
        let asynchronous = self.is_asynchronous();
        let mut instances = self.uses.states.clone();
        if asynchronous {
            self.store(out);
            instances.extend(&self.uses.handles);
        } else {
            line!(out, "/** What runs, and the error that ended it. */");
            line!(out, "const state = {{ running: 'instantiate' }};");
        }
        for instance in instances {
            let shared = self.plan.shared_flags[instance.index()];
            let made = match (asynchronous, shared) {
                (true, true) => format!("new {}(state)", self.need("SharingInstance")),
                (true, false) => format!("new {}(state)", self.need("ComponentInstance")),
                (false, true) => format!("new {}()", self.need("SharedInstance")),
                (false, false) => "{ mayLeave: true }".to_string(),
            };
            line!(out, "const instance{instance} = {made};");
        }
        for view in &self.uses.views {
            let instance = self.plan.views[*view].instance;
            line!(out, "const memory{view} = new Memory(instance{instance});");
        }
        for instance in &self.uses.handles {
            match asynchronous {
                true => line!(out, "const handles{instance} = instance{instance}.handles;"),
                false => line!(out, "const handles{instance} = new Handles();"),
            }
        }
        if self.uses.scopes {
            line!(out, "const scopes = [];");
        }
    }

    fn store(&mut self, out: &mut Source) {
        line!(out, "/** What runs, and the tasks that are ready. */");
        let class = match self.options.detect_deadlocks {
            true => "WatchedStore",
            false => "Store",
        };
        line!(out, "const state = new {}();", self.need(class));
        if self.plan.reads_may_block() {
            line!(
                out,
                "state.mayBlock = new WebAssembly.Global({{ value: 'i32', mutable: true }}, 1);"
            );
        }
        let ends = self.runtime.uses("StreamReader") || self.runtime.uses("FutureReader");
        if ends && self.options.finalization {
            line!(out, "state.ends = {}(state);", self.need("registryOfEnds"));
        }
    }
}
