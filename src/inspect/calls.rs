//! Which imports of a core module each of its exports can reach.
//!
//! Direct calls are followed; a call through a table or a reference is taken to reach every function that a table
//! or a reference can hold, and every import that nothing calls directly: those are filled in from outside.

use super::module::InspectedModule;
use super::source::Source;
use crate::component::calls::Calls;
use anyhow::Result;
use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};
use wasmparser::BinaryReader;

/// Larger modules are not adapters, and reading their bodies would take long.
const LARGEST: u64 = 4 << 20;

/// The call graph of a module.
pub struct CallGraph {
    calls: Calls,
    imported: u32,
    exports: HashMap<String, u32>,
}

impl CallGraph {
    /// Reads the bodies of a module's functions; nothing for a module that is too large.
    pub fn read<R: Read + Seek>(
        source: &mut Source<R>,
        module: &InspectedModule,
    ) -> Result<Option<CallGraph>> {
        let mut calls = Calls::default();
        if let Some(range) = &module.elements {
            let bytes = source.bytes(range)?;
            calls.element_section(BinaryReader::new(&bytes, range.start))?;
        }
        if let Some(range) = &module.code {
            if range.end - range.start > LARGEST {
                return Ok(None);
            }
            let bytes = source.bytes(range)?;
            calls.code_section(BinaryReader::new(&bytes, range.start))?;
        }
        Ok(Some(CallGraph {
            calls,
            imported: module.imported_functions().count() as u32,
            exports: module.exported_functions.iter().cloned().collect(),
        }))
    }

    /// The function with this number of those in element segments.
    pub fn element(&self, slot: usize) -> Option<u32> {
        self.calls.elements.get(slot).copied()
    }

    /// The exported function of this name.
    pub fn export(&self, name: &str) -> Option<u32> {
        self.exports.get(name).copied()
    }

    /// The imported functions, by number, that a function can reach.
    pub fn reached_from(&self, function: u32) -> HashSet<u32> {
        let mut reached = HashSet::new();
        let mut open = vec![function];
        let mut indirect = false;
        while let Some(function) = open.pop() {
            if !reached.insert(function) || function < self.imported {
                continue;
            }
            let Some(body) = self.calls.bodies.get((function - self.imported) as usize) else {
                continue;
            };
            open.extend(&body.calls);
            if body.indirect && !indirect {
                indirect = true;
                open.extend(&self.calls.referenced);
                open.extend(self.called_by_nobody());
            }
        }
        reached.retain(|function| *function < self.imported);
        reached
    }

    fn called_by_nobody(&self) -> impl Iterator<Item = u32> {
        let called: HashSet<u32> = self
            .calls
            .bodies
            .iter()
            .flat_map(|body| body.calls.iter().copied())
            .collect();
        (0..self.imported).filter(move |import| !called.contains(import))
    }
}
