//! Scripts of the component model's test suites (`*.wast`): what they define, call and assert.

use serde_json::{Value as Json, json};
use wast::component::WastVal;
use wast::core::{NanPattern, WastArgCore, WastRetCore};
use wast::parser::{self, ParseBuffer};
use wast::{QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, WastRet, Wat};

/// A directive and its line.
pub struct Directive {
    pub line: usize,
    pub kind: Kind,
}

pub enum Kind {
    /// A component or a core module under a name; `instantiated` unless it is a definition.
    Define {
        name: Option<String>,
        bytes: Vec<u8>,
        instantiated: bool,
    },
    /// An instance, under a name, of what was defined under another.
    Instance {
        name: Option<String>,
        definition: Option<String>,
    },
    Call {
        name: String,
        arguments: Vec<Value>,
        expected: Expected,
    },
    /// Instantiation traps.
    Uninstantiable { bytes: Vec<u8>, text: String },
    /// The component is refused, by the parser of texts or afterwards.
    Invalid { bytes: Result<Vec<u8>, String> },
    /// What the runner does not do.
    Unknown(&'static str),
}

impl Kind {
    /// Whether it asserts something.
    pub fn asserts(&self) -> bool {
        !matches!(self, Kind::Define { .. } | Kind::Instance { .. })
    }

