//! The stage: memory of the package's own, and a core module that copies values between it and the component.
//!
//! A call from Python into core code takes a quarter of a microsecond. Called directly, a function from string to string
//! needs three of them: realloc, the function, post-return; a list of a hundred records with names needs 103. Through the
//! stage there is one:
//!
//! ```text
//! Python                      stage                    component
//! writes all arguments   ->   read      ->  realloc    written
//! calls the core module  ->                            the function
//! reads the result       <-   written   <-             read, post-return
//! ```
//!
//! Pointers in the stage lead to the stage; the core module replaces them as it copies. The module is written as text,
//! for the functions of one component, and checks what the canonical ABI checks.
//!
//! The stage costs one more copy in each direction, so functions whose parameters or result are themselves lists of
//! numbers, which may be long, are called directly. So are those with handles in lists.

mod copies;
mod module;
mod pieces;

pub use module::{Import, start};

use crate::bindgen::plan::call::{
    Call, Contents, Ending, Fallible, Outcome, Place, Value, ValueKind,
};
use crate::bindgen::plan::{Lift, Plan};
use anyhow::Result;
use pieces::pieces;

/// What the stage of a component is for.
#[derive(Default)]
pub struct Stage<'a> {
    /// The lifted functions that are called through it; the core module exports each under its position.
    functions: Vec<&'a Lift>,
    /// The core module.
    pub wasm: Vec<u8>,
    /// What it imports, in order.
    pub imports: Vec<Import>,
}

impl<'a> Stage<'a> {
    /// The stage of a component; it is empty if it makes no function faster.
    pub fn new(plan: &'a Plan) -> Result<Stage<'a>> {
        let mut functions = plan.lifts();
        functions.retain(|lift| is_staged(plan, &lift.call));
        if functions.is_empty() {
            return Ok(Stage::default());
        }
        let (wasm, imports) = module::encode(plan, &functions)?;
        Ok(Stage {
            functions,
            wasm,
            imports,
        })
    }

    /// Whether no function is called through the stage.
    pub fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    /// The position of a lifted function that is called through the stage.
    pub fn position(&self, lift: &Lift) -> Option<usize> {
        let mut functions = self.functions.iter();
        functions.position(|known| std::ptr::eq(*known, lift))
    }

    /// A lifted function by its position.
    pub fn function(&self, position: usize) -> &'a Lift {
        self.functions[position]
    }

    /// Whether a component instance has functions that are called through the stage.
    pub fn serves(&self, instance: usize) -> bool {
        let mut functions = self.functions.iter();
        functions.any(|lift| lift.call.context.instance.index() == instance)
    }
}

/// The lifted functions of a component that are called directly.
pub fn direct_functions<'a>(plan: &'a Plan, stage: &Stage) -> Vec<&'a Lift> {
    let mut functions = plan.lifts();
    functions.retain(|lift| stage.position(lift).is_none());
    functions
}

/// Whether the stage saves calls of core code, and copies no list that may be long.
fn is_staged(plan: &Plan, call: &Call) -> bool {
    let values: Vec<_> = call.params.iter().map(|param| &param.value).collect();
    let results = result_values(call);
    let (taken, returned) = (pieces(plan, &values), pieces(plan, &results));
    let allocates = taken > 0 || call.params_area.is_some();
    let saves = allocates || (returned > 0 && call.post_return.is_some());
    // If core code reads may-leave through a global, the stage cannot keep it in its own memory.
    let can = call.context.view.is_some() && !plan.shared_flags[call.context.instance.index()];
    let mut all = values.into_iter().chain(results);
    call.ending == Ending::Sync && can && saves && all.all(|value| is_copied(plan, value))
}

/// The payloads of a result.
fn result_values(call: &Call) -> Vec<&Value> {
    match &call.result {
        None => Vec::new(),
        Some(Outcome::Plain(value)) => vec![value],
        Some(Outcome::Fallible(Fallible { ok, err, .. })) => ok.iter().chain(err).collect(),
    }
}

/// Whether a value may be copied: it is not a list of numbers itself, and has handles only in core values.
fn is_copied(plan: &Plan, value: &Value) -> bool {
    let mut in_memory = false;
    value.each_handle(&plan.routines, &mut |handle| {
        in_memory |= matches!(handle.place, Place::Memory { .. });
    });
    !in_memory && !matches!(value.kind, ValueKind::Span(_, Contents::Numbers(_)))
}
