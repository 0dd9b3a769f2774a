//! Rust by rustc and cargo.

use crate::place::Place;

const PROGRAM: &str = "fn main() { println!(\"hello\"); }\n";
const RUSTC: &str = "rustc --edition 2024 -Clinker=$HERE/bin/componentize";

/// A package as the bars are about: small, and with a status.
fn package(main: &str) -> Place {
    let place = Place::new();
    place.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nversion = \"1.2.3\"\nedition = \"2024\"\ndescription = \"an app\"\n\
         license = \"MIT\"\nrepository = \"https://example.org/app\"\n\
         [profile.release]\nopt-level = \"s\"\nlto = \"fat\"\nstrip = true\n[workspace]\n",
    );
    place.write("src/main.rs", main);
    place.runs("componentize init cargo 2> /dev/null; componentize init cargo --target wasm32-wasip2 2> /dev/null");
    place
}

#[test]
fn a_program_is_small_and_runs() {
    let place = package(PROGRAM);
    let printed = place.runs("cargo run --quiet --release");
    assert!(printed.ends_with("hello\n"), "{printed}");
    let size = place.read("target/wasm32-wasip1/release/app.wasm").len();
    assert!(size <= 46 << 10, "{size}");
}

/// Against the linker that Rust brings: as small, and behaves the same.
#[test]
fn a_program_for_wasip2_is_no_larger_than_by_the_bundled_linker() {
    let place = package(PROGRAM);
    let sysroot = place.runs("rustc --print sysroot");
    let bundled = format!(
        "{}/lib/rustlib/x86_64-unknown-linux-gnu/bin/wasm-component-ld",
        sysroot.trim()
    );
    let build = "cargo build --quiet --release --target wasm32-wasip2";
    place.runs(build);
    let ours = place.read("target/wasm32-wasip2/release/app.wasm");
    assert!(
        place
            .runs("cargo run --quiet --release --target wasm32-wasip2")
            .ends_with("hello\n")
    );
    place.runs(&format!(
        "CARGO_TARGET_WASM32_WASIP2_LINKER={bundled} {build} --target-dir bundled"
    ));
    let theirs = place.read("bundled/wasm32-wasip2/release/app.wasm");
    assert!(
        ours.len() <= theirs.len(),
        "{} and {}",
        ours.len(),
        theirs.len()
    );
}

#[test]
fn the_exit_status_is_kept_and_metadata_taken() {
    let place = package("fn main() { std::process::exit(7); }\n");
    let line = "COMPONENTIZE_LD_FLAGS='--cargo-metadata --summary=app.txt' cargo build --quiet";
    place.runs(line);
    assert_eq!(place.status("cargo run --quiet"), Some(7));
    let summary = String::from_utf8(place.read("app.txt")).unwrap();
    for text in ["app", "1.2.3", "an app", "MIT", "https://example.org/app"] {
        assert!(summary.contains(text), "{text}: {summary}");
    }
}

#[test]
fn link_arguments_of_rustc() {
    let place = Place::new();
    place.write("main.rs", PROGRAM);
    place.runs(&format!(
        "{RUSTC} --target wasm32-wasip1 -Clink-arg=--wasi-version=0.2.6 -Clink-arg=--summary -Clink-arg=app.txt \
         -Clink-args='--strip=debug -zstack-size=2097152' main.rs -o app.wasm"
    ));
    let summary = String::from_utf8(place.read("app.txt")).unwrap();
    assert!(summary.contains("wasi:cli/run@0.2.6"), "{summary}");
    // By the name that is rustc's own for this target.
    place.runs(
        "rustc -Clinker=$HERE/bin/wasm-component-ld --target wasm32-wasip2 main.rs -o p2.wasm",
    );
    assert!(place.runs("wasmtime run p2.wasm").ends_with("hello\n"));
}

/// rustc before 1.96 lets undefined symbols become imports.
#[test]
fn an_undefined_symbol_is_named_with_its_object() {
    let place = Place::new();
    place.write(
        "main.rs",
        "unsafe extern \"C\" { fn missing() -> i32; }\nfn main() { println!(\"{}\", unsafe { missing() }); }\n",
    );
    let printed = place.fails(&format!(
        "{RUSTC} --target wasm32-wasip1 main.rs -o app.wasm"
    ));
    assert!(printed.contains("missing"), "{printed}");
    assert!(printed.contains(".rcgu.o"), "{printed}");
    assert!(!place.path("app.wasm").exists());
}

#[test]
fn a_library_without_a_main_function() {
    let place = Place::new();
    place.write(
        "lib.rs",
        "#[unsafe(no_mangle)] pub extern \"C\" fn answer() -> u32 { println!(\"asked\"); 42 }\n",
    );
    place.write(
        "app.wit",
        "package a:b; world app { export answer: func() -> u32; }\n",
    );
    place.runs(&format!(
        "{RUSTC} --crate-type cdylib --target wasm32-wasip1 -Clink-arg=--wit=app.wit lib.rs -o lib.wasm"
    ));
    let wit = place.runs("componentize wit lib.wasm");
    assert!(wit.contains("export answer: func() -> u32;"), "{wit}");
    assert!(!wit.contains("wasi:cli/run"), "{wit}");
}

#[test]
fn a_component_that_does_not_fit_fails_the_build() {
    let place = package(PROGRAM);
    place.write(
        "small.wit",
        "package a:b; world small { export other: func(); }\n",
    );
    let printed = place
        .fails("COMPONENTIZE_LD_FLAGS=\"--targets=$HERE/small.wit#small\" cargo build --quiet");
    assert!(
        printed.contains("`other`") && printed.contains("wasi:cli/stdout"),
        "{printed}"
    );
}

#[test]
fn the_same_bytes_in_another_directory() {
    let (first, second) = (package(PROGRAM), package(PROGRAM));
    let name = "target/wasm32-wasip1/release/app.wasm";
    first.runs("cargo build --quiet --release");
    second.runs("taskset 1 cargo build --quiet --release");
    assert!(first.read(name) == second.read(name));
}
