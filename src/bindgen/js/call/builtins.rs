//! Built-in functions of component-model async: for most, a piece of the runtime with the same name makes the function.

use crate::bindgen::js::file::{File, Role};
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::names::camel_case;
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
        // For most, the piece has the name of the function.
        let piece = camel_case(&builtin.name().replace('.', "-"));
        let made = match builtin {
            Builtin::TaskReturn { returns, call } => {
                return self.function(out, |this| this.task_return(name, *returns, call));
            }
            Builtin::ErrorContextNew(call) => {
                return self.function(out, |this| this.error_context_new(name, call));
            }
            Builtin::ErrorContextDebugMessage(call) => {
                return self.function(out, |this| this.error_context_message(name, call));
            }
            Builtin::BackpressureInc
            | Builtin::BackpressureDec
            | Builtin::TaskCancel
            | Builtin::ErrorContextDrop
            | Builtin::WaitableSetNew
            | Builtin::WaitableSetDrop
            | Builtin::WaitableJoin
            | Builtin::ThreadYield
            | Builtin::SubtaskDrop => self.made(&piece, &instance),
            Builtin::SubtaskCancel { .. } if builtin.suspends() => {
                self.made("cancelAndWait", &instance)
            }
            Builtin::SubtaskCancel { asynchronous, .. } => {
                self.made(&piece, &format!("{instance}, {asynchronous}"))
            }
            Builtin::WaitableSetPoll { view } | Builtin::WaitableSetWait { view } => {
                let memory = self.view(*view);
                self.made(&piece, &format!("{instance}, {memory}"))
            }
            Builtin::New(end) => {
                let future = end.kind == EndKind::Future;
                let class = self.need(if future {
                    "SharedFuture"
                } else {
                    "SharedStream"
                });
                let ty = self.end_type(end);
                self.made("endsNew", &format!("{instance}, {ty}, {class}"))
            }
            Builtin::Read(end, _)
            | Builtin::Write(end, _)
            | Builtin::CancelRead(end, _)
            | Builtin::CancelWrite(end, _)
            | Builtin::DropReadable(end)
            | Builtin::DropWritable(end) => self.end_function(&instance, end, builtin),
        };
        self.constant(name, &made);
    }

    /// The function that a piece of the runtime makes.
    fn made(&mut self, piece: &str, arguments: &str) -> String {
        format!("{}({arguments})", self.need(piece))
    }

    /// A function for one side of a stream or a future.
    fn end_function(&mut self, instance: &str, end: &End, builtin: &Builtin) -> String {
        let (piece, how) = match builtin {
            Builtin::Read(_, buffer) | Builtin::Write(_, buffer) => match buffer.asynchronous {
                true => ("copyElements", self.element(buffer)),
                false => ("copyAndWait", self.element(buffer)),
            },
            Builtin::CancelRead(_, asynchronous) | Builtin::CancelWrite(_, asynchronous) => {
                ("cancelCopy", format!("{asynchronous}, "))
            }
            _ => ("dropEnd", String::new()),
        };
        let side = self.need(match builtin {
            Builtin::Read(..) | Builtin::CancelRead(..) | Builtin::DropReadable(_) => "ReadableEnd",
            _ => "WritableEnd",
        });
        let (ty, name) = (self.end_type(end), quoted(builtin.name()));
        self.made(piece, &format!("{instance}, {ty}, {side}, {how}{name}"))
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
        let (returning, key) = (self.need("returning"), returns.key);
        let memory = returns.memory.map(|memory| format!(", {memory}"));
        let of = format!("{instance}, {key}{}", memory.unwrap_or_default());
        line!(self.out, "const task = {returning}({of});");
        if self.file.returns_to_guest(key) {
            let to_guest = self.need("returnToGuest");
            let returned = format!("{to_guest}(state, task, [{}])", slots.join(", "));
            line!(
                self.out,
                "if (task.subtask !== undefined) return {returned};"
            );
        }
        let values = self.lift_arguments(call, &slots, "task.return");
        let value = values.first().map_or("undefined", String::as_str);
        let mut returned = call.params.iter();
        if returned.any(|param| self.is_result(&param.value)) {
            let (returned, failed) = (self.need("returnResult"), "result.tag === 'err'");
            line!(self.out, "const result = {value};");
            line!(self.out, "{returned}(task, {failed}, result.val);");
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
