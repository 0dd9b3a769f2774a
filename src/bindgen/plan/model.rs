//! The data of a [`Plan`]: everything a backend needs to know about a component, and nothing about a language.
//!
//! Indices are plain `usize` positions in the vectors of [`Plan`]; each is named after what it points at.

use super::types::{TypeId, Types};

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
    pub tables: Vec<ResourceTable>,
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
    /// Whether it was made to join two component instances, and is no part of the component's own bytes.
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
        /// Position in [`Plan::modules`].
        module: usize,
        /// What the module's imports are satisfied with.
        imports: Vec<CoreImport>,
    },
    /// A memory becomes memory `index` of the canonical options.
    Memory {
        /// The number that [`CanonicalOptions::memory`] uses.
        index: usize,
        /// Where it comes from.
        from: CoreExport,
    },
    /// A function becomes realloc `index` of the canonical options.
    Realloc {
        /// The number that [`CanonicalOptions::realloc`] uses.
        index: usize,
        /// Where it comes from.
        from: CoreDef,
    },
    /// A function becomes post-return `index` of the canonical options.
    PostReturn {
        /// The number that [`CanonicalOptions::post_return`] uses.
        index: usize,
        /// Where it comes from.
        from: CoreDef,
    },
    /// A resource type that the component defines comes into being.
    Resource {
        /// Position in [`Plan::resources`].
        resource: usize,
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
    /// The global that tells whether this component instance may be left.
    Flags(usize),
    /// A function of the host; position in [`Plan::trampolines`].
    Trampoline(usize),
}

/// An export of a core instance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CoreExport {
    /// The core instance.
    pub instance: usize,
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
        /// Position in [`Plan::options`].
        options: usize,
    },
    /// Copies a string from one memory to another and changes its encoding.
    Transcode {
        /// What it does.
        op: Transcode,
        /// Memory to read.
        from: usize,
        /// Memory to write.
        to: usize,
    },
    /// Makes an owned handle of a representation.
    ResourceNew {
        /// Position in [`Plan::tables`].
        table: usize,
    },
    /// Gives the representation behind a handle.
    ResourceRep {
        /// Position in [`Plan::tables`].
        table: usize,
    },
    /// Drops a handle.
    ResourceDrop {
        /// Position in [`Plan::tables`].
        table: usize,
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
    pub instance: usize,
    /// How strings are encoded in its memory.
    pub encoding: StringEncoding,
    /// Its memory.
    pub memory: Option<usize>,
    /// Its allocator.
    pub realloc: Option<usize>,
    /// What to call with the core results once they are lifted.
    pub post_return: Option<usize>,
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
#[derive(Debug)]
pub struct Resource {
    /// Where it comes from.
    pub origin: ResourceOrigin,
}

/// Where a resource type comes from.
#[derive(Debug)]
pub enum ResourceOrigin {
    /// From outside.
    Imported(ImportPath),
    /// This component instance defines it.
    Defined {
        /// The defining component instance, which sees representations where others see handles.
        instance: usize,
        /// Whether there is a core function to call when one is destroyed.
        destructor: bool,
    },
}

/// A resource type in the eyes of one component instance.
#[derive(Debug, Clone, Copy)]
pub struct ResourceTable {
    /// Position in [`Plan::resources`].
    pub resource: usize,
    /// The component instance.
    pub instance: usize,
}

/// The way from the component's imports to one item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImportPath {
    /// Position in [`Plan::imports`].
    pub import: usize,
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
    /// A resource type; position in [`Plan::resources`].
    Resource(usize),
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
    /// Position in [`Plan::options`].
    pub options: usize,
}
