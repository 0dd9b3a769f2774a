//! Pieces of memory that belong to values: strings and lists.

use crate::bindgen::plan::Plan;
use crate::bindgen::plan::call::{Value, ValueKind};

/// How many pointers to pieces of memory there are in values, those in lists counted once.
pub fn pieces(plan: &Plan, values: &[&Value]) -> usize {
    let counts = values.iter().map(|value| {
        let own = usize::from(matches!(value.kind, ValueKind::Span(..)));
        let routines = value.routines().into_iter();
        let inner = routines.map(|id| pieces(plan, &[&plan.routines[id].value]));
        own + pieces(plan, &value.parts()) + inner.sum::<usize>()
    });
    counts.sum()
}
