//! The data of a [`Plan`]: everything a backend needs to know about a component, and nothing about a language.
//!
//! Positions in the lists of a [`Plan`] have types of their own, see `super::index`.

use super::builtins::Builtin;
use super::call::{Call, MemoryView, Routine};
use super::features::Features;
use super::index::*;
use super::types::{Flat, TypeId, Types};
use std::collections::BTreeMap;

/// What to instantiate, in what order and from what; what to lift and lower, and how; and the types, named.
#[derive(Debug)]
pub struct Plan {
    /// Core modules, the component's own and those of its fused adapters.
    pub modules: Vec<CoreModule>,
    /// The steps of instantiation, in order.
    pub steps: Vec<Step>,
    /// Core functions that the host supplies.
    pub trampolines: Vec<Trampoline>,
    /// Canonical options, shared by lifted and lowered functions.
    pub options: Vec<CanonicalOptions>,
    /// All types.
    pub types: Types,
    /// Every distinct resource type: imported ones, then those the component defines.
    pub resources: Vec<Resource>,
    /// Resource types as one component instance sees them; handles belong to these.
    ///
    /// Tables that only occur in the type of an import or export belong to no instance, and are `None`.
    pub tables: Vec<Option<ResourceTable>>,
    /// Memories as calls use them.
    pub views: Vec<MemoryView>,
    /// Types that are read and written by functions of their own; parts are before what is made of them.
    pub routines: Vec<Routine>,
    /// What the component asks of an engine or backend.
    pub features: Features,
    /// The codes that [`Trampoline::Trap`] is called with, in words.
    pub trap_texts: BTreeMap<u32, String>,
    /// What the component imports.
    pub imports: Vec<Item>,
    /// What the component exports.
    pub exports: Vec<Item>,
    /// How many component instances there are; each has its own handles and its own right to leave.
    pub instances: usize,
    /// The component instances whose right to leave core code reads and writes through a global.
    pub shared_flags: Vec<bool>,
    /// Documentation comments, empty unless a user gives them.
    pub docs: super::docs::Docs,
}

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
    },
    /// A resource type that the component defines comes into being.
    Resource {
        /// The resource type.
        resource: ResourceId,
        /// The core function that destroys a representation.
        destructor: Option<CoreDef>,
    },
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
    /// A function of the host.
    Trampoline(TrampolineId),
    /// `context.get` of this slot, or `context.set`.
    Context {
        /// The slot.
        slot: u32,
        /// Whether it is set.
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

/// A core function that the host supplies.
#[derive(Debug)]
pub enum Trampoline {
    /// An imported component function, lowered.
    LowerImport {
        /// Position in [`Plan::imports`], then the names that lead from there to the function.
        import: ImportPath,
        /// Its type as the lowering instance sees it.
        ty: FunctionType,
        /// How it is called.
        call: Box<Call>,
    },
    /// Copies a string from one memory to another and changes its encoding.
    Transcode {
        /// What it does.
        op: Transcode,
        /// Memory to read.
        from: MemoryId,
        /// Memory to write.
        to: MemoryId,
    },
    /// Makes an owned handle of a representation.
    ResourceNew {
        /// Its table.
        table: TableId,
    },
    /// Returns the representation of a handle.
    ResourceRep {
        /// Its table.
        table: TableId,
    },
    /// Drops a handle.
    ResourceDrop {
        /// Its table.
        table: TableId,
    },
    /// Moves an owned handle between two component instances: `(handle, from table, to table) -> handle`.
    TransferOwn,
    /// Lends a handle to another component instance: `(handle, from table, to table) -> handle`.
    TransferBorrow,
    /// Opens the scope of a call between two component instances: `(caller, async, callee)`.
    EnterCall,
    /// Closes it; what was lent in it must have been dropped.
    ExitCall,
    /// Traps with a code.
    Trap,
    /// Suspends the stack until the promise of a split import is settled.
    Wait,
    /// Returns what a split import has returned.
    Take {
        /// In core values.
        results: Vec<Flat>,
    },
    /// A built-in function of component-model async.
    Builtin {
        /// The component instance that calls it.
        instance: InstanceId,
        /// What it does.
        builtin: Builtin,
    },
}

/// What a [`Trampoline::Transcode`] does. Lengths are code units; a pair is units read and units written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transcode {
    /// `(source, length, target)`: checks and copies UTF-8.
    CopyUtf8,
    /// `(source, length, target)`: checks and copies UTF-16.
    CopyUtf16,
    /// `(source, length, target)`: copies Latin-1.
    CopyLatin1,
    /// `(source, length, target)`.
    Latin1ToUtf16,
    /// `(source, length, target, room, first pass) -> (read, written)`.
    Latin1ToUtf8,
    /// `(source, length, target) -> tagged length`: deflates to Latin-1 if it can.
    Utf16ToCompactProbablyUtf16,
    /// `(source, length, target, room, Latin-1 bytes so far) -> length`.
    Utf16ToCompactUtf16,
    /// `(source, length, target) -> (read, written)`: stops at what Latin-1 lacks.
    Utf16ToLatin1,
    /// `(source, length, target, room, first pass) -> (read, written)`.
    Utf16ToUtf8,
    /// `(source, length, target, room, Latin-1 bytes so far) -> length`.
    Utf8ToCompactUtf16,
    /// `(source, length, target) -> (read, written)`: stops at what Latin-1 lacks.
    Utf8ToLatin1,
    /// `(source, length, target) -> length`.
    Utf8ToUtf16,
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
    /// Whether the core function neither blocks nor is blocked.
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

/// A resource type in the eyes of one component instance.
#[derive(Debug, Clone, Copy)]
pub struct ResourceTable {
    /// The resource type.
    pub resource: ResourceId,
    /// The component instance.
    pub instance: InstanceId,
}

/// The way from the component's imports to one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImportPath {
    /// The import.
    pub import: ImportId,
    /// Names of exports of instances, from the outside in; empty if the import is the item itself.
    pub names: Vec<String>,
}

/// The type of a component function.
#[derive(Debug, Clone)]
pub struct FunctionType {
    /// Names and types of the parameters.
    pub params: Vec<(String, TypeId)>,
    /// Type of the result.
    pub result: Option<TypeId>,
    /// Whether it is an `async func`.
    pub asynchronous: bool,
    /// Whether, though it is not one, the host may return a promise, or gets one.
    pub suspends: bool,
}

/// A named import or export, of the component or of an instance.
#[derive(Debug)]
pub struct Item {
    /// Its name: a plain label, or an interface name with its version.
    pub name: String,
    /// The interface that a plainly named instance implements.
    pub implements: Option<String>,
    /// What it is.
    pub kind: ItemKind,
}

/// What an [`Item`] is.
#[derive(Debug)]
pub enum ItemKind {
    /// A function.
    Function(Function),
    /// An instance.
    Instance(Vec<Item>),
    /// A value type.
    Type(TypeId),
    /// A resource type; `None` if it only occurs in the type of the item.
    Resource(Option<ResourceId>),
}

/// A function that is imported or exported.
#[derive(Debug)]
pub struct Function {
    /// Its type as the outside sees it.
    pub ty: FunctionType,
    /// How it is lifted, if it is an export.
    pub lift: Option<Lift>,
}

/// A lifted core function.
#[derive(Debug)]
pub struct Lift {
    /// Its type as the lifting instance sees it.
    pub ty: FunctionType,
    /// The core function.
    pub core: CoreDef,
    /// How it is called.
    pub call: Box<Call>,
}
