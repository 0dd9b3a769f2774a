//! Steps of instantiation: the class that links the core instances of a component.

use super::generator::Generator;
use super::import_sources::used_imports;
use super::module::Module;
use super::names::quoted;
use super::stage::{Import, direct_functions};
use crate::bindgen::plan::{
    CoreDef, CoreImport, MemoryView, ModuleId, Step, Trampoline, TrampolineId, ViewId,
};
use crate::bindgen::source::{Source, line, open};
use std::collections::BTreeSet;

/// The class that links core instances, at the end of the package's file.
pub const COMPONENT: &str = "_Component";

impl Generator<'_> {
    /// The name of a core module's file, without its ending.
    pub fn core_name(&self, module: usize) -> String {
        match module {
            0 => format!("{}.core", self.options.name),
            _ => format!("{}.core{}", self.options.name, module + 1),
        }
    }

    /// The name of the stage's file, without its ending.
    pub fn stage_name(&self) -> String {
        format!("{}.stage", self.options.name)
    }

    /// Writes the class that links core instances; returns the file of lowered imports.
    pub fn component_linking(&mut self, module: &mut Module) -> Module {
        let mut host = Module::new("_host");
        let mut trampolines = Source::wide();
        self.link_trampolines(module, &mut host, &mut trampolines);
        let mut steps = Source::wide();
        let used = self.used_views();
        self.link_steps(module, &mut steps, &used);
        let mut body = self.component_state(module, &used);
        self.link_stage(module, &mut steps);
        for import in used_imports(self.plan) {
            let found = self.find_import(module, &import);
            line!(body, "import{} = {found}", import.id);
        }
        body.block(trampolines.as_str());
        body.block(steps.as_str());
        let params = self.linking_params(module);
        let code = &mut module.code;
        open!(code, "class {COMPONENT}:");
        line!(code, "\"\"\"How the core modules are linked.\"\"\"");
        code.blank();
        open!(code, "def __init__({params}) -> None:");
        code.block(body.as_str());
        code.end();
        code.end();
        host
    }

    /// The parameters of the class that links core instances.
    fn linking_params(&mut self, module: &mut Module) -> String {
        let class = self.state_class();
        let state = module.runtime(&mut self.runtime, class);
        let mut params = format!("self, state: {state}");
        if !used_imports(self.plan).is_empty() {
            let types = [("collections.abc", "Mapping"), ("typing", "Any")];
            let [mapping, any] = types.map(|(from, name)| module.global(from, name));
            params.push_str(&format!(", imports: {mapping}[str, {any}]"));
            if self.imports_wasi() {
                params.push_str(&format!(", wasi: {any}"));
            }
        }
        params
    }

    /// State: what belongs to each component instance in use, and memories. All other code is written already.
    fn component_state(&mut self, module: &mut Module, used: &BTreeSet<ViewId>) -> Source {
        let plan = self.plan;
        let mut memories = Source::wide();
        self.memories(module, &mut memories, used);
        let mut body = Source::wide();
        line!(body, "self.state = state");
        let shared = (0..plan.instances).filter(|i| plan.shared_flags[*i]);
        self.used_instances.extend(shared);
        for i in self.used_instances.clone() {
            let (class, given) = match (plan.shared_flags[i], self.stage.serves(i)) {
                (true, _) => ("SharedInstance", "state.store"),
                (false, true) => ("StagedInstance", ""),
                (false, false) => ("Instance", ""),
            };
            let class = module.runtime(&mut self.runtime, class);
            let made = format!("{class}({given})");
            line!(body, "self.instance{i} = {made}");
            let mut tables = plan.tables.iter().flatten();
            if tables.any(|table| table.instance.index() == i) {
                let handles = module.runtime(&mut self.runtime, "Handles");
                line!(body, "self.instance{i}.handles = {handles}()");
            }
        }
        body.block(memories.as_str());
        body
    }

    /// Memories, and the tables that fused adapters use.
    fn memories(&mut self, module: &mut Module, body: &mut Source, used: &BTreeSet<ViewId>) {
        let plan = self.plan;
        for i in used {
            let view = &plan.views[*i];
            let class = if view.realloc.is_some() {
                "Heap"
            } else {
                "Memory"
            };
            let memory = module.runtime(&mut self.runtime, class);
            let instance = self.instance(view.instance);
            line!(body, "self.memory{i} = {memory}(state, self.{instance})");
        }
        let transfers = |trampoline: &Trampoline| {
            matches!(
                trampoline,
                Trampoline::TransferOwn | Trampoline::TransferBorrow
            )
        };
        if plan.trampolines.iter().any(transfers) {
            self.tables(body);
        }
    }

    /// The instance, the resource type and who defines it, by the numbers that fused adapters use.
    fn tables(&mut self, body: &mut Source) {
        use crate::bindgen::plan::ResourceOrigin;
        let plan = self.plan;
        open!(body, "tables = [");
        for table in &plan.tables {
            let Some(table) = table else {
                line!(body, "None,");
                continue;
            };
            let defines = match plan.resources[table.resource].origin {
                ResourceOrigin::Defined { instance, .. } => instance == table.instance,
                ResourceOrigin::Imported(_) => false,
            };
            let defines = if defines { "True" } else { "False" };
            let instance = self.instance(table.instance);
            line!(body, "(self.{instance}, {}, {defines}),", table.resource);
        }
        body.close(format_args!("]"));
    }

    fn link_trampolines(&mut self, module: &mut Module, host: &mut Module, out: &mut Source) {
        for i in 0..self.plan.trampolines.len() {
            let index = TrampolineId::from(i);
            let made = self.trampoline(module, host, index);
            line!(out, "self.{} = {made}", self.trampoline_name(index));
        }
    }

    /// The memories that the package's own code reads or writes.
    fn used_views(&self) -> BTreeSet<ViewId> {
        let direct = direct_functions(self.plan, &self.stage);
        let mut used: BTreeSet<_> = direct
            .iter()
            .filter_map(|lift| lift.call.context.view)
            .collect();
        for trampoline in &self.plan.trampolines {
            match trampoline {
                Trampoline::LowerImport { call, .. } => used.extend(call.context.view),
                Trampoline::Transcode { from, to, .. } => {
                    used.extend([*from, *to].map(|memory| self.plan.any_view(memory)));
                }
                _ => {}
            }
        }
        used
    }

    /// Links the stage, after the core instances.
    fn link_stage(&mut self, module: &mut Module, out: &mut Source) {
        if self.stage.is_empty() {
            return;
        }
        let instances = self.used_instances.iter();
        let instances = instances.filter(|i| self.stage.serves(**i));
        let instances = instances.map(|i| format!("{i}: self.instance{i}"));
        let instances = instances.collect::<Vec<_>>().join(", ");
        let (class, given) = match instances.is_empty() {
            true if !self.stage_allocates => ("Stage", String::new()),
            true => ("HeapStage", String::new()),
            false => ("GatedStage", format!(", {{{instances}}}")),
        };
        let stage = module.runtime(&mut self.runtime, class);
        open!(
            out,
            "self.stage = {stage}(state, {}, [",
            quoted(&self.stage_name())
        );
        for import in &self.stage.imports {
            line!(
                out,
                "{},",
                self.core_def(&self.stage_import(*import), "self.")
            );
        }
        out.close(format_args!("]{given})"));
    }

    /// Where an import of the stage comes from.
    fn stage_import(&self, import: Import) -> CoreDef {
        let views = &self.plan.views;
        let found = self
            .plan
            .steps
            .iter()
            .find_map(|step| match (import, step) {
                (Import::Memory(view), Step::Memory { index, from })
                    if views[view].memory == *index =>
                {
                    Some(CoreDef::Export(from.clone()))
                }
                (Import::Realloc(view), Step::Realloc { index, from })
                    if views[view].realloc == Some(*index) =>
                {
                    Some(from.clone())
                }
                (Import::PostReturn(id), Step::PostReturn { index, from }) if id == *index => {
                    Some(from.clone())
                }
                _ => None,
            });
        match (found, import) {
            (_, Import::Core(position)) => self.stage.function(position).core.clone(),
            (Some(def), _) => def,
            (None, _) => unreachable!("a step of instantiation has what options name"),
        }
    }

    fn link_steps(&mut self, module: &mut Module, out: &mut Source, used: &BTreeSet<ViewId>) {
        let plan = self.plan;
        let direct = direct_functions(plan, &self.stage);
        let direct: BTreeSet<_> = direct
            .iter()
            .filter_map(|lift| lift.call.post_return)
            .collect();
        let mut instances = 0;
        for step in &plan.steps {
            match step {
                Step::Instantiate {
                    module: core,
                    imports,
                } => {
                    self.link_module(module, out, (*core, instances), imports);
                    instances += 1;
                }
                Step::Memory { index, from } => {
                    let memory = self.core_def(&CoreDef::Export(from.clone()), "self.");
                    self.assign_views(out, used, &format!(".memory = {memory}"), |view| {
                        view.memory == *index
                    });
                }
                Step::Realloc { index, from } => {
                    let realloc = self.core_def(from, "self.");
                    self.assign_views(out, used, &format!(".realloc = {realloc}"), |view| {
                        view.realloc == Some(*index)
                    });
                }
                Step::PostReturn { index, from } if direct.contains(index) => {
                    line!(
                        out,
                        "self.post_return{index} = {}",
                        self.core_def(from, "self.")
                    );
                }
                Step::Resource {
                    resource,
                    destructor: Some(destructor),
                } => {
                    let set = module.runtime(&mut self.runtime, "set_destructor");
                    line!(
                        out,
                        "{set}(state, {resource}, {})",
                        self.core_def(destructor, "self.")
                    );
                }
                Step::PostReturn { .. } => {}
                Step::Callback { .. } => unreachable!("asynchronous components are refused"),
                Step::Resource {
                    destructor: None, ..
                } => {}
            }
        }
    }

    /// Writes one core instance.
    fn link_module(
        &mut self,
        module: &mut Module,
        out: &mut Source,
        (core, instances): (ModuleId, usize),
        imports: &[CoreImport],
    ) {
        let instantiate = module.runtime(&mut self.runtime, "instantiate_core");
        let name = quoted(&self.core_name(core.index()));
        let begin = format!("self.exports{instances} = {instantiate}(state, {name}, [");
        if imports.is_empty() {
            return line!(out, "{begin}])");
        }
        open!(out, "{begin}");
        for import in imports {
            line!(out, "{},", self.core_def(&import.def, "self."));
        }
        out.close(format_args!("])"));
    }

    fn assign_views(
        &self,
        out: &mut Source,
        used: &BTreeSet<ViewId>,
        assignment: &str,
        fits: impl Fn(&MemoryView) -> bool,
    ) {
        for i in used {
            if fits(&self.plan.views[*i]) {
                line!(out, "self.memory{i}{assignment}");
            }
        }
    }
}
