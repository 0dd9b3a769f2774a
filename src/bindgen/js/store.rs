//! The state of a component with tasks: the store, in the words of the canonical ABI.

use super::file::File;
use crate::bindgen::source::{Source, line};

impl File<'_> {
    /// Declares the store, the instances with their handles, and the memories.
    pub fn store(&mut self, out: &mut Source) {
        let (store, instance_class) = (self.need("Store"), self.need("ComponentInstance"));
        line!(out, "/** What runs, and what can go on. */");
        line!(out, "const state = new {store}();");
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
        let instances = self.leaving.union(&self.handles).copied();
        for instance in instances.collect::<Vec<_>>() {
            let class = match self.plan.shared_flags[instance.index()] {
                true => self.need("SharingInstance"),
                false => instance_class,
            };
            line!(out, "const instance{instance} = new {class}(state);");
        }
        for view in self.used_views.clone() {
            let instance = self.plan.views[view].instance;
            line!(out, "const memory{view} = new Memory(instance{instance});");
        }
        for instance in self.handles.clone() {
            line!(out, "const handles{instance} = instance{instance}.handles;");
        }
    }
}
