//! `examples/rust-host`: plug-ins on a host with bindings by `componentize bindgen rust`.

#[path = "../examples/rust-host/bindings/mod.rs"]
mod bindings;
#[path = "../examples/rust-host/host.rs"]
mod host;

use componentize::wit::{Features, Wit};
use componentize::{Componentizer, embed};
use host::Host;
use std::path::Path;

/// A plug-in of the example, made for its world.
fn plugin(name: &str) -> Vec<u8> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/rust-host");
    let wit = Wit::package(&example.join("plugin.wit"), &Features::default()).unwrap();
    let mut world = wit.into_world(None).unwrap();
    let module = std::fs::read(example.join(format!("plugins/{name}.wat"))).unwrap();
    let module = embed(&module, &mut world, &Default::default()).unwrap();
    Componentizer::new(&module).encode().unwrap()
}

#[test]
fn a_plug_in_changes_text_and_logs() {
    let host = Host::new().unwrap();
    let upper = host.load(&plugin("upper")).unwrap();
    for _ in 0..2 {
        let changed = host.change(&upper, "some text, ä").unwrap();
        assert_eq!(changed.name, "upper");
        assert_eq!(changed.text.as_deref(), Ok("SOME TEXT, ä"));
        assert_eq!(changed.lines, ["changing text"]);
    }
}

#[test]
fn a_plug_in_fails_by_itself() {
    let host = Host::new().unwrap();
    let endless = host.load(&plugin("endless")).unwrap();
    let refused = host.change(&endless, "").unwrap();
    assert_eq!(refused.text.unwrap_err(), "there is no text");
    let error = host.change(&endless, "text").unwrap_err();
    assert!(format!("{error:?}").contains("fuel"), "{error:?}");
}

#[test]
fn what_is_not_a_plug_in_is_refused() {
    let host = Host::new().unwrap();
    let other = wat::parse_str(r#"(component (import "other" (func)))"#).unwrap();
    assert!(host.load(&other).is_err());
}
