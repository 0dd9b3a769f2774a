//! From values to core parameters and results.
//!
//! The core values of a type are variables, which statements assign. Those of a variant hold the payload of any case,
//! and are zero where a case has none.

use crate::bindgen::js::generator::{Canon, Generator, quoted};
use crate::bindgen::js::value::numbers::scalar;
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::types::{Flat, TypeId, TypeKind, Variant};
use crate::bindgen::source::{Source, close, line, open};

/// A variable for a core value. What it is given may be of another core type, if it belongs to a variant.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name.
    pub name: String,
    ty: Flat,
    zero: bool,
}

impl std::fmt::Display for Variable {
    /// As it is declared.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.zero, self.ty) {
            (false, _) => f.write_str(&self.name),
            (true, Flat::I64) => write!(f, "{} = 0n", self.name),
            (true, _) => write!(f, "{} = 0", self.name),
        }
    }
}

/// A value on its way: an expression for it, and the path that messages call it by.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub value: &'a str,
    pub path: &'a str,
}

impl Generator<'_> {
    /// An expression for a value that is one core value, and needs no statement.
    pub fn lower_single(&mut self, ty: TypeId, place: Place) -> Option<String> {
        let plan = self.plan;
        let (value, path) = (place.value, quoted(place.path));
        let kind = &plan.types[ty].kind;
        if let Some(scalar) = scalar(kind) {
            return Some(format!("{}({value}, {path})", self.need(scalar.check)));
        }
        match kind {
            TypeKind::Bool => Some(format!("{}({value}, {path})", self.need("toBool"))),
            TypeKind::Char | TypeKind::Enum(_) | TypeKind::Own(_) | TypeKind::Borrow(_) => {
                Some(self.lower_word(ty, value, &path))
            }
            TypeKind::Flags(flags) if flags.len() <= 32 => {
                Some(format!("{}({value}, {path})", self.pack(ty)))
            }
            _ => None,
        }
    }

    /// Writes statements that lower a value, and gives the variables that they assign, which nothing declares yet.
    pub fn lower_flat(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        place: Place,
    ) -> Vec<Variable> {
        let flat = self.plan.types[ty].flat.clone().unwrap_or_default();
        let mut variables: Vec<_> = flat
            .iter()
            .map(|ty| Variable {
                name: self.variable(),
                ty: *ty,
                zero: false,
            })
            .collect();
        self.assign(out, ty, canon, place, &mut variables);
        variables
    }

    /// Writes statements that lower a value into variables, as many as its flat form is long.
    fn assign(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        place: Place,
        into: &mut [Variable],
    ) {
        let plan = self.plan;
        if let Some(single) = self.lower_single(ty, place) {
            let have = plan.types[ty]
                .flat
                .as_ref()
                .map_or(Flat::I32, |flat| flat[0]);
            self.give(out, &into[0], have, &single);
            return;
        }
        let (value, path) = (place.value, quoted(place.path));
        match &plan.types[ty].kind {
            TypeKind::String | TypeKind::List(_) | TypeKind::Map(_) => {
                let lower = self.lower_pair(ty, canon, value, &path);
                let length = format!("{}.length", self.memory(canon));
                self.give(out, &into[0], Flat::I32, &lower);
                self.give(out, &into[1], Flat::I32, &length);
            }
            TypeKind::Flags(_) => {
                let (words, pack) = (self.variable(), self.pack(ty));
                line!(out, "const {words} = {pack}({value}, {path});");
                for (i, variable) in into.iter().enumerate() {
                    self.give(out, variable, Flat::I32, &format!("{words}[{i}]"));
                }
            }
            TypeKind::Record(fields) => {
                let object = self.need("toObject");
                line!(out, "{object}({value}, {path});");
                let parts = fields.iter().map(|field| {
                    let name = camel_case(&field.name);
                    (field.ty, format!(".{name}"))
                });
                self.assign_parts(out, parts, canon, place, into);
            }
            TypeKind::Tuple(fields) => {
                let types: Vec<_> = fields.iter().map(|field| field.ty).collect();
                self.assign_elements(out, &types, canon, place, into);
            }
            TypeKind::FixedLengthList(element, length) => {
                let types = vec![*element; *length as usize];
                self.assign_elements(out, &types, canon, place, into);
            }
            TypeKind::Option(variant) if !self.is_tagged(ty) => {
                self.assign_option(out, variant, canon, place, into)
            }
            TypeKind::Variant(variant) | TypeKind::Result(variant) | TypeKind::Option(variant) => {
                self.assign_cases(out, variant, canon, place, into)
            }
            other => unreachable!("{other:?} is one core value"),
        }
    }

    fn assign_elements(
        &mut self,
        out: &mut Source,
        types: &[TypeId],
        canon: Canon,
        place: Place,
        into: &mut [Variable],
    ) {
        let (check, path) = (self.need("listLength"), quoted(place.path));
        line!(out, "{check}({}, {path}, {});", place.value, types.len());
        let parts = types.iter().enumerate();
        let parts = parts.map(|(i, ty)| (*ty, format!("[{i}]")));
        self.assign_parts(out, parts, canon, place, into);
    }

    /// Lowers the parts of a value, each with how it is reached from there.
    fn assign_parts(
        &mut self,
        out: &mut Source,
        parts: impl Iterator<Item = (TypeId, String)>,
        canon: Canon,
        place: Place,
        into: &mut [Variable],
    ) {
        let mut rest = into;
        for (ty, step) in parts {
            let count = self.plan.types[ty].flat.as_ref().map_or(0, Vec::len);
            let (own, after) = rest.split_at_mut(count);
            let part = Place {
                value: &format!("{}{step}", place.value),
                path: &format!("{}{step}", place.path),
            };
            self.assign(out, ty, canon, part, own);
            rest = after;
        }
    }

    fn assign_option(
        &mut self,
        out: &mut Source,
        variant: &Variant,
        canon: Canon,
        place: Place,
        into: &mut [Variable],
    ) {
        into.iter_mut().for_each(|variable| variable.zero = true);
        let (some, is_some) = (self.variable(), self.need("isSome"));
        line!(out, "const {some} = {};", place.value);
        open!(out, "if ({is_some}({some})) {{");
        self.give_number(out, &into[0], 1);
        let place = Place {
            value: &some,
            ..place
        };
        self.assign_payload(out, variant.cases[1].ty, canon, place, into);
        close!(out, "}}");
    }

    fn assign_cases(
        &mut self,
        out: &mut Source,
        variant: &Variant,
        canon: Canon,
        place: Place,
        into: &mut [Variable],
    ) {
        into.iter_mut().for_each(|variable| variable.zero = true);
        let (value, path) = (place.value, quoted(place.path));
        let payload = Place {
            value: &format!("{value}.val"),
            path: &format!("{}.val", place.path),
        };
        open!(out, "switch ({value}?.tag) {{");
        for (i, case) in variant.cases.iter().enumerate() {
            let mut own = Source::default();
            if i > 0 {
                self.give_number(&mut own, &into[0], i);
            }
            self.assign_payload(&mut own, case.ty, canon, payload, into);
            line!(own, "break;");
            // A payload may declare constants.
            let scoped = own.as_str().contains("const ");
            let brace = if scoped { " {" } else { "" };
            open!(out, "case {}:{brace}", quoted(&case.name));
            out.block(own.as_str());
            match scoped {
                true => close!(out, "}}"),
                false => out.end(),
            }
        }
        let bad = self.bad_tag(variant, value, &path);
        line!(out, "default: throw {bad};");
        close!(out, "}}");
    }

    fn assign_payload(
        &mut self,
        out: &mut Source,
        ty: Option<TypeId>,
        canon: Canon,
        place: Place,
        into: &mut [Variable],
    ) {
        let Some(ty) = ty else { return };
        let count = self.plan.types[ty].flat.as_ref().map_or(0, Vec::len);
        self.assign(out, ty, canon, place, &mut into[1..=count]);
    }

    fn give_number(&mut self, out: &mut Source, to: &Variable, number: usize) {
        match to.ty {
            Flat::I64 => line!(out, "{} = {number}n;", to.name),
            Flat::I32 | Flat::F32 | Flat::F64 => line!(out, "{} = {number};", to.name),
        }
    }

    /// Assigns a core value to a variable that may be of a wider type.
    fn give(&mut self, out: &mut Source, to: &Variable, have: Flat, value: &str) {
        let value = match (have, to.ty) {
            (Flat::F32, Flat::I32) => format!("{}({value})", self.need("f32ToBits")),
            (Flat::I32, Flat::I64) => format!("BigInt({value} >>> 0)"),
            (Flat::F32, Flat::I64) => format!("BigInt({}({value}) >>> 0)", self.need("f32ToBits")),
            (Flat::F64, Flat::I64) => format!("{}({value})", self.need("f64ToBits")),
            _ => value.to_string(),
        };
        line!(out, "{} = {value};", to.name);
    }
}
