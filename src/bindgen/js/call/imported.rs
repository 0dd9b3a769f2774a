//! Lowered imports: functions of the host as core modules call them.
//!
//! The arguments are lifted, the host's function is called, and what it returns is lowered. If any of this throws, the
//! component that called is stopped and stays entered.

use super::trampolines::Target;
use crate::bindgen::js::file::File;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::names::core_names;
use crate::bindgen::js::value::places::{From, Path, To};
use crate::bindgen::js::value::shapes::{mentions, writes_once};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::ImportPath;
use crate::bindgen::plan::call::{Area, Call, Ending, Outcome, Value};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{Source, close, line, list, open, reopen};

impl File<'_> {
    /// Writes the function that core modules call for an import.
    pub fn lowered_function(
        &mut self,
        out: &mut Source,
        name: &str,
        import: &ImportPath,
        call: &Call,
    ) {
        let mut writer = FunctionWriter::new(self);
        writer.imported(name, import, call);
        out.block(writer.out.as_str());
    }
}

impl FunctionWriter<'_, '_> {
    fn imported(&mut self, name: &str, import: &ImportPath, call: &Call) {
        let (target, display) = self.file.import_target(import);
        let slots: Vec<String> = match call.params_area {
            Some(_) => vec!["area".to_string()],
            None => {
                let params = call.params.iter();
                let names = params
                    .map(|param| core_names(&mut self.locals, &self.file.plan.types, param, false));
                names.collect::<Vec<_>>().concat()
            }
        };
        let mut params = slots.clone();
        if call.result_area.is_some() {
            params.push("target".to_string());
        }
        open!(self.out, "function {name}({}) {{", params.join(", "));
        let instance = self.file.instance(call.context.instance);
        let leave = self.need("leave");
        line!(self.out, "{leave}({instance}, {});", quoted(&display));
        if call.lends {
            line!(self.out, "const call = {{ lent: [] }};");
            self.call = "call";
        }
        let values = match call.params_area {
            None => self.lift_arguments(call, &slots, &display),
            Some(area) => self.lift_spilled_arguments(call, area, &slots[0], &display),
        };
        // Lowering what the host returned needs no undo: if it is refused, the instance ends.
        self.call = "undefined";
        match call.ending {
            Ending::Subtask => self.call_subtask(call, &target, &values, [name, &display]),
            Ending::Suspend => self.begin_call(call, &target, &values, &display),
            Ending::Sync | Ending::Callback { .. } | Ending::Stack { .. } => {
                self.call_and_lower(call, &target, &values, &display);
            }
        }
        close!(self.out, "}}");
    }

    fn call_and_lower(&mut self, call: &Call, target: &Target, values: &[String], display: &str) {
        let (function, arguments) = target.call(values);
        let host_call = list(&format!("{function}("), arguments, ")");
        let path = Path::new(&format!("{display}()"));
        match &call.result {
            None => {
                self.out.block(&format!("{host_call};"));
                self.end_lending(call);
            }
            Some(Outcome::Plain(value)) => self.plain_outcome(call, value, &host_call, &path),
            Some(Outcome::Fallible { ok, err, .. }) => {
                self.fallible_outcome(call, [ok, err], &host_call, &path);
            }
        }
    }

    /// Expressions for the arguments, evaluated in the call.
    pub fn lift_arguments(&mut self, call: &Call, slots: &[String], display: &str) -> Vec<String> {
        let (mut values, mut places) = (Vec::new(), 0);
        for param in &call.params {
            let mut place = quoted(&format!("{display}: {}", camel_case(&param.name)));
            if mentions(&param.value) > 2 {
                places += 1;
                let name = match places {
                    1 => "place".to_string(),
                    more => format!("place{more}"),
                };
                line!(self.out, "const {name} = {place};");
                place = name;
            }
            let from = From::slots(slots, call.context, &place);
            values.push(self.lift(&param.value, &from));
        }
        values
    }

    pub fn lift_spilled_arguments(
        &mut self,
        call: &Call,
        area: Area,
        pointer: &str,
        display: &str,
    ) -> Vec<String> {
        let place = quoted(&format!("{display}: arguments"));
        line!(self.out, "const where = {place};");
        let checked = self.check_range(call, area, pointer, "where");
        line!(self.out, "{pointer} = {checked};");
        let memory = self.file.memory(call.context);
        line!(self.out, "const {{ view }} = {memory};");
        let from = From::memory(pointer, call.context);
        let params = call.params.iter();
        params.map(|param| self.lift(&param.value, &from)).collect()
    }

