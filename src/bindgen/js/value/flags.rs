//! Flags: objects of booleans on one side, bits of words on the other.

use crate::bindgen::js::file::{File, Role};
use crate::bindgen::names::member_names;
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::source::{close, line, open};

impl File<'_> {
    /// The names of flags.
    fn flags(&self, ty: TypeId) -> Vec<String> {
        let TypeKind::Flags(flags) = &self.plan.types[ty].kind else {
            unreachable!("only flags are packed and unpacked");
        };
        member_names(flags.iter().map(String::as_str))
    }

    /// The function that makes an object of flags from words.
    pub fn unpack(&mut self, ty: TypeId) -> String {
        let flags = self.flags(ty);
        let wanted = format!("unpack{}", self.type_names.name(ty));
        let shape = self.plan.types[ty].shape;
        self.value_function(Role::Unpack, shape.0, &wanted, |this, name| {
            let out = &mut this.out;
            let words: Vec<_> = (0..flags.len().div_ceil(32))
                .map(|i| format!("word{i}"))
                .collect();
            open!(out, "function {name}({}) {{", words.join(", "));
            open!(out, "return {{");
            for (i, flag) in flags.iter().enumerate() {
                let mask = (1u32 << (i % 32)) as i32;
                line!(out, "{flag}: (word{} & {mask}) !== 0,", i / 32);
            }
            close!(out, "}};");
            close!(out, "}}");
        })
    }

    /// The function that makes words of an object of flags: one number, or an array if one number is not enough.
    pub fn pack(&mut self, ty: TypeId) -> String {
        let flags = self.flags(ty);
        let (object, flag_of) = (self.need("toObject"), self.need("toFlag"));
        let wanted = format!("pack{}", self.type_names.name(ty));
        let shape = self.plan.types[ty].shape;
        self.value_function(Role::Pack, shape.0, &wanted, |this, name| {
            let out = &mut this.out;
            let words = flags.chunks(32).map(|chunk| {
                let bits = chunk.iter().enumerate().map(|(i, flag)| {
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
            line!(out, "if (value == null) return {empty};");
            line!(out, "{object}(value, path);");
            this.inside(|this| match words.as_slice() {
                [] => line!(this.out, "return 0;"),
                [word] => line!(this.out, "return {word};"),
                words => line!(this.out, "return [{}];", words.join(",\n      ")),
            });
            close!(this.out, "}}");
        })
    }
}
