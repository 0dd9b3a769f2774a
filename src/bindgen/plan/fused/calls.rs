//! Calls between component instances where one side is async.
//!
//! An adapter does no more than pass two of its own functions to the host, which lower arguments and results:
//!
//! ```wat
//! (func (export "adapter0") (param $argument i32) (result i32)
//!   (call $prepare (ref.func $start) (ref.func $return) … (local.get $argument))
//!   (call $start-call (ref.func $callee) …))
//! ```
//!
//! All that it passes is constant. So the plan has a [`GuestCall`] for it, the adapter exports the two functions, and
//! callers import the host's function itself. A backend then knows the types of all functions it calls.

use super::rest::Rest;
use crate::bindgen::plan::call::{CoreSignature, Returns};
use crate::bindgen::plan::guest_call::{GuestCall, Lifted};
use crate::bindgen::plan::index::{
    CallbackId, CoreInstanceId, MemoryId, PostReturnId, TrampolineId,
};
use crate::bindgen::plan::model::Trampoline;
use crate::bindgen::plan::steps::{CoreDef, CoreExport, CoreImport, CoreModule, Step};
use crate::bindgen::plan::types::Flat;
use anyhow::{Context, Result, bail};
use std::collections::{HashMap, HashSet};
use wasmparser::{ExternalKind, Operator, Parser, Payload, TypeRef, ValType};

/// A function of the host that adapters call to make a task.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// It gets everything but the callee; the task must return with this memory.
    Prepare(Option<MemoryId>),
    /// It calls the callee.
    Start {
        callback: Option<CallbackId>,
        post_return: Option<PostReturnId>,
    },
}

/// Replaces the parts by whole calls; returns what to call instead of functions that adapters no longer export.
pub fn join(
    modules: &mut [CoreModule],
    steps: &mut [Step],
    trampolines: &mut Vec<Trampoline>,
    parts: &HashMap<TrampolineId, Part>,
) -> Result<HashMap<CoreExport, TrampolineId>> {
    let mut known = HashMap::new();
    if parts.is_empty() {
        return Ok(known);
    }
    let (mut instances, mut joined) = (0usize, HashSet::new());
    for step in steps {
        let Step::Instantiate { module, imports } = step else {
            continue;
        };
        let instance = CoreInstanceId::from(instances);
        instances += 1;
        for import in imports.iter_mut() {
            if let CoreDef::Export(export) = &import.def
                && let Some(def) = known.get(export)
            {
                import.def = CoreDef::Trampoline(*def);
            }
        }
        if !modules[module.index()].fused_adapter {
            continue;
        }
        let adapter = Adapter::read(&modules[*module].wasm, imports, parts)
            .context("internal error: a fused adapter cannot be read")?;
        if adapter.calls.is_empty() {
            continue;
        }
        if !joined.insert(*module) {
            bail!("internal error: a fused adapter is instantiated twice");
        }
        for (name, call) in adapter.guest_calls(instance, imports)? {
            trampolines.push(Trampoline::GuestCall(Box::new(call)));
            let index = TrampolineId::from(trampolines.len() - 1);
            known.insert(CoreExport { instance, name }, index);
        }
        let wasm = adapter.print(&modules[*module].wasm)?;
        modules[module.index()].wasm = wasm;
        imports.retain(|import| part(import, parts).is_none());
    }
    Ok(known)
}

fn part(import: &CoreImport, parts: &HashMap<TrampolineId, Part>) -> Option<Part> {
    match &import.def {
        CoreDef::Trampoline(index) => parts.get(index).copied(),
        _ => None,
    }
}

/// An adapter before it is rewritten.
struct Adapter<'a> {
    types: Vec<Option<CoreSignature>>,
    /// The types of all functions, imported ones first.
    functions: Vec<u32>,
    /// The position among all imports of each imported function.
    imported: Vec<usize>,
    /// The imported functions that are parts of calls.
    parts: HashMap<u32, Part>,
    exports: HashMap<u32, &'a str>,
    calls: Vec<AsyncCall>,
}

/// What a function passes to the host.
struct AsyncCall {
    /// The function itself.
    function: u32,
    memory: Option<MemoryId>,
    callback: Option<CallbackId>,
    post_return: Option<PostReturnId>,
    start: u32,
    finish: u32,
    callee: u32,
    /// The numbers that `Prepare` gets.
    numbers: Vec<i32>,
    /// The flags that `Start` gets for a subtask.
    flags: Option<i32>,
}

/// The number that says that a subtask has a result, and the one that says that it has none.
const SUBTASK: [i32; 2] = [-2, -1];

