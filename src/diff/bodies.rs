//! A function body without the numbers of what it refers to.
//!
//! A function that is added or removed moves the numbers of all that follow, and bodies refer to functions, types, globals and
//! tables by number. Two bodies that differ in those numbers alone are taken for the same function.
//!
//! ```text
//! old                new                both, without numbers
//! call 17            call 18            call 0
//! i32.const 4        i32.const 4        i32.const 4
//! ```

use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Encode};
use wasmparser::{BinaryReader, FunctionBody};

/// The body with 0 for every number of a function, type, global, table or tag. A malformed body gives none.
pub fn without_numbers(body: &[u8], at: u64) -> Option<Vec<u8>> {
    let body = FunctionBody::new(BinaryReader::new(body, at));
    let mut code = CodeSection::new();
    WithoutNumbers.parse_function_body(&mut code, body).ok()?;
    let mut bytes = Vec::new();
    code.encode(&mut bytes);
    Some(bytes)
}

struct WithoutNumbers;

impl Reencode for WithoutNumbers {
    type Error = Infallible;

    fn function_index(&mut self, _: u32) -> Result<u32, Error<Infallible>> {
        Ok(0)
    }

    fn type_index(&mut self, _: u32) -> Result<u32, Error<Infallible>> {
        Ok(0)
    }

    fn global_index(&mut self, _: u32) -> Result<u32, Error<Infallible>> {
        Ok(0)
    }

    fn table_index(&mut self, _: u32) -> Result<u32, Error<Infallible>> {
        Ok(0)
    }

    fn tag_index(&mut self, _: u32) -> Result<u32, Error<Infallible>> {
        Ok(0)
    }
}