    /// Calls the host and lowers what it returns.
    fn plain_outcome(&mut self, call: &Call, value: &Value, host_call: &str, path: &Path) {
        if !call.lends
            && call.result_area.is_none()
            && let Some((_, single)) = self.lower_single(value, host_call, path)
        {
            self.out.block(&format!("return {single};"));
            return;
        }
        self.out.block(&format!("const value = {host_call};"));
        self.end_lending(call);
        match call.result_area {
            Some(area) => self.store_plain(call, area, value, path),
            None => self.return_core(call, value, path),
        }
    }

    /// Lowers `value` to memory, at `target`.
    pub fn store_plain(&mut self, call: &Call, area: Area, value: &Value, path: &Path) {
        let checked = self.check_range(call, area, "target", &path.literal());
        // The check makes the memory's view, and a value that is lowered later may be the first to need it.
        let pointer = match writes_once(value) && call.ending == Ending::Sync {
            true => checked,
            false => {
                line!(self.out, "const pointer = {checked};");
                "pointer".to_string()
            }
        };
        let to = To::memory(&pointer, call.context);
        self.lower(value, "value", path, &to);
    }

    /// Calls a function whose error the host throws, and lowers what it returned or threw.
    fn fallible_outcome(
        &mut self,
        call: &Call,
        payloads: [&Option<Value>; 2],
        host_call: &str,
        path: &Path,
    ) {
        let error_payload = self.need("errorPayload");
        line!(self.out, "let value, failed = 0;");
        open!(self.out, "try {{");
        self.out.block(&format!("value = {host_call};"));
        reopen!(self.out, "}} catch (error) {{");
        line!(self.out, "value = {error_payload}(error);");
        line!(self.out, "failed = 1;");
        close!(self.out, "}}");
        if payloads[0].is_none() {
            let refuse = self.need("refusePromise");
            line!(
                self.out,
                "if (failed === 0) {refuse}(value, {});",
                path.literal()
            );
        }
        self.end_lending(call);
        match call.result_area {
            Some(area) => self.store_fallible(call, area, payloads, path),
            None => line!(self.out, "return failed;"),
        }
    }

    /// Lowers `value` to memory, at `target`, as one of the two cases.
    pub fn store_fallible(
        &mut self,
        call: &Call,
        area: Area,
        payloads: [&Option<Value>; 2],
        path: &Path,
    ) {
        let checked = self.check_range(call, area, "target", &path.literal());
        let memory = self.file.memory(call.context);
        line!(self.out, "const pointer = {checked};");
        line!(self.out, "{memory}.view.setUint8(pointer, failed);");
        let to = To::memory("pointer", call.context);
        let [ok, err] = payloads;
        if let Some(ok) = ok {
            open!(self.out, "if (failed === 0) {{");
            self.lower(ok, "value", path, &to);
        }
        if let Some(err) = err {
            match ok {
                Some(_) => reopen!(self.out, "}} else {{"),
                None => open!(self.out, "if (failed === 1) {{"),
            }
            self.lower(err, "value", path, &to);
        }
        if ok.is_some() || err.is_some() {
            close!(self.out, "}}");
        }
    }

    pub fn end_lending(&mut self, call: &Call) {
        if call.lends {
            line!(self.out, "for (const entry of call.lent) entry.lends--;");
        }
    }

    /// Returns `value` as its one core value.
    pub fn return_core(&mut self, call: &Call, value: &Value, path: &Path) {
        if let Some((_, single)) = self.lower_single(value, "value", path) {
            line!(self.out, "return {single};");
            return;
        }
        let count = call.signature.results.len();
        let names: Vec<_> = (0..count).map(|_| self.variable()).collect();
        let to = To::slots(&names, call.context);
        let (body, ()) = self.aside(|this| this.lower(value, "value", path, &to));
        let declared = self.declared(&names, &call.signature.results, &[value]);
        line!(self.out, "let {declared};");
        self.out.block(body.as_str());
        line!(self.out, "return {};", names[0]);
    }
}
