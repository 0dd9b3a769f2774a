//! Lifting: expressions that make a value of core values or of memory.
//!
//! One `struct.Struct` reads the words in memory into variables, before the expression; a list reads those of each
//! element in the same way. Only payloads that share their memory with others are read inside the expression.

use super::words::{SLOT, at, format_of, gather, inlines, size_of, struct_format, unsigned};
use crate::bindgen::plan::call::{Contents, Context, Element, Place, Span, Value, ValueKind, Word};
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::plan::{RoutineId, StringEncoding};
use crate::bindgen::python::generator::{Extra, FunctionWriter, Role};
use crate::bindgen::source::line;
use std::collections::BTreeMap;

/// Where a value is lifted from.
#[derive(Clone)]
pub struct From<'s> {
    /// The name of a pointer whose range was checked.
    pub pointer: &'s str,
    /// What is added to offsets.
    pub base: u32,
    /// Variables for words that were read already, by offset and format.
    pub words: &'s BTreeMap<(u32, char), String>,
    /// The memory and handles.
    pub context: Context,
    /// The name of the value in messages: a literal or a variable.
    pub place: &'s str,
}

impl FunctionWriter<'_, '_> {
    /// Reads the words of a value at a pointer into variables.
    pub fn read_words(&mut self, value: &Value, pointer: &str) -> BTreeMap<(u32, char), String> {
        let mut words = Vec::new();
        gather(self.file.plan, value, 0, &mut words);
        words.sort_unstable();
        let names: Vec<_> = words.iter().map(|_| self.variable()).collect();
        if let (Some(first), false) = (words.first(), words.is_empty()) {
            let buffer = self.buffer();
            let pointer = at(pointer, first.0);
            match words.as_slice() {
                [(_, 'B')] => line!(self.out, "{} = {buffer}[{pointer}]", names[0]),
                _ => {
                    let unpack = self
                        .module
                        .structure(&struct_format(&words, None), "unpack_from");
                    let comma = if names.len() == 1 { "," } else { "" };
                    line!(
                        self.out,
                        "{}{comma} = {unpack}({buffer}, {pointer})",
                        names.join(", ")
                    );
                }
            }
        }
        words.into_iter().zip(names).collect()
    }

