//! Lowering of types with cases: one branch for each.

use super::words::{To, unsigned};
use crate::bindgen::plan::call::{Cases, Context, Place, Shape, Value, ValueKind};
use crate::bindgen::plan::types::TypeId;
use crate::bindgen::python::generator::FunctionWriter;
use crate::bindgen::python::names::quoted;
use crate::bindgen::source::{line, open, reopen};
use std::collections::BTreeSet;

/// If a variant has more cases without a payload than this, they are found in a dict, or in a tuple.
pub const MANY: usize = 8;

impl FunctionWriter<'_, '_> {
    /// Writes a value of a type with cases.
    pub fn lower_cases(
        &mut self,
        ty: TypeId,
        cases: &Cases,
        (expression, path): (&str, &str),
        context: Context,
        to: &To,
    ) {
        let x = self.named(expression);
        if let Shape::Option | Shape::NestedOption = cases.shape {
            return self.lower_option(cases, (&x, path), context, to);
        }
        let empty: Vec<_> = (0..cases.cases.len())
            .filter(|i| cases.cases[*i].1.is_none())
            .collect();
        let many = cases.shape == Shape::Variant && empty.len() > MANY;
        let is = self.module.builtin("isinstance");
        let mut names = Vec::new();
        let mut first = true;
        for i in 0..cases.cases.len() {
            let case = self.tested_class(ty, cases, i);
            names.push(case.clone());
            if many && cases.cases[i].1.is_none() {
                continue;
            }
            match std::mem::take(&mut first) {
                true => open!(self.out, "if {is}({x}, {case}):"),
                false => reopen!(self.out, "elif {is}({x}, {case}):"),
            }
            self.lower_case(cases, i, (&x, path), context, to);
        }
        if many {
            self.lower_empty(cases, &empty, &names, &x, !first, to);
        }
        self.refuse_case(ty, cases, (&x, path));
    }

    /// Writes the number of a case without a payload, which a dict finds.
    fn lower_empty(
        &mut self,
        cases: &Cases,
        empty: &[usize],
        names: &[String],
        x: &str,
        more: bool,
        to: &To,
    ) {
        let entries = empty.iter().map(|i| format!("{}: {i}", names[*i]));
        let entries = entries.collect::<Vec<_>>().join(", ");
        let known = self.module.constant(format!("{{{entries}}}"), "_numbers");
        match more {
            true => reopen!(self.out, "elif {x}.__class__ in {known}:"),
            false => open!(self.out, "if {x}.__class__ in {known}:"),
        }
        let number = format!("{known}[{x}.__class__]");
        self.put_case(cases, &number, to);
        self.zero_rest(cases, None, to);
        self.flush(to);
    }

    fn refuse_case(&mut self, ty: TypeId, cases: &Cases, (x, path): (&str, &str)) {
        let bad = self.need("bad");
        let expected = match cases.shape {
            Shape::Result => "`Ok` or `Err`".to_string(),
            _ => {
                let home = self.file.homes.class_of(ty);
                let name = home.map_or("variant", |home| home.class.as_str());
                format!("a case of {name}")
            }
        };
        reopen!(self.out, "else:");
        line!(
            self.out,
            "raise {bad}({}, {}, {x})",
            quoted(path),
            quoted(&expected)
        );
        self.out.end();
    }

    fn tested_class(&mut self, ty: TypeId, cases: &Cases, case: usize) -> String {
        match (cases.shape, case) {
            (Shape::Result, 0) => self.need("Ok"),
            (Shape::Result, _) => self.need("Err"),
            _ => self.case_class(ty, case),
        }
    }

    fn lower_option(&mut self, cases: &Cases, (x, path): (&str, &str), context: Context, to: &To) {
        open!(self.out, "if {x} is None:");
        self.put_case(cases, "0", to);
        self.zero_rest(cases, None, to);
        self.flush(to);
        reopen!(self.out, "else:");
        let nested = cases.shape == Shape::NestedOption;
        if nested {
            let (some, expect) = (self.need("Some"), self.need("expect"));
            line!(self.out, "{expect}({x}, {some}, {})", quoted(path));
        }
        self.put_case(cases, "1", to);
        if let Some(payload) = cases.cases.get(1).and_then(|(_, payload)| payload.as_ref()) {
            let (value, path) = match nested {
                true => (format!("{x}.value"), format!("{path}.value")),
                false => (x.to_string(), path.to_string()),
            };
            self.lower(payload, &value, &path, context, to);
            self.zero_rest(cases, Some(payload), to);
        }
        self.flush(to);
        self.out.end();
    }

    fn lower_case(
        &mut self,
        cases: &Cases,
        case: usize,
        (x, path): (&str, &str),
        context: Context,
        to: &To,
    ) {
        self.put_case(cases, &case.to_string(), to);
        let payload = cases.cases[case].1.as_ref();
        if let Some(payload) = payload {
            self.lower(
                payload,
                &format!("{x}.value"),
                &format!("{path}.value"),
                context,
                to,
            );
        }
        self.zero_rest(cases, payload, to);
        self.flush(to);
    }

    fn put_case(&mut self, cases: &Cases, number: &str, to: &To) {
        let format = match cases.discriminant {
            Place::Slot { .. } => 'I',
            Place::Memory { .. } => unsigned(cases.width),
        };
        self.slot_word(
            &cases.discriminant,
            format,
            number.to_string(),
            number.to_string(),
            to,
        );
    }

    /// Core values that a payload does not use are zero.
    fn zero_rest(&mut self, cases: &Cases, payload: Option<&Value>, to: &To) {
        let Place::Slot { .. } = cases.discriminant else {
            return;
        };
        let mut all = BTreeSet::new();
        for (_, payload) in &cases.cases {
            payload.iter().for_each(|payload| slots(payload, &mut all));
        }
        let mut used = BTreeSet::new();
        payload.iter().for_each(|payload| slots(payload, &mut used));
        for index in all.difference(&used) {
            let place = Place::Memory {
                offset: index * super::words::SLOT,
            };
            self.word(&place, 'Q', "0".to_string(), "0".to_string(), to);
        }
    }
}

/// The core values that a value is made of.
fn slots(value: &Value, found: &mut BTreeSet<u32>) {
    let mut add = |place: &Place| {
        if let Place::Slot { index, .. } = place {
            found.insert(*index);
        }
    };
    match &value.kind {
        ValueKind::Word(place, _) => add(place),
        ValueKind::Span(span, _) => {
            add(&span.pointer);
            add(&span.length);
        }
        ValueKind::Flags { words, .. } => words.iter().for_each(add),
        ValueKind::Handle(handle) => add(&handle.place),
        ValueKind::Cases(cases) => add(&cases.discriminant),
        ValueKind::Record(_)
        | ValueKind::Tuple(_)
        | ValueKind::FixedList(_)
        | ValueKind::FixedElements(..)
        | ValueKind::Routine(..) => {}
    }
    for part in value.parts() {
        slots(part, found);
    }
}
