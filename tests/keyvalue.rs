//! `examples/keyvalue`: one interface under two labels, on both kinds of host.

#[path = "../examples/keyvalue/bindings/mod.rs"]
mod bindings;
#[path = "../examples/keyvalue/stores.rs"]
mod stores;
#[path = "../examples/keyvalue/with_bindgen.rs"]
mod with_bindgen;
#[path = "../examples/keyvalue/without_bindgen.rs"]
mod without_bindgen;

use componentize::wit::{Features, Wit};
use componentize::{Componentizer, embed};
use std::path::Path;
use stores::{StoreId, Stores};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Result};

type Copy =
    fn(&Engine, &Linker<Stores>, &Component, Stores, &str) -> Result<(Option<String>, Stores)>;

const HOSTS: [Copy; 2] = [with_bindgen::copy, without_bindgen::copy];

/// The guest, with one text in its WIT and its code replaced by another.
fn guest(from: &str, to: &str) -> Vec<u8> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/keyvalue/guest");
    let read = |path: &str| {
        std::fs::read_to_string(directory.join(path))
            .unwrap()
            .replace(from, to)
    };
    let wit = tempfile::tempdir().unwrap();
    std::fs::create_dir(wit.path().join("deps")).unwrap();
    for file in ["world.wit", "deps/keyvalue.wit"] {
        std::fs::write(wit.path().join(file), read(&format!("wit/{file}"))).unwrap();
    }
    let mut world = Wit::package(wit.path(), &Features::default())
        .unwrap()
        .into_world(None)
        .unwrap();
    let module = embed(
        read("guest.wat").as_bytes(),
        &mut world,
        &Default::default(),
    )
    .unwrap();
    Componentizer::new(&module).encode().unwrap()
}

fn run(copy: Copy, component: &[u8], key: &str) -> Result<(Option<String>, Stores)> {
    let mut config = Config::new();
    config.wasm_component_model_implements(true);
    let engine = Engine::new(&config).unwrap();
    let component = Component::new(&engine, component).unwrap();
    let mut stores = Stores::default();
    stores
        .of(StoreId::Primary)
        .insert("greeting".to_string(), "hello".to_string());
    copy(&engine, &Linker::new(&engine), &component, stores, key)
}

#[test]
fn each_label_has_its_own_store() {
    let guest = guest("", "");
    for copy in HOSTS {
        let (value, mut stores) = run(copy, &guest, "greeting").unwrap();
        assert_eq!(value.as_deref(), Some("hello"));
        assert_eq!(
            stores
                .of(StoreId::Secondary)
                .get("greeting")
                .map(String::as_str),
            Some("hello")
        );

        let (value, mut stores) = run(copy, &guest, "nothing").unwrap();
        assert_eq!(value, None);
        assert!(stores.of(StoreId::Secondary).is_empty());
    }
}

#[test]
fn an_unknown_label_is_refused() {
    let guest = guest("secondary", "tertiary");
    for copy in HOSTS {
        let error = format!("{:?}", run(copy, &guest, "greeting").unwrap_err());
        assert!(error.contains("tertiary"), "{error}");
    }
}

#[test]
fn an_incompatible_version_is_refused() {
    let guest = guest("@1.0.0", "@2.0.0");
    for copy in HOSTS {
        assert!(run(copy, &guest, "greeting").is_err());
    }
    let error = format!(
        "{:?}",
        run(without_bindgen::copy, &guest, "greeting").unwrap_err()
    );
    assert!(
        error.contains("nothing is offered for `primary`"),
        "{error}"
    );
}
