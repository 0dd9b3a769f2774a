//! Values at the edges of types without parts.

use super::value::Type;
use wasmtime::component::Val;

const STRINGS: [&str; 14] = [
    "",
    "a",
    "sixteen letters.",
    "twenty-three characters",
    "forty-eight characters are the limit of the loop",
    "ü",
    "\u{feff}mark",
    "mark\u{feff}",
    "ab\u{0}c",
    "naïve café",
    "日本語テキスト",
    "😀 emoji 🦀",
    "a\u{d7ff}\u{e000}",
    "the rest of this is not ASCII: äöü and it is longer than anything that is copied by hand, for sure",
];

const F32S: [f32; 9] = [
    0.0,
    -0.0,
    1.5,
    f32::MIN,
    f32::MAX,
    f32::MIN_POSITIVE,
    1e-45,
    f32::INFINITY,
    f32::NAN,
];

const F64S: [f64; 9] = [
    0.0,
    -0.0,
    1.5,
    f64::MIN,
    f64::MAX,
    f64::MIN_POSITIVE,
    5e-324,
    f64::NEG_INFINITY,
    f64::NAN,
];

const CHARS: [char; 10] = [
    '\0',
    'a',
    '\u{7f}',
    'ü',
    '\u{d7ff}',
    '\u{e000}',
    '\u{feff}',
    '\u{ffff}',
    '🦀',
    '\u{10ffff}',
];

impl Type {
    /// Values at the edges of a type without parts.
    pub fn edges(&self) -> Vec<Val> {
        macro_rules! integers {
            ($val:ident, $ty:ident) => {
                [
                    0,
                    1,
                    2,
                    100,
                    $ty::MAX - 1,
                    $ty::MAX,
                    $ty::MIN,
                    $ty::MAX / 2,
                    $ty::MAX / 2 + 1,
                ]
                .map(Val::$val)
                .to_vec()
            };
        }
        match self {
            Type::Bool => vec![Val::Bool(false), Val::Bool(true)],
            Type::S8 => integers!(S8, i8),
            Type::U8 => integers!(U8, u8),
            Type::S16 => integers!(S16, i16),
            Type::U16 => integers!(U16, u16),
            Type::S32 => integers!(S32, i32),
            Type::U32 => integers!(U32, u32),
            Type::S64 => integers!(S64, i64),
            Type::U64 => integers!(U64, u64),
            Type::F32 => F32S.map(Val::Float32).to_vec(),
            Type::F64 => F64S.map(Val::Float64).to_vec(),
            Type::Char => CHARS.map(Val::Char).to_vec(),
            Type::String => STRINGS.map(|text| Val::String(text.to_string())).to_vec(),
            other => panic!("{other:?} has parts"),
        }
    }
}
