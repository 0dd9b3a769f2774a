//! Calls between component instances where one side is async: the callee's task may end later than the call.

use super::call::{CoreSignature, Returns};
use super::index::{CallbackId, InstanceId, PostReturnId};
use super::steps::CoreDef;

/// A function that one component instance imports from another, lowered or lifted `async`.
///
/// Between two core functions of a fused adapter, the host makes a task: `start` lowers the arguments for `core`, and
/// `finish` lowers the result for the caller.
#[derive(Debug)]
pub struct GuestCall {
    /// The name of the callee's core function.
    pub name: String,
    /// The component instance that calls.
    pub caller: InstanceId,
    /// The component instance that is called.
    pub callee: InstanceId,
    /// The core type that the caller imports the function with.
    pub signature: CoreSignature,
    /// Whether the caller lowers it `async`, and gets a subtask.
    pub subtask: bool,
    /// Whether the last parameter is where the result is written.
    pub result_area: bool,
    /// The core function of the adapter that lowers the arguments.
    pub start: CoreDef,
    /// The number of parameters of `start`.
    pub arguments: usize,
    /// The core function of the adapter that lowers the result.
    pub finish: CoreDef,
    /// The number of parameters of `finish`.
    pub results: usize,
    /// The core function that is called.
    pub core: CoreDef,
    /// Its core type.
    pub core_signature: CoreSignature,
    /// How it is lifted.
    pub lifted: Lifted,
    /// What its task must return with.
    pub returns: Returns,
    /// Whether `core` runs on a stack of its own, because it may be suspended.
    pub on_stack: bool,
}

/// How a callee is lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifted {
    /// Without `async`: its task ends when the core function returns.
    Sync(Option<PostReturnId>),
    /// With a callback.
    Callback(CallbackId),
    /// With `async`, without a callback.
    Stack,
}
