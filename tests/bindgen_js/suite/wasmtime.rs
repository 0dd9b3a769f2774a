//! Runs a script in Wasmtime, in this process.

use super::host;
use super::script::{Directive, Expected, Kind, Value};
use super::{Outcome, Passed, says};
use crate::asynchronous::oracle::block_on;
use std::collections::HashMap;
use wasmtime::component::{Component, Instance, Linker, Val, types::ComponentItem};
use wasmtime::{Config, Engine, Result, Store, bail, format_err};

struct Runner {
    engine: Engine,
    linker: Linker<()>,
    definitions: HashMap<Option<String>, Component>,
    current: Option<(Store<()>, Instance)>,
}

/// How each directive ends.
pub fn run(directives: &[Directive]) -> Vec<Outcome> {
    let mut config = Config::new();
    config
        .wasm_component_model_async(true)
        .wasm_component_model_more_async_builtins(true)
        .wasm_component_model_async_stackful(true)
        .wasm_component_model_threading(true)
        .wasm_component_model_error_context(true)
        .wasm_component_model_map(true)
        .wasm_component_model_fixed_length_lists(true)
        .wasm_component_model_implements(true)
        .wasm_exceptions(true);
    let engine = Engine::new(&config).expect("an engine");
    let mut runner = Runner {
        linker: host::linker(&engine).expect("the host"),
        engine,
        definitions: HashMap::new(),
        current: None,
    };
    let run = |directive: &Directive| {
        let passed = runner.run(&directive.kind);
        passed.map_err(|error| format!("{error:?}"))
    };
    directives.iter().map(run).collect()
}

impl Runner {
    fn run(&mut self, kind: &Kind) -> Result<Passed> {
        match kind {
            Kind::Define { bytes, .. } if wasmparser::Parser::is_core_wasm(bytes) => {}
            Kind::Define {
                name,
                bytes,
                instantiated,
            } => {
                self.current = None;
                let component = Component::new(&self.engine, bytes)?;
                match instantiated {
                    true => self.instantiate(name.as_deref(), &component)?,
                    false => drop(self.definitions.insert(name.clone(), component)),
                }
            }
            Kind::Instance { name, definition } => {
                self.current = None;
                let component = self.definitions.get(definition).cloned();
                let component = component.ok_or_else(|| format_err!("no such definition"))?;
                self.instantiate(name.as_deref(), &component)?;
            }
            Kind::Call {
                name,
                arguments,
                expected,
            } => return self.call(name, arguments, expected),
            Kind::Uninstantiable { bytes, text } => {
                let component = Component::new(&self.engine, bytes)?;
                match self.instance(&component) {
                    Ok(_) => bail!("it was instantiated"),
                    Err(error) => return trapped(&error, text),
                }
            }
            Kind::Invalid { bytes } => {
                let Ok(bytes) = bytes else {
                    return Ok(Passed::Exactly);
                };
                if Component::new(&self.engine, bytes).is_ok() {
                    bail!("it was accepted");
                }
            }
            Kind::Unknown(what) => bail!("{what}"),
        }
        Ok(Passed::Exactly)
    }

    fn instance(&self, component: &Component) -> Result<(Store<()>, Instance)> {
        let mut store = Store::new(&self.engine, ());
        let instance = block_on(self.linker.instantiate_async(&mut store, component))?;
        Ok((store, instance))
    }

    /// Instantiates; modules and resources that a named instance exports can be imported from then on.
    fn instantiate(&mut self, name: Option<&str>, component: &Component) -> Result<()> {
        let (mut store, instance) = self.instance(component)?;
        if let Some(name) = name {
            let mut linker = self.linker.instance(name)?;
            for (name, item) in component.component_type().exports(&self.engine) {
                match item.ty {
                    ComponentItem::Module(_) => {
                        let module = instance.get_module(&mut store, name);
                        linker.module(name, &module.expect("a module"))?;
                    }
                    ComponentItem::Resource(_) => {
                        let resource = instance.get_resource(&mut store, name);
                        let resource = resource.expect("a resource");
                        linker.resource(name, resource, |_, _| Ok(()))?;
                    }
                    _ => {}
                }
            }
        }
        self.current = Some((store, instance));
        Ok(())
    }

    fn call(&mut self, name: &str, arguments: &[Value], expected: &Expected) -> Result<Passed> {
        let Some((store, instance)) = &mut self.current else {
            bail!("there is no instance");
        };
        let function = instance.get_func(&mut *store, name);
        let function = function.ok_or_else(|| format_err!("no function `{name}`"))?;
        let arguments: Vec<_> = arguments.iter().map(val).collect();
        let mut results = vec![Val::Bool(false); function.ty(&*store).results().len()];
        let ended = block_on(function.call_async(store, &arguments, &mut results));
        match (ended, expected) {
            (_, Expected::Anything) => {}
            (Ok(()), Expected::Return(expected)) => {
                let expected = expected.as_ref().map(val);
                if results.first() != expected.as_ref() {
                    bail!("returned {results:?}");
                }
            }
            (Ok(()), _) => bail!("returned {results:?}"),
            (Err(error), Expected::Return(_)) => return Err(error),
            (Err(error), Expected::Trap(text)) => return trapped(&error, text),
            (Err(_), Expected::Exception) => {}
        }
        Ok(Passed::Exactly)
    }
}

/// The texts of the suites are those of Wasmtime, or close to them.
fn trapped(error: &wasmtime::Error, text: &str) -> Result<Passed> {
    let found = format!("{error:?}");
    match says(&found, text) {
        true => Ok(Passed::Exactly),
        false => Ok(Passed::InOtherWords {
            expected: text.to_string(),
            found: error.root_cause().to_string(),
        }),
    }
}

fn val(value: &Value) -> Val {
    let all = |values: &[Value]| values.iter().map(val).collect();
    let boxed = |value: &Option<Box<Value>>| value.as_deref().map(|value| Box::new(val(value)));
    match value {
        Value::Bool(value) => Val::Bool(*value),
        Value::Integer(ty, value) => match *ty {
            "u8" => Val::U8(*value as u8),
            "s8" => Val::S8(*value as i8),
            "u16" => Val::U16(*value as u16),
            "s16" => Val::S16(*value as i16),
            "u32" => Val::U32(*value as u32),
            "s32" => Val::S32(*value as i32),
            "u64" => Val::U64(*value as u64),
            _ => Val::S64(*value as i64),
        },
        Value::F32(value) => Val::Float32(*value),
        Value::F64(value) => Val::Float64(*value),
        Value::Char(value) => Val::Char(*value),
        Value::String(value) => Val::String(value.clone()),
        Value::List(values) => Val::List(all(values)),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (val(key), val(value)));
            Val::Map(entries.collect())
        }
        Value::Record(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), val(value)));
            Val::Record(fields.collect())
        }
        Value::Tuple(values) => Val::Tuple(all(values)),
        Value::Variant(case, value) => Val::Variant(case.clone(), boxed(value)),
        Value::Enum(case) => Val::Enum(case.clone()),
        Value::Option(value) => Val::Option(boxed(value)),
        Value::Result(Ok(value)) => Val::Result(Ok(boxed(value))),
        Value::Result(Err(value)) => Val::Result(Err(boxed(value))),
        Value::Flags(names) => Val::Flags(names.clone()),
    }
}
