//! Trampolines of component-model async, from wasmtime-environ's to [`Builtin`]s.

use super::builtins::{Buffer, Builtin, End, EndKind, Returns};
use super::call::{Call, Direction, Ending};
use super::declared::Declared;
use super::types::{Flat, Types};
use super::{
    Builder, CanonicalOptions, FunctionType, OptionsId, StringEncoding, Trampoline, ViewId,
};
use anyhow::{Context, Result, bail};
use wasmtime_environ::component::{
    ComponentTypes, InterfaceType, OptionsIndex, Trampoline as EnvironTrampoline,
    TypeComponentLocalErrorContextTableIndex, TypeFutureTableIndex, TypeStreamTableIndex,
    TypeTupleIndex,
};

impl Types {
    /// The type of error contexts as one component instance sees it.
    pub(super) fn error_context(
        &self,
        source: &ComponentTypes,
        table: TypeComponentLocalErrorContextTableIndex,
    ) -> End {
        End {
            kind: EndKind::ErrorContext,
            table: table.as_u32(),
            instance: source[table].instance.as_u32().into(),
            payload: None,
        }
    }

    pub(super) fn stream(
        &mut self,
        source: &ComponentTypes,
        table: TypeStreamTableIndex,
        declared: Declared,
    ) -> Result<End> {
        let payload = source[source[table].ty].payload;
        Ok(End {
            kind: EndKind::Stream,
            table: table.as_u32(),
            instance: source[table].instance.as_u32().into(),
            payload: payload
                .map(|ty| self.add(source, ty, declared))
                .transpose()?,
        })
    }

    pub(super) fn future(
        &mut self,
        source: &ComponentTypes,
        table: TypeFutureTableIndex,
        declared: Declared,
    ) -> Result<End> {
        let payload = source[source[table].ty].payload;
        Ok(End {
            kind: EndKind::Future,
            table: table.as_u32(),
            instance: source[table].instance.as_u32().into(),
            payload: payload
                .map(|ty| self.add(source, ty, declared))
                .transpose()?,
        })
    }
}

