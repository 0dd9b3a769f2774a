//! Which imports of a core module each of its exports can reach.
//!
//! Direct calls are followed; a call through a table or a reference is taken to reach every function that a table
//! or a reference can hold, and every import that nothing calls directly: those are filled in from outside.

use super::module::Module;
use super::source::Source;
use anyhow::Result;
use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};
use wasmparser::{
    BinaryReader, CodeSectionReader, ElementItems, ElementSectionReader, FunctionBody, Operator,
};

/// Larger modules are not adapters, and reading their bodies would take long.
const LARGEST: u64 = 4 << 20;

/// The call graph of a module.
pub struct Calls {
    bodies: Vec<Body>,
    imported: u32,
    /// Functions that are in a table, or taken a reference of.
    referenced: HashSet<u32>,
    /// The functions of element segments, in order.
    elements: Vec<u32>,
    exports: HashMap<String, u32>,
}

#[derive(Default)]
struct Body {
    calls: Vec<u32>,
    indirect: bool,
}

impl Calls {
    /// Reads the bodies of a module's functions; nothing for a module that is too large.
    pub fn read<R: Read + Seek>(source: &mut Source<R>, module: &Module) -> Result<Option<Calls>> {
        let mut calls = Calls {
            bodies: Vec::new(),
            imported: module.imported_functions().count() as u32,
            referenced: HashSet::new(),
            elements: Vec::new(),
            exports: module.exported_functions.iter().cloned().collect(),
        };
        if let Some(range) = &module.elements {
            let bytes = source.bytes(range)?;
            calls.elements(BinaryReader::new(&bytes, range.start))?;
        }
        if let Some(range) = &module.code {
            if range.end - range.start > LARGEST {
                return Ok(None);
            }
            let bytes = source.bytes(range)?;
            for body in CodeSectionReader::new(BinaryReader::new(&bytes, range.start))? {
                calls.body(&body?)?;
            }
        }
        Ok(Some(calls))
    }

    fn elements(&mut self, reader: BinaryReader<'_>) -> Result<()> {
        for element in ElementSectionReader::new(reader)? {
            match element?.items {
                ElementItems::Functions(functions) => {
                    for function in functions {
                        let function = function?;
                        self.referenced.insert(function);
                        self.elements.push(function);
                    }
                }
                ElementItems::Expressions(_, expressions) => {
                    for expression in expressions {
                        for operator in expression?.get_operators_reader() {
                            if let Operator::RefFunc { function_index } = operator? {
                                self.referenced.insert(function_index);
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn body(&mut self, body: &FunctionBody<'_>) -> Result<()> {
        let mut found = Body::default();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    found.calls.push(function_index);
                }
                Operator::RefFunc { function_index } => {
                    self.referenced.insert(function_index);
                }
                Operator::CallIndirect { .. }
                | Operator::ReturnCallIndirect { .. }
                | Operator::CallRef { .. }
                | Operator::ReturnCallRef { .. } => found.indirect = true,
                _ => {}
            }
        }
        self.bodies.push(found);
        Ok(())
    }

    /// The function with this number of those in element segments.
    pub fn element(&self, slot: usize) -> Option<u32> {
        self.elements.get(slot).copied()
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
            let Some(body) = self.bodies.get((function - self.imported) as usize) else {
                continue;
            };
            open.extend(&body.calls);
            if body.indirect && !indirect {
                indirect = true;
                open.extend(&self.referenced);
                open.extend(self.called_by_nobody());
            }
        }
        reached.retain(|function| *function < self.imported);
        reached
    }

    fn called_by_nobody(&self) -> impl Iterator<Item = u32> {
        let called: HashSet<u32> = self
            .bodies
            .iter()
            .flat_map(|body| body.calls.iter().copied())
            .collect();
        (0..self.imported).filter(move |import| !called.contains(import))
    }
}
