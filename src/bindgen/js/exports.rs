//! Lifted functions: what a host calls.
//!
//! A call checks that the component may be entered, lowers the arguments, calls the core function, lifts its result
//! and leaves again. If anything traps in between, the component stays entered, and so refuses every later call.

use super::generator::{Canon, Generator, quoted};
use super::scalars::{at, integer_test, read};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::types::{MAX_FLAT_PARAMS, MAX_FLAT_RESULTS, TypeId, TypeKind};
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
        self.call_and_lift(
            out,
            style,
            lift,
            canon,
            &format!("{core}({})", arguments.join(", ")),
            display,
        );
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
        if canon.memory.is_some() {
            line!(body, "{}.refresh();", self.memory(canon));
        }
        self.hoisted = Some(Vec::new());
        let arguments = if flat.is_some() {
            let flats = types.iter().zip(values).zip(&paths);
            let flats = flats
                .map(|((ty, value), path)| self.lower_flat(&mut body, *ty, canon, value, path));
            flats.collect::<Vec<_>>().concat()
        } else {
            self.spill_arguments(&mut body, &types, canon, values, &paths)
        };
        let hoisted = self.hoisted.take().unwrap_or_default();
        self.enter(out, display);
        line!(out, "let {};", hoisted.join(", "));
        open!(out, "try {{");
        out.block(body.as_str());
        let (abandon, instance) = (self.need("abandon"), self.instance(canon.instance));
        reopen!(out, "}} catch (error) {{");
        line!(out, "throw {abandon}(state, {instance}, error);");
        close!(out, "}}");
        arguments
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
        let is_string = |ty: &TypeId| matches!(plan.types[*ty].kind, TypeKind::String);
        let mut flats = Vec::new();
        for ((ty, value), path) in types.iter().zip(values).zip(paths) {
            let kind = &plan.types[*ty].kind;
            let literal = quoted(path);
            if let Some((test, name)) = integer_test(kind, value) {
                let bad = self.need("badValue");
                line!(
                    out,
                    "if ({test}) throw {bad}({literal}, '{name}', {value});"
                );
                flats.push(vec![value.clone()]);
            } else if is_string(ty) {
                let bad = self.need("badValue");
                line!(
                    out,
                    "if (typeof {value} !== 'string') throw {bad}({literal}, 'a string', {value});"
                );
                flats.push(Vec::new());
            } else if let TypeKind::Borrow(table) = kind {
                flats.push(vec![
                    self.borrow_representation(out, *table, value, &literal),
                ]);
            } else {
                flats.push(self.lower_flat(out, *ty, canon, value, path));
            }
        }
        self.enter(out, display);
        if types.iter().any(is_string) {
            line!(out, "{}.refresh();", self.memory(canon));
        }
        for (i, ty) in types.iter().enumerate().filter(|(_, ty)| is_string(ty)) {
            flats[i] = self.lower_flat(out, *ty, canon, &values[i], &paths[i]);
        }
        flats.concat()
    }

    /// More arguments than core parameters are written to memory as one record.
    fn spill_arguments(
        &mut self,
        out: &mut Source,
        types: &[TypeId],
        canon: Canon,
        values: &[String],
        paths: &[String],
    ) -> Vec<String> {
        let (offsets, size, align) = self.plan.types.layout(types.iter().copied());
        let memory = self.memory(canon);
        let area = self.variable();
        line!(out, "{area} = {memory}.allocate({align}, {size});");
        self.hoisted.get_or_insert_default().push(area.clone());
        for (((ty, offset), value), path) in types.iter().zip(offsets).zip(values).zip(paths) {
            self.store(out, *ty, canon, (&area, offset), value, &quoted(path));
        }
        vec![area]
    }

    /// Whether an argument can be checked without a look into an object.
    fn is_plain(&self, ty: TypeId) -> bool {
        match &self.plan.types[ty].kind {
            TypeKind::Borrow(table) => self.sees_representation(*table),
            TypeKind::Char | TypeKind::Bool | TypeKind::Enum(_) | TypeKind::String => true,
            kind => super::scalars::scalar(kind).is_some(),
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

    /// Whether a type or one it is made of is of such a kind.
    pub fn contains(&self, ty: TypeId, test: &dyn Fn(&TypeKind) -> bool) -> bool {
        let kind = &self.plan.types[ty].kind;
        test(kind)
            || match kind {
                TypeKind::List(element) | TypeKind::FixedLengthList(element, _) => {
                    self.contains(*element, test)
                }
                TypeKind::Map(map) => {
                    self.contains(map.key, test) || self.contains(map.value, test)
                }
                TypeKind::Record(fields) | TypeKind::Tuple(fields) => {
                    fields.iter().any(|field| self.contains(field.ty, test))
                }
                TypeKind::Variant(variant)
                | TypeKind::Enum(variant)
                | TypeKind::Option(variant)
                | TypeKind::Result(variant) => variant
                    .cases
                    .iter()
                    .filter_map(|case| case.ty)
                    .any(|ty| self.contains(ty, test)),
                _ => false,
            }
    }

    fn call_and_lift(
        &mut self,
        out: &mut Source,
        style: &Style,
        lift: &Lift,
        canon: Canon,
        call: &str,
        display: &str,
    ) {
        let scoped = std::mem::take(&mut self.scoped);
        let end_scope = |this: &mut Self, out: &mut Source| {
            if scoped {
                line!(
                    out,
                    "{}(scope, {});",
                    this.need("endScope"),
                    quoted(display)
                );
            }
        };
        let Some(ty) = lift.ty.result else {
            line!(out, "{call};");
            end_scope(self, out);
            self.post_return(out, lift, canon, "");
            line!(out, "state.running = null;");
            return;
        };
        let place = quoted(&format!("{display}: result"));
        let flat = self.plan.types.flatten([ty], MAX_FLAT_RESULTS);
        line!(out, "const result = {call};");
        end_scope(self, out);
        let failed = match flat {
            Some(flat) => self.lift_flat_result(
                out,
                ty,
                canon,
                &vec!["result".to_string(); flat.len()],
                &place,
            ),
            None => self.lift_spilled_result(out, ty, canon, &place),
        };
        self.post_return(
            out,
            lift,
            canon,
            if self.core_results(ty) == 0 {
                ""
            } else {
                "result"
            },
        );
        line!(out, "state.running = null;");
        if failed {
            let error = self.need("ComponentError");
            line!(out, "if (outcome === 1) throw new {error}(value);");
        }
        match style {
            Style::Constructor { resource } => {
                let resource = &self.resources[*resource];
                line!(out, "{}(this, value);", resource.attach);
            }
            Style::Function(_) | Style::Method(_) | Style::Static(_) => line!(out, "return value;"),
        }
    }

    fn core_results(&self, ty: TypeId) -> usize {
        self.plan
            .types
            .flatten([ty], MAX_FLAT_RESULTS)
            .map_or(1, |flat| flat.len())
    }

    /// Lifts into `value`; true if there is an `outcome` too.
    fn lift_flat_result(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        flats: &[String],
        place: &str,
    ) -> bool {
        let plan = self.plan;
        if self.uses_memory(ty) {
            line!(out, "{}.refresh();", self.memory(canon));
        }
        if let TypeKind::Result(variant) = &plan.types[ty].kind {
            self.lift_outcome(out, variant, "result", place, |_, _| {
                "undefined".to_string()
            });
            return true;
        }
        let value = match self.constructed {
            Some(table) => self.take_own(table, "result", place),
            None => self.lift_flat(out, ty, canon, flats, place),
        };
        line!(out, "const value = {value};");
        false
    }

    fn uses_memory(&self, ty: TypeId) -> bool {
        self.contains(ty, &|kind| {
            matches!(
                kind,
                TypeKind::String | TypeKind::List(_) | TypeKind::Map(_)
            )
        })
    }

    fn lift_spilled_result(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        place: &str,
    ) -> bool {
        let plan = self.plan;
        let memory = self.memory(canon);
        let area = self.need("resultArea");
        let (size, align) = (plan.types[ty].size, plan.types[ty].align);
        line!(out, "const where = {place};");
        line!(
            out,
            "const pointer = {area}({memory}, result, {size}, {align}, where);"
        );
        line!(out, "const {{ view }} = {memory};");
        if let TypeKind::Result(variant) = &plan.types[ty].kind {
            let constructed = self.constructed;
            let discriminant = read("Uint8", "pointer", false);
            let offset = variant.payload_offset;
            self.lift_outcome(out, variant, &discriminant, "where", |this, ty| {
                match (&this.plan.types[ty].kind, constructed) {
                    (TypeKind::Own(_), Some(table)) => this.take_own(
                        table,
                        &read("Uint32", &at("pointer", offset), true),
                        "where",
                    ),
                    _ => this.load(ty, canon, "pointer", offset),
                }
            });
            return true;
        }
        let value = self.load(ty, canon, "pointer", 0);
        line!(out, "const value = {value};");
        false
    }

    fn post_return(&mut self, out: &mut Source, lift: &Lift, canon: Canon, result: &str) {
        if let Some(index) = self.plan.options[lift.options].post_return {
            let instance = self.instance(canon.instance);
            line!(out, "{instance}.mayLeave = false;");
            line!(out, "postReturn{index}({result});");
            line!(out, "{instance}.mayLeave = true;");
        }
    }
}
