//! Streams and futures as values: what is passed is the readable end.

use crate::bindgen::js::file::File;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::js::value::numbers::check;
use crate::bindgen::plan::builtins::{End, EndKind};
use crate::bindgen::plan::call::number;
use crate::bindgen::plan::types::TypeKind;
use crate::bindgen::script::numbers::array;

impl File<'_> {
    /// A constant for the type of a stream or a future. Ends with the same constant are of one type.
    pub fn end_type(&mut self, end: &End) -> String {
        let key = (end.kind, end.table);
        if let Some(name) = self.uses.end_types.get(&key) {
            return name.clone();
        }
        let kind = match end.kind {
            EndKind::Stream => "stream",
            EndKind::Future => "future",
            EndKind::ErrorContext => "error context",
        };
        let name = self.names.take(&format!("{}Type", kind.replace(' ', "")));
        self.uses.end_types.insert(key, name.clone());
        let payload = end.payload.map(|ty| &self.plan.types[ty].kind);
        let number = payload.and_then(number);
        let mut fields = format!("kind: '{kind}'");
        if number.is_some() || payload.is_none() {
            fields.push_str(", plain: true");
        }
        if let Some(number) = number {
            let check = self.need(&check(number));
            fields.push_str(&format!(", TypedArray: {}, check: {check}", array(number)));
        }
        if matches!(
            (end.kind, payload),
            (EndKind::Future, Some(TypeKind::Result(_)))
        ) {
            fields.push_str(", fallible: true");
        }
        self.constant(&name, &format!("{{ {fields} }}"));
        name
    }
}

impl FunctionWriter<'_, '_> {
    /// An expression for the object that the host gets.
    pub fn lift_end(&mut self, end: &End, word: &str, place: &str) -> String {
        let instance = self.file.instance(end.instance);
        let reader = self.need(match end.kind {
            EndKind::ErrorContext => {
                return format!("{}({instance}, {word})", self.need("liftErrorContext"));
            }
            EndKind::Stream => "StreamReader",
            EndKind::Future => "FutureReader",
        });
        let (take, ty) = (self.need("takeEnd"), self.file.end_type(end));
        format!("new {reader}(state, {ty}, {take}({instance}, {word}, {ty}, {place}))")
    }

    /// An expression for the handle that the component gets.
    pub fn lower_end(&mut self, end: &End, value: &str, path: &str) -> String {
        let (instance, call) = (self.file.instance(end.instance), self.call);
        let from = self.need(match end.kind {
            EndKind::ErrorContext => {
                let lower = self.need("lowerErrorContext");
                return format!("{lower}({instance}, {value}, {path}, {call})");
            }
            EndKind::Stream => "toStream",
            EndKind::Future => "toFuture",
        });
        let (give, ty) = (self.need("giveEnd"), self.file.end_type(end));
        format!("{give}({instance}, {ty}, {from}(state, {ty}, {value}, {path}, {call}), {call})")
    }
}
