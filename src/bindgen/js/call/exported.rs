//! Lifted functions: what a host calls.
//!
//! A call checks that the component may be entered, lowers the arguments, calls the core function, lifts its result
//! and leaves again. If anything traps in between, the component stays entered, and so refuses every later call.

use crate::bindgen::js::generator::{Canon, Generator, quoted};
use crate::bindgen::js::value::flat_lower::Place;
use crate::bindgen::js::value::numbers::integer_test;
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::types::{MAX_FLAT_PARAMS, TypeId, TypeKind};
use crate::bindgen::plan::{FunctionType, Lift};
use crate::bindgen::source::{Source, close, line, open, reopen};

/// How a lifted function stands in the code.
pub enum Style<'a> {
    /// `function name(…)`
    Function(&'a str),
    /// `name(…)`, in a class; the first parameter is `this`
    Method(&'a str),
    /// `static name(…)`, in a class
    Static(&'a str),
    /// `constructor(…)`; the result becomes `this`
    Constructor { resource: usize },
}

impl Generator<'_> {
    /// Writes a lifted function. `core` is the name of the core function.
    pub fn lifted_function(
        &mut self,
        out: &mut Source,
        style: &Style,
        lift: &Lift,
        core: &str,
        display: &str,
    ) {
        self.start_locals();
        let canon = self.canon(lift.options);
        let names: Vec<_> = lift
            .ty
            .params
            .iter()
            .map(|(name, _)| self.locals.take(&camel_case(name)))
            .collect();
        let (head, values) = match style {
            Style::Function(name) => (format!("function {name}({}) {{", names.join(", ")), names),
            Style::Static(name) => (format!("static {name}({}) {{", names.join(", ")), names),
            Style::Constructor { .. } => (format!("constructor({}) {{", names.join(", ")), names),
            Style::Method(name) => {
                let mut values = vec!["this".to_string()];
                values.extend_from_slice(&names[1..]);
                (format!("{name}({}) {{", names[1..].join(", ")), values)
            }
        };
        open!(out, "{head}");
        let arguments = self.lower_arguments(out, &lift.ty, canon, &values, display);
        let call = format!("{core}({})", arguments.join(", "));
        self.call_and_lift(out, style, lift, &call, display);
        close!(out, "}}");
    }

    /// Forgets the local names of the function before.
    pub fn start_locals(&mut self) {
        self.locals = self.reserved.clone();
        self.variables = 0;
    }

    fn enter(&mut self, out: &mut Source, display: &str) {
        let enter = self.need("enter");
        line!(out, "{enter}(state, {});", quoted(display));
    }

    /// Enters the component and lowers the arguments; gives expressions for the core function's.
    fn lower_arguments(
        &mut self,
        out: &mut Source,
        ty: &FunctionType,
        canon: Canon,
        values: &[String],
        display: &str,
    ) -> Vec<String> {
        let types: Vec<_> = ty.params.iter().map(|(_, ty)| *ty).collect();
        let paths: Vec<_> = ty.params.iter().map(|(name, _)| camel_case(name)).collect();
        let flat = self
            .plan
            .types
            .flatten(types.iter().copied(), MAX_FLAT_PARAMS);
        if flat.is_some() && types.iter().all(|ty| self.is_plain(*ty)) {
            return self.plain_arguments(out, &types, canon, (values, &paths), display);
        }
        if types.iter().any(|ty| self.makes_borrow(*ty, canon)) {
            line!(out, "scope = {{ borrows: 0 }};");
            self.variables_of_calls.insert("scope");
            self.scoped = true;
        }
        let mut body = Source::default();
        let (variables, arguments) = if flat.is_some() {
            let mut variables = Vec::new();
            for ((ty, value), path) in types.iter().zip(values).zip(&paths) {
                variables.extend(self.lower_flat(&mut body, *ty, canon, Place { value, path }));
            }
            self.check_borrows_again(&mut body, &types, values, &paths);
            let names = variables.iter().map(|variable| variable.name.clone());
            let names = names.collect();
            let declared = variables.iter().map(ToString::to_string);
            (declared.collect::<Vec<_>>().join(", "), names)
        } else {
            let area = self.spill_arguments(&mut body, &types, canon, values, &paths);
            (area.clone(), vec![area])
        };
        self.enter(out, display);
        line!(out, "let {variables};");
        open!(out, "try {{");
        out.block(body.as_str());
        let (abandon, instance) = (self.need("abandon"), self.instance(canon.instance));
        reopen!(out, "}} catch (error) {{");
        line!(out, "throw {abandon}(state, {instance}, error);");
        close!(out, "}}");
        arguments
    }

    /// A resource that is lent must not be given away by a later argument.
    fn check_borrows_again(
        &mut self,
        out: &mut Source,
        types: &[TypeId],
        values: &[String],
        paths: &[String],
    ) {
        let plan = self.plan;
        let resource = |table: usize| plan.tables[table].resource;
        for (i, ty) in types.iter().enumerate() {
            let TypeKind::Borrow(lent) = plan.types[*ty].kind else {
                continue;
            };
            let given = |kind: &TypeKind| matches!(kind, TypeKind::Own(table) if resource(*table) == resource(lent));
            let given = types[i..].iter().any(|ty| self.contains(*ty, &given));
            if given && self.sees_representation(lent) {
                let representation = self.lower_borrow(lent, &values[i], &quoted(&paths[i]));
                line!(out, "{representation};");
            }
        }
    }

    /// Checking such arguments runs no code of the component or of anyone else, so it can be done before entering, and
    /// nothing has to be undone.
    fn plain_arguments(
        &mut self,
        out: &mut Source,
        types: &[TypeId],
        canon: Canon,
        (values, paths): (&[String], &[String]),
        display: &str,
    ) -> Vec<String> {
        let plan = self.plan;
        let mut arguments = Vec::new();
        for ((ty, value), path) in types.iter().zip(values).zip(paths) {
            let kind = &plan.types[*ty].kind;
            let literal = quoted(path);
            if let Some((test, name)) = integer_test(kind, value) {
                let bad = self.need("badValue");
                line!(
                    out,
                    "if ({test}) throw {bad}({literal}, '{name}', {value});"
                );
                arguments.push(value.clone());
            } else if let TypeKind::String = kind {
                let bad = self.need("badValue");
                line!(
                    out,
                    "if (typeof {value} !== 'string') throw {bad}({literal}, 'a string', {value});"
                );
                // Arguments are evaluated in order, so the length is still that of this string.
                arguments.push(self.lower_pair(*ty, canon, value, &literal));
                arguments.push(format!("{}.length", self.memory(canon)));
            } else if let TypeKind::Borrow(table) = kind {
                arguments.push(self.borrow_representation(out, *table, value, &literal));
            } else {
                let single = self.lower_single(*ty, Place { value, path });
                let single = single.expect("plain arguments are one core value");
                let variable = self.variable();
                line!(out, "const {variable} = {single};");
                arguments.push(variable);
            }
        }
        self.enter(out, display);
        arguments
    }

    /// More arguments than core parameters are written to memory as one record.
    fn spill_arguments(
        &mut self,
        out: &mut Source,
        types: &[TypeId],
        canon: Canon,
        values: &[String],
        paths: &[String],
    ) -> String {
        let (offsets, size, align) = self.plan.types.layout(types.iter().copied());
        let memory = self.memory(canon);
        let area = self.variable();
        line!(out, "{area} = {memory}.allocate({align}, {size});");
        for (((ty, offset), value), path) in types.iter().zip(offsets).zip(values).zip(paths) {
            self.store(out, *ty, canon, (&area, offset), value, &quoted(path));
        }
        area
    }

    /// Whether an argument can be checked without a look into an object.
    fn is_plain(&self, ty: TypeId) -> bool {
        match &self.plan.types[ty].kind {
            TypeKind::Borrow(table) => self.sees_representation(*table),
            TypeKind::Char | TypeKind::Bool | TypeKind::Enum(_) | TypeKind::String => true,
            kind => crate::bindgen::js::value::numbers::scalar(kind).is_some(),
        }
    }

    /// Whether lowering makes a handle that the component must drop before it returns.
    fn makes_borrow(&self, ty: TypeId, canon: Canon) -> bool {
        self.contains(ty, &|kind| match kind {
            TypeKind::Borrow(table) => {
                !self.sees_representation(*table) && canon.instance < usize::MAX
            }
            _ => false,
        })
    }
}
