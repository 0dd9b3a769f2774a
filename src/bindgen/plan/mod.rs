//! From the bytes of a component to a [`Plan`] that any backend can print.
//!
//! wasmtime-environ flattens a component: nested instances are gone, functions passed between them are fused
//! adapters, and what remains is a list of core modules to instantiate one after another. It is internal to Wasmtime
//! and changes with each release, so nothing outside this directory names it.
//!
//! The steps: refuse what is not supported (`features`), translate, then take over types (`types`), steps of
//! instantiation and trampolines (`initialization`), imports and exports (`world`) and documentation (`docs`), and let fused adapters
//! copy lists at once (`fused`).

pub mod docs;
mod features;
mod fused;
mod initialization;
mod model;
pub mod types;
mod world;

pub use model::*;

use anyhow::{Context, Result, anyhow};
use types::Types;
use wasmtime_environ::component::{
    Component, ComponentTypes, ComponentTypesBuilder, Trampoline as EnvironTrampoline,
    TrampolineIndex, Translator, TypeResourceTable, TypeResourceTableIndex,
};
use wasmtime_environ::wasmparser::{Validator, WasmFeatures};
use wasmtime_environ::{ModuleTranslation, PrimaryMap, ScopeVec, StaticModuleIndex, Tunables};

impl Plan {
    /// Reads a component.
    pub fn new(component: &[u8]) -> Result<Plan> {
        features::unsupported_features(component)?;
        // Calls between components catch exceptions only if the features say that there may be some; engines that
        // lack them run every other component.
        let features = WasmFeatures::default()
            | WasmFeatures::CM_FIXED_LENGTH_LISTS
            | WasmFeatures::CM_MAP
            | WasmFeatures::CM_IMPLEMENTS;
        let without_exceptions = features.difference(WasmFeatures::EXCEPTIONS);
        match Plan::with_features(component, without_exceptions) {
            Ok(plan) => Ok(plan),
            Err(_) => Plan::with_features(component, features),
        }
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
        Builder {
            component: &translation.component,
            trampolines: &translation.trampolines,
            modules: &modules,
            source: &types,
            types: Types::default(),
        }
        .build(component, tables)
    }
}

/// What the parts of the translation share.
struct Builder<'a> {
    component: &'a Component,
    trampolines: &'a PrimaryMap<TrampolineIndex, EnvironTrampoline>,
    modules: &'a PrimaryMap<StaticModuleIndex, ModuleTranslation<'a>>,
    source: &'a ComponentTypes,
    types: Types,
}

impl Builder<'_> {
    fn build(mut self, bytes: &[u8], tables: usize) -> Result<Plan> {
        let steps = self.steps()?;
        let trampolines = self.all_trampolines()?;
        let options = self.options()?;
        let imports = self.imports()?;
        let exports = self.exports()?;
        let instances = self.component.num_runtime_component_instances as usize;
        let mut shared_flags = vec![false; instances];
        for step in &steps {
            if let Step::Instantiate { imports, .. } = step {
                for import in imports {
                    if let CoreDef::Flags(instance) = import.def {
                        shared_flags[instance] = true;
                    }
                }
            }
        }
        Ok(Plan {
            modules: self.core_modules(bytes)?,
            resources: self.resources(&steps),
            tables: self.tables(tables),
            steps,
            trampolines,
            options,
            types: self.types,
            imports,
            exports,
            instances,
            shared_flags,
            docs: docs::Docs::default(),
        })
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
                matches!(step, Step::Resource { resource: r, destructor: Some(_) } if *r == resource)
            });
            Resource {
                origin: ResourceOrigin::Defined {
                    instance: instance.as_u32() as usize,
                    destructor,
                },
            }
        });
        imported.chain(defined).collect()
    }

    /// Tables of resource types that only occur in the type of an import or export belong to no instance; they are
    /// kept so that positions stay right, and nothing refers to them.
    fn tables(&self, count: usize) -> Vec<ResourceTable> {
        let tables = (0..count).map(|index| TypeResourceTableIndex::from_u32(index as u32));
        let tables = tables.map(|index| match &self.source[index] {
            TypeResourceTable::Concrete { ty, instance } => ResourceTable {
                resource: ty.as_u32() as usize,
                instance: instance.as_u32() as usize,
            },
            TypeResourceTable::Abstract(_) => ResourceTable {
                resource: usize::MAX,
                instance: usize::MAX,
            },
        });
        tables.collect()
    }
}
