//! Programs from C and Rust compilers, wrapped by the library, run in Node through preview2-shim.

use super::guests::guest;
use super::harness::{self, Node};
use componentize::Componentizer;
use componentize::bindgen::js::{Instantiation, Options};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Wraps a guest and generates its bindings; the module that is generated.
fn program(name: &str) -> PathBuf {
    let component = Componentizer::new(&guest(name))
        .builtin_adapter()
        .encode()
        .expect("the guest is wrapped");
    bindings(&component, &format!("wasi-{name}"))
}

/// The same with the adapter that Wasmtime publishes, whose realloc makes no allocation larger.
fn with_published_adapter(name: &str, guest: &[u8]) -> PathBuf {
    let component = Componentizer::new(guest)
        .adapter(
            "wasi_snapshot_preview1",
            wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER,
        )
        .encode()
        .expect("the guest is wrapped");
    bindings(&component, &format!("wasi-published-{name}"))
}

/// Generates bindings of a program; the module that is generated.
fn bindings(component: &[u8], name: &str) -> PathBuf {
    harness::install();
    let directory = harness::directory(name);
    harness::generate(component, &directory, &Options::new("program"));
    // Packages are looked for next to the importing file and above it.
    let packages = directory.join("node_modules");
    std::os::unix::fs::symlink(harness::scripts().join("node_modules"), packages)
        .expect("the packages");
    directory.join("program.js")
}

