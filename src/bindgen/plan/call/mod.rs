//! How component functions are called: everything that the canonical ABI decides about a call, decided once.
//!
//! For each lifted export and each lowered import there is one [`Call`]. Its parameters and its result are trees of
//! [`Value`]s whose leaves have a [`Place`]: a core value, or an offset in memory. Lifting reads the places in order and
//! makes a value of them; lowering takes a value apart and writes them in order. So a backend needs one function that
//! lifts a tree and one that lowers it, whatever the direction of the call and wherever the values are passed:
//!
//! ```text
//! func(user: record { id: u64, name: option<string> }) -> u32
//!
//! params  user: Fields
//!           id:   Integer { Slot 0, 64 bits }
//!           name: Choice { discriminant: Slot 1 }
//!                   some: Text { pointer: Slot 2, length: Slot 3 }
//! result  Integer { Slot 0, 32 bits }
//! ```
//!
//! In memory, types that are made of others are [`Routine`]s: a backend writes one function for each and calls it with
//! a pointer. What is read through core values is never shared, so there the tree goes on.
//!
//! The order of a call is the same in every language. A lifted function: enter, open the borrow scope, lower the
//! parameters, call, close the scope, lift the result, post-return, leave. A lowered import: test may-leave, lift the
//! parameters, call the host, end what was lent, lower the result.

mod passing;
mod places;
mod signature;
#[cfg(test)]
mod tests;
mod value;
mod views;

pub use passing::{CallBuilder, Routines};
pub use signature::CoreSignature;
pub use value::*;
pub use views::{MemoryView, memory_views};

use super::builtins::Returns;
use super::types::TypeId;
use super::{CallbackId, PostReturnId, ResourceId};

/// How one function is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The component instance that lifts or lowers, its memory and its strings.
    pub context: Context,
    /// The type of the core function.
    pub signature: CoreSignature,
    /// The parameters.
    pub params: Vec<Param>,
    /// Set if there are more parameters than core values for them: they are one record in memory, and a pointer to it is
    /// the only core parameter (before the one for [`Call::result_area`]).
    pub params_area: Option<Area>,
    /// What the function returns.
    pub result: Option<Outcome>,
    /// Set if the result does not fit into one core value. A lifted function returns a pointer to it; a lowered import
    /// takes a pointer to where it belongs, as its last core parameter.
    pub result_area: Option<Area>,
    /// Whether parameters make handles that must have been dropped when the call returns.
    pub borrow_scope: bool,
    /// Whether what is lent must be noted while the host is called: the same call may give away the handle, or the
    /// component may go on before the host returns.
    pub lends: bool,
    /// Resource types of which parameters contain both `own` and `borrow`: an object that is lent, anywhere, must not be
    /// given away by the same call.
    pub gives_what_it_lends: Vec<ResourceId>,
    /// What to call with the core results once they are lifted.
    pub post_return: Option<PostReturnId>,
    /// For a constructor, the handle of the resource that it makes.
    pub constructs: Option<Handle>,
    /// How the call ends.
    pub ending: Ending,
    /// Whether the function is an `async func`.
    pub asynchronous: bool,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The core function returns, and with it the call.
    Sync,
    /// The core function is lifted async: it returns what its task waits for, and `task.return` has the result.
    Callback {
        /// What is called with each event.
        callback: CallbackId,
        /// What the task must return with.
        returns: Returns,
    },
    /// The import is lowered async: it returns at once with the state of a subtask.
    Subtask,
    /// The stack may be suspended until a promise is settled. Of a lowered import, this is the part that begins: it returns
    /// whether there is a result already.
    Suspend,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Its name in WIT.
    pub name: String,
    /// What is passed.
    pub value: Value,
}

/// A piece of memory that holds parameters or a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Bytes.
    pub size: u32,
    /// Alignment.
    pub align: u32,
}

/// What a function returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A value.
    Plain(Value),
    /// A `result`: most languages return its one case, and throw the other.
    Fallible {
        /// The type of the `result`.
        ty: TypeId,
        /// Where it is said which case it is, in memory one byte.
        discriminant: Place,
        /// The payload of `ok`.
        ok: Option<Value>,
        /// The payload of `err`.
        err: Option<Value>,
    },
}

/// On which side of a call the component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The host calls the component.
    Lift,
    /// The component calls the host.
    Lower,
    /// The component returns from a task: the result is the one parameter.
    Return,
}
