//! From the bytes of a component to a [`Plan`] that any backend can print.
//!
//! wasmtime-environ flattens a component: nested instances are gone, functions passed between them are fused
//! adapters, and what remains is a list of core modules to instantiate one after another. It is internal to Wasmtime
//! and changes with each release, so nothing outside this directory names it.
//!
//! The steps: find out what the component asks for (`features`), translate, read the names of types (`declared`), then take
//! over types (`type_reader`), steps of instantiation and trampolines (`initialization`), imports and exports (`world`), how
//! each function is called (`call`) and codes of traps in words (`traps`), and make fused adapters shorter (`fused`)
//! or leave them out (`unused`).
//! A user adds documentation (`docs`).
//! The names of exports are chosen later, because languages write names differently (`surface`).

pub mod builtins;
pub mod call;
mod call_graph;
mod composed;
mod core_code;
mod core_items;
mod declared;
pub mod docs;
pub mod features;
mod fused;
mod guest_call;
pub mod imported;
mod index;
mod initialization;
mod model;
mod steps;
pub mod surface;
mod suspension;
mod tasks;
mod traps;
pub mod type_names;
mod type_reader;
pub mod types;
mod unused;
mod world;

pub use call::MemoryView;
pub use declared::TypeName;
pub use guest_call::*;
pub use index::*;
pub use model::*;
pub use steps::*;
pub use types::FunctionType;

use crate::error::Error;
use anyhow::{Context, Result, anyhow};
use call::{Call, CallBuilder, Direction, Routines, memory_views};
use declared::Declarations;
use features::Features;
use types::Types;
use wasmtime_environ::component::{
    Component, ComponentTypes, ComponentTypesBuilder, Trampoline as EnvironTrampoline,
    TrampolineIndex, Translator, TypeResourceTable, TypeResourceTableIndex,
};
use wasmtime_environ::wasmparser::{Validator, WasmFeatures};
use wasmtime_environ::{ModuleTranslation, PrimaryMap, ScopeVec, StaticModuleIndex, Tunables};

impl Plan {
    /// Reads a component in the binary format.
    ///
    /// # Errors
    ///
    /// Refuses bytes that are not a valid component, asynchronous components, and features that no backend supports.
    pub fn new(component: &[u8]) -> Result<Plan, Error> {
        Plan::read(component).map_err(Error::from_any)
    }

    /// The same, for backends that have tasks: the component may be asynchronous.
    ///
    /// # Errors
    ///
    /// Those of [`Plan::new`], without those about async.
    pub fn with_tasks(component: &[u8]) -> Result<Plan, Error> {
        let read = || {
            let mut plan = Plan::translate(component, Features::of(component)?)?;
            plan.suspend_tasks()?;
            Ok(plan)
        };
        read().map_err(Error::from_any)
    }

    fn read(component: &[u8]) -> Result<Plan> {
        let found = Features::of(component)?;
        found.refuse_async()?;
        Plan::translate(component, found)
    }

    fn translate(component: &[u8], mut found: Features) -> Result<Plan> {
        found.refuse_threads()?;
        let features = WasmFeatures::default()
            | WasmFeatures::CM_FIXED_LENGTH_LISTS
            | WasmFeatures::CM_MAP
            | WasmFeatures::CM_IMPLEMENTS
            | WasmFeatures::CM_ASYNC
            | WasmFeatures::CM_ASYNC_STACKFUL
            | WasmFeatures::CM_MORE_ASYNC_BUILTINS
            | WasmFeatures::CM_ERROR_CONTEXT;
        let collected = WasmFeatures::EXCEPTIONS | WasmFeatures::GC_TYPES;
        let asynchronous = found.asynchronous.is_some();
        // Features that the component does not need are left out, so that engines without them run it too.
        let plain = features.difference(collected);
        let mut plan = match Plan::with_features(component, plain, asynchronous) {
            Ok(plan) => plan,
            Err(_) => {
                found.garbage_collected = true;
                Plan::with_heap(component, features, &mut found)?
            }
        };
        // A function may catch all exceptions, which needs no tag.
        found.garbage_collected |= found.catches_exceptions;
        plan.features = found;
        Ok(plan)
    }

    /// Fused adapters catch exceptions only if the features include exceptions.
    fn with_heap(component: &[u8], features: WasmFeatures, found: &mut Features) -> Result<Plan> {
        let without = features.difference(WasmFeatures::EXCEPTIONS);
        let asynchronous = found.asynchronous.is_some();
        Plan::with_features(component, without, asynchronous).or_else(|_| {
            // Then fused adapters catch exceptions, whatever the component's own code does.
            found.catches_exceptions = true;
            Plan::with_features(component, features, asynchronous)
        })
    }

