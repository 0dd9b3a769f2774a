//! Built-in functions of component-model async: for most, a piece of the runtime with the same name makes the function.

use crate::bindgen::js::file::{File, Role};
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::plan::InstanceId;
use crate::bindgen::plan::builtins::{Buffer, Builtin, End, EndKind, Returns};
use crate::bindgen::plan::call::{Call, Shape, Value, ValueKind};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::script::numbers::array;
use crate::bindgen::source::{Source, close, line, open};

impl File<'_> {
    /// Writes a built-in function.
    pub fn builtin(&mut self, out: &mut Source, name: &str, id: InstanceId, builtin: &Builtin) {
        let instance = self.instance(id);
        let made = match builtin {
            Builtin::TaskReturn { returns, call } => {
                return self.function(out, |this| this.task_return(name, *returns, call));
            }
            Builtin::ErrorContextNew(call) => {
                let mut writer = FunctionWriter::new(self);
                writer.error_context_new(name, call);
                out.block(writer.out.as_str());
                return;
            }
            Builtin::ErrorContextDebugMessage(call) => {
                let mut writer = FunctionWriter::new(self);
                writer.error_context_message(name, call);
                out.block(writer.out.as_str());
                return;
            }
            Builtin::BackpressureInc
            | Builtin::BackpressureDec
            | Builtin::TaskCancel
            | Builtin::ErrorContextDrop
            | Builtin::WaitableSetNew
            | Builtin::WaitableSetDrop
            | Builtin::WaitableJoin
            | Builtin::ThreadYield
            | Builtin::SubtaskDrop => self.made(piece(builtin), &instance),
            Builtin::SubtaskCancel { asynchronous, .. } => {
                let how = match builtin.suspends() {
                    true => instance,
                    false => format!("{instance}, {asynchronous}"),
                };
                self.made(piece(builtin), &how)
            }
            Builtin::WaitableSetPoll { view } | Builtin::WaitableSetWait { view } => {
                let memory = self.view(*view);
                self.made(piece(builtin), &format!("{instance}, {memory}"))
            }
            Builtin::New(end) => self.new_ends(&instance, end),
            Builtin::Read(end, buffer) | Builtin::Write(end, buffer) => {
                let element = self.element(buffer);
                self.end_function(&instance, end, builtin, &element)
            }
            Builtin::CancelRead(end, asynchronous) | Builtin::CancelWrite(end, asynchronous) => {
                self.end_function(&instance, end, builtin, &format!("{asynchronous}, "))
            }
            Builtin::DropReadable(end) | Builtin::DropWritable(end) => {
                self.end_function(&instance, end, builtin, "")
            }
        };
        self.constant(name, &made);
    }

    fn new_ends(&mut self, instance: &str, end: &End) -> String {
        let class = self.need(match end.kind == EndKind::Future {
            true => "SharedFuture",
            false => "SharedStream",
        });
        let ty = self.end_type(end);
        self.made("endsNew", &format!("{instance}, {ty}, {class}"))
    }

    fn made(&mut self, piece: &'static str, arguments: &str) -> String {
        format!("{}({arguments})", self.need(piece))
    }

    /// A function for one side of a stream or a future; `how` is empty, or one more argument with a comma.
    fn end_function(&mut self, instance: &str, end: &End, builtin: &Builtin, how: &str) -> String {
        let side = self.need(match builtin {
            Builtin::Read(..) | Builtin::CancelRead(..) | Builtin::DropReadable(_) => "ReadableEnd",
            _ => "WritableEnd",
        });
        let (ty, name) = (self.end_type(end), quoted(builtin.name()));
        self.made(
            piece(builtin),
            &format!("{instance}, {ty}, {side}, {how}{name}"),
        )
    }

    /// An argument that describes how elements lie in memory, with a comma.
    fn element(&mut self, buffer: &Buffer) -> String {
        let (Some(view), Some(element)) = (buffer.view, &buffer.element) else {
            return "{ size: 0 }, ".to_string();
        };
        let memory = self.view(view);
        let (size, align) = (element.size, element.align);
        let how = match buffer.number {
            Some(number) => format!("TypedArray: {}", array(number)),
            None => {
                let mut writer = FunctionWriter::new(self);
                let load = writer.pass_routine(Role::Load, element.routine);
                let store = writer.pass_routine(Role::Store, element.routine);
                format!("load: {load}, store: {store}")
            }
        };
        format!("{{ memory: {memory}, size: {size}, align: {align}, {how} }}, ")
    }
}

