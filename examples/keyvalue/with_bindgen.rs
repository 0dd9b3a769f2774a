//! A host with bindings: `bindgen!` makes a trait whose methods get told which import is meant.

use super::stores::{StoreId, Stores};
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::error::format_err;
use wasmtime::{Engine, Result, Store};

wasmtime::component::bindgen!({
    path: "examples/keyvalue/host/wit",
    world: "copier-host",
    named_imports: { "example:keyvalue/store": crate::stores::StoreId },
});

use named_imports::example::keyvalue::store;

impl store::Host for Stores {
    fn get(&mut self, id: StoreId, key: String) -> Option<String> {
        self.of(id).get(&key).cloned()
    }

    fn set(&mut self, id: StoreId, key: String, value: String) {
        self.of(id).insert(key, value);
    }

    fn count(&mut self, id: StoreId) -> u32 {
        self.of(id).len().try_into().unwrap_or(u32::MAX)
    }
}

/// Runs the guest's `copy`. The engine's linker has what every component may import; a component's own labels go to a
/// clone of it.
pub fn copy(
    engine: &Engine,
    shared: &Linker<Stores>,
    component: &Component,
    stores: Stores,
    key: &str,
) -> Result<(Option<String>, Stores)> {
    let mut linker = shared.clone();
    store::add_to_linker::<_, HasSelf<Stores>>(&mut linker, component, store_id, |stores| stores)?;
    let guest = linker.instantiate_pre(component)?;
    drop(linker);

    let mut store = Store::new(engine, stores);
    let guest = CopierHostPre::new(guest)?.instantiate(&mut store)?;
    let value = guest.call_copy(&mut store, key)?;
    Ok((value, store.into_data()))
}

/// The look-up: a label that names no store is refused before the guest runs.
fn store_id(label: &str) -> Result<StoreId> {
    let known = StoreId::ALL.iter().find(|(known, _)| *known == label);
    known.map(|(_, id)| *id).ok_or_else(|| {
        format_err!("the component imports a store as `{label}`, but there is no such store")
    })
}
