//! Functions for the types that live in memory and are made of others.

use super::lift::From;
use super::words::{To, element_format, gather, is_flat};
use crate::bindgen::plan::RoutineId;
use crate::bindgen::plan::call::{Routine, Value};
use crate::bindgen::python::generator::{
    Extra, FunctionWriter, Generator, Role, VALUES, ValueFunction,
};
use crate::bindgen::python::module::Module;
use crate::bindgen::source::{Source, close, line, open, reopen};
use std::collections::BTreeMap;

impl Generator<'_> {
    /// The file of functions for types; each may ask for others.
    pub fn values_module(&mut self) -> Module {
        let mut module = Module::new(VALUES);
        while let Some((function, name)) = self.pending.pop() {
            let ValueFunction {
                role,
                routine,
                extra,
                staged,
            } = function;
            let handles = self.has_handles(routine, extra);
            let mut writer = FunctionWriter::new(self, &mut module);
            writer.scope = handles;
            writer.staged = staged;
            match (role, extra) {
                (Role::Load, _) => writer.load_function(&name, routine),
                (Role::Store, _) => writer.store_function(&name, routine),
                (Role::LoadList, Extra::Pair { .. }) => {
                    writer.load_map_function(&name, routine, extra)
                }
                (Role::LoadList, _) => writer.load_list_function(&name, routine, extra),
                (Role::StoreList, _) => writer.store_list_function(&name, routine, extra),
            }
            let text = writer.out;
            module.code.section(text.as_str());
            module.code.block("\n");
        }
        module
    }

    fn has_handles(&self, routine: RoutineId, extra: Extra) -> bool {
        let pair = match extra {
            Extra::Pair { value, .. } => self.plan.has_handles(value),
            Extra::None | Extra::Element { .. } => false,
        };
        self.plan.has_handles(routine) || pair
    }
}

impl FunctionWriter<'_, '_> {
    fn head(&mut self, name: &str, memory: &str, params: &str, result: &str) {
        let result = match result {
            "None" => "None".to_string(),
            "pair" => format!(
                "{}[{}, {}]",
                self.module.builtin("tuple"),
                self.module.builtin("int"),
                self.module.builtin("int")
            ),
            _ => self.module.global("typing", "Any"),
        };
        let any = self.module.global("typing", "Any");
        let params = params.replace("Any", &any);
        let scope = if self.scope {
            format!(", _scope: {any}")
        } else {
            String::new()
        };
        open!(
            self.out,
            "def {name}({memory}, {params}{scope}) -> {result}:"
        );
    }

    /// The parameter of a function that reads.
    fn read(&mut self) -> String {
        match self.staged {
            true => format!("_d: {}", self.module.builtin("bytes")),
            false => format!("_m: {}", self.need("Memory")),
        }
    }

    /// The parameter of a function that writes: a memory or the stage.
    fn written(&mut self) -> String {
        format!("_m: {}", self.module.global("typing", "Any"))
    }

    /// Writes a body, and before it the variables that it turned out to use.
    fn body(&mut self, body: &Source) {
        if self.uses_instance {
            line!(self.out, "_i = _m.instance");
            line!(self.out, "_s = _m.state");
        }
        self.out.block(body.as_str());
    }

    fn load_function(&mut self, name: &str, routine: RoutineId) {
        let memory = self.read();
        self.head(name, &memory, "_p: int, _place: str", "value");
        let plan = self.file.plan;
        let routine = &plan.routines[routine];
        let (body, ()) = self.aside(|this| {
            let words = this.read_words(&routine.value, "_p");
            let from = From {
                pointer: "_p",
                base: 0,
                words: &words,
                context: routine.context,
                place: "_place",
            };
            let value = this.lift(&routine.value, &from);
            line!(this.out, "return {value}");
        });
        self.body(&body);
        self.out.end();
    }

