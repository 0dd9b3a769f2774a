//! What the description of calls reads, and the routines that it makes.

use super::value::{Context, Routine};
use super::views::MemoryView;
use crate::bindgen::plan::index::RoutineId;
use crate::bindgen::plan::steps::{Resource, ResourceTable};
use crate::bindgen::plan::types::{TypeId, Types};
use std::collections::HashMap;

/// The routines found so far.
#[derive(Debug, Default)]
pub struct Routines {
    /// In the order in which they were first needed; the parts of a type come before the type.
    pub all: Vec<Routine>,
    pub(super) known: HashMap<(TypeId, Context), RoutineId>,
    /// The first routine for each shape.
    pub(super) shapes: HashMap<(TypeId, Context), RoutineId>,
}

/// Describes calls.
pub struct CallBuilder<'a> {
    /// All types.
    pub types: &'a Types,
    /// All resource types.
    pub resources: &'a [Resource],
    /// All tables.
    pub tables: &'a [Option<ResourceTable>],
    /// All views.
    pub views: &'a [MemoryView],
    /// The routines so far; a call may add some.
    pub routines: &'a mut Routines,
}
