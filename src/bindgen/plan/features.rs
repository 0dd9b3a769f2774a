//! What a component asks of an engine and of a backend, found before anything else looks at the component.
//!
//! A backend refuses by name the [`Features`] that it lacks. What no plan can describe is refused here: modules and
//! components as imports or exports, 64-bit memories, the GC form of the canonical ABI.
//!
//! wasmtime-environ assumes that async features come with its task machinery, so they must be found first: in
//! canonical functions, in types, and in the memories of core modules.

use anyhow::{Error, Result, anyhow, bail};
use wasmtime_environ::wasmparser::{
    BinaryReaderError, CanonicalFunction, CanonicalOption, ComponentDefinedType,
    ComponentExternalKind, ComponentType, ComponentTypeDeclaration, ComponentTypeRef,
    InstanceTypeDeclaration, MemoryType, Operator, Parser, Payload, PrimitiveValType, TypeRef,
};

/// What a component asks of an engine and of a backend; a text names the part of the component that asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// Core code may catch exceptions, and with them errors that a host throws.
    pub catches_exceptions: bool,
    /// Core code throws exceptions or has types of the GC proposal: an engine needs a garbage collector.
    pub garbage_collected: bool,
    /// Functions, streams, futures or built-ins of component-model async.
    pub asynchronous: Option<String>,
    /// What may suspend the stack it is called on: an engine needs JSPI.
    pub blocking: Option<String>,
    /// Threads.
    pub threads: Option<String>,
}

impl Features {
    /// Refuses what needs tasks or threads.
    pub fn refuse_async(&self) -> Result<()> {
        refuse([&self.threads, &self.asynchronous, &self.blocking])
    }

    /// Refuses threads, which no plan describes.
    pub(super) fn refuse_threads(&self) -> Result<()> {
        refuse([&self.threads])
    }

    fn asks_async(&mut self, what: impl Into<String>) {
        self.asynchronous.get_or_insert(what.into());
    }

    /// Notes something that has to suspend the stack that it is called on.
    fn asks_blocking(&mut self, what: impl Into<String>) {
        let what = what.into();
        self.asks_async(what.clone());
        self.blocking.get_or_insert(what);
    }

    fn asks_threads(&mut self, what: &str) {
        self.threads.get_or_insert(what.into());
    }

    /// Walks the component, nested components and core modules.
    pub fn of(component: &[u8]) -> Result<Features> {
        let mut features = Features::default();
        walk(component, &mut features)?;
        Ok(features)
    }
}

fn refuse<'f>(missing: impl IntoIterator<Item = &'f Option<String>>) -> Result<()> {
    match missing.into_iter().flatten().next() {
        Some(what) => bail!("{what}, which is not supported yet"),
        None => Ok(()),
    }
}

