//! Types of async functions, streams and futures in TypeScript.

use super::scope::Scope;
use crate::bindgen::plan::builtins::{End, EndKind};
use crate::bindgen::plan::call::{Number, number};
use crate::bindgen::plan::types::{TypeId, TypeKind};
use crate::bindgen::script::numbers::array;

impl Scope<'_> {
    /// A stream or a future. The host may give more types than it gets.
    pub fn end(&mut self, end: &End) -> String {
        match end.kind {
            EndKind::Stream => self.stream(end.payload),
            EndKind::ErrorContext => self.global("Error"),
            EndKind::Future => {
                let value = self.future_value(end.payload);
                match self.given {
                    true => format!("{value} | {}<{value}>", self.global("PromiseLike")),
                    false => format!("{}<{value}>", self.global("Promise")),
                }
            }
        }
    }

    /// The value of a future that an async function returns, since a promise of a promise becomes one promise.
    pub fn awaited(&mut self, result: Option<TypeId>) -> Option<String> {
        match self.plan.types[result?].kind {
            TypeKind::End(End {
                kind: EndKind::Future,
                payload,
                ..
            }) => Some(self.future_value(payload)),
            _ => None,
        }
    }

    /// What a promise is resolved with.
    fn future_value(&mut self, payload: Option<TypeId>) -> String {
        payload.map_or("void".to_string(), |ty| self.reference(ty))
    }

    fn stream(&mut self, payload: Option<TypeId>) -> String {
        let kind = payload.map(|ty| &self.plan.types[ty].kind);
        match (kind.and_then(number), self.given) {
            (Some(number), true) => {
                let source = self.generic("StreamSource");
                let (chunk, item) = (self.global(array(number)), item(number));
                let chunks = self.global("ArrayLike");
                format!("{source}<{chunk} | {chunks}<{item}> | {item}>")
            }
            (Some(number), false) => {
                let (reader, chunk) = (self.generic("StreamReader"), self.global(array(number)));
                format!("{reader}<{chunk}, {chunk}>")
            }
            (None, given) => {
                let item = payload.map_or("void".to_string(), |ty| self.reference(ty));
                match given {
                    true => format!("{}<{item}>", self.generic("StreamSource")),
                    false => format!("{}<{item}, ({item})[]>", self.generic("StreamReader")),
                }
            }
        }
    }

    /// The last parameter of an async function.
    pub fn signal_parameter(&mut self) -> String {
        let signal = self.global("AbortSignal");
        match self.exported {
            true => format!("?: {{ signal?: {signal} }}"),
            false => format!(": {{ readonly signal: {signal} }}"),
        }
    }

    /// What an async function returns.
    pub fn promised(&mut self, result: &str) -> String {
        let promise = self.global("Promise");
        match self.exported {
            true => format!("{promise}<{result}>"),
            false => format!("{result} | {promise}<{result}>"),
        }
    }
}

fn item(number: Number) -> &'static str {
    match number {
        Number::U64 | Number::S64 => "bigint",
        Number::U8
        | Number::S8
        | Number::U16
        | Number::S16
        | Number::U32
        | Number::S32
        | Number::F32
        | Number::F64 => "number",
    }
}
