//! How the instances of an encoded component hang together: what satisfies each import of each core module.
//!
//! Only the outermost component is looked at. Positions are the ordinals of its sections, as they are read, so that a
//! later pass can say "before this section" about the same bytes.

use super::canonical::options_of;
use anyhow::{Context, Result};
use std::ops::Range;
use wasmparser::types::Types;
use wasmparser::{
    CanonicalFunction, CanonicalOption, Chunk, ComponentAlias, ComponentExternalKind,
    ComponentOuterAliasKind, ComponentTypeRef, ExternalKind, FuncType, Instance, Parser, Payload,
    Validator, WasmFeatures,
};

/// How many items of the index spaces that core instances are wired from exist at some point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spaces {
    /// Core modules.
    pub modules: u32,
    /// Core instances.
    pub instances: u32,
    /// Core functions.
    pub functions: u32,
    /// Core memories.
    pub memories: u32,
    /// Core tables.
    pub tables: u32,
    /// Component functions.
    pub component_functions: u32,
}

impl Spaces {
    /// Adds in each index space.
    pub fn add(&mut self, other: &Spaces) {
        self.modules += other.modules;
        self.instances += other.instances;
        self.functions += other.functions;
        self.memories += other.memories;
        self.tables += other.tables;
        self.component_functions += other.component_functions;
    }

    /// Subtracts in each index space what came before.
    pub fn minus(&self, before: &Spaces) -> Spaces {
        Spaces {
            modules: self.modules - before.modules,
            instances: self.instances - before.instances,
            functions: self.functions - before.functions,
            memories: self.memories - before.memories,
            tables: self.tables - before.tables,
            component_functions: self.component_functions - before.component_functions,
        }
    }
}

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
        /// Where: the section and the item within it.
        at: (usize, usize),
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
}

/// The wiring of a component.
pub struct Wiring<'a> {
    /// The contents of the core modules.
    pub modules: Vec<Range<usize>>,
    /// The core instances.
    pub instances: Vec<CoreInstance<'a>>,
    /// The section that each core instance is in.
    pub instance_sections: Vec<usize>,
    /// The core functions.
    pub functions: Vec<CoreFunction<'a>>,
    /// Where each component function comes from, if it is an export of an instance: the instance and the name.
    pub component_functions: Vec<Option<(u32, &'a str)>>,
    /// Every use of a core function as realloc or post-return.
    pub call_backs: Vec<CallBack>,
    /// How many items exist before each section, and after the last.
    pub before: Vec<Spaces>,
    types: Types,
}

impl<'a> Wiring<'a> {
    /// Reads the wiring of a component, which must be valid.
    pub fn read(component: &'a [u8]) -> Result<Self> {
        let types = Validator::new_with_features(WasmFeatures::all())
            .validate_all(component)
            .context("wit-component made an invalid component")?;
        let mut reading = Reading {
            wiring: Wiring {
                modules: Vec::new(),
                instances: Vec::new(),
                instance_sections: Vec::new(),
                functions: Vec::new(),
                component_functions: Vec::new(),
                call_backs: Vec::new(),
                before: Vec::new(),
                types,
            },
            spaces: Spaces::default(),
            section: 0,
        };
        for_each_section(component, |payload| reading.payload(payload))?;
        reading.wiring.before.push(reading.spaces);
        Ok(reading.wiring)
    }

    /// The type of a core function.
    pub fn function_type(&self, function: u32) -> &FuncType {
        self.types[self.types.as_ref().core_function_at(function)].unwrap_func()
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
    spaces: Spaces,
    section: usize,
}

impl<'a> Reading<'a> {
    fn payload(&mut self, payload: Payload<'a>) -> Result<()> {
        self.wiring.before.push(self.spaces);
        match payload {
            Payload::ModuleSection {
                unchecked_range, ..
            } => {
                let range = unchecked_range.start as usize..unchecked_range.end as usize;
                self.wiring.modules.push(range);
                self.spaces.modules += 1;
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
                for (item, function) in section.into_iter().enumerate() {
                    self.canonical(item, function?);
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
        self.wiring.instance_sections.push(self.section);
        self.spaces.instances += 1;
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
                ComponentExternalKind::Module => self.spaces.modules += 1,
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
                ExternalKind::Memory => self.spaces.memories += 1,
                ExternalKind::Table => self.spaces.tables += 1,
                ExternalKind::Global | ExternalKind::Tag => {}
            },
            ComponentAlias::Outer { kind, .. } => {
                if kind == ComponentOuterAliasKind::CoreModule {
                    self.spaces.modules += 1;
                }
            }
        }
    }

    fn canonical(&mut self, item: usize, function: CanonicalFunction) {
        self.call_backs(options_of(&function));
        match function {
            CanonicalFunction::Lift { .. } => self.component_function(None),
            CanonicalFunction::Lower {
                func_index,
                options,
            } => {
                self.core_function(CoreFunction::Lowered {
                    function: func_index,
                    options: options.into_vec(),
                    at: (self.section, item),
                });
            }
            // All others are core functions that the host supplies; `options_of` names them.
            _ => self.core_function(CoreFunction::Intrinsic),
        }
    }

    fn call_backs(&mut self, options: &[CanonicalOption]) {
        for option in options {
            if let CanonicalOption::Realloc(function) | CanonicalOption::PostReturn(function) =
                *option
            {
                self.wiring.call_backs.push(CallBack {
                    function,
                    section: self.section,
                });
            }
        }
    }

    fn core_function(&mut self, function: CoreFunction<'a>) {
        self.wiring.functions.push(function);
        self.spaces.functions += 1;
    }

    fn component_function(&mut self, origin: Option<(u32, &'a str)>) {
        self.wiring.component_functions.push(origin);
        self.spaces.component_functions += 1;
    }
}
