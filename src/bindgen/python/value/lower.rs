//! Lowering: statements that check a value and write it to core values or to memory.
//!
//! The words of a value are collected until everything before them is lowered, and are then written at once. If one is
//! refused, they are checked again one by one, to find out which it was.

use super::lift::mask;
use super::words::{To, format_of, unsigned};
use crate::bindgen::plan::call::{Context, Number, Place, Span, Value, ValueKind, Word};
use crate::bindgen::plan::types::TypeId;
use crate::bindgen::python::generator::FunctionWriter;
use crate::bindgen::python::names::quoted;
use crate::bindgen::source::line;

impl FunctionWriter<'_, '_> {
    /// Writes statements that lower a value; `path` is its name in messages.
    pub fn lower(
        &mut self,
        value: &Value,
        expression: &str,
        path: &str,
        context: Context,
        to: &To,
    ) {
        let literal = quoted(path);
        match &value.kind {
            ValueKind::Word(_, Word::End(_)) => unreachable!("asynchronous components are refused"),
            ValueKind::Word(place, Word::Bool) => {
                self.lower_bool(place, (expression, &literal), to);
            }
            ValueKind::Word(place, Word::Number(number)) => {
                self.lower_number(*number, place, expression, &literal, to)
            }
            ValueKind::Word(place, Word::Char) => {
                let checked = format!("{}({expression}, {literal})", self.need("to_char"));
                self.slot_word(place, 'I', checked.clone(), checked, to);
            }
            ValueKind::Span(span, _) => {
                self.lower_span(value, span, expression, &literal, context, to);
            }
            ValueKind::Record(fields) => {
                self.lower_record(value.ty, fields, (expression, path), context, to);
            }
            ValueKind::Tuple(values) | ValueKind::FixedList(values) => {
                self.lower_tuple(values, (expression, path), context, to);
            }
            ValueKind::FixedElements(element, length) => {
                self.flush(to);
                self.lower_fixed(element, *length, expression, &literal, to);
            }
            ValueKind::Cases(cases) => {
                self.flush(to);
                self.lower_cases(value.ty, cases, (expression, path), context, to);
            }
            ValueKind::Word(place, Word::Enum(width)) => {
                self.lower_enum(value.ty, (place, *width), (expression, &literal), to);
            }
            ValueKind::Flags { words, width } => {
                self.lower_flags(value.ty, words, *width, (expression, &literal), to)
            }
            ValueKind::Handle(handle) => {
                let (fast, checked) = self.lower_handle(handle, expression, &literal);
                self.slot_word(&handle.place, 'I', fast, checked, to);
            }
            ValueKind::Routine(id, offset) => {
                self.lower_routine((*id, *offset), (expression, path), context, to);
            }
        }
    }

    fn lower_bool(&mut self, place: &Place, (expression, literal): (&str, &str), to: &To) {
        let x = self.named(expression);
        let checked = format!("{}({x}, {literal})", self.need("to_bool"));
        let fast = format!("{x} is True or {x} is not False and {checked}");
        self.slot_word(place, slot_format(place, 'B'), fast, checked, to);
    }

    fn lower_enum(
        &mut self,
        ty: TypeId,
        (discriminant, width): (&Place, u32),
        (expression, literal): (&str, &str),
        to: &To,
    ) {
        let x = self.named(expression);
        let class = self.class(ty);
        let checked = format!("{}({x}, {class}, {literal})", self.need("enum_member"));
        let fast = format!("{x}._value_ if {x}.__class__ is {class} else {checked}");
        self.slot_word(
            discriminant,
            slot_format(discriminant, unsigned(width)),
            fast,
            checked,
            to,
        );
    }

    fn lower_number(
        &mut self,
        number: Number,
        place: &Place,
        expression: &str,
        literal: &str,
        to: &To,
    ) {
        let format = format_of(number);
        if let Number::F32 | Number::F64 = number {
            let check = self.need(if number == Number::F32 {
                "to_single"
            } else {
                "to_double"
            });
            let checked = format!("{check}({expression}, {literal})");
            return self.slot_word(place, format, expression.to_string(), checked, to);
        }
        let (low, high) = range(number);
        let name = format!("{number:?}").to_lowercase();
        let check = self.need("to_integer");
        let small = matches!(number, Number::U8 | Number::S8 | Number::U16 | Number::S16);
        if small && let Place::Slot { .. } = place {
            let x = self.named(expression);
            let checked = format!("{check}({x}, {low}, {high}, '{name}', {literal})");
            let fast = format!("{x} if {low} <= {x} <= {high} else {checked}");
            let format = if format.is_lowercase() { 'i' } else { 'I' };
            return self.slot_word(place, format, fast, checked, to);
        }
        let checked = format!("{check}({expression}, {low}, {high}, '{name}', {literal})");
        self.slot_word(place, format, expression.to_string(), checked, to);
    }

    fn lower_span(
        &mut self,
        value: &Value,
        span: &Span,
        expression: &str,
        literal: &str,
        context: Context,
        to: &To,
    ) {
        let (pointer, length) = (self.variable(), self.variable());
        if self.gathers {
            let (encode, text) = (self.need("ENCODE"), self.variable());
            line!(self.out, "{text} = {encode}({expression})");
            line!(self.out, "{pointer}, {length} = _top, len({text})");
            line!(self.out, "_top += {length}");
            line!(self.out, "_texts.append({text})");
        } else {
            let lowered = self.lowered_list(value, (expression, literal), context);
            line!(self.out, "{pointer}, {length} = {lowered}");
        }
        self.slot_word(&span.pointer, 'I', pointer.clone(), pointer, to);
        self.slot_word(&span.length, 'I', length.clone(), length, to);
    }

    fn lower_flags(
        &mut self,
        ty: TypeId,
        words: &[Place],
        width: u32,
        (expression, literal): (&str, &str),
        to: &To,
    ) {
        let x = self.named(expression);
        let class = self.class(ty);
        let checked = format!("{}({x}, {class}, {literal})", self.need("enum_member"));
        let fast = format!("{x}._value_ if {x}.__class__ is {class} else {checked}");
        match words {
            [] => line!(self.out, "{checked}"),
            [word] => self.slot_word(word, slot_format(word, unsigned(width)), fast, checked, to),
            words => {
                let bits = self.variable();
                line!(self.out, "{bits} = {checked}");
                for (i, word) in words.iter().enumerate() {
                    let part = format!("{bits} >> {} & {}", 32 * i, mask(32));
                    self.slot_word(word, 'I', part.clone(), part, to);
                }
            }
        }
    }
}

/// The format of an unsigned number that has `format` in memory, and a whole word as a core value.
fn slot_format(place: &Place, format: char) -> char {
    match place {
        Place::Slot { .. } => 'I',
        Place::Memory { .. } => format,
    }
}

/// The range of an integer.
fn range(number: Number) -> (i128, i128) {
    let bits = 8 * super::words::size_of(format_of(number));
    match format_of(number).is_lowercase() {
        true => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        false => (0, (1 << bits) - 1),
    }
}
