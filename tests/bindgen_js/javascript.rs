//! Values as JavaScript.

use super::value::Type;
use wasmtime::component::Val;

impl Type {
    /// The value as a JavaScript expression.
    pub fn javascript(&self, value: &Val) -> String {
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
            (Type::Option(_), _) | (Type::Result(..), _) => self.javascript_choice(value),
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
                let case = name.trim_start_matches("the-case").parse::<usize>();
                match (&cases[case.expect("a number")], value) {
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

    /// An option or a result.
    fn javascript_choice(&self, value: &Val) -> String {
        let payload = |ty: &Option<Box<Type>>, value: &Option<Box<Val>>| match (ty, value) {
            (Some(ty), Some(value)) => ty.javascript(value),
            _ => "undefined".to_string(),
        };
        match (self, value) {
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
            (_, other) => panic!("{other:?} does not fit its type"),
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
