//! Generic types, which each file defines for itself.

use super::scope::Scope;
use crate::bindgen::source::{Source, close, line, open};

impl Scope<'_> {
    /// Defines the generic types that were asked for.
    pub fn define_generics(&mut self, out: &mut Source) {
        for (generic, name) in self.generics.clone() {
            out.blank();
            match generic {
                "Option" => line!(
                    out,
                    "export type {name}<T> = {{ tag: 'none' }} | {{ tag: 'some', val: T }};"
                ),
                "Result" => line!(
                    out,
                    "export type {name}<T, E> = {{ tag: 'ok', val: T }} | {{ tag: 'err', val: E }};"
                ),
                "StreamReader" | "StreamSource" => define(out, generic, &name),
                _ if self.throws_class && name == generic => {
                    line!(
                        out,
                        "/** Thrown by functions that return a WIT `result`. */"
                    );
                    open!(
                        out,
                        "export class {name}<E = unknown> extends globalThis.Error {{"
                    );
                    line!(out, "constructor(payload: E);");
                    line!(out, "readonly payload: E;");
                    close!(out, "}}");
                }
                _ => {
                    // A type of the file may be called `error`.
                    line!(
                        out,
                        "/** Thrown by functions that return a WIT `result`. */"
                    );
                    line!(
                        out,
                        "export interface {name}<E> extends globalThis.Error {{\n  readonly payload: E;\n}}"
                    );
                }
            }
        }
    }
}

/// Defines one of the generic types for streams.
fn define(out: &mut Source, generic: &str, name: &str) {
    if generic == "StreamSource" {
        line!(
            out,
            "/** What can be given to the component as a stream. */"
        );
        line!(
            out,
            "export type {name}<T> = globalThis.AsyncIterable<T> | globalThis.Iterable<T> | globalThis.ReadableStream<T>;"
        );
        return;
    }
    line!(
        out,
        "/** A stream of the component: read it, pass it on, or dispose of it. */"
    );
    open!(
        out,
        "export interface {name}<C, R> extends globalThis.AsyncIterableIterator<C> {{"
    );
    line!(
        out,
        "/** What the component writes next, at most `count` elements. */"
    );
    line!(
        out,
        "read(options?: {{ count?: number }}): globalThis.Promise<globalThis.IteratorResult<R>>;"
    );
    line!(out, "/** The same as a stream of the platform. */");
    line!(out, "readable(): globalThis.ReadableStream<C>;");
    line!(
        out,
        "return(): globalThis.Promise<globalThis.IteratorResult<C>>;"
    );
    line!(out, "[globalThis.Symbol.dispose](): void;");
    close!(out, "}}");
}
