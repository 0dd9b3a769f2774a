//! Refuses by name what no backend supports, before anything else looks at the component.
//!
//! wasmtime-environ assumes that async features come with its task machinery, so they must be found first: in
//! canonical functions, in types, and in the memories of core modules.

use anyhow::{Result, bail};
use wasmtime_environ::wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentDefinedType, ComponentExternalKind, ComponentType,
    ComponentTypeDeclaration, ComponentTypeRef, InstanceTypeDeclaration, MemoryType, Parser,
    Payload, PrimitiveValType, TypeRef,
};

/// Walks the component, nested components and core modules, and stops at the first feature that is missing here.
pub fn unsupported_features(component: &[u8]) -> Result<()> {
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::ComponentSection { .. } | Payload::ModuleSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(reader) if depth == 0 => {
                for import in reader {
                    let import = import?;
                    root_import(import.name.name, &import.ty)?;
                }
            }
            Payload::ComponentExportSection(reader) if depth == 0 => {
                for export in reader {
                    let export = export?;
                    root_export(export.name.name, export.kind)?;
                }
            }
            Payload::ComponentCanonicalSection(reader) => {
                for function in reader {
                    canonical_function(&function?)?;
                }
            }
            Payload::ComponentTypeSection(reader) => {
                for ty in reader {
                    component_type(&ty?)?;
                }
            }
            Payload::MemorySection(reader) => {
                for memory in reader {
                    core_memory(&memory?)?;
                }
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    if let TypeRef::Memory(memory) = import?.ty {
                        core_memory(&memory)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn root_import(name: &str, ty: &ComponentTypeRef) -> Result<()> {
    match ty {
        ComponentTypeRef::Module(_) => {
            bail!("the component imports `{name}`, a core module, which is not supported")
        }
        ComponentTypeRef::Component(_) => {
            bail!("the component imports `{name}`, a component, which is not supported")
        }
        ComponentTypeRef::Value(_) => {
            bail!("the component imports `{name}`, a value, which is not supported")
        }
        ComponentTypeRef::Func(_) | ComponentTypeRef::Type(_) | ComponentTypeRef::Instance(_) => {
            Ok(())
        }
    }
}

fn root_export(name: &str, kind: ComponentExternalKind) -> Result<()> {
    match kind {
        ComponentExternalKind::Module => {
            bail!("the component exports `{name}`, a core module, which is not supported")
        }
        ComponentExternalKind::Component => {
            bail!("the component exports `{name}`, a component, which is not supported")
        }
        ComponentExternalKind::Value => {
            bail!("the component exports `{name}`, a value, which is not supported")
        }
        ComponentExternalKind::Func
        | ComponentExternalKind::Type
        | ComponentExternalKind::Instance => Ok(()),
    }
}

fn core_memory(memory: &MemoryType) -> Result<()> {
    if memory.memory64 {
        bail!("a core module has a 64-bit memory (memory64), which is not supported yet");
    }
    if memory.shared {
        bail!("a core module has a shared memory (threads), which is not supported yet");
    }
    Ok(())
}

fn canonical_function(function: &CanonicalFunction) -> Result<()> {
    use CanonicalFunction as F;
    match function {
        F::Lift { options, .. } => canonical_options("canon lift", options),
        F::Lower { options, .. } => canonical_options("canon lower", options),
        F::ResourceNew { .. } | F::ResourceDrop { .. } | F::ResourceRep { .. } => Ok(()),
        F::StreamNew { .. }
        | F::StreamRead { .. }
        | F::StreamWrite { .. }
        | F::StreamCancelRead { .. }
        | F::StreamCancelWrite { .. }
        | F::StreamDropReadable { .. }
        | F::StreamDropWritable { .. } => {
            bail!("the component uses streams, which are not supported yet")
        }
        F::FutureNew { .. }
        | F::FutureRead { .. }
        | F::FutureWrite { .. }
        | F::FutureCancelRead { .. }
        | F::FutureCancelWrite { .. }
        | F::FutureDropReadable { .. }
        | F::FutureDropWritable { .. } => {
            bail!("the component uses futures, which are not supported yet")
        }
        F::ErrorContextNew { .. } | F::ErrorContextDebugMessage { .. } | F::ErrorContextDrop => {
            bail!("the component uses `error-context`, which is not supported yet")
        }
        F::ThreadSpawnRef { .. }
        | F::ThreadSpawnIndirect { .. }
        | F::ThreadAvailableParallelism
        | F::ThreadYield { .. }
        | F::ThreadIndex
        | F::ThreadNewIndirect { .. }
        | F::ThreadResumeLater
        | F::ThreadSuspend { .. }
        | F::ThreadSuspendThenResume { .. }
        | F::ThreadYieldThenResume { .. }
        | F::ThreadSuspendThenPromote { .. }
        | F::ThreadYieldThenPromote { .. } => {
            bail!("the component uses threads, which are not supported yet")
        }
        F::BackpressureInc
        | F::BackpressureDec
        | F::TaskReturn { .. }
        | F::TaskCancel
        | F::ContextGet { .. }
        | F::ContextSet { .. }
        | F::SubtaskDrop
        | F::SubtaskCancel { .. }
        | F::WaitableSetNew
        | F::WaitableSetWait { .. }
        | F::WaitableSetPoll { .. }
        | F::WaitableSetDrop
        | F::WaitableJoin => {
            bail!("the component uses async functions, which are not supported yet")
        }
    }
}

fn canonical_options(place: &str, options: &[CanonicalOption]) -> Result<()> {
    for option in options {
        match option {
            CanonicalOption::Async | CanonicalOption::Callback(_) => {
                bail!("a `{place}` is async, which is not supported yet")
            }
            CanonicalOption::Gc | CanonicalOption::CoreType(_) => {
                bail!(
                    "a `{place}` uses the GC form of the canonical ABI, which is not supported yet"
                )
            }
            CanonicalOption::UTF8
            | CanonicalOption::UTF16
            | CanonicalOption::CompactUTF16
            | CanonicalOption::Memory(_)
            | CanonicalOption::Realloc(_)
            | CanonicalOption::PostReturn(_) => {}
        }
    }
    Ok(())
}

fn component_type(ty: &ComponentType) -> Result<()> {
    match ty {
        ComponentType::Defined(ty) => defined_type(ty),
        ComponentType::Func(ty) if ty.async_ => {
            bail!("the component has an `async func`, which is not supported yet")
        }
        ComponentType::Func(_) | ComponentType::Resource { .. } => Ok(()),
        ComponentType::Component(declarations) => {
            declarations
                .iter()
                .try_for_each(|declaration| match declaration {
                    ComponentTypeDeclaration::Type(ty) => component_type(ty),
                    ComponentTypeDeclaration::CoreType(_)
                    | ComponentTypeDeclaration::Alias(_)
                    | ComponentTypeDeclaration::Export { .. }
                    | ComponentTypeDeclaration::Import(_) => Ok(()),
                })
        }
        ComponentType::Instance(declarations) => {
            declarations
                .iter()
                .try_for_each(|declaration| match declaration {
                    InstanceTypeDeclaration::Type(ty) => component_type(ty),
                    InstanceTypeDeclaration::CoreType(_)
                    | InstanceTypeDeclaration::Alias(_)
                    | InstanceTypeDeclaration::Export { .. } => Ok(()),
                })
        }
    }
}

fn defined_type(ty: &ComponentDefinedType) -> Result<()> {
    match ty {
        ComponentDefinedType::Future(_) => {
            bail!("the component has a `future` type, which is not supported yet")
        }
        ComponentDefinedType::Stream(_) => {
            bail!("the component has a `stream` type, which is not supported yet")
        }
        ComponentDefinedType::Primitive(PrimitiveValType::ErrorContext) => {
            bail!("the component has an `error-context` type, which is not supported yet")
        }
        ComponentDefinedType::Primitive(_)
        | ComponentDefinedType::Record(_)
        | ComponentDefinedType::Variant(_)
        | ComponentDefinedType::List(_)
        | ComponentDefinedType::Map(..)
        | ComponentDefinedType::FixedLengthList(..)
        | ComponentDefinedType::Tuple(_)
        | ComponentDefinedType::Flags(_)
        | ComponentDefinedType::Enum(_)
        | ComponentDefinedType::Option(_)
        | ComponentDefinedType::Result { .. }
        | ComponentDefinedType::Own(_)
        | ComponentDefinedType::Borrow(_) => Ok(()),
    }
}
