//! Lifting: expressions that make a value of core values or of memory, and functions for the types that need more than
//! an expression.

use super::numbers::{mask, number_accessor, read, unsigned};
use super::places::From;
use super::shapes::{case_value, is_choice, is_tagged, two_cases};
use crate::bindgen::js::file::Role;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::names::{first_lower, member_names};
use crate::bindgen::plan::RoutineId;
use crate::bindgen::plan::StringEncoding;
use crate::bindgen::plan::call::{
    Cases, Contents, Element, Pair, Place, Span, Value, ValueKind, Word,
};
use crate::bindgen::plan::types::{Flat, TypeId, TypeKind};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::script::numbers::array;
use crate::bindgen::source::{close, line, open};

impl FunctionWriter<'_, '_> {
    /// An expression for a value that is one word, or flags.
    fn lift_single(&mut self, value: &Value, from: &From) -> Option<String> {
        let place = from.place;
        Some(match &value.kind {
            ValueKind::Word(Place::Memory { offset }, Word::Number(number)) => {
                let (accessor, wide) = number_accessor(*number);
                read(from.view, accessor, &from.at(*offset), wide)
            }
            ValueKind::Word(at, word) => {
                let core = self.core(at, from, word.width());
                match word {
                    Word::Bool => format!("{core} !== 0"),
                    Word::Number(number) => mask(*number, &core),
                    Word::Char => format!("{}({core}, {place})", self.need("liftChar")),
                    Word::Enum(_) => {
                        let (lift, cases) = (self.need("liftEnum"), self.cases(value.ty));
                        format!("{lift}({cases}, {core}, {place})")
                    }
                    Word::End(end) => self.lift_end(end, &core, place),
                }
            }
            ValueKind::Flags { words, width } => {
                let words = words.iter().map(|word| self.core(word, from, *width));
                let words = words.collect::<Vec<_>>().join(", ");
                format!("{}({words})", self.file.unpack(value.ty))
            }
            ValueKind::Handle(handle) => {
                let word = self.core(&handle.place, from, 4);
                self.lift_handle(handle, &word, place)
            }
            _ => return None,
        })
    }

    /// An expression for a value. Statements that it needs are written; there are none for a value in memory.
    pub fn lift(&mut self, value: &Value, from: &From) -> String {
        match &value.kind {
            ValueKind::Span(span, contents) => self.lift_span(span, contents, from),
            ValueKind::Record(fields) => {
                let names = member_names(fields.iter().map(|(name, _)| name.as_str()));
                let fields = names.iter().zip(fields);
                let members =
                    fields.map(|(name, (_, field))| format!("{name}: {}", self.lift(field, from)));
                let members: Vec<_> = members.collect();
                format!("{{ {} }}", members.join(", "))
            }
            ValueKind::Tuple(values) => format!("[{}]", self.lift_all(values, from)),
            ValueKind::FixedList(values) => {
                let items = self.lift_all(values, from);
                match values.first().map(|value| &value.kind) {
                    Some(ValueKind::Word(_, Word::Number(number))) => {
                        format!("{}.of({items})", array(*number))
                    }
                    _ => format!("[{items}]"),
                }
            }
            ValueKind::FixedElements(element, length) => self.lift_fixed(element, *length, from),
            ValueKind::Cases(cases) => match cases.discriminant {
                Place::Slot { .. } => self.lift_cases(cases, from),
                Place::Memory { .. } => self.load_choice(cases, from),
            },
            ValueKind::Routine(id, offset) => match two_cases(&self.file.plan.routines, *id) {
                Some(cases) => {
                    let base = from.base + offset;
                    self.load_choice(cases, &From { base, ..*from })
                }
                None => self.call_load(*id, &from.at(*offset), from.place),
            },
            _ => self
                .lift_single(value, from)
                .expect("what is not made of parts is single"),
        }
    }

    fn lift_all(&mut self, values: &[Value], from: &From) -> String {
        let values = values.iter().map(|value| self.lift(value, from));
        values.collect::<Vec<_>>().join(", ")
    }

    /// An expression for `length` elements in memory.
    fn lift_fixed(&mut self, element: &Element, length: u32, from: &From) -> String {
        let (memory, pointer, place) = (self.file.memory(from.context), from.at(0), from.place);
        let item = &self.file.plan.routines[element.routine].value.kind;
        if let ValueKind::Word(_, Word::Number(number)) = item {
            let (lift, array) = (self.need("liftTypedArray"), array(*number));
            return format!("{lift}({memory}, {pointer}, {length}, {array}, {place})");
        }
        let Element { size, align, .. } = *element;
        let (lift, load) = (self.need("liftList"), self.load_callback(element.routine));
        format!("{lift}({memory}, {pointer}, {length}, {size}, {align}, {load}, {place})")
    }

    /// An expression for a core value; in memory it is an unsigned number of `width` bytes.
    pub fn core(&mut self, place: &Place, from: &From, width: u32) -> String {
        let (index, slot, value) = match place {
            Place::Memory { offset } => {
                let (accessor, wide) = unsigned(width);
                return read(from.view, accessor, &from.at(*offset), wide);
            }
            Place::Slot { index, slot, value } => (*index as usize, *slot, *value),
        };
        let name = &from.slots[index];
        let word = || format!("Number(BigInt.asIntN(32, {name}))");
        match (slot, value) {
            (Flat::I32, Flat::F32) => format!("{}({name})", self.need("f32FromBits")),
            (Flat::I64, Flat::I32) => word(),
            (Flat::I64, Flat::F32) => format!("{}({})", self.need("f32FromBits"), word()),
            (Flat::I64, Flat::F64) => format!("{}({name})", self.need("f64FromBits")),
            _ => name.clone(),
        }
    }

