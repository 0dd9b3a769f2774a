//! Types and values at random, as WIT, as JavaScript and as Wasmtime has them.

use super::random::Random;
use std::fmt::Write;
use wasmtime::component::Val;

/// A type.
#[derive(Debug, Clone)]
pub enum Type {
    Bool,
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64,
    U64,
    F32,
    F64,
    Char,
    String,
    List(Box<Type>),
    FixedList(Box<Type>, usize),
    Map(Box<Type>, Box<Type>),
    Option(Box<Type>),
    Result(Option<Box<Type>>, Option<Box<Type>>),
    Tuple(Vec<Type>),
    /// Named types carry the number they are declared under.
    Record(usize, Vec<Type>),
    Variant(usize, Vec<Option<Type>>),
    Enum(usize, usize),
    Flags(usize, usize),
}

/// Named types of one interface.
#[derive(Default)]
pub struct Declarations {
    pub text: String,
    names: Vec<String>,
    count: usize,
}

impl Declarations {
    fn declare(&mut self, kind: &str) -> usize {
        self.count += 1;
        self.names.push(format!("{kind}{}", self.count));
        self.count
    }

    /// Names of all types that were declared.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A type at random; `depth` bounds how far it nests.
    pub fn random_type(&mut self, random: &mut Random, depth: usize) -> Type {
        if depth == 0 || random.below(4) == 0 {
            return scalar(random.below(13));
        }
        let mut inner = |random: &mut Random| Box::new(self.random_type(random, depth - 1));
        match random.below(11) {
            0 | 1 => Type::List(inner(random)),
            2 => Type::Option(inner(random)),
            3 => {
                let ok = (random.below(4) != 0).then(|| inner(random));
                let err = (random.below(4) != 0).then(|| inner(random));
                Type::Result(ok, err)
            }
            4 => Type::Tuple((0..1 + random.below(4)).map(|_| *inner(random)).collect()),
            5 => Type::FixedList(inner(random), 1 + random.below(5)),
            6 => {
                let key = [0, 2, 6, 8, 11, 12][random.below(6)];
                Type::Map(Box::new(scalar(key)), inner(random))
            }
            7 => {
                let fields: Vec<_> = (0..1 + random.below(5)).map(|_| *inner(random)).collect();
                self.record(fields)
            }
            8 => {
                let cases: Vec<_> = (0..1 + random.below(5))
                    .map(|_| (random.below(4) != 0).then(|| *inner(random)))
                    .collect();
                self.variant(cases)
            }
            9 => self.enumeration(1 + random.below(5)),
            _ => {
                let count = [1, 7, 8, 9, 16, 17, 31, 32][random.below(8)];
                self.flags(count)
            }
        }
    }

    pub fn record(&mut self, fields: Vec<Type>) -> Type {
        let number = self.declare("r");
        let body: String = fields
            .iter()
            .enumerate()
            .map(|(i, ty)| format!("the-field{i}: {}, ", ty.wit()))
            .collect();
        writeln!(self.text, "record r{number} {{ {body} }}").unwrap();
        Type::Record(number, fields)
    }

    pub fn variant(&mut self, cases: Vec<Option<Type>>) -> Type {
        let number = self.declare("v");
        let body = cases.iter().enumerate().map(|(i, ty)| match ty {
            Some(ty) => format!("the-case{i}({}), ", ty.wit()),
            None => format!("the-case{i}, "),
        });
        writeln!(
            self.text,
            "variant v{number} {{ {} }}",
            body.collect::<String>()
        )
        .unwrap();
        Type::Variant(number, cases)
    }

    pub fn enumeration(&mut self, count: usize) -> Type {
        let number = self.declare("e");
        let body: String = (0..count).map(|i| format!("one-of{i}, ")).collect();
        writeln!(self.text, "enum e{number} {{ {body} }}").unwrap();
        Type::Enum(number, count)
    }

    pub fn flags(&mut self, count: usize) -> Type {
        let number = self.declare("bits");
        let body: String = (0..count).map(|i| format!("bit-no{i}, ")).collect();
        writeln!(self.text, "flags bits{number} {{ {body} }}").unwrap();
        Type::Flags(number, count)
    }
}

fn scalar(index: usize) -> Type {
    [
        Type::Bool,
        Type::S8,
        Type::U8,
        Type::S16,
        Type::U16,
        Type::S32,
        Type::U32,
        Type::S64,
        Type::U64,
        Type::F32,
        Type::F64,
        Type::Char,
        Type::String,
    ][index]
        .clone()
}

/// Every type without parts.
pub fn scalars() -> Vec<Type> {
    (0..13).map(scalar).collect()
}

