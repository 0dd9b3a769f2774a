//! Lifted functions: what a program calls.
//!
//! A call checks that the component may be entered, lowers the arguments, calls the core function, lifts its result and
//! leaves again. If anything fails after the arguments are lowered, the component stays entered, and so refuses every later
//! call.

use crate::bindgen::names::Names;
use crate::bindgen::plan::call::{Call, Fallible, Outcome, Param};
use crate::bindgen::plan::{FunctionType, Lift, ResourceOrigin};
use crate::bindgen::python::generator::{FunctionWriter, Generator, view_name};
use crate::bindgen::python::module::{Module, documentation, head};
use crate::bindgen::python::names::{quoted, snake_case};
use crate::bindgen::python::stage::start;
use crate::bindgen::python::types::annotations::Way;
use crate::bindgen::python::value::words::To;
use crate::bindgen::source::{Source, line, open, reopen};

/// What a lifted function is in the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A method of an interface's class.
    Function,
    /// A method of a resource's class; the first parameter is `self`.
    Method,
    /// A static function of a resource's class.
    Static,
    /// `__init__`: the result becomes `self`.
    Constructor,
}

/// A lifted function about to be written.
pub struct Exported<'a> {
    pub lift: &'a Lift,
    pub style: Style,
    /// Its name in Python.
    pub name: &'a str,
    /// The attribute that has its core function.
    pub slot: &'a str,
    /// Its name in messages.
    pub display: &'a str,
    pub docs: Option<&'a str>,
}

/// What the class of the function must prepare for it.
pub struct Prepared {
    /// The formats of its core values.
    pub formats: Vec<char>,
    /// Whether the class needs the memory and the instance of the call.
    pub uses_memory: bool,
    pub uses_instance: bool,
}

impl Generator<'_> {
    /// Writes a lifted function; returns what it needs.
    pub fn lifted_function(
        &mut self,
        module: &mut Module,
        out: &mut Source,
        exported: &Exported,
    ) -> Prepared {
        let mut writer = FunctionWriter::new(self, module);
        writer.exported(exported);
        out.block(writer.out.as_str());
        Prepared {
            formats: writer.formats.into_iter().collect(),
            uses_memory: writer.uses_memory,
            uses_instance: writer.uses_instance,
        }
    }

    /// Whether objects of the component's resources may be collected without having been closed.
    pub fn collects(&self) -> bool {
        self.plan.resources.iter().any(|resource| {
            matches!(
                resource.origin,
                ResourceOrigin::Defined {
                    destructor: true,
                    ..
                }
            )
        })
    }
}

/// Names of the parameters, of which the first of a method is `self`.
pub fn parameter_names(ty: &FunctionType, style: Style) -> Vec<String> {
    let mut names = Names::reserving(&["self", "cls"]);
    let params = ty.params.iter().enumerate();
    let params = params.map(|(i, (name, _))| match (style, i) {
        (Style::Method, 0) => "self".to_string(),
        _ => names.take(&snake_case(name)),
    });
    params.collect()
}

impl FunctionWriter<'_, '_> {
    fn exported(&mut self, exported: &Exported) {
        let call = &*exported.lift.call;
        let names = parameter_names(&exported.lift.ty, exported.style);
        let returns = self.signature(exported, &names);
        self.document(exported);
        let routines = &self.file.plan.routines;
        let mut values = call.params.iter().map(|param| &param.value);
        let handles = values.any(|value| value.has_handles(routines));
        // Lowering plain arguments needs no undo.
        let plain = call.params.iter().all(|param| param.value.is_plain());
        self.scope = handles && (!plain || call.lends || call.borrow_scope);
        self.staged = self.file.stage.position(exported.lift).is_some();
        let (lowering, ()) = self.aside(|this| this.lower_arguments(call, &names));
        let (lifting, ()) = self.aside(|this| this.call_and_lift(exported, &returns));
        self.enter(exported);
        self.locals(exported, call);
        if !lowering.is_empty() {
            self.guarded_lowering(&lowering, call);
        }
        open!(self.out, "try:");
        self.out.block(lifting.as_str());
        reopen!(self.out, "except BaseException as _error:");
        line!(self.out, "_s.error = _error");
        line!(self.out, "raise");
        self.out.end();
        line!(self.out, "_s.running = None");
        self.return_value(exported, call, &returns);
        self.out.end();
    }

