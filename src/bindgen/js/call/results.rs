//! What a lifted function does with the core function's results.

use super::exported::{Exported, Style};
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::value::places::Places;
use crate::bindgen::js::value::shapes::reads_view;
use crate::bindgen::plan::call::{Area, Call, Ending, Fallible, Outcome, Value};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{close, line, open};

/// Expressions that are longer have a line of their own.
const LONG: usize = 80;

impl FunctionWriter<'_, '_> {
    /// Writes the call of the core function, and all that comes after it. The error of a `result` is thrown after the `try`,
    /// because it does not end the instance, and is not to be caught and thrown again.
    pub fn call_and_lift(&mut self, exported: &Exported, core_call: &str) {
        let call = exported.call;
        let mut result = core_call;
        match (call.is_fallible(), call.result_area) {
            (true, Some(_)) => line!(self.out, "let failed, value;"),
            (true, None) => line!(self.out, "let failed;"),
            (false, _) => {}
        }
        open!(self.out, "try {{");
        if self.file.plan.features.catches_exceptions || has_steps(call) {
            result = "result";
            self.call_core(exported, core_call);
        }
        let mut value = self.lift_result(exported, result, "");
        match &call.result {
            None => {
                let left = self.leave(call, None);
                line!(self.out, "{left};");
            }
            Some(Outcome::Plain(_)) => {
                if value.len() > LONG {
                    line!(self.out, "const value = {value};");
                    value = "value".to_string();
                }
                let value = self.leave(call, Some(&value));
                self.return_value(&exported.style, &value);
            }
            Some(Outcome::Fallible(_)) => {
                if call.result_area.is_some() {
                    line!(self.out, "value = {value};");
                    value = "value".to_string();
                }
                let left = self.leave(call, None);
                line!(self.out, "{left};");
            }
        }
        let fail = self.need("fail");
        close!(self.out, "}} catch (error) {{ {fail}(state, error); }}");
        if call.is_fallible() {
            let error = self.need("ComponentError");
            line!(self.out, "if (failed) throw new {error}({value});");
            self.return_value(&exported.style, &value);
        }
    }

    /// An expression for the result; for a `result`, that of its payload, after `failed` is assigned.
    pub fn lift_result(&mut self, exported: &Exported, result: &str, declaration: &str) -> String {
        let (call, display) = (exported.call, exported.display);
        let place = quoted(&format!("{display}: result"));
        match &call.result {
            None => "undefined".to_string(),
            Some(Outcome::Plain(value)) => self.lift_plain(call, value, result, &place),
            Some(Outcome::Fallible(fallible)) => {
                self.lift_fallible(call, fallible, result, declaration, &place)
            }
        }
    }

    /// Returns a value, or makes it the representation of the object under construction.
    fn return_value(&mut self, style: &Style, value: &str) {
        match style {
            Style::Constructor { resource } => {
                let attach = &self.file.resources[resource.index()].attach;
                line!(self.out, "{attach}(this, {value});");
            }
            Style::Function(_) | Style::Method(_) | Style::Static(_) => {
                line!(self.out, "return {value};");
            }
        }
    }

    /// Calls the core function, whose result gets the name `result`, and ends the borrow scope.
    pub fn call_core(&mut self, exported: &Exported, core_call: &str) {
        let call = exported.call;
        match call.signature.results.is_empty() {
            false => line!(self.out, "const result = {core_call};"),
            true => line!(self.out, "{core_call};"),
        }
        self.check_returned(exported);
    }

    /// Throws again an error that core code has caught, and ends the borrow scope.
    pub fn check_returned(&mut self, exported: &Exported) {
        let call = exported.call;
        if self.file.plan.features.catches_exceptions {
            let rethrow = self.need("rethrow");
            line!(self.out, "{rethrow}(state);");
        }
        if call.borrow_scope {
            let end = self.need("endScope");
            line!(self.out, "{end}(call, {});", quoted(exported.display));
        }
    }

    /// An expression for a result that is not a `result`.
    fn lift_plain(&mut self, call: &Call, value: &Value, result: &str, place: &str) -> String {
        let Some(area) = call.result_area else {
            return match call.constructs {
                Some(handle) => self.take_own(&handle, result, place),
                None => self.lift(
                    value,
                    &Places::slots(&[result.to_string()], call.context).named(place),
                ),
            };
        };
        line!(self.out, "const where = {place};");
        let pointer = self.check_range(call, area, result, "where");
        let routines = &self.file.plan.routines;
        if reads_view(routines, value) {
            line!(self.out, "const pointer = {pointer};");
            self.declare_view(call.context);
            return self.lift(value, &Places::memory("pointer", call.context).viewed());
        }
        // The pointer is used once, so it needs no name.
        self.lift(value, &Places::memory(&pointer, call.context))
    }

    /// Assigns `failed` after `declaration`; returns an expression for the payload of the case.
    fn lift_fallible(
        &mut self,
        call: &Call,
        fallible: &Fallible,
        result: &str,
        declaration: &str,
        place: &str,
    ) -> String {
        let Fallible { ok, err, .. } = fallible;
        let is_second = self.need("isSecondCase");
        let Some(area) = call.result_area else {
            let failed = format!("{is_second}({result}, {place})");
            line!(self.out, "{declaration}failed = {failed};");
            return "undefined".to_string();
        };
        line!(self.out, "const where = {place};");
        let pointer = self.check_range(call, area, result, "where");
        let from = Places::memory("pointer", call.context).viewed();
        let ok = match (ok, call.constructs) {
            (Some(_), Some(handle)) => {
                let word = self.core(&handle.place, &from, 4);
                self.take_own(&handle, &word, "where")
            }
            (ok, _) => self.lift_payload(ok, &from),
        };
        let err = self.lift_payload(err, &from);
        line!(self.out, "const pointer = {pointer};");
        self.declare_view(call.context);
        let discriminant = self.core(&fallible.discriminant, &from, 1);
        let failed = format!("{is_second}({discriminant}, where)");
        line!(self.out, "{declaration}failed = {failed};");
        format!("failed ? {err} : {ok}")
    }

    fn lift_payload(&mut self, payload: &Option<Value>, from: &Places) -> String {
        match payload {
            Some(value) => self.lift(value, from),
            None => "undefined".to_string(),
        }
    }

    /// An expression that checks the range of an area, and is a pointer to it.
    pub fn check_range(&mut self, call: &Call, area: Area, pointer: &str, place: &str) -> String {
        let (memory, check) = (self.file.memory(call.context), self.need("checkRange"));
        let Area { size, align } = area;
        format!("{check}({memory}, {pointer}, {size}, {align}, {place})")
    }

    /// An expression that runs post-return and leaves the component; it has the value that the core results were lifted
    /// to, if there is one.
    fn leave(&mut self, call: &Call, value: Option<&str>) -> String {
        let Some(index) = call.post_return else {
            return match value {
                Some(value) => format!("{}(state, {value})", self.need("finish")),
                None => "state.running = null".to_string(),
            };
        };
        let instance = self.file.instance(call.context.instance);
        let result = (!call.signature.results.is_empty()).then_some("result");
        let values = result
            .into_iter()
            .chain(value)
            .map(|value| format!(", {value}"));
        let values: String = values.collect();
        format!(
            "{}(state, {instance}, postReturn{index}{values})",
            self.need("giveBack")
        )
    }
}

/// Whether something is done between the call of the core function and the lifting of its result.
fn has_steps(call: &Call) -> bool {
    let suspends = call.ending == Ending::Suspend;
    suspends || call.borrow_scope || call.result.is_none() || call.post_return.is_some()
}
