//! Copies of values: statements that replace each pointer by a pointer to a copy, in core values and in memory.
//!
//! A list is copied at once. If its elements contain pointers, those in the copy are then replaced, element by element.
//! Each list, and each type with a routine, has a function for this.

use super::pieces::pieces;
use crate::bindgen::plan::call::{
    Cases, Contents, Context, Element, Place, Span, Value, ValueKind,
};
use crate::bindgen::plan::types::Flat;
use crate::bindgen::plan::{Plan, RoutineId, StringEncoding, ViewId};
use crate::bindgen::source::{Source, line, open};

/// The direction of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the stage to the component.
    In,
    /// From the component to the stage.
    Out,
}

/// One direction, and the memory and the strings of the component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    pub way: Way,
    pub view: ViewId,
    pub encoding: StringEncoding,
}

impl Site {
    /// The direction for values of a call or a routine, which has a memory.
    pub fn new(way: Way, context: Context) -> Option<Site> {
        Some(Site {
            way,
            view: context.view?,
            encoding: context.encoding,
        })
    }

    /// The function that copies a piece of memory.
    fn piece(self) -> String {
        match self.way {
            Way::In => format!("$in{}", self.view),
            Way::Out => format!("$out{}", self.view),
        }
    }

    /// The memory that has the copy.
    fn memory(self) -> String {
        match self.way {
            Way::In => format!("$memory{}", self.view),
            Way::Out => "$stage".to_string(),
        }
    }

    /// Expressions for the bytes of a string of some length, and its alignment.
    fn text(self, length: &str) -> (String, u32) {
        match self.encoding {
            StringEncoding::Utf8 => (length.to_string(), 1),
            StringEncoding::Utf16 => (format!("(call $bytes {length} (i32.const 2))"), 2),
            StringEncoding::CompactUtf16 => (format!("(call $tagged {length})"), 2),
        }
    }
}

/// Elements of a list or pairs of a map: routines with their offsets, and bytes and alignment of one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Elements {
    parts: Vec<(RoutineId, u32)>,
    size: u32,
    align: u32,
}

/// A function that copies or replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Copied {
    /// Replaces the pointers of a value in memory.
    Routine(Site, RoutineId),
    /// Replaces the pointers of several elements in memory.
    Each(Site, Elements),
    /// Copies a list.
    List(Site, Elements),
}

/// The functions that are needed so far.
pub struct Copies<'a> {
    plan: &'a Plan,
    known: Vec<Copied>,
}

