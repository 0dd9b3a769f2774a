//! Lowering of values that are made of others.

use super::words::{To, at, format_of, inlines, size_of};
use crate::bindgen::plan::call::{Contents, Context, Element, Value, ValueKind, Word};
use crate::bindgen::plan::types::TypeId;
use crate::bindgen::plan::{RoutineId, StringEncoding};
use crate::bindgen::python::generator::{Extra, FunctionWriter, Role};
use crate::bindgen::python::names::{distinct, quoted, snake_case};
use crate::bindgen::source::{line, open};

impl FunctionWriter<'_, '_> {
    pub fn lower_record(
        &mut self,
        ty: TypeId,
        fields: &[(String, Value)],
        (expression, path): (&str, &str),
        context: Context,
        to: &To,
    ) {
        let literal = quoted(path);
        let x = self.named(expression);
        let (class, expect) = (self.class(ty), self.need("expect"));
        open!(self.out, "if {x}.__class__ is not {class}:");
        line!(self.out, "{expect}({x}, {class}, {literal})");
        self.out.end();
        let names = distinct(fields.iter().map(|(name, _)| name.as_str()), snake_case);
        for (name, (_, field)) in names.iter().zip(fields) {
            self.lower(
                field,
                &format!("{x}.{name}"),
                &format!("{path}.{name}"),
                context,
                to,
            );
        }
    }

    pub fn lower_tuple(
        &mut self,
        values: &[Value],
        (expression, path): (&str, &str),
        context: Context,
        to: &To,
    ) {
        let literal = quoted(path);
        let items = self.need("list_items");
        let names: Vec<_> = values.iter().map(|_| self.variable()).collect();
        let target = if names.is_empty() {
            String::new()
        } else {
            format!("{}, = ", names.join(", "))
        };
        line!(
            self.out,
            "{target}{items}({expression}, {literal}, {})",
            values.len()
        );
        for (i, (name, value)) in names.iter().zip(values).enumerate() {
            self.lower(value, name, &format!("{path}[{i}]"), context, to);
        }
    }

    /// Lowers a type with a routine: by a call of its function, or here if it is small.
    pub fn lower_routine(
        &mut self,
        (id, offset): (RoutineId, u32),
        (expression, path): (&str, &str),
        context: Context,
        to: &To,
    ) {
        let literal = quoted(path);
        let To::Memory { pointer, base } = *to else {
            return;
        };
        let to = To::Memory {
            pointer,
            base: base + offset,
        };
        let plan = self.file.plan;
        let inner = &plan.routines[id].value;
        if inlines(plan, id) && matches!(inner.kind, ValueKind::Record(_) | ValueKind::Tuple(_)) {
            return self.lower(inner, expression, path, context, &to);
        }
        self.flush(&to);
        let store = self.value_function(Role::Store, id, Extra::None);
        let scope = self.scope_argument(id, Extra::None);
        let (memory, pointer) = (self.memory(), at(pointer, base + offset));
        line!(
            self.out,
            "{store}({memory}, {pointer}, {expression}, {literal}{scope})"
        );
    }

    /// An expression for the pointer and the length of what is lowered to a piece of memory.
    pub fn lowered_list(
        &mut self,
        value: &Value,
        (expression, literal): (&str, &str),
        context: Context,
    ) -> String {
        let memory = self.memory();
        if let Some((routine, extra)) = elements(&value.kind) {
            return self.call_store_list(routine, extra, expression, literal);
        }
        let text = matches!(value.kind, ValueKind::Span(_, Contents::Text));
        if !text || context.encoding != StringEncoding::Utf8 {
            self.allocates();
        }
        match &value.kind {
            ValueKind::Span(_, Contents::Numbers(number)) => match format_of(*number) {
                'B' => format!(
                    "{}({memory}, {expression}, {literal})",
                    self.need("put_octets")
                ),
                code => {
                    let (put, size) = (self.need("put_numbers"), size_of(code));
                    format!("{put}({memory}, {expression}, '{code}', {size}, {literal})")
                }
            },
            _ => {
                let put = self.need(match context.encoding {
                    StringEncoding::Utf8 if self.staged => "stage_utf8",
                    StringEncoding::Utf8 => "put_utf8",
                    StringEncoding::Utf16 => "put_utf16",
                    StringEncoding::CompactUtf16 => "put_compact",
                });
                format!("{put}({memory}, {expression}, {literal})")
            }
        }
    }

    fn call_store_list(
        &mut self,
        routine: RoutineId,
        extra: Extra,
        expression: &str,
        literal: &str,
    ) -> String {
        let store = self.value_function(Role::StoreList, routine, extra);
        let scope = self.scope_argument(routine, extra);
        format!("{store}(_m, {expression}, {literal}{scope})")
    }

    /// Writes the elements of a list of fixed length to memory.
    pub fn lower_fixed(
        &mut self,
        element: &Element,
        length: u32,
        expression: &str,
        literal: &str,
        to: &To,
    ) {
        let To::Memory { pointer, base } = *to else {
            return;
        };
        let (memory, items) = (self.memory(), self.need("list_items"));
        let start = at(pointer, base);
        if let ValueKind::Word(_, Word::Number(number)) =
            &self.file.plan.routines[element.routine].value.kind
        {
            let (packed, code) = (self.need("packed"), format_of(*number));
            let size = size_of(code);
            line!(self.out, "_at = {start}");
            line!(
                self.out,
                "{memory}.view[_at:_at + {}] = {packed}({items}({expression}, {literal}, {length}), '{code}', {size}, {literal})",
                length * size
            );
            return;
        }
        let store = self.value_function(Role::Store, element.routine, Extra::None);
        let scope = self.scope_argument(element.routine, Extra::None);
        let (index, item) = (self.variable(), self.variable());
        open!(
            self.out,
            "for {index}, {item} in enumerate({items}({expression}, {literal}, {length})):"
        );
        line!(
            self.out,
            "{store}({memory}, {start} + {} * {index}, {item}, {literal} + f'[{{{index}}}]'{scope})",
            element.size
        );
        self.out.end();
    }
}

/// The routine of a list's elements, or of a map's keys, and what else their function depends on.
fn elements(kind: &ValueKind) -> Option<(RoutineId, Extra)> {
    match kind {
        ValueKind::Span(_, Contents::List(element)) => {
            let Element { size, align, .. } = *element;
            Some((element.routine, Extra::Element { size, align }))
        }
        ValueKind::Span(_, Contents::Map(pair)) => {
            let extra = Extra::Pair {
                value: pair.value,
                offset: pair.value_offset,
                size: pair.size,
                align: pair.align,
            };
            Some((pair.key, extra))
        }
        _ => None,
    }
}
