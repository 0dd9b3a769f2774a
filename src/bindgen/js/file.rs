//! What the parts of the JavaScript backend share while one component is printed.

use super::function::{FunctionWriter, core_names, parameter_names};
use super::names::{KEYWORDS, TAKEN, TAKEN_WITH_TASKS, member};
use super::options::Options;
use super::runtime::Runtime;
use crate::bindgen::names::{Names, pascal_case};
use crate::bindgen::plan::builtins::{End, EndKind};
use crate::bindgen::plan::call::{Call, Context};
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::plan::{
    CoreDef, CoreInstanceId, ImportId, InstanceId, Item, ItemKind, Plan, Step, Trampoline,
    TrampolineId, ViewId,
};
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

pub struct File<'a> {
    pub plan: &'a Plan,
    pub options: &'a Options,
    pub runtime: Runtime,
    pub names: Names,
    /// Functions for types, in the order in which they were first needed.
    pub values: Source,
    /// Their names, by what they do and by the number of the first routine or type of their shape.
    pub value_names: HashMap<(Role, usize), String>,
    /// Component instances whose handles the code uses.
    pub handles: BTreeSet<InstanceId>,
    /// Component instances whose right to leave the code uses.
    pub leaving: BTreeSet<InstanceId>,
    pub resources: Vec<super::resource::handles::ResourceNames>,
    pub trampolines: HashMap<TrampolineId, String>,
    /// Declarations that functions for types refer to.
    pub constants: Vec<String>,
    /// Names that the functions being written must not use for their own variables.
    pub reserved: Names,
    /// Whether there are calls between component instances that lend handles.
    pub scopes: bool,
    /// Views of memories that the code uses.
    pub used_views: BTreeSet<ViewId>,
    /// Functions that core modules call.
    pub lowered: Source,
    /// What the code uses of each import.
    pub bindings: BTreeMap<ImportId, super::import_sources::Binding>,
    /// Statements that take imports apart.
    pub late_bindings: Vec<String>,
    /// The name of the list of resource tables.
    pub tables_name: Option<String>,
    /// Names for functions that core instances export, by instance.
    pub core_names: BTreeMap<CoreInstanceId, Vec<(String, String)>>,
    /// Types of streams and futures by their tables.
    pub end_types: HashMap<(EndKind, u32), String>,
    /// How tasks of exported functions are called, written after the core functions.
    pub lifted: Source,
    type_names: HashMap<TypeId, String>,
}

