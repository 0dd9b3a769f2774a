//! From the bytes of a component to a [`Plan`] that any backend can print.
//!
//! wasmtime-environ flattens a component: nested instances are gone, functions passed between them are fused
//! adapters, and what remains is a list of core modules to instantiate one after another. It is internal to Wasmtime
//! and changes with each release, so nothing outside this directory names it.
//!
//! The steps: refuse what is not supported (`features`), translate, then take over types (`types`), steps of
//! instantiation and trampolines (`initialization`), imports and exports (`world`) and documentation (`docs`), and let fused adapters
//! copy lists at once (`fused`).

pub mod call;
pub mod docs;
pub mod features;
mod fused;
mod index;
mod initialization;
mod model;
pub mod types;
mod world;

pub use call::MemoryView;
pub use index::*;
pub use model::*;

use anyhow::{Context, Result, anyhow};
use call::{Call, CallBuilder, Direction, Routines, memory_views};
use features::Features;
use types::Types;
use wasmtime_environ::component::{
    Component, ComponentTypes, ComponentTypesBuilder, Trampoline as EnvironTrampoline,
    TrampolineIndex, Translator, TypeResourceTable, TypeResourceTableIndex,
};
use wasmtime_environ::wasmparser::{Validator, WasmFeatures};
use wasmtime_environ::{
    ModuleTranslation, PrimaryMap, ScopeVec, StaticModuleIndex, Trap, Tunables,
};

impl Plan {
    /// Reads a component.
    pub fn new(component: &[u8]) -> Result<Plan> {
        let mut found = Features::of(component)?;
        found.refuse_async()?;
        // Calls between components catch exceptions only if the features say that there may be some; engines that
        // lack them run every other component.
        let features = WasmFeatures::default()
            | WasmFeatures::CM_FIXED_LENGTH_LISTS
            | WasmFeatures::CM_MAP
            | WasmFeatures::CM_IMPLEMENTS;
        let without_exceptions = features.difference(WasmFeatures::EXCEPTIONS);
        match Plan::with_features(component, without_exceptions) {
            Ok(mut plan) => {
                plan.features = found;
                Ok(plan)
            }
            Err(_) => {
                let mut plan = Plan::with_features(component, features)?;
                found.catches_exceptions = true;
                plan.features = found;
                Ok(plan)
            }
        }
    }

    /// Whether a routine reads or writes borrowed handles, at any depth.
    pub fn borrows(&self, routine: RoutineId) -> bool {
        let mut found = false;
        let value = &self.routines[routine].value;
        value.each_handle(&self.routines, &mut |handle| found |= !handle.role.is_own());
        found
    }

    /// Whether a routine reads or writes handles, at any depth.
    pub fn has_handles(&self, routine: RoutineId) -> bool {
        let mut found = false;
        let value = &self.routines[routine].value;
        value.each_handle(&self.routines, &mut |_| found = true);
        found
    }

    fn with_features(component: &[u8], features: WasmFeatures) -> Result<Plan> {
        let mut tunables = Tunables::default_u32();
        // Without async there are no tasks to keep track of.
        tunables.concurrency_support = false;
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
        let mut builder = Builder {
            component: &translation.component,
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
        builder.build(component, steps)
    }
}

/// What the parts of the translation share.
struct Builder<'a> {
    component: &'a Component,
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
    fn build(mut self, bytes: &[u8], steps: Vec<Step>) -> Result<Plan> {
        let trampolines = self.all_trampolines()?;
        let imports = self.imports()?;
        let exports = self.exports()?;
        let instances = self.component.num_runtime_component_instances as usize;
        let mut traps = trampolines.iter();
        let traps = traps.any(|trampoline| matches!(trampoline, Trampoline::Trap));
        Ok(Plan {
            modules: self.core_modules(bytes)?,
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
            features: Features::default(),
            trap_texts: if traps { trap_texts() } else { Vec::new() },
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
    ) -> Result<Call> {
        let mut builder = CallBuilder {
            types: &self.types,
            resources: &self.resources,
            tables: &self.tables,
            views: &self.views,
            routines: &mut self.routines,
        };
        builder.call(name, ty, &self.options[options], direction)
    }

    /// The modules, told apart by where their bytes lie: those of fused adapters are not in the component.
    fn core_modules(&self, component: &[u8]) -> Result<Vec<CoreModule>> {
        let range = component.as_ptr_range();
        let modules = self.modules.values().map(|module| {
            let fused_adapter = !range.contains(&module.wasm.as_ptr());
            let wasm = match fused_adapter {
                true => fused::copy_lists_at_once(module.wasm)
                    .context("internal error: a fused adapter cannot be read")?,
                false => module.wasm.to_vec(),
            };
            Ok(CoreModule {
                wasm,
                fused_adapter,
            })
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

/// The component instances whose may-leave core code reads and writes through a global.
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

/// What the codes of traps in fused adapters mean, in Wasmtime's words.
fn trap_texts() -> Vec<String> {
    let texts = (0..=u8::MAX).map_while(Trap::from_u8);
    texts.map(|trap| trap.to_string()).collect()
}
