//! The data of a [`Plan`]: everything a backend needs to know about a component, and nothing about a language.
//!
//! Positions in the lists of a [`Plan`] have types of their own, see `super::index`.

use super::builtins::Builtin;
use super::call::{Call, CoreSignature, Ending, MemoryView, Routine};
use super::features::Features;
use super::guest_call::GuestCall;
use super::index::*;
use super::steps::{
    CanonicalOptions, CoreDef, CoreModule, ImportPath, Resource, ResourceTable, Step,
};
use super::types::{End, Flat, FunctionType, TypeId, Types};
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
    /// Types with functions of their own that read and write them; the parts of a type come before the type.
    pub routines: Vec<Routine>,
    /// What the component asks of an engine or backend.
    pub features: Features,
    /// The codes that [`Trampoline::Trap`] is called with, in words.
    pub trap_texts: BTreeMap<u32, String>,
    /// What the component imports.
    pub imports: Vec<Item>,
    /// What the component exports.
    pub exports: Vec<Item>,
    /// How many component instances there are; each has its own handles and its own may-leave.
    pub instances: usize,
    /// For each component instance, whether core code reads and writes its may-leave through a global.
    pub shared_flags: Vec<bool>,
    /// The ends of streams, by the numbers that [`Trampoline::TransferStream`] gets; empty if there is no transfer.
    pub stream_tables: Vec<End>,
    /// The ends of futures, by the numbers that [`Trampoline::TransferFuture`] gets.
    pub future_tables: Vec<End>,
    /// Error contexts, by the numbers that [`Trampoline::TransferErrorContext`] gets.
    pub error_context_tables: Vec<End>,
    /// Documentation comments, empty unless a user gives them.
    pub docs: super::docs::Docs,
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
    /// Closes the scope; the callee must have dropped every handle that was lent in it.
    ExitCall,
    /// Traps with a code.
    Trap,
    /// Suspends the stack until the promise of a split import is settled.
    Wait,
    /// Returns what a split import has returned.
    Take {
        /// The core types of its results.
        results: Vec<Flat>,
    },
    /// Gets what a core function returned on a stack of its own.
    Done {
        /// The core types of what was returned.
        params: Vec<Flat>,
    },
    /// A call between component instances where one side is async.
    GuestCall(Box<GuestCall>),
    /// Moves the readable end of a stream between component instances: `(handle, from table, to table) -> handle`.
    TransferStream,
    /// The same for a future.
    TransferFuture,
    /// Gives another component instance an error context: `(handle, from table, to table) -> handle`.
    TransferErrorContext,
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

/// A named import or export, of the component or of an instance.
#[derive(Debug)]
pub struct Item {
    /// Its name: a plain label, or an interface name with its version.
    pub name: String,
    /// The interface that an instance with a label implements.
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

impl Trampoline {
    /// The type that core modules import the function with. A function that may suspend is split; this is the type of its
    /// first part, which returns whether there is a result already.
    pub fn signature(&self) -> CoreSignature {
        let mut signature = self.joined_signature();
        if self.suspends() {
            signature.results = vec![Flat::I32];
        }
        signature
    }

    /// Whether the function may suspend the stack that it is called on.
    pub fn suspends(&self) -> bool {
        match self {
            Trampoline::LowerImport { call, .. } => call.ending == Ending::Suspend,
            Trampoline::Builtin { builtin, .. } => builtin.suspends(),
            Trampoline::GuestCall(call) => !call.subtask,
            _ => false,
        }
    }

    /// The type of the whole function; if it may suspend, a core module joins its parts to a function of this type.
    pub fn joined_signature(&self) -> CoreSignature {
        let (params, results) = match self {
            Trampoline::LowerImport { call, .. } => return call.signature.clone(),
            Trampoline::Take { results } => {
                return CoreSignature {
                    params: Vec::new(),
                    results: results.clone(),
                };
            }
            Trampoline::Done { params } => {
                return CoreSignature {
                    params: params.clone(),
                    results: Vec::new(),
                };
            }
            Trampoline::Builtin { builtin, .. } => return builtin.signature(),
            Trampoline::GuestCall(call) => return call.signature.clone(),
            Trampoline::Transcode { op, .. } => match op {
                Transcode::CopyUtf8
                | Transcode::CopyUtf16
                | Transcode::CopyLatin1
                | Transcode::Latin1ToUtf16 => (3, 0),
                Transcode::Latin1ToUtf8 | Transcode::Utf16ToUtf8 => (5, 2),
                Transcode::Utf16ToCompactProbablyUtf16 | Transcode::Utf8ToUtf16 => (3, 1),
                Transcode::Utf16ToCompactUtf16 | Transcode::Utf8ToCompactUtf16 => (5, 1),
                Transcode::Utf16ToLatin1 | Transcode::Utf8ToLatin1 => (3, 2),
            },
            Trampoline::ResourceNew { .. } | Trampoline::ResourceRep { .. } => (1, 1),
            Trampoline::ResourceDrop { .. } | Trampoline::Trap => (1, 0),
            Trampoline::TransferOwn
            | Trampoline::TransferBorrow
            | Trampoline::TransferStream
            | Trampoline::TransferFuture
            | Trampoline::TransferErrorContext => (3, 1),
            Trampoline::EnterCall => (3, 0),
            Trampoline::ExitCall | Trampoline::Wait => (0, 0),
        };
        CoreSignature::words(params, results)
    }
}

macro_rules! lists {
    ($($id:ident => $item:ty),* $(,)?) => {$(
        impl std::ops::Index<$id> for Vec<$item> {
            type Output = $item;
            fn index(&self, id: $id) -> &$item {
                &self[id.index()]
            }
        }

        impl std::ops::Index<$id> for [$item] {
            type Output = $item;
            fn index(&self, id: $id) -> &$item {
                &self[id.index()]
            }
        }
    )*};
}

lists! {
    ModuleId => CoreModule,
    TrampolineId => Trampoline,
    OptionsId => CanonicalOptions,
    ResourceId => Resource,
    TableId => Option<ResourceTable>,
    ImportId => Item,
    ViewId => MemoryView,
    RoutineId => Routine,
}
