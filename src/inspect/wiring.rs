//! What satisfies each import of each core module of a component.
//!
//! wit-component puts a shim between a module and functions that need its memory; here it is looked through, so that
//! a function leads to the import, or the other module, that it really is.

use super::id;
use crate::preview1::names::FRONT;
use anyhow::Result;
use std::collections::HashMap;
use wasmparser::{
    BinaryReader, CanonicalFunction, ComponentAlias, ComponentExternalKind,
    ComponentOuterAliasKind, ComponentTypeRef, ExternalKind, Instance,
};

/// The parts of a component that core instances are wired from.
#[derive(Default)]
pub struct Wiring {
    /// Core modules: the number of one that is here, or nothing for one that is imported or aliased.
    modules: Vec<Option<usize>>,
    instances: Vec<CoreInstance>,
    functions: Vec<CoreFunction>,
    /// Where component functions come from: an import, or an export of a component instance.
    component_functions: Vec<Option<HostFunction>>,
    /// The import that each component instance is, if it is one.
    component_instances: Vec<Option<String>>,
    /// The core modules that are shims.
    shims: Vec<usize>,
    /// The core modules that are fronts of the built-in adapter, with the functions that they stand in for.
    fronts: HashMap<usize, Vec<String>>,
}

/// A core instance.
enum CoreInstance {
    /// A core module with its arguments.
    Of(u32, Vec<(String, u32)>),
    /// Functions put together, by name.
    Bag(HashMap<String, u32>),
}

enum CoreFunction {
    Export(u32, String),
    Lowered(u32),
    Intrinsic,
}

/// A function that the component imports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostFunction {
    /// The import's name.
    pub import: String,
    /// The function's name in it; nothing if the import is itself the function.
    pub name: String,
}

/// What a core function really is.
pub enum Target {
    /// An imported function, lowered.
    Host(HostFunction),
    /// An export of a core instance.
    Export(u32, String),
    /// The function with this number of those that a core instance puts into a table.
    InTable(u32, usize),
    /// Something that is defined by the canonical ABI.
    Other,
}

impl Wiring {
    /// Takes in a core module.
    pub fn module(&mut self, index: usize) {
        self.modules.push(Some(index));
    }

    /// Says that a core module is a shim, which is to be looked through.
    pub fn shim(&mut self, index: usize) {
        self.shims.push(index);
    }

    /// Says that a core module is a front, with the names of its stand-ins.
    pub fn front(&mut self, index: usize, stand_ins: Vec<String>) {
        self.fronts.insert(index, stand_ins);
    }

    /// Takes in a section.
    pub fn section(&mut self, section: u8, reader: BinaryReader<'_>) -> Result<()> {
        match section {
            id::CORE_INSTANCE => {
                for instance in wasmparser::InstanceSectionReader::new(reader)? {
                    self.core_instance(instance?);
                }
            }
            id::INSTANCE => {
                for instance in wasmparser::ComponentInstanceSectionReader::new(reader)? {
                    instance?;
                    self.component_instances.push(None);
                }
            }
            id::ALIAS => {
                for alias in wasmparser::ComponentAliasSectionReader::new(reader)? {
                    self.alias(alias?);
                }
            }
            id::CANONICAL => {
                for function in wasmparser::ComponentCanonicalSectionReader::new(reader)? {
                    match function? {
                        CanonicalFunction::Lift { .. } => self.component_functions.push(None),
                        CanonicalFunction::Lower { func_index, .. } => {
                            self.functions.push(CoreFunction::Lowered(func_index));
                        }
                        _ => self.functions.push(CoreFunction::Intrinsic),
                    }
                }
            }
            id::IMPORT => self.imports(reader)?,
            id::EXPORT => self.exports(reader)?,
            _ => {}
        }
        Ok(())
    }

    fn imports(&mut self, reader: BinaryReader<'_>) -> Result<()> {
        for import in wasmparser::ComponentImportSectionReader::new(reader)? {
            let import = import?;
            let name = import.name.full_name().into_owned();
            match import.ty {
                ComponentTypeRef::Func(_) => self.component_functions.push(Some(HostFunction {
                    import: name,
                    name: String::new(),
                })),
                ComponentTypeRef::Instance(_) => self.component_instances.push(Some(name)),
                ComponentTypeRef::Module(_) => self.modules.push(None),
                ComponentTypeRef::Value(_)
                | ComponentTypeRef::Type(_)
                | ComponentTypeRef::Component(_) => {}
            }
        }
        Ok(())
    }

    fn exports(&mut self, reader: BinaryReader<'_>) -> Result<()> {
        for export in wasmparser::ComponentExportSectionReader::new(reader)? {
            let export = export?;
            let index = export.index as usize;
            match export.kind {
                // What is exported gets a second number.
                ComponentExternalKind::Func => {
                    let same = self.component_functions.get(index).cloned().flatten();
                    self.component_functions.push(same);
                }
                ComponentExternalKind::Instance => {
                    let same = self.component_instances.get(index).cloned().flatten();
                    self.component_instances.push(same);
                }
                ComponentExternalKind::Module => self.modules.push(None),
                ComponentExternalKind::Value
                | ComponentExternalKind::Type
                | ComponentExternalKind::Component => {}
            }
        }
        Ok(())
    }

