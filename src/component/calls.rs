//! Which functions of a core module call which.

use anyhow::Result;
use std::collections::BTreeSet;
use wasmparser::{
    BinaryReader, CodeSectionReader, ElementItems, ElementSectionReader, FunctionBody, Operator,
};

/// The calls in a module's function bodies, and what calls through tables and references can reach.
#[derive(Default)]
pub struct Calls {
    /// The bodies of the functions that the module defines, in order.
    pub bodies: Vec<Body>,
    /// The functions that are in a table, or taken a reference of.
    pub referenced: BTreeSet<u32>,
    /// The functions of element segments, in order.
    pub elements: Vec<u32>,
}

/// What one function calls.
#[derive(Default)]
pub struct Body {
    /// The functions that it calls directly, once for each call.
    pub calls: Vec<u32>,
    /// Whether it calls through a table or a reference.
    pub indirect: bool,
}

impl Calls {
    /// Reads an element section.
    pub fn element_section(&mut self, reader: BinaryReader<'_>) -> Result<()> {
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

    /// Reads a code section.
    pub fn code_section(&mut self, reader: BinaryReader<'_>) -> Result<()> {
        for body in CodeSectionReader::new(reader)? {
            self.body(&body?)?;
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
}
