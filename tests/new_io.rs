//! `componentize new` from outside: how it reads and writes.

mod new;

use componentize::Componentizer;
use new::{new, stderr};
use std::fs;
use std::io::Write;
use std::process::Stdio;
use tempfile::TempDir;

/// A module that wraps, and its component.
fn hello() -> (Vec<u8>, Vec<u8>) {
    let module = r#"(module
        (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "_start")))"#;
    let module = wat::parse_str(module).unwrap();
    let component = Componentizer::new(&module)
        .builtin_adapter()
        .encode()
        .unwrap();
    (module, component)
}

const ADAPTED: [&str; 2] = ["--adapt", "wasi_snapshot_preview1"];

#[test]
fn reads_and_writes_files_and_pipes() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    let (module, component) = hello();
    fs::write(path.join("module.wasm"), &module).unwrap();

    let to_file = new(path, &["module.wasm", "-o", "out.wasm"])
        .args(ADAPTED)
        .output()
        .unwrap();
    assert!(to_file.status.success(), "{}", stderr(&to_file));
    assert!(to_file.stdout.is_empty() && to_file.stderr.is_empty());
    assert_eq!(fs::read(path.join("out.wasm")).unwrap(), component);

    let to_pipe = new(path, &["module.wasm", "-o", "-"])
        .args(ADAPTED)
        .output()
        .unwrap();
    assert_eq!(to_pipe.stdout, component);

    for arguments in [&["-"][..], &[]] {
        let mut piped = new(path, arguments)
            .args(ADAPTED)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        piped.stdin.take().unwrap().write_all(&module).unwrap();
        assert_eq!(piped.wait_with_output().unwrap().stdout, component);
    }

    let text = new(path, &["module.wasm", "-t"])
        .args(ADAPTED)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(text.stdout).unwrap(),
        wasmprinter::print_bytes(&component).unwrap()
    );
    fs::write(
        path.join("module.wat"),
        wasmprinter::print_bytes(&module).unwrap(),
    )
    .unwrap();
    let from_text = new(path, &["module.wat"]).args(ADAPTED).output().unwrap();
    assert_eq!(from_text.stdout, component);
}

#[test]
fn a_failed_run_leaves_the_output_as_it_was() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    fs::write(path.join("module.wasm"), "no module").unwrap();
    fs::write(path.join("out.wasm"), "older").unwrap();
    let output = new(path, &["module.wasm", "-o", "out.wasm"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read(path.join("out.wasm")).unwrap(), b"older");
    let mut names: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["module.wasm", "out.wasm"]);
}

#[test]
fn an_existing_file_wins_over_the_built_in_adapter() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    fs::write(path.join("module.wasm"), hello().0).unwrap();
    fs::write(
        path.join("wasi_snapshot_preview1"),
        r#"(module (func (export "fd_read")))"#,
    )
    .unwrap();
    let output = new(path, &["module.wasm"]).args(ADAPTED).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("does not export `fd_write`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn refuses_files_that_cannot_be_read_or_written() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    let unreadable = new(path, &["missing.wasm"]).output().unwrap();
    assert_eq!(unreadable.status.code(), Some(1));
    assert_eq!(
        stderr(&unreadable),
        "error: failed to read `missing.wasm`\n  caused by: No such file or directory (os error 2)\n"
    );
    fs::write(path.join("module.wasm"), hello().0).unwrap();
    let adapter = new(path, &["module.wasm", "--adapt", "missing.wasm"])
        .output()
        .unwrap();
    assert_eq!(adapter.status.code(), Some(1));
    assert_eq!(
        stderr(&adapter),
        "error: failed to read `missing.wasm`\n  caused by: No such file or directory (os error 2)\n"
    );
    let unwritable = new(path, &["module.wasm", "-o", "missing/out.wasm"])
        .args(ADAPTED)
        .output()
        .unwrap();
    assert_eq!(unwritable.status.code(), Some(1));
    assert_eq!(
        stderr(&unwritable),
        "error: failed to write `missing/out.wasm`\n  caused by: there is no directory `missing`\n"
    );
    let directory = new(path, &["module.wasm", "-o", "."])
        .args(ADAPTED)
        .output()
        .unwrap();
    assert_eq!(directory.status.code(), Some(1));
    assert_eq!(
        stderr(&directory),
        "error: failed to write `.`\n  caused by: Is a directory (os error 21)\n"
    );
}

