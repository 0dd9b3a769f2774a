//! Values as core parameters and results.

use super::generator::{Canon, Generator, quoted};
use super::lift::case_value;
use super::scalars::scalar;
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::types::{Flat, TypeId, TypeKind, Variant};
use crate::bindgen::source::{Source, close, line, open, reopen};

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
                let parts = self.split(std::iter::repeat_n(*element, *length as usize), flats);
                let values = parts
                    .iter()
                    .map(|flats| self.lift_flat(out, *element, canon, flats, place));
                let values = values.collect::<Vec<_>>().join(", ");
                match scalar(&plan.types[*element].kind) {
                    Some(scalar) => format!("{}.of({values})", scalar.array),
                    None => format!("[{values}]"),
                }
            }
            TypeKind::Option(variant) => {
                self.lift_cases(out, variant, canon, flats, place, self.is_nested_option(ty))
            }
            TypeKind::Variant(variant) | TypeKind::Result(variant) => {
                self.lift_cases(out, variant, canon, flats, place, true)
            }
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

    fn lift_cases(
        &mut self,
        out: &mut Source,
        variant: &Variant,
        canon: Canon,
        flats: &[String],
        place: &str,
        tagged: bool,
    ) -> String {
        let name = self.variable();
        line!(out, "let {name};");
        open!(out, "switch ({}) {{", flats[0]);
        for (i, case) in variant.cases.iter().enumerate() {
            open!(out, "case {i}: {{");
            let payload = case.ty.map(|ty| {
                let payload = self.narrow(ty, variant, &flats[1..]);
                self.lift_flat(out, ty, canon, &payload, place)
            });
            line!(out, "{name} = {};", case_value(&case.name, payload, tagged));
            line!(out, "break;");
            close!(out, "}}");
        }
        let trap = self.need("trap");
        line!(
            out,
            "default: {trap}(`${{{place}}}: invalid discriminant`);"
        );
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

    /// The core values of a payload as those that hold the payload of any case.
    fn widen(&mut self, have: Flat, want: Flat, value: &str) -> String {
        match (have, want) {
            (Flat::F32, Flat::I32) => format!("{}({value})", self.need("f32ToBits")),
            (Flat::I32, Flat::I64) => format!("BigInt(({value}) >>> 0)"),
            (Flat::F32, Flat::I64) => format!("BigInt({}({value}) >>> 0)", self.need("f32ToBits")),
            (Flat::F64, Flat::I64) => format!("{}({value})", self.need("f64ToBits")),
            _ => value.to_string(),
        }
    }

    /// Core types of a variant's payload, wide enough for every case.
    fn joined(&self, variant: &Variant) -> Vec<Flat> {
        self.plan
            .types
            .flat_cases(variant)
            .map(|flat| flat[1..].to_vec())
            .unwrap_or_default()
    }

    /// Writes statements that lower a value, and gives expressions for its core values. `path` is a literal's text.
    pub fn lower_flat(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        value: &str,
        path: &str,
    ) -> Vec<String> {
        let plan = self.plan;
        let literal = quoted(path);
        let kind = &plan.types[ty].kind;
        if let Some(scalar) = scalar(kind) {
            let check = self.need(scalar.check);
            return vec![self.constant(out, &format!("{check}({value}, {literal})"))];
        }
        match kind {
            TypeKind::Bool => {
                let check = self.need("toBool");
                vec![self.constant(out, &format!("{check}({value}, {literal})"))]
            }
            TypeKind::Char | TypeKind::Enum(_) | TypeKind::Own(_) | TypeKind::Borrow(_) => {
                let word = self.lower_word(ty, value, &literal);
                vec![self.constant(out, &word)]
            }
            TypeKind::String | TypeKind::List(_) | TypeKind::Map(_) => {
                let lower = self.lower_pair(ty, canon, value, &literal);
                let length = format!("{}.length", self.memory(canon));
                vec![self.constant(out, &lower), self.constant(out, &length)]
            }
            TypeKind::Flags(flags) => {
                let words = format!("{}({value}, {literal})", self.pack(ty));
                let words = self.constant(out, &words);
                match flags.len().div_ceil(32) {
                    1 => vec![words],
                    count => (0..count).map(|i| format!("{words}[{i}]")).collect(),
                }
            }
            TypeKind::Record(fields) => {
                let object = self.need("toObject");
                line!(out, "{object}({value}, {literal}, 'an object');");
                let parts = fields.iter().map(|field| {
                    let name = camel_case(&field.name);
                    self.lower_flat(
                        out,
                        field.ty,
                        canon,
                        &format!("{value}.{name}"),
                        &format!("{path}.{name}"),
                    )
                });
                parts.collect::<Vec<_>>().concat()
            }
            TypeKind::Tuple(fields) => {
                let types: Vec<_> = fields.iter().map(|field| field.ty).collect();
                self.lower_elements(out, &types, canon, value, path)
            }
            TypeKind::FixedLengthList(element, length) => {
                self.lower_elements(out, &vec![*element; *length as usize], canon, value, path)
            }
            TypeKind::Option(variant) if !self.is_nested_option(ty) => {
                self.lower_option(out, variant, canon, value, path)
            }
            TypeKind::Variant(variant) | TypeKind::Result(variant) | TypeKind::Option(variant) => {
                self.lower_cases(out, variant, canon, value, path)
            }
            other => unreachable!("{other:?} is a scalar"),
        }
    }

    fn lower_elements(
        &mut self,
        out: &mut Source,
        types: &[TypeId],
        canon: Canon,
        value: &str,
        path: &str,
    ) -> Vec<String> {
        let check = self.need("listLength");
        line!(out, "{check}({value}, {}, {});", quoted(path), types.len());
        let parts = types.iter().enumerate().map(|(i, ty)| {
            self.lower_flat(
                out,
                *ty,
                canon,
                &format!("{value}[{i}]"),
                &format!("{path}[{i}]"),
            )
        });
        parts.collect::<Vec<_>>().concat()
    }

    /// A constant for an expression, so that it is evaluated once and in order.
    fn constant(&mut self, out: &mut Source, expression: &str) -> String {
        let name = self.variable();
        match &mut self.hoisted {
            Some(hoisted) => {
                hoisted.push(name.clone());
                line!(out, "{name} = {expression};");
            }
            None => line!(out, "const {name} = {expression};"),
        }
        name
    }

    /// Variables for the flat form of a variant, all zero.
    fn variables(&mut self, out: &mut Source, variant: &Variant) -> (Vec<Flat>, Vec<String>) {
        let mut types = vec![Flat::I32];
        types.extend(self.joined(variant));
        let names: Vec<_> = types.iter().map(|_| self.variable()).collect();
        for (name, ty) in names.iter().zip(&types) {
            let zero = if *ty == Flat::I64 { "0n" } else { "0" };
            match &mut self.hoisted {
                Some(hoisted) => {
                    hoisted.push(name.clone());
                    line!(out, "{name} = {zero};");
                }
                None => line!(out, "let {name} = {zero};"),
            }
        }
        (types, names)
    }

    fn lower_option(
        &mut self,
        out: &mut Source,
        variant: &Variant,
        canon: Canon,
        value: &str,
        path: &str,
    ) -> Vec<String> {
        let (types, names) = self.variables(out, variant);
        let some = self.constant(out, value);
        open!(out, "if ({some} !== undefined && {some} !== null) {{");
        line!(out, "{} = 1;", names[0]);
        self.assign_payload(
            out,
            variant.cases[1].ty,
            canon,
            (&some, path),
            (&types, &names),
        );
        close!(out, "}}");
        names
    }

    fn lower_cases(
        &mut self,
        out: &mut Source,
        variant: &Variant,
        canon: Canon,
        value: &str,
        path: &str,
    ) -> Vec<String> {
        let (types, names) = self.variables(out, variant);
        open!(out, "switch ({value}?.tag) {{");
        for (i, case) in variant.cases.iter().enumerate() {
            open!(out, "case {}: {{", quoted(&case.name));
            line!(out, "{} = {i};", names[0]);
            let payload = (format!("{value}.val"), format!("{path}.val"));
            self.assign_payload(
                out,
                case.ty,
                canon,
                (&payload.0, &payload.1),
                (&types, &names),
            );
            line!(out, "break;");
            close!(out, "}}");
        }
        line!(
            out,
            "default: throw {};",
            self.bad_tag(variant, value, &quoted(path))
        );
        close!(out, "}}");
        names
    }

    fn assign_payload(
        &mut self,
        out: &mut Source,
        ty: Option<TypeId>,
        canon: Canon,
        value: (&str, &str),
        to: (&[Flat], &[String]),
    ) {
        let Some(ty) = ty else { return };
        let own = self.plan.types[ty].flat.clone().unwrap_or_default();
        let flats = self.lower_flat(out, ty, canon, value.0, value.1);
        for (i, (flat, have)) in flats.iter().zip(own).enumerate() {
            let widened = self.widen(have, to.0[i + 1], flat);
            line!(out, "{} = {widened};", to.1[i + 1]);
        }
    }

    /// Lifts the outcome of a function whose result is `result<T, E>`: `outcome` tells which, `value` is the payload.
    pub fn lift_outcome(
        &mut self,
        out: &mut Source,
        variant: &Variant,
        discriminant: &str,
        place: &str,
        mut payload: impl FnMut(&mut Self, TypeId) -> String,
    ) {
        line!(out, "const outcome = {discriminant};");
        line!(out, "let value;");
        let trap = self.need("trap");
        open!(out, "if (outcome === 0) {{");
        if let Some(ty) = variant.cases[0].ty {
            let value = payload(self, ty);
            line!(out, "value = {value};");
        }
        reopen!(out, "}} else if (outcome === 1) {{");
        if let Some(ty) = variant.cases[1].ty {
            let value = payload(self, ty);
            line!(out, "value = {value};");
        }
        reopen!(out, "}} else {{");
        line!(out, "{trap}(`${{{place}}}: invalid discriminant`);");
        close!(out, "}}");
    }
}
