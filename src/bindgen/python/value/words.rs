//! Words: the numbers of which values are made, in core values or in memory, and how they are written at once.

use crate::bindgen::plan::call::{self, Contents, Number, Place, Value, ValueKind};
use crate::bindgen::plan::types::Flat;
use crate::bindgen::plan::{Plan, RoutineId, StringEncoding};
use crate::bindgen::python::generator::{FunctionWriter, Word};
use crate::bindgen::source::{open, reopen};

/// Values of more words have a function of their own.
const INLINE: usize = 16;

/// Bytes of a core value where the host reads and writes it.
pub const SLOT: u32 = 16;

/// Where a value is lowered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To<'t> {
    /// Core values.
    Slots,
    /// Memory, `base` bytes after a pointer.
    Memory { pointer: &'t str, base: u32 },
}

/// The format of a number.
pub fn format_of(number: Number) -> char {
    match number {
        Number::U8 => 'B',
        Number::S8 => 'b',
        Number::U16 => 'H',
        Number::S16 => 'h',
        Number::U32 => 'I',
        Number::S32 => 'i',
        Number::U64 => 'Q',
        Number::S64 => 'q',
        Number::F32 => 'f',
        Number::F64 => 'd',
    }
}

/// The format of an unsigned number of this many bytes.
pub fn unsigned(width: u32) -> char {
    match width {
        1 => 'B',
        2 => 'H',
        _ => 'I',
    }
}

/// Bytes of a format.
pub fn size_of(format: char) -> u32 {
    match format {
        'B' | 'b' => 1,
        'H' | 'h' => 2,
        'Q' | 'q' | 'd' => 8,
        _ => 4,
    }
}

/// A format of `struct` for words at their offsets, with padding between them and up to `end`.
pub fn struct_format(words: &[(u32, char)], end: Option<u32>) -> String {
    let mut format = String::from("<");
    let mut at = words.first().map_or(0, |(offset, _)| *offset);
    let pad = |format: &mut String, count: u32| match count {
        0 => {}
        1 => format.push('x'),
        count => format.push_str(&format!("{count}x")),
    };
    for (offset, word) in words {
        pad(&mut format, offset - at);
        format.push(*word);
        at = offset + size_of(*word);
    }
    if let Some(end) = end {
        pad(&mut format, end.saturating_sub(at));
    }
    format
}

/// A format of `struct` for all words of an element of a list.
pub fn element_format(words: &[(u32, char)], size: u32) -> String {
    let format = struct_format(words, Some(size));
    match words.first() {
        None | Some((0, _)) => format,
        Some((first, _)) => format!("<{first}x{}", &format[1..]),
    }
}

/// `pointer + offset`
pub fn at(pointer: &str, offset: u32) -> String {
    match offset {
        0 => pointer.to_string(),
        offset => format!("{pointer} + {offset}"),
    }
}

/// Whether at most one case has a payload. Words of payloads that share their memory are read one by one.
pub fn single_payload(cases: &[(String, Option<Value>)]) -> bool {
    cases
        .iter()
        .filter(|(_, payload)| payload.is_some())
        .count()
        <= 1
}

/// Collects the words in memory of which a value is made; returns whether they are all that it needs.
pub fn gather(plan: &Plan, value: &Value, base: u32, words: &mut Vec<(u32, char)>) -> bool {
    let mut add = |place: &Place, format: char| {
        if let Place::Memory { offset } = place {
            words.push((base + offset, format));
        }
        true
    };
    match &value.kind {
        ValueKind::Word(place, call::Word::Number(number)) => add(place, format_of(*number)),
        ValueKind::Word(place, word) => add(place, unsigned(word.width())),
        ValueKind::Span(span, _) => add(&span.pointer, 'I') && add(&span.length, 'I'),
        ValueKind::Flags { words, width } => words.iter().all(|word| add(word, unsigned(*width))),
        ValueKind::Handle(handle) => add(&handle.place, 'I'),
        // Not by `all`, which would stop at the first part that needs more.
        ValueKind::Record(_) | ValueKind::Tuple(_) | ValueKind::FixedList(_) => {
            let mut whole = true;
            for part in value.parts() {
                whole &= gather(plan, part, base, words);
            }
            whole
        }
        ValueKind::FixedElements(..) => false,
        ValueKind::Cases(cases) => {
            add(&cases.discriminant, unsigned(cases.width));
            if !single_payload(&cases.cases) {
                return false;
            }
            let mut payloads = cases
                .cases
                .iter()
                .filter_map(|(_, payload)| payload.as_ref());
            payloads
                .next()
                .is_none_or(|payload| gather(plan, payload, base, words))
        }
        ValueKind::Routine(id, offset) => match inlines(plan, *id) {
            true => gather(plan, &plan.routines[*id].value, base + offset, words),
            false => false,
        },
    }
}

