//! Lifting: expressions that make a value of core values or of memory, and statements for those that need more than an
//! expression.

use super::numbers::{Accessor, accessor, check, mask, unsigned};
use super::places::Places;
use super::shapes::{case_value, is_choice, is_tagged, two_cases};
use crate::bindgen::js::file::Role;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::names::{first_lower, member_names};
use crate::bindgen::plan::StringEncoding;
use crate::bindgen::plan::call::{
    Cases, Contents, Context, Element, Place, Span, Value, ValueKind, Word,
};
use crate::bindgen::plan::types::{Flat, TypeId, TypeKind};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::script::numbers::array;
use crate::bindgen::source::{Source, close, line, open};

/// The expression for the payload of a case, if it has one, and the statements before it.
type Payload = (Source, Option<String>);

impl FunctionWriter<'_, '_> {
    /// An expression for a value. Statements that it needs are written; there are none for a value in memory.
    pub fn lift(&mut self, value: &Value, from: &Places) -> String {
        match &value.kind {
            ValueKind::Word(place, word) => self.lift_word(value.ty, place, word, from),
            ValueKind::Flags { words, width } => {
                let words = words.iter().map(|word| self.core(word, from, *width));
                let words = words.collect::<Vec<_>>().join(", ");
                format!("{}({words})", self.file.unpack(value.ty))
            }
            ValueKind::Handle(handle) => {
                let word = self.core(&handle.place, from, 4);
                self.lift_handle(handle, &word, from.name)
            }
            ValueKind::Span(span, contents) => self.lift_span(span, contents, from),
            ValueKind::Record(fields) => {
                format!("{{ {} }}", self.members(fields, from).join(", "))
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
            ValueKind::Cases(cases) => self.lift_cases(cases, from),
            ValueKind::Routine(id, offset) => match two_cases(&self.file.plan.routines, *id) {
                Some(cases) => {
                    let base = from.base + offset;
                    self.lift_cases(cases, &Places { base, ..*from })
                }
                None => self.load(value, from),
            },
        }
    }

    fn lift_word(&mut self, ty: TypeId, place: &Place, word: &Word, from: &Places) -> String {
        if let (Place::Memory { offset }, Word::Number(number)) = (place, word) {
            return self.read(from, *offset, accessor(*number));
        }
        let (core, name) = (self.core(place, from, word.width()), from.name);
        match word {
            Word::Bool => format!("{core} !== 0"),
            Word::Number(number) => mask(*number, &core),
            Word::Char => format!("{}({core}, {name})", self.need("liftChar")),
            Word::Enum(_) => {
                let (lift, cases) = (self.need("liftEnum"), self.cases(ty));
                format!("{lift}({cases}, {core}, {name})")
            }
            Word::End(end) => self.lift_end(end, &core, name),
        }
    }

    fn lift_all(&mut self, values: &[Value], from: &Places) -> String {
        let values = values.iter().map(|value| self.lift(value, from));
        values.collect::<Vec<_>>().join(", ")
    }

    /// The members of the object for a record.
    pub fn members(&mut self, fields: &[(String, Value)], from: &Places) -> Vec<String> {
        let names = member_names(fields.iter().map(|(name, _)| name.as_str()));
        let members = names.iter().zip(fields);
        members
            .map(|(name, (_, field))| format!("{name}: {}", self.lift(field, from)))
            .collect()
    }

    /// An expression for a value in memory that a function of its own reads, if it has one.
    fn load(&mut self, value: &Value, from: &Places) -> String {
        match value.kind {
            ValueKind::Routine(id, offset) => {
                let arguments = format!("{}, {}", from.at(offset), from.name);
                self.call_routine(Role::Load, id, &arguments)
            }
            _ => self.lift(value, from),
        }
    }

    /// An expression for `length` elements in memory.
    fn lift_fixed(&mut self, element: &Element, length: u32, from: &Places) -> String {
        let (memory, pointer, name) = (self.file.memory(from.context), from.at(0), from.name);
        let item = &self.file.plan.routines[element.routine].value.kind;
        if let ValueKind::Word(_, Word::Number(number)) = item {
            let (lift, array) = (self.need("liftTypedArray"), array(*number));
            return format!("{lift}({memory}, {pointer}, {length}, {array}, {name})");
        }
        let how = self.contents(&Contents::List(*element), from.context, Role::Load);
        let lift = self.need("liftList");
        format!("{lift}({memory}, {pointer}, {length}{}, {name})", how.1)
    }

    /// An expression that reads memory.
    fn read(&mut self, from: &Places, offset: u32, (accessor, endian): Accessor) -> String {
        format!(
            "{}.get{accessor}({}{endian})",
            self.view(from),
            from.at(offset)
        )
    }

    /// An expression for the view of the memory.
    pub fn view(&mut self, places: &Places) -> String {
        match places.view {
            Some(view) => view.to_string(),
            None => format!("{}.view", self.file.memory(places.context)),
        }
    }

    /// Gives the view of the memory a name; see [`Places::viewed`].
    pub fn declare_view(&mut self, context: Context) {
        let memory = self.file.memory(context);
        line!(self.out, "const {{ view }} = {memory};");
    }

    /// An expression for a core value; in memory it is an unsigned number of `width` bytes.
    pub fn core(&mut self, place: &Place, from: &Places, width: u32) -> String {
        let (index, slot, value) = match place {
            Place::Memory { offset } => return self.read(from, *offset, unsigned(width)),
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
    fn lift_span(&mut self, span: &Span, contents: &Contents, from: &Places) -> String {
        let (suffix, how) = self.contents(contents, from.context, Role::Load);
        let (memory, name) = (self.file.memory(from.context), from.name);
        match (span.pointer, contents) {
            (
                Place::Memory { offset },
                Contents::Text | Contents::Numbers(_) | Contents::List(_),
            ) => {
                let (load, at) = (self.need(&format!("load{suffix}")), from.at(offset));
                format!("{load}({memory}, {at}{how}, {name})")
            }
            _ => {
                let lift = self.need(&format!("lift{suffix}"));
                let pointer = self.core(&span.pointer, from, 4);
                let length = self.core(&span.length, from, 4);
                format!("{lift}({memory}, {pointer}, {length}{how}, {name})")
            }
        }
    }

    /// The end of the names of the pieces that lift or lower such contents, and arguments that describe the contents,
    /// each after a comma.
    pub fn contents(
        &mut self,
        contents: &Contents,
        context: Context,
        role: Role,
    ) -> (&'static str, String) {
        let stores = role == Role::Store;
        match contents {
            Contents::Numbers(number) if stores => {
                let check = self.need(&check(*number));
                ("TypedArray", format!(", {}, {check}", array(*number)))
            }
            Contents::Numbers(number) => ("TypedArray", format!(", {}", array(*number))),
            Contents::List(element) => {
                let Element { size, align, .. } = element;
                let routine = self.pass_routine(role, element.routine);
                ("List", format!(", {size}, {align}, {routine}"))
            }
            Contents::Map(pair) => {
                let (size, align, offset) = (pair.size, pair.align, pair.value_offset);
                let key = self.pass_routine(role, pair.key);
                let value = self.pass_routine(role, pair.value);
                (
                    "Map",
                    format!(", {size}, {align}, {key}, {offset}, {value}"),
                )
            }
            Contents::Text => {
                let views = &self.file.plan.views;
                let exact = context.view.is_some_and(|view| views[view].only_shrinks);
                let encoding = match context.encoding {
                    StringEncoding::Utf8 if stores && exact => "Utf8Exactly",
                    StringEncoding::Utf8 => "Utf8",
                    StringEncoding::Utf16 => "Utf16",
                    StringEncoding::CompactUtf16 => "CompactUtf16",
                };
                (encoding, String::new())
            }
        }
    }

    /// The payload of each case.
    pub fn payloads(
        &mut self,
        cases: &Cases,
        from: &Places,
        lift: fn(&mut Self, &Value, &Places) -> String,
    ) -> Vec<Payload> {
        let payloads = cases.cases.iter().map(|(_, value)| {
            let value = value.as_ref();
            self.aside(|this| value.map(|value| lift(this, value, from)))
        });
        payloads.collect()
    }

    /// Two cases are an expression. More cases are statements, and so are two if a payload needs statements.
    fn lift_cases(&mut self, cases: &Cases, from: &Places) -> String {
        let mut payloads = self.payloads(cases, from, Self::load);
        let simple = payloads.iter().all(|(own, _)| own.is_empty());
        if let ([(_, first), (_, second)], true) = (&mut payloads[..], simple) {
            let tagged = is_tagged(cases.shape);
            let first = case_value(&cases.cases[0].0, first.take(), tagged);
            let (name, value) = &cases.cases[1];
            let mut second = case_value(name, second.take(), tagged);
            // Without parentheses, a choice as the second case would include the first case.
            if !tagged && value.as_ref().is_some_and(is_choice) {
                second = format!("({second})");
            }
            let discriminant = self.core(&cases.discriminant, from, cases.width);
            let (is_second, name) = (self.need("isSecondCase"), from.name);
            return format!("{is_second}({discriminant}, {name}) ? {second} : {first}");
        }
        let name = self.variable();
        line!(self.out, "let {name};");
        self.switch(cases, payloads, from, [&format!("{name} = "), " break;"]);
        name
    }

    /// Writes statements that choose between cases. The value of each is written between `before` and `after`.
    pub fn switch(
        &mut self,
        cases: &Cases,
        payloads: Vec<Payload>,
        from: &Places,
        [before, after]: [&str; 2],
    ) {
        let discriminant = self.core(&cases.discriminant, from, cases.width);
        let invalid = self.need("invalidCase");
        let out = &mut self.out;
        open!(out, "switch ({discriminant}) {{");
        for ((i, (case, _)), (own, payload)) in cases.cases.iter().enumerate().zip(payloads) {
            let value = case_value(case, payload, is_tagged(cases.shape));
            if own.is_empty() {
                line!(out, "case {i}: {before}{value};{after}");
            } else {
                open!(out, "case {i}: {{");
                out.block(own.as_str());
                line!(out, "{before}{value};");
                line!(out, "{}", after.trim_start());
                close!(out, "}}");
            }
        }
        line!(out, "default: {invalid}({});", from.name);
        close!(out, "}}");
    }

    /// The array of an enum's cases.
    pub fn cases(&mut self, ty: TypeId) -> String {
        let file = &mut *self.file;
        let wanted = format!("{}Cases", first_lower(&file.type_names.name(ty)));
        let (name, new) = file.value_name(Role::Cases, file.plan.types[ty].shape.0, &wanted);
        if let (TypeKind::Enum(variant), true) = (&file.plan.types[ty].kind, new) {
            let cases = variant.cases.iter().map(|case| quoted(&case.name));
            let cases = cases.collect::<Vec<_>>().join(", ");
            file.constant(&name, &format!("[{cases}]"));
        }
        name
    }
}
