//! Lowering: statements that write a value to core values or to memory, and functions for types that need more than one
//! statement.
//!
//! The core values of a type are variables, which statements assign. Those of a type with cases hold the payload of any
//! case, and are zero where a case has none.
//!
//! The path to a bad value is known when the code is generated, except for indices and keys. Each statement has a
//! literal with its path, relative to its function. When an error passes through, a function puts its own path in front
//! of that literal.

use super::lift::encoding_name;
use super::numbers::{at, check, number_accessor, unsigned};
use super::places::{Path, To};
use super::shapes::{declares, is_tagged};
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::names::member_names;
use crate::bindgen::plan::StringEncoding;
use crate::bindgen::plan::call::{
    Cases, Contents, Context, Element, Place, Span, Value, ValueKind, Word,
};
use crate::bindgen::plan::types::Flat;
use crate::bindgen::script::literals::quoted;
use crate::bindgen::script::numbers::array;
use crate::bindgen::source::{close, line, open};

impl FunctionWriter<'_, '_> {
    /// An expression for a value that is one core value, and needs no statement.
    pub fn lower_single(
        &mut self,
        value: &Value,
        expression: &str,
        path: &Path,
    ) -> Option<(Place, String)> {
        let literal = path.literal();
        Some(match &value.kind {
            ValueKind::Word(place, word) => {
                let piece = match word {
                    Word::End(end) => {
                        return Some((*place, self.lower_end(end, expression, &literal)));
                    }
                    Word::Enum(_) => {
                        let (cases, lower) = (self.cases(value.ty), self.need("lowerEnum"));
                        let index = format!("{lower}({cases}, {expression}, {literal})");
                        return Some((*place, index));
                    }
                    Word::Bool => self.need("toBool"),
                    Word::Char => self.need("lowerChar"),
                    Word::Number(number) => self.need(&check(*number)),
                };
                (*place, format!("{piece}({expression}, {literal})"))
            }
            ValueKind::Flags { words, .. } if words.len() == 1 => {
                let pack = self.file.pack(value.ty);
                (words[0], format!("{pack}({expression}, {literal})"))
            }
            ValueKind::Handle(handle) => {
                let word = self.lower_handle(handle, expression, &literal);
                (handle.place, word)
            }
            _ => return None,
        })
    }

    /// Writes statements that lower a value.
    pub fn lower(&mut self, value: &Value, expression: &str, path: &Path, to: &To) {
        if let Some((place, single)) = self.lower_single(value, expression, path) {
            self.put(value, &place, &single, to);
            return;
        }
        let literal = path.literal();
        match &value.kind {
            ValueKind::Span(span, contents) => {
                let lower = self.lower_span(contents, to.context, expression, &literal);
                self.put_span(span, &lower, to);
            }
            ValueKind::Flags { words, .. } => {
                self.lower_flags(value, words, expression, &literal, to);
            }
            ValueKind::Record(fields) => {
                let object = self.need("toObject");
                line!(self.out, "{object}({expression}, {literal});");
                let names = member_names(fields.iter().map(|(name, _)| name.as_str()));
                let steps = names.iter().map(|name| format!(".{name}"));
                let fields = fields.iter().map(|(_, field)| field);
                self.lower_parts(steps.zip(fields), expression, path, to);
            }
            ValueKind::Tuple(values) | ValueKind::FixedList(values) => {
                let (length_of, length) = (self.need("listLength"), values.len());
                line!(self.out, "{length_of}({expression}, {literal}, {length});");
                let steps = (0..length).map(|i| format!("[{i}]"));
                self.lower_parts(steps.zip(values), expression, path, to);
            }
            ValueKind::Cases(cases) if is_tagged(cases.shape) => {
                self.lower_cases(cases, expression, path, to);
            }
            ValueKind::Cases(cases) => self.lower_option(cases, expression, path, to),
            ValueKind::Routine(id, offset) => {
                let (store, pointer) = (self.store_function(*id), at(to.pointer, *offset));
                let call = match self.file.plan.has_handles(*id) {
                    true => format!(", {}", self.call),
                    false => String::new(),
                };
                line!(
                    self.out,
                    "{store}({pointer}, {expression}, {literal}{call});"
                );
            }
            // `FixedElements` has a routine of its own, and the others are single.
            ValueKind::FixedElements(..) | ValueKind::Word(..) | ValueKind::Handle(_) => {}
        }
    }

