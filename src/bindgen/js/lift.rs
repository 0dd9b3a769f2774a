//! From memory to values: expressions that read, and functions for the types that need more than an expression.

use super::generator::{Canon, Generator, Role, quoted};
use super::scalars::{at, read, scalar, unsigned};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::StringEncoding;
use crate::bindgen::plan::types::{Field, TypeId, TypeKind, Variant};
use crate::bindgen::source::{Source, close, line, open};

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
            TypeKind::String | TypeKind::List(_) | TypeKind::Map(_) => {
                let length = read("Uint32", &at(pointer, offset + 4), true);
                self.lift_pair(ty, canon, &word, &length, "where")
            }
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
            _ => format!("{}({place}, where)", self.load_function(ty, canon)),
        }
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
        let plan = self.plan;
        let memory = self.memory(canon);
        if let TypeKind::List(element) = &plan.types[ty].kind {
            if let TypeKind::U8 = plan.types[*element].kind {
                return format!(
                    "{}({memory}, {pointer}, {length}, {place})",
                    self.need("liftBytes")
                );
            }
            if let Some(scalar) = scalar(&plan.types[*element].kind) {
                let lift = self.need("liftTypedArray");
                return format!(
                    "{lift}({memory}, {}, {pointer}, {length}, {place})",
                    scalar.array
                );
            }
        }
        if let TypeKind::String = &plan.types[ty].kind {
            let lift = self.need(match canon.encoding {
                StringEncoding::Utf8 => "liftUtf8",
                StringEncoding::Utf16 => "liftUtf16",
                StringEncoding::CompactUtf16 => "liftCompactUtf16",
            });
            return format!("{lift}({memory}, {pointer}, {length}, {place})");
        }
        format!(
            "{}({pointer}, {length}, {place})",
            self.lift_function(ty, canon)
        )
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

    /// The function that makes an object of flags from words.
    pub fn unpack(&mut self, ty: TypeId) -> String {
        let TypeKind::Flags(flags) = &self.plan.types[ty].kind else {
            unreachable!("only flags are unpacked");
        };
        self.value_function(Role::Unpack, ty, None, "unpack", |_, name, out| {
            let words: Vec<_> = (0..flags.len().div_ceil(32))
                .map(|i| format!("word{i}"))
                .collect();
            open!(out, "function {name}({}) {{", words.join(", "));
            open!(out, "return {{");
            for (i, flag) in flags.iter().enumerate() {
                let mask = 1u32 << (i % 32);
                line!(
                    out,
                    "{}: (word{} & {}) !== 0,",
                    camel_case(flag),
                    i / 32,
                    mask as i32
                );
            }
            close!(out, "}};");
            close!(out, "}}");
        })
    }

    /// The function that reads a value of this type from memory.
    fn load_function(&mut self, ty: TypeId, canon: Canon) -> String {
        let plan = self.plan;
        self.value_function(Role::Load, ty, Some(canon), "load", |this, name, out| {
            let memory = this.memory(canon);
            open!(out, "function {name}(pointer, where) {{");
            line!(out, "const {{ view }} = {memory};");
            match &plan.types[ty].kind {
                TypeKind::Record(fields) => this.load_record(out, fields, canon),
                TypeKind::Tuple(fields) => {
                    let values: Vec<_> = fields
                        .iter()
                        .map(|field| this.load(field.ty, canon, "pointer", field.offset))
                        .collect();
                    line!(out, "return [{}];", values.join(", "));
                }
                TypeKind::FixedLengthList(element, length) => {
                    this.load_fixed(out, *element, *length, canon)
                }
                TypeKind::Variant(variant) | TypeKind::Result(variant) => {
                    this.load_variant(out, variant, canon, true);
                }
                TypeKind::Option(variant) => {
                    this.load_variant(out, variant, canon, this.is_nested_option(ty))
                }
                other => unreachable!("{other:?} is read by an expression"),
            }
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
                "return {lift}({memory}, {}, pointer, {length}, where);",
                scalar.array
            );
            return;
        }
        let size = self.plan.types[element].size;
        line!(out, "const list = [];");
        open!(
            out,
            "for (const end = pointer + {}; pointer < end; pointer += {size}) {{",
            size * length
        );
        let value = self.load(element, canon, "pointer", 0);
        line!(out, "list.push({value});");
        close!(out, "}}");
        line!(out, "return list;");
    }

    fn load_variant(&mut self, out: &mut Source, variant: &Variant, canon: Canon, tagged: bool) {
        let (accessor, wide) = unsigned(variant.discriminant_size);
        open!(out, "switch ({}) {{", read(accessor, "pointer", wide));
        for (i, case) in variant.cases.iter().enumerate() {
            let payload = case
                .ty
                .map(|ty| self.load(ty, canon, "pointer", variant.payload_offset));
            line!(
                out,
                "case {i}: return {};",
                case_value(&case.name, payload, tagged)
            );
        }
        let trap = self.need("trap");
        line!(out, "default: {trap}(`${{where}}: invalid discriminant`);");
        close!(out, "}}");
    }

    /// The function that reads a list or map whose elements are no numbers.
    fn lift_function(&mut self, ty: TypeId, canon: Canon) -> String {
        let plan = self.plan;
        self.value_function(Role::Lift, ty, Some(canon), "lift", |this, name, out| {
            let memory = this.memory(canon);
            let check = this.need("checkRange");
            open!(out, "function {name}(pointer, length, where) {{");
            line!(out, "pointer >>>= 0;");
            let (size, align) = match &plan.types[ty].kind {
                TypeKind::Map(map) => (map.entry_size, map.entry_align),
                TypeKind::List(element) => (plan.types[*element].size, plan.types[*element].align),
                other => unreachable!("{other:?} has no length"),
            };
            line!(out, "const end = pointer + (length >>> 0) * {size};");
            line!(
                out,
                "{check}({memory}, pointer, end - pointer, {align}, where);"
            );
            line!(out, "const {{ view }} = {memory};");
            match &plan.types[ty].kind {
                TypeKind::Map(map) => {
                    line!(out, "const map = new Map();");
                    let key = this.load(map.key, canon, "pointer", 0);
                    let value = this.load(map.value, canon, "pointer", map.value_offset);
                    line!(
                        out,
                        "for (; pointer < end; pointer += {size}) map.set({key}, {value});"
                    );
                    line!(out, "return map;");
                }
                TypeKind::List(element) => {
                    line!(out, "const list = [];");
                    let value = this.load(*element, canon, "pointer", 0);
                    line!(
                        out,
                        "for (; pointer < end; pointer += {size}) list.push({value});"
                    );
                    line!(out, "return list;");
                }
                other => unreachable!("{other:?} has no length"),
            }
            close!(out, "}}");
        })
    }

    /// An option whose payload may be `undefined` itself is told apart by a tag.
    pub fn is_nested_option(&self, ty: TypeId) -> bool {
        let TypeKind::Option(variant) = &self.plan.types[ty].kind else {
            return false;
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
