//! Runs a guest that imports one store interface under two labels, on both kinds of host.
//!
//! ```sh
//! cd examples/keyvalue/guest
//! componentize new guest.wat --wit wit -o ../copier.wasm
//! cd ../../..
//! cargo run --example keyvalue examples/keyvalue/copier.wasm
//! ```

mod bindings;
mod stores;
mod with_bindgen;
mod without_bindgen;

use stores::{StoreId, Stores};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Result};

fn main() -> Result<()> {
    let Some(path) = std::env::args_os().nth(1) else {
        return Err(wasmtime::error::format_err!("usage: keyvalue COMPONENT"));
    };
    let mut config = Config::new();
    config.wasm_component_model_implements(true);
    let engine = Engine::new(&config)?;
    let shared = Linker::new(&engine);
    let component = Component::from_file(&engine, path)?;

    for (host, copy) in [
        ("with bindgen", with_bindgen::copy as Copy),
        ("without bindgen", without_bindgen::copy),
    ] {
        let mut stores = Stores::default();
        stores
            .of(StoreId::Primary)
            .insert("greeting".to_string(), "hello".to_string());
        let (value, mut stores) = copy(&engine, &shared, &component, stores, "greeting")?;
        println!(
            "{host}: copied {value:?}; the secondary store now has {:?}",
            stores.of(StoreId::Secondary)
        );
    }
    Ok(())
}

/// What both hosts do.
type Copy =
    fn(&Engine, &Linker<Stores>, &Component, Stores, &str) -> Result<(Option<String>, Stores)>;