    /// Lowers parts, each with the step that leads to it.
    fn lower_parts<'v>(
        &mut self,
        parts: impl Iterator<Item = (String, &'v Value)>,
        expression: &str,
        path: &Path,
        to: &To,
    ) {
        for (step, part) in parts {
            self.lower(part, &format!("{expression}{step}"), &path.part(&step), to);
        }
    }

    /// Writes one core value where it belongs.
    fn put(&mut self, value: &Value, place: &Place, expression: &str, to: &To) {
        let offset = match place {
            Place::Slot { index, slot, value } => {
                return self.give(*index, (*slot, *value), expression, to);
            }
            Place::Memory { offset } => *offset,
        };
        let (accessor, wide) = match &value.kind {
            ValueKind::Word(_, Word::Number(number)) => number_accessor(*number),
            ValueKind::Word(_, word) => unsigned(word.width()),
            ValueKind::Flags { width, .. } => unsigned(*width),
            _ => unsigned(4),
        };
        let endian = if wide { ", true" } else { "" };
        let view = match to.view {
            Some(view) => view.to_string(),
            None => format!("{}.view", self.file.memory(to.context)),
        };
        let pointer = at(to.pointer, offset);
        line!(
            self.out,
            "{view}.set{accessor}({pointer}, {expression}{endian});"
        );
    }

    /// Assigns a core value to a variable that may be of a wider type.
    fn give(&mut self, index: u32, (slot, value): (Flat, Flat), expression: &str, to: &To) {
        let name = &to.slots[index as usize];
        let expression = match (value, slot) {
            (Flat::F32, Flat::I32) => format!("{}({expression})", self.need("f32ToBits")),
            (Flat::I32, Flat::I64) => format!("BigInt({expression} >>> 0)"),
            (Flat::F32, Flat::I64) => {
                format!("BigInt({}({expression}) >>> 0)", self.need("f32ToBits"))
            }
            (Flat::F64, Flat::I64) => format!("{}({expression})", self.need("f64ToBits")),
            _ => expression.to_string(),
        };
        line!(self.out, "{name} = {expression};");
    }

    /// Writes the position of a case.
    fn put_case(&mut self, cases: &Cases, case: usize, to: &To) {
        let (index, slot) = match cases.discriminant {
            Place::Slot { index, slot, .. } => (index as usize, slot),
            Place::Memory { offset } => {
                let (accessor, wide) = unsigned(cases.width);
                let endian = if wide { ", true" } else { "" };
                let (memory, pointer) = (self.file.memory(to.context), at(to.pointer, offset));
                line!(
                    self.out,
                    "{memory}.view.set{accessor}({pointer}, {case}{endian});"
                );
                return;
            }
        };
        let suffix = if slot == Flat::I64 { "n" } else { "" };
        line!(self.out, "{} = {case}{suffix};", to.slots[index]);
    }

    fn put_span(&mut self, span: &Span, lower: &str, to: &To) {
        let memory = self.file.memory(to.context);
        match (span.pointer, span.length) {
            (
                Place::Slot { index, slot, value },
                Place::Slot {
                    index: second,
                    slot: wide,
                    value: length,
                },
            ) => {
                self.give(index, (slot, value), lower, to);
                self.give(second, (wide, length), &format!("{memory}.length"), to);
            }
            (Place::Memory { offset }, _) | (_, Place::Memory { offset }) => {
                let (store, pointer) = (self.need("storePair"), at(to.pointer, offset));
                line!(self.out, "{store}({memory}, {pointer}, {lower});");
            }
        }
    }

