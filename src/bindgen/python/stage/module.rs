//! The core module of the stage, as text.

use super::copies::{Copies, Site, Way};
use crate::bindgen::plan::call::{Call, Fallible, Outcome};
use crate::bindgen::plan::types::Flat;
use crate::bindgen::plan::{Lift, Plan, PostReturnId, ViewId};
use crate::bindgen::source::{Source, line, open};
use anyhow::{Context as _, Result};
use std::collections::BTreeSet;

/// An import of the core module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Import {
    /// The memory of a view.
    Memory(ViewId),
    /// Its allocator.
    Realloc(ViewId),
    /// The core function of one of the functions.
    Core(usize),
    /// A post-return function.
    PostReturn(PostReturnId),
}

/// What every module has.
const BEGINNING: &str = include_str!("beginning.wat");

/// What is the same for every memory: the copies, which check what they copy.
const COPIES: &str = include_str!("copies.wat");

/// Where values begin. Before them is a byte for each component instance, which is set while may-leave is false.
pub fn start(plan: &Plan) -> u32 {
    (plan.instances as u32).next_multiple_of(16)
}

/// The module that copies for these functions, and what it imports.
pub fn encode(plan: &Plan, functions: &[&Lift]) -> Result<(Vec<u8>, Vec<Import>)> {
    let imports = imports(plan, functions);
    let mut writer = Writer {
        plan,
        out: Source::default(),
        copies: Copies::new(plan),
    };
    open!(writer.out, "(module");
    for import in &imports {
        writer.import(*import, functions);
    }
    writer.out.block(BEGINNING);
    for import in &imports {
        if let Import::Memory(view) = import {
            let (into, out) = COPIES.split_once("\n\n").unwrap_or_default();
            // Without an allocator there are results only.
            if plan.views[*view].realloc.is_some() {
                writer.out.block(&into.replace("VIEW", &view.to_string()));
            }
            writer.out.block(&out.replace("VIEW", &view.to_string()));
        }
    }
    for (i, lift) in functions.iter().enumerate() {
        writer.function(i, &lift.call);
    }
    let copies = writer.copies.text();
    writer.out.block(&copies);
    writer.out.close(format_args!(")"));
    let text = writer.out.as_str();
    let wasm = wat::parse_str(text)
        .with_context(|| format!("internal error: the stage is not a module:\n{text}"))?;
    Ok((wasm, imports))
}

fn imports(plan: &Plan, functions: &[&Lift]) -> Vec<Import> {
    let mut imports = BTreeSet::new();
    for (i, lift) in functions.iter().enumerate() {
        imports.insert(Import::Core(i));
        imports.extend(lift.call.post_return.map(Import::PostReturn));
        if let Some(view) = lift.call.context.view {
            imports.insert(Import::Memory(view));
            imports.extend(plan.views[view].realloc.map(|_| Import::Realloc(view)));
        }
    }
    imports.into_iter().collect()
}

/// The names of core types.
fn types(types: &[Flat]) -> String {
    let names = types.iter().map(|ty| match ty {
        Flat::I32 => " i32",
        Flat::I64 => " i64",
        Flat::F32 => " f32",
        Flat::F64 => " f64",
    });
    names.collect()
}

struct Writer<'a> {
    plan: &'a Plan,
    out: Source,
    copies: Copies<'a>,
}

