//! From core parameters and results to values.

use crate::bindgen::js::generator::{Canon, Generator};
use crate::bindgen::js::value::lift::case_value;
use crate::bindgen::js::value::numbers::scalar;
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::types::{Flat, TypeId, TypeKind, Variant};
use crate::bindgen::source::{Source, close, line, open};

impl Generator<'_> {
    /// An expression for the value that these core values are the flat form of; statements it needs go to `out`.
    pub fn lift_flat(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        flats: &[String],
        place: &str,
    ) -> String {
        let plan = self.plan;
        let first = flats.first().map_or("", String::as_str);
        match &plan.types[ty].kind {
            TypeKind::Bool => format!("{first} !== 0"),
            TypeKind::U8 => format!("{first} & 255"),
            TypeKind::S8 => format!("{first} << 24 >> 24"),
            TypeKind::U16 => format!("{first} & 65535"),
            TypeKind::S16 => format!("{first} << 16 >> 16"),
            TypeKind::U32 => format!("{first} >>> 0"),
            TypeKind::U64 => format!("BigInt.asUintN(64, {first})"),
            TypeKind::S32 | TypeKind::S64 | TypeKind::F32 | TypeKind::F64 => first.to_string(),
            TypeKind::Char => format!("{}({first}, {place})", self.need("liftChar")),
            TypeKind::String | TypeKind::List(_) | TypeKind::Map(_) => {
                self.lift_pair(ty, canon, first, &flats[1], place)
            }
            TypeKind::Enum(_) => self.lift_enum(ty, first, place),
            TypeKind::Flags(_) => format!("{}({})", self.unpack(ty), flats.join(", ")),
            TypeKind::Own(table) => self.lift_own(*table, first, place),
            TypeKind::Borrow(table) => self.lift_borrow(*table, first, place),
            TypeKind::Record(fields) => {
                let mut values = Vec::new();
                for (field, flats) in fields
                    .iter()
                    .zip(self.split(fields.iter().map(|f| f.ty), flats))
                {
                    let value = self.lift_flat(out, field.ty, canon, flats, place);
                    values.push(format!("{}: {value}", camel_case(&field.name)));
                }
                format!("{{ {} }}", values.join(", "))
            }
            TypeKind::Tuple(fields) => {
                let parts = self.split(fields.iter().map(|f| f.ty), flats);
                let values = fields.iter().zip(parts);
                let values: Vec<_> = values
                    .map(|(field, flats)| self.lift_flat(out, field.ty, canon, flats, place))
                    .collect();
                format!("[{}]", values.join(", "))
            }
            TypeKind::FixedLengthList(element, length) => {
                self.lift_fixed(out, (*element, *length), canon, flats, place)
            }
            TypeKind::Option(variant) | TypeKind::Variant(variant) | TypeKind::Result(variant) => {
                self.lift_cases(out, ty, variant, canon, flats, place)
            }
        }
    }

    fn lift_fixed(
        &mut self,
        out: &mut Source,
        (element, length): (TypeId, u32),
        canon: Canon,
        flats: &[String],
        place: &str,
    ) -> String {
        let parts = self.split(std::iter::repeat_n(element, length as usize), flats);
        let values = parts
            .iter()
            .map(|flats| self.lift_flat(out, element, canon, flats, place));
        let values = values.collect::<Vec<_>>().join(", ");
        match scalar(&self.plan.types[element].kind) {
            Some(scalar) => format!("{}.of({values})", scalar.array),
            None => format!("[{values}]"),
        }
    }

    /// Cuts the flat form of several types into that of each.
    fn split<'f>(
        &self,
        types: impl Iterator<Item = TypeId>,
        mut flats: &'f [String],
    ) -> Vec<&'f [String]> {
        let mut parts = Vec::new();
        for ty in types {
            let count = self.plan.types[ty].flat.as_ref().map_or(0, Vec::len);
            let (part, rest) = flats.split_at(count);
            parts.push(part);
            flats = rest;
        }
        parts
    }

    /// Two cases are an expression, more are statements; so are two if a payload takes statements.
    fn lift_cases(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        variant: &Variant,
        canon: Canon,
        flats: &[String],
        place: &str,
    ) -> String {
        let mut statements = Source::default();
        let mut payloads = Vec::new();
        for case in &variant.cases {
            let mut own = Source::default();
            let payload = case.ty.map(|ty| {
                let payload = self.narrow(ty, variant, &flats[1..]);
                self.lift_flat(&mut own, ty, canon, &payload, place)
            });
            statements.block(own.as_str());
            payloads.push((own, payload));
        }
        if variant.cases.len() == 2 && statements.is_empty() {
            let payloads = [payloads[0].1.take(), payloads[1].1.take()];
            return self.choice(ty, variant, &flats[0], place, payloads);
        }
        let (name, tagged) = (self.variable(), self.is_tagged(ty));
        line!(out, "let {name};");
        open!(out, "switch ({}) {{", flats[0]);
        for ((i, case), (own, payload)) in variant.cases.iter().enumerate().zip(payloads) {
            let value = case_value(&case.name, payload, tagged);
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
        line!(out, "default: {}({place});", self.need("invalidCase"));
        close!(out, "}}");
        name
    }

    /// The core values of a payload out of those that hold the payload of any case.
    fn narrow(&mut self, ty: TypeId, variant: &Variant, flats: &[String]) -> Vec<String> {
        let joined = self.joined(variant);
        let own = self.plan.types[ty].flat.clone().unwrap_or_default();
        let mut narrowed = Vec::new();
        for ((have, want), value) in joined.iter().zip(&own).zip(flats) {
            let word = |value: &str| format!("Number(BigInt.asIntN(32, {value}))");
            narrowed.push(match (have, want) {
                (Flat::I32, Flat::F32) => format!("{}({value})", self.need("f32FromBits")),
                (Flat::I64, Flat::I32) => word(value),
                (Flat::I64, Flat::F32) => format!("{}({})", self.need("f32FromBits"), word(value)),
                (Flat::I64, Flat::F64) => format!("{}({value})", self.need("f64FromBits")),
                _ => value.clone(),
            });
        }
        narrowed
    }

    /// Core types of a variant's payload, wide enough for every case.
    pub fn joined(&self, variant: &Variant) -> Vec<Flat> {
        let flat = self.plan.types.flat_cases(variant);
        flat.map(|flat| flat[1..].to_vec()).unwrap_or_default()
    }
}