    /// An expression that lowers a value to a pointer and a length: it is the pointer, and the length is in
    /// `memory.length`.
    pub fn lower_span(
        &mut self,
        contents: &Contents,
        context: Context,
        expression: &str,
        path: &str,
    ) -> String {
        let memory = self.file.memory(context);
        match contents {
            Contents::Numbers(number) => {
                let (lower, check) = (self.need("lowerTypedArray"), self.need(&check(*number)));
                let array = array(*number);
                format!("{lower}({memory}, {expression}, {path}, {array}, {check})")
            }
            Contents::List(element) => {
                let Element { size, align, .. } = *element;
                let store = self.store_callback(element.routine);
                let lower = self.need("lowerList");
                format!("{lower}({memory}, {expression}, {path}, {size}, {align}, {store})")
            }
            Contents::Map(pair) => {
                let how = self.pair(pair, Self::store_callback);
                let lower = self.need("lowerMap");
                format!("{lower}({memory}, {expression}, {path}, {how})")
            }
            Contents::Text => {
                let views = &self.file.plan.views;
                let exact = context.view.is_some_and(|view| views[view].only_shrinks);
                let lower = self.need(&match context.encoding {
                    StringEncoding::Utf8 if exact => "lowerUtf8Exactly".to_string(),
                    encoding => format!("lower{}", encoding_name(encoding)),
                });
                format!("{lower}({memory}, {expression}, {path})")
            }
        }
    }

    /// Lowers flags of no word or of several.
    fn lower_flags(
        &mut self,
        value: &Value,
        words: &[Place],
        expression: &str,
        path: &str,
        to: &To,
    ) {
        let pack = self.file.pack(value.ty);
        let in_memory = matches!(words.first(), Some(Place::Memory { .. }) | None);
        let name = match in_memory {
            true => "words".to_string(),
            false => self.variable(),
        };
        if in_memory {
            open!(self.out, "{{");
        }
        line!(self.out, "const {name} = {pack}({expression}, {path});");
        for (i, place) in words.iter().enumerate() {
            self.put(value, place, &format!("{name}[{i}]"), to);
        }
        if in_memory {
            close!(self.out, "}}");
        }
    }

    /// Lowers an option that is its payload or `undefined`.
    fn lower_option(&mut self, cases: &Cases, expression: &str, path: &Path, to: &To) {
        let payload = cases.cases.get(1).and_then(|(_, payload)| payload.as_ref());
        if let Place::Memory { .. } = cases.discriminant {
            let (memory, some) = (self.file.memory(to.context), self.need("storeSome"));
            let pointer = to.pointer;
            line!(
                self.out,
                "if (!{some}({memory}, {pointer}, {expression})) return;"
            );
            if let Some(payload) = payload {
                self.lower(payload, expression, path, to);
            }
            return;
        }
        let (some, is_some) = (self.variable(), self.need("isSome"));
        line!(self.out, "const {some} = {expression};");
        open!(self.out, "if ({is_some}({some})) {{");
        self.put_case(cases, 1, to);
        if let Some(payload) = payload {
            self.lower(payload, &some, path, to);
        }
        close!(self.out, "}}");
    }

    fn lower_cases(&mut self, cases: &Cases, expression: &str, path: &Path, to: &To) {
        let in_memory = matches!(cases.discriminant, Place::Memory { .. });
        open!(self.out, "switch ({expression}?.tag) {{");
        for (i, (name, payload)) in cases.cases.iter().enumerate() {
            // A payload may declare constants.
            let scoped = !in_memory && payload.as_ref().is_some_and(declares);
            let brace = if scoped { " {" } else { "" };
            open!(self.out, "case {}:{brace}", quoted(name));
            if in_memory || i > 0 {
                self.put_case(cases, i, to);
            }
            if let Some(payload) = payload {
                let value = format!("{expression}.val");
                self.lower(payload, &value, &path.part(".val"), to);
            }
            line!(self.out, "break;");
            match scoped {
                true => close!(self.out, "}}"),
                false => self.out.end(),
            }
        }
        let bad = self.bad_tag(cases, expression, path);
        line!(self.out, "default: throw {bad};");
        close!(self.out, "}}");
    }

    /// The error for a value with a tag that the type does not have.
    fn bad_tag(&mut self, cases: &Cases, value: &str, path: &Path) -> String {
        let tags = cases.cases.iter().map(|(name, _)| name.as_str());
        let tags = quoted(&tags.collect::<Vec<_>>().join(", "));
        let (bad, path) = (self.need("badTag"), path.literal());
        format!("{bad}({path}, {tags}, {value})")
    }
}
