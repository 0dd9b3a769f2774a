//! How the functions of `traps.wat` end in Wasmtime: what the bindings are compared with.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine, Store};

/// The name of each function, and what it returns as JSON, or `trap`.
pub fn outcomes(bytes: &[u8]) -> Vec<(String, String)> {
    let engine = Engine::new(&Config::new()).expect("an engine");
    let compiled = Component::new(&engine, bytes).expect("Wasmtime takes the component");
    let mut outcomes = Vec::new();
    for (name, item) in compiled.component_type().exports(&engine) {
        if let ComponentItem::ComponentFunc(ty) = item.ty {
            let outcome = outcome(&engine, &compiled, name, ty.params().len() > 0);
            assert_eq!(
                outcome == "trap",
                name.starts_with("trap-"),
                "{name}: {outcome}"
            );
            outcomes.push((name.to_string(), outcome));
        }
    }
    assert!(outcomes.len() > 25);
    outcomes
}

/// How one function ends.
fn outcome(engine: &Engine, component: &Component, name: &str, takes: bool) -> String {
    let mut linker = Linker::<()>::new(engine);
    for name in ["leave", "say", "draw", "choose"] {
        let added = linker.root().func_new(name, |_, _, _, _| Ok(()));
        added.expect("the import");
    }
    let hear = linker
        .root()
        .func_new("hear", |_, _, _, results: &mut [Val]| {
            results[0] = Val::String("heard".to_string());
            Ok(())
        });
    hear.expect("the import");
    let mut store = Store::new(engine, ());
    let instance = linker
        .instantiate(&mut store, component)
        .expect("an instance");
    let function = instance.get_func(&mut store, name).expect("the function");
    let returns = function.ty(&store).results().len();
    let element = if name == "takes" {
        Val::U8(1)
    } else {
        Val::U32(1)
    };
    let arguments = if takes {
        vec![Val::List(vec![element])]
    } else {
        vec![]
    };
    let mut results = vec![Val::Bool(false); returns];
    match function.call(&mut store, &arguments, &mut results) {
        Err(_) => "trap".to_string(),
        Ok(()) => match results.first() {
            None => "\"nothing\"".to_string(),
            Some(Val::Bool(value)) => value.to_string(),
            Some(Val::U8(value)) => value.to_string(),
            Some(Val::S8(value)) => value.to_string(),
            Some(Val::U32(value)) => value.to_string(),
            Some(Val::String(value)) => format!("{value:?}"),
            Some(other) => panic!("{name} returned {other:?}"),
        },
    }
}
