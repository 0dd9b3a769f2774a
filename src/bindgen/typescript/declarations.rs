//! Types in TypeScript.

use super::scope::{Meaning, Scope};
use crate::bindgen::names::{Names, camel_case, member_names, pascal_case};
use crate::bindgen::plan::FunctionType;
use crate::bindgen::plan::call::number;
use crate::bindgen::plan::types::{TypeId, TypeKind, Variant};
use crate::bindgen::script::literals::{KEYWORDS, quoted};
use crate::bindgen::script::numbers::array;
use crate::bindgen::source::{Source, close, line, open};

impl Scope<'_> {
    /// A type where it is used: by its name, if it has one.
    pub fn reference(&mut self, ty: TypeId) -> String {
        let name = self.mention(Meaning::Type(ty));
        name.unwrap_or_else(|| self.expression(ty))
    }

    /// A type, written out.
    pub fn expression(&mut self, ty: TypeId) -> String {
        let plan = self.plan;
        match &plan.types[ty].kind {
            TypeKind::Bool => "boolean".to_string(),
            TypeKind::S64 | TypeKind::U64 => "bigint".to_string(),
            TypeKind::Char | TypeKind::String => "string".to_string(),
            TypeKind::List(element) | TypeKind::FixedLengthList(element, _) => {
                match number(&plan.types[*element].kind) {
                    Some(number) => self.global(array(number)),
                    None => {
                        let array = self.global("Array");
                        format!("{array}<{}>", self.reference(*element))
                    }
                }
            }
            TypeKind::Map(map) => format!(
                "{}<{}, {}>",
                self.global("Map"),
                self.reference(map.key),
                self.reference(map.value)
            ),
            TypeKind::Record(fields) => {
                let names = member_names(fields.iter().map(|field| field.name.as_str()));
                let fields = names.iter().zip(fields);
                let fields = fields.map(|(name, field)| self.field(name, field.ty));
                let fields: Vec<_> = fields.collect();
                format!("{{ {} }}", fields.join(", "))
            }
            TypeKind::Tuple(fields) => {
                let types: Vec<_> = fields
                    .iter()
                    .map(|field| self.reference(field.ty))
                    .collect();
                format!("[{}]", types.join(", "))
            }
            TypeKind::Variant(variant)
            | TypeKind::Enum(variant)
            | TypeKind::Option(variant)
            | TypeKind::Result(variant) => self.cases(ty, variant),
            TypeKind::Flags(names) => {
                let flags = member_names(names.iter().map(String::as_str)).into_iter();
                let flags: Vec<_> = flags.map(|name| format!("{name}?: boolean")).collect();
                format!("{{ {} }}", flags.join(", "))
            }
            TypeKind::Own(table) | TypeKind::Borrow(table) => {
                let resource = plan.tables[*table].map(|table| table.resource);
                let class = self.mention(Meaning::Resource(resource));
                class.unwrap_or_else(|| "object".to_string())
            }
            TypeKind::End(end) => self.end(end),
            TypeKind::U8
            | TypeKind::S8
            | TypeKind::U16
            | TypeKind::S16
            | TypeKind::U32
            | TypeKind::S32
            | TypeKind::F32
            | TypeKind::F64 => "number".to_string(),
        }
    }

    /// A type with cases.
    fn cases(&mut self, ty: TypeId, variant: &Variant) -> String {
        match &self.plan.types[ty].kind {
            TypeKind::Enum(_) => {
                let names = variant.cases.iter().map(|case| quoted(&case.name));
                names.collect::<Vec<_>>().join(" | ")
            }
            TypeKind::Option(_) => {
                let some = self.payload(variant.cases[1].ty);
                if self.is_nested(variant) {
                    format!("{}<{some}>", self.generic("Option"))
                } else {
                    format!("{some} | undefined")
                }
            }
            TypeKind::Result(_) => {
                let result = self.generic("Result");
                let ok = self.payload(variant.cases[0].ty);
                let err = self.payload(variant.cases[1].ty);
                format!("{result}<{ok}, {err}>")
            }
            _ => {
                let cases = (0..variant.cases.len()).map(|case| self.case(variant, case));
                cases.collect::<Vec<_>>().join(" | ")
            }
        }
    }

    /// Whether an option's payload is an option, so that `undefined` could mean the absence of either.
    fn is_nested(&self, option: &Variant) -> bool {
        let some = option.cases[1].ty.map(|ty| &self.plan.types[ty].kind);
        matches!(some, Some(TypeKind::Option(_)))
    }

    fn payload(&mut self, ty: Option<TypeId>) -> String {
        ty.map_or("void".to_string(), |ty| self.reference(ty))
    }

    /// A field; one that may be undefined may be left out.
    fn field(&mut self, name: &str, ty: TypeId) -> String {
        match &self.plan.types[ty].kind {
            TypeKind::Option(variant) if !self.is_nested(variant) => {
                format!("{name}?: {}", self.payload(variant.cases[1].ty))
            }
            _ => format!("{name}: {}", self.reference(ty)),
        }
    }

    fn case(&mut self, variant: &Variant, case: usize) -> String {
        let case = &variant.cases[case];
        match case.ty {
            Some(ty) => format!(
                "{{ tag: {}, val: {} }}",
                quoted(&case.name),
                self.reference(ty)
            ),
            None => format!("{{ tag: {} }}", quoted(&case.name)),
        }
    }

    /// Declares a named type; `docs` returns the documentation of the type or of one of its parts.
    pub fn declare<'d>(
        &mut self,
        out: &mut Source,
        name: &str,
        ty: TypeId,
        docs: &dyn Fn(Option<&str>) -> Option<&'d str>,
    ) {
        let plan = self.plan;
        document(out, docs(None), &[]);
        match &plan.types[ty].kind {
            TypeKind::Record(fields) => {
                open!(out, "export interface {name} {{");
                let names = member_names(fields.iter().map(|field| field.name.as_str()));
                for (name, field) in names.iter().zip(fields) {
                    document(out, docs(Some(&field.name)), &[]);
                    line!(out, "{},", self.field(name, field.ty));
                }
                close!(out, "}}");
            }
            TypeKind::Flags(flags) => {
                open!(out, "export interface {name} {{");
                let names = member_names(flags.iter().map(String::as_str));
                for (name, flag) in names.iter().zip(flags) {
                    document(out, docs(Some(flag)), &[]);
                    line!(out, "{name}?: boolean,");
                }
                close!(out, "}}");
            }
            TypeKind::Variant(variant) => {
                let cases = variant.cases.iter();
                let cases = cases.map(|case| format!("{name}{}", pascal_case(&case.name)));
                let cases: Vec<_> = cases.map(|case| self.take(&case)).collect();
                line!(out, "export type {name} = {};", cases.join(" | "));
                for (i, case_name) in cases.iter().enumerate() {
                    document(out, docs(Some(&variant.cases[i].name)), &[]);
                    line!(out, "export type {case_name} = {};", self.case(variant, i));
                }
            }
            _ => line!(out, "export type {name} = {};", self.expression(ty)),
        }
    }

    /// `(a: number, b: string)`, without the first `skip` parameters.
    pub fn parameters(&mut self, ty: &FunctionType, skip: usize) -> String {
        let mut names = Names::reserving(KEYWORDS);
        self.given = self.exported;
        let params = ty.params.iter().skip(skip).map(|(name, ty)| {
            let name = names.take(&camel_case(name));
            format!("{name}: {}", self.reference(*ty))
        });
        let mut params: Vec<_> = params.collect();
        self.given = false;
        if ty.asynchronous {
            params.push(format!(
                "{}{}",
                names.take("options"),
                self.signal_parameter()
            ));
        }
        format!("({})", params.join(", "))
    }

    /// What a function returns, and the type of the error it throws.
    pub fn outcome(&mut self, ty: &FunctionType) -> (String, Option<String>) {
        self.given = !self.exported;
        let (mut result, error) = self.result(ty);
        if ty.asynchronous
            && let Some(value) = self.awaited(ty.result)
        {
            result = value;
        }
        self.given = false;
        match ty.asynchronous || ty.suspends {
            true => (self.promised(&result), error),
            false => (result, error),
        }
    }

    fn result(&mut self, ty: &FunctionType) -> (String, Option<String>) {
        let Some(result) = ty.result else {
            return ("void".to_string(), None);
        };
        match &self.plan.types[result].kind {
            TypeKind::Result(variant) => {
                let (ok, err) = (variant.cases[0].ty, variant.cases[1].ty);
                (self.payload(ok), Some(self.payload(err)))
            }
            _ => (self.reference(result), None),
        }
    }
}

/// Writes a documentation comment, if there is documentation or a tag.
pub fn document(out: &mut Source, docs: Option<&str>, tags: &[String]) {
    let lines: Vec<_> = docs
        .unwrap_or_default()
        .lines()
        .map(str::trim_end)
        .chain(tags.iter().map(String::as_str))
        .collect();
    let safe = |line: &str| line.replace("*/", "*\\/");
    match lines.as_slice() {
        [] => {}
        [line] => line!(out, "/** {} */", safe(line)),
        lines => {
            line!(out, "/**");
            for line in lines {
                line!(out, "{}", format!(" * {}", safe(line)).trim_end());
            }
            line!(out, " */");
        }
    }
}