impl<'a> Adapter<'a> {
    fn read(
        module: &'a [u8],
        imports: &[CoreImport],
        parts: &HashMap<TrampolineId, Part>,
    ) -> Result<Adapter<'a>> {
        let mut adapter = Adapter {
            types: Vec::new(),
            functions: Vec::new(),
            imported: Vec::new(),
            parts: HashMap::new(),
            exports: HashMap::new(),
            calls: Vec::new(),
        };
        let mut body = 0;
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    for ty in types.into_iter_err_on_gc_types() {
                        let ty = ty?;
                        adapter.types.push(signature(ty.params(), ty.results()));
                    }
                }
                Payload::ImportSection(section) => {
                    for (position, import) in section.into_imports().enumerate() {
                        if let TypeRef::Func(ty) = import?.ty {
                            let function = adapter.functions.len() as u32;
                            if let Some(part) = part(&imports[position], parts) {
                                adapter.parts.insert(function, part);
                            }
                            adapter.functions.push(ty);
                            adapter.imported.push(position);
                        }
                    }
                }
                Payload::FunctionSection(types) => {
                    for ty in types {
                        adapter.functions.push(ty?);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func && !export.name.starts_with('[') {
                            adapter.exports.insert(export.index, export.name);
                        }
                    }
                }
                Payload::CodeSectionEntry(code) => {
                    let function = adapter.imported.len() as u32 + body;
                    body += 1;
                    let operators = code.get_operators_reader()?.into_iter();
                    let operators = operators.collect::<Result<Vec<_>, _>>()?;
                    let call = adapter.call(function, &operators)?;
                    adapter.calls.extend(call);
                }
                _ => {}
            }
        }
        Ok(adapter)
    }

    /// What a function passes to the host, if it only does that.
    fn call(&self, function: u32, operators: &[Operator]) -> Result<Option<AsyncCall>> {
        let (mut references, mut numbers) = (Vec::new(), Vec::new());
        let (mut memory, mut before) = (None, 0);
        for operator in operators {
            match operator {
                Operator::RefFunc { function_index } => references.push(*function_index),
                Operator::I32Const { value } => numbers.push(*value),
                Operator::LocalGet { .. } => {}
                Operator::Call { function_index } => match self.parts.get(function_index) {
                    Some(Part::Prepare(own)) => (memory, before) = (*own, numbers.len()),
                    Some(Part::Start {
                        callback,
                        post_return,
                    }) => {
                        let [start, finish, callee] = references[..] else {
                            bail!("a call with {} functions", references.len());
                        };
                        let flags = numbers.split_off(before).get(2).copied();
                        return Ok(Some(AsyncCall {
                            function,
                            memory,
                            callback: *callback,
                            post_return: *post_return,
                            start,
                            finish,
                            callee,
                            numbers,
                            flags,
                        }));
                    }
                    None => return Ok(None),
                },
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    fn signature(&self, function: u32) -> Result<CoreSignature> {
        let ty = self.functions[function as usize] as usize;
        let signature = self.types[ty].clone();
        signature.context("a function with references")
    }

    /// The calls, with the names under which the adapter exported them.
    fn guest_calls(
        &self,
        instance: CoreInstanceId,
        imports: &[CoreImport],
    ) -> Result<Vec<(String, GuestCall)>> {
        let calls = self.calls.iter().map(|call| {
            let name = *self.exports.get(&call.function).context("no name")?;
            let [caller, callee, result, _, encoding, results] = call.numbers[..] else {
                bail!("{} numbers", call.numbers.len());
            };
            let callee_import = self.imported.get(call.callee as usize);
            let core = &imports[*callee_import.context("the callee is not imported")?];
            let own = |what| {
                CoreDef::Export(CoreExport {
                    instance,
                    name: exported(what, name),
                })
            };
            let lifted = match (call.callback, call.flags) {
                (Some(callback), _) => Lifted::Callback(callback),
                (None, Some(0)) => Lifted::Sync(call.post_return),
                (None, _) => Lifted::Stack,
            };
            Ok((
                name.to_string(),
                GuestCall {
                    name: match &core.def {
                        CoreDef::Export(export) => export.name.clone(),
                        _ => name.to_string(),
                    },
                    caller: (caller as u32).into(),
                    callee: (callee as u32).into(),
                    signature: self.signature(call.function)?,
                    subtask: call.flags.is_some(),
                    result_area: results == SUBTASK[0] || results > 1,
                    start: own(START),
                    arguments: self.signature(call.start)?.params.len(),
                    finish: own(FINISH),
                    results: self.signature(call.finish)?.params.len(),
                    core: core.def.clone(),
                    core_signature: self.signature(call.callee)?,
                    lifted,
                    returns: Returns {
                        key: Returns::key(result as u32, encoding as u32),
                        memory: call.memory,
                    },
                    on_stack: false,
                },
            ))
        });
        calls.collect()
    }

    /// The adapter without these calls; what they passed to the host is exported.
    fn print(&self, module: &[u8]) -> Result<Vec<u8>> {
        let mut next = 0;
        let numbers = (0..self.functions.len() as u32).map(|function| {
            let kept = !self.parts.contains_key(&function);
            next += u32::from(kept);
            kept.then(|| next - 1)
        });
        let exports = self.calls.iter().flat_map(|call| {
            let name = self.exports[&call.function];
            let functions = [(START, call.start), (FINISH, call.finish)];
            functions.map(|(what, function)| (exported(what, name), function))
        });
        let rest = Rest {
            numbers: numbers.collect(),
            next_body: self.imported.len() as u32,
            empty: self.calls.iter().map(|call| call.function).collect(),
            exports: exports.collect(),
        };
        rest.print(module)
    }
}

const START: &str = "start";
const FINISH: &str = "finish";

/// The name of a function of a call: `start_adapter0`.
fn exported(what: &str, adapter: &str) -> String {
    format!("{what}_{adapter}")
}

fn signature(params: &[ValType], results: &[ValType]) -> Option<CoreSignature> {
    let flat = |types: &[ValType]| {
        let types = types.iter().map(|ty| match ty {
            ValType::I32 => Some(Flat::I32),
            ValType::I64 => Some(Flat::I64),
            ValType::F32 => Some(Flat::F32),
            ValType::F64 => Some(Flat::F64),
            ValType::V128 | ValType::Ref(_) => None,
        });
        types.collect::<Option<Vec<_>>>()
    };
    Some(CoreSignature {
        params: flat(params)?,
        results: flat(results)?,
    })
}