impl Writer<'_> {
    fn import(&mut self, import: Import, functions: &[&Lift]) {
        let what = match import {
            Import::Memory(view) => format!("(memory $memory{view} 0)"),
            Import::Realloc(view) => {
                format!("(func $realloc{view} (param i32 i32 i32 i32) (result i32))")
            }
            Import::Core(i) => {
                let signature = &functions[i].call.signature;
                let (params, results) = (types(&signature.params), types(&signature.results));
                format!("(func $core{i} (param{params}) (result{results}))")
            }
            Import::PostReturn(id) => {
                let mut users = functions.iter();
                let user = users.find(|lift| lift.call.post_return == Some(id));
                let taken = user.map_or(String::new(), |lift| types(&lift.call.signature.results));
                format!("(func $post_return{id} (param{taken}))")
            }
        };
        line!(self.out, "(import \"\" \"\" {what})");
    }

    /// Writes a function with the core parameters of the component's function, whose pointers lead to the stage.
    fn function(&mut self, index: usize, call: &Call) {
        let signature = &call.signature;
        let (params, results) = (types(&signature.params), types(&signature.results));
        let returns = !signature.results.is_empty();
        open!(
            self.out,
            "(func (export \"{index}\") (param{params}) (result{results}) (local $at i32) (local $from i32)"
        );
        if returns {
            line!(self.out, "(local $result{results})");
        }
        let copied = self.arguments(call);
        if !copied.is_empty() {
            self.gate(call, 1);
            copied.iter().for_each(|text| line!(self.out, "{text}"));
            self.gate(call, 0);
        }
        let arguments = (0..signature.params.len()).map(|i| format!(" (local.get {i})"));
        let called = format!("(call $core{index}{})", arguments.collect::<String>());
        match returns {
            true => line!(self.out, "(local.set $result {called})"),
            false => line!(self.out, "{called}"),
        }
        self.result(call);
        if let Some(id) = call.post_return {
            let taken = if returns { " (local.get $result)" } else { "" };
            self.gate(call, 1);
            line!(self.out, "(call $post_return{id}{taken})");
            self.gate(call, 0);
        }
        match (call.result_area, returns) {
            // The end of the result in the stage.
            (Some(_), _) => line!(self.out, "(global.get $top)"),
            (None, true) => line!(self.out, "(local.get $result)"),
            (None, false) => {}
        }
        self.out.close(format_args!(")"));
    }

    /// Writes the byte of the component instance: 1 while may-leave is false.
    fn gate(&mut self, call: &Call, value: u32) {
        line!(
            self.out,
            "(i32.store8 $stage (i32.const {}) (i32.const {value}))",
            call.context.instance
        );
    }

    /// Statements that copy the arguments into the component.
    fn arguments(&mut self, call: &Call) -> Vec<String> {
        let Some(site) = Site::new(Way::In, call.context) else {
            return Vec::new();
        };
        let values = call.params.iter().map(|param| &param.value);
        let Some(area) = call.params_area else {
            let copies = &mut self.copies;
            return values
                .flat_map(|value| copies.in_slots(value, site))
                .collect();
        };
        let mut statements = vec!["(local.set $from (local.get 0))".to_string()];
        statements.push(format!(
            "(local.set 0 (local.tee $at (call $in{} (local.get 0) (i32.const {}) (i32.const {}))))",
            site.view, area.size, area.align
        ));
        for value in values {
            statements.extend(self.copies.in_memory(value, 0, site));
        }
        statements
    }

    /// Copies a result in memory to the beginning of the stage.
    fn result(&mut self, call: &Call) {
        let (Some(area), Some(site)) = (call.result_area, Site::new(Way::Out, call.context)) else {
            return;
        };
        line!(
            self.out,
            "(global.set $top (i32.const {}))",
            start(self.plan)
        );
        line!(
            self.out,
            "(local.set $from (local.tee $at (call $out{} (local.get $result) (i32.const {}) (i32.const {}))))",
            site.view,
            area.size,
            area.align
        );
        let copies = &mut self.copies;
        let statements = match &call.result {
            None => Vec::new(),
            Some(Outcome::Plain(value)) => copies.in_memory(value, 0, site),
            Some(Outcome::Fallible(Fallible { ok, err, .. })) => {
                let discriminant = "(i32.load8_u $stage (local.get $from))";
                copies.cases(discriminant, &[ok.as_ref(), err.as_ref()], |this, value| {
                    this.in_memory(value, 0, site)
                })
            }
        };
        statements.iter().for_each(|text| line!(self.out, "{text}"));
    }
}
