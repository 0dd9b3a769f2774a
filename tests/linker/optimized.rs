//! `--wasm-opt` with Binaryen's own program, which AssemblyScript's package brings.

use crate::place::{Place, variable};

#[test]
fn a_smaller_program_still_runs() {
    let place = Place::new();
    place.write(
        "hello.c",
        "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n",
    );
    place.write("main.rs", "fn main() { println!(\"hello\"); }\n");
    let wasm_opt = format!("{}/as/node_modules/.bin/wasm-opt", variable("TOOLCHAINS"));
    for (compiler, flag) in [
        (
            "clang --target=wasm32-wasip1 -fuse-ld=$HERE/bin/componentize -Os -s hello.c",
            "-Wl,--wasm-opt=-Oz",
        ),
        // Stripped, a module does not say which features it uses.
        (
            "rustc --target wasm32-wasip1 -Clinker=$HERE/bin/componentize -Copt-level=s -Cstrip=symbols main.rs",
            "-Clink-arg=--wasm-opt=-Oz",
        ),
    ] {
        place.runs(&format!("{compiler} -o plain.wasm"));
        place.runs(&format!(
            "COMPONENTIZE_WASM_OPT={wasm_opt} {compiler} {flag} -o small.wasm"
        ));
        let (plain, small) = (
            place.read("plain.wasm").len(),
            place.read("small.wasm").len(),
        );
        assert!(small * 10 < plain * 9, "{compiler}: {plain} and {small}");
        let printed = place.runs("wasmtime run small.wasm");
        assert!(printed.ends_with("hello\n"), "{printed}");
    }
}
