//! A host with bindings, which `componentize bindgen rust` made of the guest's world: a trait for the interface, which
//! what stands for a label implements.

use super::bindings::CopierPre;
use super::bindings::store::{Host, StoreLabel, add_labels_to_linker};
use super::stores::{Entries, StoreId, Stores};
use wasmtime::component::{Component, HasSelf, Linker};
use wasmtime::{Engine, Result, Store};

impl Host for Entries {
    fn get(&mut self, key: String) -> Result<Option<String>> {
        Ok(Entries::get(self, &key).cloned())
    }

    fn set(&mut self, key: String, value: String) -> Result<()> {
        self.insert(key, value);
        Ok(())
    }
}

/// Runs the guest's `copy`. The engine's linker has what every component may import; a component's own labels go to a
/// clone of it, and a label that is not known is refused before the guest runs.
pub fn copy(
    engine: &Engine,
    shared: &Linker<Stores>,
    component: &Component,
    stores: Stores,
    key: &str,
) -> Result<(Option<String>, Stores)> {
    let mut linker = shared.clone();
    add_labels_to_linker::<_, HasSelf<Entries>, _>(
        &mut linker,
        component,
        StoreLabel::look_up,
        store,
    )?;
    let guest = CopierPre::new(&linker, component)?;

    let mut store = Store::new(engine, stores);
    let value = guest.instantiate(&mut store)?.copy(&mut store, key)?;
    Ok((value, store.into_data()))
}

/// What a label stands for.
fn store(stores: &mut Stores, label: StoreLabel) -> &mut Entries {
    match label {
        StoreLabel::Primary => stores.of(StoreId::Primary),
        StoreLabel::Secondary => stores.of(StoreId::Secondary),
    }
}
