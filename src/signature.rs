//! Types in WIT's words: in short, for messages, and in full, for comparison.

use std::fmt::Write;
use wit_parser::{Function, FunctionKind, Handle, Resolve, Type, TypeDefKind, TypeId};

/// The longest text in full. Types can share parts so that their text grows with a power of their size; beyond this
/// length two types count as equal: a message then says less, but it comes.
const LONGEST: usize = 1 << 14;

/// A function as WIT writes it, its named types by their names.
pub(crate) fn signature(resolve: &Resolve, function: &Function) -> String {
    Shape::new(resolve, false).function(function)
}

/// A function with all types spelled out, the same for two functions that can stand for each other.
pub(crate) fn full_signature(resolve: &Resolve, function: &Function) -> String {
    Shape::new(resolve, true).function(function)
}

/// What a named type is, its parts by their names.
pub(crate) fn definition(resolve: &Resolve, id: TypeId) -> String {
    let mut shape = Shape::new(resolve, false);
    shape.kind(id);
    shape.text
}

/// What a named type is, with all parts spelled out.
pub(crate) fn full_definition(resolve: &Resolve, id: TypeId) -> String {
    let mut shape = Shape::new(resolve, true);
    shape.kind(id);
    shape.text
}

struct Shape<'a> {
    resolve: &'a Resolve,
    /// Whether named types are spelled out.
    full: bool,
    text: String,
}

impl<'a> Shape<'a> {
    fn new(resolve: &'a Resolve, full: bool) -> Self {
        Shape {
            resolve,
            full,
            text: String::new(),
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn function(mut self, function: &Function) -> String {
        if function.kind.is_async() {
            self.push("async ");
        }
        self.push("func(");
        // A method's first parameter is the resource itself, which WIT does not write.
        let own = usize::from(is_method(&function.kind));
        for (index, param) in function.params.iter().skip(own).enumerate() {
            self.separate(index);
            let _ = write!(self.text, "{}: ", param.name);
            self.ty(&param.ty);
        }
        self.push(")");
        if let Some(result) = &function.result {
            self.push(" -> ");
            self.ty(result);
        }
        self.text
    }

    fn ty(&mut self, ty: &Type) {
        let simple = match ty {
            Type::Bool => "bool",
            Type::U8 => "u8",
            Type::U16 => "u16",
            Type::U32 => "u32",
            Type::U64 => "u64",
            Type::S8 => "s8",
            Type::S16 => "s16",
            Type::S32 => "s32",
            Type::S64 => "s64",
            Type::F32 => "f32",
            Type::F64 => "f64",
            Type::Char => "char",
            Type::String => "string",
            Type::ErrorContext => "error-context",
            Type::Id(id) => return self.named(*id),
        };
        self.push(simple);
    }

    fn named(&mut self, id: TypeId) {
        if self.text.len() > LONGEST {
            return;
        }
        match &self.resolve.types[id].name {
            Some(name) if !self.full => self.push(name),
            _ => self.kind(id),
        }
    }

    fn kind(&mut self, id: TypeId) {
        let def = &self.resolve.types[id];
        match &def.kind {
            TypeDefKind::Record(record) => {
                let fields = record
                    .fields
                    .iter()
                    .map(|field| (field.name.as_str(), Some(&field.ty)));
                self.block("record", fields);
            }
            TypeDefKind::Variant(variant) => {
                let cases = variant
                    .cases
                    .iter()
                    .map(|case| (case.name.as_str(), case.ty.as_ref()));
                self.block("variant", cases);
            }
            TypeDefKind::Flags(flags) => self.block(
                "flags",
                flags.flags.iter().map(|flag| (flag.name.as_str(), None)),
            ),
            TypeDefKind::Enum(cases) => self.block(
                "enum",
                cases.cases.iter().map(|case| (case.name.as_str(), None)),
            ),
            TypeDefKind::Resource => {
                let name = def.name.as_deref().unwrap_or_default();
                let _ = write!(self.text, "resource {name}");
            }
            TypeDefKind::Handle(Handle::Own(id)) => self.handle("own", *id),
            TypeDefKind::Handle(Handle::Borrow(id)) => self.handle("borrow", *id),
            TypeDefKind::Tuple(tuple) => self.generic("tuple", tuple.types.iter().map(Some)),
            TypeDefKind::Option(ty) => self.generic("option", [Some(ty)]),
            TypeDefKind::Result(result) => {
                self.generic("result", [result.ok.as_ref(), result.err.as_ref()])
            }
            TypeDefKind::List(ty) => self.generic("list", [Some(ty)]),
            TypeDefKind::Map(key, value) => self.generic("map", [Some(key), Some(value)]),
            TypeDefKind::FixedLengthList(ty, length) => {
                self.push("list<");
                self.ty(ty);
                let _ = write!(self.text, ", {length}>");
            }
            TypeDefKind::Future(ty) => self.generic("future", ty.as_ref().map(Some)),
            TypeDefKind::Stream(ty) => self.generic("stream", ty.as_ref().map(Some)),
            TypeDefKind::Type(ty) => self.ty(ty),
            TypeDefKind::Unknown => self.push("unknown"),
        }
    }

    fn handle(&mut self, kind: &str, mut id: TypeId) {
        // An alias of a resource is the resource.
        while let TypeDefKind::Type(Type::Id(of)) = self.resolve.types[id].kind {
            id = of;
        }
        let name = self.resolve.types[id].name.as_deref().unwrap_or_default();
        let _ = write!(self.text, "{kind}<{name}>");
    }

    fn block<'t>(
        &mut self,
        keyword: &str,
        parts: impl IntoIterator<Item = (&'t str, Option<&'t Type>)>,
    ) {
        let _ = write!(self.text, "{keyword} {{ ");
        let of_cases = keyword == "variant";
        for (index, (name, ty)) in parts.into_iter().enumerate() {
            self.separate(index);
            self.push(name);
            match ty {
                Some(ty) if of_cases => {
                    self.push("(");
                    self.ty(ty);
                    self.push(")");
                }
                Some(ty) => {
                    self.push(": ");
                    self.ty(ty);
                }
                None => {}
            }
        }
        self.push(" }");
    }

    fn generic<'t>(&mut self, name: &str, parts: impl IntoIterator<Item = Option<&'t Type>>) {
        let _ = write!(self.text, "{name}<");
        for (index, ty) in parts.into_iter().enumerate() {
            self.separate(index);
            match ty {
                Some(ty) => self.ty(ty),
                None => self.push("_"),
            }
        }
        self.push(">");
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.push(", ");
        }
    }
}

fn is_method(kind: &FunctionKind) -> bool {
    matches!(
        kind,
        FunctionKind::Method(_)
            | FunctionKind::AsyncMethod(_)
            | FunctionKind::MethodGetter(_)
            | FunctionKind::MethodSetter(_)
    )
}