impl<'a> File<'a> {
    pub fn new(plan: &'a Plan, options: &'a Options) -> File<'a> {
        let mut names = Names::reserving(KEYWORDS);
        let asynchronous = plan.features.asynchronous.is_some();
        let suspends = plan.suspends();
        let pieces = Runtime::names(asynchronous, suspends);
        for name in TAKEN.iter().copied().chain(pieces) {
            names.reserve(name);
        }
        if asynchronous || suspends {
            TAKEN_WITH_TASKS.iter().for_each(|name| names.reserve(name));
        }
        let mut file = File {
            plan,
            options,
            runtime: Runtime::default(),
            names,
            values: Source::default(),
            value_names: HashMap::new(),
            handles: BTreeSet::new(),
            leaving: BTreeSet::new(),
            resources: Vec::new(),
            trampolines: HashMap::new(),
            constants: Vec::new(),
            reserved: Names::default(),
            scopes: false,
            used_views: BTreeSet::new(),
            lowered: Source::default(),
            bindings: BTreeMap::new(),
            late_bindings: Vec::new(),
            tables_name: None,
            core_names: BTreeMap::new(),
            end_types: HashMap::new(),
            lifted: Source::default(),
            type_names: HashMap::new(),
        };
        file.reserve_numbered();
        file.reserved = file.names.clone();
        // Variables of functions are numbered; nothing outside a function looks like one.
        for i in 0..1000 {
            file.names.reserve(&format!("p{i}"));
        }
        for item in plan.imports.iter().chain(&plan.exports) {
            file.name_types(item);
        }
        plan.exports
            .iter()
            .for_each(|item| file.reserve_lifted(item));
        for trampoline in &plan.trampolines {
            if let Trampoline::LowerImport { call, .. } = trampoline {
                file.reserve_params(call, false);
            }
        }
        file
    }

    /// What has a number in place of a name: memories, instances, modules.
    fn reserve_numbered(&mut self) {
        let plan = self.plan;
        let is_instance = |step: &&Step| matches!(step, Step::Instantiate { .. });
        let is_callback = |step: &&Step| matches!(step, Step::Callback { .. });
        let is_post_return = |step: &&Step| matches!(step, Step::PostReturn { .. });
        for (word, count) in [
            ("memory", plan.views.len()),
            ("instance", plan.instances),
            ("handles", plan.instances),
            ("module", plan.modules.len()),
            ("exports", plan.steps.iter().filter(is_instance).count()),
            ("callback", plan.steps.iter().filter(is_callback).count()),
            (
                "postReturn",
                plan.steps.iter().filter(is_post_return).count(),
            ),
        ] {
            (0..count).for_each(|i| self.names.reserve(&format!("{word}{i}")));
        }
    }

    fn name_types(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Type(ty) => {
                self.type_names
                    .entry(self.plan.types[*ty].shape)
                    .or_insert_with(|| pascal_case(&item.name));
            }
            ItemKind::Instance(items) => items.iter().for_each(|item| self.name_types(item)),
            ItemKind::Function(_) | ItemKind::Resource(_) => {}
        }
    }

    fn reserve_lifted(&mut self, item: &Item) {
        if let Some(lift) = item.function().and_then(|function| function.lift.as_ref()) {
            self.reserve_params(&lift.call, true);
        }
        item.items()
            .iter()
            .for_each(|item| self.reserve_lifted(item));
    }

    /// A parameter must not hide what a function uses, so nothing else gets its name, or that of one of its core values.
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

    /// Asks for a piece of the runtime.
    pub fn need(&mut self, name: &'static str) -> &'static str {
        self.runtime.need(name)
    }

    /// The name of the memory that a call uses.
    pub fn memory(&mut self, context: Context) -> String {
        self.need("Memory");
        let view = context
            .view
            .expect("validation demands a memory for values that live in one");
        self.leaving.insert(context.instance);
        self.used_views.insert(view);
        format!("memory{view}")
    }

    /// The name of the handles of a component instance.
    pub fn handles_of(&mut self, instance: InstanceId) -> String {
        self.need("Handles");
        self.handles.insert(instance);
        format!("handles{instance}")
    }

    /// The name of the state of a component instance.
    pub fn instance(&mut self, instance: InstanceId) -> String {
        self.leaving.insert(instance);
        format!("instance{instance}")
    }

    /// Writes a function for a type once, and returns its name.
    pub fn value_function(
        &mut self,
        role: Role,
        number: usize,
        wanted: &str,
        write: impl FnOnce(&mut FunctionWriter, &str),
    ) -> String {
        if let Some(name) = self.value_names.get(&(role, number)) {
            return name.clone();
        }
        let name = self.names.take(wanted);
        self.value_names.insert((role, number), name.clone());
        let mut writer = FunctionWriter::new(self);
        write(&mut writer, &name);
        let text = writer.out;
        self.values.blank();
        self.values.block(text.as_str());
        name
    }

    /// How the code refers to a core item.
    pub fn core_def(&mut self, def: &CoreDef) -> String {
        match def {
            CoreDef::Export(export) => {
                format!("exports{}{}", export.instance, member(&export.name))
            }
            CoreDef::Flags(instance) => format!("{}.flags", self.instance(*instance)),
            CoreDef::Trampoline(index) => self.trampoline(*index),
            CoreDef::Context { slot, set } => {
                let piece = self.need(if *set { "contextSet" } else { "contextGet" });
                format!("{piece}(state, {slot})")
            }
        }
    }

    /// Writes constants for a core function, which calls faster than a member of an object; it is the caller who knows
    /// that `name` is free.
    pub fn name_core_function(&mut self, out: &mut Source, name: &str, core: &CoreDef) {
        match core {
            CoreDef::Export(export) => {
                let names = self.core_names.entry(export.instance).or_default();
                names.push((export.name.clone(), name.to_string()));
            }
            CoreDef::Flags(_) | CoreDef::Trampoline(_) | CoreDef::Context { .. } => {
                let def = self.core_def(core);
                line!(out, "const {name} = {def};");
            }
        }
    }

    /// A name for a type: the one that an interface declares, else one that describes its parts.
    pub fn type_name(&self, ty: TypeId) -> String {
        if let Some(name) = self.type_names.get(&self.plan.types[ty].shape) {
            return name.clone();
        }
        let payload =
            |ty: Option<TypeId>| ty.map_or("Nothing".to_string(), |ty| self.type_name(ty));
        match &self.plan.types[ty].kind {
            TypeKind::List(element) => format!("{}List", self.type_name(*element)),
            TypeKind::FixedLengthList(element, length) => {
                format!("{}{length}Times", self.type_name(*element))
            }
            TypeKind::Map(map) => {
                format!("{}By{}", self.type_name(map.value), self.type_name(map.key))
            }
            TypeKind::Option(variant) => format!("Optional{}", payload(variant.cases[1].ty)),
            TypeKind::Result(variant) => format!("{}Result", payload(variant.cases[0].ty)),
            TypeKind::Tuple(fields) => {
                let names: String = fields
                    .iter()
                    .map(|field| self.type_name(field.ty))
                    .collect();
                if names.len() <= 24 {
                    format!("{names}Tuple")
                } else {
                    format!("Tuple{}", fields.len())
                }
            }
            TypeKind::Record(_) => "Record".to_string(),
            TypeKind::Variant(_) => "Variant".to_string(),
            TypeKind::Enum(_) => "Enum".to_string(),
            TypeKind::Flags(_) => "Flags".to_string(),
            TypeKind::Own(_) => "Own".to_string(),
            TypeKind::Borrow(_) => "Borrow".to_string(),
            TypeKind::End(End {
                kind, payload: ty, ..
            }) => format!("{}{kind:?}", payload(*ty)),
            scalar => format!("{scalar:?}"),
        }
    }
}
