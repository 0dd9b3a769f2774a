//! Functions of the host that may suspend the stack of the component: imports that may return promises, and the functions
//! that all of these share.

use super::trampolines::Target;
use crate::bindgen::js::file::File;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::value::places::Path;
use crate::bindgen::plan::Trampoline;
use crate::bindgen::plan::call::Call;
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{close, open};

impl File<'_> {
    /// A function that all of them share.
    pub fn part_of_suspension(&mut self, trampoline: &Trampoline) -> String {
        match (trampoline, self.is_asynchronous()) {
            (Trampoline::Take { .. }, false) => format!("() => {}(state)", self.need("takeResult")),
            (Trampoline::Take { .. }, true) => {
                format!("() => {}(state)", self.need("takeFromTask"))
            }
            (Trampoline::Done { .. }, _) => {
                format!("(result) => {}(state, result)", self.need("stackDone"))
            }
            (_, asynchronous) => {
                let piece = self.need(match asynchronous {
                    false => "suspension",
                    true if self.plan.seldom_suspends() => "rareSuspension",
                    true => "stackSuspension",
                });
                format!("{piece}(state, {})", quoted(&self.first_suspending()))
            }
        }
    }

    /// The name in messages of the first function that may suspend the component.
    fn first_suspending(&mut self) -> String {
        let plan = self.plan;
        let mut trampolines = plan.trampolines.iter();
        match trampolines.find(|trampoline| trampoline.suspends()) {
            Some(Trampoline::LowerImport { import, .. }) => self.import_target(import).1,
            Some(Trampoline::Builtin { builtin, .. }) => builtin.name().to_string(),
            Some(Trampoline::GuestCall(call)) => call.name.clone(),
            _ => String::new(),
        }
    }
}

impl FunctionWriter<'_, '_> {
    /// Calls the host, with a function that lowers what it returns.
    pub fn begin_call(&mut self, call: &Call, target: &Target, values: &[String], display: &str) {
        let path = Path::new(&format!("{display}()"));
        open!(self.out, "const lower = (value, failed) => {{");
        self.end_lending(call);
        self.lower_result(call, &path);
        close!(self.out, "}};");
        let (wait, of, host) = match call.asynchronous {
            true => {
                let instance = self.file.instance(call.context.instance);
                (self.need("waitForHost"), instance, Some("host"))
            }
            false => (self.need("beginCall"), "state".to_string(), None),
        };
        let (host_call, host) = (target.call(values, host), host.unwrap_or_default());
        let payload = match call.is_fallible() {
            true => format!(", {}", self.need("errorPayload")),
            false => String::new(),
        };
        let name = quoted(display);
        self.out.block(&format!(
            "return {wait}({of}, {name}, ({host}) => {host_call}, lower{payload});"
        ));
    }
}
