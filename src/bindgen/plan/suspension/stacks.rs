//! The core module that runs core functions of tasks on stacks of their own.
//!
//! An engine returns a promise for such a function, whether it was suspended or not. A call passes what the function
//! returned to the host, so that a task that was not suspended goes on at once:
//!
//! ```wat
//! (call $done (call $core (local.get $argument)))
//! ```

use super::exported::each_function;
use super::split::core_type;
use crate::bindgen::plan::call::CoreSignature;
use crate::bindgen::plan::index::{CallbackId, CoreInstanceId, ModuleId, TrampolineId};
use crate::bindgen::plan::model::{Plan, Trampoline};
use crate::bindgen::plan::steps::{CoreDef, CoreExport, CoreImport, CoreModule, Step};
use crate::bindgen::plan::types::Flat;
use std::collections::{BTreeMap, HashSet};
use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Module, TypeSection,
};

/// Puts the module after all others, and replaces functions that may be suspended, and these callbacks, by its
/// functions.
pub fn stacks(plan: &mut Plan, callbacks: &HashSet<CallbackId>) {
    let instances = plan.steps.iter();
    let instances = instances.filter(|step| matches!(step, Step::Instantiate { .. }));
    let mut stacks = Stacks {
        instance: instances.count().into(),
        imports: Vec::new(),
        functions: Vec::new(),
        dones: BTreeMap::new(),
    };
    let mut exports = std::mem::take(&mut plan.exports);
    for item in &mut exports {
        each_function(item, &mut |_, function| {
            if let Some(lift) = function.lift.as_mut().filter(|lift| lift.call.on_stack) {
                let signature = &lift.call.signature;
                stacks.function(&mut plan.trampolines, &mut lift.core, signature);
            }
        });
    }
    plan.exports = exports;
    stacks.guest_calls(plan);
    let (mut steps, mut last) = (Vec::new(), Vec::new());
    for mut step in std::mem::take(&mut plan.steps) {
        match &mut step {
            Step::Callback {
                index,
                from,
                on_stack,
            } if callbacks.contains(index) => {
                *on_stack = true;
                stacks.function(&mut plan.trampolines, from, &CoreSignature::words(3, 1));
                last.push(step);
            }
            _ => steps.push(step),
        }
    }
    let (wasm, imports) = stacks.finish();
    plan.modules.push(CoreModule {
        wasm,
        fused_adapter: false,
    });
    let module = ModuleId::from(plan.modules.len() - 1);
    steps.push(Step::Instantiate { module, imports });
    steps.append(&mut last);
    plan.steps = steps;
}

/// The module under construction: each function imports the function that it runs and the one that gets the result.
struct Stacks {
    instance: CoreInstanceId,
    imports: Vec<CoreImport>,
    functions: Vec<CoreSignature>,
    /// The functions of the host that get results, by the types of the results.
    dones: BTreeMap<Vec<Flat>, TrampolineId>,
}

impl Stacks {
    /// Runs callees of other component instances on stacks.
    fn guest_calls(&mut self, plan: &mut Plan) {
        for index in 0..plan.trampolines.len() {
            let (mut core, signature) = match &plan.trampolines[index] {
                Trampoline::GuestCall(call) if call.on_stack => {
                    (call.core.clone(), call.core_signature.clone())
                }
                _ => continue,
            };
            self.function(&mut plan.trampolines, &mut core, &signature);
            if let Trampoline::GuestCall(call) = &mut plan.trampolines[index] {
                call.core = core;
            }
        }
    }

    /// Runs a core function on a stack; `core` becomes the function that does so.
    fn function(
        &mut self,
        trampolines: &mut Vec<Trampoline>,
        core: &mut CoreDef,
        signature: &CoreSignature,
    ) {
        let results = &signature.results;
        let done = *self.dones.entry(results.clone()).or_insert_with(|| {
            trampolines.push(Trampoline::Done {
                params: results.clone(),
            });
            (trampolines.len() - 1).into()
        });
        let name = self.functions.len().to_string();
        let own = CoreDef::Export(CoreExport {
            instance: self.instance,
            name: name.clone(),
        });
        for (module, def) in [
            ("core", std::mem::replace(core, own)),
            ("done", CoreDef::Trampoline(done)),
        ] {
            self.imports.push(CoreImport {
                module: module.to_string(),
                name: name.clone(),
                def,
            });
        }
        self.functions.push(signature.clone());
    }

    fn finish(self) -> (Vec<u8>, Vec<CoreImport>) {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        let (mut functions, mut exports) = (FunctionSection::new(), ExportSection::new());
        let mut code = CodeSection::new();
        let core = |types: &[Flat]| types.iter().copied().map(core_type).collect::<Vec<_>>();
        let count = self.functions.len() as u32;
        for (i, signature) in (0..).zip(&self.functions) {
            let (params, results) = (core(&signature.params), core(&signature.results));
            types.ty().function(params.clone(), results.clone());
            types.ty().function(results, []);
            types.ty().function(params, []);
            let name = i.to_string();
            imports.import("core", &name, EntityType::Function(3 * i));
            imports.import("done", &name, EntityType::Function(3 * i + 1));
            functions.function(3 * i + 2);
            exports.export(&name, ExportKind::Func, 2 * count + i);
            let mut body = Function::new([]);
            let mut instructions = body.instructions();
            for param in 0..signature.params.len() as u32 {
                instructions.local_get(param);
            }
            instructions.call(2 * i).call(2 * i + 1).end();
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.section(&functions).section(&exports).section(&code);
        (module.finish(), self.imports)
    }
}
