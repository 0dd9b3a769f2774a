//! What a lifted function does with the core function's results.

use crate::bindgen::js::call::exported::Style;
use crate::bindgen::js::generator::{Canon, Generator, quoted};
use crate::bindgen::js::value::numbers::{at, read};
use crate::bindgen::plan::Lift;
use crate::bindgen::plan::types::{MAX_FLAT_RESULTS, TypeId, TypeKind, Variant};
use crate::bindgen::source::{Source, line};

/// Expressions that are longer have a line of their own.
const LONG: usize = 80;

/// A result about to be lifted: an expression for its value, and whether `failed` tells that this is an error.
struct Lifted {
    value: String,
    fallible: bool,
}

impl Generator<'_> {
    /// Writes the call of the core function, and all that comes after it.
    pub fn call_and_lift(
        &mut self,
        out: &mut Source,
        style: &Style,
        lift: &Lift,
        call: &str,
        display: &str,
    ) {
        let canon = self.canon(lift.options);
        let scoped = std::mem::take(&mut self.scoped);
        let mut result = call.to_string();
        if scoped || lift.ty.result.is_none() || self.has_post_return(lift) {
            let has_result = lift.ty.result.is_some_and(|ty| self.core_results(ty) > 0);
            result = "result".to_string();
            match has_result {
                true => line!(out, "const result = {call};"),
                false => line!(out, "{call};"),
            }
        }
        if scoped {
            let end = self.need("endScope");
            line!(out, "{end}(scope, {});", quoted(display));
        }
        let place = quoted(&format!("{display}: result"));
        let lifted = lift
            .ty
            .result
            .map(|ty| self.lift_result(out, ty, canon, &result, &place));
        let Some(Lifted {
            mut value,
            fallible,
        }) = lifted
        else {
            self.leave_without_value(out, lift, canon);
            return;
        };
        if fallible {
            let error = self.need("ComponentError");
            line!(out, "const value = {value};");
            let leave = self.leave_with(lift, canon, "value");
            line!(out, "{leave};");
            line!(out, "if (failed) throw new {error}(value);");
            value = "value".to_string();
        } else {
            if value.len() > LONG {
                line!(out, "const value = {value};");
                value = "value".to_string();
            }
            value = self.leave_with(lift, canon, &value);
        }
        match style {
            Style::Constructor { resource } => {
                let attach = &self.resources[*resource].attach;
                line!(out, "{attach}(this, {value});");
            }
            Style::Function(_) | Style::Method(_) | Style::Static(_) => {
                line!(out, "return {value};");
            }
        }
    }

    fn has_post_return(&self, lift: &Lift) -> bool {
        self.plan.options[lift.options].post_return.is_some()
    }

    fn core_results(&self, ty: TypeId) -> usize {
        let flat = self.plan.types.flatten([ty], MAX_FLAT_RESULTS);
        flat.map_or(1, |flat| flat.len())
    }

    /// Writes what must be known of the result before it is lifted.
    fn lift_result(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        result: &str,
        place: &str,
    ) -> Lifted {
        let plan = self.plan;
        if plan.types.flatten([ty], MAX_FLAT_RESULTS).is_none() {
            return self.lift_spilled_result(out, ty, canon, result, place);
        }
        if let TypeKind::Result(_) = &plan.types[ty].kind {
            let is_second = self.need("isSecondCase");
            line!(out, "const failed = {is_second}({result}, {place});");
            return Lifted {
                value: "undefined".to_string(),
                fallible: true,
            };
        }
        let value = match self.constructed {
            Some(table) => self.take_own(table, result, place),
            None => self.lift_flat(out, ty, canon, &[result.to_string()], place),
        };
        Lifted {
            value,
            fallible: false,
        }
    }

    fn lift_spilled_result(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        result: &str,
        place: &str,
    ) -> Lifted {
        let plan = self.plan;
        let (memory, check) = (self.memory(canon), self.need("checkRange"));
        let (size, align) = (plan.types[ty].size, plan.types[ty].align);
        let pointer = format!("{check}({memory}, {result}, {size}, {align}, where)");
        line!(out, "const where = {place};");
        let fallible = match &plan.types[ty].kind {
            TypeKind::Result(variant) => Some(variant),
            _ => None,
        };
        let value = match fallible {
            Some(variant) => self.load_payload(variant, canon),
            None => self.load(ty, canon, "pointer", 0),
        };
        let fallible = fallible.is_some();
        // What reads a value once needs no name for its pointer.
        if !fallible && value.matches("pointer").count() == 1 && !value.contains("view.") {
            let value = value.replace("pointer", &pointer);
            return Lifted { value, fallible };
        }
        line!(out, "const pointer = {pointer};");
        if fallible || value.contains("view.") {
            line!(out, "const {{ view }} = {memory};");
        }
        if fallible {
            let is_second = self.need("isSecondCase");
            let discriminant = read("Uint8", "pointer", false);
            line!(out, "const failed = {is_second}({discriminant}, where);");
        }
        Lifted { value, fallible }
    }

    /// An expression for the payload of the result at `pointer`, of which `failed` tells the case.
    fn load_payload(&mut self, variant: &Variant, canon: Canon) -> String {
        let plan = self.plan;
        let offset = variant.payload_offset;
        let [ok, err] = [0, 1].map(|case: usize| {
            let Some(ty) = variant.cases[case].ty else {
                return "undefined".to_string();
            };
            match (&plan.types[ty].kind, self.constructed) {
                (TypeKind::Own(_), Some(table)) if case == 0 => {
                    let handle = read("Uint32", &at("pointer", offset), true);
                    self.take_own(table, &handle, "where")
                }
                _ => self.load(ty, canon, "pointer", offset),
            }
        });
        format!("failed ? {err} : {ok}")
    }

    /// Leaves the component after a function without a result.
    fn leave_without_value(&mut self, out: &mut Source, lift: &Lift, canon: Canon) {
        match self.plan.options[lift.options].post_return {
            Some(index) => {
                let (instance, give) = (self.instance(canon.instance), self.need("giveBack"));
                line!(out, "{give}(state, {instance}, postReturn{index});");
            }
            None => line!(out, "state.running = null;"),
        }
    }

    /// An expression that gives the core results back to the component and leaves it, with the value that they were
    /// lifted to.
    fn leave_with(&mut self, lift: &Lift, canon: Canon, value: &str) -> String {
        match self.plan.options[lift.options].post_return {
            Some(index) => {
                let (instance, give) = (self.instance(canon.instance), self.need("giveBack"));
                format!("{give}(state, {instance}, postReturn{index}, result, {value})")
            }
            None => format!("{}(state, {value})", self.need("finish")),
        }
    }
}
