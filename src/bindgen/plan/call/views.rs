//! Memories as canonical options use them.

use crate::bindgen::plan::index::{InstanceId, MemoryId, ReallocId, ViewId};
use crate::bindgen::plan::steps::{CanonicalOptions, CoreDef, Step};

/// A memory together with the component instance that owns it and with its allocator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryView {
    /// The component instance, whose may-leave is false while it allocates.
    pub instance: InstanceId,
    /// The memory.
    pub memory: MemoryId,
    /// The allocator.
    pub realloc: Option<ReallocId>,
    /// Whether the allocator cannot make allocations larger, like those of the published preview1 adapter and of
    /// componentize-py: it must be asked for the exact size at once.
    pub only_shrinks: bool,
}

impl MemoryView {
    /// Whether a call with these options can use the view; options without an allocator take any view of their memory.
    fn serves(&self, options: &CanonicalOptions) -> bool {
        self.instance == options.instance
            && Some(self.memory) == options.memory
            && (options.realloc.is_none() || self.realloc == options.realloc)
    }
}

/// One view for each memory, instance and allocator that occur together; options without an allocator share one.
pub fn memory_views(options: &[CanonicalOptions], steps: &[Step]) -> Vec<MemoryView> {
    let mut views: Vec<MemoryView> = Vec::new();
    for with_realloc in [true, false] {
        let options = options
            .iter()
            .filter(|options| options.realloc.is_some() == with_realloc);
        for options in options {
            let Some(memory) = options.memory else {
                continue;
            };
            if !views.iter().any(|view| view.serves(options)) {
                views.push(MemoryView {
                    instance: options.instance,
                    memory,
                    realloc: options.realloc,
                    only_shrinks: options
                        .realloc
                        .is_some_and(|realloc| only_shrinks(steps, realloc)),
                });
            }
        }
    }
    for step in steps {
        // Fused adapters copy strings through memories that no options of a call may name, and never allocate.
        if let Step::Memory { index, .. } = step
            && !views.iter().any(|view| view.memory == *index)
        {
            views.push(MemoryView {
                instance: InstanceId::from(0u32),
                memory: *index,
                realloc: None,
                only_shrinks: false,
            });
        }
    }
    views
}

/// The published adapter exports its allocator under this name, which other modules reserve for the same use.
fn only_shrinks(steps: &[Step], realloc: ReallocId) -> bool {
    steps.iter().any(|step| match step {
        Step::Realloc {
            index,
            from: CoreDef::Export(export),
        } => *index == realloc && export.name == "cabi_import_realloc",
        _ => false,
    })
}

/// The view that a call with these options uses.
pub fn view_of(views: &[MemoryView], options: &CanonicalOptions) -> Option<ViewId> {
    let position = views.iter().position(|view| view.serves(options));
    position.map(ViewId::from)
}
