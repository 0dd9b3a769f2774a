//! Imported functions that may return promises though they are not async: the stack of the component is suspended, if it
//! has to be, and what the host returned is lowered then.

use super::trampolines::Target;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::value::places::Path;
use crate::bindgen::plan::call::{Call, Outcome};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{close, list, open};

impl FunctionWriter<'_, '_> {
    /// Calls the host, and keeps how to lower what it returns.
    pub fn begin_call(&mut self, call: &Call, target: &Target, values: &[String], display: &str) {
        let path = Path::new(&format!("{display}()"));
        let fallible = matches!(call.result, Some(Outcome::Fallible { .. }));
        open!(self.out, "const lower = (value, failed) => {{");
        self.end_lending(call);
        match (&call.result, call.result_area) {
            (None, _) => {}
            (Some(Outcome::Plain(value)), Some(area)) => {
                self.store_plain(call, area, value, &path);
            }
            (Some(Outcome::Plain(value)), None) => self.return_core(call, value, &path),
            (Some(Outcome::Fallible { ok, err, .. }), Some(area)) => {
                self.store_fallible(call, area, [ok, err], &path);
            }
            (Some(Outcome::Fallible { .. }), None) => self.out.block("return failed;"),
        }
        close!(self.out, "}};");
        let (function, arguments) = target.call(values);
        let host_call = list(&format!("{function}("), arguments, ")");
        let (begin, name) = (self.need("beginCall"), quoted(display));
        let payload = match fallible {
            true => format!(", {}", self.need("errorPayload")),
            false => String::new(),
        };
        self.out.block(&format!(
            "return {begin}(state, {name}, () => {host_call}, lower{payload});"
        ));
    }
}
