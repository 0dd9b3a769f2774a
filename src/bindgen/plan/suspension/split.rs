//! The core module that joins the parts of split imports.

use crate::bindgen::plan::core_items::each_core_item;
use crate::bindgen::plan::index::{CoreInstanceId, ModuleId, TrampolineId};
use crate::bindgen::plan::model::{Plan, Trampoline};
use crate::bindgen::plan::steps::{CoreDef, CoreExport, CoreImport, CoreModule, Step};
use crate::bindgen::plan::types::Flat;
use std::collections::{BTreeMap, HashSet};
use wasm_encoder::{
    BlockType, CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    ImportSection, Module, TypeSection, ValType,
};

/// Puts the module before all others, and replaces the imports by its functions.
pub fn split(plan: &mut Plan, suspending: &HashSet<TrampolineId>) {
    let mut indices: Vec<_> = suspending.iter().copied().collect();
    indices.sort_unstable();
    let first = CoreInstanceId::from(0usize);
    let Plan {
        steps,
        trampolines,
        exports,
        ..
    } = plan;
    each_core_item(steps, trampolines, exports, &mut |item| match item {
        // Every other core instance moves by one position.
        CoreDef::Export(export) => export.instance = (export.instance.index() + 1).into(),
        CoreDef::Trampoline(index) if suspending.contains(index) => {
            *item = CoreDef::Export(CoreExport {
                instance: first,
                name: index.to_string(),
            });
        }
        CoreDef::Trampoline(_)
        | CoreDef::Flags(_)
        | CoreDef::MayBlock
        | CoreDef::Context { .. } => {}
    });
    let mut joint = Joint::default();
    joint.import(plan, "wait", Trampoline::Wait, &[], &[]);
    for index in &indices {
        joint.function(plan, *index);
    }
    let imports = std::mem::take(&mut joint.defs);
    plan.modules.push(CoreModule {
        wasm: joint.finish(),
        fused_adapter: false,
    });
    let module = ModuleId::from(plan.modules.len() - 1);
    plan.steps.insert(0, Step::Instantiate { module, imports });
}

/// The module under construction; all imports come before its own functions.
#[derive(Default)]
struct Joint {
    types: TypeSection,
    imports: ImportSection,
    /// What satisfies the imports.
    defs: Vec<CoreImport>,
    /// The function that takes the result, by its type.
    takes: BTreeMap<Vec<Flat>, u32>,
    functions: Vec<Joined>,
}

/// A function that joins the parts of one import.
struct Joined {
    name: String,
    params: Vec<Flat>,
    results: Vec<Flat>,
    /// The function that calls the host.
    begin: u32,
    /// The function that takes the result.
    take: u32,
}

impl Joint {
    fn ty(&mut self, params: &[Flat], results: &[Flat]) -> u32 {
        let core = |types: &[Flat]| types.iter().copied().map(core_type).collect::<Vec<_>>();
        self.types.ty().function(core(params), core(results));
        self.types.len() - 1
    }

    /// Imports a function of the host; returns its index.
    fn import(
        &mut self,
        plan: &mut Plan,
        name: &str,
        trampoline: Trampoline,
        params: &[Flat],
        results: &[Flat],
    ) -> u32 {
        plan.trampolines.push(trampoline);
        let index = TrampolineId::from(plan.trampolines.len() - 1);
        self.import_trampoline(name, index, params, results)
    }

    fn import_trampoline(
        &mut self,
        name: &str,
        index: TrampolineId,
        params: &[Flat],
        results: &[Flat],
    ) -> u32 {
        let ty = self.ty(params, results);
        self.imports.import("", name, EntityType::Function(ty));
        self.defs.push(CoreImport {
            module: String::new(),
            name: name.to_string(),
            def: CoreDef::Trampoline(index),
        });
        self.defs.len() as u32 - 1
    }

    /// Joins the parts of one import.
    fn function(&mut self, plan: &mut Plan, index: TrampolineId) {
        let signature = plan.trampolines[index].joined_signature();
        let begin = self.import_trampoline(
            &format!("begin{index}"),
            index,
            &signature.params,
            &[Flat::I32],
        );
        let take = match self.takes.get(&signature.results) {
            Some(take) => *take,
            None => {
                let results = signature.results.clone();
                let name = format!("take{}", self.takes.len());
                let trampoline = Trampoline::Take {
                    results: results.clone(),
                };
                let take = self.import(plan, &name, trampoline, &[], &results);
                self.takes.insert(results, take);
                take
            }
        };
        self.functions.push(Joined {
            name: index.to_string(),
            params: signature.params,
            results: signature.results,
            begin,
            take,
        });
    }

    fn finish(mut self) -> Vec<u8> {
        let (mut functions, mut exports) = (FunctionSection::new(), ExportSection::new());
        let mut code = CodeSection::new();
        let imported = self.imports.len();
        for (i, joined) in std::mem::take(&mut self.functions).into_iter().enumerate() {
            functions.function(self.ty(&joined.params, &joined.results));
            exports.export(&joined.name, ExportKind::Func, imported + i as u32);
            let mut body = Function::new([]);
            let mut instructions = body.instructions();
            for param in 0..joined.params.len() as u32 {
                instructions.local_get(param);
            }
            instructions
                .call(joined.begin)
                .i32_eqz()
                .if_(BlockType::Empty);
            // `wait` is the first import.
            instructions.call(0).end().call(joined.take).end();
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports);
        module.section(&functions).section(&exports).section(&code);
        module.finish()
    }
}

pub fn core_type(flat: Flat) -> ValType {
    match flat {
        Flat::I32 => ValType::I32,
        Flat::I64 => ValType::I64,
        Flat::F32 => ValType::F32,
        Flat::F64 => ValType::F64,
    }
}