    fn core_instance(&mut self, instance: Instance<'_>) {
        self.instances.push(match instance {
            Instance::Instantiate { module_index, args } => {
                let arguments = args
                    .iter()
                    .map(|arg| (arg.name.to_string(), arg.index))
                    .collect();
                CoreInstance::Of(module_index, arguments)
            }
            Instance::FromExports(exports) => {
                let functions = exports.iter().filter(|export| {
                    matches!(export.kind, ExternalKind::Func | ExternalKind::FuncExact)
                });
                CoreInstance::Bag(
                    functions
                        .map(|export| (export.name.to_string(), export.index))
                        .collect(),
                )
            }
        });
    }

    fn alias(&mut self, alias: ComponentAlias<'_>) {
        match alias {
            ComponentAlias::InstanceExport {
                kind,
                instance_index,
                name,
            } => match kind {
                ComponentExternalKind::Func => {
                    let instance = self.component_instances.get(instance_index as usize);
                    let host = instance.cloned().flatten().map(|import| HostFunction {
                        import,
                        name: name.to_string(),
                    });
                    self.component_functions.push(host);
                }
                ComponentExternalKind::Instance => self.component_instances.push(None),
                ComponentExternalKind::Module => self.modules.push(None),
                ComponentExternalKind::Value
                | ComponentExternalKind::Type
                | ComponentExternalKind::Component => {}
            },
            ComponentAlias::CoreInstanceExport {
                kind: ExternalKind::Func | ExternalKind::FuncExact,
                instance_index,
                name,
            } => self
                .functions
                .push(CoreFunction::Export(instance_index, name.to_string())),
            ComponentAlias::CoreInstanceExport { .. } => {}
            ComponentAlias::Outer { kind, .. } => {
                if kind == ComponentOuterAliasKind::CoreModule {
                    self.modules.push(None);
                }
            }
        }
    }

    /// The core module that an instance is of, if it is of one that is here.
    pub fn module_of(&self, instance: u32) -> Option<usize> {
        match self.instances.get(instance as usize)? {
            CoreInstance::Of(module, _) => self.modules.get(*module as usize).copied().flatten(),
            CoreInstance::Bag(_) => None,
        }
    }

    /// The first instance of a core module, and its arguments.
    pub fn instance_of(&self, module: usize) -> Option<&[(String, u32)]> {
        (0..self.instances.len()).find_map(|index| match &self.instances[index] {
            CoreInstance::Of(_, arguments) if self.module_of(index as u32) == Some(module) => {
                Some(arguments.as_slice())
            }
            _ => None,
        })
    }

    /// What satisfies the function import `module` `name` of a core module instantiated with these arguments.
    pub fn target(&self, arguments: &[(String, u32)], module: &str, name: &str) -> Target {
        let argument = arguments.iter().find(|(argument, _)| argument == module);
        match argument {
            Some((_, instance)) => self.export_of(*instance, name, 0),
            None => Target::Other,
        }
    }

    fn export_of(&self, instance: u32, name: &str, depth: u32) -> Target {
        // Instances refer back only in a valid component, and this one was not validated.
        if depth > 16 {
            return Target::Other;
        }
        match self.instances.get(instance as usize) {
            Some(CoreInstance::Bag(functions)) => match functions.get(name) {
                Some(function) => self.function(*function, depth + 1),
                None => Target::Other,
            },
            Some(CoreInstance::Of(..)) => match self.behind_shim(instance, name) {
                Some(function) => self.function(function, depth + 1),
                None => match self.behind_front(instance, name) {
                    Some((adapter, slot)) => Target::InTable(adapter, slot),
                    None => Target::Export(instance, name.to_string()),
                },
            },
            None => Target::Other,
        }
    }

    fn function(&self, function: u32, depth: u32) -> Target {
        match self.functions.get(function as usize) {
            Some(CoreFunction::Export(instance, name)) => self.export_of(*instance, name, depth),
            Some(CoreFunction::Lowered(function)) => {
                match self
                    .component_functions
                    .get(*function as usize)
                    .cloned()
                    .flatten()
                {
                    Some(host) => Target::Host(host),
                    None => Target::Other,
                }
            }
            Some(CoreFunction::Intrinsic) | None => Target::Other,
        }
    }

    /// The instance of the built-in adapter and the slot that it fills for an export of its front, if `instance` is one.
    fn behind_front(&self, instance: u32, name: &str) -> Option<(u32, usize)> {
        let stand_ins = self.fronts.get(&self.module_of(instance)?)?;
        let slot = stand_ins.iter().position(|stand_in| stand_in == name)?;
        let adapter = self.instances.iter().position(|other| match other {
            CoreInstance::Of(_, arguments) => arguments
                .iter()
                .any(|(argument, passed)| argument == FRONT && *passed == instance),
            CoreInstance::Bag(_) => false,
        })?;
        Some((adapter as u32, slot))
    }

    /// The function that the fixups put behind an export of the shim, if `instance` is the shim.
    ///
    /// The fixups get the functions as `actual`, or, from an older wit-component, together with the table as ``.
    fn behind_shim(&self, instance: u32, name: &str) -> Option<u32> {
        let module = self.module_of(instance)?;
        if !self.shims.contains(&module) {
            return None;
        }
        self.instances.iter().find_map(|fixups| {
            let CoreInstance::Of(_, arguments) = fixups else {
                return None;
            };
            let is_functions = |name: &str| name == "actual" || name.is_empty();
            let (_, actual) = arguments
                .iter()
                .find(|(argument, _)| is_functions(argument))?;
            match self.instances.get(*actual as usize)? {
                CoreInstance::Bag(functions) => functions.get(name).copied(),
                CoreInstance::Of(..) => None,
            }
        })
    }
}
