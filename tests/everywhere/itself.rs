//! The component wraps the core module that it was made of, and generates its own bindings, to the same bytes.

use crate::harness::Node;
use crate::package::{built, root};
use crate::runs::{Host, Program, Ran, files};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The command line of the package.
fn package() -> Program {
    let node = Node::Newest.program().display().to_string();
    let cli = built().package.join("cli.js").display().to_string();
    Program(vec![node, cli])
}

#[track_caller]
fn run(host: &mut dyn Host, directory: &Path, arguments: &[&str]) -> Ran {
    let arguments: Vec<String> = arguments.iter().map(|it| it.to_string()).collect();
    let ran = host.run(directory, &arguments);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    ran
}

#[test]
fn it_makes_itself() {
    let built = built();
    let directory = tempfile::tempdir().unwrap();
    let module = built.module.to_str().unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let described = ["--strip", "--name", "componentize", "--version", version];
    let adapt = ["new", module, "--adapt", "wasi_snapshot_preview1"];
    let wrap = [&adapt[..], &described, &["-o", "componentize.wasm"]].concat();
    run(&mut package(), directory.path(), &wrap);
    let again = std::fs::read(directory.path().join("componentize.wasm")).unwrap();
    assert!(again == std::fs::read(&built.component).unwrap());

    let how = [
        "--instantiation",
        "async",
        "--no-types",
        "--minify",
        "--quiet",
    ];
    let bindings = [
        &["bindgen", "js", "componentize.wasm", "-o", "core"],
        &how[..],
    ]
    .concat();
    run(&mut package(), directory.path(), &bindings);
    assert!(files(&directory.path().join("core")) == files(&built.package.join("core")));
}

/// Bindings in every language, and an artifact, of a program that has all of WASI's files and clocks.
#[test]
fn it_generates_what_the_native_command_does() {
    let component = built().component.to_str().unwrap();
    let greeter = root().join("examples/browser/greeter.wat");
    let greeter = greeter.to_str().unwrap();
    for arguments in [
        &["bindgen", "js", component, "--name", "x", "-o", "out"][..],
        &["bindgen", "python", component, "--name", "x", "-o", "out"],
        &["bindgen", "rust", component, "--name", "x", "-o", "out"],
        &["bindgen", "js", greeter, "-o", "out"],
        &["bindgen", "python", greeter, "-o", "out"],
        &["inspect", component, "--json", "-o", "out/report.json"],
        &["inspect", greeter, "--html", "out/page.html"],
        &["inspect", greeter, "--diff", component, "--markdown"],
        &["oci", greeter, "out/layout:1.0"],
        &["wit", component, "--out-dir", "out"],
        &["completions", "man"],
        &["help", "new"],
    ] {
        let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        for directory in &directories {
            std::fs::create_dir(directory.path().join("out")).unwrap();
        }
        let native = run(&mut Program::native(), directories[0].path(), arguments);
        let there = run(&mut package(), directories[1].path(), arguments);
        assert!(native == there, "{arguments:?}");
        let files = directories.map(|directory| files(directory.path()));
        assert!(files[0] == files[1], "{arguments:?}");
    }
}

#[test]
fn it_says_its_version() {
    let directory = tempfile::tempdir().unwrap();
    let ran = run(&mut package(), directory.path(), &["--version"]);
    let expected = format!("componentize {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&ran.stdout), expected);
}

#[test]
fn standard_input_and_output_are_those_of_the_process() {
    let program = package().0;
    let mut child = Command::new(&program[0])
        .args([&program[1], "new", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"(module)").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let native = componentize::Componentizer::new(b"(module)")
        .encode()
        .unwrap();
    assert!(output.stdout == native);
}

#[test]
fn what_fails_has_the_status_of_the_native_command() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, status) in [(&["new", "nothing.wasm"][..], 1), (&["nothing"], 2)] {
        let arguments: Vec<String> = arguments.iter().map(|it| it.to_string()).collect();
        let ran = package().run(directory.path(), &arguments);
        assert_eq!(ran.status, status, "{}", ran.stderr);
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
}

/// Seconds of the processors, since other work of the machine counts in what a clock shows; on a quiet machine both are
/// nearly the same. The best of several runs.
#[test]
fn it_starts_fast() {
    let [node, cli] = &package().0[..] else {
        panic!("a program and its script");
    };
    let timed = "TIMEFORMAT='%U %S'; time \"$0\" \"$@\"";
    let seconds = (0..10).map(|_| {
        let output = Command::new("bash")
            .args(["-c", timed, node, cli, "--version"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let times = String::from_utf8(output.stderr).unwrap();
        let times = times.split_whitespace();
        times.map(|it| it.parse::<f64>().unwrap()).sum::<f64>()
    });
    let best = seconds.fold(f64::MAX, f64::min);
    assert!(best < 0.3, "{best} s");
}
