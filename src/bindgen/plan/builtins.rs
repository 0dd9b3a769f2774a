//! Built-in functions of component-model async, and the ends of streams and futures that they work on.
//!
//! Names are those of the canonical ABI. wasmtime-environ has a trampoline for each of them in three or four variants;
//! here a stream and a future are two kinds of one thing.

pub use crate::bindgen::plan::call::{Buffer, Returns};
pub use crate::bindgen::plan::types::{End, EndKind};

use super::call::{Call, CoreSignature};
use super::index::ViewId;
use super::types::Flat;

/// A built-in function of one component instance.
#[derive(Debug)]
pub enum Builtin {
    /// `backpressure.inc`: no further call enters the instance.
    BackpressureInc,
    /// `backpressure.dec`
    BackpressureDec,
    /// `task.return`
    TaskReturn {
        /// What the task must return with.
        returns: Returns,
        /// How the result is lifted: it is the one parameter.
        call: Box<Call>,
    },
    /// `task.cancel`
    TaskCancel,
    /// `waitable-set.new`
    WaitableSetNew,
    /// `waitable-set.poll`
    WaitableSetPoll {
        /// The memory to which it writes the event.
        view: ViewId,
    },
    /// `waitable-set.wait`
    WaitableSetWait {
        /// The memory to which it writes the event.
        view: ViewId,
    },
    /// `waitable-set.drop`
    WaitableSetDrop,
    /// `thread.yield`
    ThreadYield,
    /// `waitable.join`
    WaitableJoin,
    /// `subtask.drop`
    SubtaskDrop,
    /// `subtask.cancel`
    SubtaskCancel {
        /// Whether it returns even if the subtask does not end at once.
        asynchronous: bool,
        /// Whether the component instance has subtasks of other component instances, which may not end at once.
        of_guests: bool,
    },
    /// `stream.new` or `future.new`
    New(End),
    /// `stream.read` or `future.read`
    Read(End, Buffer),
    /// `stream.write` or `future.write`
    Write(End, Buffer),
    /// `stream.cancel-read` or `future.cancel-read`, and whether it returns even while the other end copies
    CancelRead(End, bool),
    /// `stream.cancel-write` or `future.cancel-write`, and whether it returns even while the other end copies
    CancelWrite(End, bool),
    /// `error-context.new`: lifts the message, its one parameter.
    ErrorContextNew(Box<Call>),
    /// `error-context.debug-message`: lowers the message to memory.
    ErrorContextDebugMessage(Box<Call>),
    /// `error-context.drop`
    ErrorContextDrop,
    /// `stream.drop-readable` or `future.drop-readable`
    DropReadable(End),
    /// `stream.drop-writable` or `future.drop-writable`
    DropWritable(End),
}

impl Builtin {
    /// Whether it may suspend the stack that it is called on.
    pub fn suspends(&self) -> bool {
        match self {
            Builtin::WaitableSetWait { .. } | Builtin::ThreadYield => true,
            Builtin::SubtaskCancel {
                asynchronous,
                of_guests,
            } => *of_guests && !asynchronous,
            Builtin::Read(_, buffer) | Builtin::Write(_, buffer) => !buffer.asynchronous,
            _ => false,
        }
    }

    /// Its name in the text format.
    pub fn name(&self) -> &'static str {
        let either = |end: &End, stream, future| match end.kind {
            EndKind::Stream => stream,
            EndKind::Future | EndKind::ErrorContext => future,
        };
        match self {
            Builtin::ErrorContextNew(_) => "error-context.new",
            Builtin::ErrorContextDebugMessage(_) => "error-context.debug-message",
            Builtin::ErrorContextDrop => "error-context.drop",
            Builtin::BackpressureInc => "backpressure.inc",
            Builtin::BackpressureDec => "backpressure.dec",
            Builtin::TaskReturn { .. } => "task.return",
            Builtin::TaskCancel => "task.cancel",
            Builtin::WaitableSetNew => "waitable-set.new",
            Builtin::WaitableSetPoll { .. } => "waitable-set.poll",
            Builtin::WaitableSetWait { .. } => "waitable-set.wait",
            Builtin::WaitableSetDrop => "waitable-set.drop",
            Builtin::ThreadYield => "thread.yield",
            Builtin::WaitableJoin => "waitable.join",
            Builtin::SubtaskDrop => "subtask.drop",
            Builtin::SubtaskCancel { .. } => "subtask.cancel",
            Builtin::New(end) => either(end, "stream.new", "future.new"),
            Builtin::Read(end, _) => either(end, "stream.read", "future.read"),
            Builtin::Write(end, _) => either(end, "stream.write", "future.write"),
            Builtin::CancelRead(end, _) => either(end, "stream.cancel-read", "future.cancel-read"),
            Builtin::CancelWrite(end, _) => {
                either(end, "stream.cancel-write", "future.cancel-write")
            }
            Builtin::DropReadable(end) => {
                either(end, "stream.drop-readable", "future.drop-readable")
            }
            Builtin::DropWritable(end) => {
                either(end, "stream.drop-writable", "future.drop-writable")
            }
        }
    }

    /// The type that core modules import it with.
    pub fn signature(&self) -> CoreSignature {
        let (params, results) = match self {
            Builtin::TaskReturn { call, .. }
            | Builtin::ErrorContextNew(call)
            | Builtin::ErrorContextDebugMessage(call) => return call.signature.clone(),
            Builtin::New(_) => {
                return CoreSignature {
                    params: Vec::new(),
                    results: vec![Flat::I64],
                };
            }
            Builtin::BackpressureInc | Builtin::BackpressureDec | Builtin::TaskCancel => (0, 0),
            Builtin::WaitableSetNew | Builtin::ThreadYield => (0, 1),
            Builtin::WaitableSetPoll { .. } | Builtin::WaitableSetWait { .. } => (2, 1),
            Builtin::WaitableJoin => (2, 0),
            Builtin::WaitableSetDrop
            | Builtin::SubtaskDrop
            | Builtin::ErrorContextDrop
            | Builtin::DropReadable(_)
            | Builtin::DropWritable(_) => (1, 0),
            Builtin::SubtaskCancel { .. } | Builtin::CancelRead(..) | Builtin::CancelWrite(..) => {
                (1, 1)
            }
            Builtin::Read(end, _) | Builtin::Write(end, _) => match end.kind {
                EndKind::Stream => (3, 1),
                EndKind::Future | EndKind::ErrorContext => (2, 1),
            },
        };
        CoreSignature::words(params, results)
    }
}
