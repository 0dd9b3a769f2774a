//! Numbers: how each is read, written, checked and put into typed arrays.

use crate::bindgen::plan::call::Number;
use crate::bindgen::script::numbers::array;

/// The `DataView` accessor without `get` or `set`, and whether it takes an endianness.
pub fn number_accessor(number: Number) -> (&'static str, bool) {
    let accessor = array(number).trim_end_matches("Array");
    (accessor, !accessor.ends_with("t8"))
}

/// The piece of the runtime that checks a value.
pub fn check(number: Number) -> String {
    match number {
        Number::F32 | Number::F64 => "toFloat".to_string(),
        integer => format!("to{integer:?}"),
    }
}

/// A number from a core value, of which only the bits of the number's type count.
pub fn mask(number: Number, value: &str) -> String {
    match number {
        Number::U8 => format!("{value} & 255"),
        Number::S8 => format!("{value} << 24 >> 24"),
        Number::U16 => format!("{value} & 65535"),
        Number::S16 => format!("{value} << 16 >> 16"),
        Number::U32 => format!("{value} >>> 0"),
        Number::U64 => format!("BigInt.asUintN(64, {value})"),
        Number::S32 | Number::S64 | Number::F32 | Number::F64 => value.to_string(),
    }
}

/// A test that is true for values that the type does not have, and the type's name; only for integers of up to 32 bits.
///
/// Calls that must be fast contain the test itself: engines do not always inline a function that has it.
pub fn integer_test(number: Number, value: &str) -> Option<(String, &'static str)> {
    let (test, name) = match number {
        Number::U8 => (format!("({value} & 255) !== {value}"), "u8"),
        Number::S8 => (format!("{value} << 24 >> 24 !== {value}"), "s8"),
        Number::U16 => (format!("({value} & 65535) !== {value}"), "u16"),
        Number::S16 => (format!("{value} << 16 >> 16 !== {value}"), "s16"),
        Number::U32 => (format!("{value} >>> 0 !== {value}"), "u32"),
        Number::S32 => (format!("({value} | 0) !== {value}"), "s32"),
        Number::U64 | Number::S64 | Number::F32 | Number::F64 => return None,
    };
    Some((format!("typeof {value} !== 'number' || {test}"), name))
}

/// `view.getUint32(pointer, true)`
pub fn read(view: &str, accessor: &str, place: &str, wide: bool) -> String {
    let endian = if wide { ", true" } else { "" };
    format!("{view}.get{accessor}({place}{endian})")
}

/// The accessor for an unsigned number of this many bytes.
pub fn unsigned(size: u32) -> (&'static str, bool) {
    match size {
        1 => ("Uint8", false),
        2 => ("Uint16", true),
        _ => ("Uint32", true),
    }
}

/// `pointer + 8`
pub fn at(pointer: &str, offset: u32) -> String {
    if offset == 0 {
        pointer.to_string()
    } else {
        format!("{pointer} + {offset}")
    }
}