impl Builder<'_> {
    /// How an export is called; `results` is the type that a task must return with.
    pub(super) fn lifted(
        &mut self,
        name: &str,
        ty: &FunctionType,
        results: TypeTupleIndex,
        options: OptionsId,
    ) -> Result<Box<Call>> {
        let mut call = self.call(name, ty, options, Direction::Lift)?;
        let own = self.options[options].clone();
        if own.asynchronous {
            let returns = self.returns(results, &own);
            call.ending = match own.callback {
                Some(callback) => Ending::Callback { callback, returns },
                None => Ending::Stack { returns },
            };
        }
        Ok(call)
    }

    /// What a task with these results must return with.
    pub(super) fn returns(&self, results: TypeTupleIndex, options: &CanonicalOptions) -> Returns {
        let encoding = match options.encoding {
            StringEncoding::Utf8 => 0,
            StringEncoding::Utf16 => 1,
            StringEncoding::CompactUtf16 => 2,
        };
        Returns {
            key: Returns::key(results.as_u32(), encoding),
            memory: options.memory,
        }
    }

    /// A trampoline of component-model async.
    pub(super) fn builtin(&mut self, trampoline: &EnvironTrampoline) -> Result<Trampoline> {
        use EnvironTrampoline as T;
        let (instance, builtin) = match trampoline {
            T::BackpressureInc { instance } => (instance, Builtin::BackpressureInc),
            T::BackpressureDec { instance } => (instance, Builtin::BackpressureDec),
            T::TaskCancel { instance } => (instance, Builtin::TaskCancel),
            T::WaitableSetNew { instance } => (instance, Builtin::WaitableSetNew),
            T::WaitableSetDrop { instance } => (instance, Builtin::WaitableSetDrop),
            T::WaitableJoin { instance } => (instance, Builtin::WaitableJoin),
            T::ThreadYield { instance, .. } => (instance, Builtin::ThreadYield),
            T::SubtaskDrop { instance } => (instance, Builtin::SubtaskDrop),
            T::SubtaskCancel { instance, async_ } => (
                instance,
                Builtin::SubtaskCancel {
                    asynchronous: *async_,
                    of_guests: false,
                },
            ),
            T::TaskReturn {
                instance,
                results,
                options,
            } => (instance, self.task_return(*results, *options)?),
            T::WaitableSetPoll { instance, options } => {
                let view = self.event_view(*options)?;
                (instance, Builtin::WaitableSetPoll { view })
            }
            T::WaitableSetWait { instance, options } => {
                let view = self.event_view(*options)?;
                (instance, Builtin::WaitableSetWait { view })
            }
            T::PrepareCall { .. } | T::SyncStartCall { .. } | T::AsyncStartCall { .. } => {
                // Nothing calls it once the parts of calls are joined.
                return Ok(Trampoline::Trap);
            }
            T::ErrorContextNew {
                instance, options, ..
            } => (
                instance,
                Builtin::ErrorContextNew(self.error_context_new(*options)?),
            ),
            T::ErrorContextDebugMessage {
                instance, options, ..
            } => {
                let call = self.error_context_message(*options)?;
                (instance, Builtin::ErrorContextDebugMessage(call))
            }
            T::ErrorContextDrop { instance, .. } => (instance, Builtin::ErrorContextDrop),
            T::ErrorContextTransfer => return Ok(Trampoline::TransferErrorContext),
            T::StreamTransfer => return Ok(Trampoline::TransferStream),
            T::FutureTransfer => return Ok(Trampoline::TransferFuture),
            _ => return self.copy(trampoline),
        };
        Ok(Trampoline::Builtin {
            instance: instance.as_u32().into(),
            builtin,
        })
    }

    /// A trampoline for the ends of streams and futures.
    fn copy(&mut self, trampoline: &EnvironTrampoline) -> Result<Trampoline> {
        use EnvironTrampoline as T;
        let (instance, end) = match trampoline {
            T::StreamNew { instance, ty }
            | T::StreamRead { instance, ty, .. }
            | T::StreamWrite { instance, ty, .. }
            | T::StreamCancelRead { instance, ty, .. }
            | T::StreamCancelWrite { instance, ty, .. }
            | T::StreamDropReadable { instance, ty }
            | T::StreamDropWritable { instance, ty } => (
                instance,
                self.types
                    .stream(self.source, *ty, self.declared.unnamed())?,
            ),
            T::FutureNew { instance, ty }
            | T::FutureRead { instance, ty, .. }
            | T::FutureWrite { instance, ty, .. }
            | T::FutureCancelRead { instance, ty, .. }
            | T::FutureCancelWrite { instance, ty, .. }
            | T::FutureDropReadable { instance, ty }
            | T::FutureDropWritable { instance, ty } => (
                instance,
                self.types
                    .future(self.source, *ty, self.declared.unnamed())?,
            ),
            // `features` handles all others as canonical functions, except those that join component instances.
            other => bail!(
                "the built-in function `{}` is not supported yet",
                other.symbol_name()
            ),
        };
        let builtin = match trampoline {
            T::StreamRead { options, .. } | T::FutureRead { options, .. } => {
                Builtin::Read(end, self.buffer(*options, Some(end))?)
            }
            T::StreamWrite { options, .. } | T::FutureWrite { options, .. } => {
                Builtin::Write(end, self.buffer(*options, Some(end))?)
            }
            T::StreamCancelRead { async_, .. } | T::FutureCancelRead { async_, .. } => {
                Builtin::CancelRead(end, *async_)
            }
            T::StreamCancelWrite { async_, .. } | T::FutureCancelWrite { async_, .. } => {
                Builtin::CancelWrite(end, *async_)
            }
            T::StreamDropReadable { .. } | T::FutureDropReadable { .. } => {
                Builtin::DropReadable(end)
            }
            T::StreamDropWritable { .. } | T::FutureDropWritable { .. } => {
                Builtin::DropWritable(end)
            }
            _ => Builtin::New(end),
        };
        Ok(Trampoline::Builtin {
            instance: instance.as_u32().into(),
            builtin,
        })
    }

    fn task_return(&mut self, results: TypeTupleIndex, options: OptionsIndex) -> Result<Builtin> {
        let mut params = Vec::new();
        for ty in &self.source[results].types {
            params.push((
                "result".to_string(),
                self.types.add(self.source, *ty, self.declared.unnamed())?,
            ));
        }
        let ty = FunctionType {
            params,
            result: None,
            asynchronous: true,
            suspends: false,
        };
        let own = self.options[options.as_u32() as usize].clone();
        let returns = self.returns(results, &own);
        let call = self.call(
            "task.return",
            &ty,
            options.as_u32().into(),
            Direction::Return,
        )?;
        Ok(Builtin::TaskReturn { returns, call })
    }

    /// How the message of a new error context is lifted.
    fn error_context_new(&mut self, options: OptionsIndex) -> Result<Box<Call>> {
        let unnamed = self.declared.unnamed();
        let string = self
            .types
            .add(self.source, InterfaceType::String, unnamed)?;
        let ty = FunctionType {
            params: vec![("message".to_string(), string)],
            result: None,
            asynchronous: false,
            suspends: false,
        };
        let options = options.as_u32().into();
        let mut call = self.call("error-context.new", &ty, options, Direction::Return)?;
        call.signature.results.push(Flat::I32);
        Ok(call)
    }

    /// How the message of an error context is lowered.
    fn error_context_message(&mut self, options: OptionsIndex) -> Result<Box<Call>> {
        let [handle, string] = [InterfaceType::U32, InterfaceType::String];
        let mut add = |ty| {
            let unnamed = self.declared.unnamed();
            self.types.add(self.source, ty, unnamed)
        };
        let ty = FunctionType {
            params: vec![("handle".to_string(), add(handle)?)],
            result: Some(add(string)?),
            asynchronous: false,
            suspends: false,
        };
        let name = "error-context.debug-message";
        self.call(name, &ty, options.as_u32().into(), Direction::Lower)
    }

    /// Where an event is written.
    fn event_view(&mut self, options: OptionsIndex) -> Result<ViewId> {
        let view = self.buffer(options, None)?.view;
        view.context("internal error: an event without a memory")
    }

    fn buffer(&mut self, options: OptionsIndex, end: Option<End>) -> Result<Buffer> {
        let payload = end.and_then(|end| end.payload);
        let options = self.options[options.as_u32() as usize].clone();
        self.call_builder().buffer(payload, &options)
    }
}
