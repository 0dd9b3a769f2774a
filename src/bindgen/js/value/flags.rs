//! Flags: objects of booleans on one side, bits of words on the other.

use crate::bindgen::js::generator::{Generator, Role};
use crate::bindgen::js::value::numbers::{at, unsigned};
use crate::bindgen::names::camel_case;
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::source::{Source, close, line, open, reopen};

impl Generator<'_> {
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
            line!(out, "{object}(value, path);");
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

    /// Statements that write flags; `arguments` are those of the function that packs them.
    pub fn store_flags(
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
}
