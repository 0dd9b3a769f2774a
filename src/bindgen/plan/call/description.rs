//! One call as data.

use super::signature::CoreSignature;
use super::value::{Context, Element, Handle, Number, Place, Value};
use crate::bindgen::plan::index::{CallbackId, MemoryId, PostReturnId, ResourceId, ViewId};
use crate::bindgen::plan::types::TypeId;

/// How one function is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The component instance that lifts or lowers, its memory and its string encoding.
    pub context: Context,
    /// The type of the core function.
    pub signature: CoreSignature,
    /// The parameters.
    pub params: Vec<Param>,
    /// Set if the parameters need more core values than a signature may have. They are then one record in memory, and a
    /// pointer to it is the only core parameter (before the one for [`Call::result_area`]).
    pub params_area: Option<Area>,
    /// What the function returns.
    pub result: Option<Outcome>,
    /// Set if the result does not fit into one core value. A lifted function returns a pointer to it; a lowered import
    /// takes a pointer to where it belongs, as its last core parameter.
    pub result_area: Option<Area>,
    /// Whether parameters make handles that the component must drop before the call returns.
    pub borrow_scope: bool,
    /// Whether lent handles must be noted while the host is called: the same call may give one away, or the component
    /// may go on before the host returns.
    pub lends: bool,
    /// Resource types that occur both as `own` and as `borrow` in the parameters: one call must not lend an object and
    /// also give it away.
    pub gives_what_it_lends: Vec<ResourceId>,
    /// What to call with the core results once they are lifted.
    pub post_return: Option<PostReturnId>,
    /// For a constructor, the handle of the resource that it makes.
    pub constructs: Option<Handle>,
    /// How the call ends.
    pub ending: Ending,
    /// Whether the function is an `async func`.
    pub asynchronous: bool,
    /// Whether the core function, or its callback, runs on a stack of its own, because it may be suspended.
    pub on_stack: bool,
}

/// How a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The call returns when the core function returns.
    Sync,
    /// The core function is lifted async: it returns what its task waits for, and `task.return` gets the result.
    Callback {
        /// The function that is called with each event.
        callback: CallbackId,
        /// What the task must return with.
        returns: Returns,
    },
    /// The core function is lifted async without a callback: it returns when its task ends, and `task.return` gets the
    /// result.
    Stack {
        /// What the task must return with.
        returns: Returns,
    },
    /// The import is lowered async: it returns at once with the state of a subtask.
    Subtask,
    /// The stack may be suspended until the host has returned. A lowered import is then split, and this is its first part,
    /// which returns whether there is a result already.
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
    /// A `result`: most languages return one case, and throw the other.
    Fallible(Fallible),
}

/// A `result` that a function returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fallible {
    /// Its type.
    pub ty: TypeId,
    /// Where the discriminant is; in memory it has one byte.
    pub discriminant: Place,
    /// The payload of `ok`.
    pub ok: Option<Value>,
    /// The payload of `err`.
    pub err: Option<Value>,
}

impl Call {
    /// Whether it returns a `result`.
    pub fn is_fallible(&self) -> bool {
        matches!(self.result, Some(Outcome::Fallible(_)))
    }
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

/// What a task must return with: `task.return` traps if it has another result type, encoding or memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returns {
    /// A number that is equal for equal result types and encodings.
    pub key: u32,
    /// The memory; `task.return` needs none for a result in core values.
    pub memory: Option<MemoryId>,
}

impl Returns {
    /// The number for a result type and an encoding, both as wasmtime-environ numbers them.
    pub fn key(result: u32, encoding: u32) -> u32 {
        result * 3 + encoding
    }
}

/// Memory of the component that a read fills, or that a write reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buffer {
    /// The memory, if the built-in function has one.
    pub view: Option<ViewId>,
    /// How one element is read or written, if there is a payload.
    pub element: Option<Element>,
    /// Set if elements are numbers: many are then copied at once.
    pub number: Option<Number>,
    /// Whether the read or write returns even if the other end is not ready.
    pub asynchronous: bool,
}