impl FunctionWriter<'_, '_> {
    /// `task.return`: lifts the result, and resolves the promise of the task.
    fn task_return(&mut self, name: &str, returns: Returns, call: &Call) {
        let slots: Vec<String> = match call.params_area {
            Some(_) => vec!["area".to_string()],
            None => (0..call.signature.params.len())
                .map(|_| self.variable())
                .collect(),
        };
        open!(self.out, "function {name}({}) {{", slots.join(", "));
        let instance = self.file.instance(call.context.instance);
        let returning = self.need("returning");
        let key = returns.key;
        let memory = returns.memory.map(|memory| format!(", {memory}"));
        let memory = memory.unwrap_or_default();
        line!(
            self.out,
            "const task = {returning}({instance}, {key}{memory});"
        );
        if self.file.returns_to_guest(key) {
            let to_guest = self.need("returnToGuest");
            let slots = slots.join(", ");
            line!(
                self.out,
                "if (task.subtask !== undefined) return {to_guest}(state, task, [{slots}]);"
            );
        }
        let values = self.lift_arguments(call, &slots, "task.return");
        let value = values.first().map_or("undefined", String::as_str);
        let is_result = call
            .params
            .first()
            .is_some_and(|param| self.is_result(&param.value));
        if is_result {
            let return_result = self.need("returnResult");
            line!(self.out, "const result = {value};");
            line!(
                self.out,
                "{return_result}(task, result.tag === 'err', result.val);"
            );
        } else {
            line!(self.out, "task.return({value});");
        }
        close!(self.out, "}}");
    }

    fn is_result(&self, value: &Value) -> bool {
        let kind = match &value.kind {
            ValueKind::Routine(id, _) => &self.file.plan.routines[*id].value.kind,
            kind => kind,
        };
        matches!(kind, ValueKind::Cases(cases) if cases.shape == Shape::Result)
    }
}

/// The piece of the runtime that makes the function.
fn piece(builtin: &Builtin) -> &'static str {
    match builtin {
        Builtin::BackpressureInc => "backpressureInc",
        Builtin::BackpressureDec => "backpressureDec",
        Builtin::TaskReturn { .. } => "returning",
        Builtin::TaskCancel => "taskCancel",
        Builtin::ErrorContextNew(_) => "lowerErrorContext",
        Builtin::ErrorContextDebugMessage(_) => "liftErrorContext",
        Builtin::ErrorContextDrop => "errorContextDrop",
        Builtin::WaitableSetNew => "waitableSetNew",
        Builtin::WaitableSetPoll { .. } => "waitableSetPoll",
        Builtin::WaitableSetWait { .. } => "waitableSetWait",
        Builtin::WaitableSetDrop => "waitableSetDrop",
        Builtin::ThreadYield => "threadYield",
        Builtin::WaitableJoin => "waitableJoin",
        Builtin::SubtaskDrop => "subtaskDrop",
        Builtin::SubtaskCancel { .. } => match builtin.suspends() {
            true => "cancelAndWait",
            false => "subtaskCancel",
        },
        Builtin::New(_) => "endsNew",
        Builtin::Read(_, buffer) | Builtin::Write(_, buffer) => match buffer.asynchronous {
            true => "copyElements",
            false => "copyAndWait",
        },
        Builtin::CancelRead(..) | Builtin::CancelWrite(..) => "cancelCopy",
        Builtin::DropReadable(_) | Builtin::DropWritable(_) => "dropEnd",
    }
}
