//! From values to memory: statements that write, and functions for the types that take more than one.
//!
//! A path that leads to a bad value is known while the code is generated, except for indices and keys: the literal
//! that each statement carries is relative to the function it stands in, and functions put what leads to them in
//! front of it when an error passes through.

use crate::bindgen::js::generator::{Canon, Generator, Role, quoted};
use crate::bindgen::js::value::numbers::{at, scalar, unsigned};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::StringEncoding;
use crate::bindgen::plan::types::{Field, TypeId, TypeKind, Variant};
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
                let (memory, store) = (self.memory(canon), self.need("storePair"));
                let lower = self.lower_pair(ty, canon, value, path);
                line!(out, "{store}({memory}, {place}, {lower});");
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
            TypeKind::List(element) => match scalar(&plan.types[*element].kind) {
                Some(scalar) => {
                    let (lower, check) = (self.need("lowerTypedArray"), self.need(scalar.check));
                    format!(
                        "{lower}({memory}, {value}, {path}, {}, {check})",
                        scalar.array
                    )
                }
                None => {
                    let (size, align) = (plan.types[*element].size, plan.types[*element].align);
                    let store = self.store_function(*element, canon);
                    let lower = self.need("lowerList");
                    format!("{lower}({memory}, {value}, {path}, {size}, {align}, {store})")
                }
            },
            TypeKind::Map(map) => {
                let (key, item) = (
                    self.store_function(map.key, canon),
                    self.store_function(map.value, canon),
                );
                let lower = self.need("lowerMap");
                format!(
                    "{lower}({memory}, {value}, {path}, {}, {}, {key}, {}, {item})",
                    map.entry_size, map.entry_align, map.value_offset
                )
            }
            other => unreachable!("{other:?} is no list"),
        }
    }

    /// The function that writes a value of this type to memory.
    fn store_function(&mut self, ty: TypeId, canon: Canon) -> String {
        let plan = self.plan;
        self.value_function(Role::Store, ty, Some(canon), "store", |this, name, out| {
            open!(out, "function {name}(pointer, value, path) {{");
            match &plan.types[ty].kind {
                TypeKind::Record(fields) => this.store_record(out, fields, canon),
                TypeKind::Tuple(fields) => this.store_tuple(out, fields, canon),
                TypeKind::FixedLengthList(element, length) => {
                    this.store_fixed(out, *element, *length, canon);
                }
                TypeKind::Variant(variant) | TypeKind::Result(variant) => {
                    this.store_variant(out, variant, canon)
                }
                TypeKind::Option(variant) if this.is_tagged(ty) => {
                    this.store_variant(out, variant, canon)
                }
                TypeKind::Option(variant) => this.store_option(out, variant, canon),
                _ => this.store(out, ty, canon, ("pointer", 0), "value", "path"),
            }
            close!(out, "}}");
        })
    }

    /// Ends a `try`, so that what was refused in it is told by its whole path.
    fn inside_path(&mut self, out: &mut Source) {
        let inside = self.need("inside");
        reopen!(out, "}} catch (error) {{");
        line!(out, "throw {inside}(path, error);");
        close!(out, "}}");
    }

    fn store_record(&mut self, out: &mut Source, fields: &[Field], canon: Canon) {
        let object = self.need("toObject");
        open!(out, "try {{");
        line!(out, "{object}(value, '');");
        for field in fields {
            let name = camel_case(&field.name);
            let (path, value) = (quoted(&format!(".{name}")), format!("value.{name}"));
            self.store(
                out,
                field.ty,
                canon,
                ("pointer", field.offset),
                &value,
                &path,
            );
        }
        self.inside_path(out);
    }

    fn store_tuple(&mut self, out: &mut Source, fields: &[Field], canon: Canon) {
        let length = self.need("listLength");
        open!(out, "try {{");
        line!(out, "{length}(value, '', {});", fields.len());
        for (i, field) in fields.iter().enumerate() {
            let (path, value) = (quoted(&format!("[{i}]")), format!("value[{i}]"));
            self.store(
                out,
                field.ty,
                canon,
                ("pointer", field.offset),
                &value,
                &path,
            );
        }
        self.inside_path(out);
    }

    fn store_fixed(&mut self, out: &mut Source, element: TypeId, length: u32, canon: Canon) {
        let (check, items) = (self.need("listLength"), self.need("storeItems"));
        let size = self.plan.types[element].size;
        let store = self.store_function(element, canon);
        line!(out, "{check}(value, path, {length});");
        line!(
            out,
            "{items}(pointer, value, {length}, path, {size}, {store});"
        );
    }

    fn store_option(&mut self, out: &mut Source, variant: &Variant, canon: Canon) {
        let (memory, some) = (self.memory(canon), self.need("storeSome"));
        let mut payload = Source::default();
        if let Some(ty) = variant.cases[1].ty {
            let to = ("pointer", variant.payload_offset);
            self.store(&mut payload, ty, canon, to, "value", "path");
        }
        line!(out, "if (!{some}({memory}, pointer, value)) return;");
        out.block(payload.as_str());
    }

    fn store_variant(&mut self, out: &mut Source, variant: &Variant, canon: Canon) {
        let memory = self.memory(canon);
        let (accessor, wide) = unsigned(variant.discriminant_size);
        let endian = if wide { ", true" } else { "" };
        open!(out, "try {{");
        open!(out, "switch (value?.tag) {{");
        for (i, case) in variant.cases.iter().enumerate() {
            open!(out, "case {}:", quoted(&case.name));
            line!(out, "{memory}.view.set{accessor}(pointer, {i}{endian});");
            if let Some(ty) = case.ty {
                let to = ("pointer", variant.payload_offset);
                self.store(out, ty, canon, to, "value.val", "'.val'");
            }
            line!(out, "break;");
            out.end();
        }
        let bad = self.bad_tag(variant, "value", "''");
        line!(out, "default: throw {bad};");
        close!(out, "}}");
        self.inside_path(out);
    }

    /// The error for a value whose tag is none of the variant's.
    pub fn bad_tag(&mut self, variant: &Variant, value: &str, path: &str) -> String {
        let tags: Vec<_> = variant
            .cases
            .iter()
            .map(|case| case.name.as_str())
            .collect();
        let bad = self.need("badTag");
        format!("{bad}({path}, {}, {value})", quoted(&tags.join(", ")))
    }
}
