//! C by clang, for both targets and in every way of naming the linker.

use crate::place::Place;
use componentize::Componentizer;

const HELLO: &str = "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n";
const SEVEN: &str = "#include <stdlib.h>\nint main(void) { exit(7); }\n";

/// clang with this program as its linker.
const LD: &str = "clang --target=wasm32-wasip1 -fuse-ld=$HERE/bin/componentize";

fn place() -> Place {
    let place = Place::new();
    place.write("hello.c", HELLO);
    place
}

#[test]
fn both_targets_and_every_way_to_name_the_linker() {
    let place = place();
    let mut sizes = Vec::new();
    for (target, linker) in [
        ("wasip1", "-fuse-ld=$HERE/bin/componentize"),
        ("wasip1", "-fuse-ld=$HERE/bin/wasm-component-ld"),
        ("wasip2", "-fuse-ld=$HERE/bin/componentize"),
        ("wasip2", "-B$HERE/bin"),
    ] {
        let clang = format!("clang --target=wasm32-{target} {linker} -Os -s hello.c -o hello.wasm");
        assert_eq!(place.runs(&clang), "");
        let printed = place.runs("wasmtime run hello.wasm");
        assert!(printed.ends_with("hello\n"), "{clang}: {printed}");
        sizes.push(place.read("hello.wasm").len());
    }
    assert!(sizes[0] <= 8 << 10, "{sizes:?}");
    assert_eq!(sizes[0], sizes[1]);
    assert_eq!(sizes[2], sizes[3]);
    // The size by wasm-component-ld, for the same program and the same libc.
    assert!(sizes[2] <= 38_538, "{sizes:?}");
}

#[test]
fn the_exit_status_is_kept() {
    let place = place();
    place.write("seven.c", SEVEN);
    place.runs(&format!("{LD} seven.c -o seven.wasm"));
    assert_eq!(place.status("wasmtime run seven.wasm"), Some(7));
}

/// Each of these stops wasm-component-ld 0.5.31.
#[test]
fn flags_that_wasm_ld_has_are_its_own() {
    let place = place();
    place.write("other.c", "int other(void) { return 3; }\n");
    place.write("shared.c", "void _initialize(void) {}\n");
    place.runs("clang --target=wasm32-wasip1 -c other.c -o other.o && mkdir lib && llvm-ar-19 rc lib/libother.a other.o \
                || { mkdir -p lib && ar rc lib/libother.a other.o; }");
    for flags in [
        "-u other other.o",
        "-Wl,-u,main",
        "-Wl,-e,_start",
        "-Wl,-mllvm,-wasm-keep-registers",
        "-Wl,--mllvm=-wasm-disable-explicit-locals",
        "-Wl,--library=other -Wl,--library-path=lib",
        "-flto -Wl,--lto-O2 -Wl,--lto-CGO2",
        "-flto -Wl,--disable-verify",
        "-Wl,-z,stack-size=65536",
        "-Wl,--export=main -Wl,--export-if-defined,other",
        "-Xlinker --soname -Xlinker hello",
        "-Wl,--Map,map.txt",
    ] {
        place.runs(&format!(
            "rm -f hello.wasm; {LD} {flags} -O1 hello.c -o hello.wasm"
        ));
        let component = place.read("hello.wasm");
        assert_eq!(component[4..8], [0x0d, 0, 1, 0], "{flags}");
    }
    assert!(place.path("map.txt").exists());
    // What is not linked to its end is left to wasm-ld.
    place.runs(&format!("{LD} -Wl,-r -nostdlib other.o -o again.o"));
    assert_eq!(place.read("again.o")[4..8], [1, 0, 0, 0]);
    place.runs(&format!(
        "{LD} -shared -fPIC -nostdlib shared.c -o libother.so -Wl,--experimental-pic"
    ));
    assert_eq!(place.read("libother.so")[4..8], [1, 0, 0, 0]);
}

#[test]
fn a_flag_that_wasm_ld_does_not_know_is_its_own_message_alone() {
    let place = place();
    let printed = place.fails(&format!(
        "{LD} -Wl,--a-flag-of-tomorrow hello.c -o hello.wasm"
    ));
    let unknown = "error: unknown argument: --a-flag-of-tomorrow";
    assert_eq!(printed.matches(unknown).count(), 1, "{printed}");
    assert_eq!(
        printed.lines().count(),
        2,
        "clang's line follows: {printed}"
    );
}

/// Where LLVM finds no file, `@FILE` is a name like any other.
#[test]
fn a_missing_response_file_is_wasm_lds_message() {
    let place = place();
    let printed = place.fails(&format!("{LD} -Wl,@missing hello.c -o hello.wasm"));
    assert!(printed.contains("error: cannot open @missing"), "{printed}");
    assert!(!printed.contains("failed to"), "{printed}");
}

#[test]
fn the_version_answers_for_wasm_ld() {
    let place = place();
    let answer = place.runs(&format!("{LD} -Wl,--version"));
    let (first, second) = answer.split_once('\n').unwrap();
    assert!(first.contains("LLD 19"), "{answer}");
    assert!(second.starts_with("componentize "), "{answer}");
    place.fails(&format!("{LD} -Wl,--version -Wl,--as-needed"));
}

