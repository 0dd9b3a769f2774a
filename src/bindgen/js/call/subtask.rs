//! Async functions that the component imports and lowers async: a call of one is a subtask, unless the host returns a
//! value at once.

use super::trampolines::Target;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::value::places::Path;
use crate::bindgen::plan::call::{Call, Outcome};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{close, list, open};

impl FunctionWriter<'_, '_> {
    /// Calls the host, which gets its signal as the last argument, and lowers what it returns now or later.
    pub fn call_subtask(&mut self, call: &Call, target: &Target, values: &[String], display: &str) {
        let instance = self.file.instance(call.context.instance);
        let path = Path::new(&format!("{display}()"));
        let fallible = matches!(call.result, Some(Outcome::Fallible { .. }));
        let call_host = self.need(match fallible {
            true => "callFallibleHost",
            false => "callHost",
        });
        let (function, arguments) = target.call(values);
        let mut arguments = arguments.to_vec();
        arguments.push("host".to_string());
        let host_call = list(&format!("{function}("), &arguments, ")");
        open!(self.out, "const lower = (value, failed) => {{");
        match (&call.result, call.result_area) {
            (Some(Outcome::Plain(value)), Some(area)) => {
                self.store_plain(call, area, value, &path);
            }
            (Some(Outcome::Fallible { ok, err, .. }), Some(area)) => {
                self.store_fallible(call, area, [ok, err], &path);
            }
            (_, _) => {}
        }
        close!(self.out, "}};");
        let lent = if call.lends { ", call.lent" } else { "" };
        let name = quoted(display);
        self.out.block(&format!(
            "return {call_host}({instance}, {name}, (host) => {host_call}, lower{lent});"
        ));
    }
}
