//! Async functions that the component imports and lowers async: a call of one is a subtask, unless the host returns a
//! value at once.

use super::trampolines::Target;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::value::places::Path;
use crate::bindgen::plan::call::Call;
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{Source, close, line, open, reopen};

impl FunctionWriter<'_, '_> {
    /// Calls the host, which gets its signal as the last argument, and lowers what it returns now or later.
    pub fn call_subtask(
        &mut self,
        call: &Call,
        target: &Target,
        values: &[String],
        [name, display]: [&str; 2],
    ) {
        let imported = self.imported_constant(call, [name, display]);
        let (host_class, returned) = (self.need("HostCall"), self.need("returnFromHost"));
        let host_call = target.call(values, Some("host"));
        let pointer = match call.result_area {
            Some(_) => ", target",
            None if call.lends => ", undefined",
            None => "",
        };
        let lent = if call.lends { ", call.lent" } else { "" };
        line!(self.out, "const host = new {host_class}();");
        if !call.is_fallible() {
            let returned = format!("{returned}({imported}, host, {host_call}{pointer}{lent})");
            return self.out.block(&format!("return {returned};"));
        }
        let threw = self.need("throwFromHost");
        line!(self.out, "let value;");
        open!(self.out, "try {{");
        self.out.block(&format!("value = {host_call};"));
        reopen!(self.out, "}} catch (error) {{");
        let how = format!("{pointer}{lent}");
        line!(self.out, "return {threw}({imported}, error{how});");
        close!(self.out, "}}");
        line!(self.out, "return {returned}({imported}, host, value{how});");
    }

    /// A constant for what all calls of the function have in common.
    fn imported_constant(&mut self, call: &Call, [name, display]: [&str; 2]) -> String {
        let instance = self.file.instance(call.context.instance);
        let mut fields = format!("name: {}, instance: {instance}", quoted(display));
        if let Some(lower) = self.result_function(call, [name, display]) {
            fields.push_str(&format!(", lower: {lower}"));
        }
        if call.is_fallible() {
            fields.push_str(&format!(", payloadOf: {}", self.need("errorPayload")));
        }
        let constant = self.file.names.take(&format!("{name}Import"));
        self.file.constant(&constant, &format!("{{ {fields} }}"));
        constant
    }

    /// Writes the function that lowers what the host returned, if that is anything; returns its name.
    fn result_function(&mut self, call: &Call, [name, display]: [&str; 2]) -> Option<String> {
        call.result_area?;
        let lower = self.file.names.take(&format!("{name}Result"));
        let path = Path::new(&format!("{display}()"));
        let mut out = Source::default();
        self.file.function(&mut out, |this| {
            open!(this.out, "function {lower}(target, value, failed) {{");
            this.lower_result(call, &path);
            close!(this.out, "}}");
        });
        self.file.parts.lowered.section(out.as_str());
        Some(lower)
    }
}
