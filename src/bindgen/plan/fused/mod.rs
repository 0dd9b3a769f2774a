//! wasmtime-environ makes fused adapters, the core modules that join component instances, for an engine that optimizes
//! them. JavaScript engines do not optimize across calls between modules, so these passes do some of that work:
//!
//! - lists of numbers are copied at once, and not element by element (`lists`);
//! - may-leave is not cleared where nothing can read it (`leaving`); where an adapter then only passes on what it gets,
//!   its caller calls the other component directly;
//! - text that is all ASCII is copied without a call of the host (`text`).
//!
//! Adapters for calls where one side is async only prepare what the host does, so callers call the host (`calls`).
//!
//! Each pass replaces only sequences of instructions that it recognizes exactly, and leaves all others alone.

mod body;
mod calls;
mod interface;
mod leaving;
mod lists;
mod rest;
mod text;

pub use calls::{Part, join};

use super::call_graph::CallGraph;
use super::index::{CoreInstanceId, ModuleId};
use super::model::Trampoline;
use super::steps::{CoreDef, CoreExport, CoreModule, Step};
use anyhow::{Context, Result};
use body::Body;
use interface::Interface;
use std::collections::{HashMap, HashSet};
use wasm_encoder::{CodeSection, FunctionSection, Module, RawSection};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

/// An adapter that was rewritten.
struct Rewritten {
    wasm: Vec<u8>,
    /// Exports that only call an import, with the module and the name of that import.
    passed_on: HashMap<String, (String, String)>,
}

/// Rewrites the adapters among the modules, and makes the steps bypass adapter functions that only call another
/// function.
pub fn rewrite(
    modules: &mut [CoreModule],
    steps: &mut [Step],
    trampolines: &[Trampoline],
) -> Result<()> {
    let asynchronous = trampolines.iter().any(|trampoline| {
        matches!(
            trampoline,
            Trampoline::Builtin { .. } | Trampoline::GuestCall(_)
        )
    });
    let mut rewritten = HashMap::new();
    let nested = nested_calls(modules, steps)?;
    for (id, module) in modules.iter_mut().enumerate() {
        if module.fused_adapter {
            let id = ModuleId::from(id);
            let is_nested = |function| asynchronous || nested.contains(&(id, function));
            let adapter = rewrite_module(&module.wasm, is_nested)
                .context("internal error: a fused adapter cannot be read")?;
            module.wasm = adapter.wasm;
            rewritten.insert(id, adapter.passed_on);
        }
    }
    pass_over(steps, &rewritten);
    Ok(())
}

/// The functions that an allocator or a post-return function may call, with their modules. Only these functions run while
/// may-leave is false, so no other function finds it cleared.
fn nested_calls(modules: &[CoreModule], steps: &[Step]) -> Result<HashSet<(ModuleId, u32)>> {
    if !modules.iter().any(|module| module.fused_adapter) {
        return Ok(HashSet::new());
    }
    let mut first = Vec::new();
    for step in steps {
        match step {
            Step::Realloc { from, .. } | Step::PostReturn { from, .. } => first.push(from),
            Step::Instantiate { module, imports } if modules[*module].fused_adapter => {
                let inner = imports.iter();
                let inner = inner.filter(|import| interface::NESTED.contains(&&*import.module));
                first.extend(inner.map(|import| &import.def));
            }
            _ => {}
        }
    }
    match first.is_empty() {
        true => Ok(HashSet::new()),
        false => Ok(CallGraph::of(modules, steps)?.reached_from(first.into_iter())),
    }
}

/// Replaces imports of adapter functions that only call another function by that function.
fn pass_over(steps: &mut [Step], rewritten: &HashMap<ModuleId, HashMap<String, (String, String)>>) {
    let mut known: HashMap<CoreExport, CoreDef> = HashMap::new();
    let mut instances = 0usize;
    for step in steps {
        let Step::Instantiate { module, imports } = step else {
            continue;
        };
        for import in imports.iter_mut() {
            if let CoreDef::Export(export) = &import.def
                && let Some(def) = known.get(export)
            {
                import.def = def.clone();
            }
        }
        for (name, (from, wanted)) in rewritten.get(module).into_iter().flatten() {
            let mut imports = imports.iter();
            let import = imports.find(|import| import.module == *from && import.name == *wanted);
            if let Some(import) = import {
                let instance = CoreInstanceId::from(instances);
                let name = name.clone();
                known.insert(CoreExport { instance, name }, import.def.clone());
            }
        }
        instances += 1;
    }
}

/// Rewrites the core module of a fused adapter; `is_nested` says of its n-th own function whether it may be called while
/// may-leave is false.
fn rewrite_module(module: &[u8], is_nested: impl Fn(u32) -> bool) -> Result<Rewritten> {
    let interface = Interface::read(module)?;
    let copies = text::Copies::new(&interface);
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CodeSectionEntry(body) = payload? {
            let mut body = Body::read(module, &body)?;
            lists::copy_at_once(&mut body);
            leaving::leave_alone(&mut body, &interface, is_nested(bodies.len() as u32));
            copies.redirect(&mut body);
            bodies.push(body);
        }
    }
    let exports = interface.exports.iter().filter_map(|(name, index)| {
        let own = (*index as usize).checked_sub(interface.functions.len())?;
        let ty = interface.own[own];
        let (called, module, function) = interface.functions[bodies[own].only_calls()? as usize];
        let same = called == ty;
        same.then(|| (name.to_string(), (module.to_string(), function.to_string())))
    });
    let passed_on = exports.collect();
    let wasm = print(module, &interface, &bodies, &copies)?;
    if cfg!(debug_assertions) {
        let mut validator = Validator::new_with_features(WasmFeatures::all());
        let valid = validator.validate_all(&wasm);
        valid.context("the rewritten adapter is not valid")?;
    }
    Ok(Rewritten { wasm, passed_on })
}

/// The module with these bodies and with the functions of `copies`.
fn print(
    module: &[u8],
    interface: &Interface,
    bodies: &[Body],
    copies: &text::Copies,
) -> Result<Vec<u8>> {
    let mut output = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::FunctionSection(_) => {
                let mut functions = FunctionSection::new();
                let types = interface.own.iter().copied().chain(copies.types());
                types.for_each(|ty| _ = functions.function(ty));
                output.section(&functions);
            }
            Payload::CodeSectionStart { .. } => {
                let mut code = CodeSection::new();
                bodies.iter().for_each(|body| _ = code.raw(&body.bytes()));
                copies.write(&mut code);
                output.section(&code);
            }
            Payload::CodeSectionEntry(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = &module[range.start as usize..range.end as usize];
                    output.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(output.finish())
}