#[test]
fn flags_of_ours_by_wl_and_by_response_files() {
    let place = place();
    place.runs(&format!(
        "{LD} -g hello.c -Wl,--strip=debug,--wasi-version=0.2.6,--summary=hello.json -Wl,--core-output,core.wasm \
         -Wl,--emit-wit=hello.wit -o hello.wasm"
    ));
    let summary = String::from_utf8(place.read("hello.json")).unwrap();
    assert!(summary.contains("wasi:cli/run@0.2.6"), "{summary}");
    assert!(!summary.contains(".debug_info"), "{summary}");
    assert!(String::from_utf8_lossy(&place.read("core.wasm")).contains(".debug_info"));
    assert!(
        String::from_utf8(place.read("hello.wit"))
            .unwrap()
            .contains("export wasi:cli/run")
    );

    // 100 KB of search paths, then flags of ours, in one file that wasm-ld then gets without them.
    let mut words: String = (0..4000)
        .map(|n| format!("\"-L/some where/{n}/library\"\n"))
        .collect();
    words += "--wasi-version 0.2.6 --summary=by-file.json\n--strip=debug -o by-file.wasm";
    assert!(words.len() > 100_000);
    place.write("words", &words);
    place.runs(&format!("{LD} -g hello.c -Wl,@words"));
    let by_file = String::from_utf8(place.read("by-file.json")).unwrap();
    assert!(by_file.contains("wasi:cli/run@0.2.6"), "{by_file}");
}

#[test]
fn quotes_inside_words_of_a_response_file() {
    let place = place();
    place.runs("clang --target=wasm32-wasip1 -c hello.c -o 'a b.o' && mkdir 'out dir'");
    place.runs(&format!(
        "{LD} -### -o x.wasm hello.c 2>&1 | tail -1 > line"
    ));
    let line = String::from_utf8(place.read("line")).unwrap();
    // All but the program and clang's own object and output.
    let library = line
        .split('"')
        .find(|word| word.ends_with("crt1-command.o"))
        .unwrap();
    let directory = library.strip_suffix("/crt1-command.o").unwrap();
    place.write(
        "words",
        &format!(
            "-m wasm32 -L{directory} {library} a\" \"b.o -lc $BUILTINS -o out\\ dir/'hello.wasm'"
        ),
    );
    place.runs(
        "sed -i \"s|\\$BUILTINS|$(echo $HERE/bin/resources/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a)|\" words; \
         componentize @words",
    );
    assert!(
        place
            .runs("wasmtime run 'out dir/hello.wasm'")
            .ends_with("hello\n")
    );
}

#[test]
fn an_undefined_symbol_is_named_with_its_object() {
    let place = place();
    place.write(
        "uses.c",
        "int missing(void);\nint main(void) { return missing(); }\n",
    );
    place.runs("clang --target=wasm32-wasip1 -c uses.c -o uses.o");
    for flag in [
        "-Wl,--allow-undefined",
        "-Wl,--import-undefined",
        "-Wl,--unresolved-symbols=import-dynamic",
    ] {
        let printed = place.fails(&format!("{LD} {flag} uses.o -o uses.wasm"));
        assert!(
            printed.contains("`missing`, referenced by `uses.o`"),
            "{flag}: {printed}"
        );
        assert_eq!(printed.matches("missing").count(), 1, "{flag}: {printed}");
    }
    // Without such a flag it is wasm-ld's own message.
    let printed = place.fails(&format!("{LD} uses.o -o uses.wasm"));
    assert_eq!(
        printed.matches("uses.o: undefined symbol: missing").count(),
        1,
        "{printed}"
    );
}

#[test]
fn no_adapter_gives_what_new_gives_for_the_core_module() {
    let place = place();
    for (target, flag) in [
        ("wasip2", "--wasi-adapter=none"),
        ("wasip2", "--wasi-adapter,none"),
    ] {
        place.runs(&format!(
            "clang --target=wasm32-{target} -B$HERE/bin hello.c -Wl,{flag},--core-output=core.wasm -o hello.wasm"
        ));
        let expected = Componentizer::new(&place.read("core.wasm"))
            .encode()
            .unwrap();
        assert!(place.read("hello.wasm") == expected, "{flag}");
    }
    // The core module is the one that wasm-ld alone writes.
    place.runs("clang --target=wasm32-wasip2 -fuse-ld=lld hello.c -o core/hello.wasm 2> /dev/null || { mkdir core; \
                clang --target=wasm32-wasip2 -fuse-ld=lld hello.c -o core/hello.wasm; }");
    assert!(place.read("core/hello.wasm") == place.read("core.wasm"));
}

#[test]
fn the_same_bytes_in_another_directory() {
    let (first, second) = (place(), place());
    for target in ["wasip1", "wasip2"] {
        let line = format!(
            "clang --target=wasm32-{target} -fuse-ld=$HERE/bin/componentize -O1 hello.c -o hello.wasm"
        );
        first.runs(&line);
        second.runs(&format!("taskset 1 {line}"));
        assert!(
            first.read("hello.wasm") == second.read("hello.wasm"),
            "{target}"
        );
    }
}
