//! Calls between component instances of an asynchronous component, and what they move.

use super::task::fields_of;
use crate::bindgen::js::file::File;
use crate::bindgen::plan::builtins::{End, EndKind};
use crate::bindgen::plan::{CoreDef, GuestCall, Lifted, Trampoline};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::list;

impl File<'_> {
    /// A function that the caller imports, and a constant for what all of its calls have in common.
    pub fn guest_call(&mut self, name: &str, call: &GuestCall) -> String {
        let called = self.names.take(&format!("{name}Callee"));
        let mut fields = vec![
            format!("name: {}", quoted(&call.name)),
            format!("instance: {}", self.instance(call.callee)),
            format!("caller: {}", self.instance(call.caller)),
        ];
        if call.result_area {
            fields.push("area: true".to_string());
        }
        match call.lifted {
            Lifted::Sync(post_return) => {
                fields.push(format!("after: {}", self.need("returnFromSync")));
                if let Some(index) = post_return {
                    let params = parameters(call.core_signature.results.len());
                    let call = format!("({params}) => postReturn{index}({params})");
                    fields.push(format!("postReturn: {call}"));
                }
            }
            Lifted::Callback(index) => {
                let params = parameters(3);
                fields.push(format!("callback: ({params}) => callback{index}({params})"));
            }
            Lifted::Stack => fields.push("stackful: true".to_string()),
        }
        if !matches!(call.lifted, Lifted::Sync(_)) {
            fields.extend(fields_of(call.returns));
        }
        let start = self.forward(&call.start, call.arguments);
        let finish = self.forward(&call.finish, call.results);
        let core = match call.on_stack {
            true => {
                fields.push("onStack: true".to_string());
                let (on_stack, core) = (self.need("onStackLater"), self.core_def(&call.core));
                format!("{on_stack}(state, () => {core})")
            }
            false => self.forward(&call.core, call.core_signature.params.len()),
        };
        fields.push(format!("start: {start}"));
        fields.push(format!("core: {core}"));
        fields.push(format!("finish: {finish}"));
        self.constant(&called, &list("{ ", &fields, " }"));
        let piece = self.need(match call.subtask {
            true => "callSubtask",
            false => "callAndWait",
        });
        format!("{piece}(state, {called})")
    }

    /// A function that calls a core function, which is there once the core instance is.
    fn forward(&mut self, core: &CoreDef, count: usize) -> String {
        let params = parameters(count);
        let core = self.core_def(core);
        format!("({params}) => {core}({params})")
    }

    /// Enters or leaves a callee whose caller and callee are both not async: the stack is the same, the task is not.
    pub fn inner_call(&mut self, trampoline: &Trampoline) -> String {
        let Trampoline::EnterCall = trampoline else {
            return format!("{}(state)", self.need("exitInnerCall"));
        };
        let instances = (0..self.plan.instances).map(|instance| self.instance(instance.into()));
        let instances = instances.collect::<Vec<_>>().join(", ");
        format!("{}(state, [{instances}])", self.need("enterInnerCall"))
    }

    /// A function that moves readable ends between component instances.
    pub fn transfer_end(&mut self, trampoline: &Trampoline) -> String {
        let plan = self.plan;
        let (piece, ends) = match trampoline {
            Trampoline::TransferStream => ("transferEnd", &plan.stream_tables),
            Trampoline::TransferFuture => ("transferEnd", &plan.future_tables),
            _ => ("transferErrorContext", &plan.error_context_tables),
        };
        let tables: Vec<_> = ends.iter().map(|end| self.end_table(end)).collect();
        format!("{}({})", self.need(piece), list("[", &tables, "]"))
    }

    fn end_table(&mut self, end: &End) -> String {
        let instance = self.instance(end.instance);
        if end.kind == EndKind::ErrorContext {
            return instance;
        }
        let ty = self.end_type(end);
        format!("{{ type: {ty}, instance: {instance} }}")
    }

    /// Whether tasks of other component instances return with this.
    pub fn returns_to_guest(&self, key: u32) -> bool {
        let mut trampolines = self.plan.trampolines.iter();
        trampolines.any(|trampoline| match trampoline {
            Trampoline::GuestCall(call) => call.returns.key == key,
            _ => false,
        })
    }
}

/// `a, b, c`
fn parameters(count: usize) -> String {
    let names = (0..count).map(|i| format!("p{i}"));
    names.collect::<Vec<_>>().join(", ")
}