    /// Writes the head; returns the annotation of the result.
    fn signature(&mut self, exported: &Exported, names: &[String]) -> String {
        let ty = &exported.lift.ty;
        let skipped = usize::from(exported.style == Style::Method);
        let mut params: Vec<String> = match exported.style {
            Style::Static => vec!["cls".to_string()],
            _ => vec!["self".to_string()],
        };
        for (name, (_, ty)) in names.iter().zip(&ty.params).skip(skipped) {
            let annotation = self.file.annotation(self.module, *ty, Way::In);
            params.push(format!("{name}: {annotation}"));
        }
        let returns = match (&exported.lift.call.result, exported.style) {
            (_, Style::Constructor) | (None, _) => "None".to_string(),
            (Some(Outcome::Plain(value)), _) => {
                self.file.annotation(self.module, value.ty, Way::Out)
            }
            (Some(Outcome::Fallible(Fallible { ok, .. })), _) => {
                self.file
                    .payload(self.module, ok.as_ref().map(|value| value.ty), Way::Out)
            }
        };
        if exported.style == Style::Static {
            line!(self.out, "@{}", self.module.builtin("classmethod"));
        }
        let name = match exported.style {
            Style::Constructor => "__init__",
            _ => exported.name,
        };
        let head = head(
            &format!("def {name}("),
            &params,
            &format!(") -> {returns}:"),
        );
        self.out.block(&head);
        self.out.indent();
        returns
    }

    fn document(&mut self, exported: &Exported) {
        let mut text = exported.docs.unwrap_or_default().trim().to_string();
        if let Some(Outcome::Fallible(Fallible { err, .. })) = &exported.lift.call.result {
            let err = self
                .file
                .payload(self.module, err.as_ref().map(|value| value.ty), Way::Out);
            let raises = format!("Raises: `Err[{err}]`.");
            text = if text.is_empty() {
                raises
            } else {
                format!("{text}\n\n{raises}")
            };
        }
        if !text.is_empty() {
            self.out.block(&documentation(&text));
        }
    }

    fn enter(&mut self, exported: &Exported) {
        let display = quoted(exported.display);
        match exported.style {
            Style::Function => line!(self.out, "_o = self"),
            Style::Static => line!(self.out, "_o = cls._owner"),
            Style::Method | Style::Constructor => line!(self.out, "_o = self._owner"),
        }
        line!(self.out, "_s = _o._state");
        let dropped = if self.file.collects() {
            " or _s.dropped"
        } else {
            ""
        };
        open!(self.out, "if _s.running is not None{dropped}:");
        line!(self.out, "_s.enter({display})");
        self.out.end();
        line!(self.out, "_s.running = {display}");
    }

    /// Variables for what the call uses.
    fn locals(&mut self, exported: &Exported, call: &Call) {
        let mut names = vec!["_call".to_string()];
        if call.post_return.is_some() && !self.staged {
            names.push("_post".to_string());
            self.uses_instance = true;
        }
        names.extend(self.formats.iter().map(|format| view_name(*format)));
        match names.as_slice() {
            [call] => line!(self.out, "{call}, = _o.{}", exported.slot),
            names => line!(self.out, "{} = _o.{}", names.join(", "), exported.slot),
        }
        if self.staged {
            line!(self.out, "_m = _o._stage");
        } else if self.uses_memory
            && let Some(view) = call.context.view
        {
            line!(self.out, "_m = _o._m{view}");
        }
        if self.uses_instance {
            line!(self.out, "_i = _o._i{}", call.context.instance);
        }
        if self.scope {
            let scope = self.need("Scope");
            line!(self.out, "_scope = {scope}()");
        }
    }

    fn guarded_lowering(&mut self, lowering: &Source, call: &Call) {
        open!(self.out, "try:");
        self.out.block(lowering.as_str());
        // Values in the stage have not reached the component.
        match (self.uses_memory && !self.staged, self.scope) {
            (false, false) => {
                reopen!(self.out, "except BaseException:");
                line!(self.out, "_s.running = None");
            }
            (memory, scope) => {
                reopen!(self.out, "except BaseException as _error:");
                let instance = match memory {
                    true => "_m.instance".to_string(),
                    false => format!("_o._i{}", call.context.instance),
                };
                self.uses_instance |= !memory;
                let scope = if scope { ", _scope" } else { "" };
                let abandon = self.need("abandon");
                line!(self.out, "{abandon}(_s, {instance}, _error{scope})");
            }
        }
        line!(self.out, "raise");
        self.out.end();
    }

    fn lower_arguments(&mut self, call: &Call, names: &[String]) {
        let params = call.params.iter().zip(names);
        if self.staged {
            line!(self.out, "_m.top = {}", start(self.file.plan));
        }
        let path = |param: &Param| snake_case(&param.name).trim_end_matches('_').to_string();
        let Some(area) = call.params_area else {
            for (param, name) in params {
                self.lower(&param.value, name, &path(param), call.context, &To::Slots);
            }
            return self.flush(&To::Slots);
        };
        let memory = self.memory();
        self.allocates();
        line!(
            self.out,
            "_a = {memory}.allocate({}, {})",
            area.align,
            area.size
        );
        let to = To::Memory {
            pointer: "_a",
            base: 0,
        };
        for (param, name) in params {
            self.lower(&param.value, name, &path(param), call.context, &to);
        }
        self.flush(&to);
        let view = self.view('I');
        line!(self.out, "{view}[0] = _a");
    }
}