#[test]
fn wrong_usage_is_status_2() {
    let directory = TempDir::new().unwrap();
    for arguments in [
        &["--no-such-option"][..],
        &["--wasi-version", "0.3.0"],
        &["--adapt", "=x"],
        &["a", "b"],
    ] {
        let output = new(directory.path(), arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).starts_with("error: "), "{arguments:?}");
    }
}

#[test]
fn validation_can_be_skipped() {
    let mut module = wat::parse_str("(module (func (result i32) i32.const 1))").unwrap();
    let place = module.len() - 3;
    module[place] = 0x42;
    assert!(Componentizer::new(&module).encode().is_err());
    assert!(Componentizer::new(&module).validate(false).encode().is_ok());
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("module.wasm"), &module).unwrap();
    let output = new(directory.path(), &["module.wasm", "--skip-validation"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_misspelt_adapter_is_told_from_a_missing_file() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("module.wasm"), hello().0).unwrap();
    for (adapt, expected) in [
        (
            &["wasi-snapshot-preview1"][..],
            "there is no file `wasi-snapshot-preview1`, and the built-in adapter is called `wasi_snapshot_preview1`",
        ),
        (
            &["wasi_snapshot_preview1=comand"],
            "there is no file `comand`, and `comand` is not a variant of the built-in adapter: those are `command` and \
             `reactor`",
        ),
        (&["a/b"], "failed to read `a/b`"),
        (
            &["wasi_snapshot_preview1", "wasi_snapshot_preview1=command"],
            "two adapters were named for `wasi_snapshot_preview1`: name one",
        ),
    ] {
        let mut command = new(directory.path(), &["module.wasm"]);
        for adapter in adapt {
            command.arg("--adapt").arg(adapter);
        }
        let output = command.output().unwrap();
        let found = stderr(&output);
        assert!(found.lines().next().unwrap().ends_with(expected), "{found}");
        let misspelt = found.contains("invalid value");
        assert_eq!(output.status.code(), Some(if misspelt { 2 } else { 1 }));
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_that_is_not_there_stays_a_link() {
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    let (module, component) = hello();
    fs::write(path.join("module.wasm"), module).unwrap();
    fs::create_dir(path.join("far")).unwrap();
    std::os::unix::fs::symlink("far/link", path.join("out.wasm")).unwrap();
    std::os::unix::fs::symlink("file.wasm", path.join("far/link")).unwrap();
    let output = new(path, &["module.wasm", "-o", "out.wasm"])
        .args(ADAPTED)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    for link in ["out.wasm", "far/link"] {
        assert!(fs::symlink_metadata(path.join(link)).unwrap().is_symlink());
    }
    assert_eq!(fs::read(path.join("far/file.wasm")).unwrap(), component);

    std::os::unix::fs::symlink("round.wasm", path.join("round.wasm")).unwrap();
    let output = new(path, &["module.wasm", "-o", "round.wasm"])
        .args(ADAPTED)
        .output()
        .unwrap();
    assert_eq!(
        stderr(&output),
        "error: failed to write `round.wasm`\n  caused by: there are too many links\n"
    );
}

/// A run that waits for a pipe after it has made a temporary file is ended by a signal, and leaves nothing.
#[cfg(unix)]
#[test]
fn a_signal_leaves_no_temporary_file() {
    use std::os::unix::process::ExitStatusExt;
    use std::time::Duration;
    let directory = TempDir::new().unwrap();
    let path = directory.path();
    fs::write(path.join("module.wasm"), hello().0).unwrap();
    fs::write(path.join("app.wit"), "package a:b; world w {}").unwrap();
    let pipe = path.join("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    // The WIT is staged first, and the component is then written to a pipe that nobody reads.
    for (name, signal) in [("-INT", 2), ("-TERM", 15)] {
        let mut run = new(
            path,
            &["module.wasm", "--emit-wit", "out.wit", "-o", "pipe"],
        )
        .args(ADAPTED)
        .spawn()
        .unwrap();
        let staged = || {
            let names = fs::read_dir(path)
                .unwrap()
                .map(|entry| entry.unwrap().file_name());
            let mut names =
                names.filter(|name| name.to_string_lossy().starts_with(".componentize-"));
            names.next().is_some()
        };
        while !staged() {
            assert!(run.try_wait().unwrap().is_none(), "it ended too early");
            std::thread::sleep(Duration::from_millis(2));
        }
        let number = run.id().to_string();
        let killed = std::process::Command::new("kill")
            .args([name, &number])
            .status();
        assert!(killed.unwrap().success());
        assert_eq!(run.wait().unwrap().signal(), Some(signal));
        assert!(!staged() && !path.join("out.wit").exists());
    }
}