    fn store_function(&mut self, name: &str, routine: RoutineId) {
        let memory = self.written();
        self.head(name, &memory, "_p: int, _x: Any, _path: str", "None");
        let plan = self.file.plan;
        let routine = &plan.routines[routine];
        let (body, ()) = self.aside(|this| {
            let to = To::Memory {
                pointer: "_p",
                base: 0,
            };
            this.lower(&routine.value, "_x", "", routine.context, &to);
            this.flush(&to);
        });
        self.guarded(&body, "_path");
    }

    /// Writes a body. A refused value gets `path` in front of its own path.
    fn guarded(&mut self, body: &Source, path: &str) {
        let (refusals, inside) = (self.need("REFUSALS"), self.need("inside"));
        open!(self.out, "try:");
        self.body(body);
        reopen!(self.out, "except {refusals} as _error:");
        line!(self.out, "raise {inside}({path}, _error)");
        self.out.end();
        self.out.end();
    }

    fn load_list_function(&mut self, name: &str, routine: RoutineId, extra: Extra) {
        let Extra::Element { size, align } = extra else {
            return;
        };
        let memory = self.read();
        self.head(name, &memory, "_p: int, _n: int, _place: str", "value");
        let plan = self.file.plan;
        let routine_id = routine;
        let routine = &plan.routines[routine];
        let mut places = Vec::new();
        let whole = gather(plan, &routine.value, 0, &mut places);
        places.sort_unstable();
        let (body, ()) = self.aside(|this| {
            this.check_list(size, align);
            if !whole || places.is_empty() {
                let load = this.value_function(Role::Load, routine_id, Extra::None);
                let (source, scope) = (this.source(), this.scope_argument(routine_id, Extra::None));
                line!(this.out, "return [{load}({source}, _q, _place{scope}) for _q in range(_p, _p + {size} * _n, {})]", size.max(1));
                return;
            }
            let names: Vec<_> = places.iter().map(|_| this.variable()).collect();
            let words: BTreeMap<_, _> = places.iter().copied().zip(names.clone()).collect();
            let from = From { pointer: "_p", base: 0, words: &words, context: routine.context, place: "_place" };
            let value = this.lift(&routine.value, &from);
            let format = element_format(&places, size);
            let unpack = this.module.structure(&format, "iter_unpack");
            let buffer = this.buffer();
            // A trap keeps the iterator. If that kept a view of memory, the collector of Python would clear the view first, and crash.
            let copied = if this.staged { "" } else { ".tobytes()" };
            line!(this.out, "return [{value} for {}, in {unpack}({buffer}[_p:_p + {size} * _n]{copied})]", names.join(", "));
        });
        self.body(&body);
        self.out.end();
    }

    fn check_list(&mut self, size: u32, align: u32) {
        if self.staged {
            return;
        }
        let aligned = if align > 1 {
            format!("_p & {} or ", align - 1)
        } else {
            String::new()
        };
        open!(self.out, "if {aligned}_p + {size} * _n > _m.size:");
        line!(self.out, "_m.check(_p, {size} * _n, {align}, _place)");
        self.out.end();
    }

    fn load_map_function(&mut self, name: &str, key: RoutineId, extra: Extra) {
        let Extra::Pair {
            value,
            offset,
            size,
            align,
        } = extra
        else {
            return;
        };
        let memory = self.read();
        self.head(name, &memory, "_p: int, _n: int, _place: str", "value");
        let (load_key, load_value) = (
            self.value_function(Role::Load, key, Extra::None),
            self.value_function(Role::Load, value, Extra::None),
        );
        let (scope_key, scope_value) = (
            self.scope_argument(key, Extra::None),
            self.scope_argument(value, Extra::None),
        );
        let source = self.source();
        self.check_list(size, align);
        open!(self.out, "return {{");
        line!(
            self.out,
            "{load_key}({source}, _q, _place{scope_key}): {load_value}({source}, _q + {offset}, _place{scope_value})"
        );
        line!(
            self.out,
            "for _q in range(_p, _p + {size} * _n, {})",
            size.max(1)
        );
        close!(self.out, "}}");
        self.out.end();
    }

