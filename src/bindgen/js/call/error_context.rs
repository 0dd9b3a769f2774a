//! Error contexts: built-in functions that pass their messages.

use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::value::places::Path;
use crate::bindgen::plan::call::Call;
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{close, line, open};

impl FunctionWriter<'_, '_> {
    /// `error-context.new`
    pub fn error_context_new(&mut self, name: &str, call: &Call) {
        let slots = [self.variable(), self.variable()];
        open!(self.out, "function {name}({}) {{", slots.join(", "));
        let instance = self.enter_builtin(call, "error-context.new");
        let values = self.lift_arguments(call, &slots, "error-context.new");
        let lower = self.need("lowerErrorContext");
        line!(
            self.out,
            "return {lower}({instance}, new Error({}));",
            values[0]
        );
        close!(self.out, "}}");
    }

    /// `error-context.debug-message`
    pub fn error_context_message(&mut self, name: &str, call: &Call) {
        let display = "error-context.debug-message";
        open!(self.out, "function {name}(handle, target) {{");
        let instance = self.enter_builtin(call, display);
        let lift = self.need("liftErrorContext");
        line!(
            self.out,
            "const value = {lift}({instance}, handle).message;"
        );
        self.lower_result(call, &Path::new(display));
        close!(self.out, "}}");
    }

    /// Checks may-leave; returns the name of the component instance.
    fn enter_builtin(&mut self, call: &Call, display: &str) -> String {
        let instance = self.file.instance(call.context.instance);
        let leave = self.need("leave");
        line!(self.out, "{leave}({instance}, {});", quoted(display));
        instance
    }
}