impl Type {
    /// The type in WIT.
    pub fn wit(&self) -> String {
        let payload = |ty: &Option<Box<Type>>| ty.as_ref().map_or("_".to_string(), |ty| ty.wit());
        match self {
            Type::List(element) => format!("list<{}>", element.wit()),
            Type::FixedList(element, length) => format!("list<{}, {length}>", element.wit()),
            Type::Map(key, value) => format!("map<{}, {}>", key.wit(), value.wit()),
            Type::Option(some) => format!("option<{}>", some.wit()),
            Type::Result(None, None) => "result".to_string(),
            Type::Result(Some(ok), None) => format!("result<{}>", ok.wit()),
            Type::Result(ok, err) => format!("result<{}, {}>", payload(ok), payload(err)),
            Type::Tuple(types) => {
                format!(
                    "tuple<{}>",
                    types.iter().map(Type::wit).collect::<Vec<_>>().join(", ")
                )
            }
            Type::Record(number, _) => format!("r{number}"),
            Type::Variant(number, _) => format!("v{number}"),
            Type::Enum(number, _) => format!("e{number}"),
            Type::Flags(number, _) => format!("bits{number}"),
            scalar => format!("{scalar:?}").to_lowercase(),
        }
    }

    /// A value at random, often one at an edge.
    pub fn random_value(&self, random: &mut Random) -> Val {
        let list = |random: &mut Random, ty: &Type, count: usize| -> Vec<Val> {
            (0..count).map(|_| ty.random_value(random)).collect()
        };
        let boxed = |random: &mut Random, ty: &Option<Box<Type>>| {
            ty.as_ref().map(|ty| Box::new(ty.random_value(random)))
        };
        match self {
            Type::List(element) => {
                let count = [0, 1, 2, 5, 33][random.below(5)];
                Val::List(list(random, element, count))
            }
            Type::FixedList(element, length) => {
                Val::FixedLengthList(list(random, element, *length))
            }
            Type::Map(key, value) => {
                let mut pairs: Vec<(Val, Val)> = Vec::new();
                for _ in 0..random.below(4) {
                    let key = key.random_value(random);
                    if !pairs
                        .iter()
                        .any(|(known, _)| format!("{known:?}") == format!("{key:?}"))
                    {
                        pairs.push((key, value.random_value(random)));
                    }
                }
                Val::Map(pairs)
            }
            Type::Option(some) => {
                Val::Option((random.below(3) != 0).then(|| Box::new(some.random_value(random))))
            }
            Type::Result(ok, err) => Val::Result(match random.below(2) {
                0 => Ok(boxed(random, ok)),
                _ => Err(boxed(random, err)),
            }),
            Type::Tuple(types) => {
                Val::Tuple(types.iter().map(|ty| ty.random_value(random)).collect())
            }
            Type::Record(_, fields) => {
                let fields = fields.iter().enumerate();
                Val::Record(
                    fields
                        .map(|(i, ty)| (format!("the-field{i}"), ty.random_value(random)))
                        .collect(),
                )
            }
            Type::Variant(_, cases) => {
                let case = random.below(cases.len());
                let payload = cases[case]
                    .as_ref()
                    .map(|ty| Box::new(ty.random_value(random)));
                Val::Variant(format!("the-case{case}"), payload)
            }
            Type::Enum(_, count) => Val::Enum(format!("one-of{}", random.below(*count))),
            Type::Flags(_, count) => {
                let bits = (0..*count).filter(|_| random.below(2) == 0);
                Val::Flags(bits.map(|i| format!("bit-no{i}")).collect())
            }
            scalar => random.pick(&scalar.edges()),
        }
    }

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
        let strings = [
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
            Type::F32 => [
                0.0,
                -0.0,
                1.5,
                f32::MIN,
                f32::MAX,
                f32::MIN_POSITIVE,
                1e-45,
                f32::INFINITY,
                f32::NAN,
            ]
            .map(Val::Float32)
            .to_vec(),
            Type::F64 => [
                0.0,
                -0.0,
                1.5,
                f64::MIN,
                f64::MAX,
                f64::MIN_POSITIVE,
                5e-324,
                f64::NEG_INFINITY,
                f64::NAN,
            ]
            .map(Val::Float64)
            .to_vec(),
            Type::Char => [
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
            ]
            .map(Val::Char)
            .to_vec(),
            Type::String => strings.map(|text| Val::String(text.to_string())).to_vec(),
            other => panic!("{other:?} has parts"),
        }
    }

    /// The value as a JavaScript expression.
    pub fn javascript(&self, value: &Val) -> String {
        let payload = |ty: &Option<Box<Type>>, value: &Option<Box<Val>>| match (ty, value) {
            (Some(ty), Some(value)) => ty.javascript(value),
            _ => "undefined".to_string(),
        };
        match (self, value) {
            (Type::List(element), Val::List(items))
            | (Type::FixedList(element, _), Val::FixedLengthList(items)) => {
                let items = items
                    .iter()
                    .map(|item| element.javascript(item))
                    .collect::<Vec<_>>()
                    .join(", ");
                match element.typed_array() {
                    Some(array) => format!("{array}.of({items})"),
                    None => format!("[{items}]"),
                }
            }
            (Type::Map(key, item), Val::Map(pairs)) => {
                let pairs = pairs
                    .iter()
                    .map(|(k, v)| format!("[{}, {}]", key.javascript(k), item.javascript(v)));
                format!("new Map([{}])", pairs.collect::<Vec<_>>().join(", "))
            }
            (Type::Option(some), Val::Option(value)) => match (&**some, value) {
                (Type::Option(_), Some(value)) => {
                    format!("{{ tag: 'some', val: {} }}", some.javascript(value))
                }
                (Type::Option(_), None) => "{ tag: 'none' }".to_string(),
                (_, Some(value)) => some.javascript(value),
                (_, None) => "undefined".to_string(),
            },
            (Type::Result(ok, _), Val::Result(Ok(value))) => {
                format!("{{ tag: 'ok', val: {} }}", payload(ok, value))
            }
            (Type::Result(_, err), Val::Result(Err(value))) => {
                format!("{{ tag: 'err', val: {} }}", payload(err, value))
            }
            (Type::Tuple(types), Val::Tuple(values)) => {
                let values = types
                    .iter()
                    .zip(values)
                    .map(|(ty, value)| ty.javascript(value));
                format!("[{}]", values.collect::<Vec<_>>().join(", "))
            }
            (Type::Record(_, types), Val::Record(fields)) => {
                let fields = types.iter().zip(fields).enumerate();
                let fields = fields
                    .map(|(i, (ty, (_, value)))| format!("theField{i}: {}", ty.javascript(value)));
                format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
            (Type::Variant(_, cases), Val::Variant(name, value)) => {
                let case = name
                    .trim_start_matches("the-case")
                    .parse::<usize>()
                    .unwrap();
                match (&cases[case], value) {
                    (Some(ty), Some(value)) => {
                        format!("{{ tag: '{name}', val: {} }}", ty.javascript(value))
                    }
                    _ => format!("{{ tag: '{name}' }}"),
                }
            }
            (Type::Flags(_, count), Val::Flags(set)) => {
                let flags = (0..*count)
                    .map(|i| format!("bitNo{i}: {}", set.contains(&format!("bit-no{i}"))));
                format!("{{ {} }}", flags.collect::<Vec<_>>().join(", "))
            }
            (_, scalar) => javascript_scalar(scalar),
        }
    }

    fn typed_array(&self) -> Option<&'static str> {
        Some(match self {
            Type::S8 => "Int8Array",
            Type::U8 => "Uint8Array",
            Type::S16 => "Int16Array",
            Type::U16 => "Uint16Array",
            Type::S32 => "Int32Array",
            Type::U32 => "Uint32Array",
            Type::S64 => "BigInt64Array",
            Type::U64 => "BigUint64Array",
            Type::F32 => "Float32Array",
            Type::F64 => "Float64Array",
            _ => return None,
        })
    }
}

fn javascript_scalar(value: &Val) -> String {
    let float = |text: String| match text.as_str() {
        "inf" => "Infinity".to_string(),
        "-inf" => "-Infinity".to_string(),
        _ => text,
    };
    match value {
        Val::S64(n) => format!("{n}n"),
        Val::U64(n) => format!("{n}n"),
        Val::Float32(n) => float(format!("{}", f64::from(*n))),
        Val::Float64(n) => float(format!("{n}")),
        Val::Char(c) => javascript_string(&c.to_string()),
        Val::String(text) => javascript_string(text),
        Val::Enum(name) => format!("'{name}'"),
        Val::Bool(n) => n.to_string(),
        Val::S8(n) => n.to_string(),
        Val::U8(n) => n.to_string(),
        Val::S16(n) => n.to_string(),
        Val::U16(n) => n.to_string(),
        Val::S32(n) => n.to_string(),
        Val::U32(n) => n.to_string(),
        other => panic!("{other:?} does not fit its type"),
    }
}

fn javascript_string(text: &str) -> String {
    let units: String = text
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    format!("'{units}'")
}