/// Whether a value in memory consists of words and strings of UTF-8 alone, the same in every value of the type.
pub fn is_flat(plan: &Plan, value: &Value, encoding: StringEncoding) -> bool {
    match &value.kind {
        ValueKind::Word(_, word) => !matches!(word, call::Word::End(_)),
        ValueKind::Flags { .. } => true,
        ValueKind::Span(_, Contents::Text) => encoding == StringEncoding::Utf8,
        ValueKind::Record(_) | ValueKind::Tuple(_) => {
            let mut parts = value.parts().into_iter();
            parts.all(|part| is_flat(plan, part, encoding))
        }
        ValueKind::Routine(id, _) => {
            let inner = &plan.routines[*id].value;
            matches!(inner.kind, ValueKind::Record(_) | ValueKind::Tuple(_))
                && inlines(plan, *id)
                && is_flat(plan, inner, encoding)
        }
        ValueKind::Span(..)
        | ValueKind::FixedList(_)
        | ValueKind::FixedElements(..)
        | ValueKind::Cases(_)
        | ValueKind::Handle(_) => false,
    }
}

/// Whether a routine is written where it is used: it has few words, no list of fixed length, no shared payloads.
pub fn inlines(plan: &Plan, id: RoutineId) -> bool {
    match &plan.routines[id].value.kind {
        ValueKind::FixedElements(..) => false,
        ValueKind::Cases(cases) if !single_payload(&cases.cases) => false,
        _ => weight(plan, &plan.routines[id].value, INLINE).is_some(),
    }
}

/// How many words a value is made of, counted up to a limit.
fn weight(plan: &Plan, value: &Value, limit: usize) -> Option<usize> {
    let inner = match &value.kind {
        ValueKind::Routine(id, _) => vec![&plan.routines[*id].value],
        _ => value.parts(),
    };
    let mut count = 1;
    for part in inner {
        count += weight(plan, part, limit.checked_sub(count)?)?;
    }
    (count <= limit).then_some(count)
}

impl FunctionWriter<'_, '_> {
    /// Adds a word to those that are written next.
    pub fn word(&mut self, place: &Place, format: char, fast: String, checked: String, to: &To) {
        let offset = match (place, to) {
            (Place::Memory { offset }, To::Memory { base, .. }) => base + offset,
            (Place::Memory { offset }, To::Slots) => *offset,
            (Place::Slot { index, .. }, _) => index * SLOT,
        };
        self.words.push(Word {
            offset,
            format,
            fast,
            checked,
        });
    }

    /// Adds a word for a core value, which may be wider than the value in it.
    pub fn slot_word(
        &mut self,
        place: &Place,
        format: char,
        fast: String,
        checked: String,
        to: &To,
    ) {
        let Place::Slot { slot, value, .. } = place else {
            return self.word(place, format, fast, checked, to);
        };
        match (slot, value) {
            (Flat::I64, Flat::I32) if format == 'i' => {
                // The upper half is zero.
                let masked = format!("{checked} & 0xFFFFFFFF");
                self.word(place, 'Q', masked.clone(), masked, to);
            }
            (Flat::I64, Flat::I32) => self.word(place, 'Q', checked.clone(), checked, to),
            (Flat::I64, Flat::F32) => {
                self.flush(to);
                self.word(place, 'Q', "0".to_string(), "0".to_string(), to);
                self.flush(to);
                self.word(place, 'f', fast, checked, to);
                self.flush(to);
            }
            _ => self.word(place, format, fast, checked, to),
        }
    }

    /// Writes the words that wait.
    pub fn flush(&mut self, to: &To) {
        let mut words = std::mem::take(&mut self.words);
        words.sort_by_key(|word| word.offset);
        if words.is_empty() {
            return;
        }
        let sure = words.iter().all(|word| word.fast == word.checked);
        let fast = self.writing(&words, to, |word| &word.fast);
        if sure {
            self.out.block(&fast);
            return;
        }
        let checked = self.writing(&words, to, |word| &word.checked);
        let refusals = self.need("REFUSALS");
        open!(self.out, "try:");
        self.out.block(&fast);
        reopen!(self.out, "except {refusals}:");
        self.out.block(&checked);
        self.out.end();
    }

    fn writing(&mut self, words: &[Word], to: &To, expression: fn(&Word) -> &String) -> String {
        if *to == To::Slots && words.len() <= 3 {
            let lines = words.iter().map(|word| {
                let (view, index) = (self.view(word.format), word.offset / size_of(word.format));
                format!("{view}[{index}] = {}", expression(word))
            });
            return lines.collect::<Vec<_>>().join("\n");
        }
        let places: Vec<_> = words
            .iter()
            .map(|word| (word.offset, word.format))
            .collect();
        let pack = self
            .module
            .structure(&struct_format(&places, None), "pack_into");
        let values = words.iter().map(|word| expression(word).as_str());
        let values = values.collect::<Vec<_>>().join(", ");
        let start = words[0].offset;
        match to {
            To::Slots => {
                let view = self.view('B');
                format!("{pack}({view}, {start}, {values})")
            }
            To::Memory { pointer, .. } => {
                let memory = self.memory();
                format!("{pack}({memory}.view, {}, {values})", at(pointer, start))
            }
        }
    }
}