fn walk(component: &[u8], features: &mut Features) -> Result<()> {
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
                let section = &component[reader.range()];
                for function in reader {
                    let function = function.map_err(|error| newer_builtin(section, error))?;
                    canonical_function(&function, features)?;
                }
            }
            Payload::ComponentTypeSection(reader) => {
                for ty in reader {
                    component_type(&ty?, features);
                }
            }
            Payload::CodeSectionEntry(body) if !features.catches_exceptions => {
                for operator in body.get_operators_reader()? {
                    if let Operator::TryTable { .. } = operator? {
                        features.catches_exceptions = true;
                        break;
                    }
                }
            }
            Payload::MemorySection(reader) => {
                for memory in reader {
                    core_memory(&memory?, features)?;
                }
            }
            Payload::ImportSection(reader) => {
                for import in reader.into_imports() {
                    if let TypeRef::Memory(memory) = import?.ty {
                        core_memory(&memory, features)?;
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

fn core_memory(memory: &MemoryType, features: &mut Features) -> Result<()> {
    if memory.memory64 {
        bail!("a core module has a 64-bit memory (memory64), which is not supported yet");
    }
    if memory.shared {
        features.asks_threads("a core module has a shared memory (threads)");
    }
    Ok(())
}

/// The text for the use of streams and futures.
const COPIES: &str = "the component uses a `stream` or a `future`";

/// The text for a wait on a stack.
const WAIT: &str = "the component uses `waitable-set.wait`";

/// The text for the use of tasks.
const TASKS: &str = "the component uses a built-in function for async";

fn canonical_function(function: &CanonicalFunction, features: &mut Features) -> Result<()> {
    use CanonicalFunction as F;
    refuse_cancellable(function)?;
    match function {
        F::Lift { options, .. } => return lift_options(options, features),
        F::Lower { options, .. } => return canonical_options("canon lower", options, features),
        F::ResourceNew { .. } | F::ResourceDrop { .. } | F::ResourceRep { .. } => {}
        F::StreamRead { options, .. }
        | F::StreamWrite { options, .. }
        | F::FutureRead { options, .. }
        | F::FutureWrite { options, .. } => copy_options(options, features),
        F::StreamNew { .. }
        | F::StreamCancelRead { .. }
        | F::StreamCancelWrite { .. }
        | F::StreamDropReadable { .. }
        | F::StreamDropWritable { .. }
        | F::FutureNew { .. }
        | F::FutureCancelRead { .. }
        | F::FutureCancelWrite { .. }
        | F::FutureDropReadable { .. }
        | F::FutureDropWritable { .. } => features.asks_async(COPIES),
        F::ErrorContextNew { .. } | F::ErrorContextDebugMessage { .. } | F::ErrorContextDrop => {
            features.asks_async("the component uses `error-context`");
        }
        F::ThreadSpawnRef { .. }
        | F::ThreadSpawnIndirect { .. }
        | F::ThreadAvailableParallelism
        | F::ThreadIndex
        | F::ThreadNewIndirect { .. }
        | F::ThreadResumeLater
        | F::ThreadSuspend { .. }
        | F::ThreadSuspendThenResume { .. }
        | F::ThreadYieldThenResume { .. }
        | F::ThreadSuspendThenPromote { .. }
        | F::ThreadYieldThenPromote { .. } => {
            features.asks_threads("the component uses a built-in function for threads");
        }
        F::ThreadYield { .. } => features.asks_blocking("the component uses `thread.yield`"),
        F::WaitableSetWait { .. } => features.asks_blocking(WAIT),
        F::BackpressureInc
        | F::BackpressureDec
        | F::TaskReturn { .. }
        | F::TaskCancel
        | F::ContextGet { .. }
        | F::ContextSet { .. }
        | F::SubtaskDrop
        | F::SubtaskCancel { .. }
        | F::WaitableSetNew
        | F::WaitableSetPoll { .. }
        | F::WaitableSetDrop
        | F::WaitableJoin => features.asks_async(TASKS),
    }
    Ok(())
}

/// The error for a section of canonical functions that this parser does not read. It says `invalid leading byte` of functions
/// that are newer than it, and a newer parser has their names.
fn newer_builtin(section: &[u8], error: BinaryReaderError) -> Error {
    use wasmparser::{BinaryReader, CanonicalFunction as F, ComponentCanonicalSectionReader};
    let functions = ComponentCanonicalSectionReader::new(BinaryReader::new(section, 0));
    let newer = |function| match function {
        Ok(F::StreamForward { .. }) => Some("stream.forward"),
        Ok(F::FutureForward { .. }) => Some("future.forward"),
        _ => None,
    };
    let found = functions
        .ok()
        .and_then(|all| all.into_iter().find_map(newer));
    match found {
        Some(name) => anyhow!("the component uses `{name}`, which is not supported yet"),
        None => error.into(),
    }
}

/// Refuses waits that a cancellation ends, which are no longer in the specification.
fn refuse_cancellable(function: &CanonicalFunction) -> Result<()> {
    use CanonicalFunction as F;
    let what = match function {
        F::ThreadYield { cancellable: true } => "thread.yield",
        F::WaitableSetWait {
            cancellable: true, ..
        } => "waitable-set.wait",
        F::WaitableSetPoll {
            cancellable: true, ..
        } => "waitable-set.poll",
        _ => return Ok(()),
    };
    bail!("a `{what}` is cancellable, which is not supported")
}

/// A function that is lifted async without a callback waits on a stack of its own.
fn lift_options(options: &[CanonicalOption], features: &mut Features) -> Result<()> {
    let callback = |option: &CanonicalOption| matches!(option, CanonicalOption::Callback(_));
    if options.contains(&CanonicalOption::Async) && !options.iter().any(callback) {
        features.asks_blocking("a `canon lift` is async without a callback");
    }
    canonical_options("canon lift", options, features)
}

/// A read or write without `async` waits for the other end.
fn copy_options(options: &[CanonicalOption], features: &mut Features) {
    features.asks_async(COPIES);
    if !options.contains(&CanonicalOption::Async) {
        features
            .asks_blocking("the component reads or writes a stream or a future without `async`");
    }
}

fn canonical_options(
    place: &str,
    options: &[CanonicalOption],
    features: &mut Features,
) -> Result<()> {
    for option in options {
        match option {
            CanonicalOption::Async | CanonicalOption::Callback(_) => {
                features.asks_async(format!("a `{place}` is async"));
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

fn component_type(ty: &ComponentType, features: &mut Features) {
    match ty {
        ComponentType::Defined(ty) => defined_type(ty, features),
        ComponentType::Func(ty) if ty.async_ => {
            features.asks_async("the component has an `async func`");
        }
        ComponentType::Func(_) | ComponentType::Resource { .. } => {}
        ComponentType::Component(declarations) => {
            for declaration in declarations {
                match declaration {
                    ComponentTypeDeclaration::Type(ty) => component_type(ty, features),
                    ComponentTypeDeclaration::CoreType(_)
                    | ComponentTypeDeclaration::Alias(_)
                    | ComponentTypeDeclaration::Export { .. }
                    | ComponentTypeDeclaration::Import(_) => {}
                }
            }
        }
        ComponentType::Instance(declarations) => {
            for declaration in declarations {
                match declaration {
                    InstanceTypeDeclaration::Type(ty) => component_type(ty, features),
                    InstanceTypeDeclaration::CoreType(_)
                    | InstanceTypeDeclaration::Alias(_)
                    | InstanceTypeDeclaration::Export { .. } => {}
                }
            }
        }
    }
}

fn defined_type(ty: &ComponentDefinedType, features: &mut Features) {
    match ty {
        ComponentDefinedType::Future(_) => features.asks_async("the component has a `future` type"),
        ComponentDefinedType::Stream(_) => features.asks_async("the component has a `stream` type"),
        ComponentDefinedType::Primitive(PrimitiveValType::ErrorContext) => {
            features.asks_async("the component has an `error-context` type");
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
        | ComponentDefinedType::Borrow(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::Features;

    #[test]
    fn built_in_functions_that_are_newer_than_the_translator_are_refused_by_name() {
        for (built_in, name) in [(0x2e, "stream.forward"), (0x2f, "future.forward")] {
            // A component with `(type (stream u8))`, and one canonical function for it.
            let component = [
                b"\0asm\x0d\0\x01\0\x07\x04\x01\x66\x01\x7d\x08\x03\x01",
                &[built_in, 0][..],
            ];
            let error = Features::of(&component.concat()).unwrap_err().to_string();
            assert_eq!(
                error,
                format!("the component uses `{name}`, which is not supported yet")
            );
        }
        let unknown = Features::of(b"\0asm\x0d\0\x01\0\x08\x03\x01\xee\0").unwrap_err();
        assert!(
            unknown
                .to_string()
                .starts_with("invalid leading byte (0xee)")
        );
    }
}
