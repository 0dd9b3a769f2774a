//! Numbers in lists.

use crate::bindgen::plan::call::Number;

/// The typed array that a list of such numbers becomes.
pub fn array(number: Number) -> &'static str {
    match number {
        Number::U8 => "Uint8Array",
        Number::S8 => "Int8Array",
        Number::U16 => "Uint16Array",
        Number::S16 => "Int16Array",
        Number::U32 => "Uint32Array",
        Number::S32 => "Int32Array",
        Number::U64 => "BigUint64Array",
        Number::S64 => "BigInt64Array",
        Number::F32 => "Float32Array",
        Number::F64 => "Float64Array",
    }
}
