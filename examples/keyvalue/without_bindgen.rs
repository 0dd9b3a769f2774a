//! A host without bindings: it looks at what the component imports, and finds a store for each import by the three
//! tiers of `componentize::implements`.

use super::stores::{StoreId, Stores};
use componentize::implements::{Name, look_up};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker, LinkerInstance};
use wasmtime::{Engine, Result, Store};

/// The version that this host has.
const STORE: &str = "example:keyvalue/store@1.0.1";

/// Runs the guest's `copy`.
pub fn copy(
    engine: &Engine,
    shared: &Linker<Stores>,
    component: &Component,
    stores: Stores,
    key: &str,
) -> Result<(Option<String>, Stores)> {
    let mut linker = shared.clone();
    add_stores(engine, &mut linker, component)?;
    let mut store = Store::new(engine, stores);
    let instance = linker.instantiate(&mut store, component)?;
    let copy = instance.get_typed_func::<(&str,), (Option<String>,)>(&mut store, "copy")?;
    let (value,) = copy.call(&mut store, (key,))?;
    Ok((value, store.into_data()))
}

/// Gives every instance that the component imports the store that it means.
fn add_stores(engine: &Engine, linker: &mut Linker<Stores>, component: &Component) -> Result<()> {
    let offers = StoreId::ALL
        .iter()
        .map(|(label, _)| Name::labelled(label, STORE))
        .collect::<Result<Vec<Name>, _>>()?;
    for (import, item) in component.component_type().imports(engine) {
        if let ComponentItem::ComponentInstance(_) = item.ty {
            let wanted = Name::of(import, item.implements)?;
            let found = look_up(&wanted, &offers)?;
            let (_, id) = StoreId::ALL[found.index];
            add_store(&mut linker.instance(import)?, id)?;
        }
    }
    Ok(())
}

fn add_store(instance: &mut LinkerInstance<'_, Stores>, id: StoreId) -> Result<()> {
    instance.func_wrap("get", move |mut store, (key,): (String,)| {
        Ok((store.data_mut().of(id).get(&key).cloned(),))
    })?;
    instance.func_wrap("set", move |mut store, (key, value): (String, String)| {
        store.data_mut().of(id).insert(key, value);
        Ok(())
    })
}
