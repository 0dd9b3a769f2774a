//! Lifted functions: what a host calls.
//!
//! A call checks that the component may be entered, lowers the arguments, calls the core function, lifts its result
//! and leaves again. If anything traps in between, the component stays entered, and so refuses every later call.

use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::names::{core_names, parameter_names};
use crate::bindgen::js::value::numbers::integer_test;
use crate::bindgen::js::value::places::{Path, Places};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::ResourceId;
use crate::bindgen::plan::call::{Area, Call, Ending, Place, Value, ValueKind, Word};
use crate::bindgen::plan::types::Flat;
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{close, line, open};

/// What a lifted function is in the code.
pub enum Style<'a> {
    /// `function name(…)`
    Function(&'a str),
    /// `name(…)`, in a class; the first parameter is `this`
    Method(&'a str),
    /// `static name(…)`, in a class
    Static(&'a str),
    /// `constructor(…)`; the result becomes `this`
    Constructor {
        /// The resource type.
        resource: ResourceId,
    },
}

/// A lifted function about to be written.
pub struct Exported<'a> {
    /// How it is called.
    pub call: &'a Call,
    /// What it is in the code.
    pub style: Style<'a>,
    /// The name of the core function.
    pub core: &'a str,
    /// Its name in messages.
    pub display: &'a str,
}

impl FunctionWriter<'_, '_> {
    /// Writes a lifted function.
    pub fn exported(&mut self, exported: &Exported) {
        let names = parameter_names(&mut self.locals, exported.call);
        let mut values = names.clone();
        let mut visible = &names[..];
        let suspends = exported.call.ending == Ending::Suspend;
        let kind = if suspends { "async " } else { "" };
        let before = match exported.style {
            Style::Function(name) => format!("{kind}function {name}"),
            Style::Static(name) => format!("static {kind}{name}"),
            Style::Constructor { .. } => "constructor".to_string(),
            Style::Method(name) => {
                values[0] = "this".to_string();
                visible = &names[1..];
                format!("{kind}{name}")
            }
        };
        let options = self.options_parameter(exported.call);
        let visible = visible.iter().cloned().chain(options.clone());
        let visible = visible.collect::<Vec<_>>().join(", ");
        open!(self.out, "{before}({visible}) {{");
        if let Some(options) = options {
            self.call_task(exported, &values, &options);
            close!(self.out, "}}");
            return;
        }
        let core = self.lower_arguments(exported, &values);
        let wait = if suspends { "await " } else { "" };
        let call = format!("{wait}{}({})", exported.core, core.join(", "));
        self.call_and_lift(exported, &call);
        close!(self.out, "}}");
    }

    fn enter(&mut self, call: &Call, display: &str) {
        let enter = match call.ending {
            Ending::Suspend => self.need("enterSuspendable"),
            _ => self.file.enter_piece(),
        };
        line!(self.out, "{enter}(state, {});", quoted(display));
    }

    /// The object in which a call that passes handles notes them.
    fn noted(&self, call: &Call) -> Option<String> {
        let routines = &self.file.plan.routines;
        let mut values = call.params.iter().map(|param| &param.value);
        if !values.any(|value| value.has_handles(routines)) {
            return None;
        }
        let borrows = if call.borrow_scope {
            "borrows: 0, "
        } else {
            ""
        };
        let lent = match call.gives_what_it_lends.is_empty() {
            true => "",
            false => ", lent: new Set()",
        };
        Some(format!("{{ {borrows}undo: []{lent} }}"))
    }

    /// Enters the component and lowers the arguments; returns expressions for the core function's arguments.
    fn lower_arguments(&mut self, exported: &Exported, arguments: &[String]) -> Vec<String> {
        let call = exported.call;
        let plain = call.params.iter().all(|param| param.value.is_plain());
        if plain && call.params_area.is_none() {
            return self.plain_arguments(exported, arguments);
        }
        self.lower_noted(call, arguments, Some(exported.display))
    }

    /// Lowers arguments, and undoes that if one is refused; returns expressions for the core function's arguments. It enters
    /// the component first, under the name `display`. A task has no `display`: it has entered, and has the borrow scope.
    pub fn lower_noted(
        &mut self,
        call: &Call,
        arguments: &[String],
        display: Option<&str>,
    ) -> Vec<String> {
        let noted = self.noted(call);
        if noted.is_some() {
            self.call = "call";
        }
        let (body, core) = self.aside(|this| this.lower_each(call, arguments));
        let values: Vec<_> = call.params.iter().map(|param| &param.value).collect();
        let declared = self.declared(&core, &call.signature.params, &values);
        if let Some(display) = display {
            self.enter(call, display);
        }
        match &noted {
            Some(noted) if display.is_none() && call.borrow_scope => {
                line!(self.out, "const call = (task.scope = {noted});");
            }
            Some(noted) => line!(self.out, "const call = {noted};"),
            None => {}
        }
        line!(self.out, "let {declared};");
        open!(self.out, "try {{");
        self.out.block(body.as_str());
        let instance = self.file.instance(call.context.instance);
        let abandon = self.need("abandon");
        let throw = if display.is_none() { "throw " } else { "" };
        let call = if noted.is_some() { ", call" } else { "" };
        let abandoned = format!("{throw}{abandon}(state, {instance}, error{call})");
        close!(self.out, "}} catch (error) {{ {abandoned}; }}");
        core
    }

    /// Assigns a variable for each core parameter; returns their names. Where there are too many, one record in memory has
    /// the arguments.
    fn lower_each(&mut self, call: &Call, arguments: &[String]) -> Vec<String> {
        let mut names = Vec::new();
        if let Some(Area { size, align }) = call.params_area {
            let (memory, name) = (self.file.memory(call.context), self.variable());
            line!(self.out, "{name} = {memory}.allocate({align}, {size});");
            names.push(name);
        }
        for (param, argument) in call.params.iter().zip(arguments) {
            let to = match call.params_area {
                Some(_) => Places::memory(&names[0], call.context),
                None => {
                    let types = &self.file.plan.types;
                    names.extend(core_names(&mut self.locals, types, param, true));
                    Places::slots(&names, call.context)
                }
            };
            let path = Path::new(&camel_case(&param.name));
            self.lower(&param.value, argument, &path, &to);
        }
        names
    }

    /// The declaration of variables; those that some case does not assign are zero at first.
    pub fn declared(&self, names: &[String], types: &[Flat], values: &[&Value]) -> String {
        let mut zero = vec![false; names.len()];
        for value in values {
            self.mark_shared(value, &mut zero);
        }
        let declared = names.iter().zip(types).zip(zero);
        let declared = declared.map(|((name, ty), zero)| match (zero, ty) {
            (false, _) => name.clone(),
            (true, Flat::I64) => format!("{name} = 0n"),
            (true, Flat::I32 | Flat::F32 | Flat::F64) => format!("{name} = 0"),
        });
        declared.collect::<Vec<_>>().join(", ")
    }

    /// Marks the slots of types with cases.
    fn mark_shared(&self, value: &Value, zero: &mut [bool]) {
        if let ValueKind::Cases(cases) = &value.kind
            && let Place::Slot { index, .. } = cases.discriminant
        {
            let flat = self.file.plan.types[value.ty].flat.as_ref();
            let count = flat.map_or(0, Vec::len);
            let slots = zero.iter_mut().skip(index as usize).take(count);
            slots.for_each(|zero| *zero = true);
        }
        for part in value.parts() {
            self.mark_shared(part, zero);
        }
    }

    /// Checks and lowers plain arguments. This runs no code of the component or of the host, so it is done before
    /// entering, and nothing has to be undone.
    fn plain_arguments(&mut self, exported: &Exported, arguments: &[String]) -> Vec<String> {
        let mut core = Vec::new();
        for (param, value) in exported.call.params.iter().zip(arguments) {
            let path = Path::new(&camel_case(&param.name));
            let literal = path.literal();
            let test = match &param.value.kind {
                ValueKind::Word(_, Word::Number(number)) => integer_test(*number, value),
                ValueKind::Span(..) => Some((
                    format!("typeof {value} !== 'string'"),
                    "a string".to_string(),
                )),
                _ => None,
            };
            if let Some((test, expected)) = test {
                let bad = format!(
                    "{}({literal}, '{expected}', {value})",
                    self.need("badValue")
                );
                line!(self.out, "if ({test}) throw {bad};");
            }
            match &param.value.kind {
                ValueKind::Span(_, contents) => {
                    // Arguments are evaluated in order, so the length is still that of this string.
                    let context = exported.call.context;
                    core.push(self.lower_span(contents, context, value, &literal));
                    core.push(format!("{}.length", self.file.memory(context)));
                }
                ValueKind::Word(_, Word::Number(number))
                    if integer_test(*number, value).is_some() =>
                {
                    core.push(value.clone());
                }
                _ => {
                    let types = &self.file.plan.types;
                    let name = core_names(&mut self.locals, types, param, true).remove(0);
                    if let ValueKind::Handle(handle) = &param.value.kind {
                        self.representation(handle, &name, value, &literal);
                    } else if let Some((_, single)) = self.lower_single(&param.value, value, &path)
                    {
                        line!(self.out, "const {name} = {single};");
                    }
                    core.push(name);
                }
            }
        }
        self.enter(exported.call, exported.display);
        core
    }
}