fn run(node: Node, module: &Path, files: &Path, path: &str, args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(node.program())
        .arg(harness::scripts().join("wasi.js"))
        .args([module, files])
        .arg(path)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("node runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("node ends");
    // A program that reads nothing may end before its input is written.
    let _ = writer.join().expect("the writer ends");
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn text_that_is_not_ascii_reaches_the_published_adapter() {
    let module = with_published_adapter("basics", &guest("basics.new"));
    let files = harness::directory("wasi-published-no-files");
    for node in Node::ALL {
        let hello = run(
            node,
            &module,
            &files,
            "/",
            &["hello", "ä b", "日本語 🦀"],
            b"",
        );
        let expected = "argument 0: program\nargument 1: hello\nargument 2: ä b\nargument 3: 日本語 🦀\n\
                        environment: NAME=a value of José\n";
        assert_eq!(text(&hello.stdout), expected, "{}", text(&hello.stderr));
    }
}

/// A program that writes what is in a file, and then the entries of the directory.
const FILE_AND_DIRECTORY: &str = r#"(module
    (import "wasi_snapshot_preview1" "path_open"
      (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_readdir" (func $entries (param i32 i32 i32 i64 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 8) "\00\08\00\00\00\01\00\00")
    (data (i32.const 24) "\00\10\00\00")
    (data (i32.const 1024) "größe 日本.txt")
    (data (i32.const 1046) ".")
    (func $check (param i32) (if (local.get 0) (then (call $exit (local.get 0)))))
    (func (export "_start")
      (call $check (call $open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 18) (i32.const 0)
        (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 0)))
      (call $check (call $read (i32.load (i32.const 0)) (i32.const 8) (i32.const 1) (i32.const 12)))
      (call $check (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))
      (call $check (call $open (i32.const 3) (i32.const 0) (i32.const 1046) (i32.const 1) (i32.const 2)
        (i64.const 16384) (i64.const 0) (i32.const 0) (i32.const 0)))
      (call $check (call $entries (i32.load (i32.const 0)) (i32.const 4096) (i32.const 1024) (i64.const 0) (i32.const 28)))
      (call $check (call $write (i32.const 1) (i32.const 24) (i32.const 1) (i32.const 16)))))"#;

#[test]
fn names_of_files_that_are_not_ascii() {
    let guest = wat::parse_str(FILE_AND_DIRECTORY).expect("a module");
    let built_in = Componentizer::new(&guest).builtin_adapter().encode();
    let built_in = bindings(&built_in.expect("the guest is wrapped"), "wasi-names");
    let files = harness::directory("wasi-names-of-files");
    for (name, content) in [
        ("größe 日本.txt", "was drin ist: 🦀\n"),
        ("ä".repeat(60).as_str(), ""),
    ] {
        std::fs::write(files.join(name), content).expect("a file");
    }
    for module in [built_in, with_published_adapter("names", &guest)] {
        for node in Node::ALL {
            let ran = run(node, &module, &files, "/", &[], b"");
            let stdout = text(&ran.stdout);
            assert_eq!(ran.status.code(), Some(0), "{stdout}{}", text(&ran.stderr));
            assert!(stdout.starts_with("was drin ist: 🦀\n"), "{stdout}");
            for name in ["größe 日本.txt", &"ä".repeat(60)] {
                assert!(stdout.contains(name), "no `{name}` in {stdout}");
            }
        }
    }
}

#[test]
fn a_c_program_with_arguments_streams_and_exit_codes() {
    let module = program("basics.new");
    let files = harness::directory("wasi-no-files");
    for node in Node::ALL {
        let call = |args: &[&str], input: &[u8]| run(node, &module, &files, "/", args, input);

        let hello = call(&["hello", "ä b"], b"");
        assert_eq!(
            text(&hello.stdout),
            "argument 0: program\nargument 1: hello\nargument 2: ä b\nenvironment: NAME=a value of José\n",
            "{}",
            text(&hello.stderr)
        );
        assert_eq!(text(&hello.stderr), "to standard error\n");
        assert_eq!(hello.status.code(), Some(0));

        let input: Vec<u8> = (0..200_000u32).map(|i| (i * 7 % 251) as u8).collect();
        let echo = call(&["echo"], &input);
        assert!(
            echo.stdout == input,
            "{} of {} bytes came back",
            echo.stdout.len(),
            input.len()
        );
        assert_eq!(call(&["exit", "7"], b"").status.code(), Some(7));
        assert_eq!(call(&["pour"], b"").stdout.len(), 10 << 20);
    }
}

#[test]
fn a_rust_program_with_files() {
    let module = program("tree");
    let call = |node: Node, argument: &str| {
        // The program links a file where nothing may be yet.
        let files = harness::directory("wasi-files");
        let input = b"first line\nsecond line\n";
        run(node, &module, &files, "/tree", &[argument], input)
    };
    for node in Node::ALL {
        let ran = call(node, "23");
        assert_eq!(ran.status.code(), Some(23), "{}", text(&ran.stderr));
        let stdout = text(&ran.stdout);
        assert!(stdout.contains("1000 lines\n"), "{stdout}");
        let panicked = call(node, "panic");
        assert_ne!(panicked.status.code(), Some(0));
        let stderr = text(&panicked.stderr);
        assert!(stderr.contains("as asked"), "{stderr}");
    }
}

#[test]
fn a_c_program_with_files() {
    let module = program("files.new");
    for node in Node::ALL {
        let files = harness::directory("wasi-c-files");
        let ran = run(node, &module, &files, "/", &[], b"");
        assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
        let stdout = text(&ran.stdout);
        assert!(stdout.contains("it leads to target.txt"), "{stdout}");
    }
}

/// A Rust program of WASI 0.3 whose standard library uses WASI 0.2: each version comes from its own shim.
#[test]
fn a_program_of_wasi_0_3_that_also_uses_wasi_0_2() {
    let module = program("upper");
    let text_of = std::fs::read_to_string(&module).expect("the module");
    for shim in [
        "preview2-shim/cli",
        "preview3-shim/cli",
        "preview3-shim/clocks",
    ] {
        assert!(
            text_of.contains(&format!("'@bytecodealliance/{shim}'")),
            "{shim}"
        );
    }
    let files = harness::directory("wasi-upper-files");
    let long = "größe ".repeat(20_000);
    for node in Node::ALL {
        for (args, input, status) in [
            (&["a", "b c"][..], "hello\nworld\n", 0),
            (&["fail"], "", 1),
            (&[], &long, 0),
        ] {
            let ran = run(node, &module, &files, "/", args, input.as_bytes());
            let error = text(&ran.stderr);
            assert_eq!(ran.status.code(), Some(status), "{node:?}: {error}");
            let expected = format!("a value of José: {args:?}\n{}", input.to_ascii_uppercase());
            assert!(text(&ran.stdout) == expected, "{node:?}, {args:?}: {error}");
        }
    }
}

/// A block of a page, by the comment that it starts with.
fn block(page: &str, name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(page);
    let text = std::fs::read_to_string(path).expect("the page");
    let start = text.find(&format!("```js\n// {name}\n"));
    let block = &text[start.expect("the block") + "```js\n".len()..];
    block[..block.find("```").expect("its end")].to_string()
}

#[test]
fn the_page_on_wasi_programs_gives_them_what_it_says() {
    harness::install();
    let directory = harness::directory("wasi-page");
    let packages = directory.join("node_modules");
    std::os::unix::fs::symlink(harness::scripts().join("node_modules"), packages)
        .expect("the packages");
    let component = Componentizer::new(&guest("basics.new"))
        .builtin_adapter()
        .encode()
        .expect("the guest is wrapped");
    let app = directory.join("app");
    harness::generate(&component, &app, &Options::new("program"));
    let sandboxed = harness::options("sandboxed", Instantiation::Async);
    harness::generate(&component, &app, &sandboxed);
    for script in ["main.js", "sandbox.js"] {
        std::fs::write(
            directory.join(script),
            block("wasi-in-javascript.md", script),
        )
        .expect("the script");
        for node in Node::ALL {
            let ran = |arguments: &[&str]| {
                let mut command = Command::new(node.program());
                command.arg(script).args(arguments).current_dir(&directory);
                command.output().expect("node runs")
            };
            let hello = ran(&["hello"]);
            assert_eq!(
                text(&hello.stdout),
                "argument 0: program\nargument 1: hello\nenvironment: NAME=a value\n",
                "{}",
                text(&hello.stderr)
            );
            assert_eq!(hello.status.code(), Some(0));
            assert_ne!(ran(&["no such thing"]).status.code(), Some(0));
        }
    }
}
