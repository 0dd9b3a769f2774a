//! Lowered imports: functions of the host as core modules call them.
//!
//! The arguments are lifted, the host's function is called, and what it returns is lowered. If any of this throws, the
//! component that called is stopped and stays entered.

use crate::bindgen::js::generator::{Canon, Generator, quoted};
use crate::bindgen::js::value::flat_lower::Place;
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::types::{MAX_FLAT_PARAMS, MAX_FLAT_RESULTS, TypeId, TypeKind, Variant};
use crate::bindgen::plan::{FunctionType, ImportPath};
use crate::bindgen::source::{Source, close, line, list, open, reopen};

/// How a lowered import ends.
struct Outcome<'a> {
    ty: TypeId,
    canon: Canon,
    /// How messages call what the host returned.
    path: &'a str,
    /// Whether it is written to `target`.
    spilled: bool,
    /// The cases, if the host may throw one of them.
    fallible: Option<&'a Variant>,
}

impl Generator<'_> {
    /// Writes the function that core modules call for an import.
    pub fn lowered_function(
        &mut self,
        out: &mut Source,
        name: &str,
        import: &ImportPath,
        ty: &FunctionType,
        canon: Canon,
    ) {
        self.start_locals();
        let (plan, (target, display)) = (self.plan, self.import_target(import));
        let types: Vec<_> = ty.params.iter().map(|(_, ty)| *ty).collect();
        let flat = plan.types.flatten(types.iter().copied(), MAX_FLAT_PARAMS);
        let flats: Vec<String> = match &flat {
            Some(flat) => flat.iter().map(|_| self.variable()).collect(),
            None => vec![self.locals.take("area")],
        };
        let path = format!("{display}()");
        let outcome = ty.result.map(|ty| Outcome {
            ty,
            canon,
            path: &path,
            spilled: plan.types.flatten([ty], MAX_FLAT_RESULTS).is_none(),
            fallible: match &plan.types[ty].kind {
                TypeKind::Result(variant) => Some(variant),
                _ => None,
            },
        });
        let mut params = flats.clone();
        if outcome.as_ref().is_some_and(|outcome| outcome.spilled) {
            params.push("target".to_string());
        }
        open!(out, "function {name}({}) {{", params.join(", "));
        let (instance, leave) = (self.instance(canon.instance), self.need("leave"));
        line!(out, "{leave}({instance}, {});", quoted(&display));
        self.lends = self.lends_matter(&types);
        if self.lends {
            line!(out, "lent = [];");
            self.variables_of_calls.insert("lent");
        }
        let values = match flat {
            Some(_) => self.lift_arguments(out, ty, canon, &flats, &display),
            None => self.lift_spilled_arguments(out, ty, canon, &flats[0], &display),
        };
        let (function, arguments) = target.call(&values);
        self.call_host(
            out,
            outcome.as_ref(),
            &list(&format!("{function}("), arguments, ")"),
        );
        close!(out, "}}");
    }

    /// Expressions for the arguments, evaluated in the call.
    fn lift_arguments(
        &mut self,
        out: &mut Source,
        ty: &FunctionType,
        canon: Canon,
        flats: &[String],
        display: &str,
    ) -> Vec<String> {
        let mut flats = flats;
        let mut values = Vec::new();
        for (name, ty) in &ty.params {
            let count = self.plan.types[*ty].flat.as_ref().map_or(0, Vec::len);
            let (own, rest) = flats.split_at(count);
            flats = rest;
            let place = quoted(&format!("{display}: {}", camel_case(name)));
            let mut before = Source::default();
            let mut value = self.lift_flat(&mut before, *ty, canon, own, &place);
            let mut before = before.as_str().to_string();
            if before.matches(&place).count() + value.matches(&place).count() > 2 {
                let place_name = self.locals.take("place");
                before = before.replace(&place, &place_name);
                value = value.replace(&place, &place_name);
                line!(out, "const {place_name} = {place};");
            }
            out.block(&before);
            values.push(value);
        }
        values
    }

    fn lift_spilled_arguments(
        &mut self,
        out: &mut Source,
        ty: &FunctionType,
        canon: Canon,
        area: &str,
        display: &str,
    ) -> Vec<String> {
        let (offsets, size, align) = self.plan.types.layout(ty.params.iter().map(|(_, ty)| *ty));
        let (memory, check) = (self.memory(canon), self.need("checkRange"));
        let place = quoted(&format!("{display}: arguments"));
        line!(out, "const where = {place};");
        line!(
            out,
            "{area} = {check}({memory}, {area}, {size}, {align}, where);"
        );
        line!(out, "const {{ view }} = {memory};");
        let fields = ty.params.iter().zip(offsets);
        fields
            .map(|((_, ty), offset)| self.load(*ty, canon, area, offset))
            .collect()
    }

    /// Calls the host and lowers what it returns.
    fn call_host(&mut self, out: &mut Source, outcome: Option<&Outcome>, call: &str) {
        let lends = std::mem::take(&mut self.lends);
        let Some(outcome) = outcome else {
            out.block(&format!("{call};"));
            self.end_lending(out, lends);
            return;
        };
        if outcome.fallible.is_some() {
            let payload = self.need("errorPayload");
            line!(out, "let value;");
            line!(out, "let failed = 0;");
            open!(out, "try {{");
            out.block(&format!("value = {call};"));
            reopen!(out, "}} catch (error) {{");
            line!(out, "value = {payload}(error);");
            line!(out, "failed = 1;");
            close!(out, "}}");
            self.end_lending(out, lends);
        } else if !lends && !outcome.spilled {
            let place = Place {
                value: call,
                path: outcome.path,
            };
            if let Some(value) = self.lower_single(outcome.ty, place) {
                out.block(&format!("return {value};"));
                return;
            }
            out.block(&format!("const value = {call};"));
        } else {
            out.block(&format!("const value = {call};"));
            self.end_lending(out, lends);
        }
        self.lower_outcome(out, outcome);
    }

    fn end_lending(&mut self, out: &mut Source, lends: bool) {
        if lends {
            line!(out, "for (const end of lent) end();");
        }
    }

    /// Lowers `value`, what the host returned, or threw if `failed`.
    fn lower_outcome(&mut self, out: &mut Source, outcome: &Outcome) {
        let &Outcome {
            ty, canon, path, ..
        } = outcome;
        if !outcome.spilled {
            match outcome.fallible {
                Some(_) => line!(out, "return failed;"),
                None => self.return_flat(out, ty, canon, path),
            }
            return;
        }
        let (memory, check) = (self.memory(canon), self.need("checkRange"));
        let (size, align) = (self.plan.types[ty].size, self.plan.types[ty].align);
        let literal = quoted(path);
        let area = format!("{check}({memory}, target, {size}, {align}, {literal})");
        let Some(variant) = outcome.fallible else {
            let mut store = Source::default();
            self.store(&mut store, ty, canon, ("pointer", 0), "value", &literal);
            if store.as_str().matches("pointer").count() == 1 {
                out.block(&store.as_str().replace("pointer", &area));
            } else {
                line!(out, "const pointer = {area};");
                out.block(store.as_str());
            }
            return;
        };
        line!(out, "const pointer = {area};");
        line!(out, "{memory}.view.setUint8(pointer, failed);");
        for (case, test) in variant.cases.iter().zip(["failed === 0", "failed === 1"]) {
            if let Some(ty) = case.ty {
                open!(out, "if ({test}) {{");
                let to = ("pointer", variant.payload_offset);
                self.store(out, ty, canon, to, "value", &literal);
                close!(out, "}}");
            }
        }
    }

    /// Returns `value` as its one core value.
    fn return_flat(&mut self, out: &mut Source, ty: TypeId, canon: Canon, path: &str) {
        let place = Place {
            value: "value",
            path,
        };
        if let Some(single) = self.lower_single(ty, place) {
            line!(out, "return {single};");
            return;
        }
        let mut body = Source::default();
        let variables = self.lower_flat(&mut body, ty, canon, place);
        let declared: Vec<_> = variables.iter().map(ToString::to_string).collect();
        line!(out, "let {};", declared.join(", "));
        out.block(body.as_str());
        line!(out, "return {};", variables[0].name);
    }
}
