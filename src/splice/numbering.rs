//! The new numbers of a component's definitions, where some are left out and others are put in.
//!
//! A definition refers only to what comes before it. So the new number of each is noted as it is written or left out,
//! and references are looked up as they come.

use anyhow::{Result, anyhow};
use std::collections::HashMap;
use wasm_encoder::reencode::{self, Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{CanonicalOption, Component};
use wasmparser::{
    ComponentExternalKind, ComponentName, ComponentNameSectionReader, ComponentTypeRef, NameMap,
    Payload,
};

/// One index space.
#[derive(Default)]
pub struct Space {
    /// By the old number: the new one, or nothing for what was left out.
    new: Vec<Option<u32>>,
    next: u32,
}

impl Space {
    /// The next old definition is kept.
    pub fn keep(&mut self) {
        let number = self.insert();
        self.new.push(Some(number));
    }

    /// The next old definition is left out.
    pub fn leave_out(&mut self) {
        self.new.push(None);
    }

    /// The next old definition is left out, and another stands for it.
    pub fn replace(&mut self, by: u32) {
        self.new.push(Some(by));
    }

    /// A new definition is put in; this is its number.
    pub fn insert(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// The old number of the next old definition.
    pub fn position(&self) -> u32 {
        self.new.len() as u32
    }

    /// The new number of an old definition.
    pub fn get(&self, old: u32) -> Option<u32> {
        *self.new.get(old as usize)?
    }
}

/// The index spaces that change. What is in no other space is numbered as before.
#[derive(Default)]
pub struct Numbering {
    pub modules: Space,
    pub instances: Space,
    pub functions: Space,
    pub memories: Space,
    pub tables: Space,
    pub component_functions: Space,
    /// Core functions (old) whose place in canonical options others (new) take.
    pub call_backs: HashMap<u32, u32>,
    /// What was referred to though it was left out. Some methods of `ReencodeComponent` cannot fail.
    missing: Option<anyhow::Error>,
}

impl Numbering {
    /// The new number of a core function.
    pub fn function(&self, old: u32) -> Result<u32> {
        self.functions
            .get(old)
            .ok_or_else(|| left_out("core function", old))
    }

    /// Encodes what needs no more than new numbers, as sections of a component.
    pub fn encode(
        &mut self,
        encode: impl FnOnce(&mut Self, &mut Component) -> Result<(), Error<anyhow::Error>>,
    ) -> Result<Component> {
        let mut component = Component::new();
        encode(self, &mut component).map_err(|error| match error {
            Error::UserError(error) => error,
            error => anyhow!("{error}"),
        })?;
        match self.missing.take() {
            Some(missing) => Err(missing),
            None => Ok(component),
        }
    }

    /// Notes what a whole section defines, and encodes it.
    pub fn section(&mut self, payload: Payload<'_>) -> Result<Component> {
        match &payload {
            Payload::ComponentImportSection(section) => {
                for import in section.clone() {
                    match import?.ty {
                        ComponentTypeRef::Func(_) => self.component_functions.keep(),
                        ComponentTypeRef::Module(_) => self.modules.keep(),
                        _ => {}
                    }
                }
            }
            // An export may refer to one before it in the same section.
            Payload::ComponentExportSection(section) => {
                for export in section.clone() {
                    match export?.kind {
                        ComponentExternalKind::Func => self.component_functions.keep(),
                        ComponentExternalKind::Module => self.modules.keep(),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        self.encode(|numbering, component| {
            component_utils::parse_component_payload(numbering, component, payload, &[])
        })
    }

    /// Encodes the names of definitions, for those that are still there.
    pub fn names(
        &self,
        section: ComponentNameSectionReader<'_>,
    ) -> Result<wasm_encoder::ComponentNameSection> {
        let mut names = wasm_encoder::ComponentNameSection::new();
        for subsection in section {
            match subsection? {
                ComponentName::Component { name, .. } => names.component(name),
                ComponentName::CoreFuncs(map) => names.core_funcs(&renamed(map, &self.functions)?),
                ComponentName::CoreMemories(map) => {
                    names.core_memories(&renamed(map, &self.memories)?);
                }
                ComponentName::CoreTables(map) => names.core_tables(&renamed(map, &self.tables)?),
                ComponentName::CoreModules(map) => {
                    names.core_modules(&renamed(map, &self.modules)?);
                }
                ComponentName::CoreInstances(map) => {
                    names.core_instances(&renamed(map, &self.instances)?);
                }
                ComponentName::Funcs(map) => {
                    names.funcs(&renamed(map, &self.component_functions)?);
                }
                ComponentName::CoreGlobals(map) => names.core_globals(&same(map)?),
                ComponentName::CoreTags(map) => names.core_tags(&same(map)?),
                ComponentName::CoreTypes(map) => names.core_types(&same(map)?),
                ComponentName::Types(map) => names.types(&same(map)?),
                ComponentName::Instances(map) => names.instances(&same(map)?),
                ComponentName::Components(map) => names.components(&same(map)?),
                ComponentName::Values(map) => names.values(&same(map)?),
                ComponentName::Unknown { .. } => {}
            }
        }
        Ok(names)
    }

    fn lookup(&mut self, found: Option<u32>, what: &str, old: u32) -> u32 {
        found.unwrap_or_else(|| {
            self.missing.get_or_insert_with(|| left_out(what, old));
            0
        })
    }
}

fn left_out(what: &str, old: u32) -> anyhow::Error {
    anyhow!("{what} {old} was left out, but something refers to it")
}

fn renamed(map: NameMap<'_>, space: &Space) -> Result<wasm_encoder::NameMap> {
    let mut names: Vec<(u32, &str)> = Vec::new();
    for naming in map {
        let naming = naming?;
        if let Some(new) = space.get(naming.index) {
            names.push((new, naming.name));
        }
    }
    // A definition that stands for several may have several names.
    names.sort_by_key(|(index, _)| *index);
    names.dedup_by_key(|(index, _)| *index);
    let mut map = wasm_encoder::NameMap::new();
    for (index, name) in names {
        map.append(index, name);
    }
    Ok(map)
}

fn same(map: NameMap<'_>) -> Result<wasm_encoder::NameMap> {
    let mut names = wasm_encoder::NameMap::new();
    for naming in map {
        let naming = naming?;
        names.append(naming.index, naming.name);
    }
    Ok(names)
}

impl Reencode for Numbering {
    type Error = anyhow::Error;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<anyhow::Error>> {
        self.function(function).map_err(Error::UserError)
    }

    fn memory_index(&mut self, memory: u32) -> Result<u32, reencode::Error<anyhow::Error>> {
        let new = self.memories.get(memory);
        new.ok_or_else(|| Error::UserError(left_out("core memory", memory)))
    }

    fn table_index(&mut self, table: u32) -> Result<u32, reencode::Error<anyhow::Error>> {
        let new = self.tables.get(table);
        new.ok_or_else(|| Error::UserError(left_out("core table", table)))
    }
}

impl ReencodeComponent for Numbering {
    fn module_index(&mut self, module: u32) -> u32 {
        self.lookup(self.modules.get(module), "core module", module)
    }

    fn instance_index(&mut self, instance: u32) -> u32 {
        self.lookup(self.instances.get(instance), "core instance", instance)
    }

    fn canonical_option(
        &mut self,
        option: wasmparser::CanonicalOption,
    ) -> Result<CanonicalOption, Error<anyhow::Error>> {
        let instead = |function| self.call_backs.get(&function).copied();
        match option {
            wasmparser::CanonicalOption::Realloc(function) => {
                if let Some(function) = instead(function) {
                    return Ok(CanonicalOption::Realloc(function));
                }
            }
            wasmparser::CanonicalOption::PostReturn(function) => {
                if let Some(function) = instead(function) {
                    return Ok(CanonicalOption::PostReturn(function));
                }
            }
            _ => {}
        }
        component_utils::canonical_option(self, option)
    }

    fn component_func_index(&mut self, function: u32) -> u32 {
        let new = self.component_functions.get(function);
        self.lookup(new, "component function", function)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_move_by_what_is_put_in_and_left_out() {
        let mut space = Space::default();
        space.keep();
        space.leave_out();
        assert_eq!(space.insert(), 1);
        space.keep();
        space.replace(1);
        let new: Vec<_> = (0..5).map(|old| space.get(old)).collect();
        assert_eq!(new, [Some(0), None, Some(2), Some(1), None]);
        assert_eq!(space.position(), 4);
    }

    #[test]
    fn a_reference_to_what_was_left_out_is_an_error() {
        let mut numbering = Numbering::default();
        numbering.instances.leave_out();
        let encoded = numbering.encode(|numbering, _| {
            numbering.instance_index(0);
            Ok(())
        });
        let message = encoded.map(|_| ()).unwrap_err().to_string();
        assert_eq!(
            message,
            "core instance 0 was left out, but something refers to it"
        );
        assert!(numbering.function(0).is_err());
    }
}
