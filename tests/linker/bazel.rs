//! The Bazel rule of `examples/build-step/bazel`: sandboxed, and found again in a cache that machines can share.

use crate::place::{COMPONENTIZE, Place, printed, variable};

#[test]
fn a_component_comes_from_the_cache() {
    let place = Place::of_example("bazel");
    let bazel = format!(
        "{}/bazel/node_modules/@bazel/bazel-linux_x64/bazel-2.1.0-linux-x86_64",
        variable("TOOLCHAINS")
    );
    place.runs(&format!("cp {COMPONENTIZE} tools/componentize"));
    let build = |base: &str| {
        let line = format!(
            "{bazel} --batch --output_user_root=$HERE/.bazel --output_base=$HERE/.{base} build //:hello \
             --disk_cache=$HERE/.cache --spawn_strategy=sandboxed && cp bazel-bin/hello.wasm {base}.wasm"
        );
        let output = place.shell(&line).output().unwrap();
        assert!(output.status.success(), "{}", printed(&output));
        printed(&output)
    };
    let first = build("first");
    assert!(!first.contains("remote cache hit"), "{first}");
    let second = build("second");
    assert!(second.contains("1 remote cache hit"), "{second}");
    place.runs("componentize new core.wat --adapt wasi_snapshot_preview1 -o outside.wasm");
    assert!(place.read("first.wasm") == place.read("outside.wasm"));
    assert!(place.read("second.wasm") == place.read("outside.wasm"));
    let rule = String::from_utf8(place.read("componentize.bzl")).unwrap();
    assert!(rule.lines().count() <= 30);
}
