//! Memories as canonical options use them.

use crate::bindgen::plan::{Plan, Step};

/// A memory as the canonical options of one component instance use it; `memory0` in the code.
#[derive(Debug, PartialEq, Eq)]
pub struct MemoryView {
    pub instance: usize,
    pub memory: usize,
    pub realloc: Option<usize>,
}

/// One view for each memory, instance and realloc that occur together; options without realloc share one.
pub fn memory_views(plan: &Plan) -> Vec<MemoryView> {
    let mut views: Vec<MemoryView> = Vec::new();
    let mut add = |view: MemoryView| {
        let known = |known: &MemoryView| {
            known.instance == view.instance
                && known.memory == view.memory
                && (view.realloc.is_none() || known.realloc == view.realloc)
        };
        if !views.iter().any(known) {
            views.push(view);
        }
    };
    for with_realloc in [true, false] {
        for options in plan
            .options
            .iter()
            .filter(|options| options.realloc.is_some() == with_realloc)
        {
            if let Some(memory) = options.memory {
                add(MemoryView {
                    instance: options.instance,
                    memory,
                    realloc: options.realloc,
                });
            }
        }
    }
    for memory in plan.steps.iter().filter_map(|step| match step {
        Step::Memory { index, .. } => Some(*index),
        _ => None,
    }) {
        // The strings that fused adapters copy need no realloc, whoever's the memory is.
        if !views.iter().any(|view| view.memory == memory) {
            views.push(MemoryView {
                instance: 0,
                memory,
                realloc: None,
            });
        }
    }
    views
}
