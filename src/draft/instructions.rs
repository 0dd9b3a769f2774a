//! The instructions of a function, and putting others in their place.
//!
//! ```wat
//! (local.get 0) (call $initialize)      (local.get 0) (call $start) (call $initialize)
//!               ^^^^^^^^^^^^^^^^^^  =>
//! ```

use anyhow::Result;
use std::ops::Range;
use wasmparser::{BinaryReader, FunctionBody, Operator};

/// The instructions of a body, and where they are in it.
pub fn instructions(body: &[u8]) -> Result<Vec<(Operator<'_>, Range<usize>)>> {
    let mut reader = FunctionBody::new(BinaryReader::new(body, 0)).get_operators_reader()?;
    let mut instructions = Vec::new();
    while !reader.eof() {
        let start = reader.original_position() as usize;
        let instruction = reader.read()?;
        instructions.push((instruction, start..reader.original_position() as usize));
    }
    Ok(instructions)
}

/// A body with other instructions in the place of those in the ranges, which are in order.
pub fn replaced(body: &[u8], by: &[(Range<usize>, &[u8])]) -> Vec<u8> {
    let mut new = Vec::with_capacity(body.len());
    let mut copied = 0;
    for (range, instructions) in by {
        new.extend(&body[copied..range.start]);
        new.extend(*instructions);
        copied = range.end;
    }
    new.extend(&body[copied..]);
    new
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{Function, ValType};

    #[test]
    fn what_is_replaced_is_what_the_range_has() {
        let mut function = Function::new([(1, ValType::I64)]);
        function.instructions().call(300).drop().call(1).end();
        let body = function.into_raw_body();
        let found = instructions(&body).unwrap();
        assert_eq!(found.len(), 4);
        let ranges: Vec<_> = found.into_iter().map(|(_, range)| range).collect();
        let [first, _, third, _] = &ranges[..] else {
            unreachable!()
        };
        let new = replaced(&body, &[(first.clone(), &[0x01]), (third.clone(), &[])]);

        let mut expected = Function::new([(1, ValType::I64)]);
        expected.instructions().nop().drop().end();
        assert_eq!(new, expected.into_raw_body());
    }
}
