//! The projects of `examples/build-step` that are built by cargo, make, go, npm and zig.

use crate::place::{Place, variable};

#[test]
fn rust() {
    let place = Place::of_example("rust");
    place.runs(
        "componentize init cargo --check && componentize init cargo --target wasm32-wasip2 --check",
    );
    let printed = place.runs("cargo run --quiet");
    assert!(printed.ends_with("hello from Rust\n"), "{printed}");
    assert_eq!(place.status("cargo run --quiet -- 7"), Some(7));
    let printed = place.runs("cargo test");
    assert!(printed.contains("test tests::greets ... ok"), "{printed}");
    let printed = place.runs("cargo run --quiet --target wasm32-wasip2");
    assert!(printed.ends_with("hello from Rust\n"), "{printed}");
}

#[test]
fn c() {
    let place = Place::of_example("c");
    place.runs("make --silent");
    assert!(
        place
            .runs("wasmtime run hello.wasm")
            .ends_with("hello from C\n")
    );
    assert_eq!(place.status("wasmtime run hello.wasm 7"), Some(7));
    place.runs("make --silent -B TARGET=wasm32-wasip2");
    assert!(
        place
            .runs("wasmtime run hello.wasm")
            .ends_with("hello from C\n")
    );
}

#[test]
fn go() {
    let place = Place::of_example("go");
    place.runs("componentize init go --check");
    let go = |line: &str| format!(". ./componentize.env; {line}");
    place.runs(&go("go build -o hello.wasm"));
    assert!(
        place
            .runs("wasmtime run hello.wasm")
            .ends_with("hello from Go\n")
    );
    assert_eq!(place.status("wasmtime run hello.wasm 7"), Some(7));
    let printed = place.runs(&go("go run -exec 'wasmtime run' ."));
    assert!(printed.ends_with("hello from Go\n"), "{printed}");
    let printed = place.runs(&go("go test -exec 'wasmtime run' ."));
    assert!(printed.contains("ok  \texample.com/hello"), "{printed}");

    // Go keeps what it links; other flags, or another version of this program, are another link.
    let first = place.read("hello.wasm");
    place.runs(&go(
        "COMPONENTIZE_LD_FLAGS=--wasi-version=0.2.6 go build -o hello.wasm",
    ));
    let wit = place.runs("componentize wit hello.wasm");
    assert!(wit.contains("export wasi:cli/run@0.2.6;"), "{wit}");
    place.runs(&go("go build -o hello.wasm"));
    assert!(place.read("hello.wasm") == first);
    // A program of the host, which Go builds with the same flags, stays as it is.
    place.runs(&go("GOOS= GOARCH= go build -o native"));
    assert_eq!(place.read("native")[..4], *b"\x7fELF");
}

#[test]
fn assemblyscript() {
    let place = Place::of_example("assemblyscript");
    let modules = format!("{}/as/node_modules", variable("TOOLCHAINS"));
    std::os::unix::fs::symlink(modules, place.path("node_modules")).unwrap();
    place.runs("componentize init assemblyscript --check && npm run build --silent");
    assert!(
        place
            .runs("wasmtime run build/app.wasm")
            .ends_with("hello from AssemblyScript\n")
    );
    assert_eq!(place.status("wasmtime run build/app.wasm 7"), Some(7));
}

#[test]
fn zig() {
    let place = Place::of_example("zig");
    place.runs("componentize init zig --check && python -m ziglang build");
    assert!(
        place
            .runs("wasmtime run zig-out/bin/hello.wasm")
            .ends_with("hello from Zig\n")
    );
    assert_eq!(
        place.status("wasmtime run zig-out/bin/hello.wasm 7"),
        Some(7)
    );
}

/// A project of `zig init` is built for the host unless it is told otherwise, and then stays as it is.
#[test]
fn zig_for_the_host_too() {
    let place = Place::new();
    place.runs("mkdir app && cd app && python -m ziglang init && componentize init zig");
    let build = String::from_utf8(place.read("app/build.zig")).unwrap();
    let install = "@import(\"componentize.zig\").install(b, exe);";
    let changed = build.replace("b.installArtifact(exe);", install);
    assert_ne!(build, changed);
    place.write("app/build.zig", &changed);
    place.runs("cd app && python -m ziglang build");
    assert_eq!(place.read("app/zig-out/bin/app")[..4], *b"\x7fELF");
    place.runs("cd app && python -m ziglang build -Dtarget=wasm32-wasi");
    let wit = place.runs("componentize wit app/zig-out/bin/app.wasm");
    assert!(wit.contains("export wasi:cli/run@"), "{wit}");
}
