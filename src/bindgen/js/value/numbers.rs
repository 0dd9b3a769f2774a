//! Numbers: how each is read, written, checked and put into typed arrays.

use crate::bindgen::plan::call::Number;
use crate::bindgen::script::numbers::array;

/// The name of a `DataView` accessor without `get` or `set`, and its last argument.
pub type Accessor = (&'static str, &'static str);

/// The accessor for a number.
pub fn accessor(number: Number) -> Accessor {
    let accessor = array(number).trim_end_matches("Array");
    let is_byte = accessor.ends_with("t8");
    (accessor, if is_byte { "" } else { ", true" })
}

/// The accessor for an unsigned number of this many bytes.
pub fn unsigned(size: u32) -> Accessor {
    accessor(match size {
        1 => Number::U8,
        2 => Number::U16,
        _ => Number::U32,
    })
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
pub fn integer_test(number: Number, value: &str) -> Option<(String, String)> {
    let masked = match number {
        Number::U8 | Number::U16 => format!("({})", mask(number, value)),
        Number::S8 | Number::S16 | Number::U32 => mask(number, value),
        Number::S32 => format!("({value} | 0)"),
        Number::U64 | Number::S64 | Number::F32 | Number::F64 => return None,
    };
    let test = format!("typeof {value} !== 'number' || {masked} !== {value}");
    Some((test, format!("{number:?}").to_lowercase()))
}
