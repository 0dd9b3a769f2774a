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
                let fields =
                    fields.map(|(i, ty)| (format!("the-field{i}"), ty.random_value(random)));
                Val::Record(fields.collect())
            }
            Type::Variant(_, cases) => {
                let case = random.below(cases.len());
                let payload = cases[case].as_ref();
                let payload = payload.map(|ty| Box::new(ty.random_value(random)));
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
}
