//! What the parts of the JavaScript backend share while one component is printed.

use super::names::{TAKEN, TAKEN_WITH_TASKS, core_names, parameter_names};
use super::resource::names::ResourceNames;
use super::runtime::{self, runtime};
use crate::bindgen::names::{Names, pascal_case};
use crate::bindgen::pieces::Used;
use crate::bindgen::plan::builtins::EndKind;
use crate::bindgen::plan::call::{Call, Context};
use crate::bindgen::plan::type_names::TypeNames;
use crate::bindgen::plan::{
    CoreDef, CoreInstanceId, ImportId, InstanceId, Plan, Step, Trampoline, TrampolineId, ViewId,
};
use crate::bindgen::script::literals::{KEYWORDS, member};
use crate::bindgen::script::options::Options;
use crate::bindgen::source::{Source, line};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a function that is generated for a type does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `(pointer, where) -> value`
    Load,
    /// `(pointer, value, path)`
    Store,
    /// `(...words) -> value`, for flags
    Unpack,
    /// `(value, path) -> word or words`, for flags
    Pack,
    /// The array of an enum's cases
    Cases,
}

/// What the code uses of one import.
#[derive(Debug, Default)]
pub struct Binding {
    /// Its members by name; a function or a class that is imported by itself is its own only member, without a name.
    pub members: BTreeMap<String, Member>,
}

/// A member of an import.
#[derive(Debug)]
pub struct Member {
    /// Its name in the code.
    pub local: String,
    /// Whether it is a function or a class; a nested instance is neither.
    pub callable: bool,
}

/// Names that are imported from a module, with their names in the code.
pub type Named = Vec<(String, String)>;

impl Binding {
    /// Its members with their names in the code.
    pub fn named(&self) -> Named {
        let members = self.members.iter();
        members
            .map(|(name, member)| (name.clone(), member.local.clone()))
            .collect()
    }
}

/// The texts that make up the code of one instantiation.
#[derive(Default)]
pub struct Parts {
    /// Statements that destructure imports.
    pub late_bindings: Source,
    /// Constants that functions for types, and steps of instantiation, refer to.
    pub constants: Source,
    /// Classes of resource types.
    pub classes: Source,
    /// Constants for core functions.
    pub cores: Source,
    /// Constants for the tasks of exported functions.
    pub lifted: Source,
    /// Exported functions.
    pub functions: Source,
    /// Functions that core modules call.
    pub lowered: Source,
    /// Functions for types, in the order in which they were first needed.
    pub values: Source,
    /// Objects for exported instances.
    pub objects: Source,
}

/// What the texts refer to.
#[derive(Default)]
pub struct Uses {
    /// Names of functions for types, by what they do and by the number of the first routine or type of their shape.
    pub value_names: HashMap<(Role, usize), String>,
    /// Component instances whose handles the code uses.
    pub handles: BTreeSet<InstanceId>,
    /// Component instances whose state the code uses.
    pub states: BTreeSet<InstanceId>,
    /// Names of trampolines.
    pub trampolines: HashMap<TrampolineId, String>,
    /// Whether there are calls between component instances that lend handles.
    pub scopes: bool,
    /// Views of memories that the code uses.
    pub views: BTreeSet<ViewId>,
    /// What the code uses of each import.
    pub bindings: BTreeMap<ImportId, Binding>,
    /// The name of the list of resource tables.
    pub tables_name: Option<String>,
    /// Names for functions that core instances export, by instance.
    pub core_names: BTreeMap<CoreInstanceId, Vec<(String, String)>>,
    /// Types of streams and futures by their tables.
    pub end_types: HashMap<(EndKind, u32), String>,
}

/// What the parts of the backend share.
pub struct File<'a> {
    pub plan: &'a Plan,
    pub options: &'a Options,
    pub runtime: Used,
    pub names: Names,
    /// Names that the functions being written must not use for their own variables.
    pub reserved: Names,
    pub type_names: TypeNames<'a>,
    pub resources: Vec<ResourceNames>,
    pub parts: Parts,
    pub uses: Uses,
}

