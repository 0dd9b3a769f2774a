//! Values as Python; types are in the module `types`.

use super::value::Type;
use wasmtime::component::Val;

impl Type {
    /// The value as a Python expression.
    pub fn python(&self, value: &Val) -> String {
        match (self, value) {
            (Type::List(element), Val::List(items)) => match &**element {
                Type::U8 => format!("bytes([{}])", all(element, items)),
                element => format!("[{}]", all(element, items)),
            },
            (Type::FixedList(element, _), Val::FixedLengthList(items)) => {
                format!("[{}]", all(element, items))
            }
            (Type::Map(key, item), Val::Map(pairs)) => {
                let pairs = pairs
                    .iter()
                    .map(|(k, v)| format!("{}: {}", key.python(k), item.python(v)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
            }
            (Type::Option(some), Val::Option(value)) => match (&**some, value) {
                (Type::Option(_), Some(value)) => format!("types.Some({})", some.python(value)),
                (_, Some(value)) => some.python(value),
                (_, None) => "None".to_string(),
            },
            (Type::Result(ok, _), Val::Result(Ok(value))) => {
                format!("types.Ok({})", payload(ok, value))
            }
            (Type::Result(_, err), Val::Result(Err(value))) => {
                format!("types.Err({})", payload(err, value))
            }
            (Type::Tuple(types), Val::Tuple(values)) => {
                let values = types
                    .iter()
                    .zip(values)
                    .map(|(ty, value)| format!("{}, ", ty.python(value)));
                format!("({})", values.collect::<String>())
            }
            (Type::Record(number, types), Val::Record(fields)) => {
                let fields = types
                    .iter()
                    .zip(fields)
                    .map(|(ty, (_, value))| ty.python(value));
                format!("types.R{number}({})", fields.collect::<Vec<_>>().join(", "))
            }
            (Type::Variant(number, cases), Val::Variant(name, value)) => {
                let case = name.trim_start_matches("the-case");
                let case: usize = case.parse().expect("a number");
                let value = match (&cases[case], value) {
                    (Some(ty), Some(value)) => ty.python(value),
                    _ => String::new(),
                };
                format!("types.V{number}_TheCase{case}({value})")
            }
            (Type::Enum(number, _), Val::Enum(name)) => format!("types.E{number}.{}", upper(name)),
            (Type::Flags(number, _), Val::Flags(set)) => {
                let flags = set
                    .iter()
                    .map(|name| format!(" | types.Bits{number}.{}", upper(name)));
                format!("types.Bits{number}(0){}", flags.collect::<String>())
            }
            (_, scalar) => scalar_expression(scalar),
        }
    }
}

fn all(element: &Type, items: &[Val]) -> String {
    let items = items.iter().map(|item| element.python(item));
    items.collect::<Vec<_>>().join(", ")
}

fn payload(ty: &Option<Box<Type>>, value: &Option<Box<Val>>) -> String {
    match (ty, value) {
        (Some(ty), Some(value)) => ty.python(value),
        _ => "None".to_string(),
    }
}

fn upper(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}

fn scalar_expression(value: &Val) -> String {
    let float = |number: f64| format!("float('{number:e}')");
    match value {
        Val::Bool(true) => "True".to_string(),
        Val::Bool(false) => "False".to_string(),
        Val::Float32(n) => float(f64::from(*n)),
        Val::Float64(n) => float(*n),
        Val::Char(c) => string(&c.to_string()),
        Val::String(text) => string(text),
        Val::S8(n) => n.to_string(),
        Val::U8(n) => n.to_string(),
        Val::S16(n) => n.to_string(),
        Val::U16(n) => n.to_string(),
        Val::S32(n) => n.to_string(),
        Val::U32(n) => n.to_string(),
        Val::S64(n) => n.to_string(),
        Val::U64(n) => n.to_string(),
        other => panic!("{other:?} does not fit its type"),
    }
}

fn string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| format!("\\U{:08x}", u32::from(c)))
        .collect();
    format!("'{escaped}'")
}