    /// An expression for a value; statements before it may name its discriminants.
    pub fn lift(&mut self, value: &Value, from: &From) -> String {
        let place = from.place;
        match &value.kind {
            ValueKind::Word(_, Word::End(_)) => unreachable!("asynchronous components are refused"),
            ValueKind::Word(at, Word::Bool) => {
                format!("{} != 0", self.core(at, whole(at, 1), from))
            }
            ValueKind::Word(at, Word::Number(number)) => self.core(at, format_of(*number), from),
            ValueKind::Word(at, Word::Char) => {
                let word = self.core(at, 'I', from);
                format!("{}({word}, {place})", self.need("lift_char"))
            }
            ValueKind::Word(at, Word::Enum(width)) => self.lift_enum(value.ty, at, *width, from),
            ValueKind::Span(span, contents) => self.lift_span(contents, span, from),
            ValueKind::Record(fields) => {
                let class = self.class(value.ty);
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(_, field)| self.lift(field, from))
                    .collect();
                format!("{class}({})", fields.join(", "))
            }
            ValueKind::Tuple(values) => {
                let items = self.lift_all(values, from);
                let comma = if values.len() == 1 { "," } else { "" };
                format!("({items}{comma})")
            }
            ValueKind::FixedList(values) => format!("[{}]", self.lift_all(values, from)),
            ValueKind::FixedElements(element, length) => self.lift_fixed(element, *length, from),
            ValueKind::Cases(cases) => self.lift_cases(value.ty, cases, from),
            ValueKind::Flags { words, width } => self.lift_flags(value.ty, words, *width, from),
            ValueKind::Handle(handle) => {
                let word = self.core(&handle.place, 'I', from);
                self.lift_handle(handle, &word, place)
            }
            ValueKind::Routine(id, offset) if inlines(self.file.plan, *id) => {
                let plan = self.file.plan;
                let from = From {
                    base: from.base + offset,
                    ..from.clone()
                };
                self.lift(&plan.routines[*id].value, &from)
            }
            ValueKind::Routine(id, offset) => {
                self.call_load(*id, &at(from.pointer, from.base + offset), place)
            }
        }
    }

    fn lift_enum(&mut self, ty: TypeId, discriminant: &Place, width: u32, from: &From) -> String {
        let place = from.place;
        let index = self.core(discriminant, whole(discriminant, width), from);
        let index = self.named(&index);
        let class = self.class(ty);
        let members = self.module.constant(format!("tuple({class})"), "_members");
        let invalid = self.need("invalid");
        format!(
            "({members}[{index}] if {index} < {} else {invalid}({index}, {place}))",
            self.case_count(ty)
        )
    }

    /// The class of a type's values.
    pub fn class(&mut self, ty: TypeId) -> String {
        let home = self.file.homes.class_of(ty).cloned();
        let home = home.expect("every type of a function has a home");
        self.module.class(&home)
    }

    pub fn case_count(&self, ty: TypeId) -> usize {
        match &self.file.plan.types[ty].kind {
            TypeKind::Enum(variant) => variant.cases.len(),
            _ => 0,
        }
    }

    fn lift_all(&mut self, values: &[Value], from: &From) -> String {
        let values = values.iter().map(|value| self.lift(value, from));
        values.collect::<Vec<_>>().join(", ")
    }

    /// An expression for a word.
    pub fn core(&mut self, place: &Place, format: char, from: &From) -> String {
        let offset = match place {
            Place::Memory { offset } => from.base + offset,
            Place::Slot { index, .. } => {
                let view = self.view(format);
                return format!("{view}[{}]", index * SLOT / size_of(format));
            }
        };
        if let Some(name) = from.words.get(&(offset, format)) {
            return name.clone();
        }
        let buffer = self.buffer();
        let pointer = at(from.pointer, offset);
        match format {
            'B' => format!("{buffer}[{pointer}]"),
            format => {
                let unpack = self.module.structure(&format!("<{format}"), "unpack_from");
                format!("{unpack}({buffer}, {pointer})[0]")
            }
        }
    }

    /// An expression for a value with a pointer and a length.
    fn lift_span(&mut self, contents: &Contents, span: &Span, from: &From) -> String {
        let pointer = self.core(&span.pointer, 'I', from);
        let length = self.core(&span.length, 'I', from);
        let place = from.place;
        match contents {
            Contents::Numbers(number) => {
                self.lift_numbers(format_of(*number), &pointer, &length, place)
            }
            Contents::List(Element {
                routine,
                size,
                align,
            }) => {
                let extra = Extra::Element {
                    size: *size,
                    align: *align,
                };
                self.call_list(*routine, extra, &pointer, &length, place)
            }
            Contents::Map(pair) => {
                let extra = Extra::Pair {
                    value: pair.value,
                    offset: pair.value_offset,
                    size: pair.size,
                    align: pair.align,
                };
                self.call_list(pair.key, extra, &pointer, &length, place)
            }
            Contents::Text => self.lift_text(from.context.encoding, &pointer, &length, place),
        }
    }

    fn lift_numbers(&mut self, code: char, pointer: &str, length: &str, place: &str) -> String {
        if self.staged {
            return match code {
                'B' => format!("_d[{pointer}:{pointer} + {length}]"),
                code => format!(
                    "{}(_d, {pointer}, {length}, '{code}', {})",
                    self.need("staged_numbers"),
                    size_of(code)
                ),
            };
        }
        let memory = self.memory();
        match code {
            'B' => format!(
                "{}({memory}, {pointer}, {length}, {place})",
                self.need("lift_octets")
            ),
            code => {
                let (lift, size) = (self.need("lift_numbers"), size_of(code));
                format!("{lift}({memory}, {pointer}, {length}, '{code}', {size}, {place})")
            }
        }
    }

    /// An expression for a string; one in the stage raises `UnicodeDecodeError` if it is not valid.
    fn lift_text(
        &mut self,
        encoding: StringEncoding,
        pointer: &str,
        length: &str,
        place: &str,
    ) -> String {
        if self.staged {
            return match encoding {
                StringEncoding::Utf8 => format!("_d[{pointer}:{pointer} + {length}].decode()"),
                StringEncoding::Utf16 => {
                    format!("_d[{pointer}:{pointer} + 2 * {length}].decode('utf-16-le')")
                }
                StringEncoding::CompactUtf16 => {
                    format!("{}(_d, {pointer}, {length})", self.need("staged_compact"))
                }
            };
        }
        let memory = self.memory();
        let lift = self.need(match encoding {
            StringEncoding::Utf8 => "lift_utf8",
            StringEncoding::Utf16 => "lift_utf16",
            StringEncoding::CompactUtf16 => "lift_compact",
        });
        format!("{lift}({memory}, {pointer}, {length}, {place})")
    }

    fn call_list(
        &mut self,
        routine: RoutineId,
        extra: Extra,
        pointer: &str,
        length: &str,
        place: &str,
    ) -> String {
        let load = self.value_function(Role::LoadList, routine, extra);
        let (source, scope) = (self.source(), self.scope_argument(routine, extra));
        format!("{load}({source}, {pointer}, {length}, {place}{scope})")
    }

    fn call_load(&mut self, routine: RoutineId, pointer: &str, place: &str) -> String {
        let load = self.value_function(Role::Load, routine, Extra::None);
        let (source, scope) = (self.source(), self.scope_argument(routine, Extra::None));
        format!("{load}({source}, {pointer}, {place}{scope})")
    }

    /// The argument with which a function for values with handles gets the scope of the call.
    pub fn scope_argument(&self, routine: RoutineId, extra: Extra) -> &'static str {
        let plan = self.file.plan;
        let pair = match extra {
            Extra::Pair { value, .. } => plan.has_handles(value),
            Extra::None | Extra::Element { .. } => false,
        };
        match (plan.has_handles(routine) || pair, self.scope) {
            (false, _) => "",
            (true, true) => ", _scope",
            (true, false) => ", None",
        }
    }

    /// An expression for `length` elements in memory.
    fn lift_fixed(&mut self, element: &Element, length: u32, from: &From) -> String {
        let (pointer, place) = (at(from.pointer, from.base), from.place);
        let Element {
            routine,
            size,
            align,
        } = *element;
        if let ValueKind::Word(_, Word::Number(number)) =
            &self.file.plan.routines[routine].value.kind
        {
            let (code, length) = (format_of(*number), length.to_string());
            let pointer = self.named(&pointer);
            return match code {
                // A list, not bytes.
                'B' if self.staged => format!("[*_d[{pointer}:{pointer} + {length}]]"),
                'B' => {
                    let (lift, memory) = (self.need("lift_numbers"), self.memory());
                    format!("{lift}({memory}, {pointer}, {length}, 'B', 1, {place})")
                }
                code => self.lift_numbers(code, &pointer, &length, place),
            };
        }
        let extra = Extra::Element { size, align };
        self.call_list(routine, extra, &pointer, &length.to_string(), place)
    }

    fn lift_flags(&mut self, ty: TypeId, words: &[Place], width: u32, from: &From) -> String {
        let class = self.class(ty);
        let TypeKind::Flags(names) = &self.file.plan.types[ty].kind else {
            return class;
        };
        let mut bits = String::new();
        for (i, word) in words.iter().enumerate() {
            let word = self.core(word, whole(word, width), from);
            match i {
                0 => bits = word,
                i => bits = format!("{bits} | {word} << {}", 32 * i),
            }
        }
        if bits.is_empty() {
            return format!("{class}(0)");
        }
        let bits = match bits.contains('|') && !from.words.is_empty() {
            true => format!("({bits})"),
            false => self.named(&bits),
        };
        let known = self.module.constant(
            format!("dict((item.value, item) for item in {class})"),
            "_flags",
        );
        let mask = mask(names.len());
        let lift = self.need("lift_flags");
        format!(
            "({known}[{bits}] if {bits} in {known} else {lift}({known}, {class}, {bits}, {mask}))"
        )
    }
}

/// The format of an unsigned number that has `width` bytes in memory. A core value is read with all its bits.
pub fn whole(place: &Place, width: u32) -> char {
    match place {
        Place::Slot { .. } => 'I',
        Place::Memory { .. } => unsigned(width),
    }
}

/// A mask of the bits of this many flags.
pub fn mask(count: usize) -> String {
    format!(
        "{:#x}",
        if count >= 128 {
            u128::MAX
        } else {
            (1u128 << count) - 1
        }
    )
}
