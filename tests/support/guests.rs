//! The test guests that are compiled from `tests/guests`.

use std::fs;
use std::path::Path;

/// The bytes of a guest: committed next to its source if small, built into `target/guests` otherwise.
pub fn guest(name: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["tests/guests", "target/guests"];
    let found = places
        .iter()
        .map(|place| root.join(place).join(format!("{name}.wasm")))
        .find(|path| path.exists());
    let Some(path) = found else {
        let source = name.split('.').next().unwrap();
        panic!(
            "the guest `{name}` is not built: run `tests/guests/build.sh {source}` with the toolchains' variables set \
             (the script's first lines say how)"
        );
    };
    fs::read(&path).unwrap_or_else(|e| panic!("cannot read `{}`: {e}", path.display()))
}
