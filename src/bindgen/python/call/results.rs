//! What a lifted function does with the core function's results.

use super::exported::{Exported, Style};
use crate::bindgen::plan::StringEncoding;
use crate::bindgen::plan::call::{Call, Contents, Fallible, Outcome, Place, Value, ValueKind};
use crate::bindgen::python::generator::FunctionWriter;
use crate::bindgen::python::names::quoted;
use crate::bindgen::python::stage::start;
use crate::bindgen::python::value::lift::From;
use crate::bindgen::python::value::words::at;
use crate::bindgen::source::{line, open, reopen};
use std::collections::BTreeMap;

impl FunctionWriter<'_, '_> {
    /// Writes the call of the core function, and all that comes after it.
    pub fn call_and_lift(&mut self, exported: &Exported, returns: &str) {
        let (call, display) = (&*exported.lift.call, exported.display);
        let run = self.need("run");
        line!(self.out, "_e = {run}(*_call)");
        open!(self.out, "if _e or _s.trap:");
        match self.staged {
            true => line!(self.out, "_m.stop(_e)"),
            false => {
                let stop = self.need("stop");
                line!(self.out, "{stop}(_s, _e)");
            }
        }
        self.out.end();
        if self.scope {
            line!(self.out, "_scope.end({})", quoted(display));
        }
        let place = quoted(&format!("{display}: result"));
        // Strings in the stage are decoded without a function of the runtime, so errors are caught here.
        let decodes = self.staged && call.result_area.is_some();
        if decodes {
            open!(self.out, "try:");
        }
        match &call.result {
            None => {}
            Some(Outcome::Plain(value)) => self.lift_plain(exported, value, &place, returns),
            Some(Outcome::Fallible(Fallible {
                discriminant,
                ok,
                err,
                ..
            })) => {
                let payloads = [ok.as_ref(), err.as_ref()];
                self.lift_fallible(call, discriminant, payloads, &place);
            }
        }
        if decodes {
            let trap = self.need("Trap");
            reopen!(self.out, "except UnicodeDecodeError:");
            let text = match call.context.encoding {
                StringEncoding::Utf8 => "invalid UTF-8",
                StringEncoding::Utf16 | StringEncoding::CompactUtf16 => "invalid UTF-16",
            };
            line!(
                self.out,
                "raise {trap}({}) from None",
                quoted(&format!("{display}: result: {text}"))
            );
            self.out.end();
        }
        if call.post_return.is_some() && !self.staged {
            line!(self.out, "_i.may_leave = False");
            line!(self.out, "_e = {run}(*_post)");
            let stop = self.need("stop");
            open!(self.out, "if _e or _s.trap:");
            line!(self.out, "{stop}(_s, _e)");
            self.out.end();
            line!(self.out, "_i.may_leave = True");
        }
    }

    /// Checks the range of a result in memory.
    fn check_area(&mut self, call: &Call, place: &str) {
        let Some(area) = call.result_area else { return };
        if self.staged {
            let end = self.staged_end();
            line!(self.out, "_d = _m.view[:{end}].tobytes()");
            return line!(self.out, "_p = {}", start(self.file.plan));
        }
        let (view, memory) = (self.view('I'), self.memory());
        line!(self.out, "_p = {view}[0]");
        self.check_range(memory, "_p", (area.size, area.align), place);
    }

    /// The end of a result in the stage, which may have grown for it.
    fn staged_end(&mut self) -> &'static str {
        let (view, memory) = (self.view('I'), self.memory());
        line!(self.out, "_end = {view}[0]");
        open!(self.out, "if _end > {memory}.size:");
        line!(self.out, "{memory}.look()");
        self.out.end();
        "_end"
    }

    pub fn check_range(
        &mut self,
        memory: &str,
        pointer: &str,
        (size, align): (u32, u32),
        place: &str,
    ) {
        let aligned = if align > 1 {
            format!("{pointer} & {} or ", align - 1)
        } else {
            String::new()
        };
        open!(
            self.out,
            "if {aligned}{} > {memory}.size:",
            at(pointer, size)
        );
        line!(
            self.out,
            "{memory}.check({pointer}, {size}, {align}, {place})"
        );
        self.out.end();
    }

    fn lift_plain(&mut self, exported: &Exported, value: &Value, place: &str, returns: &str) {
        let call = &*exported.lift.call;
        let utf8 = call.context.encoding == StringEncoding::Utf8;
        if self.staged && utf8 && matches!(value.kind, ValueKind::Span(_, Contents::Text)) {
            // The stage contains only the string, after its pointer and its length.
            let (memory, start) = (self.memory(), start(self.file.plan) + 8);
            let end = self.staged_end();
            let text = self.module.builtin("str");
            return line!(
                self.out,
                "_value: {returns} = {text}({memory}.view[{start}:{end}], 'utf-8')"
            );
        }
        self.check_area(call, place);
        let words = match call.result_area {
            Some(_) => self.read_words(value, "_p"),
            None => BTreeMap::new(),
        };
        let from = From {
            pointer: "_p",
            base: 0,
            words: &words,
            context: call.context,
            place,
        };
        match (exported.style, &value.kind) {
            (Style::Constructor, ValueKind::Handle(handle)) => {
                let word = self.core(&handle.place, 'I', &from);
                let taken = self.take_own(handle, &word, place);
                line!(self.out, "_value = {taken}");
            }
            _ => {
                let value = self.lift(value, &from);
                line!(self.out, "_value: {returns} = {value}");
            }
        }
    }

    fn lift_fallible(
        &mut self,
        call: &Call,
        discriminant: &Place,
        payloads: [Option<&Value>; 2],
        place: &str,
    ) {
        let any = self.module.global("typing", "Any");
        self.check_area(call, place);
        let no_words = BTreeMap::new();
        let from = From {
            pointer: "_p",
            base: 0,
            words: &no_words,
            context: call.context,
            place,
        };
        let format = if call.result_area.is_some() { 'B' } else { 'I' };
        let failed = self.core(discriminant, format, &from);
        line!(self.out, "_failed = {failed}");
        line!(self.out, "_value: {any} = None");
        for (i, payload) in payloads.into_iter().enumerate() {
            let Some(payload) = payload else { continue };
            open!(self.out, "if _failed == {i}:");
            let words = self.read_words(payload, "_p");
            let from = From {
                words: &words,
                ..from.clone()
            };
            let value = match (&payload.kind, call.constructs) {
                (ValueKind::Handle(handle), Some(made)) if i == 0 && *handle == made => {
                    let word = self.core(&handle.place, 'I', &from);
                    self.take_own(handle, &word, place)
                }
                _ => self.lift(payload, &from),
            };
            line!(self.out, "_value = {value}");
            self.out.end();
        }
        let invalid = self.need("invalid");
        open!(self.out, "if _failed > 1:");
        line!(self.out, "{invalid}(_failed, {place})");
        self.out.end();
    }

    pub fn return_value(&mut self, exported: &Exported, call: &Call, returns: &str) {
        if call.is_fallible() {
            let error = self.need("Err");
            open!(self.out, "if _failed:");
            line!(self.out, "raise {error}(_value)");
            self.out.end();
        }
        match (&call.result, exported.style) {
            (Some(_), Style::Constructor) => line!(self.out, "self._rep = _value"),
            (None, _) => {}
            (Some(Outcome::Fallible(Fallible { ok: None, .. })), _) => {}
            (Some(Outcome::Fallible(_)), _) => {
                line!(self.out, "_ok: {returns} = _value");
                line!(self.out, "return _ok");
            }
            (Some(Outcome::Plain(_)), _) => line!(self.out, "return _value"),
        }
    }
}