    /// An expression for a value with a pointer and a length. Most have a piece of the runtime that gets these, and one
    /// that gets the address of both.
    fn lift_span(&mut self, span: &Span, contents: &Contents, from: &From) -> String {
        let (suffix, how) = match contents {
            Contents::Numbers(number) => ("TypedArray", format!("{}, ", array(*number))),
            Contents::List(Element {
                routine,
                size,
                align,
            }) => {
                let load = self.load_callback(*routine);
                ("List", format!("{size}, {align}, {load}, "))
            }
            Contents::Map(pair) => ("Map", self.pair(pair, Self::load_callback) + ", "),
            Contents::Text => (encoding_name(from.context.encoding), String::new()),
        };
        let (memory, place) = (self.file.memory(from.context), from.place);
        match (span.pointer, contents) {
            (
                Place::Memory { offset },
                Contents::Text | Contents::Numbers(_) | Contents::List(_),
            ) => {
                let (load, at) = (self.need(&format!("load{suffix}")), from.at(offset));
                format!("{load}({memory}, {at}, {how}{place})")
            }
            _ => {
                let lift = self.need(&format!("lift{suffix}"));
                let pointer = self.core(&span.pointer, from, 4);
                let length = self.core(&span.length, from, 4);
                format!("{lift}({memory}, {pointer}, {length}, {how}{place})")
            }
        }
    }

    /// Arguments that describe the pairs of a map; `callback` makes the function for a routine.
    pub fn pair(&mut self, pair: &Pair, callback: fn(&mut Self, RoutineId) -> String) -> String {
        let Pair {
            size,
            align,
            value_offset,
            ..
        } = pair;
        let (key, value) = (callback(self, pair.key), callback(self, pair.value));
        format!("{size}, {align}, {key}, {value_offset}, {value}")
    }

    /// An expression for an option or result in memory; a payload with a routine is read by its function.
    fn load_choice(&mut self, cases: &Cases, from: &From) -> String {
        let mut payloads = [None, None];
        for (payload, (_, value)) in payloads.iter_mut().zip(&cases.cases) {
            *payload = value.as_ref().map(|value| match value.kind {
                ValueKind::Routine(id, offset) => self.call_load(id, &from.at(offset), from.place),
                _ => self.lift(value, from),
            });
        }
        let discriminant = self.core(&cases.discriminant, from, cases.width);
        self.choice(cases, &discriminant, from.place, payloads)
    }

    /// An expression that chooses one of two cases.
    fn choice(
        &mut self,
        cases: &Cases,
        discriminant: &str,
        place: &str,
        payloads: [Option<String>; 2],
    ) -> String {
        let tagged = is_tagged(cases.shape);
        // Without parentheses, a choice as the second case would include the first case.
        let nested = cases.cases.get(1).and_then(|(_, value)| value.as_ref());
        let nested = nested.is_some_and(is_choice);
        let [first, second] = payloads;
        let first = case_value(&cases.cases[0].0, first, tagged);
        let mut second = case_value(&cases.cases[1].0, second, tagged);
        if nested && !tagged {
            second = format!("({second})");
        }
        let is_second = self.need("isSecondCase");
        format!("{is_second}({discriminant}, {place}) ? {second} : {first}")
    }

    /// Two cases are an expression. More cases are statements, and so are two if a payload needs statements.
    fn lift_cases(&mut self, cases: &Cases, from: &From) -> String {
        let mut payloads = Vec::new();
        for (_, value) in &cases.cases {
            let value = value.as_ref();
            payloads.push(self.aside(|this| value.map(|value| this.lift(value, from))));
        }
        let place = from.place;
        let simple = payloads.iter().all(|(own, _)| own.is_empty());
        if let ([(_, first), (_, second)], true) = (&mut payloads[..], simple) {
            let payloads = [first.take(), second.take()];
            let discriminant = self.core(&cases.discriminant, from, 4);
            return self.choice(cases, &discriminant, place, payloads);
        }
        let (name, tagged) = (self.variable(), is_tagged(cases.shape));
        let discriminant = self.core(&cases.discriminant, from, 4);
        let invalid = self.need("invalidCase");
        let out = &mut self.out;
        line!(out, "let {name};");
        open!(out, "switch ({discriminant}) {{");
        for ((i, (case, _)), (own, payload)) in cases.cases.iter().enumerate().zip(payloads) {
            let value = case_value(case, payload, tagged);
            if own.is_empty() {
                line!(out, "case {i}: {name} = {value}; break;");
            } else {
                open!(out, "case {i}: {{");
                out.block(own.as_str());
                line!(out, "{name} = {value};");
                line!(out, "break;");
                close!(out, "}}");
            }
        }
        line!(out, "default: {invalid}({place});");
        close!(out, "}}");
        name
    }

    /// The array of an enum's cases.
    pub fn cases(&mut self, ty: TypeId) -> String {
        let file = &mut *self.file;
        let key = (Role::Cases, file.plan.types[ty].shape.0);
        if let Some(name) = file.value_names.get(&key) {
            return name.clone();
        }
        let name = format!("{}Cases", first_lower(&file.type_names.name(ty)));
        let name = file.names.take(&name);
        file.value_names.insert(key, name.clone());
        if let TypeKind::Enum(variant) = &file.plan.types[ty].kind {
            let cases = variant.cases.iter().map(|case| quoted(&case.name));
            let cases = cases.collect::<Vec<_>>().join(", ");
            file.constant(&name, &format!("[{cases}]"));
        }
        name
    }
}

/// The end of the names of pieces for strings.
pub fn encoding_name(encoding: StringEncoding) -> &'static str {
    match encoding {
        StringEncoding::Utf8 => "Utf8",
        StringEncoding::Utf16 => "Utf16",
        StringEncoding::CompactUtf16 => "CompactUtf16",
    }
}