    /// Any view of a memory, for copies between memories, which do not allocate.
    pub fn any_view(&self, memory: MemoryId) -> ViewId {
        let view = self.views.iter().position(|view| view.memory == memory);
        ViewId::from(view.expect("every memory has a view"))
    }

    /// The name under which a resource type is exported, or else imported.
    pub fn resource_name(&self, resource: ResourceId) -> Option<&str> {
        fn find(items: &[Item], resource: ResourceId) -> Option<&str> {
            items.iter().find_map(|item| match &item.kind {
                ItemKind::Resource(found) if *found == Some(resource) => Some(item.name.as_str()),
                _ => find(item.items(), resource),
            })
        }
        find(&self.exports, resource).or_else(|| find(&self.imports, resource))
    }

    /// Whether a routine reads or writes borrowed handles, at any depth.
    pub fn borrows(&self, routine: RoutineId) -> bool {
        let mut found = false;
        let value = &self.routines[routine].value;
        value.each_handle(&self.routines, &mut |handle| found |= !handle.role.is_own());
        found
    }

    /// Whether some exported function both borrows and takes resources of a type.
    pub fn lends_what_is_given(&self, resource: ResourceId) -> bool {
        let mut lifts = self.lifts().into_iter();
        lifts.any(|lift| lift.call.gives_what_it_lends.contains(&resource))
    }

    /// All exported functions, in order.
    pub fn lifts(&self) -> Vec<&Lift> {
        fn add<'a>(items: &'a [Item], lifts: &mut Vec<&'a Lift>) {
            for item in items {
                lifts.extend(item.function().and_then(|function| function.lift.as_ref()));
                add(item.items(), lifts);
            }
        }
        let mut lifts = Vec::new();
        add(&self.exports, &mut lifts);
        lifts
    }

    /// Whether a routine reads or writes handles, or ends of streams or futures, at any depth.
    pub fn has_handles(&self, routine: RoutineId) -> bool {
        self.routines[routine].value.has_handles(&self.routines)
    }

    fn with_features(component: &[u8], features: WasmFeatures, asynchronous: bool) -> Result<Plan> {
        let mut tunables = Tunables::default_u32();
        // Without async there are no tasks to keep track of, and calls between instances are shorter.
        tunables.concurrency_support = asynchronous;
        // Bindings have no use for debug information.
        tunables.parse_wasm_debuginfo = false;
        let scope = ScopeVec::new();
        let mut validator = Validator::new_with_features(features);
        let mut builder = ComponentTypesBuilder::new(&validator);
        let (translation, modules) =
            Translator::new(&tunables, &mut validator, &mut builder, &scope)
                .translate(component)
                .map_err(|error| anyhow!("{error:#}"))
                .context("failed to read the component")?;
        let tables = builder.num_resource_tables();
        let (types, _) = builder.finish(&translation.component);
        let declared = declarations(component, &translation.component)?;
        let mut builder = Builder {
            component: &translation.component,
            declared: &declared,
            trampolines: &translation.trampolines,
            modules: &modules,
            source: &types,
            types: Types::default(),
            options: Vec::new(),
            resources: Vec::new(),
            tables: Vec::new(),
            views: Vec::new(),
            routines: Routines::default(),
        };
        let steps = builder.steps()?;
        builder.options = builder.options()?;
        builder.resources = builder.resources(&steps);
        builder.tables = builder.tables(tables);
        builder.views = memory_views(&builder.options, &steps);
        let shrinks = builder.has_python();
        builder
            .views
            .iter_mut()
            .for_each(|view| view.only_shrinks |= shrinks);
        builder.build(component, steps)
    }
}

/// What the parts of the translation share.
struct Builder<'a> {
    component: &'a Component,
    declared: &'a Declarations,
    trampolines: &'a PrimaryMap<TrampolineIndex, EnvironTrampoline>,
    modules: &'a PrimaryMap<StaticModuleIndex, ModuleTranslation<'a>>,
    source: &'a ComponentTypes,
    types: Types,
    options: Vec<CanonicalOptions>,
    resources: Vec<Resource>,
    tables: Vec<Option<ResourceTable>>,
    views: Vec<MemoryView>,
    routines: Routines,
}