impl<'a> Copies<'a> {
    pub fn new(plan: &'a Plan) -> Copies<'a> {
        Copies {
            plan,
            known: Vec::new(),
        }
    }

    /// The name of a function.
    fn name(&mut self, copy: Copied) -> String {
        let known = self.known.iter().position(|known| *known == copy);
        let index = known.unwrap_or_else(|| {
            self.known.push(copy);
            self.known.len() - 1
        });
        format!("$copy{index}")
    }

    /// All functions; each may ask for others.
    pub fn text(&mut self) -> String {
        let mut out = Source::default();
        let mut next = 0;
        while let Some(copy) = self.known.get(next).cloned() {
            match copy {
                Copied::Routine(site, id) => {
                    open!(out, "(func $copy{next} (param $at i32) (param $from i32)");
                    let plan = self.plan;
                    let statements = self.in_memory(&plan.routines[id].value, 0, site);
                    statements.iter().for_each(|text| line!(out, "{text}"));
                }
                Copied::Each(site, elements) => self.each(&mut out, next, site, &elements),
                Copied::List(site, elements) => self.list(&mut out, next, site, elements),
            }
            out.close(format_args!(")"));
            next += 1;
        }
        out.as_str().to_string()
    }

    fn list(&mut self, out: &mut Source, index: usize, site: Site, elements: Elements) {
        open!(
            out,
            "(func $copy{index} (param $from i32) (param $count i32) (result i32) (local $to i32)"
        );
        line!(
            out,
            "(local.set $to (call {} (local.get $from) (call $bytes (local.get $count) (i32.const {})) (i32.const {})))",
            site.piece(),
            elements.size,
            elements.align
        );
        let each = self.name(Copied::Each(site, elements));
        let from = match site.way {
            Way::In => "$from",
            Way::Out => "$to",
        };
        line!(
            out,
            "(call {each} (local.get $to) (local.get {from}) (local.get $count))"
        );
        line!(out, "(local.get $to)");
    }

    fn each(&mut self, out: &mut Source, index: usize, site: Site, elements: &Elements) {
        open!(
            out,
            "(func $copy{index} (param $at i32) (param $from i32) (param $count i32)"
        );
        open!(out, "(block $done (loop $next");
        line!(out, "(br_if $done (i32.eqz (local.get $count)))");
        for (routine, offset) in &elements.parts {
            if self.has_pointers(*routine) {
                let copy = self.name(Copied::Routine(site, *routine));
                line!(out, "(call {copy} {})", both(*offset));
            }
        }
        for name in ["$at", "$from"] {
            line!(out, "(local.set {name} {})", after(name, elements.size));
        }
        line!(
            out,
            "(local.set $count (i32.sub (local.get $count) (i32.const 1)))"
        );
        line!(out, "(br $next)");
        out.close(format_args!("))"));
    }

    fn has_pointers(&self, routine: RoutineId) -> bool {
        pieces(self.plan, &[&self.plan.routines[routine].value]) > 0
    }

    /// Statements that copy into the component what core values point to. These are the function's parameters.
    pub fn in_slots(&mut self, value: &Value, site: Site) -> Vec<String> {
        if let Some(span) = span(value) {
            let copied = self.copied(value, (slot(&span.pointer), slot(&span.length)), site);
            let Place::Slot { index, slot, .. } = span.pointer else {
                return Vec::new();
            };
            return vec![match slot {
                Flat::I64 => format!("(local.set {index} (i64.extend_i32_u {copied}))"),
                _ => format!("(local.set {index} {copied})"),
            }];
        }
        if let ValueKind::Cases(cases) = &value.kind {
            let discriminant = slot(&cases.discriminant);
            return self.cases(&discriminant, &payloads(cases), |this, value| {
                this.in_slots(value, site)
            });
        }
        let parts = value.parts().into_iter();
        parts.flat_map(|part| self.in_slots(part, site)).collect()
    }

    /// Statements that copy what a value in memory points to. The value is `base` bytes after `$at`, and its original in the
    /// stage `base` bytes after `$from`.
    pub fn in_memory(&mut self, value: &Value, base: u32, site: Site) -> Vec<String> {
        if let Some(Span {
            pointer: Place::Memory { offset },
            length: Place::Memory { offset: length },
        }) = span(value)
        {
            let load = |offset| load("i32.load", base + offset);
            let copied = self.copied(value, (load(*offset), load(*length)), site);
            let (memory, offset) = (site.memory(), base + offset);
            return vec![format!(
                "(i32.store {memory} offset={offset} (local.get $at) {copied})"
            )];
        }
        match &value.kind {
            ValueKind::Routine(id, offset) if self.has_pointers(*id) => {
                let copy = self.name(Copied::Routine(site, *id));
                vec![format!("(call {copy} {})", both(base + offset))]
            }
            ValueKind::FixedElements(element, length) if self.has_pointers(element.routine) => {
                let each = self.name(Copied::Each(site, elements(element)));
                vec![format!("(call {each} {} (i32.const {length}))", both(base))]
            }
            ValueKind::Cases(cases) => {
                let Place::Memory { offset } = cases.discriminant else {
                    return Vec::new();
                };
                let instruction = match cases.width {
                    1 => "i32.load8_u",
                    2 => "i32.load16_u",
                    _ => "i32.load",
                };
                let discriminant = load(instruction, base + offset);
                self.cases(&discriminant, &payloads(cases), |this, value| {
                    this.in_memory(value, base, site)
                })
            }
            _ => {
                let parts = value.parts().into_iter();
                parts
                    .flat_map(|part| self.in_memory(part, base, site))
                    .collect()
            }
        }
    }

    /// Statements that copy the payload of the case that a discriminant names.
    pub fn cases(
        &mut self,
        discriminant: &str,
        payloads: &[Option<&Value>],
        mut copy: impl FnMut(&mut Self, &Value) -> Vec<String>,
    ) -> Vec<String> {
        let mut statements = Vec::new();
        for (i, payload) in payloads.iter().enumerate() {
            let inner = payload.map_or(Vec::new(), |payload| copy(self, payload));
            if !inner.is_empty() {
                statements.push(format!(
                    "(if (i32.eq {discriminant} (i32.const {i})) (then {}))",
                    inner.join(" ")
                ));
            }
        }
        statements
    }

    /// An expression for the pointer to a copy of a list or a string.
    fn copied(&mut self, value: &Value, (pointer, length): (String, String), site: Site) -> String {
        let elements = match &value.kind {
            ValueKind::Span(_, Contents::List(element)) => elements(element),
            ValueKind::Span(_, Contents::Map(pair)) => Elements {
                parts: vec![(pair.key, 0), (pair.value, pair.value_offset)],
                size: pair.size,
                align: pair.align,
            },
            ValueKind::Span(_, Contents::Numbers(number)) => Elements {
                parts: Vec::new(),
                size: number.width(),
                align: number.width(),
            },
            _ => {
                let (bytes, align) = site.text(&length);
                return format!(
                    "(call {} {pointer} {bytes} (i32.const {align}))",
                    site.piece()
                );
            }
        };
        let parts = &elements.parts;
        if parts.iter().any(|(routine, _)| self.has_pointers(*routine)) {
            let list = self.name(Copied::List(site, elements));
            return format!("(call {list} {pointer} {length})");
        }
        format!(
            "(call {} {pointer} (call $bytes {length} (i32.const {})) (i32.const {}))",
            site.piece(),
            elements.size,
            elements.align
        )
    }
}

/// An address plus an offset.
fn after(name: &str, offset: u32) -> String {
    match offset {
        0 => format!("(local.get {name})"),
        offset => format!("(i32.add (local.get {name}) (i32.const {offset}))"),
    }
}

/// Where a value is copied to, and where it is in the stage.
fn both(offset: u32) -> String {
    format!("{} {}", after("$at", offset), after("$from", offset))
}

/// A word of a value. It is read from the stage, since the component may change its copy while it allocates.
fn load(instruction: &str, offset: u32) -> String {
    format!("({instruction} $stage offset={offset} (local.get $from))")
}

/// A word in a core value, which may be wider.
fn slot(place: &Place) -> String {
    match place {
        Place::Slot {
            index,
            slot: Flat::I64,
            ..
        } => format!("(i32.wrap_i64 (local.get {index}))"),
        Place::Slot { index, .. } => format!("(local.get {index})"),
        Place::Memory { .. } => unreachable!("it is a core value"),
    }
}

fn payloads(cases: &Cases) -> Vec<Option<&Value>> {
    let payloads = cases.cases.iter();
    payloads.map(|(_, payload)| payload.as_ref()).collect()
}

/// The pointer and the length of a value that consists of these.
fn span(value: &Value) -> Option<&Span> {
    match &value.kind {
        ValueKind::Span(span, _) => Some(span),
        _ => None,
    }
}

fn elements(element: &Element) -> Elements {
    Elements {
        parts: vec![(element.routine, 0)],
        size: element.size,
        align: element.align,
    }
}
