//! The body of a function, as instructions that can be taken out and replaced.

use anyhow::Result;
use std::borrow::Cow;
use std::ops::Range;
use wasm_encoder::{Encode, Instruction};
use wasmparser::{FunctionBody, Operator};

/// An instruction with its bytes, or one operator that represents several new instructions.
pub struct Part<'a> {
    pub operator: Operator<'a>,
    bytes: Cow<'a, [u8]>,
}

/// A function body.
pub struct Body<'a> {
    locals: &'a [u8],
    pub steps: Vec<Part<'a>>,
}

impl<'a> Body<'a> {
    pub fn read(module: &'a [u8], body: &FunctionBody<'a>) -> Result<Body<'a>> {
        let operators = body.get_operators_reader()?.into_iter_with_offsets();
        let operators = operators
            .map(|operator| operator.map(|(operator, offset)| (operator, offset as usize)))
            .collect::<Result<Vec<_>, _>>()?;
        let range = body.range();
        let end = range.end as usize;
        let ends = operators.iter().skip(1).map(|(_, offset)| *offset);
        let ends: Vec<usize> = ends.chain([end]).collect();
        let first = operators.first().map_or(end, |(_, offset)| *offset);
        let steps = operators.into_iter().zip(ends);
        Ok(Body {
            locals: &module[range.start as usize..first],
            steps: steps
                .map(|((operator, start), end)| Part {
                    operator,
                    bytes: Cow::Borrowed(&module[start..end]),
                })
                .collect(),
        })
    }

    /// The bytes of the body.
    pub fn bytes(&self) -> Vec<u8> {
        let steps = self.steps.iter().flat_map(|step| step.bytes.iter());
        self.locals.iter().chain(steps).copied().collect()
    }

    /// Replaces instructions by others.
    pub fn replace(&mut self, range: Range<usize>, steps: Vec<Part<'a>>) {
        self.steps.splice(range, steps);
    }

    /// The function that this one calls with its own parameters, if it does nothing else.
    pub fn only_calls(&self) -> Option<u32> {
        let mut steps = self.steps.iter().map(|step| &step.operator).enumerate();
        let called = steps.find_map(|(at, operator)| match operator {
            Operator::LocalGet { local_index } if *local_index as usize == at => None,
            Operator::Call { function_index } => Some(Some(*function_index)),
            _ => Some(None),
        })??;
        let rest: Vec<_> = steps.map(|(_, operator)| operator).collect();
        matches!(rest[..], [Operator::End]).then_some(called)
    }
}

impl<'a> Part<'a> {
    /// New instructions that no later pass has to recognize.
    pub fn of(instructions: &[Instruction]) -> Part<'a> {
        Part::known(Operator::Nop, instructions)
    }

    /// New instructions that later passes see as this operator.
    pub fn known(operator: Operator<'a>, instructions: &[Instruction]) -> Part<'a> {
        let mut bytes = Vec::new();
        for instruction in instructions {
            instruction.encode(&mut bytes);
        }
        Part {
            operator,
            bytes: Cow::Owned(bytes),
        }
    }
}