impl Builder<'_> {
    /// Whether componentize-py made the component: the allocator of its runtime allocates and nothing else.
    fn has_python(&self) -> bool {
        let mut modules = self.modules.values().map(|translation| &translation.module);
        modules.any(|module| {
            let mut names = module.exports.keys().map(|name| &module.strings[*name]);
            names.any(|name| name == "PyInit_componentize_py_runtime")
        })
    }

    fn build(mut self, bytes: &[u8], mut steps: Vec<Step>) -> Result<Plan> {
        let mut trampolines = self.all_trampolines()?;
        let [stream_tables, future_tables, error_context_tables] = self.end_tables(&trampolines)?;
        let imports = self.imports()?;
        let mut exports = self.exports()?;
        let instances = self.component.num_runtime_component_instances as usize;
        let mut modules = self.core_modules(bytes);
        self.join_calls(&mut modules, &mut steps, &mut trampolines, &mut exports)?;
        fused::rewrite(&mut modules, &mut steps, &trampolines)?;
        unused::leave_out(&mut modules, &mut steps, &mut trampolines, &mut exports);
        Ok(Plan {
            trap_texts: traps::trap_texts(&steps, &trampolines, &modules)?,
            modules,
            shared_flags: shared_flags(&steps, instances),
            steps,
            trampolines,
            options: self.options,
            types: self.types,
            resources: self.resources,
            tables: self.tables,
            views: self.views,
            routines: self.routines.all,
            imports,
            exports,
            instances,
            stream_tables,
            future_tables,
            error_context_tables,
            features: Features::default(),
            docs: docs::Docs::default(),
        })
    }

    /// How a function is called.
    fn call(
        &mut self,
        name: &str,
        ty: &FunctionType,
        options: OptionsId,
        direction: Direction,
    ) -> Result<Box<Call>> {
        let own = self.options[options].clone();
        let call = self.call_builder().call(name, ty, &own, direction)?;
        Ok(Box::new(call))
    }

    fn call_builder(&mut self) -> CallBuilder<'_> {
        CallBuilder {
            types: &self.types,
            resources: &self.resources,
            tables: &self.tables,
            views: &self.views,
            routines: &mut self.routines,
        }
    }

    /// The core modules. Those whose bytes are not part of the component are fused adapters.
    fn core_modules(&self, component: &[u8]) -> Vec<CoreModule> {
        let range = component.as_ptr_range();
        let modules = self.modules.values().map(|module| {
            let fused_adapter = !range.contains(&module.wasm.as_ptr());
            CoreModule {
                wasm: module.wasm.to_vec(),
                fused_adapter,
            }
        });
        modules.collect()
    }

    fn resources(&self, steps: &[Step]) -> Vec<Resource> {
        let imported = self
            .component
            .imported_resources
            .values()
            .map(|import| Resource {
                origin: ResourceOrigin::Imported(self.import_path(*import)),
            });
        let imports = imported.len();
        let defined = self.component.defined_resource_instances.iter().map(|(index, instance)| {
            let resource = imports + index.as_u32() as usize;
            let destructor = steps.iter().any(|step| {
                matches!(step, Step::Resource { resource: r, destructor: Some(_) } if r.index() == resource)
            });
            Resource {
                origin: ResourceOrigin::Defined {
                    instance: instance.as_u32().into(),
                    destructor,
                },
            }
        });
        imported.chain(defined).collect()
    }

    /// Tables of resource types that only occur in the type of an import or export are kept so that positions stay
    /// right.
    fn tables(&self, count: usize) -> Vec<Option<ResourceTable>> {
        let tables = (0..count).map(|index| TypeResourceTableIndex::from_u32(index as u32));
        let tables = tables.map(|index| match &self.source[index] {
            TypeResourceTable::Concrete { ty, instance } => Some(ResourceTable {
                resource: ty.as_u32().into(),
                instance: instance.as_u32().into(),
            }),
            TypeResourceTable::Abstract(_) => None,
        });
        tables.collect()
    }
}

/// The names of the types that the component imports and exports.
fn declarations(bytes: &[u8], component: &Component) -> Result<Declarations> {
    let mut declared = Declarations::read(bytes)?;
    for (name, _) in component.import_types.values() {
        declared.add_import(name);
    }
    for (name, _) in component.exports.raw_iter() {
        let name: &str = name;
        declared.add_export(name);
    }
    Ok(declared)
}

/// For each component instance, whether core code reads and writes its may-leave through a global.
fn shared_flags(steps: &[Step], instances: usize) -> Vec<bool> {
    let mut shared = vec![false; instances];
    for step in steps {
        if let Step::Instantiate { imports, .. } = step {
            for import in imports {
                if let CoreDef::Flags(instance) = import.def {
                    shared[instance.index()] = true;
                }
            }
        }
    }
    shared
}
