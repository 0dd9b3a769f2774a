//! How the instances of a component are connected: what satisfies each import of each core module.
//!
//! Only the outermost component is looked at. Positions are the ordinals of its sections, as they are read, so that a
//! later pass can say "before this section" about the same bytes.

use super::canonical::options_of;
use super::module::Module;
use super::sections::{Header, MODULE_HEADER, component_id, headers};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use wasmparser::{
    BinaryReader, CanonicalFunction, CanonicalOption, ComponentAlias, ComponentAliasSectionReader,
    ComponentCanonicalSectionReader, ComponentExportSectionReader, ComponentExternalKind,
    ComponentImportSectionReader, ComponentInstanceSectionReader, ComponentOuterAliasKind,
    ComponentTypeRef, ExternalKind, FuncType, Instance, InstanceSectionReader,
};

/// A core instance.
#[derive(Debug)]
pub enum CoreInstance<'a> {
    /// A module, instantiated with named instances.
    Instantiated {
        /// The core module.
        module: u32,
        /// The arguments: names and core instances.
        arguments: Vec<(&'a str, u32)>,
    },
    /// An instance that re-exports what other instances export, and lowered functions.
    Reexports(Vec<(&'a str, ExternalKind, u32)>),
}

/// A core function of the component.
#[derive(Debug)]
pub enum CoreFunction<'a> {
    /// An export of a core instance.
    Export {
        /// The core instance.
        instance: u32,
        /// The export's name.
        name: &'a str,
    },
    /// A component function, lowered.
    Lowered {
        /// The component function.
        function: u32,
        /// The canonical options.
        options: Vec<CanonicalOption>,
    },
    /// Another definition of the canonical ABI.
    Intrinsic,
}

/// Canonical options that name a core function, and the section where they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallBack {
    /// The core function that the host will call.
    pub function: u32,
    /// The section with the options.
    pub section: usize,
    /// The core function that has the options, or nothing where a function is lifted.
    pub by: Option<u32>,
}

/// A component function.
#[derive(Debug, Clone)]
pub enum ComponentFunction<'a> {
    /// An import of the component, by its name.
    Import(String),
    /// An export of an instance.
    Export {
        /// The instance.
        instance: u32,
        /// The export's name.
        name: &'a str,
    },
    /// An earlier one, which has a second number because the component exports it.
    Exported(u32),
    /// A function of a core module, lifted.
    Lifted,
}

/// An instance, which has component functions.
#[derive(Debug, Clone)]
pub enum ComponentInstance {
    /// An import of the component, by its name.
    Import(String),
    /// An earlier one, which has a second number because the component exports it.
    Exported(u32),
    /// One that is made in the component.
    Own,
}

/// The wiring of a component.
///
/// It may be that of a component which is not valid, so an index that it has need not lead anywhere.
#[derive(Default)]
pub struct Wiring<'a> {
    /// The contents of the core modules; nothing for those that are imported or aliased.
    pub modules: Vec<Option<Range<u64>>>,
    /// The core instances.
    pub instances: Vec<CoreInstance<'a>>,
    /// The core functions.
    pub functions: Vec<CoreFunction<'a>>,
    /// The component functions.
    pub component_functions: Vec<ComponentFunction<'a>>,
    /// The instances.
    pub component_instances: Vec<ComponentInstance>,
    /// The names of the component's imports.
    pub imports: Vec<String>,
    /// The core functions that are lifted.
    pub lifted: Vec<u32>,
    /// Every use of a core function as realloc or post-return.
    pub call_backs: Vec<CallBack>,
    /// How many sections were read.
    sections: usize,
}

impl<'a> Wiring<'a> {
    /// Reads the wiring of a component. Names are not checked here: a wrong one that the user asked for is found when the
    /// whole component is validated, where the user wants that.
    pub fn read(component: &'a [u8]) -> Result<Self> {
        let mut wiring = Wiring::default();
        for header in headers(component, MODULE_HEADER.len())? {
            wiring.section(&header, header.of(component))?;
        }
        Ok(wiring)
    }

    /// Takes in the next section. Core modules and nested components are not looked into: for them `contents` may be empty.
    pub fn section(&mut self, header: &Header, contents: &'a [u8]) -> Result<()> {
        let reader = BinaryReader::new(contents, header.contents.start);
        match header.id {
            component_id::CORE_MODULE => self.modules.push(Some(header.contents.clone())),
            component_id::CORE_INSTANCE => {
                for instance in InstanceSectionReader::new(reader)? {
                    self.core_instance(instance?);
                }
            }
            component_id::INSTANCE => {
                for instance in ComponentInstanceSectionReader::new(reader)? {
                    instance?;
                    self.component_instances.push(ComponentInstance::Own);
                }
            }
            component_id::ALIAS => {
                for alias in ComponentAliasSectionReader::new(reader)? {
                    self.alias(alias?);
                }
            }
            component_id::CANONICAL => {
                for function in ComponentCanonicalSectionReader::new(reader)? {
                    self.canonical(function?);
                }
            }
            component_id::IMPORT => {
                for import in ComponentImportSectionReader::new(reader)? {
                    let import = import?;
                    self.import(import.name.full_name().into_owned(), import.ty);
                }
            }
            component_id::EXPORT => {
                for export in ComponentExportSectionReader::new(reader)? {
                    let export = export?;
                    self.export(export.kind, export.index);
                }
            }
            // What else there is defines nothing that core instances are wired from.
            _ => {}
        }
        self.sections += 1;
        Ok(())
    }

