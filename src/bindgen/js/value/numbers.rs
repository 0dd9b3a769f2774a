//! Numbers: how each is read, written, checked and put into typed arrays.

use crate::bindgen::plan::types::TypeKind;

/// What the code does with one numeric type.
pub struct Scalar {
    /// `DataView` accessor without `get` or `set`.
    pub accessor: &'static str,
    /// The typed array that a list of it becomes.
    pub array: &'static str,
    /// The piece of the runtime that checks a value.
    pub check: &'static str,
    /// Whether the accessor takes an endianness.
    pub wide: bool,
}

/// The numeric type of this kind, if it is one.
pub fn scalar(kind: &TypeKind) -> Option<Scalar> {
    let (accessor, array, check, wide) = match kind {
        TypeKind::U8 => ("Uint8", "Uint8Array", "toU8", false),
        TypeKind::S8 => ("Int8", "Int8Array", "toS8", false),
        TypeKind::U16 => ("Uint16", "Uint16Array", "toU16", true),
        TypeKind::S16 => ("Int16", "Int16Array", "toS16", true),
        TypeKind::U32 => ("Uint32", "Uint32Array", "toU32", true),
        TypeKind::S32 => ("Int32", "Int32Array", "toS32", true),
        TypeKind::U64 => ("BigUint64", "BigUint64Array", "toU64", true),
        TypeKind::S64 => ("BigInt64", "BigInt64Array", "toS64", true),
        TypeKind::F32 => ("Float32", "Float32Array", "toFloat", true),
        TypeKind::F64 => ("Float64", "Float64Array", "toFloat", true),
        _ => return None,
    };
    Some(Scalar {
        accessor,
        array,
        check,
        wide,
    })
}

/// The test that a value of such a type passes, and the type's name; only for numbers of at most 32 bits.
///
/// Where a call has to be fast the test stands in it, for engines do not always inline a function that has one.
pub fn integer_test(kind: &TypeKind, value: &str) -> Option<(String, &'static str)> {
    let (test, name) = match kind {
        TypeKind::U8 => (format!("({value} & 255) !== {value}"), "u8"),
        TypeKind::S8 => (format!("{value} << 24 >> 24 !== {value}"), "s8"),
        TypeKind::U16 => (format!("({value} & 65535) !== {value}"), "u16"),
        TypeKind::S16 => (format!("{value} << 16 >> 16 !== {value}"), "s16"),
        TypeKind::U32 => (format!("{value} >>> 0 !== {value}"), "u32"),
        TypeKind::S32 => (format!("({value} | 0) !== {value}"), "s32"),
        _ => return None,
    };
    Some((format!("typeof {value} !== 'number' || {test}"), name))
}

/// `view.getUint32(pointer, true)`
pub fn read(accessor: &str, place: &str, wide: bool) -> String {
    let endian = if wide { ", true" } else { "" };
    format!("view.get{accessor}({place}{endian})")
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
