//! Async functions that the component exports: a call of one is a task, and returns a promise.

use super::exported::Exported;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::plan::call::{Call, Ending, Returns};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{close, line, open};

impl FunctionWriter<'_, '_> {
    /// The name of the last parameter of an async function, which has the signal that cancels it.
    pub fn options_parameter(&mut self, call: &Call) -> Option<String> {
        call.asynchronous.then(|| self.locals.take("options"))
    }

    /// Writes the body of an async function. The arguments are lowered when its task begins, which may be later.
    pub fn call_task(&mut self, exported: &Exported, arguments: &[String], options: &str) {
        let call = exported.call;
        let lifted = self.lifted_constant(exported);
        let call_async = self.need("callAsync");
        open!(
            self.out,
            "return {call_async}(state, {lifted}, {options}, (task) => {{"
        );
        let core = match arguments {
            [] => Vec::new(),
            _ => self.lower_noted(call, arguments, None),
        };
        let core_call = format!("{}({})", exported.core, core.join(", "));
        match call.ending {
            Ending::Callback { .. } => line!(self.out, "return {core_call};"),
            Ending::Stack { .. } if call.on_stack => line!(self.out, "return {core_call};"),
            Ending::Stack { .. } => {
                line!(self.out, "{core_call};");
                line!(self.out, "return 0;");
            }
            Ending::Sync | Ending::Subtask | Ending::Suspend => {
                self.call_and_return(exported, &core_call);
            }
        }
        close!(self.out, "}});");
    }

    /// A constant for what all calls of the function have in common.
    fn lifted_constant(&mut self, exported: &Exported) -> String {
        let call = exported.call;
        let instance = self.file.instance(call.context.instance);
        let name = self.file.names.take(&format!("{}Lifted", exported.core));
        let display = quoted(exported.display);
        let mut fields = vec![format!("name: {display}"), format!("instance: {instance}")];
        match call.ending {
            Ending::Callback { callback, returns } => {
                fields.push(format!("callback: callback{callback}"));
                fields.extend(fields_of(returns));
            }
            Ending::Stack { returns } => {
                fields.push("stackful: true".to_string());
                fields.extend(fields_of(returns));
            }
            Ending::Sync | Ending::Subtask | Ending::Suspend => {}
        }
        let fields = fields.join(", ");
        line!(self.file.parts.lifted, "const {name} = {{ {fields} }};");
        name
    }

    /// Calls a core function that is lifted without `async`: its task returns when it does.
    fn call_and_return(&mut self, exported: &Exported, core_call: &str) {
        let call = exported.call;
        if call.on_stack {
            open!(self.out, "task.after = (state, task, result) => {{");
            self.check_returned(exported);
        } else {
            self.call_core(exported, core_call);
        }
        let value = self.lift_result(exported, "result", "const ");
        if call.is_fallible() {
            let return_result = self.need("returnResult");
            line!(self.out, "{return_result}(task, failed, {value});");
        } else {
            line!(self.out, "task.return({value});");
        }
        if let Some(index) = call.post_return {
            let instance = self.file.instance(call.context.instance);
            line!(self.out, "{instance}.mayLeave = false;");
            let result = match call.signature.results.is_empty() {
                false => "result",
                true => "",
            };
            line!(self.out, "postReturn{index}({result});");
            line!(self.out, "{instance}.mayLeave = true;");
        }
        match call.on_stack {
            true => {
                close!(self.out, "}};");
                line!(self.out, "return {core_call};");
            }
            false => line!(self.out, "return 0;"),
        }
    }
}

/// What a task must return with, as members of the constant for its function.
pub fn fields_of(returns: Returns) -> Vec<String> {
    let memory = returns.memory.map(|memory| format!("memory: {memory}"));
    let key = format!("returns: {}", returns.key);
    [key].into_iter().chain(memory).collect()
}
