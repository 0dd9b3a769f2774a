//! Lowered imports: functions of the host as core modules call them.
//!
//! The arguments are lifted, the host's function is called, and what it returns is lowered. If any of this throws, the
//! component that called is stopped and stays entered.

use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::names::core_names;
use crate::bindgen::js::value::places::{Path, Places};
use crate::bindgen::js::value::shapes::{mentions, writes_once};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::ImportPath;
use crate::bindgen::plan::call::{Area, Call, Ending, Fallible, Outcome, Value};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{close, line, open, reopen};

impl FunctionWriter<'_, '_> {
    /// Writes the function that core modules call for an import.
    pub fn imported(&mut self, name: &str, import: &ImportPath, call: &Call) {
        let (target, display) = self.file.import_target(import);
        let (types, locals) = (&self.file.plan.types, &mut self.locals);
        let slots: Vec<_> = match call.params_area {
            Some(_) => vec!["area".to_string()],
            None => {
                let names = |param| core_names(locals, types, param, false);
                call.params.iter().flat_map(names).collect()
            }
        };
        let returned = call.result_area.map(|_| "target".to_string());
        let params: Vec<_> = slots.iter().cloned().chain(returned).collect();
        open!(self.out, "function {name}({}) {{", params.join(", "));
        self.check_leave(call, &display);
        if call.lends {
            line!(self.out, "const call = {{ lent: [] }};");
            self.call = "call";
        }
        let values = self.lift_arguments(call, &slots, &display);
        // Lowering what the host returned needs no undo: if it is refused, the instance ends.
        self.call = "undefined";
        match call.ending {
            Ending::Subtask => self.call_subtask(call, &target, &values, [name, &display]),
            Ending::Suspend => self.begin_call(call, &target, &values, &display),
            Ending::Sync | Ending::Callback { .. } | Ending::Stack { .. } => {
                let path = Path::new(&format!("{display}()"));
                self.call_and_lower(call, &target.call(&values, None), &path);
            }
        }
        close!(self.out, "}}");
    }

    /// Checks may-leave; returns the name of the component instance.
    pub fn check_leave(&mut self, call: &Call, display: &str) -> String {
        let instance = self.file.instance(call.context.instance);
        let leave = self.need("leave");
        line!(self.out, "{leave}({instance}, {});", quoted(display));
        instance
    }

    /// Calls the host and lowers what it returns, or the error that it throws.
    fn call_and_lower(&mut self, call: &Call, host_call: &str, path: &Path) {
        if let (Some(Outcome::Plain(value)), None, false) =
            (&call.result, call.result_area, call.lends)
            && let Some((_, single)) = self.lower_single(value, host_call, path)
        {
            self.out.block(&format!("return {single};"));
            return;
        }
        match &call.result {
            None => self.out.block(&format!("{host_call};")),
            Some(Outcome::Plain(_)) => self.out.block(&format!("const value = {host_call};")),
            Some(Outcome::Fallible(fallible)) => {
                let error_payload = self.need("errorPayload");
                line!(self.out, "let value, failed = 0;");
                open!(self.out, "try {{");
                self.out.block(&format!("value = {host_call};"));
                reopen!(self.out, "}} catch (error) {{");
                line!(self.out, "value = {error_payload}(error);");
                line!(self.out, "failed = 1;");
                close!(self.out, "}}");
                if fallible.ok.is_none() {
                    let (refuse, path) = (self.need("refusePromise"), path.literal());
                    line!(self.out, "if (failed === 0) {refuse}(value, {path});");
                }
            }
        }
        self.end_lending(call);
        self.lower_result(call, path);
    }

    /// Expressions for the arguments, evaluated in the call.
    pub fn lift_arguments(&mut self, call: &Call, slots: &[String], display: &str) -> Vec<String> {
        if let Some(area) = call.params_area {
            let (pointer, place) = (&slots[0], quoted(&format!("{display}: arguments")));
            line!(self.out, "const where = {place};");
            let checked = self.check_range(call, area, pointer, "where");
            line!(self.out, "{pointer} = {checked};");
            self.declare_view(call.context);
            let from = Places::memory(pointer, call.context).viewed();
            let params = call.params.iter();
            return params.map(|param| self.lift(&param.value, &from)).collect();
        }
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
            let from = Places::slots(slots, call.context).named(&place);
            values.push(self.lift(&param.value, &from));
        }
        values
    }

    /// Lowers `value`, which the host has returned; `failed` says whether it is the payload of an error.
    pub fn lower_result(&mut self, call: &Call, path: &Path) {
        match (&call.result, call.result_area) {
            (None, _) => {}
            (Some(Outcome::Plain(value)), Some(area)) => self.store_plain(call, area, value, path),
            (Some(Outcome::Plain(value)), None) => self.return_core(call, value, path),
            (Some(Outcome::Fallible(fallible)), Some(area)) => {
                self.store_fallible(call, area, fallible, path);
            }
            (Some(Outcome::Fallible(_)), None) => line!(self.out, "return failed;"),
        }
    }

    /// Lowers `value` to memory, at `target`.
    fn store_plain(&mut self, call: &Call, area: Area, value: &Value, path: &Path) {
        let checked = self.check_range(call, area, "target", &path.literal());
        // The check makes the memory's view, and a value that is lowered later may be the first to need it.
        let pointer = match writes_once(value) && call.ending == Ending::Sync {
            true => checked,
            false => {
                line!(self.out, "const pointer = {checked};");
                "pointer".to_string()
            }
        };
        let to = Places::memory(&pointer, call.context);
        self.lower(value, "value", path, &to);
    }

    /// Lowers `value` to memory, at `target`, as one of the two cases.
    fn store_fallible(&mut self, call: &Call, area: Area, fallible: &Fallible, path: &Path) {
        let checked = self.check_range(call, area, "target", &path.literal());
        let memory = self.file.memory(call.context);
        line!(self.out, "const pointer = {checked};");
        line!(self.out, "{memory}.view.setUint8(pointer, failed);");
        let to = Places::memory("pointer", call.context);
        let Fallible { ok, err, .. } = fallible;
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
    fn return_core(&mut self, call: &Call, value: &Value, path: &Path) {
        if let Some((_, single)) = self.lower_single(value, "value", path) {
            line!(self.out, "return {single};");
            return;
        }
        let count = call.signature.results.len();
        let names: Vec<_> = (0..count).map(|_| self.variable()).collect();
        let to = Places::slots(&names, call.context);
        let (body, ()) = self.aside(|this| this.lower(value, "value", path, &to));
        let declared = self.declared(&names, &call.signature.results, &[value]);
        line!(self.out, "let {declared};");
        self.out.block(body.as_str());
        line!(self.out, "return {};", names[0]);
    }
}
