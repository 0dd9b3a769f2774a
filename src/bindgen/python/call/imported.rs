//! Lowered imports: functions of the host as core modules call them.
//!
//! The arguments are lifted, the host's function is called, and what it returns is lowered. If any of this raises, the
//! component that called is stopped and stays entered.

use crate::bindgen::plan::call::{Call, Fallible, Outcome, Value};
use crate::bindgen::plan::surface::{FunctionKind, function_kind};
use crate::bindgen::plan::{ImportPath, TrampolineId};
use crate::bindgen::python::generator::{FunctionWriter, Generator, view_name};
use crate::bindgen::python::module::Module;
use crate::bindgen::python::names::{quoted, snake_case};
use crate::bindgen::python::value::lift::From;
use crate::bindgen::python::value::words::{SLOT, To};
use crate::bindgen::source::{line, open, reopen};
use std::collections::BTreeMap;

impl Generator<'_> {
    /// Writes the code that makes the function that core modules call for an import.
    pub fn lowered_import(
        &mut self,
        module: &mut Module,
        index: TrampolineId,
        import: &ImportPath,
        call: &Call,
    ) {
        let mut writer = FunctionWriter::new(self, module);
        writer.imported(index, import, call);
        let text = writer.out;
        module.code.section(text.as_str());
        module.code.block("\n");
    }

    /// The name of an import in messages.
    pub fn import_display(&self, import: &ImportPath) -> String {
        let item = &self.plan.imports[import.import];
        match import.names.last() {
            Some(function) => format!("{}#{function}", item.name),
            None => item.name.clone(),
        }
    }
}

impl FunctionWriter<'_, '_> {
    fn imported(&mut self, index: TrampolineId, import: &ImportPath, call: &Call) {
        let display = self.file.import_display(import);
        let name = import
            .names
            .last()
            .unwrap_or(&self.file.plan.imports[import.import].name)
            .clone();
        self.scope = call.lends;
        let maker = self.file.trampoline_name(index).to_string();
        let (body, ()) = self.aside(|this| this.lowered_body(call, &name, &display));
        let slots = call
            .signature
            .params
            .len()
            .max(call.signature.results.len())
            .max(1);
        let types = ["HostState", "Memory"].map(|name| self.need(name));
        let any = self.module.global("typing", "Any");
        let callable = self.module.global("collections.abc", "Callable");
        let int = self.module.builtin("int");
        open!(
            self.out,
            "def {maker}(_s: {}, _i: {any}, _m: {}, _target: {any}) -> {callable}[[{int}, {int}, {int}, {int}], {int}]:",
            types[0],
            types[1]
        );
        line!(self.out, "_views: dict[int, {any}] = {{}}");
        self.out.blank();
        open!(
            self.out,
            "def call(_environment: int, _caller: int, _at: int, _count: int) -> int:"
        );
        open!(self.out, "try:");
        let formats: String = self.formats.iter().collect();
        if !formats.is_empty() {
            let names: Vec<_> = formats.chars().map(view_name).collect();
            let views = self.need("argument_views");
            line!(
                self.out,
                "{} = _views.get(_at) or {views}(_views, _at, {slots}, '{formats}')",
                names.join(", ")
            );
        }
        self.out.block(body.as_str());
        line!(self.out, "return 0");
        reopen!(self.out, "except BaseException as _error:");
        let caught = self.need("caught");
        line!(self.out, "return {caught}(_s, _error)");
        self.out.end();
        self.out.end();
        self.out.blank();
        line!(self.out, "return call");
        self.out.end();
    }

