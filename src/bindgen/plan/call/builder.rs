//! What describing calls needs, and what it makes besides.

use super::value::{Context, Routine};
use super::views::MemoryView;
use crate::bindgen::plan::index::RoutineId;
use crate::bindgen::plan::steps::{Resource, ResourceTable};
use crate::bindgen::plan::types::{TypeId, Types};
use std::collections::HashMap;

/// The routines found so far.
#[derive(Debug, Default)]
pub struct Routines {
    /// In the order in which they were first needed; parts are before what is made of them.
    pub all: Vec<Routine>,
    pub(super) known: HashMap<(TypeId, Context), RoutineId>,
    /// The first for types of each shape.
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
    /// Grows with each call.
    pub routines: &'a mut Routines,
}
