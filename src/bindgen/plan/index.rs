//! Positions in the lists of a [`Plan`](super::Plan), each of a type of its own, so that no two can be mixed up.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            /// The position as a number.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            fn from(index: usize) -> $name {
                $name(u32::try_from(index).expect("a component has fewer than 2^32 items"))
            }
        }

        impl From<u32> for $name {
            fn from(index: u32) -> $name {
                $name(index)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A core module, in [`Plan::modules`](super::Plan::modules).
    ModuleId,
    /// A core instance: the n-th [`Step::Instantiate`](super::Step::Instantiate) makes core instance n.
    CoreInstanceId,
    /// A component instance; there are [`Plan::instances`](super::Plan::instances) of them.
    InstanceId,
    /// A core function of the host, in [`Plan::trampolines`](super::Plan::trampolines).
    TrampolineId,
    /// Canonical options, in [`Plan::options`](super::Plan::options).
    OptionsId,
    /// A memory that a [`Step::Memory`](super::Step::Memory) names.
    MemoryId,
    /// An allocator that a [`Step::Realloc`](super::Step::Realloc) names.
    ReallocId,
    /// A function that a [`Step::PostReturn`](super::Step::PostReturn) names.
    PostReturnId,
    /// A function that a [`Step::Callback`](super::Step::Callback) names.
    CallbackId,
    /// A resource type, in [`Plan::resources`](super::Plan::resources).
    ResourceId,
    /// A resource type as one component instance sees it, in [`Plan::tables`](super::Plan::tables).
    TableId,
    /// An import, in [`Plan::imports`](super::Plan::imports).
    ImportId,
    /// A memory as calls use it, in [`Plan::views`](super::Plan::views).
    ViewId,
    /// A type with functions of its own that read and write it, in [`Plan::routines`](super::Plan::routines).
    RoutineId,
}