    /// The component that it brings.
    pub fn component(&self) -> Option<&[u8]> {
        match self {
            Kind::Define { bytes, .. }
            | Kind::Uninstantiable { bytes, .. }
            | Kind::Invalid { bytes: Ok(bytes) } => Some(bytes),
            _ => None,
        }
    }
}

/// How a call ends.
pub enum Expected {
    Anything,
    Return(Option<Value>),
    Trap(String),
    Exception,
}

/// A value of a component's function.
#[derive(Debug, Clone)]
pub enum Value {
    Bool(bool),
    /// The type, and the number.
    Integer(&'static str, i128),
    F32(f32),
    F64(f64),
    Char(char),
    String(String),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Record(Vec<(String, Value)>),
    Tuple(Vec<Value>),
    Variant(String, Option<Box<Value>>),
    Enum(String),
    Option(Option<Box<Value>>),
    Result(Result<Option<Box<Value>>, Option<Box<Value>>>),
    Flags(Vec<String>),
}

impl Value {
    fn new(value: &WastVal<'_>) -> Value {
        let all = |values: &[WastVal<'_>]| values.iter().map(Value::new).collect();
        match value {
            WastVal::Bool(value) => Value::Bool(*value),
            WastVal::U8(value) => Value::Integer("u8", (*value).into()),
            WastVal::S8(value) => Value::Integer("s8", (*value).into()),
            WastVal::U16(value) => Value::Integer("u16", (*value).into()),
            WastVal::S16(value) => Value::Integer("s16", (*value).into()),
            WastVal::U32(value) => Value::Integer("u32", (*value).into()),
            WastVal::S32(value) => Value::Integer("s32", (*value).into()),
            WastVal::U64(value) => Value::Integer("u64", (*value).into()),
            WastVal::S64(value) => Value::Integer("s64", (*value).into()),
            WastVal::F32(value) => Value::F32(f32::from_bits(value.bits)),
            WastVal::F64(value) => Value::F64(f64::from_bits(value.bits)),
            WastVal::Char(value) => Value::Char(*value),
            WastVal::String(value) => Value::String(value.to_string()),
            WastVal::List(values) => Value::List(all(values)),
            WastVal::Map(entries) => {
                let pair = |(key, value): &(_, _)| (Value::new(key), Value::new(value));
                Value::Map(entries.iter().map(pair).collect())
            }
            WastVal::Record(fields) => {
                let field = |(name, value): &(&str, _)| (name.to_string(), Value::new(value));
                Value::Record(fields.iter().map(field).collect())
            }
            WastVal::Tuple(values) => Value::Tuple(all(values)),
            WastVal::Variant(case, value) => Value::Variant(case.to_string(), boxed(value)),
            WastVal::Enum(case) => Value::Enum(case.to_string()),
            WastVal::Option(value) => Value::Option(boxed(value)),
            WastVal::Result(value) => Value::Result(match value {
                Ok(value) => Ok(boxed(value)),
                Err(value) => Err(boxed(value)),
            }),
            WastVal::Flags(names) => Value::Flags(names.iter().map(|s| s.to_string()).collect()),
        }
    }

    /// The value for the script in JavaScript: its kind, and what it is made of.
    pub fn json(&self) -> Json {
        let all = |values: &[Value]| values.iter().map(Value::json).collect::<Json>();
        match self {
            Value::Bool(value) => json!(["bool", value]),
            Value::Integer(ty, value) => json!([ty, value.to_string()]),
            Value::F32(value) => json!(["f32", value.to_string()]),
            Value::F64(value) => json!(["f64", value.to_string()]),
            Value::Char(value) => json!(["string", value]),
            Value::String(value) => json!(["string", value]),
            Value::List(values) => json!(["list", all(values)]),
            Value::Tuple(values) => json!(["list", all(values)]),
            Value::Map(entries) => {
                let entries = entries.iter().map(|(k, v)| json!([k.json(), v.json()]));
                json!(["map", entries.collect::<Json>()])
            }
            Value::Record(fields) => {
                let fields = fields.iter().map(|(name, v)| json!([name, v.json()]));
                json!(["record", fields.collect::<Json>()])
            }
            Value::Variant(case, value) => json!(["variant", case, optional(value)]),
            Value::Enum(case) => json!(["string", case]),
            Value::Option(value) => json!(["option", optional(value)]),
            Value::Result(Ok(value)) => json!(["result", "ok", optional(value)]),
            Value::Result(Err(value)) => json!(["result", "err", optional(value)]),
            Value::Flags(names) => json!(["flags", names]),
        }
    }
}

fn boxed(value: &Option<Box<WastVal<'_>>>) -> Option<Box<Value>> {
    value.as_deref().map(|value| Box::new(Value::new(value)))
}

fn optional(value: &Option<Box<Value>>) -> Json {
    value.as_deref().map_or(Json::Null, Value::json)
}

/// Reads a script.
pub fn read(text: &str) -> Result<Vec<Directive>, wast::Error> {
    let buffer = ParseBuffer::new(text)?;
    let script = parser::parse::<Wast<'_>>(&buffer)?;
    let directives = script.directives.into_iter();
    directives
        .map(|directive| {
            let line = directive.span().linecol_in(text).0 + 1;
            let kind = kind(directive)?;
            Ok(Directive { line, kind })
        })
        .collect()
}

fn kind(directive: WastDirective<'_>) -> Result<Kind, wast::Error> {
    Ok(match directive {
        WastDirective::Module(module) => define(module, true)?,
        WastDirective::ModuleDefinition(module) => define(module, false)?,
        WastDirective::ModuleInstance {
            instance, module, ..
        } => Kind::Instance {
            name: instance.map(|id| id.name().to_string()),
            definition: module.map(|id| id.name().to_string()),
        },
        WastDirective::AssertMalformed { mut module, .. }
        | WastDirective::AssertInvalid { mut module, .. } => Kind::Invalid {
            bytes: module.encode().map_err(|error| error.message()),
        },
        WastDirective::AssertUnlinkable {
            mut module,
            message,
            ..
        } => Kind::Uninstantiable {
            bytes: module.encode()?,
            text: message.to_string(),
        },
        WastDirective::Invoke(invoke) => call(invoke, Expected::Anything),
        WastDirective::AssertTrap { exec, message, .. } => trap(exec, message)?,
        WastDirective::AssertExhaustion { call: invoke, .. } => {
            call(invoke, Expected::Trap(String::new()))
        }
        WastDirective::AssertReturn { exec, results, .. } => match exec {
            WastExecute::Invoke(invoke) => call(invoke, Expected::Return(returned(&results))),
            _ => Kind::Unknown("a result that no call has"),
        },
        WastDirective::AssertException { exec, .. } => match exec {
            WastExecute::Invoke(invoke) => call(invoke, Expected::Exception),
            _ => Kind::Unknown("an exception outside calls"),
        },
        WastDirective::AssertMalformedCustom { .. } | WastDirective::AssertInvalidCustom { .. } => {
            Kind::Unknown("custom sections")
        }
        WastDirective::Register { .. } => Kind::Unknown("register"),
        WastDirective::AssertSuspension { .. }
        | WastDirective::Thread(_)
        | WastDirective::Wait { .. } => Kind::Unknown("threads"),
    })
}

fn define(mut module: QuoteWat<'_>, instantiated: bool) -> Result<Kind, wast::Error> {
    Ok(Kind::Define {
        name: module.name().map(|id| id.name().to_string()),
        bytes: module.encode()?,
        instantiated,
    })
}

fn trap(exec: WastExecute<'_>, message: &str) -> Result<Kind, wast::Error> {
    let text = message.to_string();
    Ok(match exec {
        WastExecute::Invoke(invoke) => call(invoke, Expected::Trap(text)),
        WastExecute::Wat(mut module) => Kind::Uninstantiable {
            bytes: encode(&mut module)?,
            text,
        },
        WastExecute::Get { .. } => Kind::Unknown("a trap outside calls"),
    })
}

fn encode(module: &mut Wat<'_>) -> Result<Vec<u8>, wast::Error> {
    module.encode()
}

fn call(invoke: WastInvoke<'_>, expected: Expected) -> Kind {
    let mut arguments = Vec::new();
    for argument in &invoke.args {
        match argument {
            WastArg::Component(value) => arguments.push(Value::new(value)),
            WastArg::Core(WastArgCore::F32(value)) => {
                arguments.push(Value::F32(f32::from_bits(value.bits)));
            }
            WastArg::Core(WastArgCore::F64(value)) => {
                arguments.push(Value::F64(f64::from_bits(value.bits)));
            }
            _ => return Kind::Unknown("a call of a core module"),
        }
    }
    Kind::Call {
        name: invoke.name.to_string(),
        arguments,
        expected,
    }
}

fn returned(results: &[WastRet<'_>]) -> Option<Value> {
    results.iter().find_map(|result| match result {
        WastRet::Component(value) => Some(Value::new(value)),
        WastRet::Core(WastRetCore::F32(NanPattern::Value(value))) => {
            Some(Value::F32(f32::from_bits(value.bits)))
        }
        WastRet::Core(WastRetCore::F64(NanPattern::Value(value))) => {
            Some(Value::F64(f64::from_bits(value.bits)))
        }
        _ => None,
    })
}