impl<'a> File<'a> {
    pub fn new(plan: &'a Plan, options: &'a Options) -> File<'a> {
        let mut names = Names::reserving(KEYWORDS);
        let asynchronous = plan.features.asynchronous.is_some();
        let suspends = plan.suspends();
        let pieces = runtime::names(asynchronous, suspends);
        for name in TAKEN.iter().copied().chain(pieces) {
            names.reserve(name);
        }
        if asynchronous || suspends {
            TAKEN_WITH_TASKS.iter().for_each(|name| names.reserve(name));
        }
        let mut file = File {
            plan,
            options,
            runtime: runtime(),
            names,
            reserved: Names::default(),
            type_names: TypeNames::new(plan, pascal_case),
            resources: Vec::new(),
            parts: Parts::default(),
            uses: Uses::default(),
        };
        file.reserve_numbered();
        file.reserved = file.names.clone();
        // Variables of functions have numbered names, which nothing outside a function may have.
        for i in 0..1000 {
            file.names.reserve(&format!("p{i}"));
        }
        for lift in plan.lifts() {
            file.reserve_params(&lift.call, true);
        }
        for trampoline in &plan.trampolines {
            if let Trampoline::LowerImport { call, .. } = trampoline {
                file.reserve_params(call, false);
            }
        }
        file
    }

    /// Reserves names that have a number: those of memories, instances and modules.
    fn reserve_numbered(&mut self) {
        let plan = self.plan;
        let steps = |is: fn(&&Step) -> bool| plan.steps.iter().filter(is).count();
        let instances = steps(|step| matches!(step, Step::Instantiate { .. }));
        let callbacks = steps(|step| matches!(step, Step::Callback { .. }));
        let post_returns = steps(|step| matches!(step, Step::PostReturn { .. }));
        for (word, count) in [
            ("memory", plan.views.len()),
            ("instance", plan.instances),
            ("handles", plan.instances),
            ("module", plan.modules.len()),
            ("exports", instances),
            ("callback", callbacks),
            ("postReturn", post_returns),
        ] {
            (0..count).for_each(|i| self.names.reserve(&format!("{word}{i}")));
        }
    }

    /// Reserves the names of parameters and of their core values: a parameter must not hide what its function uses.
    fn reserve_params(&mut self, call: &Call, lifted: bool) {
        let mut locals = self.reserved.clone();
        let mut names = match lifted {
            true => parameter_names(&mut locals, call),
            false => Vec::new(),
        };
        for param in &call.params {
            names.extend(core_names(&mut locals, &self.plan.types, param, lifted));
        }
        names.iter().for_each(|name| self.names.reserve(name));
    }

    /// Whether there are tasks.
    pub fn is_asynchronous(&self) -> bool {
        self.plan.features.asynchronous.is_some()
    }

    /// The piece that enters the component for a function that is not async.
    pub fn enter_piece(&mut self) -> &'static str {
        self.need(match (self.is_asynchronous(), self.plan.suspends()) {
            (true, _) => "enterSync",
            (false, true) => "enterUnsuspendable",
            (false, false) => "enter",
        })
    }

    /// Writes a constant that functions for types, or steps, refer to.
    pub fn constant(&mut self, name: &str, value: &str) {
        self.parts
            .constants
            .block(&format!("const {name} = {value};"));
    }

    /// Asks for a piece of the runtime.
    pub fn need(&mut self, name: &str) -> &'static str {
        self.runtime.need(name)
    }

    /// The name of the memory that a call uses.
    pub fn memory(&mut self, context: Context) -> String {
        let view = context.view;
        self.view(view.expect("validation demands a memory for values that live in one"))
    }

    /// The name of a view of a memory.
    pub fn view(&mut self, view: ViewId) -> String {
        self.need("Memory");
        self.uses.states.insert(self.plan.views[view].instance);
        self.uses.views.insert(view);
        format!("memory{view}")
    }

    /// The name of the handles of a component instance.
    pub fn handles_of(&mut self, instance: InstanceId) -> String {
        self.need("Handles");
        self.uses.handles.insert(instance);
        format!("handles{instance}")
    }

    /// The name of the state of a component instance.
    pub fn instance(&mut self, instance: InstanceId) -> String {
        self.uses.states.insert(instance);
        format!("instance{instance}")
    }

    /// How the code refers to a core item.
    pub fn core_def(&mut self, def: &CoreDef) -> String {
        match def {
            CoreDef::Export(export) => {
                format!("exports{}{}", export.instance, member(&export.name))
            }
            CoreDef::Flags(instance) => format!("{}.flags", self.instance(*instance)),
            CoreDef::Trampoline(index) => self.trampoline(*index),
            CoreDef::MayBlock => "state.mayBlock".to_string(),
            CoreDef::Context { slot, set } => {
                let piece = self.need(if *set { "contextSet" } else { "contextGet" });
                format!("{piece}(state, {slot})")
            }
        }
    }

    /// Writes a constant for a core function, which may have to run on a stack of its own.
    pub fn on_stack(&mut self, out: &mut Source, name: &str, core: &CoreDef, on_stack: bool) {
        if on_stack {
            let (on_stack, core) = (self.need("onStack"), self.core_def(core));
            line!(out, "const {name} = {on_stack}(state, {core});");
        } else {
            self.name_core_function(out, name, core);
        }
    }

    /// Writes a constant for a core function, which is called faster than a member of an object. The caller makes sure
    /// that `name` is free.
    pub fn name_core_function(&mut self, out: &mut Source, name: &str, core: &CoreDef) {
        match core {
            CoreDef::Export(export) => {
                let names = self.uses.core_names.entry(export.instance).or_default();
                names.push((export.name.clone(), name.to_string()));
            }
            CoreDef::Flags(_)
            | CoreDef::MayBlock
            | CoreDef::Trampoline(_)
            | CoreDef::Context { .. } => {
                let def = self.core_def(core);
                line!(out, "const {name} = {def};");
            }
        }
    }
}
