//! From memory to values: expressions that read, and functions for the types that need more than an expression.

use crate::bindgen::js::generator::{Canon, Generator, Role, quoted};
use crate::bindgen::js::value::numbers::{at, read, scalar, unsigned};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::StringEncoding;
use crate::bindgen::plan::types::{Field, TypeId, TypeKind, Variant};
use crate::bindgen::source::{Source, close, line, open};

/// Pieces of the runtime for a type that has a pointer and a length: given these, and given where they are.
struct PairPieces {
    lift: &'static str,
    load: Option<&'static str>,
}

impl Generator<'_> {
    /// An expression for the value at `pointer + offset`; `view` and `where` are in scope, and the range was checked.
    pub fn load(&mut self, ty: TypeId, canon: Canon, pointer: &str, offset: u32) -> String {
        let plan = self.plan;
        let place = at(pointer, offset);
        let kind = &plan.types[ty].kind;
        if let Some(scalar) = scalar(kind) {
            return read(scalar.accessor, &place, scalar.wide);
        }
        let word = read("Uint32", &place, true);
        match kind {
            TypeKind::Bool => format!("{} !== 0", read("Uint8", &place, false)),
            TypeKind::Char => format!("{}({word}, where)", self.need("liftChar")),
            TypeKind::Enum(variant) => {
                let (accessor, wide) = unsigned(variant.discriminant_size);
                self.lift_enum(ty, &read(accessor, &place, wide), "where")
            }
            TypeKind::Flags(names) => {
                let size = plan.types[ty].size;
                let (accessor, wide) = unsigned(size.min(4));
                let words = names.len().div_ceil(32) as u32;
                let words = (0..words).map(|i| read(accessor, &at(pointer, offset + 4 * i), wide));
                let words = words.collect::<Vec<_>>().join(", ");
                format!("{}({words})", self.unpack(ty))
            }
            TypeKind::Own(table) => self.lift_own(*table, &word, "where"),
            TypeKind::Borrow(table) => self.lift_borrow(*table, &word, "where"),
            TypeKind::Option(variant) | TypeKind::Result(variant) => {
                self.load_choice(ty, variant, canon, pointer, offset)
            }
            TypeKind::String | TypeKind::List(_) | TypeKind::Map(_) => {
                self.load_pair(ty, canon, pointer, offset)
            }
            _ => format!("{}({place}, where)", self.load_function(ty, canon)),
        }
    }

    /// An expression for what a pointer and a length in memory lead to.
    fn load_pair(&mut self, ty: TypeId, canon: Canon, pointer: &str, offset: u32) -> String {
        let (piece, how) = self.pair_pieces(ty, canon);
        let Some(load) = piece.load else {
            let word = read("Uint32", &at(pointer, offset), true);
            let length = read("Uint32", &at(pointer, offset + 4), true);
            return self.lift_pair(ty, canon, &word, &length, "where");
        };
        let (load, memory) = (self.need(load), self.memory(canon));
        format!("{load}({memory}, {}, {how}where)", at(pointer, offset))
    }

    /// An expression for an option or result; if one is inside of another, that has a function.
    fn load_choice(
        &mut self,
        ty: TypeId,
        variant: &Variant,
        canon: Canon,
        pointer: &str,
        offset: u32,
    ) -> String {
        let plan = self.plan;
        let payloads = [0, 1].map(|case: usize| {
            let ty = variant.cases[case].ty?;
            let offset = offset + variant.payload_offset;
            Some(match &plan.types[ty].kind {
                TypeKind::Option(_) | TypeKind::Result(_) => {
                    let load = self.load_function(ty, canon);
                    format!("{load}({}, where)", at(pointer, offset))
                }
                _ => self.load(ty, canon, pointer, offset),
            })
        });
        let discriminant = read("Uint8", &at(pointer, offset), false);
        self.choice(ty, variant, &discriminant, "where", payloads)
    }

    /// An expression that takes one of two cases.
    pub fn choice(
        &mut self,
        ty: TypeId,
        variant: &Variant,
        discriminant: &str,
        place: &str,
        payloads: [Option<String>; 2],
    ) -> String {
        let tagged = self.is_tagged(ty);
        let [first, second] = payloads;
        let first = case_value(&variant.cases[0].name, first, tagged);
        let mut second = case_value(&variant.cases[1].name, second, tagged);
        let is_second = self.need("isSecondCase");
        if second.starts_with(is_second) {
            second = format!("({second})");
        }
        format!("{is_second}({discriminant}, {place}) ? {second} : {first}")
    }

    /// An expression for what is given by a pointer and a length.
    pub fn lift_pair(
        &mut self,
        ty: TypeId,
        canon: Canon,
        pointer: &str,
        length: &str,
        place: &str,
    ) -> String {
        let (piece, how) = self.pair_pieces(ty, canon);
        let (lift, memory) = (self.need(piece.lift), self.memory(canon));
        format!("{lift}({memory}, {pointer}, {length}, {how}{place})")
    }

    /// The pieces of the runtime that lift what has a pointer and a length, and arguments that tell them how.
    fn pair_pieces(&mut self, ty: TypeId, canon: Canon) -> (PairPieces, String) {
        let plan = self.plan;
        let pieces = |lift, load| PairPieces { lift, load };
        match &plan.types[ty].kind {
            TypeKind::String => {
                let pieces = match canon.encoding {
                    StringEncoding::Utf8 => pieces("liftUtf8", Some("loadUtf8")),
                    StringEncoding::Utf16 => pieces("liftUtf16", Some("loadUtf16")),
                    StringEncoding::CompactUtf16 => {
                        pieces("liftCompactUtf16", Some("loadCompactUtf16"))
                    }
                };
                (pieces, String::new())
            }
            TypeKind::List(element) => match scalar(&plan.types[*element].kind) {
                Some(scalar) => {
                    let pieces = pieces("liftTypedArray", Some("loadTypedArray"));
                    (pieces, format!("{}, ", scalar.array))
                }
                None => {
                    let (size, align) = (plan.types[*element].size, plan.types[*element].align);
                    let load = self.load_function(*element, canon);
                    let how = format!("{size}, {align}, {load}, ");
                    (pieces("liftList", Some("loadList")), how)
                }
            },
            TypeKind::Map(map) => {
                let key = self.load_function(map.key, canon);
                let value = self.load_function(map.value, canon);
                let (size, align, offset) = (map.entry_size, map.entry_align, map.value_offset);
                let how = format!("{size}, {align}, {key}, {offset}, {value}, ");
                (pieces("liftMap", None), how)
            }
            other => unreachable!("{other:?} has no length"),
        }
    }

    /// An expression for the case of an enum.
    pub fn lift_enum(&mut self, ty: TypeId, index: &str, place: &str) -> String {
        let cases = self.cases(ty);
        format!("{}({cases}, {index}, {place})", self.need("liftEnum"))
    }

    /// The array of an enum's cases.
    pub fn cases(&mut self, ty: TypeId) -> String {
        let key = (Role::Cases, ty, None);
        if let Some(name) = self.value_names.get(&key) {
            return name.clone();
        }
        let wanted = format!("{}Cases", camel_first(&self.type_name(ty)));
        let name = self.names.take(&wanted);
        self.value_names.insert(key, name.clone());
        if let TypeKind::Enum(variant) = &self.plan.types[ty].kind {
            let cases = variant
                .cases
                .iter()
                .map(|case| quoted(&case.name))
                .collect::<Vec<_>>()
                .join(", ");
            self.constants.push(format!("const {name} = [{cases}];"));
        }
        name
    }

    /// The function that reads a value of this type from memory.
    fn load_function(&mut self, ty: TypeId, canon: Canon) -> String {
        let plan = self.plan;
        self.value_function(Role::Load, ty, Some(canon), "load", |this, name, out| {
            let mut body = Source::default();
            match &plan.types[ty].kind {
                TypeKind::Record(fields) => this.load_record(&mut body, fields, canon),
                TypeKind::Tuple(fields) => {
                    let values: Vec<_> = fields
                        .iter()
                        .map(|field| this.load(field.ty, canon, "pointer", field.offset))
                        .collect();
                    line!(body, "return [{}];", values.join(", "));
                }
                TypeKind::FixedLengthList(element, length) => {
                    this.load_fixed(&mut body, *element, *length, canon)
                }
                TypeKind::Variant(variant) => this.load_variant(&mut body, variant, canon),
                _ => {
                    let value = this.load(ty, canon, "pointer", 0);
                    line!(body, "return {value};");
                }
            }
            open!(out, "function {name}(pointer, where) {{");
            if body.as_str().contains("view.") {
                line!(out, "const {{ view }} = {};", this.memory(canon));
            }
            out.block(body.as_str());
            close!(out, "}}");
        })
    }

    fn load_record(&mut self, out: &mut Source, fields: &[Field], canon: Canon) {
        open!(out, "return {{");
        for field in fields {
            let value = self.load(field.ty, canon, "pointer", field.offset);
            line!(out, "{}: {value},", camel_case(&field.name));
        }
        close!(out, "}};");
    }

    fn load_fixed(&mut self, out: &mut Source, element: TypeId, length: u32, canon: Canon) {
        let memory = self.memory(canon);
        if let Some(scalar) = scalar(&self.plan.types[element].kind) {
            let lift = self.need("liftTypedArray");
            line!(
                out,
                "return {lift}({memory}, pointer, {length}, {}, where);",
                scalar.array
            );
            return;
        }
        let (size, align) = (
            self.plan.types[element].size,
            self.plan.types[element].align,
        );
        let (lift, load) = (self.need("liftList"), self.load_function(element, canon));
        line!(
            out,
            "return {lift}({memory}, pointer, {length}, {size}, {align}, {load}, where);"
        );
    }

    fn load_variant(&mut self, out: &mut Source, variant: &Variant, canon: Canon) {
        let (accessor, wide) = unsigned(variant.discriminant_size);
        open!(out, "switch ({}) {{", read(accessor, "pointer", wide));
        for (i, case) in variant.cases.iter().enumerate() {
            let payload = case
                .ty
                .map(|ty| self.load(ty, canon, "pointer", variant.payload_offset));
            line!(
                out,
                "case {i}: return {};",
                case_value(&case.name, payload, true)
            );
        }
        line!(out, "default: {}(where);", self.need("invalidCase"));
        close!(out, "}}");
    }

    /// Whether a value of this type with cases says which it is; an option does if its payload may be `undefined` itself.
    pub fn is_tagged(&self, ty: TypeId) -> bool {
        let TypeKind::Option(variant) = &self.plan.types[ty].kind else {
            return true;
        };
        let payload = variant.cases[1].ty.map(|ty| &self.plan.types[ty].kind);
        matches!(payload, Some(TypeKind::Option(_)))
    }

    /// Writes a function for a type once, and returns its name.
    pub fn value_function(
        &mut self,
        role: Role,
        ty: TypeId,
        canon: Option<Canon>,
        verb: &str,
        write: impl FnOnce(&mut Self, &str, &mut Source),
    ) -> String {
        let key = (role, ty, canon);
        if let Some(name) = self.value_names.get(&key) {
            return name.clone();
        }
        let wanted = format!("{verb}{}", self.type_name(ty));
        let name = self.names.take(&wanted);
        self.value_names.insert(key, name.clone());
        let mut out = Source::default();
        write(self, &name, &mut out);
        self.values.blank();
        self.values.block(out.as_str());
        name
    }
}

/// A case as a value: tagged, or for an option the payload itself.
pub fn case_value(name: &str, payload: Option<String>, tagged: bool) -> String {
    match (payload, tagged) {
        (Some(payload), false) => payload,
        (None, false) => "undefined".to_string(),
        (Some(payload), true) => format!("{{ tag: {}, val: {payload} }}", quoted(name)),
        (None, true) if matches!(name, "ok" | "err") => {
            format!("{{ tag: '{name}', val: undefined }}")
        }
        (None, true) => format!("{{ tag: {} }}", quoted(name)),
    }
}

/// `UserName` as `userName`.
pub fn camel_first(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .into_iter()
        .flat_map(char::to_lowercase)
        .chain(chars)
        .collect()
}