    fn lowered_body(&mut self, call: &Call, name: &str, display: &str) {
        let leave = self.need("leave");
        open!(self.out, "if not _i.may_leave:");
        line!(self.out, "{leave}({})", quoted(display));
        self.out.end();
        if self.scope {
            let scope = self.need("Scope");
            line!(self.out, "_scope = {scope}()");
        }
        let values = self.lift_arguments(call, display);
        let host_call = match function_kind(name).0 {
            FunctionKind::Method(_) => {
                let method = snake_case(function_kind(name).1);
                let object = values.first().cloned().unwrap_or_default();
                format!(
                    "{object}.{method}({})",
                    values.get(1..).unwrap_or_default().join(", ")
                )
            }
            _ => format!("_target({})", values.join(", ")),
        };
        self.lower_outcome(call, &host_call, display);
    }

    /// Calls the host's function, and lowers what it returns or raises.
    fn lower_outcome(&mut self, call: &Call, host_call: &str, display: &str) {
        let path = format!("{display}()");
        match &call.result {
            None => {
                line!(self.out, "{host_call}");
                self.end_scope(display);
            }
            Some(Outcome::Plain(value)) => {
                line!(self.out, "_value = {host_call}");
                self.end_scope(display);
                self.scope = false;
                let to = self.result_area(call, &quoted(&path));
                self.lower(value, "_value", &path, call.context, &to);
                self.flush(&to);
            }
            Some(Outcome::Fallible(Fallible {
                ok,
                err,
                discriminant,
                ..
            })) => {
                let error = self.need("Err");
                line!(self.out, "_failed = 0");
                open!(self.out, "try:");
                line!(self.out, "_value = {host_call}");
                reopen!(self.out, "except {error} as _raised:");
                line!(self.out, "_value = _raised.value");
                line!(self.out, "_failed = 1");
                self.out.end();
                self.end_scope(display);
                self.scope = false;
                let to = self.result_area(call, &quoted(&path));
                let format = if call.result_area.is_some() { 'B' } else { 'I' };
                self.word(
                    discriminant,
                    format,
                    "_failed".to_string(),
                    "_failed".to_string(),
                    &to,
                );
                self.flush(&to);
                self.lower_payloads(call, [ok.as_ref(), err.as_ref()], &path, &to);
            }
        }
    }

    fn lower_payloads(&mut self, call: &Call, payloads: [Option<&Value>; 2], path: &str, to: &To) {
        for (i, payload) in payloads.into_iter().enumerate() {
            let Some(payload) = payload else { continue };
            open!(self.out, "if _failed == {i}:");
            self.lower(payload, "_value", path, call.context, to);
            self.flush(to);
            self.out.end();
        }
    }

    fn end_scope(&mut self, display: &str) {
        if self.scope {
            line!(self.out, "_scope.end({})", quoted(display));
        }
    }

    /// Expressions for the arguments, evaluated in the call.
    fn lift_arguments(&mut self, call: &Call, display: &str) -> Vec<String> {
        let mut values = Vec::new();
        let pointer = call.params_area.map(|area| {
            let (view, memory) = (self.view('I'), self.memory());
            line!(self.out, "_p = {view}[0]");
            let place = quoted(&format!("{display}: arguments"));
            self.check_range(memory, "_p", (area.size, area.align), &place);
        });
        for param in &call.params {
            let place = quoted(&format!("{display}: {}", param.name));
            let words = match pointer {
                Some(()) => self.read_words(&param.value, "_p"),
                None => BTreeMap::new(),
            };
            let from = From {
                pointer: "_p",
                base: 0,
                words: &words,
                context: call.context,
                place: &place,
            };
            values.push(self.lift(&param.value, &from));
        }
        values
    }

    /// The place that the result is lowered to.
    fn result_area(&mut self, call: &Call, place: &str) -> To<'static> {
        let Some(area) = call.result_area else {
            return To::Slots;
        };
        let index = call.signature.params.len() as u32 - 1;
        let (view, memory) = (self.view('I'), self.memory());
        line!(self.out, "_r = {view}[{}]", index * SLOT / 4);
        self.check_range(memory, "_r", (area.size, area.align), place);
        To::Memory {
            pointer: "_r",
            base: 0,
        }
    }
}
