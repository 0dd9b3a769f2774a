//! What a component is made of, before its calls are described: core modules, the steps that instantiate them, canonical
//! options and resource types.

use super::index::*;

/// A core module.
pub struct CoreModule {
    /// Its bytes.
    pub wasm: Vec<u8>,
    /// Whether it was made to join two component instances, and is not in the component's own bytes.
    pub fused_adapter: bool,
}

impl std::fmt::Debug for CoreModule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "core module of {} bytes", self.wasm.len())
    }
}

/// One step of instantiation.
#[derive(Debug)]
pub enum Step {
    /// Instantiate a core module; the n-th such step makes core instance n.
    Instantiate {
        /// The module.
        module: ModuleId,
        /// What the module's imports are satisfied with.
        imports: Vec<CoreImport>,
    },
    /// A memory becomes memory `index` of the canonical options.
    Memory {
        /// The number that [`CanonicalOptions::memory`] uses.
        index: MemoryId,
        /// Where it comes from.
        from: CoreExport,
    },
    /// A function becomes realloc `index` of the canonical options.
    Realloc {
        /// The number that [`CanonicalOptions::realloc`] uses.
        index: ReallocId,
        /// Where it comes from.
        from: CoreDef,
    },
    /// A function becomes post-return `index` of the canonical options.
    PostReturn {
        /// The number that [`CanonicalOptions::post_return`] uses.
        index: PostReturnId,
        /// Where it comes from.
        from: CoreDef,
    },
    /// A function becomes callback `index` of the canonical options.
    Callback {
        /// The number that [`CanonicalOptions::callback`] uses.
        index: CallbackId,
        /// Where it comes from.
        from: CoreDef,
        /// Whether it runs on a stack of its own.
        on_stack: bool,
    },
    /// Make a resource type that the component defines.
    Resource {
        /// The resource type.
        resource: ResourceId,
        /// The core function that destroys a representation.
        destructor: Option<CoreDef>,
    },
}

impl Step {
    /// The core items that it refers to, except memories.
    pub fn core_defs(&self) -> Vec<&CoreDef> {
        match self {
            Step::Instantiate { imports, .. } => imports.iter().map(|import| &import.def).collect(),
            Step::Realloc { from, .. }
            | Step::PostReturn { from, .. }
            | Step::Callback { from, .. } => vec![from],
            Step::Resource { destructor, .. } => destructor.iter().collect(),
            Step::Memory { .. } => Vec::new(),
        }
    }
}

/// A core import and what satisfies it.
#[derive(Debug)]
pub struct CoreImport {
    /// Module part of the name.
    pub module: String,
    /// Field part of the name.
    pub name: String,
    /// What satisfies it.
    pub def: CoreDef,
}

/// Where a core item comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CoreDef {
    /// Another core instance.
    Export(CoreExport),
    /// The global that holds may-leave of this component instance.
    Flags(InstanceId),
    /// The global that is 0 while a task that is not async runs: it must not wait.
    MayBlock,
    /// A function of the host.
    Trampoline(TrampolineId),
    /// `context.get` of this slot, or `context.set`.
    Context {
        /// The slot.
        slot: u32,
        /// Whether it is `context.set`.
        set: bool,
    },
}

/// An export of a core instance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CoreExport {
    /// The core instance.
    pub instance: CoreInstanceId,
    /// The export's name, which may be any string.
    pub name: String,
}

/// How a function is lifted or lowered.
#[derive(Debug, Clone)]
pub struct CanonicalOptions {
    /// The component instance that lifts or lowers.
    pub instance: InstanceId,
    /// How strings are encoded in its memory.
    pub encoding: StringEncoding,
    /// Its memory.
    pub memory: Option<MemoryId>,
    /// Its allocator.
    pub realloc: Option<ReallocId>,
    /// What to call with the core results once they are lifted.
    pub post_return: Option<PostReturnId>,
    /// Whether the function is lifted or lowered with `async`.
    pub asynchronous: bool,
    /// What to call with each event until the task exits.
    pub callback: Option<CallbackId>,
}

/// How strings are encoded in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StringEncoding {
    /// UTF-8.
    Utf8,
    /// UTF-16, little endian.
    Utf16,
    /// Latin-1, or UTF-16 where bit 31 of the length is set.
    CompactUtf16,
}

/// A resource type.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Where it comes from.
    pub origin: ResourceOrigin,
}

impl Resource {
    /// The component instance that defines it; none if it is imported.
    pub fn defined_by(&self) -> Option<InstanceId> {
        match self.origin {
            ResourceOrigin::Defined { instance, .. } => Some(instance),
            ResourceOrigin::Imported(_) => None,
        }
    }

    /// Whether the component defines it, with a core function that destroys it.
    pub fn has_destructor(&self) -> bool {
        matches!(
            self.origin,
            ResourceOrigin::Defined {
                destructor: true,
                ..
            }
        )
    }
}

/// Where a resource type comes from.
#[derive(Debug, Clone)]
pub enum ResourceOrigin {
    /// From outside.
    Imported(ImportPath),
    /// This component instance defines it.
    Defined {
        /// The defining component instance, which sees representations where others see handles.
        instance: InstanceId,
        /// Whether there is a core function to call when one is destroyed.
        destructor: bool,
    },
}

/// A resource type as one component instance sees it.
#[derive(Debug, Clone, Copy)]
pub struct ResourceTable {
    /// The resource type.
    pub resource: ResourceId,
    /// The component instance.
    pub instance: InstanceId,
}

/// The path from the component's imports to one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImportPath {
    /// The import.
    pub import: ImportId,
    /// Names of exports of instances, from the outside in; empty if the import is the item itself.
    pub names: Vec<String>,
}
