//! Lowering: statements that write a value to core values or to memory, and functions for types that need more than one
//! statement.
//!
//! The core values of a type are variables, which statements assign. Those of a type with cases hold the payload of any
//! case, and are zero where a case has none.
//!
//! The path to a bad value is known when the code is generated, except for indices and keys. Each statement has a
//! literal with its path, relative to its function. When an error passes through, a function puts its own path in front
//! of that literal.

use super::numbers::{Accessor, accessor, check, unsigned};
use super::places::{Path, Places};
use super::shapes::is_tagged;
use crate::bindgen::js::file::Role;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::names::member_names;
use crate::bindgen::plan::call::{Cases, Contents, Context, Place, Span, Value, ValueKind, Word};
use crate::bindgen::plan::types::Flat;
use crate::bindgen::script::literals::quoted;
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
    pub fn lower(&mut self, value: &Value, expression: &str, path: &Path, to: &Places) {
        if let Some((place, single)) = self.lower_single(value, expression, path) {
            let accessor = match &value.kind {
                ValueKind::Word(_, Word::Number(number)) => accessor(*number),
                ValueKind::Word(_, word) => unsigned(word.width()),
                ValueKind::Flags { width, .. } => unsigned(*width),
                _ => unsigned(4),
            };
            self.put(&place, accessor, &single, to);
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
                let arguments = format!("{}, {expression}, {literal}", to.at(*offset));
                let store = self.call_routine(Role::Store, *id, &arguments);
                line!(self.out, "{store};");
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
        to: &Places,
    ) {
        for (step, part) in parts {
            self.lower(part, &format!("{expression}{step}"), &path.part(&step), to);
        }
    }

    /// Writes one core value where it belongs.
    fn put(&mut self, place: &Place, (accessor, endian): Accessor, expression: &str, to: &Places) {
        match place {
            Place::Slot { index, slot, value } => {
                self.give(*index, (*slot, *value), expression, to);
            }
            Place::Memory { offset } => {
                let (view, pointer) = (self.view(to), to.at(*offset));
                let written = format!("{pointer}, {expression}{endian}");
                line!(self.out, "{view}.set{accessor}({written});");
            }
        }
    }

    /// Assigns a core value to a variable that may be of a wider type.
    fn give(&mut self, index: u32, (slot, value): (Flat, Flat), expression: &str, to: &Places) {
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
    fn put_case(&mut self, cases: &Cases, case: usize, to: &Places) {
        match cases.discriminant {
            Place::Slot {
                index,
                slot: Flat::I64,
                ..
            } => line!(self.out, "{} = {case}n;", to.slots[index as usize]),
            place => self.put(&place, unsigned(cases.width), &case.to_string(), to),
        }
    }

    fn put_span(&mut self, span: &Span, lower: &str, to: &Places) {
        let memory = self.file.memory(to.context);
        if let Place::Memory { offset } = span.pointer {
            let (store, pointer) = (self.need("storePair"), to.at(offset));
            return line!(self.out, "{store}({memory}, {pointer}, {lower});");
        }
        self.put(&span.pointer, unsigned(4), lower, to);
        self.put(&span.length, unsigned(4), &format!("{memory}.length"), to);
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
        let (suffix, how) = self.contents(contents, context, Role::Store);
        let lower = self.need(&format!("lower{suffix}"));
        format!("{lower}({memory}, {expression}, {path}{how})")
    }

    /// Lowers flags of no word or of several.
    fn lower_flags(
        &mut self,
        value: &Value,
        words: &[Place],
        expression: &str,
        path: &str,
        to: &Places,
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
            self.put(place, unsigned(4), &format!("{name}[{i}]"), to);
        }
        if in_memory {
            close!(self.out, "}}");
        }
    }

    /// Lowers an option that is its payload or `undefined`.
    fn lower_option(&mut self, cases: &Cases, expression: &str, path: &Path, to: &Places) {
        let payload = cases.cases.get(1).and_then(|(_, payload)| payload.as_ref());
        if let Place::Memory { .. } = cases.discriminant {
            let (memory, some) = (self.file.memory(to.context), self.need("storeSome"));
            let pointer = to.pointer;
            let is_some = format!("{some}({memory}, {pointer}, {expression})");
            line!(self.out, "if (!{is_some}) return;");
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

    fn lower_cases(&mut self, cases: &Cases, expression: &str, path: &Path, to: &Places) {
        let in_memory = matches!(cases.discriminant, Place::Memory { .. });
        open!(self.out, "switch ({expression}?.tag) {{");
        for (i, (name, payload)) in cases.cases.iter().enumerate() {
            let before = self.variables;
            let (body, ()) = self.aside(|this| {
                if let Some(payload) = payload {
                    let value = format!("{expression}.val");
                    this.lower(payload, &value, &path.part(".val"), to);
                }
            });
            // A payload may declare constants.
            let scoped = self.variables > before;
            let brace = if scoped { " {" } else { "" };
            open!(self.out, "case {}:{brace}", quoted(name));
            if in_memory || i > 0 {
                self.put_case(cases, i, to);
            }
            self.out.block(body.as_str());
            line!(self.out, "break;");
            match scoped {
                true => close!(self.out, "}}"),
                false => self.out.end(),
            }
        }
        let tags = cases.cases.iter().map(|(name, _)| name.as_str());
        let tags = quoted(&tags.collect::<Vec<_>>().join(", "));
        let (bad, path) = (self.need("badTag"), path.literal());
        line!(
            self.out,
            "default: throw {bad}({path}, {tags}, {expression});"
        );
        close!(self.out, "}}");
    }
}
