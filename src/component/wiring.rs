//! How the instances of an encoded component hang together: what satisfies each import of each core module.
//!
//! Only the outermost component is looked at. Positions are the ordinals of its sections, as they are read, so that a
//! later pass can say "before this section" about the same bytes.

use super::canonical::options_of;
use super::module::Module;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{
    CanonicalFunction, CanonicalOption, Chunk, ComponentAlias, ComponentExternalKind,
    ComponentOuterAliasKind, ComponentTypeRef, ExternalKind, FuncType, Instance, Parser, Payload,
    WasmFeatures,
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
    /// A bag of exports, put together from other instances and lowered functions.
    Bag(Vec<(&'a str, ExternalKind, u32)>),
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

/// The wiring of a component.
pub struct Wiring<'a> {
    /// The contents of the core modules that are defined here.
    pub modules: Vec<Option<Range<usize>>>,
    /// The core instances.
    pub instances: Vec<CoreInstance<'a>>,
    /// The core functions.
    pub functions: Vec<CoreFunction<'a>>,
    /// Where each component function comes from, if it is an export of an instance: the instance and the name.
    pub component_functions: Vec<Option<(u32, &'a str)>>,
    /// The core functions that are lifted.
    pub lifted: Vec<u32>,
    /// Every use of a core function as realloc or post-return.
    pub call_backs: Vec<CallBack>,
}

impl<'a> Wiring<'a> {
    /// Reads the wiring of a component. Names are not checked here: a wrong one that the user asked for is found when the
    /// whole component is validated, where the user wants that.
    pub fn read(component: &'a [u8]) -> Result<Self> {
        let mut reading = Reading {
            wiring: Wiring {
                modules: Vec::new(),
                instances: Vec::new(),
                functions: Vec::new(),
                component_functions: Vec::new(),
                lifted: Vec::new(),
                call_backs: Vec::new(),
            },
            section: 0,
        };
        for_each_section(component, |payload| reading.payload(payload))?;
        Ok(reading.wiring)
    }
}

/// The core modules of a component, each read when something about it is first asked.
pub struct Modules<'a> {
    component: &'a [u8],
    read: BTreeMap<u32, Module<'a>>,
}

impl<'a> Modules<'a> {
    /// Starts with none that was read.
    pub fn of(component: &'a [u8]) -> Self {
        Modules {
            component,
            read: BTreeMap::new(),
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
        let Some(range) = wiring.modules[*module as usize].clone() else {
            return Ok(None);
        };
        if !self.read.contains_key(module) {
            self.read
                .insert(*module, Module::parse(&self.component[range])?);
        }
        Ok(self.read[module].exported_function(name).cloned())
    }
}

/// Calls `each` with the sections of a component, without going into what is nested in them.
pub fn for_each_section<'a>(
    component: &'a [u8],
    mut each: impl FnMut(Payload<'a>) -> Result<()>,
) -> Result<()> {
    let mut parser = Parser::new(0);
    parser.set_features(WasmFeatures::all());
    let mut rest = component;
    while !rest.is_empty() {
        let Chunk::Parsed { consumed, payload } = parser.parse(rest, true)? else {
            anyhow::bail!("internal error: the component is cut short");
        };
        rest = &rest[consumed..];
        if let Payload::ModuleSection {
            unchecked_range, ..
        }
        | Payload::ComponentSection {
            unchecked_range, ..
        } = &payload
        {
            let skipped = (unchecked_range.end - unchecked_range.start) as usize;
            rest = rest
                .get(skipped..)
                .context("internal error: the component is cut short")?;
        }
        match payload {
            Payload::Version { .. } | Payload::End(_) => {}
            section => each(section)?,
        }
    }
    Ok(())
}

/// The contents of the first core module, which is the main module's place.
pub fn main_module(component: &[u8]) -> Result<Range<usize>> {
    let mut found = None;
    for_each_section(component, |payload| {
        if let (
            None,
            Payload::ModuleSection {
                unchecked_range, ..
            },
        ) = (&found, payload)
        {
            found = Some(unchecked_range.start as usize..unchecked_range.end as usize);
        }
        Ok(())
    })?;
    found.context("internal error: the component has no core module")
}

struct Reading<'a> {
    wiring: Wiring<'a>,
    section: usize,
}

impl<'a> Reading<'a> {
    fn payload(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::ModuleSection {
                unchecked_range, ..
            } => {
                let range = unchecked_range.start as usize..unchecked_range.end as usize;
                self.wiring.modules.push(Some(range));
            }
            Payload::InstanceSection(section) => {
                for instance in section {
                    self.instance(instance?);
                }
            }
            Payload::ComponentAliasSection(section) => {
                for alias in section {
                    self.alias(alias?);
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for function in section {
                    self.canonical(function?);
                }
            }
            Payload::ComponentImportSection(section) => {
                for import in section {
                    if let ComponentTypeRef::Func(_) = import?.ty {
                        self.component_function(None);
                    }
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section {
                    if export?.kind == ComponentExternalKind::Func {
                        self.component_function(None);
                    }
                }
            }
            // What else there is defines nothing that core instances are wired from.
            _ => {}
        }
        self.section += 1;
        Ok(())
    }

    fn instance(&mut self, instance: Instance<'a>) {
        let instance = match instance {
            Instance::Instantiate { module_index, args } => CoreInstance::Instantiated {
                module: module_index,
                arguments: args.iter().map(|arg| (arg.name, arg.index)).collect(),
            },
            Instance::FromExports(exports) => CoreInstance::Bag(
                exports
                    .iter()
                    .map(|export| (export.name, export.kind, export.index))
                    .collect(),
            ),
        };
        self.wiring.instances.push(instance);
    }

    fn alias(&mut self, alias: ComponentAlias<'a>) {
        match alias {
            ComponentAlias::InstanceExport {
                kind,
                instance_index,
                name,
            } => match kind {
                ComponentExternalKind::Func => {
                    self.component_function(Some((instance_index, name)))
                }
                ComponentExternalKind::Module => self.wiring.modules.push(None),
                ComponentExternalKind::Value
                | ComponentExternalKind::Type
                | ComponentExternalKind::Instance
                | ComponentExternalKind::Component => {}
            },
            ComponentAlias::CoreInstanceExport {
                kind,
                instance_index: instance,
                name,
            } => match kind {
                ExternalKind::Func | ExternalKind::FuncExact => {
                    self.core_function(CoreFunction::Export { instance, name });
                }
                ExternalKind::Memory
                | ExternalKind::Table
                | ExternalKind::Global
                | ExternalKind::Tag => {}
            },
            ComponentAlias::Outer { kind, .. } => {
                if kind == ComponentOuterAliasKind::CoreModule {
                    self.wiring.modules.push(None);
                }
            }
        }
    }

    fn canonical(&mut self, function: CanonicalFunction) {
        let lifts = matches!(function, CanonicalFunction::Lift { .. });
        let by = (!lifts).then_some(self.wiring.functions.len() as u32);
        self.call_backs(options_of(&function), by);
        match function {
            CanonicalFunction::Lift {
                core_func_index, ..
            } => {
                self.wiring.lifted.push(core_func_index);
                self.component_function(None);
            }
            CanonicalFunction::Lower {
                func_index,
                options,
            } => {
                self.core_function(CoreFunction::Lowered {
                    function: func_index,
                    options: options.into_vec(),
                });
            }
            // All others are core functions that the host supplies; `options_of` names them.
            _ => self.core_function(CoreFunction::Intrinsic),
        }
    }

    fn call_backs(&mut self, options: &[CanonicalOption], by: Option<u32>) {
        for option in options {
            if let CanonicalOption::Realloc(function) | CanonicalOption::PostReturn(function) =
                *option
            {
                self.wiring.call_backs.push(CallBack {
                    function,
                    section: self.section,
                    by,
                });
            }
        }
    }

    fn core_function(&mut self, function: CoreFunction<'a>) {
        self.wiring.functions.push(function);
    }

    fn component_function(&mut self, origin: Option<(u32, &'a str)>) {
        self.wiring.component_functions.push(origin);
    }
}