    fn import(&mut self, name: String, ty: ComponentTypeRef) {
        match ty {
            ComponentTypeRef::Func(_) => self
                .component_functions
                .push(ComponentFunction::Import(name.clone())),
            ComponentTypeRef::Instance(_) => self
                .component_instances
                .push(ComponentInstance::Import(name.clone())),
            ComponentTypeRef::Module(_) => self.modules.push(None),
            ComponentTypeRef::Value(_)
            | ComponentTypeRef::Type(_)
            | ComponentTypeRef::Component(_) => {}
        }
        self.imports.push(name);
    }

    fn export(&mut self, kind: ComponentExternalKind, index: u32) {
        match kind {
            ComponentExternalKind::Func => self
                .component_functions
                .push(ComponentFunction::Exported(index)),
            ComponentExternalKind::Instance => self
                .component_instances
                .push(ComponentInstance::Exported(index)),
            ComponentExternalKind::Module => self.modules.push(None),
            ComponentExternalKind::Value
            | ComponentExternalKind::Type
            | ComponentExternalKind::Component => {}
        }
    }

    fn core_instance(&mut self, instance: Instance<'a>) {
        let instance = match instance {
            Instance::Instantiate { module_index, args } => CoreInstance::Instantiated {
                module: module_index,
                arguments: args.iter().map(|arg| (arg.name, arg.index)).collect(),
            },
            Instance::FromExports(exports) => CoreInstance::Reexports(
                exports
                    .iter()
                    .map(|export| (export.name, export.kind, export.index))
                    .collect(),
            ),
        };
        self.instances.push(instance);
    }

    fn alias(&mut self, alias: ComponentAlias<'a>) {
        match alias {
            ComponentAlias::InstanceExport {
                kind,
                instance_index: instance,
                name,
            } => match kind {
                ComponentExternalKind::Func => self
                    .component_functions
                    .push(ComponentFunction::Export { instance, name }),
                ComponentExternalKind::Instance => {
                    self.component_instances.push(ComponentInstance::Own);
                }
                ComponentExternalKind::Module => self.modules.push(None),
                ComponentExternalKind::Value
                | ComponentExternalKind::Type
                | ComponentExternalKind::Component => {}
            },
            ComponentAlias::CoreInstanceExport {
                kind,
                instance_index: instance,
                name,
            } => match kind {
                ExternalKind::Func | ExternalKind::FuncExact => {
                    self.functions.push(CoreFunction::Export { instance, name });
                }
                ExternalKind::Memory
                | ExternalKind::Table
                | ExternalKind::Global
                | ExternalKind::Tag => {}
            },
            ComponentAlias::Outer { kind, .. } => {
                if kind == ComponentOuterAliasKind::CoreModule {
                    self.modules.push(None);
                }
            }
        }
    }

    fn canonical(&mut self, function: CanonicalFunction) {
        let lifts = matches!(function, CanonicalFunction::Lift { .. });
        let by = (!lifts).then_some(self.functions.len() as u32);
        self.call_backs(options_of(&function), by);
        match function {
            CanonicalFunction::Lift {
                core_func_index, ..
            } => {
                self.lifted.push(core_func_index);
                self.component_functions.push(ComponentFunction::Lifted);
            }
            CanonicalFunction::Lower {
                func_index,
                options,
            } => self.functions.push(CoreFunction::Lowered {
                function: func_index,
                options: options.into_vec(),
            }),
            // All others are core functions that the host supplies; `options_of` names them.
            _ => self.functions.push(CoreFunction::Intrinsic),
        }
    }

    fn call_backs(&mut self, options: &[CanonicalOption], by: Option<u32>) {
        for option in options {
            if let CanonicalOption::Realloc(function) | CanonicalOption::PostReturn(function) =
                *option
            {
                self.call_backs.push(CallBack {
                    function,
                    section: self.sections,
                    by,
                });
            }
        }
    }
}

/// The core modules of a component, each read when something about it is first asked.
pub struct Modules<'a> {
    component: &'a [u8],
    known: BTreeMap<u32, Module<'a>>,
}

impl<'a> Modules<'a> {
    /// Starts with none that was read.
    pub fn of(component: &'a [u8]) -> Self {
        Modules {
            component,
            known: BTreeMap::new(),
        }
    }

    /// The type of a core function that a module exports.
    pub fn function_type(&mut self, wiring: &Wiring<'a>, function: u32) -> Result<FuncType> {
        let ty = self.exported_type(wiring, function)?;
        ty.with_context(|| format!("core function {function} is not the export of a module"))
    }

    fn exported_type(&mut self, wiring: &Wiring<'a>, function: u32) -> Result<Option<FuncType>> {
        let CoreFunction::Export { instance, name } = &wiring.functions[function as usize] else {
            return Ok(None);
        };
        let CoreInstance::Instantiated { module, .. } = &wiring.instances[*instance as usize]
        else {
            return Ok(None);
        };
        let module = self.read(wiring, *module)?;
        Ok(module.and_then(|module| module.exported_function(name).cloned()))
    }

    /// A core module, if it is in the component.
    pub fn read(&mut self, wiring: &Wiring<'a>, module: u32) -> Result<Option<&Module<'a>>> {
        let Some(range) = wiring.modules[module as usize].clone() else {
            return Ok(None);
        };
        Ok(Some(match self.known.entry(module) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let bytes = &self.component[range.start as usize..range.end as usize];
                unknown.insert(Module::parse(bytes)?)
            }
        }))
    }
}
