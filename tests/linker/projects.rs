//! The projects of `examples/build-step` whose build systems look at the linker first: CMake and Meson.

use crate::place::Place;

#[test]
fn cmake() {
    let place = Place::of_example("cmake");
    place.runs("componentize init cmake --check");
    place.runs("cmake -B build -G Ninja --toolchain componentize.cmake && cmake --build build");
    assert!(
        place
            .runs("wasmtime run build/hello.wasm")
            .ends_with("hello from C\n")
    );
    assert_eq!(place.status("wasmtime run build/hello.wasm 7"), Some(7));
    let printed = place.runs("ctest --test-dir build");
    assert!(printed.contains("100% tests passed"), "{printed}");
}

#[test]
fn meson() {
    let place = Place::of_example("meson");
    place.runs("componentize init meson && componentize init meson --check");
    let printed = place.runs("meson setup build --cross-file componentize.ini");
    assert!(
        printed.contains("C linker for the host machine: clang --target=wasm32-wasip1"),
        "{printed}"
    );
    place.runs("meson compile -C build");
    assert!(
        place
            .runs("wasmtime run build/hello.wasm")
            .ends_with("hello from C\n")
    );
    assert_eq!(place.status("wasmtime run build/hello.wasm 7"), Some(7));
    let printed = place.runs("meson test -C build");
    assert!(printed.contains("Ok:                1"), "{printed}");
}
