//! The definitions of the canonical ABI, by what they refer to.

use wasmparser::{CanonicalFunction, CanonicalOption};

/// The canonical options of a definition, for those that can name a realloc or a post-return.
pub fn options_of(function: &CanonicalFunction) -> &[CanonicalOption] {
    match function {
        CanonicalFunction::Lift { options, .. }
        | CanonicalFunction::Lower { options, .. }
        | CanonicalFunction::TaskReturn { options, .. }
        | CanonicalFunction::StreamRead { options, .. }
        | CanonicalFunction::StreamWrite { options, .. }
        | CanonicalFunction::FutureRead { options, .. }
        | CanonicalFunction::FutureWrite { options, .. }
        | CanonicalFunction::ErrorContextNew { options }
        | CanonicalFunction::ErrorContextDebugMessage { options } => options,
        CanonicalFunction::ResourceNew { .. }
        | CanonicalFunction::ResourceDrop { .. }
        | CanonicalFunction::ResourceRep { .. }
        | CanonicalFunction::ThreadSpawnRef { .. }
        | CanonicalFunction::ThreadSpawnIndirect { .. }
        | CanonicalFunction::ThreadAvailableParallelism
        | CanonicalFunction::BackpressureInc
        | CanonicalFunction::BackpressureDec
        | CanonicalFunction::TaskCancel
        | CanonicalFunction::ContextGet { .. }
        | CanonicalFunction::ContextSet { .. }
        | CanonicalFunction::ThreadYield
        | CanonicalFunction::SubtaskDrop
        | CanonicalFunction::SubtaskCancel { .. }
        | CanonicalFunction::StreamNew { .. }
        | CanonicalFunction::StreamForward { .. }
        | CanonicalFunction::StreamCancelRead { .. }
        | CanonicalFunction::StreamCancelWrite { .. }
        | CanonicalFunction::StreamDropReadable { .. }
        | CanonicalFunction::StreamDropWritable { .. }
        | CanonicalFunction::FutureNew { .. }
        | CanonicalFunction::FutureForward { .. }
        | CanonicalFunction::FutureCancelRead { .. }
        | CanonicalFunction::FutureCancelWrite { .. }
        | CanonicalFunction::FutureDropReadable { .. }
        | CanonicalFunction::FutureDropWritable { .. }
        | CanonicalFunction::ErrorContextDrop
        | CanonicalFunction::WaitableSetNew
        | CanonicalFunction::WaitableSetWait { .. }
        | CanonicalFunction::WaitableSetPoll { .. }
        | CanonicalFunction::WaitableSetDrop
        | CanonicalFunction::WaitableJoin
        | CanonicalFunction::ThreadIndex
        | CanonicalFunction::ThreadNewIndirect { .. }
        | CanonicalFunction::ThreadResumeLater
        | CanonicalFunction::ThreadSuspend
        | CanonicalFunction::ThreadSuspendThenResume
        | CanonicalFunction::ThreadYieldThenResume
        | CanonicalFunction::ThreadSuspendThenPromote
        | CanonicalFunction::ThreadYieldThenPromote => &[],
    }
}