    fn store_list_function(&mut self, name: &str, routine: RoutineId, extra: Extra) {
        let memory = self.written();
        self.head(name, &memory, "_x: Any, _path: str", "pair");
        let (size, align) = match extra {
            Extra::Element { size, align } | Extra::Pair { size, align, .. } => (size, align),
            Extra::None => (0, 1),
        };
        let items = match extra {
            Extra::Pair { .. } => self.need("map_pairs"),
            _ => self.need("list_items"),
        };
        line!(self.out, "_items = {items}(_x, _path)");
        line!(self.out, "_n = len(_items)");
        line!(self.out, "_start = _p = _m.allocate({align}, {size} * _n)");
        self.gather_list(routine, extra);
        let plan = self.file.plan;
        let (body, ()) = self.aside(|this| match extra {
            Extra::Pair { value, offset, .. } => {
                open!(this.out, "for _key, _value in _items:");
                this.store_part(&plan.routines[routine].value, "_key", 0, routine);
                this.store_part(&plan.routines[value].value, "_value", offset, value);
                line!(this.out, "_p += {size}");
                this.out.end();
            }
            _ => {
                open!(this.out, "for _item in _items:");
                this.store_part(&plan.routines[routine].value, "_item", 0, routine);
                line!(this.out, "_p += {size}");
                this.out.end();
            }
        });
        let place = format!("f'{{_path}}[{{(_p - _start) // {}}}]'", size.max(1));
        if self.uses_instance {
            line!(self.out, "_i = _m.instance");
            line!(self.out, "_s = _m.state");
            self.uses_instance = false;
        }
        let (refusals, inside) = (self.need("REFUSALS"), self.need("inside"));
        open!(self.out, "try:");
        self.out.block(body.as_str());
        reopen!(self.out, "except {refusals} as _error:");
        line!(self.out, "raise {inside}({place}, _error)");
        self.out.end();
        line!(self.out, "return _start, _n");
        self.out.end();
    }

    /// Writes all elements at once if they are words and strings; what is refused is left to the code that follows.
    fn gather_list(&mut self, routine: RoutineId, extra: Extra) {
        let plan = self.file.plan;
        let Routine { value, context, .. } = &plan.routines[routine];
        let Extra::Element { size, .. } = extra else {
            return;
        };
        if !self.staged || !is_flat(plan, value, context.encoding) {
            return;
        }
        let mut places = Vec::new();
        gather(plan, value, 0, &mut places);
        places.sort_unstable();
        let pack = self
            .module
            .structure(&element_format(&places, size), "pack");
        let (any, bytes) = (
            self.module.global("typing", "Any"),
            self.module.builtin("bytes"),
        );
        open!(self.out, "try:");
        line!(self.out, "_rows: list[{any}] = []");
        line!(self.out, "_texts: list[{bytes}] = []");
        line!(self.out, "_top = _m.top");
        open!(self.out, "for _item in _items:");
        let to = To::Memory {
            pointer: "_p",
            base: 0,
        };
        self.gathers = true;
        self.lower(value, "_item", "", *context, &to);
        self.gathers = false;
        let mut words = std::mem::take(&mut self.words);
        words.sort_by_key(|word| word.offset);
        let values: Vec<_> = words.iter().map(|word| word.fast.as_str()).collect();
        line!(self.out, "_rows.append({pack}({}))", values.join(", "));
        self.out.end();
        line!(self.out, "_m.write(_start, _rows + _texts)");
        line!(self.out, "return _start, _n");
        let refusals = self.need("REFUSALS");
        reopen!(self.out, "except {refusals}:");
        line!(self.out, "pass");
        self.out.end();
    }

    fn store_part(&mut self, value: &Value, expression: &str, base: u32, routine: RoutineId) {
        let to = To::Memory {
            pointer: "_p",
            base,
        };
        let context = self.file.plan.routines[routine].context;
        self.lower(value, expression, "", context, &to);
        self.flush(&to);
    }
}
