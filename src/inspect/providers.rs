//! What satisfies each import of each core module of a component.
//!
//! wit-component puts a shim between a module and functions that need its memory; the shim is looked through here, so
//! that a function leads to the import, or to the other module, that it really is. The component was not validated, so an index
//! may lead nowhere.

use super::module::InspectedModule;
use super::shape::{is_shim, stand_ins};
use crate::component::wiring::{
    ComponentFunction, ComponentInstance, CoreFunction, CoreInstance, Wiring,
};
use crate::preview1::names::FRONT;
use std::collections::HashMap;
use wasmparser::ExternalKind;

/// The arguments that a core module is instantiated with: names and core instances.
pub type Arguments<'p> = &'p [(&'p str, u32)];

/// The wiring of a component, and which of its core modules are to be looked through.
pub struct Providers<'a> {
    wiring: Wiring<'a>,
    /// The numbers of the core modules that are in the component, by their indices; nothing for those that are not.
    modules: Vec<Option<usize>>,
    /// The core modules that are shims.
    shims: Vec<usize>,
    /// The core modules that are fronts of the built-in adapter, with the functions that they stand in for.
    fronts: HashMap<usize, Vec<String>>,
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

impl<'a> Providers<'a> {
    /// Takes the wiring, and the core modules that are in the component.
    pub fn new(wiring: Wiring<'a>, modules: &[InspectedModule]) -> Self {
        let mut here = 0..;
        let number = |range: &Option<_>| range.as_ref().and_then(|_| here.next());
        let numbers = wiring.modules.iter().map(number).collect();
        // What is generated comes after the main module, which may have any shape.
        let generated = || modules.iter().enumerate().skip(1);
        Providers {
            modules: numbers,
            shims: generated()
                .filter(|(_, module)| is_shim(module))
                .map(|(number, _)| number)
                .collect(),
            fronts: generated()
                .filter_map(|(number, module)| Some((number, stand_ins(module)?)))
                .collect(),
            wiring,
        }
    }

    /// The core module that an instance is of, if it is of one that is here.
    pub fn module_of(&self, instance: u32) -> Option<usize> {
        match self.instance(instance)? {
            CoreInstance::Instantiated { module, .. } => {
                self.modules.get(*module as usize).copied().flatten()
            }
            CoreInstance::Reexports(_) => None,
        }
    }

    fn instance(&self, instance: u32) -> Option<&CoreInstance<'a>> {
        self.wiring.instances.get(instance as usize)
    }

    /// All instances of core modules, with their arguments.
    fn instantiated(&self) -> impl Iterator<Item = (u32, Arguments<'_>)> {
        let instances = (0..).zip(&self.wiring.instances);
        instances.filter_map(|(index, instance)| match instance {
            CoreInstance::Instantiated { arguments, .. } => Some((index, arguments.as_slice())),
            CoreInstance::Reexports(_) => None,
        })
    }

    /// The arguments of the first instance of a core module.
    pub fn instance_of(&self, module: usize) -> Option<Arguments<'_>> {
        self.instantiated()
            .find(|(instance, _)| self.module_of(*instance) == Some(module))
            .map(|(_, arguments)| arguments)
    }

    /// What satisfies the function import `module` `name` of a core module instantiated with these arguments.
    pub fn target(&self, arguments: Arguments<'_>, module: &str, name: &str) -> Target {
        let argument = arguments.iter().find(|(argument, _)| *argument == module);
        match argument {
            Some((_, instance)) => self.export_of(*instance, name, 0),
            None => Target::Other,
        }
    }

    fn export_of(&self, instance: u32, name: &str, depth: u32) -> Target {
        // Instances refer back only in a valid component.
        if depth > 16 {
            return Target::Other;
        }
        match self.instance(instance) {
            Some(CoreInstance::Reexports(_)) => match self.reexport(instance, name) {
                Some(function) => self.function(function, depth + 1),
                None => Target::Other,
            },
            Some(CoreInstance::Instantiated { .. }) => match self.through_shim(instance, name) {
                Some(function) => self.function(function, depth + 1),
                None => match self.through_front(instance, name) {
                    Some((adapter, slot)) => Target::InTable(adapter, slot),
                    None => Target::Export(instance, name.to_string()),
                },
            },
            None => Target::Other,
        }
    }

    /// The function of this name in an instance that was put together from others.
    fn reexport(&self, instance: u32, wanted: &str) -> Option<u32> {
        let Some(CoreInstance::Reexports(exports)) = self.instance(instance) else {
            return None;
        };
        let is_wanted = |(name, kind, _): &&(&str, ExternalKind, u32)| {
            *name == wanted && matches!(kind, ExternalKind::Func | ExternalKind::FuncExact)
        };
        exports.iter().find(is_wanted).map(|export| export.2)
    }

    fn function(&self, function: u32, depth: u32) -> Target {
        match self.wiring.functions.get(function as usize) {
            Some(CoreFunction::Export { instance, name }) => self.export_of(*instance, name, depth),
            Some(CoreFunction::Lowered { function, .. }) => {
                self.host(*function).map_or(Target::Other, Target::Host)
            }
            Some(CoreFunction::Intrinsic) | None => Target::Other,
        }
    }

    /// The import that a component function is, or is a part of.
    fn host(&self, function: u32) -> Option<HostFunction> {
        match self.wiring.component_functions.get(function as usize)? {
            ComponentFunction::Import(import) => Some(HostFunction {
                import: import.clone(),
                name: String::new(),
            }),
            ComponentFunction::Export { instance, name } => Some(HostFunction {
                import: self.imported_instance(*instance)?.to_string(),
                name: name.to_string(),
            }),
            ComponentFunction::Exported(earlier) if *earlier < function => self.host(*earlier),
            ComponentFunction::Exported(_) | ComponentFunction::Lifted => None,
        }
    }

    fn imported_instance(&self, instance: u32) -> Option<&str> {
        match self.wiring.component_instances.get(instance as usize)? {
            ComponentInstance::Import(import) => Some(import),
            ComponentInstance::Exported(earlier) if *earlier < instance => {
                self.imported_instance(*earlier)
            }
            ComponentInstance::Exported(_) | ComponentInstance::Own => None,
        }
    }

    /// The instance of the built-in adapter and the slot that it fills for an export of its front, if `instance` is one.
    fn through_front(&self, instance: u32, name: &str) -> Option<(u32, usize)> {
        let stand_ins = self.fronts.get(&self.module_of(instance)?)?;
        let slot = stand_ins.iter().position(|stand_in| stand_in == name)?;
        let (adapter, _) = self
            .instantiated()
            .find(|(_, arguments)| arguments.contains(&(FRONT, instance)))?;
        Some((adapter, slot))
    }

    /// The function that the fixups give to an export of the shim, if `instance` is the shim.
    ///
    /// The fixups get the functions as `actual`, or, from an older wit-component, together with the table as ``.
    fn through_shim(&self, instance: u32, name: &str) -> Option<u32> {
        if !self.shims.contains(&self.module_of(instance)?) {
            return None;
        }
        self.instantiated().find_map(|(_, arguments)| {
            let is_functions = |name: &str| name == "actual" || name.is_empty();
            let (_, actual) = arguments
                .iter()
                .find(|(argument, _)| is_functions(argument))?;
            self.reexport(*actual, name)
        })
    }
}
