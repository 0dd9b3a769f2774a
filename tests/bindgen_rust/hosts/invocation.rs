//! Runs the guest of `examples/keyvalue` with the bindings of Wasmtime's own macro.

mod bindings;

use bindings::Root;
use bindings::named_imports::example::keyvalue::store;
use std::collections::BTreeMap;
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Config, Engine, Result, Store};

#[derive(Default)]
struct Stores(BTreeMap<String, BTreeMap<String, String>>);

impl store::Host for Stores {
    fn get(&mut self, label: String, key: String) -> Result<Option<String>> {
        Ok(self.0[&label].get(&key).cloned())
    }

    fn set(&mut self, label: String, key: String, value: String) -> Result<()> {
        self.0.entry(label).or_default().insert(key, value);
        Ok(())
    }
}

fn main() -> Result<()> {
    let mut config = Config::new();
    config.wasm_component_model_implements(true);
    let engine = Engine::new(&config)?;
    let component = Component::new(&engine, include_bytes!("copier.wasm"))?;
    let mut linker = Linker::new(&engine);
    store::add_to_linker::<Stores, HasSelf<Stores>>(
        &mut linker,
        &component,
        |label| Ok(label.to_string()),
        |stores| stores,
    )?;
    let mut stores = Stores::default();
    let greeting = ("greeting".to_string(), "hello".to_string());
    stores.0.insert("primary".to_string(), BTreeMap::from([greeting]));
    let mut store = Store::new(&engine, stores);
    let root = Root::instantiate(&mut store, &component, &linker)?;
    print!("{:?}", root.call_copy(&mut store, "greeting")?);
    for (label, values) in &store.data().0 {
        print!(" {label} {values:?}");
    }
    println!();
    Ok(())
}
