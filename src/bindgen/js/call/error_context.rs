//! Error contexts: built-in functions that pass their messages.

use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::value::places::Path;
use crate::bindgen::plan::call::Call;
use crate::bindgen::source::{close, line, open};

impl FunctionWriter<'_, '_> {
    /// `error-context.new`
    pub fn error_context_new(&mut self, name: &str, call: &Call) {
        let slots = [self.variable(), self.variable()];
        open!(self.out, "function {name}({}) {{", slots.join(", "));
        let instance = self.check_leave(call, "error-context.new");
        let values = self.lift_arguments(call, &slots, "error-context.new");
        let (lower, error) = (
            self.need("lowerErrorContext"),
            format!("new Error({})", values[0]),
        );
        line!(self.out, "return {lower}({instance}, {error});");
        close!(self.out, "}}");
    }

    /// `error-context.debug-message`
    pub fn error_context_message(&mut self, name: &str, call: &Call) {
        let display = "error-context.debug-message";
        open!(self.out, "function {name}(handle, target) {{");
        let instance = self.check_leave(call, display);
        let context = format!("{}({instance}, handle)", self.need("liftErrorContext"));
        line!(self.out, "const value = {context}.message;");
        self.lower_result(call, &Path::new(display));
        close!(self.out, "}}");
    }
}
