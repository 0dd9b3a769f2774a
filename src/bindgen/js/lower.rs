//! From values to memory: statements that write, and functions for the types that take more than one.
//!
//! A path that leads to a bad value is known while the code is generated, except for indices and keys: the literal
//! that each statement carries is relative to the function it stands in, and functions put what leads to them in
//! front of it when an error passes through.

use super::generator::{Canon, Generator, Role, quoted};
use super::scalars::{at, scalar, unsigned};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::StringEncoding;
use crate::bindgen::plan::types::{Map, TypeId, TypeKind, Variant};
use crate::bindgen::source::{Source, close, line, open, reopen};

impl Generator<'_> {
    /// Statements that write `value` to `pointer + offset`; `path` is a literal or a variable.
    pub fn store(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        to: (&str, u32),
        value: &str,
        path: &str,
    ) {
        let plan = self.plan;
        let place = at(to.0, to.1);
        let view = format!("{}.view", self.memory(canon));
        let kind = &plan.types[ty].kind;
        if let Some(scalar) = scalar(kind) {
            let check = self.need(scalar.check);
            let endian = if scalar.wide { ", true" } else { "" };
            line!(
                out,
                "{view}.set{}({place}, {check}({value}, {path}){endian});",
                scalar.accessor
            );
            return;
        }
        match kind {
            TypeKind::Bool => {
                let check = self.need("toBool");
                line!(out, "{view}.setUint8({place}, {check}({value}, {path}));");
            }
            TypeKind::Char | TypeKind::Own(_) | TypeKind::Borrow(_) => {
                let word = self.lower_word(ty, value, path);
                line!(out, "{view}.setUint32({place}, {word}, true);");
            }
            TypeKind::Enum(variant) => {
                let word = self.lower_word(ty, value, path);
                let (accessor, wide) = unsigned(variant.discriminant_size);
                line!(
                    out,
                    "{view}.set{accessor}({place}, {word}{});",
                    if wide { ", true" } else { "" }
                );
            }
            TypeKind::String | TypeKind::List(_) | TypeKind::Map(_) => {
                let memory = self.memory(canon);
                let lower = self.lower_pair(ty, canon, value, path);
                open!(out, "{{");
                line!(out, "const target = {lower};");
                line!(out, "{view}.setUint32({place}, target, true);");
                line!(
                    out,
                    "{view}.setUint32({}, {memory}.length, true);",
                    at(to.0, to.1 + 4)
                );
                close!(out, "}}");
            }
            TypeKind::Flags(flags) => self.store_flags(
                out,
                ty,
                flags.len(),
                (&view, to),
                &format!("({value}, {path})"),
            ),
            _ => {
                let store = self.store_function(ty, canon);
                line!(out, "{store}({place}, {value}, {path});");
            }
        }
    }

    fn store_flags(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        count: usize,
        to: (&str, (&str, u32)),
        arguments: &str,
    ) {
        let (view, (pointer, offset)) = to;
        let pack = self.pack(ty);
        let size = self.plan.types[ty].size;
        let words = count.div_ceil(32);
        match words {
            0 => line!(out, "{pack}{arguments};"),
            1 => {
                let (accessor, wide) = unsigned(size);
                let endian = if wide { ", true" } else { "" };
                line!(
                    out,
                    "{view}.set{accessor}({}, {pack}{arguments}{endian});",
                    at(pointer, offset)
                );
            }
            _ => {
                open!(out, "{{");
                line!(out, "const words = {pack}{arguments};");
                for i in 0..words as u32 {
                    line!(
                        out,
                        "{view}.setUint32({}, words[{i}], true);",
                        at(pointer, offset + 4 * i)
                    );
                }
                close!(out, "}}");
            }
        }
    }

    /// An expression for the one word that a char, enum or handle is.
    pub fn lower_word(&mut self, ty: TypeId, value: &str, path: &str) -> String {
        let plan = self.plan;
        match &plan.types[ty].kind {
            TypeKind::Char => format!("{}({value}, {path})", self.need("lowerChar")),
            TypeKind::Enum(_) => {
                let cases = self.cases(ty);
                format!("{}({cases}, {value}, {path})", self.need("lowerEnum"))
            }
            TypeKind::Own(table) => self.lower_own(*table, value, path),
            TypeKind::Borrow(table) => self.lower_borrow(*table, value, path),
            other => unreachable!("{other:?} is more than a word"),
        }
    }

    /// An expression for the pointer of what is given by a pointer and a length; the length is in `memory.length`.
    pub fn lower_pair(&mut self, ty: TypeId, canon: Canon, value: &str, path: &str) -> String {
        let plan = self.plan;
        let memory = self.memory(canon);
        match &plan.types[ty].kind {
            TypeKind::String => {
                let lower = self.need(match canon.encoding {
                    StringEncoding::Utf8 => "lowerUtf8",
                    StringEncoding::Utf16 => "lowerUtf16",
                    StringEncoding::CompactUtf16 => "lowerCompactUtf16",
                });
                format!("{lower}({memory}, {value}, {path})")
            }
            TypeKind::List(element) if matches!(plan.types[*element].kind, TypeKind::U8) => {
                format!("{}({memory}, {value}, {path})", self.need("lowerBytes"))
            }
            TypeKind::List(element) => match scalar(&plan.types[*element].kind) {
                Some(scalar) => {
                    let (lower, check) = (self.need("lowerTypedArray"), self.need(scalar.check));
                    format!(
                        "{lower}({memory}, {}, {value}, {path}, {check})",
                        scalar.array
                    )
                }
                None => format!(
                    "{}({value}, {path})",
                    self.lower_list_function(ty, *element, canon)
                ),
            },
            TypeKind::Map(map) => format!(
                "{}({value}, {path})",
                self.lower_map_function(ty, *map, canon)
            ),
            other => unreachable!("{other:?} is no list"),
        }
    }

    /// The function that makes words of an object of flags: one number, or an array where one does not do.
    pub fn pack(&mut self, ty: TypeId) -> String {
        let TypeKind::Flags(flags) = &self.plan.types[ty].kind else {
            unreachable!("only flags are packed");
        };
        let (object, flag_of, inside) = (
            self.need("toObject"),
            self.need("toFlag"),
            self.need("inside"),
        );
        self.value_function(Role::Pack, ty, None, "pack", |_, name, out| {
            let words = flags.chunks(32).map(|chunk| {
                let bits = chunk.iter().enumerate().map(|(i, flag)| {
                    let flag = camel_case(flag);
                    let shift = if i == 0 {
                        String::new()
                    } else {
                        format!(" << {i}")
                    };
                    format!("{flag_of}(value.{flag}, '.{flag}'){shift}")
                });
                bits.collect::<Vec<_>>().join("\n      | ")
            });
            let words: Vec<_> = words.collect();
            let empty = if words.len() > 1 {
                format!("[{}]", vec!["0"; words.len()].join(", "))
            } else {
                "0".into()
            };
            open!(out, "function {name}(value, path) {{");
            line!(
                out,
                "if (value === undefined || value === null) return {empty};"
            );
            line!(out, "{object}(value, path, 'an object of flags');");
            open!(out, "try {{");
            match words.as_slice() {
                [] => line!(out, "return 0;"),
                [word] => line!(out, "return {word};"),
                words => line!(out, "return [{}];", words.join(",\n      ")),
            }
            reopen!(out, "}} catch (error) {{");
            line!(out, "throw {inside}(path, error);");
            close!(out, "}}");
            close!(out, "}}");
        })
    }

    /// The function that writes a value of this type to memory.
    fn store_function(&mut self, ty: TypeId, canon: Canon) -> String {
        let plan = self.plan;
        let inside = self.need("inside");
        self.value_function(Role::Store, ty, Some(canon), "store", |this, name, out| {
            open!(out, "function {name}(pointer, value, path) {{");
            open!(out, "try {{");
            match &plan.types[ty].kind {
                TypeKind::Record(fields) => {
                    let object = this.need("toObject");
                    line!(out, "{object}(value, '', 'an object');");
                    for field in fields {
                        let name = camel_case(&field.name);
                        let path = quoted(&format!(".{name}"));
                        let to = ("pointer", field.offset);
                        this.store(out, field.ty, canon, to, &format!("value.{name}"), &path);
                    }
                }
                TypeKind::Tuple(fields) => {
                    let length = this.need("listLength");
                    line!(out, "{length}(value, '', {});", fields.len());
                    for (i, field) in fields.iter().enumerate() {
                        let path = quoted(&format!("[{i}]"));
                        this.store(
                            out,
                            field.ty,
                            canon,
                            ("pointer", field.offset),
                            &format!("value[{i}]"),
                            &path,
                        );
                    }
                }
                TypeKind::FixedLengthList(element, length) => {
                    this.store_fixed(out, *element, *length, canon);
                }
                TypeKind::Variant(variant) | TypeKind::Result(variant) => {
                    this.store_variant(out, variant, canon)
                }
                TypeKind::Option(variant) if this.is_nested_option(ty) => {
                    this.store_variant(out, variant, canon)
                }
                TypeKind::Option(variant) => this.store_option(out, variant, canon),
                other => unreachable!("{other:?} is written by a statement"),
            }
            reopen!(out, "}} catch (error) {{");
            line!(out, "throw {inside}(path, error);");
            close!(out, "}}");
            close!(out, "}}");
        })
    }

    fn store_option(&mut self, out: &mut Source, variant: &Variant, canon: Canon) {
        let memory = self.memory(canon);
        open!(out, "if (value === undefined || value === null) {{");
        line!(out, "{memory}.view.setUint8(pointer, 0);");
        reopen!(out, "}} else {{");
        line!(out, "{memory}.view.setUint8(pointer, 1);");
        if let Some(ty) = variant.cases[1].ty {
            self.store(
                out,
                ty,
                canon,
                ("pointer", variant.payload_offset),
                "value",
                "''",
            );
        }
        close!(out, "}}");
    }

    fn store_variant(&mut self, out: &mut Source, variant: &Variant, canon: Canon) {
        let memory = self.memory(canon);
        let (accessor, wide) = unsigned(variant.discriminant_size);
        let endian = if wide { ", true" } else { "" };
        open!(out, "switch (value?.tag) {{");
        for (i, case) in variant.cases.iter().enumerate() {
            open!(out, "case {}:", quoted(&case.name));
            line!(out, "{memory}.view.set{accessor}(pointer, {i}{endian});");
            if let Some(ty) = case.ty {
                self.store(
                    out,
                    ty,
                    canon,
                    ("pointer", variant.payload_offset),
                    "value.val",
                    "'.val'",
                );
            }
            line!(out, "break;");
            out.end();
        }
        line!(
            out,
            "default: throw {};",
            self.bad_tag(variant, "value", "''")
        );
        close!(out, "}}");
    }

    /// The error for a value whose tag is none of the variant's.
    pub fn bad_tag(&mut self, variant: &Variant, value: &str, path: &str) -> String {
        let tags = variant
            .cases
            .iter()
            .map(|case| case.name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let bad = self.need("badValue");
        format!(
            "{bad}({path}, {}, {value}?.tag ?? {value})",
            quoted(&format!("a variant with tag {tags}"))
        )
    }

    fn store_fixed(&mut self, out: &mut Source, element: TypeId, length: u32, canon: Canon) {
        let check = self.need("listLength");
        let inside = self.need("inside");
        line!(out, "{check}(value, '', {length});");
        line!(out, "let i = 0;");
        open!(out, "try {{");
        open!(
            out,
            "for (; i < {length}; i++, pointer += {}) {{",
            self.plan.types[element].size
        );
        self.store(out, element, canon, ("pointer", 0), "value[i]", "''");
        close!(out, "}}");
        reopen!(out, "}} catch (error) {{");
        line!(out, "throw {inside}(`[${{i}}]`, error);");
        close!(out, "}}");
    }

    fn lower_list_function(&mut self, ty: TypeId, element: TypeId, canon: Canon) -> String {
        let (size, align) = (
            self.plan.types[element].size,
            self.plan.types[element].align,
        );
        let (inside, check) = (self.need("inside"), self.need("listLength"));
        self.value_function(Role::Lower, ty, Some(canon), "lower", |this, name, out| {
            let memory = this.memory(canon);
            open!(out, "function {name}(value, path) {{");
            line!(out, "const length = {check}(value, path);");
            line!(
                out,
                "const start = {memory}.allocate({align}, length * {size});"
            );
            line!(out, "let i = 0;");
            open!(out, "try {{");
            open!(
                out,
                "for (let pointer = start; i < length; i++, pointer += {size}) {{"
            );
            this.store(out, element, canon, ("pointer", 0), "value[i]", "''");
            close!(out, "}}");
            reopen!(out, "}} catch (error) {{");
            line!(out, "throw {inside}(`${{path}}[${{i}}]`, error);");
            close!(out, "}}");
            line!(out, "{memory}.length = length;");
            line!(out, "return start;");
            close!(out, "}}");
        })
    }

    fn lower_map_function(&mut self, ty: TypeId, map: Map, canon: Canon) -> String {
        let (inside, bad) = (self.need("inside"), self.need("badValue"));
        self.value_function(Role::Lower, ty, Some(canon), "lower", |this, name, out| {
            let memory = this.memory(canon);
            open!(out, "function {name}(value, path) {{");
            line!(
                out,
                "if (!(value instanceof Map)) throw {bad}(path, 'a Map', value);"
            );
            line!(out, "const length = value.size;");
            line!(
                out,
                "const start = {memory}.allocate({}, length * {});",
                map.entry_align,
                map.entry_size
            );
            line!(out, "let pointer = start;");
            open!(out, "for (const [key, item] of value) {{");
            open!(out, "try {{");
            this.store(out, map.key, canon, ("pointer", 0), "key", "''");
            this.store(
                out,
                map.value,
                canon,
                ("pointer", map.value_offset),
                "item",
                "''",
            );
            reopen!(out, "}} catch (error) {{");
            line!(out, "throw {inside}(`${{path}}[${{String(key)}}]`, error);");
            close!(out, "}}");
            line!(out, "pointer += {};", map.entry_size);
            close!(out, "}}");
            line!(out, "{memory}.length = length;");
            line!(out, "return start;");
            close!(out, "}}");
        })
    }
}
