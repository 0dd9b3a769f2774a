//! What is put into the component: the front, the rest of the adapter with what it imports, and the functions that
//! announce to it that may-leave is false.

use super::forbid_leave::{FORBID, forbidding};
use super::output::Output;
use super::plan::{CalledBack, Lowered, Plan, Source};
use super::split::front::Front;
use super::split::rest::Rest;
use super::{FORBID_LEAVE, PRIVATE_MEMORY, REALLOC};
use crate::preview1::names::FRONT;
use crate::preview1::on_guest_memory;
use anyhow::{Context, Result, bail};
use wasm_encoder::{
    Alias, CanonicalFunctionSection, CanonicalOption, ComponentAliasSection, ComponentExportKind,
    ExportKind,
};

/// The front in the new component.
#[derive(Clone, Copy)]
pub struct Fronted {
    /// Its instance.
    pub instance: u32,
    memory: u32,
    realloc: Option<u32>,
}

/// Puts in the front, before the first instance.
pub fn insert_front(output: &mut Output, front: &Front) -> Result<Fronted> {
    let module = output.module(&front.wasm)?;
    let instance = output.instantiate(module, &[])?;
    let memory = output.alias_core(instance, PRIVATE_MEMORY, ExportKind::Memory)?;
    let realloc = match front.reallocs {
        true => Some(output.alias_core(instance, REALLOC, ExportKind::Func)?),
        false => None,
    };
    Ok(Fronted {
        instance,
        memory,
        realloc,
    })
}

/// Lowers what the rest of the adapter imports, and puts in its instance.
pub fn insert_rest(
    output: &mut Output,
    plan: &Plan<'_>,
    rest: &Rest,
    front: Fronted,
) -> Result<u32> {
    let mut aliases = ComponentAliasSection::new();
    let mut lowerings = CanonicalFunctionSection::new();
    let mut exports = Vec::new();
    for import in &rest.imports {
        let (interface, on_guest_memory) = on_guest_memory(&import.module);
        let key = (interface, import.original.as_str());
        let source = plan.sources.get(&key);
        let source = source.with_context(|| format!("nothing satisfies {key:?}"))?;
        let (kind, index) = match source {
            Source::Memory(_) => (ExportKind::Memory, main_memory(output, plan)?),
            Source::Function(function) => (ExportKind::Func, output.numbering.function(*function)?),
            Source::Lowered(lowered) => {
                aliases.alias(Alias::InstanceExport {
                    instance: lowered.instance,
                    kind: ComponentExportKind::Func,
                    name: lowered.name,
                });
                let on = match on_guest_memory {
                    true => main_memory(output, plan)?,
                    false => front.memory,
                };
                let function = output.numbering.component_functions.insert();
                lowerings.lower(function, options(lowered, on, front.realloc)?);
                (ExportKind::Func, output.numbering.functions.insert())
            }
        };
        exports.push((import.name.as_str(), kind, index));
    }
    if !aliases.is_empty() {
        output.writer.section(&aliases)?;
        output.writer.section(&lowerings)?;
    }
    let imports = output.instance_of_exports(&exports)?;
    let module = output.numbering.modules.get(plan.instances.adapter.module);
    let module = module.context("the adapter's module comes after its instance")?;
    output.instantiate(module, &[("", imports), (FRONT, front.instance)])
}

/// The main module's memory, in the new numbering.
fn main_memory(output: &Output, plan: &Plan<'_>) -> Result<u32> {
    let mut sources = plan.sources.values();
    let memory = sources.find_map(|source| match source {
        Source::Memory(memory) => output.numbering.memories.get(*memory),
        _ => None,
    });
    memory.context("the adapter does not get the main module's memory")
}

/// Puts in functions that call these and announce to the adapter that may-leave is false. Canonical options name them instead.
pub fn insert_forbidding(
    output: &mut Output,
    called_back: &[&CalledBack],
    rest: &Rest,
    adapter: u32,
) -> Result<()> {
    let types: Vec<_> = called_back.iter().map(|function| &function.ty).collect();
    let module = output.module(&forbidding(&types)?.finish())?;
    let forbid = rest.exports[FORBID_LEAVE].as_str();
    let forbid = output.alias_core(adapter, forbid, ExportKind::Func)?;
    let slots: Vec<String> = (0..called_back.len())
        .map(|slot| slot.to_string())
        .collect();
    let mut exports = vec![(FORBID, ExportKind::Func, forbid)];
    for (slot, called_back) in slots.iter().zip(called_back) {
        let function = output.numbering.function(called_back.function)?;
        exports.push((slot, ExportKind::Func, function));
    }
    let imports = output.instance_of_exports(&exports)?;
    let instance = output.instantiate(module, &[("", imports)])?;
    for (slot, called_back) in slots.iter().zip(called_back) {
        let function = output.alias_core(instance, slot, ExportKind::Func)?;
        output
            .numbering
            .call_backs
            .insert(called_back.function, function);
    }
    Ok(())
}

/// The canonical options of a function that is lowered on a memory, if it uses one. Strings are UTF-8 by default.
fn options(
    lowered: &Lowered<'_>,
    memory: u32,
    realloc: Option<u32>,
) -> Result<Vec<CanonicalOption>> {
    let mut options = Vec::new();
    for option in &lowered.options {
        match option {
            wasmparser::CanonicalOption::Memory(_) => options.push(CanonicalOption::Memory(memory)),
            wasmparser::CanonicalOption::Realloc(_) => {
                let realloc = realloc.context("the adapter has no allocator")?;
                options.push(CanonicalOption::Realloc(realloc));
            }
            wasmparser::CanonicalOption::UTF8 => {}
            other => bail!("`{}` is lowered with {other:?}", lowered.name),
        }
    }
    Ok(options)
}
